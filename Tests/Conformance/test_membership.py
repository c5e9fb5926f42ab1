"""Who is here: joining, leaving, dying, returning, and what a node says of itself."""

from __future__ import annotations

import ipaddress
import re

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from planes import TOKEN, AgentPlane, free_port
from waiting import eventually, throughout

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\Z")


def test_a_joined_node_is_complete_when_it_says_ready(fleet):
    told = {f"a-{i}": ("asia", fleet.nodes[i % 3].register(f"a-{i}", "asia").json()["number"]) for i in range(20)}
    fleet.same_everywhere("twenty numbers", lambda node: node.numbers(), told)
    newcomer = fleet.add()
    eventually("it shows all of them", lambda: newcomer.numbers() == told, within=5)
    fleet.wait_whole()


def test_nodes_started_in_any_order_find_each_other(new_fleet):
    fleet = new_fleet()
    nodes = [fleet.add(start=False, settings={}) for _ in range(3)]
    every = [n.gossip for n in nodes]
    for node in nodes:
        node.join = [seed for seed in every if seed != node.gossip]
        node.arguments += ["--bootstrap-expect", "3"]
    for node in reversed(nodes):
        node.launch()
    fleet.wait_whole(nodes)
    assert sorted(n.register(f"a-{i}", "asia").json()["number"] for i, n in enumerate(nodes)) == [1, 2, 3]


def test_a_seed_that_is_not_there_yet_is_tried_again(new_fleet):
    fleet = new_fleet()
    late = fleet.add("late", start=False)
    early = AgentPlane("early", fleet.directory / "early", fleet.settings, key_file=fleet.key_file, join=[late.gossip])
    fleet.nodes.append(early)
    early.launch()
    late.start()
    fleet.wait_whole([late, early])


def test_a_node_may_have_several_seeds_dead_ones_too(fleet):
    fleet.add(join=[f"127.0.0.1:{free_port()},127.0.0.1:{free_port()}", fleet.nodes[1].gossip])
    fleet.wait_whole()


def test_a_seed_may_be_a_host_name(fleet):
    fleet.add(join=[f"localhost:{fleet.nodes[0].gossip_port}", f"no-such-host.invalid:{free_port()}"])
    fleet.wait_whole()


def test_a_fleet_may_speak_ipv6(new_fleet):
    import socket
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 loopback here")
    fleet = new_fleet()
    for _ in range(2):
        node = fleet.add(start=False)
        node.gossip_host = "[::1]"
        node.join = [fleet.nodes[0].gossip] if node is not fleet.nodes[0] else []
        node.start()
    fleet.wait_whole()
    told = [m["address"].rpartition(":") for m in node.native("/v1/members")]
    assert {ipaddress.ip_address(host.strip("[]")) for host, _, _ in told} == {ipaddress.ip_address("::1")}
    assert {int(port) for _, _, port in told} == {n.gossip_port for n in fleet.nodes}


def test_a_node_with_another_group_key_never_joins(fleet, new_fleet):
    stranger = AgentPlane("stranger", fleet.directory / "stranger", fleet.settings, key_file=new_fleet().key_file,
                          join=[node.gossip for node in fleet.nodes])
    try:
        stranger.launch()
        before = {node.name: sum(node.dropped().values()) for node in fleet.nodes}
        eventually("its knocks are dropped", lambda: all(
            sum(node.dropped().values()) > before[node.name] for node in fleet.nodes))
        throughout("it is nowhere", lambda: all("stranger" not in node.members() for node in fleet.nodes), seconds=3)
        assert set(stranger.members()) == {"stranger"}
    finally:
        stranger.close()


def test_a_killed_node_is_dead_everywhere_and_lives_again_when_it_returns(fleet):
    victim = fleet.nodes[1]
    before = next(m for m in fleet.nodes[0].native("/v1/members") if m["name"] == victim.name)
    victim.kill()
    fleet.same_everywhere("it is dead", lambda node: node.members()[victim.name], "dead", within=30)
    victim.start()
    fleet.same_everywhere("it is alive", lambda node: node.members()[victim.name], "alive", within=30)
    after = next(m for m in fleet.nodes[0].native("/v1/members") if m["name"] == victim.name)
    assert after["node_id"] == before["node_id"]
    assert after["incarnation"] > before["incarnation"]


def test_a_paused_node_is_dead_and_refutes_it_when_it_goes_on(fleet):
    victim = fleet.nodes[2]
    victim.pause()
    others = fleet.nodes[:2]
    fleet.everywhere("it is dead", lambda node: node.members()[victim.name] == "dead", within=30, nodes=others)
    victim.resume()
    fleet.same_everywhere("it is alive", lambda node: node.members()[victim.name], "alive", within=30)
    fleet.wait_whole()


