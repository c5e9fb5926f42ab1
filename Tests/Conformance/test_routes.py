"""Argus's routes, each status and each text, at the original and at an agent."""

from __future__ import annotations

import json
import re
import uuid

import pytest
import requests

from oracle import METRIC_KEYS
from planes import TOKEN
from waiting import eventually, throughout

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)\Z")
READS = ("/api/fleet/view", "/api/fleet/targets", "/api/config", "/")
WRITES = ("/fleet/register", "/fleet/heartbeat")


@pytest.fixture
def name() -> str:
    """An identity, or a fleet, that no other test of the shared server uses."""
    return f"x-{uuid.uuid4().hex[:8]}"


def says(answer, status: int, text: str) -> None:
    assert (answer.status_code, answer.text.rstrip("\n")) == (status, text)
    assert answer.headers["Content-Type"].startswith("text/plain")


# Registering

def test_a_registration_answers_with_the_number_and_a_lease_of_43_characters(plane, name):
    answer = plane.register("a", name, version="0.4.2")
    assert answer.status_code == 200
    # The client's JSON reader insists on this type.
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert body["number"] == 1
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", body["lease"])
    if not plane.is_original:
        assert body["settled"] is True


def test_numbers_follow_the_order_and_an_identity_keeps_its_own(plane, name):
    order = [f"{name}-{i}" for i in range(4)]
    assert [plane.register(i, name).json()["number"] for i in order] == [1, 2, 3, 4]
    assert [plane.register(i, name).json()["number"] for i in reversed(order)] == [4, 3, 2, 1]


def test_a_cluster_that_registers_again_and_again_is_told_its_number_each_time(plane, name):
    throughout("it is told 1", lambda: plane.register(name, name).json()["number"] == 1, seconds=3, every=0.01)


@pytest.mark.parametrize("fleet", ["", None, "absent"])
def test_no_fleet_means_the_default_fleet(plane, name, fleet):
    plane.post("/fleet/register", {"identity": name} | ({} if fleet == "absent" else {"fleet": fleet}))
    assert eventually("it is shown", lambda: plane.clusters().get(name))["fleet"] == "default"


@pytest.mark.parametrize("number, text", [("7", "7"), ("-12", "-12"), ("1.5", "1.5")])
def test_a_number_as_identity_is_taken_as_its_text(plane, name, number, text):
    body = '{"identity": %s, "fleet": "%s"}' % (number, name)
    assert plane.post("/fleet/register", body).status_code == 200
    shown = eventually("it is shown", lambda: plane.clusters().get(text))
    assert shown["identity"] == text


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("body", ["", "{", "nonsense", '{"identity": "a",}', "{'identity': 'a'}", '{"identity": "a"} x',
                                  "\ufeff{\"identity\": \"a\"}", b'{"identity": "\xff"}', b"\x00", b"\x80\x81"])
def test_what_is_no_json_is_refused_as_such(plane, path, body):
    says(plane.post(path, body), 400, "invalid JSON body")


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("body", ["[]", "null", "5", '"text"', "true", "NaN", '[{"identity": "a"}]'])
def test_json_that_is_no_object_is_refused_as_such(plane, path, body):
    says(plane.post(path, body), 400, "expected a JSON object")


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("body", ["{}", '{"identity": ""}', '{"identity": null}', '{"fleet": "asia"}', '{"Identity": "a"}'])
def test_an_object_without_an_identity_is_refused_as_such(plane, path, body):
    says(plane.post(path, body), 400, "identity required")


def test_the_content_type_of_a_post_is_not_looked_at(plane, name):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "nonsense"):
        answer = plane.post("/fleet/register", json.dumps({"identity": name, "fleet": name}),
                            headers={"Content-Type": kind})
        assert answer.status_code == 200, kind


def test_a_chunked_body_is_read_like_any_other(plane, name):
    whole = json.dumps({"identity": name, "fleet": name}).encode()
    answer = plane.request("POST", "/fleet/register", data=(whole[i:i + 5] for i in range(0, len(whole), 5)))
    assert answer.status_code == 200


def test_unknown_fields_are_ignored(plane, name):
    assert plane.register(name, name, scrape_target="10.0.0.9:9191", colour="red", nested={"a": [1]}).status_code == 200


