"""Many clusters through the real HTTP API: registered and beating, with a life of their own from a seed.

Plain connections of the standard library, kept open, so that 5,000 clusters can be fed by one process
beside the browser that watches them.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
from collections.abc import Iterable
from urllib.parse import urlsplit

from feeder import Feeder

HANDS = 4
"""Connections and threads that feed a crowd."""


class Bot:
    """One cluster: what it would say of itself at each beat."""

    def __init__(self, identity: str, fleet: str, node: str, shards: range, seed: int) -> None:
        self.identity, self.fleet, self.node = identity, fleet, node
        self.random = random.Random(f"{identity}/{seed}")
        self.shards = shards
        self.lost: set[int] = set()
        self.guilds = self.random.randrange(300, 2200)
        self.commands = self.random.randrange(2_000, 90_000)
        self.errors = int(self.commands * self.random.uniform(0.001, 0.02))
        self.interactions = self.commands * 2
        self.age = self.random.uniform(3_600, 900_000)
        self.base = self.random.uniform(0.045, 0.13)
        self.is_silent = False

    def snapshot(self, seconds: float) -> dict:
        """Lives on for some seconds, then tells."""
        chance = self.random
        self.age += seconds
        self.guilds = max(1, self.guilds + chance.choice((-2, -1, 0, 0, 0, 1, 1, 2)))
        used = int(seconds * chance.uniform(0.5, 4))
        self.commands += used
        self.interactions += used * 2
        self.errors += chance.random() < used * 0.01

        def family(name: str, *samples: tuple[dict[str, str], float]) -> dict:
            return {f"discord_{name}": {"samples": [
                {"name": f"discord_{name}", "labels": labels, "value": value} for labels, value in samples]}}
        latency = [({"shard": str(i)}, round(self.base * chance.uniform(0.85, 1.25), 4))
                   for i in self.shards if i not in self.lost]
        metrics = (family("shard_latency_seconds", *latency)
                   | family("shard_up", *(({"shard": str(i)}, float(i not in self.lost)) for i in self.shards))
                   | family("guilds", ({}, self.guilds)) | family("cached_users", ({}, self.guilds * 29))
                   | family("uptime_seconds", ({}, round(self.age, 1)))
                   | family("interactions_total", ({}, self.interactions))
                   | family("app_commands_total", ({}, self.commands))
                   | family("command_errors_total", ({}, self.errors))
                   | family("ratelimits_total", ({}, self.commands // 4_000)))
        durations = [("0.1", 0.7), ("0.25", 0.93), ("0.5", 0.98), ("+Inf", 1.0)]
        metrics["discord_app_command_duration_seconds"] = {"samples": [
            {"name": "discord_app_command_duration_seconds_bucket", "labels": {"le": bound},
             "value": int(self.commands * share)} for bound, share in durations]}
        return {"metrics": metrics}


class Crowd(Feeder):
    """Feeds bots to their nodes, at once or all the time."""

    def __init__(self, nodes: list[str], fleets: dict[str, int], *, shards_each: int = 4,
                 token: str | None = None, seed: int = 1, hands: int = HANDS) -> None:
        self.token = token
        self.hands = hands
        self.bots: list[Bot] = []
        self._local = threading.local()
        super().__init__(hands)
        first = -shards_each
        for place, (fleet, size) in enumerate(fleets.items()):
            for number in range(1, size + 1):
                first += shards_each  # All are one application's.
                self.bots.append(Bot(f"{fleet}-bot-{number:04}", fleet, nodes[place % len(nodes)],
                                     range(first, first + shards_each), seed))

    def __getitem__(self, identity: str) -> Bot:
        return next(bot for bot in self.bots if bot.identity == identity)

    def of(self, fleet: str) -> list[Bot]:
        return [bot for bot in self.bots if bot.fleet == fleet]

    def _post(self, node: str, path: str, body: dict) -> tuple[int, bytes]:
        """Status and body; status 0 where no answer came."""
        connections = self._local.__dict__.setdefault("connections", {})
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        for _ in range(2):
            connection = connections.setdefault(node, http.client.HTTPConnection(urlsplit(node).netloc, timeout=20))
            try:
                connection.request("POST", path, json.dumps(body).encode(), headers)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                del connections[node]
        return 0, b""

    def register(self, bots: Iterable[Bot] | None = None, *, in_order: bool = True) -> None:
        """Fleet beside fleet, each in order, so that its bot 1 becomes #1; or all as fast as it goes."""
        fleets: dict[str, list[Bot]] = {}
        for place, bot in enumerate(self.bots if bots is None else bots):
            fleets.setdefault(bot.fleet if in_order else str(place % self.hands), []).append(bot)

        def one(fleet: list[Bot]) -> None:
            for bot in fleet:
                # A busy machine may answer before the number is decided: the next one waits for it.
                for _ in range(20):
                    status, answer = self._post(bot.node, "/fleet/register", {
                        "identity": bot.identity, "fleet": bot.fleet, "version": "0.4.2",
                        "scrape_target": "10.0.7.1:9191"})
                    assert status == 200, f"{bot.identity}: {status} {answer!r}"
                    if json.loads(answer)["settled"]:
                        break
        list(self._pool.map(one, fleets.values()))

    def beat(self, bots: Iterable[Bot] | None = None, seconds: float = 15) -> None:
        """One beat of each that is not silent."""
        def one(bot: Bot) -> None:
            if not bot.is_silent:
                self._post(bot.node, "/fleet/heartbeat", {
                    "identity": bot.identity, "snapshot": bot.snapshot(seconds)})
        list(self._pool.map(one, self.bots if bots is None else bots))

    def start(self, every: float) -> None:
        """Beats on until `close`, spread evenly over each interval."""
        self._feed(every, self.bots, lambda bots: self.beat(bots, every))
