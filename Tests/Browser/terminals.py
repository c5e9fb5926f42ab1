"""A command in a window of its own: a pseudo-terminal, with an emulator that knows what stands in it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable

import pyte

from planes import agent_binary, clean_environment
from waiting import eventually


class Window:
    """Runs `member-agent` until it ends or is closed."""

    def __init__(self, node, *arguments: str, columns: int = 100, rows: int = 30, **environment: str) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.process, self.master = pty.fork()
        if self.process == 0:
            # Here the child, whose only way on is the command.
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execve(agent_binary(), [str(agent_binary()), *arguments], clean_environment(
                    {"ROLLCALL_HTTP": f"{node.host}:{node.port}", "ROLLCALL_TOKEN": node.token,
                     "TERM": "xterm-256color"} | environment))
            finally:
                os._exit(127)
        self.status: int | None = None

    def read(self, patience: float = 0.05) -> None:
        """Takes what the command wrote meanwhile."""
        while self.status is None and select.select([self.master], [], [], patience)[0]:
            try:
                got = os.read(self.master, 65536)
            except OSError:  # The command ended.
                got = b""
            if not got:
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
                return
            self.received += got
            self.stream.feed(got)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    def shows(self, what: str, probe: Callable[[list[str]], bool], within: float = 15) -> None:
        def now() -> bool:
            self.read()
            assert probe(self.lines), "\n".join(self.lines)
            return True
        eventually(what, now, within=within)

    def resize(self, columns: int, rows: int) -> None:
        """As a person who drags the window's edge: the kernel tells the command."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, key: bytes) -> None:
        os.write(self.master, key)

    def wait(self, within: float = 10) -> int:
        deadline = time.monotonic() + within
        while self.status is None:
            self.read()
            assert time.monotonic() < deadline, "the command does not end"
        return self.status

    def close(self) -> None:
        if self.status is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.master)
