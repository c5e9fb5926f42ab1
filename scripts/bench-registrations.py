#!/usr/bin/env python3
"""Measures registrations that voters decide: three agents on loopback, each of them a voter.

    .venv/bin/python scripts/bench-registrations.py [--agent PATH] [--one-by-one N] [--at-once N] [--json FILE]

Method
- Each profile gets a fleet of its own, founded by three nodes (`--bootstrap-expect 3`), with the SQLite
  store of each on this machine's disk: a number is told only once a majority has it there.
- one by one: over one kept connection to each node in turn, the next when the last was answered; the time
  from the request to the answer that tells the number.
- at once: each bot opens a connection of its own, all start at the same moment, spread over the nodes. Told are
  the times of the answers, how many said `"settled": false`, when every node showed every number, and whether the
  numbers are 1 to n.
The client is Python on the same cores. Exit 1 if a number is missing or told twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Conformance"))

import aiohttp  # noqa: E402
from fleet import Fleet  # noqa: E402
from planes import TOKEN, AgentPlane  # noqa: E402

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


async def register(http: aiohttp.ClientSession, node: AgentPlane, identity: str, fleet: str) -> tuple[float, dict]:
    begin = time.perf_counter()
    async with http.post(f"{node.url}/fleet/register", json={"identity": identity, "fleet": fleet},
                         headers=HEADERS) as answer:
        assert answer.status == 200, await answer.text()
        told = await answer.json()
    return time.perf_counter() - begin, told


async def one_by_one(fleet: Fleet, count: int) -> dict:
    async with aiohttp.ClientSession() as http:
        for i in range(20):
            await register(http, fleet.nodes[i % 3], f"warm-{i}", "warm")
        answers = [await register(http, fleet.nodes[i % 3], f"one-{i}", "one") for i in range(count)]
    numbers = [told["number"] for _, told in answers]
    assert numbers == list(range(1, count + 1)), f"not in order, or with gaps: {numbers}"
    times = [seconds for seconds, _ in answers]
    return {"median": statistics.median(times), "p99": quantile(times, 0.99), "worst": max(times)}


async def at_once(fleet: Fleet, count: int) -> dict:
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        begin = time.perf_counter()
        answers = await asyncio.gather(
            *(register(http, fleet.nodes[i % 3], f"many-{i}", "many") for i in range(count)))
        answered = time.perf_counter() - begin
    told = {f"many-{i}": answer["number"] for i, (_, answer) in enumerate(answers)}
    while True:
        tables = [{i: n for i, (where, n) in node.numbers().items() if where == "many"} for node in fleet.nodes]
        if all(len(table) == count for table in tables) or time.perf_counter() - begin > 60:
            break
        await asyncio.sleep(0.05)
    numbered = time.perf_counter() - begin
    assert tables[0] == tables[1] == tables[2], "the nodes differ"
    assert sorted(tables[0].values()) == list(range(1, count + 1)), "gaps, or a number twice"
    assert all(n is None or tables[0][i] == n for i, n in told.items()), "a bot was told another number"
    times = [seconds for seconds, _ in answers]
    return {"answered": answered, "numbered": numbered, "pending": sum(n is None for n in told.values()),
            "median": statistics.median(times), "p99": quantile(times, 0.99)}


def measure(profile: str, arguments: argparse.Namespace) -> dict:
    off = {"register_limit": 0, "beat_limit": 0, "read_limit": 0, "heartbeat_interval": 15}
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as directory:
        fleet = Fleet(Path(directory), {"token": TOKEN, "profile": profile, "bootstrap_expect": 3} | off)
        try:
            fleet.grow(3)
            fleet.wait_voters(3)
            return {"one by one": asyncio.run(one_by_one(fleet, arguments.one_by_one)),
                    "at once": asyncio.run(at_once(fleet, arguments.at_once))}
        finally:
            fleet.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agent", default=ROOT / ".build" / "release" / "member-agent")
    parser.add_argument("--one-by-one", type=int, default=500, metavar="N")
    parser.add_argument("--at-once", type=int, default=500, metavar="N")
    parser.add_argument("--profile", action="append", choices=["local", "lan", "wan"])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    os.environ["ROLLCALL_AGENT"] = str(arguments.agent)
    results = {}
    print("| profile | one by one: median, p99, worst | at once: median, p99 | pending | all numbered everywhere |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for profile in arguments.profile or ["local", "lan"]:
        result = results[profile] = measure(profile, arguments)
        single, many = result["one by one"], result["at once"]
        print(f"| {profile} | {single['median'] * 1e3:.1f}, {single['p99'] * 1e3:.1f}, {single['worst'] * 1e3:.1f} ms"
              f" | {many['median'] * 1e3:.0f}, {many['p99'] * 1e3:.0f} ms of {arguments.at_once}"
              f" | {many['pending']} | {many['numbered']:.2f} s |", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
