"""The bot of the examples does what docs/bots.md asks, whatever becomes of its sidecar; one that does not is seen."""

from __future__ import annotations

import time
from math import inf

import pytest

import judge
import shards
from fakes import DISCORD_BOT, BotProcess, Fake
from fleet import Fleet
from planes import agent_binary
from waiting import eventually

MAX_SECONDS = 8
LATE = 0.5
"""What closing a connection may take here."""


class Stage:
    """One node, one shard, the fake, and bots of one host."""

    def __init__(self, directory, **settings) -> None:
        agent_binary()
        self.directory = directory
        self.fake = Fake(directory / "discord", heartbeat_ms=20_000)
        self.fleet = Fleet(directory / "fleet", {
            "shard_secret": shards.SECRET, "max_shards": 1, "max_concurrency": 1, "max_seconds": MAX_SECONDS,
            "lease_grace": 1} | settings)
        self.node = self.fleet.add()
        self.bots: list[BotProcess] = []

    def bot(self, program=DISCORD_BOT) -> BotProcess:
        self.bots.append(BotProcess(
            f"bot-{len(self.bots)}", self.directory, self.fake.url,
            {"ROLLCALL_URL": self.node.url, "SECRET_KEY": shards.SECRET},
            program=program))
        return self.bots[-1].start()

    def wait_lives(self, count: int, within: float = 30.0) -> list[judge.Life]:
        def begun() -> list[judge.Life] | None:
            found = judge.lives(self.fake.events())
            return found if len(found) >= count else None
        return eventually(f"{count} sessions began", begun, within=within)

    def close(self) -> None:
        for bot in self.bots:
            bot.kill()
        self.fleet.close()
        self.fake.close()

    def logs(self) -> str:
        return "\n".join([*(bot.tail() for bot in self.bots), *map(str, self.fake.events()), self.fleet.logs()])


@pytest.fixture
def world(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.close()


@pytest.mark.parametrize("fault", ["kill", "pause"])
def test_without_its_sidecar_a_bot_runs_on_to_the_end_of_its_time_and_no_longer(world, fault):
    world.bot()
    world.wait_lives(1)
    began = time.monotonic()
    eventually("a beat was answered", lambda: shards.board(world.node)[0]["guild_count"] == 0)
    getattr(world.node, fault)()
    lost = time.monotonic()
    [life] = eventually("it closed", lambda: [life for life in judge.lives(world.fake.events()) if life.end < inf],
                        within=MAX_SECONDS + 2)
    assert life.end >= began + MAX_SECONDS - 5 - LATE  # the last beat is 5 s old at most
    assert life.end <= lost + MAX_SECONDS + LATE
    assert [event["code"] for event in world.fake.events() if event["event"] == "close"] == [1000]


def test_a_bot_that_is_told_404_closes_and_connects_again(world):
    world.bot()
    world.wait_lives(1)
    shards.drain(world.node)
    drained = time.monotonic()
    eventually("it closed", lambda: not world.fake.live(), within=5 + LATE)
    world.node.terminate()
    world.node.start()
    former, again = world.wait_lives(2)
    assert again.session != former.session and former.end - drained < 5 + LATE
    assert judge.wasted(world.fake.events()) == [] and judge.identifies(world.fake.events()) == 2


def test_a_bot_that_is_told_to_end_says_so_and_its_shard_is_free_at_once(world):
    bot = world.bot()
    world.wait_lives(1)
    assert bot.terminate() == 0
    taken = shards.take(world.node, within=3)
    assert taken["shard_id"] == 0
    assert [event["code"] for event in world.fake.events() if event["event"] == "close"] == [1000]


def test_a_bot_that_discord_throws_out_again_and_again_identifies_in_turn(world):
    world.bot()
    for count in (1, 2, 3):
        world.wait_lives(count)
        world.fake.control("op9", shard=0)
    world.wait_lives(4)
    assert judge.smallest_distance(world.fake.events()) >= 5
    assert judge.wasted(world.fake.events()) == []
    assert judge.overlap_ms(world.fake.events()) == 0


def changed(directory, *changes: tuple[str, str]):
    """The bot of the examples with some of its text replaced."""
    text = DISCORD_BOT.read_text()
    for one, other in changes:
        assert text.count(one) == 1, one
        text = text.replace(one, other)
    program = directory / "changed_bot.py"
    program.write_text(text)
    return program


def test_a_bot_that_stood_still_for_longer_than_its_time_handles_nothing_that_came_meanwhile(world, tmp_path):
    bot = world.bot(changed(tmp_path, ("    async def setup_hook", """\
    async def on_socket_event_type(self, event):
        print("handled", event, flush=True)

    async def setup_hook""")))
    world.wait_lives(1)
    world.fake.control("say", shard=0, times=3)
    eventually("it listens", lambda: bot.tail().count("handled FAKE") == 3)
    bot.pause()
    paused = time.monotonic()
    eventually("its time is over", lambda: time.monotonic() - paused > MAX_SECONDS + 0.5, within=MAX_SECONDS + 2)
    world.fake.control("say", shard=0, times=50)
    bot.resume()
    eventually("it closed", lambda: judge.lives(world.fake.events())[0].end < inf)
    world.wait_lives(2)
    assert bot.tail(1000).count("handled FAKE") == 3


def test_a_bot_that_ignores_404_is_a_second_one_on_its_shard_and_the_judge_sees_it(world, tmp_path):
    deaf = changed(
        tmp_path, ("while (left := self.until - now()) > 0:", "while True:"), ("401: 0, 404: 0", ""),
        ("min(4, left)", "4"), ("min(5 if status == 204 else 1, (self.until - now()) / 3)", "1"),
        ("and now() >= self.until", "and False"))
    world.bot(deaf)
    world.wait_lives(1)
    assert judge.overlap_ms(world.fake.events()) == 0
    # Its sidecar is away for longer than its time, and so is its session.
    world.node.pause()
    paused = time.monotonic()
    eventually("its time is over", lambda: time.monotonic() - paused > MAX_SECONDS + 1, within=MAX_SECONDS + 2)
    world.node.resume()
    world.bot()
    world.wait_lives(2)
    assert judge.overlap_ms(world.fake.events()) == inf
    assert len(judge.wasted(world.fake.events())) == 1
