"""Bad bodies get their status and a sentence, and harm nobody."""

from __future__ import annotations

import json
import math
import random
import socket
import uuid

import pytest

import make_fixtures
import oracle
from bots import SampleBot
from fleet import QUICK
from planes import TOKEN, ArgusPlane, Plane
from waiting import eventually

MIB = 1 << 20
GOOD = json.loads(make_fixtures.snapshot(*make_fixtures.GOOD))
REAL = make_fixtures.real()
HOSTILE = make_fixtures.hostile()
FREE = {name.removeprefix("hostile-"): free for name, free in make_fixtures.FREE.items()}


@pytest.fixture
def name() -> str:
    return f"x-{uuid.uuid4().hex[:8]}"


@pytest.fixture(autouse=True)
def unharmed(request):
    """After every test the process is the same, and a bystander's numbers and metrics are, too."""
    plane = next((request.getfixturevalue(f) for f in ("agent", "plane") if f in request.fixturenames), None)
    if plane is None:
        yield
        return
    if "bystander" not in plane.clusters():
        assert plane.register("bystander", "quiet").json()["number"] == 1
    assert plane.beat("bystander", GOOD).status_code == 204
    eventually("the bystander is shown", lambda: plane.clusters()["bystander"]["metrics"]["guilds"] == 7.0)
    before, process = plane.clusters()["bystander"], plane.process.pid
    yield
    assert plane.is_running and plane.process.pid == process
    after = eventually("the view is served", lambda: plane.clusters())["bystander"]
    assert {k: v for k, v in after.items() if k != "last_seen"} == {
        k: v for k, v in before.items() if k != "last_seen"}


def strictly(text: str):
    """Parse as a browser does: no NaN, no Infinity."""
    def refuse(token: str):
        raise AssertionError(f"{token} in what should be JSON")
    return json.loads(text, parse_constant=refuse)


def beat_with(plane: Plane, identity: str, snapshot_text: str):
    return plane.post("/fleet/heartbeat", '{"identity": "%s", "snapshot": %s}' % (identity, snapshot_text))


def shown_as(plane: Plane, identity: str, expected: dict, free: dict) -> bool:
    view = strictly(plane.get("/api/fleet/view").text)
    cluster = next(c for f in view["fleets"] for c in f["clusters"] if c["identity"] == identity)
    for key, value in expected["metrics"].items():
        shown = cluster["metrics"][key]
        assert math.isfinite(shown)
        if key not in free.get("any_finite", ()):
            assert shown == pytest.approx(value, rel=1e-9, abs=1e-12), key
    if not free.get("any_shards"):
        assert [(s["shard_id"], s["status"], s["latency_seconds"]) for s in cluster["shards"]] == [
            (s["shard_id"], "up" if s["up"] else "down", s["latency"] or 0.0) for s in expected["shards"]]
    return True


# Snapshots

@pytest.mark.parametrize("kind", REAL)
def test_a_real_snapshot_is_digested_as_the_contract_says(agent, name, kind):
    agent.register(name, name)
    assert beat_with(agent, name, REAL[kind]).status_code == 204
    expected = oracle.digest(oracle.parse(REAL[kind]))
    eventually("it is shown", lambda: shown_as(agent, name, expected, {}))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_snapshot_costs_no_beat_and_is_read_as_far_as_it_makes_sense(agent, name, kind):
    agent.register(name, name)
    assert beat_with(agent, name, HOSTILE[kind]).status_code == 204
    expected = oracle.digest(oracle.parse(HOSTILE[kind]))
    eventually("it is shown", lambda: shown_as(agent, name, expected, FREE.get(kind, {})))


def test_a_snapshot_of_100_commands_and_16_shards_is_taken(agent, name):
    """The original's 256 KiB loses this bot."""
    bot = SampleBot(name, shards=16, commands=100)
    bot.work(3600, 1500)
    text = json.dumps(bot.snapshot())
    assert len(text) > 400_000
    agent.register(name, name)
    assert beat_with(agent, name, text).status_code == 204
    eventually("16 shards", lambda: agent.clusters()[name]["metrics"]["shards_up"] == 16.0)


def test_a_snapshot_of_very_many_samples_and_shards_is_taken(agent, name):
    families = ", ".join(
        make_fixtures.sample("shard_up", "1", shard=str(i)) for i in range(20_000))
    text = make_fixtures.snapshot(make_fixtures.sample("guilds", "5"), families)
    agent.register(name, name)
    assert beat_with(agent, name, text).status_code == 204
    eventually("its guilds are shown", lambda: agent.clusters()[name]["metrics"]["guilds"] == 5.0)
    assert agent.clusters()[name]["metrics"]["shards_up"] == 20_000.0


