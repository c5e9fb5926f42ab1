"""A fake Discord as a process of its own, and bots that talk to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

import judge
from planes import ROOT, clean_environment, free_port
from waiting import eventually

HERE = Path(__file__).resolve().parent
DISCORD_BOT = ROOT / "examples" / "discord_bot.py"
TOKEN = "fake-token"


class Fake:
    """`fake_discord.py`, started; what it saw stands in `events()`."""

    def __init__(self, directory: Path, *, host: str = "127.0.0.1", **settings: Any) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.log = directory / "discord.jsonl"
        self.port = free_port()
        flags = [part for key, value in settings.items() for part in (f"--{key.replace('_', '-')}", str(value))]
        self.errors = directory / "discord.log"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, str(HERE / "fake_discord.py"), "--host", host, "--port", str(self.port),
                 "--log", str(self.log), "--token", TOKEN, *flags], stdout=errors, stderr=errors)
        eventually("the fake answers", lambda: requests.get(f"{self.url}/gateway", timeout=2).ok)

    @property
    def url(self) -> str:
        return self.seen_from("127.0.0.1")

    def seen_from(self, host: str) -> str:
        return f"http://{host}:{self.port}"

    def control(self, act: str, json: Any = None, **query: Any) -> Any:
        answer = requests.post(f"{self.url}/control/{act}", params=query, json=json, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    def events(self, since: float = 0.0) -> list[judge.Event]:
        return judge.since(judge.read(self.log), since)

    def live(self) -> dict[int, judge.Life]:
        return judge.live_at(judge.read(self.log), time.monotonic())

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)


class BotProcess:
    """A bot program that runs against the fake; its environment says where its sidecar is."""

    def __init__(self, name: str, directory: Path, fake: str, environment: dict[str, str], *,
                 program: Path = DISCORD_BOT, prefix: list[str] | None = None) -> None:
        self.name = name
        self.log = directory / f"{name}.log"
        self.command = [*(prefix or []), sys.executable, str(HERE / "towards_fake.py"), str(program)]
        self.environment = clean_environment(
            {"FAKE_DISCORD": fake, "DISCORD_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1"} | environment)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> BotProcess:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)
        return self

    def kill(self) -> None:
        """As its host would die: at once, with whatever it started."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def terminate(self, within: float = 15.0) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(within)

    def pause(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGCONT)

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""
