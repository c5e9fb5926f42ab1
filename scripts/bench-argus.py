#!/usr/bin/env python3
"""Measures a member-agent against the original Argus control plane, on this machine, in one run.

    .venv/bin/python scripts/bench-argus.py [--agent PATH] [--seconds N] [--only beats,views,steady] [--json FILE]

Method
- Each server runs alone, one after the other, with the same requests, over loopback, with its limits
  off and otherwise its defaults (the original's one-second view cache, its state file; the agent's
  SQLite store). The load runs on the same machine, so both columns are lower than on two machines;
  what counts is the ratio. The CPU time that the server itself took for each request is told beside
  it: other load on the machine moves it least.
- Snapshots come from the real Argus instrumentation (Tests/Conformance/bots.py) of bots with so many
  shards and commands that the heartbeat has about the named size.
- The load comes from `simulations/load`: one thread, closed loop. It costs about a third of what a beat
  costs here, and less than `wrk`, whose small reads alone took longer than a view did to serve. What it
  takes is missing to the server that it measures.
- beats: 16 connections, 200 clusters in turn; a beat counts when it was answered with 204.
- views: 1,000 and 5,000 registered clusters with a 5 KB snapshot each; 8 connections read
  `/api/fleet/view`, first while nobody beats, then while every cluster beats once in 15 s, so that the
  view keeps changing. Plain; with gzip where a server offers it; and polling, where it gives an ETag:
  each request then carries the last one in `If-None-Match`.
- steady: 5,000 clusters beat once in 15 s each (333 a second) with 14 KB for 60 s, open loop from
  another process; a beat's latency counts from when it was due, so a stalled server hides nothing.
  The same rate with 10 clusters shows what the generator and the machine add by themselves.
- memory: resident size of the server after each part; of one that just answered its first request, and of the
  same 10 s later, as idle.
Needs `swift build -c release --product load`, and the Python packages of Tests/Conformance/requirements.txt.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Conformance"))

import aiohttp  # noqa: E402
import planes  # noqa: E402
from bots import SampleBot  # noqa: E402
from planes import TOKEN, AgentPlane, ArgusPlane, Plane  # noqa: E402

LOAD = ROOT / ".build" / "release" / "load"
OFF = {"token": TOKEN, "register_limit": 0, "beat_limit": 0, "read_limit": 0}
SIZES = {"5 KB": (5, 0), "14 KB": (1, 2), "20 KB": (2, 3)}
"""A bot's shards and commands by the size of beat that they make."""
INTERVAL = 15.0
IDLE_SECONDS = 10


def body(identity: str, size: str) -> bytes:
    shards, commands = SIZES[size]
    bot = SampleBot(identity, shards=shards, commands=commands)
    bot.shard_connects()
    bot.work(3600, 60 * commands)
    return json.dumps({"identity": identity, "snapshot": bot.snapshot()}).encode()


def bodies(count: int, size: str) -> list[bytes]:
    """One real beat, under as many names; the names have one length."""
    template = body("bench-00000", size)
    return [template.replace(b"bench-00000", b"bench-%05d" % i) for i in range(count)]


