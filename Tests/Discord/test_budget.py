"""Identifies of a day: a bot that crashes again and again spends them down to a reserve, and no further."""

from __future__ import annotations

import asyncio
import subprocess
import threading
import time

import pytest
import requests

import judge
import shards
from fakes import TOKEN, Fake
from fleet import Fleet
from gateway import connected
from planes import AgentPlane, agent_binary, clean_environment
from waiting import eventually

RESERVE = 20
"""Identifies that stay for people who repair things."""
CRASHING = 3
LEFT = RESERVE + 1 + 2 * CRASHING
"""One for a bot that stays, and two lives of each that crashes: their second ones are 5 s after the first."""
DAY_MS = 12_000


class CrashLoop(threading.Thread):
    """A bot that dies whenever it is READY, and is started again at once, whatever its sidecar asks of it."""

    def __init__(self, node: AgentPlane, fake: Fake, name: str) -> None:
        super().__init__(daemon=True)
        self.node, self.fake, self.instance = node, fake, name
        self.refused: list[requests.Response] = []
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(0.2):
            answer = shards.connect(self.node, self.instance)
            if answer.status_code == 200:
                asyncio.run(live(self.node, self.fake, answer.json()))
            else:
                self.refused.append(answer)

    def stop(self) -> None:
        self.is_over.set()
        self.join(60)


async def live(node: AgentPlane, fake: Fake, shard: dict) -> None:
    """From /connect to READY, and no further."""
    await asyncio.sleep(shard["sleep_duration"])
    async with connected(fake) as client:
        if (await asyncio.to_thread(shards.identify, node, shard["session_id"])).status_code == 200:
            await client.identify(shard["shard_id"], shard["max_shards"])


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


class World:
    def __init__(self, directory) -> None:
        self.fake = Fake(directory / "discord", shards=1 + CRASHING, max_concurrency=1 + CRASHING,
                         remaining=LEFT, reset_after_ms=DAY_MS)
        token = directory / "bot-token"
        token.write_text(TOKEN)
        self.fleet = Fleet(directory / "fleet", {
            "shard_secret": shards.SECRET, "bot_token_file": token, "discord_url": f"{self.fake.url}/api/v10"})
        self.node = self.fleet.add()
        self.loops = [CrashLoop(self.node, self.fake, f"pod-{i}") for i in range(CRASHING)]

    def count(self, event: str) -> int:
        return sum(each["event"] == event for each in self.fake.events())

    def shown(self) -> tuple[int, float, str]:
        """What is left of the day, as programs, a monitoring and people read it."""
        [pool] = self.node.native("/v1/shards")["applications"]
        [metric] = [line.split()[-1] for line in self.node.get("/metrics").text.splitlines()
                    if line.startswith("rollcall_identifies_left{")]
        screen = subprocess.run(
            [agent_binary(), "shards"], capture_output=True, text=True, timeout=20,
            env=clean_environment({"ROLLCALL_HTTP": f"{self.node.host}:{self.node.port}",
                                   "ROLLCALL_TOKEN": self.node.token or ""}))
        return pool["identify"]["left"], float(metric), screen.stdout

    def close(self) -> None:
        for loop in self.loops:
            loop.is_over.set()
        self.fleet.close()
        self.fake.close()

    def logs(self) -> str:
        return "\n".join([*map(str, self.fake.events()), self.fleet.logs()])


def test_crashing_bots_leave_the_reserve_of_the_day_and_go_on_when_the_next_one_begins(world):
    node, fake = world.node, world.fake
    stays = shards.take(node)
    asyncio.run(live(node, fake, stays))
    for loop in world.loops:
        loop.start()

    def told() -> bool:
        left, metric, screen = world.shown()
        assert (left, metric) == (RESERVE, RESERVE)
        assert f"{RESERVE} of 1000 identifies left" in screen
        return True
    eventually("the reserve is all that is left", told, within=DAY_MS / 1000, every=0.2)
    for loop in world.loops:
        loop.refused.clear()
    eventually("each is refused after its last life", lambda: all(loop.refused for loop in world.loops))
    asked = time.monotonic()
    shards.says(shards.identify(node, stays["session_id"]), 503)
    assert time.monotonic() - asked < 5
    shards.says(shards.beat(node, stays["session_id"]), 204)
    spent = world.count("identify")
    assert CRASHING + 1 < spent <= LEFT - RESERVE and world.count("new_day") == 0
    for loop in world.loops:
        shards.says(loop.refused[-1], 503)

    eventually("they go on", lambda: world.count("identify") > spent, within=DAY_MS / 1000 + 10)
    for loop in world.loops:
        loop.stop()
    [day] = [event for event in fake.events() if event["event"] == "new_day"]
    assert day["left"] == LEFT - spent >= RESERVE
    eventually("the new day's are shown", lambda: world.shown()[0] > 900)
    assert judge.wasted(fake.events()) == [] and judge.smallest_distance(fake.events()) >= 5
