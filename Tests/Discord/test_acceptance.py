"""Real discord.py bots, real sidecars, a wire that is cut: Discord's log says that nobody ever answered twice.

The tests are one story in this order, in one world: each begins with all shards alive, and leaves them so.
"""

from __future__ import annotations

import time

import pytest

import judge
import networks
from waiting import eventually, throughout
from world import FIGURES, HOSTS, World

pytestmark = pytest.mark.skipif(not networks.available(), reason="needs root, ip and network namespaces")


@pytest.fixture(scope="module")
def world(request, tmp_path_factory):
    is_default = request.config.getoption("--default-seconds")
    seconds, grace = (60, 10) if is_default else (12, 3)
    world = World(tmp_path_factory.mktemp("world"), max_seconds=seconds, lease_grace=grace)
    try:
        yield world.build()
        request.config.stash[FIGURES] = world.figures()
    finally:
        world.close()


def clean(identifies: int) -> dict[str, float | int]:
    return {"overlap_ms": 0, "wasted": 0, "closer_than_5_s": 0, "identifies": identifies}


def test_five_bots_start_with_five_identifies(world):
    for bot in world.bots[:HOSTS]:
        bot.start()
    live = world.wait_all_live(within=60)
    assert sorted(world.host_of(life) for life in live.values()) == list(range(HOSTS))
    assert world.verdict() == clean(identifies=5)
    world.bots[HOSTS].start()


def test_agents_that_restart_one_by_one_cost_no_identify(world):
    before = world.sessions()
    for i in range(HOSTS):
        world.restart(i)
        assert world.sessions() == before
    # And none was lost that nobody had noticed yet: the promise of each bot is made anew meanwhile.
    throughout("the same sessions", lambda: world.sessions() == before, seconds=world.max_seconds * 0.75)
    assert world.verdict() == clean(identifies=5)


def test_discord_asks_for_reconnects_and_one_new_session(world):
    before = world.sessions()
    world.fake.control("op7", shard=0)
    world.fake.control("close", shard=1, code=4000)
    world.fake.control("op9", shard=2)
    eventually("resumed, resumed, and new", lambda: {
        shard for shard, session in world.sessions().items() if session != before[shard]} == {2}
        and len(world.sessions()) == HOSTS, within=30)
    assert world.verdict() == clean(identifies=6)


def test_in_a_partition_the_smaller_side_loses_its_shards_and_the_larger_side_runs_one_of_them(world):
    before = world.wait_all_live(within=1)
    mine = {shard for shard, life in before.items() if world.host_of(life) in (0, 1)}
    assert len(mine) == 2
    cut = time.monotonic()
    world.fleet.split(0, 1)

    def again() -> list[judge.Life]:
        lives = [life for life in judge.lives(world.fake.events()) if life.begin > cut]
        return lives if len(lives) == 1 and lives[0].shard in mine and world.host_of(lives[0]) == HOSTS - 1 else []
    [taken] = eventually("the spare has one of them", again, within=world.takeover_seconds_max)
    world.takeovers.append(("a shard of the smaller part of a partition lived again after", taken.begin - cut))
    assert world.verdict() == clean(identifies=7)
    kept = {shard: life.session for shard, life in before.items() if shard not in mine}
    assert {shard: session for shard, session in world.sessions().items() if shard in kept} == kept

    world.fleet.heal()
    world.wait_all_live(within=world.max_seconds + 20)
    assert world.verdict() == clean(identifies=8)
    world.fleet.wait_whole(within=60)


def test_the_shards_of_a_killed_host_live_elsewhere(world):
    live = world.wait_all_live(within=1)
    shard, host = next((shard, world.host_of(life)) for shard, life in live.items() if world.host_of(life) in (2, 3))
    killed = world.kill_host(host)
    def took() -> float:
        return judge.alive_again(world.fake.events(), [shard], killed)[shard]
    eventually("it lives again", lambda: took() <= world.takeover_seconds_max,
               within=world.takeover_seconds_max + 1, every=0.2)
    world.takeovers.append(("a killed host's shard lived again after", took()))
    assert world.host_of(world.wait_all_live(within=1)[shard]) != host
    assert world.verdict() == clean(identifies=9)
