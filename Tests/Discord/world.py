"""Five hosts in network namespaces, each with a sidecar and a bot, a spare bot, and the fake Discord that all reach."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import judge
from fakes import TOKEN, BotProcess, Fake
from networks import CutFleet
from waiting import eventually

HOSTS = 5
SECRET = "shard-secret"
FIGURES = pytest.StashKey[list[str]]()
"""Of pytest's configuration: what was measured, for a reader, at the end of the run."""


class World:
    """`bots[i]` runs on host i, the last one is the spare, on the last host. Only the fake's log is judged."""

    def __init__(self, directory: Path, *, max_seconds: int, lease_grace: int) -> None:
        self.max_seconds, self.lease_grace = max_seconds, lease_grace
        self.takeover_seconds_max = max_seconds + 20
        self.takeovers: list[tuple[str, float]] = []
        self.fake = Fake(directory / "discord", host="0.0.0.0", shards=HOSTS, max_concurrency=2)
        self.fleet = CutFleet(directory / "fleet", {
            "bootstrap_expect": HOSTS, "ttl_factor": 60, "shard_secret": SECRET, "max_seconds": max_seconds,
            "lease_grace": lease_grace})
        self.bots: list[BotProcess] = []
        self.directory = directory

    def build(self) -> World:
        token = self.directory / "bot-token"
        token.write_text(TOKEN)
        # The pool's size and the identify buckets are what Discord says.
        self.fleet.build(HOSTS, lambda i: {
            "bot_token_file": token, "discord_url": f"{self.fake.seen_from(self.fleet.us(i))}/api/v10"})
        for i in [*range(HOSTS), HOSTS - 1]:
            name = f"bot-{len(self.bots)}"
            self.bots.append(BotProcess(
                name, self.directory, self.fake.seen_from(self.fleet.us(i)),
                {"ROLLCALL_URL": self.fleet.nodes[i].url, "SECRET_KEY": SECRET, "ROLLCALL_INSTANCE": name},
                prefix=["ip", "netns", "exec", self.fleet.space(i)]))
        return self

    def host_of(self, life: judge.Life) -> int:
        return next(i for i, node in enumerate(self.fleet.nodes) if node.host == life.remote)

    def sessions(self) -> dict[int, str]:
        """Discord's session of each shard that lives now."""
        return {shard: life.session for shard, life in self.fake.live().items()}

    def wait_all_live(self, within: float) -> dict[int, judge.Life]:
        def all_live() -> dict[int, judge.Life] | None:
            live = self.fake.live()
            return live if len(live) == HOSTS else None
        return eventually(f"{HOSTS} shards live", all_live, within=within, every=0.2)

    def restart(self, i: int) -> None:
        """The agent of a host ends as it does on a new version, and starts again; the bot knows nothing of it."""
        code, _ = self.fleet.nodes[i].terminate()
        assert code == 0
        self.fleet.nodes[i].start()
        self.fleet.wait_whole()
        eventually("it reaches a majority", lambda: self.fleet.nodes[i].status()["has_majority"], within=30)

    def kill_host(self, i: int) -> float:
        """Bot and agent, at once; when that was."""
        at = time.monotonic()
        self.fleet.nodes[i].kill()
        for j, bot in enumerate(self.bots):
            if min(j, HOSTS - 1) == i:
                bot.kill()
        return at

    def verdict(self) -> dict[str, float | int]:
        """What must hold at any time, in whatever happens to nodes."""
        events = self.fake.events()
        return {"overlap_ms": judge.overlap_ms(events), "wasted": len(judge.wasted(events)),
                "closer_than_5_s": int(judge.smallest_distance(events) < 5), "identifies": judge.identifies(events)}

    def figures(self) -> list[str]:
        """How far from its limits the story stayed."""
        events, said = self.fake.events(), self.verdict()
        return [f"MAX_SECONDS {self.max_seconds} s, grace {self.lease_grace} s",
                *(f"{what}: {seconds:.1f} s (at most {self.takeover_seconds_max})" for what, seconds in self.takeovers),
                f"two live on one shard for {said['overlap_ms']:.0f} ms (at most 0)",
                f"the closest identifies of a bucket: {judge.smallest_distance(events):.3f} s (at least 5)",
                f"identifies: {said['identifies']}, of them wasted: {said['wasted']} (at most 0)"]

    def close(self) -> None:
        for bot in self.bots:
            bot.kill()
        self.fleet.close()
        self.fake.close()

    def logs(self) -> str:
        told = [f"===== {bot.name}\n{bot.tail()}" for bot in self.bots]
        return "\n".join([*told, "===== discord", *map(str, self.fake.events()[-40:]), self.fleet.logs()])