def test_nobody_is_suspected_in_a_quiet_fleet(fleet):
    throughout("all are alive", lambda: all(set(node.members().values()) == {"alive"} for node in fleet.nodes),
               seconds=5)


def test_sigterm_ends_a_node_with_0_within_5_seconds_and_its_peers_show_that_it_left(fleet):
    leaver = fleet.nodes[1]
    code, seconds = leaver.terminate()
    assert code == 0, leaver.tail()
    assert seconds < 5
    fleet.same_everywhere("it left", lambda node: node.members()[leaver.name], "left")


def test_sigint_does_the_same(fleet):
    import signal
    leaver = fleet.nodes[2]
    leaver.process.send_signal(signal.SIGINT)
    assert leaver.process.wait(5) == 0
    fleet.same_everywhere("it left", lambda node: node.members()[leaver.name], "left")


def test_sigterm_is_obeyed_with_open_connections_and_without_reachable_peers(fleet):
    import socket
    node = fleet.nodes[0]
    idle = [socket.create_connection((node.host, node.port)) for _ in range(10)]
    for connection in idle[:5]:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    for other in fleet.nodes[1:]:
        other.kill()
    code, seconds = node.terminate()
    assert (code, seconds < 5) == (0, True), (code, seconds)
    for connection in idle:
        connection.close()


def test_a_node_that_left_returns_when_it_is_started_again(fleet):
    node = fleet.nodes[1]
    node.terminate()
    fleet.same_everywhere("it left", lambda n: n.members()[node.name], "left")
    node.start()
    fleet.same_everywhere("it is back", lambda n: n.members()[node.name], "alive")


def test_the_clusters_of_a_node_that_left_say_so(new_fleet):
    fleet = new_fleet(heartbeat_interval=60).grow(3)
    fleet.nodes[2].register("asia-0", "asia")
    fleet.everywhere("it is known", lambda node: "asia-0" in node.clusters())
    fleet.nodes[2].terminate()
    fleet.same_everywhere("it is down because its home left", lambda node: (
        node.names()["asia-0"], node.full_clusters()["asia-0"]["down_reason"]), ("asia #1 down", "left"))


def test_post_leave_makes_a_node_go(fleet):
    leaver = fleet.nodes[2]
    assert leaver.request("POST", "/v1/leave").status_code == 204
    assert leaver.process.wait(10) == 0
    fleet.same_everywhere("it left", lambda node: node.members()[leaver.name], "left")


def test_a_dead_member_can_be_forgotten_and_a_living_one_cannot(fleet):
    a, b, c = fleet.nodes
    refused = a.request("POST", f"/v1/members/{b.name}/forget")
    assert 400 <= refused.status_code < 500 and "detail" in refused.json()
    missing = a.request("POST", "/v1/members/nobody/forget")
    assert missing.status_code == 404 and "detail" in missing.json()
    c.kill()
    fleet.same_everywhere("it is dead", lambda node: node.members()[c.name], "dead", within=30)
    assert a.request("POST", f"/v1/members/{c.name}/forget").status_code == 204
    fleet.everywhere("it is gone", lambda node: c.name not in node.members())
    throughout("it stays gone", lambda: all(c.name not in n.members() for n in (a, b)), seconds=3)
    c.start()
    fleet.everywhere("it may return by itself", lambda n: n.members().get(c.name) == "alive", within=30)


# What a node says

def test_status_tells_all_that_is_documented(fleet):
    node = fleet.nodes[1]
    status = node.status()
    assert set(status) >= {"name", "node_id", "version", "region", "started_at", "members", "epoch", "voters",
                           "has_majority", "lineage", "map", "traffic"}
    assert status["name"] == node.name
    assert RFC3339.match(status["started_at"])
    assert status["members"] == {"alive": 3, "suspect": 0, "dead": 0, "left": 0}
    assert status["has_majority"] is True
    assert set(status["map"]) >= {"entries", "fingerprint"}
    assert set(status["traffic"]) >= {"sent_bytes", "received_bytes", "dropped"}
    sent = status["traffic"]["sent_bytes"]
    assert sent > 0 and status["traffic"]["received_bytes"] > 0
    eventually("it goes on sending", lambda: node.status()["traffic"]["sent_bytes"] > sent)


def test_members_are_listed_alike_everywhere(fleet):
    ids = [node.status()["node_id"] for node in fleet.nodes]
    assert len(set(ids)) == 3
    for node in fleet.nodes:
        members = {m["name"]: m for m in node.native("/v1/members")}
        assert set(members) == {n.name for n in fleet.nodes}
        for other, node_id in zip(fleet.nodes, ids):
            member = members[other.name]
            assert set(member) >= {"name", "node_id", "address", "http", "region", "state", "incarnation", "voter",
                                   "since", "rtt_seconds"}
            assert member["node_id"] == node_id
            assert member["address"] == other.gossip
            assert str(other.port) in member["http"]
            assert RFC3339.match(member["since"])
            assert isinstance(member["voter"], bool) and isinstance(member["incarnation"], int)