def test_names_in_two_spellings_are_two_names(plane, name):
    composed, decomposed = f"{name}-\u00e9", f"{name}-e\u0301"
    assert plane.register(composed, name).json()["number"] == 1
    assert plane.register(decomposed, name).json()["number"] == 2
    eventually("both are shown", lambda: {composed, decomposed} <= plane.clusters().keys())


def test_identities_of_all_of_unicode_come_back_unchanged(plane, name):
    identities = [f"{name} {text}" for text in ("Ω≈ç", "日本", "\U0001f600", "a\"b\\c/d", "a\tb\nc", "\u2028", "<b>&")]
    for identity in identities:
        assert plane.register(identity, name).status_code == 200
    eventually("all are shown", lambda: set(identities) <= plane.clusters().keys())


# Beating

def test_a_beat_of_a_known_cluster_is_taken_without_a_word(plane, name):
    plane.register(name, name)
    for body in ({}, {"snapshot": {}}, {"snapshot": None}, {"snapshot": 5}, {"snapshot": []}, {"lease": "any"}):
        answer = plane.post("/fleet/heartbeat", {"identity": name} | body)
        assert (answer.status_code, answer.content) == (204, b"")


def test_a_snapshot_that_is_no_object_leaves_the_former_one(plane, name):
    plane.register(name, name)
    plane.beat(name, {"metrics": {"f": {"samples": [{"name": "discord_guilds", "labels": {}, "value": 12}]}}})
    eventually("12 guilds", lambda: plane.clusters()[name]["metrics"]["guilds"] == 12.0)
    for odd in (5, "text", [1], True, None):
        assert plane.post("/fleet/heartbeat", {"identity": name, "snapshot": odd}).status_code == 204
    assert plane.beat(name).status_code == 204
    assert plane.register(name, name).status_code == 200
    assert plane.clusters()[name]["metrics"]["guilds"] == 12.0
    plane.beat(name, {"metrics": {"f": {"samples": [{"name": "discord_guilds", "labels": {}, "value": 13}]}}})
    eventually("13 guilds", lambda: plane.clusters()[name]["metrics"]["guilds"] == 13.0)


def test_a_beat_of_an_unknown_cluster_is_told_so(plane, name):
    answer = plane.beat(name)
    assert answer.status_code == (204 if plane.is_original else 404)
    assert name not in plane.clusters()


# Reading

def test_the_view_has_exactly_the_known_keys(plane, name):
    plane.register("b", f"{name}-2")
    plane.register("a", f"{name}-1")
    plane.beat("a", {"metrics": {"f": {"samples": [
        {"name": "discord_shard_up", "labels": {"shard": "10"}, "value": 1.0},
        {"name": "discord_shard_up", "labels": {"shard": "9"}, "value": 0.0},
        {"name": "discord_shard_latency_seconds", "labels": {"shard": "9"}, "value": 0.125}]}}})
    eventually("the shards are shown", lambda: plane.clusters()["a"]["shards"])
    answer = plane.get("/api/fleet/view")
    assert answer.headers["Content-Type"].startswith("application/json")
    view = answer.json()
    assert set(view) == {"generated_at", "global", "fleets"}
    assert INSTANT.match(view["generated_at"])
    assert set(view["global"]) == set(METRIC_KEYS)
    fleets = {f["name"]: f for f in view["fleets"]}
    fleet = fleets[f"{name}-1"]
    assert set(fleet) == {"name", "clusters_up", "clusters_total", "rollup", "clusters"}
    assert (fleet["clusters_up"], fleet["clusters_total"]) == (1, 1)
    assert set(fleet["rollup"]) == set(METRIC_KEYS)
    cluster = fleet["clusters"][0]
    assert set(cluster) == {"number", "identity", "fleet", "status", "last_seen", "metrics", "shards"}
    assert (cluster["number"], cluster["identity"], cluster["fleet"], cluster["status"]) == (1, "a", f"{name}-1", "up")
    assert INSTANT.match(cluster["last_seen"])
    assert set(cluster["metrics"]) == set(METRIC_KEYS)
    assert cluster["shards"] == [{"shard_id": "9", "status": "down", "latency_seconds": 0.125},
                                 {"shard_id": "10", "status": "up", "latency_seconds": 0.0}]


