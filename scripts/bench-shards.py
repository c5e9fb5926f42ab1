#!/usr/bin/env python3
"""Measures the beats of Discord shards: three agents on loopback, each of them a voter, and 1,000 sessions.

    .venv/bin/python scripts/bench-shards.py [--agent PATH] [--sessions N] [--seconds S] [--json FILE]

Method
- Each session has a connection of its own, kept open, to the node where it connected, and beats every 5 s with a
  report, spread evenly over the 5 s. A beat's latency counts from when it was due, so a stalled node hides nothing.
- "elsewhere": the same sessions beat at the next node, which asks their home. The first beat of each, for which the
  home has to be found, is told apart; "other than 204" counts both.
- CPU is what the three processes used meanwhile, a node; "no sessions" is the same fleet before any bot came.
- connect: the sessions are taken one after the other at each node, the three nodes at once; 503 is asked again.
The client is Python on the same cores. Exit 1 if a beat was answered otherwise than with 204.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Conformance"))

from fleet import QUICK, Fleet  # noqa: E402
from planes import AgentPlane  # noqa: E402
from shards import SECRET  # noqa: E402

PERIOD = 5.0


@dataclass
class Line:
    """One kept connection to a node, with one request at a time."""

    node: AgentPlane
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: dict | None = None) -> tuple[int, bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.node.host, self.node.port)
        data = b"" if body is None else json.dumps(body).encode()
        self.writer.write(f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: {SECRET}\r\n"
                          f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        count = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        content = await self.reader.readexactly(int(count)) if count else b""
        return int(head[9:12]), content

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


@dataclass
class Use:
    """What the fleet's processes use, from one moment to another."""

    fleet: Fleet
    at: float = field(default_factory=time.monotonic)
    ticks: int = 0

    def __post_init__(self) -> None:
        self.ticks = sum(self.spent(node) for node in self.fleet.nodes)

    @staticmethod
    def spent(node: AgentPlane) -> int:
        stat = Path(f"/proc/{node.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(stat[11]) + int(stat[12])

    def share(self) -> float:
        """Of one core, a node."""
        ticks = sum(self.spent(node) for node in self.fleet.nodes) - self.ticks
        return ticks / os.sysconf("SC_CLK_TCK") / (time.monotonic() - self.at) / len(self.fleet.nodes)

    def memory(self) -> float:
        """The largest node's resident MiB."""
        lines = [Path(f"/proc/{node.process.pid}/status").read_text() for node in self.fleet.nodes]
        return max(int(text.partition("VmRSS:")[2].split()[0]) / 1024 for text in lines)


def quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


async def connect(node: AgentPlane, count: int) -> list[str]:
    line, sessions = Line(node), []
    deadline = time.monotonic() + 300
    while len(sessions) < count:
        code, content = await line.ask("GET", "/connect")
        if code == 200:
            sessions.append(json.loads(content)["session_id"])
        else:
            assert code == 503 and time.monotonic() < deadline, f"{code} {content!r}"
            await asyncio.sleep(0.05)
    line.close()
    return sessions


async def beat(line: Line, session: str, begin: float, end: float, times: list[float], others: list[int]) -> None:
    due = begin
    while due < end:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        code, _ = await line.ask("POST", "/beat", {"session_id": session, "guild_count": 1200, "latency": 0.08})
        times.append(time.monotonic() - due)
        if code != 204:
            others.append(code)
        due += PERIOD


async def beats(fleet: Fleet, sessions: list[list[str]], seconds: float, away: int) -> dict:
    """All sessions beat; each `away` nodes from its home. The first beat of each is told apart."""
    lines = [(Line(fleet.nodes[(home + away) % 3]), session)
             for home, of_home in enumerate(sessions) for session in of_home]
    first: list[float] = []
    times: list[float] = []
    others: list[int] = []
    begin = time.monotonic() + 0.5
    for span, into in ((PERIOD, first), (seconds, times)):
        use = Use(fleet)
        await asyncio.gather(*(beat(line, session, begin + PERIOD * i / len(lines), begin + span, into, others)
                               for i, (line, session) in enumerate(lines)))
        begin += span
    told = {"rate": len(times) / seconds, "p50": quantile(times, 0.5), "p99": quantile(times, 0.99),
            "worst": max(times), "others": len(others), "cpu": use.share(), "memory": use.memory(),
            "first": [quantile(first, 0.5), quantile(first, 0.99), max(first)]}
    for line, _ in lines:
        line.close()
    return told


async def measure(fleet: Fleet, count: int, seconds: float) -> dict[str, dict]:
    quiet = Use(fleet)
    await asyncio.sleep(10)
    results = {"no sessions": {"cpu": quiet.share(), "memory": quiet.memory()}}
    share = [count // 3 + (1 if i < count % 3 else 0) for i in range(3)]
    begin = time.monotonic()
    sessions = await asyncio.gather(*(connect(node, n) for node, n in zip(fleet.nodes, share)))
    results["connect"] = {"rate": count / (time.monotonic() - begin)}
    assert len({session for of_home in sessions for session in of_home}) == count
    results["at their home"] = await beats(fleet, sessions, seconds, away=0)
    results["elsewhere"] = await beats(fleet, sessions, seconds, away=1)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agent", default=ROOT / ".build" / "release" / "member-agent")
    parser.add_argument("--sessions", type=int, default=1000, metavar="N")
    parser.add_argument("--seconds", type=float, default=30, metavar="S")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    os.environ["ROLLCALL_AGENT"] = str(arguments.agent)
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as directory:
        fleet = Fleet(Path(directory), QUICK | {
            "profile": "lan", "bootstrap_expect": 3, "shard_secret": SECRET, "heartbeat_interval": 15,
            "max_shards": arguments.sessions, "max_concurrency": arguments.sessions})
        try:
            fleet.grow(3)
            fleet.wait_voters(3)
            results = asyncio.run(measure(fleet, arguments.sessions, arguments.seconds))
        finally:
            fleet.close()
    print(f"| {arguments.sessions:,} sessions | beats a second | p50, p99, worst of /beat | other than 204"
          " | CPU a node a second | memory |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, told in results.items():
        if name == "connect":
            continue
        rest = "- | - | -"
        if "rate" in told:
            times = ", ".join(f"{told[key] * 1e3:.1f}" for key in ("p50", "p99", "worst"))
            rest = f"{told['rate']:.0f} | {times} ms | {told['others']}"
        if "first" in told:
            first = ", ".join(f"{value * 1e3:.1f}" for value in told["first"])
            print(f"| {name}, first beats | - | {first} ms | - | - | - |")
        print(f"| {name} | {rest} | {told['cpu'] * 1e3:.1f} ms | {told['memory']:.0f} MiB |")
    print(f"\n{results['connect']['rate']:.0f} shards a second granted by `/connect`, three asking at once.")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))
    return 1 if any(told.get("others") for told in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