class Server:
    """One of the two, with what is measured about it."""

    def __init__(self, kind: str, directory: Path, agent: Path | None) -> None:
        if kind == "argus":
            self.plane: Plane = ArgusPlane(kind, directory, dict(OFF))
            # The harness shortens the original's cache; here it gets its default back.
            own = self.plane.environment()
            del own["ARGUS_FLEET_VIEW_CACHE_MS"]
            self.plane.environment = lambda: own  # type: ignore[method-assign]
        else:
            os.environ["ROLLCALL_AGENT"] = str(agent)
            self.plane = AgentPlane(kind, directory, dict(OFF))

    def resident_mib(self) -> float:
        status = Path(f"/proc/{self.plane.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.plane.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def load(self, *, seconds: float, connections: int, method: str = "GET", path: str,
             headers: dict[str, str] | None = None, bodies_file: Path | None = None, follow: bool = False) -> dict:
        """Closed-loop load by `simulations/load`, and what it cost this server."""
        host, port = self.plane.url.removeprefix("http://").split(":")
        line = [LOAD, host, port, str(connections), str(seconds), method, path]
        for name, value in ({"Authorization": f"Bearer {TOKEN}"} | (headers or {})).items():
            line += ["--header", f"{name}: {value}"]
        if bodies_file:
            line += ["--bodies", bodies_file]
        if follow:
            line += ["--follow"]
        before, own = self.cpu_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(line, capture_output=True, text=True, check=True)
        result = json.loads(ran.stdout.removeprefix("RESULT "))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        each = 1e6 / max(1, result["requests"])
        result["cpu_us"] = (self.cpu_seconds() - before) * each
        result["load_cpu_us"] = (after.ru_utime + after.ru_stime - own.ru_utime - own.ru_stime) * each
        result["per_second"] = (result["requests"] - result["refused"]) / result["microseconds"] * 1e6
        return result

    def median(self, times: int, **load) -> dict:
        """The run of median throughput."""
        runs = sorted((self.load(**load) for _ in range(times)), key=lambda run: run["per_second"])
        return runs[len(runs) // 2]

    async def populate(self, beats: list[bytes]) -> None:
        """Register every cluster and send its first beat, 16 at a time."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        queue = iter(enumerate(beats))

        async def worker(session: aiohttp.ClientSession) -> None:
            for i, beat in queue:
                registration = {"identity": f"bench-{i:05}", "fleet": f"region-{i % 10}"}
                async with session.post(f"{self.plane.url}/fleet/register", json=registration,
                                        headers=headers) as answer:
                    assert answer.status == 200, await answer.text()
                async with session.post(f"{self.plane.url}/fleet/heartbeat", data=beat, headers=headers) as answer:
                    assert answer.status == 204, await answer.text()

        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(worker(session) for _ in range(16)))
            async with session.get(f"{self.plane.url}/api/fleet/view", headers=headers) as answer:
                shown = sum(f["clusters_total"] for f in (await answer.json())["fleets"])
                assert shown == len(beats), f"{shown} of {len(beats)} clusters are shown"


async def beat_steadily(url: str, count: int, size: str, rate: float, seconds: float) -> dict:
    """Open loop: beat i is due i/rate seconds after the start, whatever became of those before."""
    beats = bodies(count, size)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    latencies: list[float] = []
    failed = 0
    loop = asyncio.get_running_loop()

    async def beat(session: aiohttp.ClientSession, data: bytes, due: float) -> None:
        nonlocal failed
        try:
            async with session.post(f"{url}/fleet/heartbeat", data=data, headers=headers) as answer:
                ok = answer.status == 204
        except (aiohttp.ClientError, TimeoutError):
            ok = False
        failed += not ok
        latencies.append(loop.time() - due)

    print("begins", flush=True)
    connector = aiohttp.TCPConnector(limit=512)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        pending: set[asyncio.Task] = set()
        start, sent = loop.time(), 0
        total = int(seconds * rate)
        while sent < total:
            due = start + sent / rate
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(beat(session, beats[sent % count], due))
            pending.add(task)
            task.add_done_callback(pending.discard)
            sent += 1
        if pending:
            await asyncio.wait(pending)
    # The first second opens connections.
    settled = latencies[int(rate):]
    cuts = statistics.quantiles(settled, n=1000)
    return {"sent": sent, "per_second": sent / seconds, "p50": cuts[499] * 1e6,
            "p99": cuts[989] * 1e6, "p999": cuts[998] * 1e6,
            "largest": max(settled) * 1e6, "failed": failed}


def steadily(url: str, count: int, size: str, rate: float, seconds: float) -> subprocess.Popen:
    """`beat_steadily` in a process of its own, so that other load does not delay its clock; it has begun."""
    line = [sys.executable, __file__, "--steady-child", url, str(count), size, str(rate), str(seconds)]
    child = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "begins\n"
    return child


def measure(kind: str, arguments: argparse.Namespace, workspace: Path) -> dict[str, dict]:
    found: dict[str, dict] = {}

    def note(name: str, result: dict) -> None:
        found[name] = result
        line = ", ".join(f"{k} {v:,.0f}" for k, v in result.items() if isinstance(v, (int, float)))
        print(f"  {kind:9} {name}: {line}", file=sys.stderr, flush=True)

    def fresh(part: str) -> Server:
        return Server(kind, workspace / kind / part, arguments.agent)

    if "beats" in arguments.only:
        for size in SIZES:
            server = fresh(f"beats-{size.replace(' ', '')}")
            try:
                server.plane.start()
                if "memory just started" not in found:
                    note("memory just started", {"mib": server.resident_mib()})
                    time.sleep(IDLE_SECONDS)
                    note(f"memory after {IDLE_SECONDS} s idle", {"mib": server.resident_mib()})
                beats = bodies(200, size)
                asyncio.run(server.populate(beats))
                lines = workspace / "beats.txt"
                lines.write_bytes(b"\n".join(beats) + b"\n")
                post = dict(method="POST", path="/fleet/heartbeat", connections=16, bodies_file=lines,
                            headers={"Content-Type": "application/json"})
                server.load(seconds=2, **post)  # warm
                result = server.median(arguments.repeat, seconds=arguments.seconds, **post)
                note(f"beats of {size} ({len(beats[0]):,} bytes)", result | {"mib": server.resident_mib()})
            finally:
                server.plane.close()

    for count in arguments.clusters:
        if "views" not in arguments.only and not ("steady" in arguments.only and count == max(arguments.clusters)):
            continue
        server = fresh(f"views-{count}")
        try:
            server.plane.start()
            asyncio.run(server.populate(bodies(count, "5 KB")))
            if "views" in arguments.only:
                views(server, count, arguments.seconds, note)
            if "steady" in arguments.only and count == max(arguments.clusters):
                for beating in (10, count):
                    before = server.cpu_seconds()
                    child = steadily(server.plane.url, beating, "14 KB", count / INTERVAL, arguments.steady_seconds)
                    result = json.loads(child.communicate()[0])
                    result["cpu_us"] = (server.cpu_seconds() - before) / result.pop("sent") * 1e6
                    note(f"steady beats of 14 KB, {beating:,} of {count:,} clusters",
                         result | {"mib": server.resident_mib()})
        finally:
            server.plane.close()
    return found


def views(server: Server, count: int, seconds: float, note) -> None:
    plain = server.plane.get("/api/fleet/view", headers={"Accept-Encoding": "identity"}, timeout=60)
    squeezed = server.plane.get("/api/fleet/view", headers={"Accept-Encoding": "gzip"}, timeout=60)
    get = dict(seconds=seconds, connections=8, path="/api/fleet/view")
    for state in ("quiet", "beating"):
        child = None
        if state == "beating":
            child = steadily(server.plane.url, count, "5 KB", count / INTERVAL, 3 * (seconds + 5))
        try:
            label = f"{count:,} clusters, {state}"
            result = server.load(**get)
            note(f"views, {label}", result | {"kib": len(plain.content) / 1024, "mib": server.resident_mib()})
            if squeezed.headers.get("Content-Encoding") == "gzip":
                note(f"views with gzip, {label}", server.load(**get, headers={"Accept-Encoding": "gzip"}))
            if "ETag" in plain.headers:
                note(f"views polled, {label}", server.load(**get, follow=True))
        finally:
            if child:
                child.terminate()
                child.communicate()


def table(results: dict[str, dict[str, dict]]) -> str:
    def pair(theirs: dict | None, ours: dict | None, key: str, scale: float = 1, digits: int = 0) -> str:
        shown = [f"{r[key] * scale:,.{digits}f}" if r and key in r else "-" for r in (theirs, ours)]
        return " / ".join(shown)

    def times(theirs: dict | None, ours: dict | None, key: str, inverse: bool = False) -> str:
        if not (theirs and ours and theirs.get(key) and ours.get(key)):
            return "-"
        ratio = theirs[key] / ours[key] if inverse else ours[key] / theirs[key]
        return f"{ratio:,.1f} x"

    names = list(dict.fromkeys(name for found in results.values() for name in found))
    lines = ["Each cell: Argus / Rollcall. Ratios: how many times better Rollcall is.", "",
             "| what | a second | ratio | p50 ms | p99 ms | p99 ratio | CPU us each | ratio | MiB |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name in names:
        both = [results.get(kind, {}).get(name) for kind in ("argus", "rollcall")]
        cells = [name, pair(*both, "per_second"), times(*both, "per_second"), pair(*both, "p50", 1e-3, 2),
                 pair(*both, "p99", 1e-3, 2), times(*both, "p99", inverse=True), pair(*both, "cpu_us"),
                 times(*both, "cpu_us", inverse=True), pair(*both, "mib")]
        lines.append("| " + " | ".join(cells) + " |")
    for kind, found in results.items():
        for name, result in found.items():
            if bad := result.get("refused", 0) + result.get("broken", 0) + result.get("failed", 0):
                lines.append(f"\n{kind}, {name}: {bad:,} requests failed")
    return "\n".join(lines)


def main() -> int:
    if sys.argv[1:2] == ["--steady-child"]:
        url, count, size, rate, seconds = sys.argv[2:]
        print(json.dumps(asyncio.run(beat_steadily(url, int(count), size, float(rate), float(seconds)))))
        return 0
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agent", type=Path, default=ROOT / ".build" / "release" / "member-agent")
    parser.add_argument("--seconds", type=float, default=10, help="of each closed-loop measurement")
    parser.add_argument("--repeat", type=int, default=1, help="times that beats are measured; the median counts")
    parser.add_argument("--steady-seconds", type=float, default=60)
    parser.add_argument("--clusters", type=lambda t: [int(x) for x in t.split(",")], default=[1000, 5000])
    parser.add_argument("--only", type=lambda t: t.split(","), default=["beats", "views", "steady"])
    parser.add_argument("--servers", type=lambda t: t.split(","), default=["argus", "rollcall"])
    parser.add_argument("--json", type=Path, help="write every number here")
    arguments = parser.parse_args()
    if not LOAD.is_file():
        print("no load generator: swift build -c release --product load", file=sys.stderr)
        return 1
    if "rollcall" in arguments.servers and not arguments.agent.is_file():
        print(f"no agent at {arguments.agent}: swift build -c release, or --agent", file=sys.stderr)
        return 1
    arguments.agent = arguments.agent.resolve()
    planes.START_SECONDS = 60
    with tempfile.TemporaryDirectory() as directory:
        results = {kind: measure(kind, arguments, Path(directory)) for kind in arguments.servers}
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
