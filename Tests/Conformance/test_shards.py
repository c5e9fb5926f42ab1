"""Shards: each documented answer of a shard manager, at any node, and what becomes of shards when nodes fail."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest
import requests

from fleet import QUICK, Fleet
from planes import ROOT, agent_binary, clean_environment
from shards import (HEADERS, LOST, NO_HEADER, NONE_FREE, SECRET, WRONG_SECRET, beat, board, connect, disconnect,
                    drain, identify, keeps, says, status, take)
from waiting import eventually, throughout

POOL = {"bootstrap_expect": 3, "shard_secret": SECRET, "max_shards": 100, "max_concurrency": 100, "max_seconds": 60}
"""More shards than the tests that share a fleet take: one that is given back and taken again waits for its turn."""
SHORT = POOL | {"max_shards": 3, "max_seconds": 5, "lease_grace": 1}
"""A lease's term is `max_seconds + lease_grace + 3 s`, and its shard is free 1 % later: 9.1 s. Five is the least."""
UNKNOWN = "01JZZZZZZZZZZZZZZZZZZZZZZZ"


def started(fleet: Fleet) -> Fleet:
    fleet.grow(3)
    fleet.wait_voters(3)
    return fleet


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Three nodes that the tests of this module share; what a test takes, it keeps."""
    agent_binary()
    fleet = started(Fleet(tmp_path_factory.mktemp("shards"), QUICK | POOL))
    for node in fleet.nodes:  # The first answers of a new fleet may be 503.
        take(node)
    yield fleet
    fleet.close()


@pytest.fixture
def nodes(shared):
    return shared.nodes


# The seed's example

@pytest.mark.parametrize("index", range(3))
def test_the_seeds_example_works_at_any_node(nodes, index):
    url = nodes[index].url
    headers = {
        'Accept': 'application/json',
        'Authorization': 'SECRET',
    }

    r = requests.get(url + '/connect', headers = headers)
    connected = r.json()
    assert r.status_code == 200 and r.headers["Content-Type"].startswith("application/json")
    assert r.headers["Rollcall-Run-Seconds"] == "60"
    assert set(connected) == {"shard_id", "max_shards", "session_id", "sleep_duration"}
    assert connected["shard_id"] in range(100) and connected["max_shards"] == 100 and connected["sleep_duration"] >= 0
    assert re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", connected["session_id"])

    for kind in ("data", "json"):
        r = requests.post(url + '/beat', **{kind: {
            'session_id': connected["session_id"]
        }}, headers = headers)
        assert (r.status_code, r.content) == (204, b"")
        assert r.headers["Rollcall-Run-Seconds"] == "60"

        r = requests.post(url + '/beat', **{kind: {
            'session_id': 'string'
        }}, headers = headers)
        assert (r.status_code, r.json()) == (404, LOST)


# Who may ask

ROUTES = [("GET", "/connect"), ("POST", "/beat"), ("GET", f"/disconnect?session_id={UNKNOWN}"),
          ("POST", f"/identify?session_id={UNKNOWN}")]


@pytest.mark.parametrize("method, path", ROUTES, ids=["connect", "beat", "disconnect", "identify"])
def test_a_wrong_secret_is_403_before_the_body_is_looked_at(nodes, method, path):
    for secret in ("WRONG", "SECRE", "SECRETS", "Bearer WRONG", "secret", ""):
        answer = requests.request(method, nodes[0].url + path, headers={"Authorization": secret},
                                  data=b"{not json", timeout=10)
        says(answer, 403, WRONG_SECRET)


@pytest.mark.parametrize("method, path", ROUTES, ids=["connect", "beat", "disconnect", "identify"])
def test_without_the_header_it_is_422(nodes, method, path):
    says(requests.request(method, nodes[0].url + path, json={"session_id": UNKNOWN}, timeout=10), 422, NO_HEADER)


def test_the_status_is_open(nodes):
    told = status(nodes[0])
    assert set(told) == {"total_shards", "shards"} and told["total_shards"] == 100


# Beats

REPORT = {"guild_count": 7, "latency": 0.25, "extra": {"region": "eu", "n": [1, None]}}
FIELDS = ("guild_count", "latency", "extra")


REPORTS = [
    (REPORT, REPORT),
    ({"guild_count": "7", "latency": "0.25"}, {"guild_count": 7, "latency": 0.25}),
    ({"guild_count": 0, "latency": 1}, {"guild_count": 0, "latency": 1.0}),
    ({"guild_count": None, "latency": None, "extra": None}, {}),
    ({"extra": "word", "something_else": 3}, {"extra": "word"}),
    ({}, {}),
]


def tells(node, shard: dict, expected: dict) -> None:
    """A node's `/status` has this report of the shard, and null for what is not in it. Reports travel every 2 s."""
    def told() -> bool:
        seen = board(node)[shard["shard_id"]]
        assert {f: seen[f] for f in FIELDS} == {f: expected.get(f) for f in FIELDS}
        assert set(seen) == {"shard_id", "last_beat", *FIELDS} and seen["last_beat"] is not None
        return True
    eventually(f"{node.name} tells the report", told)