def test_two_clusters_near_the_largest_double_do_not_put_infinity_into_the_rollups(agent, name):
    for i in range(2):
        agent.register(f"{name}-{i}", name)
        assert beat_with(agent, f"{name}-{i}", make_fixtures.snapshot(
            make_fixtures.sample("guilds", "1.7e308"))).status_code == 204

    def finite() -> bool:
        view = strictly(agent.get("/api/fleet/view").text)
        shown = [c["metrics"]["guilds"] for f in view["fleets"] if f["name"] == name for c in f["clusters"]]
        assert shown == [1.7e308, 1.7e308]
        rollups = [view["global"], *(f["rollup"] for f in view["fleets"])]
        return all(math.isfinite(value) for rollup in rollups for value in rollup.values())
    eventually("finite rollups", finite)


# Bodies

@pytest.mark.parametrize("path", ["/fleet/register", "/fleet/heartbeat"])
def test_bodies_up_to_4_mib_are_read_and_larger_ones_refused(agent, name, path):
    agent.register(name, name)

    def body(size: int) -> bytes:
        head, tail = f'{{"identity": "{name}", "padding": "'.encode(), b'"}'
        return head + b"x" * (size - len(head) - len(tail)) + tail
    assert agent.post(path, body(4 * MIB)).status_code in (200, 204)
    for size in (4 * MIB + 1, 6 * MIB):
        status, text = raw(agent, request_text(path, body(size)))
        assert status == 413 and text.count("\n") <= 1


@pytest.mark.parametrize("path", ["/fleet/register", "/fleet/heartbeat"])
def test_a_chunked_body_over_the_limit_is_refused_too(agent, path):
    head = (f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
            "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n").encode()
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    status, _ = raw(agent, head + chunk * 65 + b"0\r\n\r\n")
    assert status == 413


def test_a_limit_of_256_kib_loses_real_bots_of_the_original(tmp_path, name):
    plane = ArgusPlane("argus", tmp_path, QUICK)
    try:
        plane.start()
        plane.register(name, name)
        assert beat_with(plane, name, REAL["real-100-commands-16-shards"]).status_code == 413
    finally:
        plane.close()


@pytest.mark.parametrize("depth", [600, 5_000, 100_000, 1_000_000])
@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_never_ends_the_process(agent, name, depth, opening, closing):
    agent.register(name, name)
    value = opening * depth + ("0" if opening != "[" else "") + closing * depth
    for body in ('{"identity": "%s", "snapshot": {"x": %s}}' % (name, value), value, opening * depth):
        answer = agent.post("/fleet/heartbeat", body[:4 * MIB - 100])
        assert answer.status_code in (204, 400)
        if answer.status_code == 400:
            assert answer.text.count("\n") <= 1
    if depth == 600:
        assert agent.post("/fleet/register", '{"identity": "%s", "x": %s}' % (name, value)).status_code == 200


@pytest.mark.parametrize("body", [
    '{"identity": %s}', '{"identity": "ok", "fleet": %s}', '{"identity": "ok", "version": %s}',
    '{"identity": "ok", "scrape_target": %s}', '{"identity": "ok", "lease": %s}',
])
@pytest.mark.parametrize("value", ["true", "[]", "[1]", "{}", '{"a": 1}', "NaN", "-Infinity", "1e400", "9" * 400, "0",
                                   "-0.0", "false"])
def test_values_of_the_wrong_type_never_fail_the_server(agent, body, value):
    for path in ("/fleet/register", "/fleet/heartbeat"):
        answer = agent.post(path, body % value)
        assert answer.status_code in (200, 204, 400, 404), answer.text
        strictly(agent.get("/api/fleet/view").text)


# Names

@pytest.mark.parametrize("field", ["identity", "fleet"])
@pytest.mark.parametrize("text, accepted", [
    ("n" * 256, True), ("n" * 257, False), ("n" * 100_000, False),
    ("\u65e5" * 85, True), ("\u65e5" * 86, False), ("\U0001f600" * 64, True), ("\U0001f600" * 65, False),
], ids=["256", "257", "100000", "255 in Han", "258 in Han", "256 in emoji", "260 in emoji"])
def test_names_have_up_to_256_bytes(agent, name, field, text, accepted):
    unique = name + text[len(name):] if text.isascii() else text
    body = {"identity": name, "fleet": "long"} | {field: unique}
    answer = agent.post("/fleet/register", body)
    if accepted:
        assert answer.status_code == 200, answer.text
        shown = eventually("it is shown", lambda: agent.clusters().get(body["identity"]))
        assert shown[field] == unique
    else:
        assert answer.status_code == 400
        assert 5 < len(answer.text.strip()) < 200 and "\n" not in answer.text.strip()
        assert body["identity"] not in agent.clusters()