def test_fleets_stand_by_code_point_and_clusters_by_number(plane, name):
    suffixes = ["Z", "a", "B", "\u00e9", "e\u0301", "zz", "10", "9", "\U0001f600", "\uffee"]
    for suffix in suffixes:
        for i in range(2):
            assert plane.register(f"{name}{suffix}{i}", f"{name}{suffix}").status_code == 200
    wanted = sorted(f"{name}{suffix}" for suffix in suffixes)

    def shown():
        fleets = [f for f in plane.view()["fleets"] if f["name"].startswith(name)]
        return len(fleets) == len(wanted) and fleets
    fleets = eventually("all fleets are shown", shown)
    assert [f["name"] for f in fleets] == wanted
    assert all([c["number"] for c in f["clusters"]] == [1, 2] for f in fleets)


def test_one_cluster_is_shown_with_its_history(plane, name):
    plane.register(name, name)
    plane.beat(name, {"metrics": {"f": {"samples": [{"name": "discord_guilds", "labels": {}, "value": 3}]}}})

    def shown():
        body = plane.get(f"/api/fleet/cluster?fleet={name}&number=1").json()
        return body["history"] and body["history"][-1]["metrics"]["guilds"] == 3.0 and body
    body = eventually("a point of the history", shown, within=20)
    assert set(body) == {"cluster", "history"}
    assert body["cluster"]["identity"] == name
    assert body["cluster"] == plane.clusters()[name]
    assert 1 <= len(body["history"]) <= 60
    for point in body["history"]:
        assert set(point) == {"t", "metrics"} and INSTANT.match(point["t"])
        assert set(point["metrics"]) == set(METRIC_KEYS)
    assert [p["t"] for p in body["history"]] == sorted(p["t"] for p in body["history"])


@pytest.mark.parametrize("query", ["", "?fleet=asia", "?number=1", "?fleet=asia&number=x", "?fleet=asia&number=-1",
                                   "?fleet=&number=1", "?fleet=asia&number=", "?fleet=asia&number=1.0",
                                   "?fleet=asia&number=%201"])
def test_a_question_for_a_cluster_without_a_number_is_refused(plane, query):
    says(plane.get(f"/api/fleet/cluster{query}"), 400, "fleet and numeric number required")


@pytest.mark.parametrize("query", ["?fleet=nowhere&number=1", "?fleet=nowhere&number=0",
                                   "?fleet=nowhere&number=99999999999999999999999999"])
def test_a_cluster_that_is_not_there_is_not_found(plane, query):
    says(plane.get(f"/api/fleet/cluster{query}"), 404, "cluster not found")


def test_a_fleets_name_in_a_query_may_be_percent_encoded(plane, name):
    plane.register("q", f"{name} ü+&/")
    eventually("it is found", lambda: plane.get("/api/fleet/cluster", params={
        "fleet": f"{name} ü+&/", "number": "1"}).status_code == 200)


def test_targets_are_for_prometheus(plane, name):
    wanted = [{"targets": ["10.0.0.1:9191"],
               "labels": {"cluster": f"{name}-a", "fleet": name, "__metrics_path__": "/metrics"}}]

    def listed() -> bool:
        answer = plane.get("/api/fleet/targets")
        assert answer.headers["Content-Type"].startswith("application/json")
        return [t for t in answer.json() if t["labels"]["fleet"] == name] == wanted
    plane.register(f"{name}-a", name, scrape_target="10.0.0.1:9191")
    plane.register(f"{name}-b", name)
    eventually("the target is listed", listed)
    # A registration without a target keeps the one that was told before.
    plane.register(f"{name}-a", name)
    throughout("it stays listed", listed, seconds=1.5)


def test_the_configuration_is_told(plane):
    body = plane.get("/api/config").json()
    assert set(body) == {"fleet", "namespace", "version", "auth_required", "analytics_enabled", "interval"}
    assert body["fleet"] is True and body["auth_required"] is True and body["analytics_enabled"] is False
    assert body["namespace"] == "discord" and body["interval"] == 1 and isinstance(body["version"], str)


def test_health_is_open_and_plain(plane):
    for path, text in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = plane.get(path, token=None)
        assert (answer.status_code, answer.text) == (200, text)
        assert answer.headers["Content-Type"].startswith("text/plain")


def test_the_first_page_is_html(plane):
    answer = plane.get("/")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    by_query = requests.Session().get(f"{plane.url}/?token={TOKEN}", timeout=5)
    assert by_query.status_code == 200 and by_query.headers["Content-Type"].startswith("text/html")


# Methods

