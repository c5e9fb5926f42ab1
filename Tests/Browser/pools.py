"""A double of what a node says of shards: any pool at any moment, where real sessions would take minutes.

It stands between the page and a real node, and adds pools to the documents that have them.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pages import View
from playwright.sync_api import Route

COLUMNS = ["shard_id", "state", "holder", "identity", "fleet", "number", "lease_seconds_left", "guilds", "latency_seconds",
           "since", "last_beat"]


class Pool:
    """One application's shards. `hold`, `end`, `lose` and `release` change them."""

    def __init__(self, total: int | None, name: str = "default", **more: Any) -> None:
        self.total, self.name = total, name
        self.rows: dict[int, list] = {}
        self.changed: dict[int, int] = {}
        self.version = 0
        self.more = more

    def _set(self, shard: int, *row: Any) -> None:
        self.version += 1
        self.changed[shard] = self.version
        self.rows[shard] = [shard, *row]

    def hold(self, shard: int, *, node: str = "node-0", cluster: tuple[str, str, int] | None = None, left: float = 48.0,
             guilds: int | None = 1200, latency: float | None = 0.087) -> None:
        identity, fleet, number = cluster or (None, None, None)
        self._set(shard, "held", node, identity, fleet, number, left, guilds, latency, in_hours(-2.1), in_hours(0))

    def end(self, shard: int, left: float = 9.0) -> None:
        self._change(shard, "grace", left)

    def lose(self, shard: int, left: float = 50.0) -> None:
        self._change(shard, "lost", left)

    def _change(self, shard: int, state: str, left: float) -> None:
        _, _, *holder, _, guilds, latency, _, last_beat = self.rows[shard]
        self._set(shard, state, *holder, left, guilds, latency, in_hours(0), last_beat)

    def release(self, shard: int) -> None:
        self._set(shard, "free", *[None] * 7, in_hours(0), None)

    @property
    def counts(self) -> dict[str, int]:
        counts = {state: sum(row[1] == state for row in self.rows.values()) for state in ("held", "grace", "lost")}
        taken = sum(row[1] != "free" for row in self.rows.values() if self.total and row[0] < self.total)
        return counts | {"free": (self.total or 0) - taken}

    def summary(self) -> dict:
        known = self.total is not None
        told = {"name": self.name, "total_shards": self.total, "max_concurrency": 1 if known else None,
                "source": "setting" if known else None, "recommended_shards": None, "wished_shards": self.total,
                "should_grow": False, "largest_guild_count": max((row[7] or 0 for row in self.rows.values()), default=None),
                "identify": None, "counts": self.counts}
        return told | self.more

    def document(self, since: int | None) -> dict:
        rows = [row for shard, row in sorted(self.rows.items())
                if row[1] != "free" and since is None or since is not None and self.changed[shard] > since]
        return self.summary() | {"has_majority": True, "columns": COLUMNS, "rows": rows}


class Pools:
    """Hands a page the pools: `open_view(node, before=pools.stand_in)`."""

    def __init__(self, *pools: Pool) -> None:
        self.pools = pools
        self.asked: list[str] = []
        """The queries of `/v1/shards`, as they came."""

    def stand_in(self, view: View) -> None:
        page, node = view.page, view.node
        page.route("**/v1/shards*", self._shards)
        page.route("**/v1/cluster?*", lambda route: self._changed(route, node, self._cluster))
        page.route("**/v1/overview", lambda route: self._changed(route, node, self._overview))

    def _shards(self, route: Route) -> None:
        query = urlsplit(route.request.url).query
        self.asked.append(query)
        since = [int(part) for part in parse_qs(query).get("since", [""])[0].split("-")[1:]]
        if len(since) != len(self.pools):
            since = []
        applications = [it.document(since[index] if since else None) for index, it in enumerate(self.pools)]
        route.fulfill(content_type="application/json", body=json.dumps({
            "generated_at": datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z"),
            "cursor": "-".join(["run", *(str(it.version) for it in self.pools)]), "partial": bool(since),
            "applications": applications}))

    def _cluster(self, document: dict) -> None:
        identity = document["cluster"]["identity"]
        document["pool_shards"] = [
            {"application": pool.name, "shard_id": row[0], "state": row[1], "ends_at": in_hours(row[6] / 3600)}
            for pool in self.pools for row in pool.rows.values() if row[3] == identity]

    def _overview(self, document: dict) -> None:
        document["pools"] = [it.summary() for it in self.pools]
        lost = [{"application": pool.name, "shard_id": row[0], "state": row[1], "since": row[9], "holder": row[2]}
                for pool in self.pools for row in pool.rows.values() if row[1] in ("lost", "free")]
        document["troubles"]["pool_shards"] = {"total": len(lost), "shards": lost}

    @staticmethod
    def _changed(route: Route, node: Any, change: Callable[[dict], None]) -> None:
        address = urlsplit(route.request.url)
        answer = node.get(f"{address.path}?{address.query}")
        document = answer.json()
        if answer.ok:
            change(document)
        route.fulfill(status=answer.status_code, content_type="application/json", body=json.dumps(document))


def in_hours(hours: float) -> str:
    """As a node writes a time."""
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