def test_regions_are_told(new_fleet):
    fleet = new_fleet()
    for region in ("asia", "europe"):
        fleet.add(region=region)
    fleet.wait_whole()
    for node in fleet.nodes:
        regions = {m["name"]: m["region"] for m in node.native("/v1/members")}
        assert regions == {"node-0": "asia", "node-1": "europe"}


def test_the_full_view_tells_what_arguss_cannot(fleet):
    fleet.nodes[0].register("asia-0", "asia")
    def numbered():
        # The registration may arrive before the number: it is pending for that moment.
        cluster = fleet.nodes[2].full_clusters().get("asia-0")
        return cluster if cluster and cluster["number"] is not None else None
    cluster = eventually("it is shown with its number", numbered)
    assert cluster["number"] == 1 and cluster["status"] == "up" and cluster["down_reason"] is None
    full = fleet.nodes[2].native("/v1/fleets")
    assert set(full) >= {"generated_at", "global", "fleets"}


def test_native_errors_are_json_with_a_detail(agent):
    for answer in (agent.get("/v1/status", token="wrong"), agent.get("/v1/nope"), agent.get("/v1/leave")):
        assert answer.status_code in (401, 404, 405)
        assert answer.headers["Content-Type"].startswith("application/json")
        assert isinstance(answer.json()["detail"], str)


def test_the_metrics_page_is_prometheus_text(fleet):
    answer = fleet.nodes[0].get("/metrics")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain")
    families = list(text_string_to_metric_families(answer.text))
    assert len(families) > 5
    assert all(family.documentation for family in families)
    assert len({family.name for family in families}) == len(families)


def test_a_view_that_did_not_change_is_not_sent_again(fleet):
    node = fleet.nodes[0]
    node.register("asia-0", "asia")

    def unchanged() -> bool:
        tag = node.get("/api/fleet/view").headers["ETag"]
        again = node.get("/api/fleet/view", headers={"If-None-Match": tag})
        return again.status_code == 304 and again.content == b""
    eventually("304", unchanged)
    tag = node.get("/api/fleet/view").headers["ETag"]
    node.register("asia-1", "asia")
    eventually("it changed", lambda: node.get("/api/fleet/view", headers={"If-None-Match": tag}).status_code == 200)


def test_history_is_recorded_whether_or_not_anybody_looks(new_fleet, stage):
    fleet = new_fleet().grow(2)
    beats = []

    def snapshot() -> dict:
        beats.append({"name": "discord_guilds", "labels": {}, "value": len(beats)})
        return {"metrics": {"f": {"samples": beats[-1:]}}}
    stage.bot(fleet.nodes[0], "asia-0", "asia", snapshot=snapshot)
    eventually("some time passed without a look", lambda: len(beats) > 12, within=30)
    points = fleet.nodes[1].get("/api/fleet/cluster?fleet=asia&number=1").json()["history"]
    assert len(points) >= 3, "only the first look made a point"
    assert len({point["metrics"]["guilds"] for point in points}) >= 3


def test_the_token_of_the_page_becomes_a_cookie_and_leaves_the_address_bar(agent):
    browser = requests.Session()
    answer = browser.get(f"{agent.url}/?token={TOKEN}", timeout=5)
    assert answer.status_code == 200 and "<html" in answer.text.lower()
    cookies = [r.headers.get("Set-Cookie", "") for r in (*answer.history, answer)]
    cookie = next(c for c in cookies if c)
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert "token=" not in answer.url or "replaceState" in answer.text
    assert browser.get(f"{agent.url}/api/fleet/view", timeout=5).status_code == 200
    assert requests.get(f"{agent.url}/", timeout=5).status_code == 401
    assert requests.get(f"{agent.url}/?token=wrong", timeout=5).status_code == 401


def test_the_page_needs_nothing_from_elsewhere(agent):
    page = agent.get("/").text
    for reference in re.findall(r"""(?:src|href)=["']([^"']+)""", page):
        assert not reference.startswith(("http:", "https:", "//")), reference
        if not reference.startswith(("#", "data:", "?")):
            assert agent.get("/" + reference.lstrip("./")).status_code == 200, reference


@pytest.mark.parametrize("path", ["/v1/status", "/v1/members", "/v1/fleets", "/metrics"])
def test_native_routes_want_the_viewer_token(agent, path):
    assert agent.get(path, token=None).status_code == 401
    assert agent.get(path, token="wrong").status_code == 401
    assert agent.get(path).status_code == 200
    assert agent.get(f"{path}?token={TOKEN}", token=None).status_code == 200