@pytest.mark.parametrize("path", [*READS, "/healthz", "/readyz", "/api/fleet/cluster?fleet=x&number=1"])
def test_head_works_wherever_get_does(plane, path):
    get, head = plane.get(path), plane.request("HEAD", path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers.get("Content-Type") == get.headers.get("Content-Type")


@pytest.mark.parametrize("path", ["/api/fleet/view", "/api/fleet/cluster", "/api/fleet/targets", "/api/config",
                                  "/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_another_method_is_not_allowed_on_a_read(plane, path, method):
    answer = plane.request(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_another_method_is_not_allowed_on_a_write(plane, path, method):
    answer = plane.request(method, path)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_path_is_not_found(plane):
    for path in ("/nope", "/api/fleet/nope", "/fleet", "/api/config/", "/fleet/register/x", "/%00", "/../etc/passwd"):
        assert plane.get(path).status_code == 404, path


# Tokens

@pytest.mark.parametrize("path", [*READS, "/api/fleet/cluster", "/metrics", "/nope", "/api/nope"])
def test_a_missing_or_wrong_token_is_unauthorized_on_every_path(plane, path):
    for token in (None, "wrong", TOKEN + "x", TOKEN[:-1], TOKEN.upper()):
        says(plane.get(path, token=token), 401, "unauthorized")


@pytest.mark.parametrize("path", WRITES)
def test_a_wrong_token_is_unauthorized_before_the_body_is_looked_at(plane, path):
    for body in ("", "nonsense", '{"identity": "unheard"}', "x" * 300_000):
        says(plane.post(path, body, token="wrong"), 401, "unauthorized")
    assert "unheard" not in plane.clusters()


@pytest.mark.parametrize("header, query, status", [
    (f"Bearer {TOKEN}", None, 200), (None, TOKEN, 200),
    (f"Bearer {TOKEN}", "wrong", 200),            # the header wins,
    ("Bearer wrong", TOKEN, 401),                 # also when it is the wrong one
    ("Basic eDp5", TOKEN, 200),                   # another scheme falls back to the query
    (TOKEN, TOKEN, 200), (TOKEN, None, 401), ("Basic eDp5", None, 401), ("Basic eDp5", "wrong", 401),
    ("Bearer ", None, 401), (None, "", 401),
])
def test_the_header_wins_over_the_query(plane, header, query, status):
    headers = {} if header is None else {"Authorization": header}
    answer = plane.get("/api/fleet/view", token=None, headers=headers,
                       params={} if query is None else {"token": query})
    assert answer.status_code == status


def test_a_query_token_works_on_writes_too(plane, name):
    answer = plane.request("POST", "/fleet/register", token=None, params={"token": TOKEN}, json={"identity": name})
    assert answer.status_code == 200


def test_several_tokens_are_good_while_they_are_rotated(new_plane):
    plane = new_plane(token="old-one, new-one").start()
    for token in ("old-one", "new-one"):
        assert plane.get("/api/fleet/view", token=token).status_code == 200
        assert plane.request("POST", "/fleet/register", token=token, json={"identity": token}).status_code == 200
    for token in ("old-one, new-one", "old-one,new-one", "", ","):
        assert plane.get("/api/fleet/view", token=token or None).status_code == 401


def test_ingest_and_viewer_tokens_open_their_own_side_only(new_plane):
    plane = new_plane(token="both", ingest_token="bots", viewer_token="people").start()
    expected = {"bots": (200, 401), "people": (401, 200), "both": (401, 401)}
    for token, (write, read) in expected.items():
        made = plane.request("POST", "/fleet/register", token=token, json={"identity": token})
        assert (made.status_code, plane.get("/api/fleet/view", token=token).status_code) == (write, read), token


def test_without_a_token_a_loopback_server_is_open(new_plane):
    plane = new_plane(token="")
    del plane.settings["token"]
    plane.start()
    assert plane.register("a", "asia").json()["number"] == 1
    assert plane.get("/api/config").json()["auth_required"] is False
    assert plane.get("/api/fleet/view", token="any").status_code == 200


# Headers

def test_every_answer_carries_the_security_headers(plane):
    for path, token in (("/healthz", None), ("/api/fleet/view", ""), ("/", ""), ("/nope", ""), ("/api/config", None)):
        headers = plane.get(path, token=token).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "default-src" in headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path


def test_without_listed_origins_nothing_is_said_about_them(plane):
    answer = plane.get("/api/fleet/view", headers={"Origin": "https://ui.example"})
    assert answer.status_code == 200
    assert not any(h.lower().startswith("access-control-") for h in answer.headers)


def test_listed_origins_may_read_and_a_preflight_is_never_gated(new_plane):
    plane = new_plane(cors_origins="https://ui.example,https://two.example").start()
    for origin in ("https://ui.example", "https://two.example"):
        ask = plane.request("OPTIONS", "/api/fleet/view", token=None, headers={
            "Origin": origin, "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization"})
        assert ask.status_code == 204
        assert ask.headers["Access-Control-Allow-Origin"] == origin
        assert "Authorization" in ask.headers["Access-Control-Allow-Headers"]
        assert "GET" in ask.headers["Access-Control-Allow-Methods"]
        read = plane.get("/api/fleet/view", headers={"Origin": origin})
        assert read.headers["Access-Control-Allow-Origin"] == origin
        assert "Origin" in read.headers["Vary"]
    for origin in ("https://evil.example", "https://ui.example.evil", "null"):
        ask = plane.request("OPTIONS", "/api/fleet/view", token=None, headers={
            "Origin": origin, "Access-Control-Request-Method": "GET"})
        assert "Access-Control-Allow-Origin" not in ask.headers
        assert "Access-Control-Allow-Origin" not in plane.get("/api/fleet/view", headers={"Origin": origin}).headers


# Limits

def test_reads_are_limited_by_address_and_health_is_not(new_plane):
    plane = new_plane(read_limit=5).start()
    statuses = [plane.get("/api/config").status_code for _ in range(8)]
    assert statuses[:5] == [200] * 5 and statuses[-1] == 429
    says(plane.get("/api/config"), 429, "read rate exceeded")
    assert plane.get("/healthz", token=None).status_code == 200
    assert plane.get("/readyz", token=None).status_code == 200
    assert plane.register("a", "asia").status_code == 200, "a read limit must not stop the bots"


def test_registrations_are_limited_by_address(new_plane):
    plane = new_plane(register_limit=3).start()
    statuses = [plane.register(f"a-{i}", "asia").status_code for i in range(6)]
    assert statuses[:3] == [200] * 3 and statuses[-1] == 429
    says(plane.register("b", "asia"), 429, "register rate exceeded")
    assert plane.beat("a-0").status_code == 204


def test_beats_are_limited_by_identity(new_plane):
    plane = new_plane(beat_limit=3).start()
    plane.register("a", "asia"), plane.register("b", "asia")
    statuses = [plane.beat("a").status_code for _ in range(6)]
    assert statuses[:3] == [204] * 3 and statuses[-1] == 429
    says(plane.beat("a"), 429, "heartbeat rate exceeded")
    assert plane.beat("b").status_code == 204, "another identity's beats are its own"


def test_registrations_beyond_the_cap_are_forbidden(new_plane):
    plane = new_plane(max_clusters=2).start()
    assert [plane.register(i, "asia").status_code for i in ("a", "b")] == [200, 200]
    says(plane.register("c", "asia"), 403, "fleet cluster cap reached")
    assert plane.register("a", "asia").json()["number"] == 1, "known clusters may always return"


def test_a_required_lease_keeps_a_second_holder_out(new_plane):
    plane = new_plane(require_lease=True).start()
    lease = plane.register("a", "asia").json()["lease"]
    for answer in (plane.register("a", "asia"), plane.register("a", "asia", lease="wrong"), plane.beat("a"),
                   plane.beat("a", lease="wrong")):
        says(answer, 409, "identity is leased to another holder")
    assert plane.beat("a", lease=lease).status_code == 204
    renewed = plane.register("a", "asia", lease=lease)
    assert (renewed.status_code, renewed.json()["number"]) == (200, 1)
    assert plane.beat("a", lease=renewed.json()["lease"]).status_code == 204


def test_the_limits_stand_at_their_documented_defaults(new_plane):
    plane = new_plane()
    for setting in ("register_limit", "beat_limit", "read_limit"):
        del plane.settings[setting]
    plane.start()
    registered = [plane.register("a", "asia").status_code for _ in range(70)]
    assert 60 <= registered.count(200) < 70 and registered[-1] == 429
    reads = [plane.get("/api/config").status_code for _ in range(135)]
    assert 120 <= reads.count(200) < 135 and reads[-1] == 429
