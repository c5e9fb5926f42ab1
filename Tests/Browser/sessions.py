"""Bots that hold shards, through the real routes: /connect, then a beat every few seconds."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from feeder import Feeder


@dataclass
class Session:
    """One bot: its shard, the node it beats at, and what it says of itself."""

    node: object
    shard: int
    id: str
    guilds: int = 1000
    is_silent: bool = False
    statuses: list[int] = field(default_factory=list)
    """Of its beats; a bot that is told 404 beats no more."""


class Sessions(Feeder):
    """Connects bots one after the other, so that each gets the lowest free shard, and beats for them."""

    def __init__(self, secret: str | None, hands: int = 4) -> None:
        self.all: list[Session] = []
        self._headers = {"Authorization": secret} if secret else {}
        self._local = threading.local()
        super().__init__(hands)

    def __getitem__(self, shard: int) -> Session:
        return next(it for it in reversed(self.all) if it.shard == shard)

    def _ask(self, node, method: str, path: str, body: dict | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; status 0 where no answer came."""
        connections = self._local.__dict__.setdefault("connections", {})
        for _ in range(2):
            connection = connections.setdefault(node.port, http.client.HTTPConnection(node.host, node.port, timeout=50))
            try:
                connection.request(method, path, None if body is None else json.dumps(body).encode(), self._headers)
                answer = connection.getresponse()
                return answer.status, dict(answer.getheaders()), answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                del connections[node.port]
        return 0, {}, b""

    def connect(self, nodes: Iterable, within: float = 120) -> None:
        """One bot at each of the nodes, in this order."""
        deadline = time.monotonic() + within
        for node in nodes:
            while True:
                status, headers, answer = self._ask(node, "GET", "/connect")
                # 503: ask again, as bots do; so says a pool that was told its size a moment ago.
                if status != 503 or time.monotonic() > deadline:
                    break
                time.sleep(min(float(headers.get("Retry-After", 1)), 0.5))
            assert status == 200, f"{node.name}: {status} {answer!r}"
            told = json.loads(answer)
            chance = random.Random(told["shard_id"])
            self.all.append(Session(node, told["shard_id"], told["session_id"], guilds=chance.randrange(700, 1600)))

    def beat(self, sessions: Iterable[Session] | None = None) -> None:
        """One beat of each that is not silent, and was not told to stop."""
        def one(it: Session) -> None:
            if it.is_silent or 404 in it.statuses:
                return
            chance = random.Random(f"{it.shard} {len(it.statuses)}")
            it.statuses.append(self._ask(it.node, "POST", "/beat", {
                "session_id": it.id, "guild_count": it.guilds, "latency": round(chance.uniform(0.04, 0.13), 4)})[0])
        list(self._pool.map(one, self.all if sessions is None else sessions))

    def disconnect(self, it: Session) -> None:
        it.is_silent = True
        status, _, answer = self._ask(it.node, "GET", f"/disconnect?session_id={it.id}")
        assert status == 204, f"{status} {answer!r}"

    def start(self, every: float) -> None:
        """Beats on until `close`, spread evenly over each interval."""
        self._feed(every, self.all, self.beat)