def test_a_beat_as_json_is_what_the_status_says_and_what_is_left_out_is_null(nodes):
    shards = [take(nodes[i % 3]) for i in range(len(REPORTS))]
    for shard in shards:
        says(beat(nodes[0], shard["session_id"], guild_count=99, latency=9.9, extra="before"), 204)
    for shard, (report, _) in zip(shards, REPORTS):
        says(beat(nodes[1], shard["session_id"], **report), 204)
    for node in nodes:
        for shard, (_, expected) in zip(shards, REPORTS):
            tells(node, shard, expected)


def test_a_beat_as_form_is_the_same(nodes):
    shard = take(nodes[0])
    form = {"session_id": shard["session_id"], "guild_count": 7, "latency": 0.25}
    says(requests.post(f"{nodes[0].url}/beat", data=form, headers=HEADERS, timeout=10), 204)
    tells(nodes[0], shard, {"guild_count": 7, "latency": 0.25})


def test_json_needs_no_content_type(nodes):
    kinds = [None, "application/json", "application/json; charset=utf-8", "text/plain"]
    shards = [take(nodes[0]) for _ in kinds]
    for i, (kind, shard) in enumerate(zip(kinds, shards)):
        headers = HEADERS | ({} if kind is None else {"Content-Type": kind})
        body = b' {"session_id": "%s", "guild_count": %d}' % (shard["session_id"].encode(), i)
        says(requests.post(f"{nodes[0].url}/beat", data=body, headers=headers, timeout=10), 204)
    for i, shard in enumerate(shards):
        tells(nodes[0], shard, {"guild_count": i})


def test_a_latency_that_nobody_measured_is_null(nodes):
    """As discord.py tells it before its first heartbeat, and Python writes it."""
    latencies = [b"NaN", b"Infinity", b"-Infinity"]
    shards = [take(nodes[0]) for _ in latencies]
    for latency, shard in zip(latencies, shards):
        says(beat(nodes[0], shard["session_id"], guild_count=1, latency=0.5), 204)
        body = b'{"session_id": "%s", "guild_count": 2, "latency": %s}' % (shard["session_id"].encode(), latency)
        says(requests.post(f"{nodes[0].url}/beat", data=body, headers=HEADERS, timeout=10), 204)
    for shard in shards:
        tells(nodes[0], shard, {"guild_count": 2})


PYDANTIC = {"session_id": ("field required", "value_error.missing"),
            "guild_count": ("value is not a valid integer", "type_error.integer"),
            "latency": ("value is not a valid float", "type_error.float")}


MALFORMED = [
    (b"", None), (b"{", None), (b"[]", None), (b"null", None), (b"{}", "session_id"),
    (b'{"guild_count": 3}', "session_id"), (b'{"session_id": null}', "session_id"),
    (b'{"session_id": "%s", "guild_count": "many"}', "guild_count"),
    (b'{"session_id": "%s", "guild_count": [7]}', "guild_count"),
    (b'{"session_id": "%s", "latency": "slow"}', "latency"), (b"guild_count=3", "session_id"),
    (b"session_id=%s&guild_count=many", "guild_count")]