@pytest.mark.parametrize("field", ["identity", "fleet"])
@pytest.mark.parametrize("escape", [r"\ud800", r"\udc00", r"\ud800\ud800", r"x\udfffx", r"\ude00\ud83d"])
def test_lone_surrogates_in_names_are_refused_with_a_sentence(agent, field, escape):
    body = '{"identity": "%s", "fleet": "%s"}' % ((escape, "odd") if field == "identity" else ("odd", escape))
    answer = agent.post("/fleet/register", body)
    assert answer.status_code == 400
    assert 5 < len(answer.text.strip()) < 200


@pytest.mark.parametrize("text", ["\0", "a\0b", "\x01", "\x7f", "\u202e", "\ufeff", " ", "\n"])
def test_control_characters_in_names_are_refused_or_come_back_unchanged(agent, text):
    answer = agent.register(text, "odd")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        eventually("it is shown", lambda: agent.clusters()[text]["fleet"] == "odd")


# HTTP itself

def request_text(path: str, body: bytes) -> bytes:
    return (f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def raw(plane: Plane, data: bytes, within: float = 10.0) -> tuple[int | None, str]:
    """Status and body of what comes back for bytes; None where the server just closes."""
    with socket.create_connection((plane.host, plane.port), timeout=within) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent; the answer stands in the buffer
        answer = b""
        try:
            while more := connection.recv(65536):
                answer += more
        except ConnectionError:
            pass
    if not answer.startswith(b"HTTP/1.1 "):
        return None, answer.decode(errors="replace")
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body.decode(errors="replace")


@pytest.mark.parametrize("data", [
    b"\r\n\r\n", b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"b" * 200_000 + b"\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(20_000)) + b"\r\n",
    b"POST /fleet/register HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /fleet/register HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    b"POST /fleet/register HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /fleet/register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n\r\n",
    b"GET /api/fleet/cluster?fleet=%ff%fe&number=%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /api/fleet/view?token=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\nConnection: close\r\n\r\n",
], ids=range(15))
def test_broken_http_is_refused_and_the_process_unharmed(agent, data):
    status, _ = raw(agent, data)
    assert status is None or status < 500 or status in (501, 505)


def test_a_token_of_other_alphabets_is_wrong_and_no_failure(agent):
    """The original answers 500 to these."""
    for token in ("tök".encode(), "\u65e5\u672c".encode(), b"\xff\xfe"):
        status, _ = raw(agent, b"GET /api/fleet/view HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                               b"Authorization: Bearer " + token + b"\r\n\r\n")
        assert status == 401
    assert agent.get("/api/fleet/view?token=t%C3%B6k", token=None).status_code == 401
    assert agent.get("/api/fleet/cluster?fleet=quiet&number=%C2%B2").status_code in (400, 404)


def test_connections_that_send_nothing_do_not_keep_others_out(agent):
    idle = [socket.create_connection((agent.host, agent.port)) for _ in range(200)]
    try:
        for connection in idle[::2]:
            connection.sendall(b"POST /fleet/register HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        for i in range(20):
            assert agent.get("/healthz", token=None, timeout=5).status_code == 200
    finally:
        for connection in idle:
            connection.close()


def test_random_mutations_of_a_real_beat_never_fail_the_server(agent, name):
    agent.register(name, name)
    chance = random.Random(f"{20_260_620}")
    good = ('{"identity": "%s", "snapshot": %s}' % (name, REAL["real-idle-1-shard"])).encode()
    for _ in range(300):
        body = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(body))
            match chance.randrange(4):
                case 0: body[at] = chance.randrange(256)
                case 1: del body[at:at + chance.randint(1, 40)]
                case 2: body[at:at] = body[at:at + chance.randint(1, 40)]
                case _: body[at:at] = chance.choice([b"[", b"{", b'"', b"\\", b"\\ud800", b"1e999", b"NaN", b"null,"])
        answer = agent.post("/fleet/heartbeat", bytes(body))
        # 404 where the identity itself was hit.
        assert answer.status_code in (204, 400, 404), (answer.status_code, bytes(body)[:300])
    strictly(agent.get("/api/fleet/view").text)
