"""The judge notices each violation; a judge that cannot would make every story a success."""

from __future__ import annotations

import json
from math import inf

import pytest

import judge


class Log:
    """A log in the making, one line a call."""

    def __init__(self) -> None:
        self.events: list[judge.Event] = []

    def put(self, at: float, event: str, connection: int, **more) -> Log:
        self.events.append({"at": at, "event": event, "connection": connection, "remote": "10.0.0.1"} | more)
        return self

    def identify(self, at: float, connection: int, shard: int = 0, shards: int = 5, bucket: int = 0) -> Log:
        return self.put(at, "identify", connection, shard=shard, shards=shards, bucket=bucket)

    def ready(self, at: float, connection: int, shard: int = 0, shards: int = 5, session: str | None = None) -> Log:
        return self.put(at, "ready", connection, shard=shard, shards=shards, session=session or f"s{connection}")

    def start(self, at: float, connection: int, shard: int = 0, **more) -> Log:
        return self.identify(at, connection, shard, **more).ready(at, connection, shard)

    def close(self, at: float, connection: int) -> Log:
        return self.put(at, "close", connection, code=1000)


def test_two_live_sessions_on_one_shard_overlap():
    log = Log().start(0, 1).start(10, 2).close(10.25, 1)
    assert judge.overlap_ms(log.events) == pytest.approx(250)
    [(one, other, _)] = judge.overlaps(log.events)
    assert (one.session, other.session) == ("s1", "s2")


def test_an_overlap_that_nobody_ended_lasts():
    assert judge.overlap_ms(Log().start(0, 1).start(10, 2).events) == inf


def test_one_after_the_other_and_another_shard_do_not_overlap():
    log = Log().start(0, 1).start(1, 2, shard=1).close(10, 1).start(10, 3)
    assert judge.overlap_ms(log.events) == 0


def test_a_short_life_inside_a_long_one_overlaps_for_as_long_as_it_lasts():
    log = Log().start(0, 1).start(5, 2).close(6, 2).close(100, 1)
    assert judge.overlap_ms(log.events) == pytest.approx(1000)


def test_shards_of_two_sizes_overlap_where_they_share_guilds():
    log = Log().ready(0, 1, shard=1, shards=4).ready(1, 2, shard=3, shards=8)
    assert judge.overlap_ms(log.events) == 0
    log.ready(2, 3, shard=5, shards=8).close(3, 1)
    assert judge.overlap_ms(log.events) == pytest.approx(1000)


def test_a_session_that_resumes_does_not_overlap_with_itself_but_with_others():
    log = Log().start(0, 1)
    log.put(5, "resumed", 2, shard=0, shards=5, session="s1").close(6, 1)
    assert judge.overlap_ms(log.events) == 0
    log.start(7, 3).close(7.5, 3)
    assert judge.overlap_ms(log.events) == pytest.approx(500)


def test_an_old_session_that_resumes_while_a_new_one_lives_overlaps():
    log = Log().start(0, 1).close(5, 1).start(6, 2)
    log.put(7, "resumed", 3, shard=0, shards=5, session="s1").close(7.1, 3)
    assert judge.overlap_ms(log.events) == pytest.approx(100)


def test_a_session_that_discord_invalidated_is_not_live():
    log = Log().start(0, 1).put(5, "invalidated", 1).start(6, 2).close(7, 1)
    assert judge.overlap_ms(log.events) == 0


def test_two_identifies_of_one_bucket_that_are_too_close_are_noticed():
    log = Log().identify(0, 1, bucket=0).identify(1, 2, bucket=1).identify(4.9, 3, bucket=0).identify(20, 4, bucket=0)
    assert judge.smallest_distance(log.events) == pytest.approx(4.9)
    assert judge.smallest_distance(Log().identify(0, 1).events) == inf


def test_identifies_are_counted_with_the_refused_ones():
    log = Log().start(0, 1).identify(1, 2).put(1, "refused", 2, why="bucket")
    assert judge.identifies(log.events) == 2


def test_an_identify_that_was_refused_or_took_a_living_shard_is_wasted():
    log = Log().start(0, 1, shard=0).start(5, 2, shard=1)
    assert judge.wasted(log.events) == []
    log.identify(6, 3, shard=2).put(6, "refused", 3, why="bucket")
    assert [event["connection"] for event in judge.wasted(log.events)] == [3]
    log.start(12, 4, shard=1)
    assert [event["connection"] for event in judge.wasted(log.events)] == [3, 4]


def test_when_a_shard_lives_again_counts_from_the_moment_asked_for():
    log = Log().start(0, 1, shard=0).start(0, 2, shard=1).close(10, 1)
    assert judge.alive_again(log.events, [0, 1], after=10) == {0: inf, 1: inf}
    log.start(31.5, 3, shard=0)
    assert judge.alive_again(log.events, [0], after=10) == {0: pytest.approx(21.5)}
    assert set(judge.live_at(log.events, 9)) == {0, 1}
    assert set(judge.live_at(log.events, 20)) == {1}
    assert judge.live_at(log.events, 40)[0].session == "s3"


def test_a_line_that_is_still_being_written_is_left_for_later(tmp_path):
    file = tmp_path / "log"
    file.write_text(json.dumps({"at": 1.0, "event": "identify"}) + "\n" + '{"at": 2.0, "ev')
    assert [event["at"] for event in judge.read(file)] == [1.0]
    assert judge.read(tmp_path / "none") == []
    assert judge.since([{"at": 1.0}, {"at": 2.0}], 1.5) == [{"at": 2.0}]