def test_a_malformed_beat_is_422_in_the_words_of_pydantic(nodes):
    session = take(nodes[0])["session_id"].encode()
    for body, field in MALFORMED:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if b"=" in body else {}
        answer = requests.post(f"{nodes[0].url}/beat", data=body.replace(b"%s", session), headers=HEADERS | kind,
                               timeout=10)
        says(answer, 422)
        for error in answer.json()["detail"]:
            assert set(error) == {"loc", "msg", "type"} and error["loc"][0] == "body", body
            assert field is None or error["loc"][-1] == field, body
        if field is not None and b"null" not in body:
            message, word = PYDANTIC[field]
            assert answer.json() == {"detail": [{"loc": ["body", field], "msg": message, "type": word}]}, body


@pytest.mark.parametrize("session", [UNKNOWN, "string", "", "0" * 26, "ü", "x" * 5000],
                         ids=["of nobody", "a word", "empty", "zeros", "no ASCII", "long"])
def test_an_unknown_session_is_404_at_every_node(nodes, session):
    for node in nodes:
        says(beat(node, session), 404, LOST)
        says(disconnect(node, session), 404, LOST)
        answer = identify(node, session)
        # A node asks nobody else about a turn; the next beat tells what became of the session.
        assert answer.status_code == 503 and len(session) == 26 or says(answer, 404, LOST)


def test_a_session_may_beat_at_any_node(nodes):
    shard = take(nodes[0])
    for count in range(6):
        says(beat(nodes[count % 3], shard["session_id"], guild_count=count), 204)
    for node in nodes:
        tells(node, shard, {"guild_count": 5})


# Shards come and go

def test_every_shard_goes_to_one_bot_and_then_none_is_left(new_fleet):
    nodes = started(new_fleet(**POOL | {"max_shards": 6})).nodes
    shards = [take(nodes[i % 3]) for i in range(6)]
    assert sorted(shard["shard_id"] for shard in shards) == list(range(6))
    for node in nodes:
        says(connect(node), 401, NONE_FREE)
    lost = shards[3]
    says(disconnect(nodes[2], lost["session_id"]), 204)
    for node in nodes:
        eventually("it is gone", lambda: says(beat(node, lost["session_id"]), 404, LOST))
    assert take(nodes[1])["shard_id"] == lost["shard_id"]
    for shard in shards[:3] + shards[4:]:
        says(beat(nodes[0], shard["session_id"]), 204)


def test_a_beat_of_a_shard_outside_a_pool_that_shrank_is_401_at_any_node(new_fleet):
    fleet = new_fleet(shard_secret=SECRET, max_shards=4, max_concurrency=4).grow(2)
    home, other = fleet.nodes
    sessions = [take(home)["session_id"] for _ in range(4)]
    for session in sessions:
        says(beat(home, session), 204)
    other.terminate()
    other.settings["max_shards"] = 2
    other.start()
    for node, session in ((home, sessions[3]), (other, sessions[2])):
        def refused() -> bool:
            answer = beat(node, session)
            return answer.status_code not in (204, 503) and says(answer, 401, NONE_FREE)
        eventually("it is outside", refused, every=0.2)
        says(beat(node, session), 404, LOST)
    for node in fleet.nodes:
        assert keeps(node, sessions[0]) and keeps(node, sessions[1])
        eventually("the new size is shown", lambda: status(node)["total_shards"] == 2)
        says(connect(node), 401, NONE_FREE)


def test_disconnect_without_a_session_is_422(nodes):
    answer = requests.get(f"{nodes[0].url}/disconnect", headers=HEADERS, timeout=10)
    missing = {"loc": ["query", "session_id"], "msg": "field required", "type": "value_error.missing"}
    says(answer, 422, {"detail": [missing]})


