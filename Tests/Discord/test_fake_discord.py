"""The fake has Discord's rules, as a client sees them and as the log tells them."""

from __future__ import annotations

import asyncio
import zlib

import aiohttp
import pytest
import requests

import judge
from fakes import TOKEN
from gateway import connected
from waiting import eventually


def run(story) -> None:
    asyncio.run(asyncio.wait_for(story, 20))


def test_rest_answers_what_a_bot_asks_at_its_start(new_fake):
    fake = new_fake(shards=7, max_concurrency=3, remaining=40)
    headers = {"Authorization": f"Bot {TOKEN}"}
    for path in ("/users/@me", "/oauth2/applications/@me", "/applications/@me", "/gateway/bot", "/gateway"):
        answer = requests.get(f"{fake.url}/api/v10{path}", headers=headers, timeout=5)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json"), path
    bot = requests.get(f"{fake.url}/gateway/bot", headers=headers, timeout=5).json()
    assert (bot["shards"], bot["url"]) == (7, f"{fake.url.replace('http', 'ws', 1)}/gateway-socket")
    limit = bot["session_start_limit"]
    assert 86_390_000 < limit.pop("reset_after") <= 86_400_000
    assert limit == {"total": 1000, "remaining": 40, "max_concurrency": 3}
    assert requests.get(f"{fake.url}/users/@me", headers={"Authorization": "Bot no"}, timeout=5).status_code == 401
    assert [event["event"] for event in fake.events()] == ["gateway_bot", "gateway_bot"]


def test_identify_resume_and_the_daily_budget(new_fake):
    fake = new_fake(remaining=5)

    async def story() -> None:
        async with connected(fake) as client:
            await client.socket.send_json({"op": 1, "d": None})
            assert (await client.hear())["op"] == 11
            ready = await client.identify(1)
            assert ready["t"] == "READY" and ready["d"]["shard"] == [1, 2] and ready["s"] == 1
            session = ready["d"]["session_id"]
            await client.socket.close(code=4000)
        async with connected(fake) as client:
            assert (await client.resume(session))["t"] == "RESUMED"
            await client.socket.close(code=1000)
        async with connected(fake) as client:
            assert await client.resume(session) == {"op": 9, "d": False, "s": None, "t": None}
    run(story())
    assert [e["event"] for e in fake.events()][:7] == [
        "identify", "ready", "close", "resume", "resumed", "close", "resume"]
    assert fake.control("set", json={})["remaining"] == 4


def test_a_second_identify_of_a_bucket_within_five_seconds_is_answered_with_op_9(new_fake):
    fake = new_fake(max_concurrency=2)

    async def story() -> None:
        async with connected(fake) as one, connected(fake) as two, connected(fake) as three:
            assert (await one.identify(0, 4))["t"] == "READY"
            assert (await two.identify(1, 4))["t"] == "READY"
            assert (await three.identify(2, 4))["op"] == 9
    run(story())
    assert judge.smallest_distance(fake.events()) < 5
    assert [(e["shard"], e["why"]) for e in fake.events() if e["event"] == "refused"] == [(2, "bucket")]


def test_a_new_day_has_the_whole_budget_again(new_fake):
    fake = new_fake(remaining=0, reset_after_ms=200)
    headers = {"Authorization": f"Bot {TOKEN}"}

    def left() -> int:
        return requests.get(f"{fake.url}/gateway/bot", headers=headers, timeout=5).json()[
            "session_start_limit"]["remaining"]
    assert left() == 0
    eventually("a new day", lambda: left() == 1000, within=5)
    assert [event["left"] for event in fake.events() if event["event"] == "new_day"] == [0]


@pytest.mark.parametrize("identify, settings, code", [
    ({"token": "wrong"}, {}, 4004), ({"shard": 2}, {}, 4010), ({"shard": -1}, {}, 4010),
    ({}, {"required_shards": 3}, 4011)])
def test_close_codes(new_fake, identify, settings, code):
    fake = new_fake(**settings)

    async def story() -> None:
        async with connected(fake) as client:
            given = {"token": TOKEN, "shard": 0} | identify
            await client.socket.send_json({"op": 2, "d": {"token": given["token"], "shard": [given["shard"], 2]}})
            assert await client.closed_with() == code
    run(story())
    assert [event["event"] for event in judge.wasted(fake.events())] == ["identify"]


def test_one_identify_over_the_budget_ends_everything(new_fake):
    fake = new_fake(remaining=1)

    async def story() -> None:
        async with connected(fake) as one, connected(fake) as two:
            assert (await one.identify(0))["t"] == "READY"
            await two.socket.send_json({"op": 2, "d": {"token": TOKEN, "shard": [1, 2]}})
            assert (await two.closed_with(), await one.closed_with()) == (4004, 4004)
    run(story())
    answer = requests.get(f"{fake.url}/users/@me", headers={"Authorization": f"Bot {TOKEN}"}, timeout=5)
    assert answer.status_code == 401


def test_tests_can_make_discord_misbehave(new_fake):
    fake = new_fake()

    async def story() -> None:
        async with connected(fake) as client:
            session = (await client.identify())["d"]["session_id"]
            assert set(fake.live()) == {0}
            await asyncio.to_thread(fake.control, "op7", shard=0)
            assert (await client.hear())["op"] == 7
            await asyncio.to_thread(fake.control, "op9", shard=0)
            assert await client.hear() == {"op": 9, "d": False, "s": None, "t": None}
            assert fake.live() == {}
        async with connected(fake) as client:
            assert (await client.resume(session))["op"] == 9
        fake.control("set", json={"max_concurrency": 16, "shards": 9})
        async with connected(fake) as client:
            assert (await client.identify(1))["t"] == "READY"
            await asyncio.to_thread(fake.control, "close", shard=1, code=4000)
            assert await client.closed_with() == 4000
    run(story())


def test_a_bot_whose_heart_does_not_beat_is_closed(new_fake):
    fake = new_fake(heartbeat_ms=200)

    async def story() -> None:
        async with connected(fake) as client:
            await client.identify()
            assert await client.closed_with() == 4009
    run(story())


def test_frames_are_packed_for_those_who_ask_for_it(new_fake):
    fake = new_fake()

    async def story() -> None:
        async with aiohttp.ClientSession() as http:
            async with http.ws_connect(f"{fake.url}/gateway-socket?compress=zlib-stream") as socket:
                data = await socket.receive_bytes(timeout=5)
                assert data.endswith(b"\x00\x00\xff\xff") and b'"op": 10' in zlib.decompressobj().decompress(data)
                await socket.send_bytes(b'{"op": 1, "d": null}')
                assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.BINARY
                await socket.send_str("no JSON")
                while (message := await socket.receive(timeout=5)).type is not aiohttp.WSMsgType.CLOSE:
                    pass
                assert message.data == 4002
    run(story())
