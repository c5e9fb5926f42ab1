"""Judges a story by the fake Discord's log alone: what a bot or a node believes of itself counts for nothing.

A session is live on a shard from READY or RESUMED until its connection is closed, or Discord says op 9 to it. That is
when Discord sends it events, so two live sessions on one shard answer everything twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd, inf
from pathlib import Path
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class Life:
    """A time in which one session got a shard's events. `end` is infinite where it still does."""

    session: str
    shard: int
    shards: int
    connection: int
    remote: str
    begin: float
    end: float

    def shares_guilds(self, other: Life) -> bool:
        """Whether some guild is on both. A guild is on shard `(id >> 22) % shards`; of one size: the same shard."""
        return (self.shard - other.shard) % gcd(self.shards, other.shards) == 0


def read(log: Path) -> list[Event]:
    """The whole lines of a log that is perhaps still being written."""
    text = log.read_text() if log.exists() else ""
    return [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]


def since(events: Iterable[Event], at: float) -> list[Event]:
    return [event for event in events if event["at"] >= at]


def lives(events: Iterable[Event]) -> list[Life]:
    """In the order in which they began."""
    begun: dict[int, Event] = {}
    found: list[Life] = []

    def end(connection: int, at: float) -> None:
        event = begun.pop(connection, None)
        if event is not None:
            found.append(Life(event["session"], event["shard"], event["shards"], connection, event["remote"],
                              event["at"], at))

    for event in events:
        if event["event"] in ("ready", "resumed"):
            begun[event["connection"]] = event
        elif event["event"] in ("close", "invalidated"):
            end(event["connection"], event["at"])
    for connection in list(begun):
        end(connection, inf)
    return sorted(found, key=lambda life: life.begin)


def overlaps(events: Iterable[Event]) -> list[tuple[Life, Life, float]]:
    """Each two sessions that were live on one shard at once, and for how many seconds. INV-3 is that there are none."""
    all_lives = lives(events)
    return [(one, other, min(one.end, other.end) - other.begin)
            for i, one in enumerate(all_lives) for other in all_lives[i + 1:]
            if one.session != other.session and one.shares_guilds(other) and other.begin < one.end]


def overlap_ms(events: Iterable[Event]) -> float:
    """Of the two that overlap longest."""
    return max((seconds * 1000 for _, _, seconds in overlaps(events)), default=0.0)


def smallest_distance(events: Iterable[Event]) -> float:
    """Seconds between the two identifies of one bucket that are closest, refused ones among them."""
    last: dict[int, float] = {}
    smallest = inf
    for event in events:
        if event["event"] == "identify":
            smallest = min(smallest, event["at"] - last.get(event["bucket"], -inf))
            last[event["bucket"]] = event["at"]
    return smallest


def identifies(events: Iterable[Event]) -> int:
    return sum(event["event"] == "identify" for event in events)


def wasted(events: Iterable[Event]) -> list[Event]:
    """The identifies that READY did not answer, or that took a shard on which a session was live."""
    events = list(events)
    answered = {event["connection"] for event in events if event["event"] == "ready"}
    second = {other.connection for _, other, _ in overlaps(events)}
    return [event for event in events if event["event"] == "identify"
            and (event["connection"] not in answered or event["connection"] in second)]


def live_at(events: Iterable[Event], at: float) -> dict[int, Life]:
    """The shards that somebody serves at this moment."""
    return {life.shard: life for life in lives(events) if life.begin <= at < life.end}


def alive_again(events: Iterable[Event], shards: Iterable[int], after: float) -> dict[int, float]:
    """How many seconds after this moment each shard lives in a session that began later; infinite: not at all."""
    all_lives = lives(events)
    return {shard: min((life.begin - after for life in all_lives if life.shard == shard and life.begin > after),
                       default=inf) for shard in shards}