def test_the_same_instance_gets_its_shard_back_at_any_node_and_its_former_session_ends(nodes):
    others = [take(nodes[i], f"other-{i}") for i in range(2)]
    former = take(nodes[0], "pod-3")
    says(disconnect(nodes[0], others[0]["session_id"]), 204)  # so that a lower shard is free
    for node in (nodes[0], nodes[1], nodes[2], nodes[1]):
        again = take(node, "pod-3")
        assert again["shard_id"] == former["shard_id"] and again["session_id"] != former["session_id"]
        says(beat(node, again["session_id"]), 204)
        eventually("the former session ended", lambda: says(beat(node, former["session_id"]), 404, LOST))
        former = again
    says(beat(nodes[0], others[1]["session_id"]), 204)


def test_an_empty_instance_is_none(nodes):
    shards = [take(node, "") for node in nodes]
    assert len({shard["shard_id"] for shard in shards}) == 3
    for node, shard in zip(nodes, shards):
        says(beat(node, shard["session_id"]), 204)


def test_two_identifies_of_one_bucket_are_five_seconds_apart_and_of_two_buckets_at_once(new_fleet):
    fleet = started(new_fleet(**POOL | {"max_shards": 4, "max_concurrency": 2}))
    one, two, three = (take(fleet.nodes[i]) for i in range(3))
    assert [shard["shard_id"] for shard in (one, two, three)] == [0, 1, 2]
    at = {}
    for node, shard in zip(fleet.nodes, (one, two, three)):
        answer = identify(node, shard["session_id"])
        at[shard["shard_id"]] = time.monotonic()
        says(answer, 200)
        assert set(answer.json()) == {"permit_seconds"} and 0 < answer.json()["permit_seconds"] <= 0.5
    # Each permit is good for half a second from its answer: the first may be used so late.
    assert at[2] - at[0] >= 5.0
    assert two["sleep_duration"] < 5 <= three["sleep_duration"] + 0.5


# What fails

def test_a_killed_nodes_sessions_live_on_where_they_beat_and_silent_ones_are_free(new_fleet):
    dies, lives, other = started(new_fleet(**SHORT | {"max_shards": 4})).nodes
    moving, silent = take(dies), take(dies)
    stays, expires = take(lives), take(lives)
    began = time.monotonic()
    says(beat(dies, moving["session_id"]), 204)
    says(beat(dies, silent["session_id"]), 204)
    says(beat(lives, expires["session_id"]), 204)
    dies.kill()

    # The bot of `moving` goes on at another node, within what it was promised.
    def adopted() -> bool:
        answer = beat(lives, moving["session_id"])
        assert answer.status_code in (204, 503), f"{answer.status_code} {answer.text}"
        return answer.status_code == 204
    eventually("adopted", adopted, within=5, every=0.2)
    assert time.monotonic() - began < 5
    free_at: dict[int, float] = {}
    while len(free_at) < 2:
        says(beat(lives, moving["session_id"]), 204)
        says(beat(other, stays["session_id"]), 204)
        answer = connect(other)
        assert answer.status_code in (200, 401, 503), answer.text
        if answer.status_code == 200:
            free_at[answer.json()["shard_id"]] = time.monotonic() - began
        assert time.monotonic() - began < 5 + 20, f"free are only {free_at}"
        time.sleep(0.3)
    # None while its bot could still run and had the grace to close; that of a dead home waits for the whole term.
    assert set(free_at) == {silent["shard_id"], expires["shard_id"]}
    assert free_at[expires["shard_id"]] >= 5 + 1 and free_at[silent["shard_id"]] >= 5 + 1
    for node in (lives, other):
        for lost in (silent, expires):
            eventually("lost", lambda: says(beat(node, lost["session_id"]), 404, LOST))


def test_a_restarted_node_goes_on_with_its_sessions(new_fleet):
    fleet = started(new_fleet(**SHORT | {"max_seconds": 15}))
    shard = take(fleet.nodes[0])
    fleet.nodes[0].kill()
    fleet.nodes[0].start()
    assert keeps(fleet.nodes[0], shard["session_id"])
    assert keeps(fleet.nodes[2], shard["session_id"])
    code, _ = fleet.nodes[0].terminate()
    assert code == 0
    assert keeps(fleet.nodes[1], shard["session_id"])


def test_without_a_majority_it_is_503_and_never_401(new_fleet):
    fleet = started(new_fleet(**SHORT))
    alone = fleet.nodes[0]
    sessions = [take(alone)["session_id"] for _ in range(3)]
    says(connect(alone), 401, NONE_FREE)
    for session in sessions:
        says(beat(alone, session), 204)
    sent = time.monotonic()
    for node in fleet.nodes[1:]:
        node.kill()
    eventually("the home's right is over", lambda: beat(alone, sessions[0]).status_code == 503, within=6)
    assert time.monotonic() - sent < 5
    seen = set()

    def refused() -> bool:
        for session in sessions:
            seen.add(beat(alone, session).status_code)
        return says(connect(alone), 503)
    throughout("503", refused, seconds=6)
    assert seen <= {503, 404}
    for session in sessions:
        says(beat(alone, session), 404, LOST)
    says(identify(alone, sessions[0]), 404, LOST)
    assert board(alone) is not None


def test_a_drained_node_hands_its_sessions_back_and_takes_no_new_ones(new_fleet):
    fleet = started(new_fleet(**SHORT))
    drained, other = fleet.nodes[0], fleet.nodes[1]
    leaves, stays = take(drained), take(other)
    drain(drained)
    says(connect(drained), 503)
    eventually("handed back", lambda: says(beat(drained, leaves["session_id"]), 404, LOST))
    assert keeps(other, stays["session_id"])
    again = take(other)
    assert again["shard_id"] not in (stays["shard_id"],)
    throughout("no new ones", lambda: says(connect(drained), 503), seconds=1)


def test_a_protected_status_wants_the_secret(new_fleet):
    fleet = new_fleet(shard_secret=SECRET, max_shards=2, protect_status=True)
    node = fleet.add()
    says(requests.get(f"{node.url}/status", timeout=10), 422, NO_HEADER)
    says(requests.get(f"{node.url}/status", headers={"Authorization": "WRONG"}, timeout=10), 403, WRONG_SECRET)
    says(requests.get(f"{node.url}/status", headers=HEADERS, timeout=10), 200)


@pytest.fixture
def loops():
    """Processes that a test started; none outlives it."""
    started_loops: list[subprocess.Popen] = []
    yield started_loops
    for loop in started_loops:
        loop.kill()
        loop.wait(10)


def test_the_plain_loop_of_the_examples_runs_a_program_on_its_shard_and_ends_it(new_fleet, tmp_path, loops):
    node = new_fleet(shard_secret=SECRET, max_shards=2, max_seconds=5, lease_grace=1).add()
    said = tmp_path / "said"
    program = f"echo $SHARD_ID of $SHARD_COUNT $$ >> {said}; exec sleep 600"
    environment = clean_environment({"SECRET_KEY": SECRET, "ROLLCALL_URL": node.url})

    def run(expected: str) -> tuple[subprocess.Popen, int]:
        said.write_text("")
        loop = subprocess.Popen([sys.executable, ROOT / "examples" / "plain_bot.py", "sh", "-c", program],
                                env=environment, stderr=subprocess.DEVNULL)
        loops.append(loop)
        eventually("it runs", lambda: said.read_text().endswith("\n"), within=20)
        shard, _, shards, process = said.read_text().split()
        assert (shard, shards) == (expected, "2")
        return loop, int(process)

    def is_gone(process: int) -> bool:
        return not os.path.exists(f"/proc/{process}")

    loop, bot = run("0")
    throughout("one run", lambda: loop.poll() is None and len(said.read_text().splitlines()) == 1, seconds=6)
    loop.terminate()
    loop.wait(10)
    assert is_gone(bot)
    loop, bot = run("0")  # Its shard was free at once.
    loop.kill()
    loop.wait(10)
    eventually("the program of a killed loop is gone", lambda: is_gone(bot))
    loop, bot = run("1")
    node.kill()
    eventually("the program is gone when its time is over", lambda: is_gone(bot), within=6)
    loop.terminate()
    loop.wait(10)
