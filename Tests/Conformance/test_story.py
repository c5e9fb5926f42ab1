"""Bots register, beat, die and return, as told in Argus's own tutorial, at any node of the fleet."""

from __future__ import annotations

import json

import pytest

import oracle
from argus_clients import Bot
from bots import SampleBot
from waiting import eventually, throughout

TTL = 3.0


def names_become(fleet, expected: dict[str, str], within: float = 15.0) -> None:
    fleet.same_everywhere(f"the view says {expected}", lambda node: node.names(), expected, within)


def test_the_tutorials_own_story_plays_exactly(either_fleet, stage):
    fleet = either_fleet
    first = stage.bot(fleet.nodes[0], "asia-0", "asia")
    stage.bot(fleet.nodes[1], "asia-1", "asia")
    stage.bot(fleet.nodes[2], "eu-0", "europe")
    names_become(fleet, {"asia-0": "asia #1 up", "asia-1": "asia #2 up", "eu-0": "europe #1 up"})
    for node in fleet.nodes:
        health = [(f["name"], f["clusters_up"], f["clusters_total"]) for f in node.view()["fleets"]]
        assert health == [("asia", 2, 2), ("europe", 1, 1)]

    # "Kill asia-0 and, after heartbeat_interval * ttl_factor seconds, it shows down but keeps asia #1"
    first.stop()
    names_become(fleet, {"asia-0": "asia #1 down", "asia-1": "asia #2 up", "eu-0": "europe #1 up"})
    for node in fleet.nodes:
        health = [(f["name"], f["clusters_up"], f["clusters_total"]) for f in node.view()["fleets"]]
        assert health == [("asia", 1, 2), ("europe", 1, 1)]

    # "a new process becomes asia #3"
    stage.bot(fleet.nodes[2], "asia-2", "asia")
    names_become(fleet, {"asia-0": "asia #1 down", "asia-1": "asia #2 up", "asia-2": "asia #3 up",
                         "eu-0": "europe #1 up"})

    # "and if asia-0 comes back it reclaims asia #1"
    first.start()
    names_become(fleet, {"asia-0": "asia #1 up", "asia-1": "asia #2 up", "asia-2": "asia #3 up",
                         "eu-0": "europe #1 up"})


def test_three_regions_at_different_nodes_are_numbered_the_same_everywhere(either_fleet, stage):
    fleet = either_fleet
    expected = {}
    for i in range(9):
        region = ("asia", "europe", "us")[i % 3]
        # Each region registers at each node: node and region must have nothing to do with each other.
        stage.bot(fleet.nodes[(i + i // 3) % 3], f"{region}-{i}", region)
        expected[f"{region}-{i}"] = (region, i // 3 + 1)
    fleet.same_everywhere("nine numbers", lambda node: node.numbers(), expected)


def test_bots_that_register_at_the_same_moment_share_no_number(either_fleet, stage):
    fleet = either_fleet
    bots = [Bot(stage, fleet.nodes[i % 3], f"asia-{i}", "asia") for i in range(30)]
    stage.together(bots)
    fleet.same_everywhere("the numbers are 1 to 30", lambda node: sorted(n for _, n in node.numbers().values()),
                          list(range(1, 31)))
    tables = [node.numbers() for node in fleet.nodes]
    assert tables[0] == tables[1] == tables[2]


def test_a_bot_that_stays_keeps_beating_and_is_up_for_many_ttls(either_fleet, stage):
    fleet = either_fleet
    stage.bot(fleet.nodes[1], "asia-0", "asia")
    fleet.same_everywhere("it is up", lambda node: node.names(), {"asia-0": "asia #1 up"})
    throughout("asia-0 is up at every node",
               lambda: all(node.names() == {"asia-0": "asia #1 up"} for node in fleet.nodes),
               seconds=3 * TTL)


def test_every_node_shows_the_metrics_of_the_real_snapshots(either_fleet, stage):
    fleet = either_fleet
    sizes = {"asia-0": (1, 0), "asia-1": (4, 5), "eu-0": (2, 10)}
    digests = {}
    for i, (identity, (shards, commands)) in enumerate(sizes.items()):
        bot = SampleBot(identity, shards=shards, commands=commands, guilds=100 * (i + 1), users=5000)
        bot.shard_connects()
        bot.work(600, 40 * commands)
        snapshot = bot.snapshot()
        digests[identity] = oracle.digest(snapshot)
        stage.bot(fleet.nodes[i], identity, identity.split("-")[0], snapshot=snapshot)

    def shows_all(node) -> bool:
        view = node.view()
        clusters = node.clusters()
        for identity, digest in digests.items():
            assert clusters[identity]["metrics"] == pytest.approx(digest["metrics"])
            shown = [(s["shard_id"], s["status"] == "up", s["latency_seconds"])
                     for s in clusters[identity]["shards"]]
            assert shown == [(s["shard_id"], s["up"], pytest.approx(s["latency"] or 0)) for s in digest["shards"]]
        rollups = {f["name"]: f["rollup"] for f in view["fleets"]}
        assert rollups["asia"] == pytest.approx(oracle.rollup([digests["asia-0"], digests["asia-1"]]))
        assert rollups["eu"] == pytest.approx(oracle.rollup([digests["eu-0"]]))
        assert view["global"] == pytest.approx(oracle.rollup(list(digests.values())))
        return True
    fleet.everywhere("the metrics are those of the oracle", shows_all)


def test_the_oracle_of_this_suite_agrees_with_argus_on_real_snapshots():
    from argus.fleet.sources.push import derive_metrics, derive_shards
    bot = SampleBot("asia-0", shards=16, commands=40)
    bot.work(3600, 1000, ratelimits=3)
    bot.shard_closes(3)
    snapshot = json.loads(json.dumps(bot.snapshot()))
    ours = oracle.digest(snapshot)
    metrics, (errors, commands) = derive_metrics(snapshot, "discord")
    assert ours["metrics"] == metrics
    assert (ours["totals"]["errors"], ours["totals"]["commands"]) == (errors, commands)
    assert [(s["shard_id"], s["up"], s["latency"]) for s in ours["shards"]] == [
        (s.shard_id, s.status == "up", s.latency_seconds) for s in derive_shards(snapshot, "discord")]


# From here on the original fails its users, and only the agent is asked.

def test_rates_come_from_two_reports_of_one_boot(fleet, stage):
    sample = SampleBot("asia-0", commands=2)
    sample.work(60, 10)

    def next_snapshot() -> dict:
        sample.work(5, 10, ratelimits=1)
        return sample.snapshot()
    bot = stage.bot(fleet.nodes[0], "asia-0", "asia", snapshot=next_snapshot)
    # 10 interactions and one rate limit in each beat; beats come every 0.5 s, give or take a tenth.
    fleet.everywhere("about 20 interactions a second", lambda node: (
        node.clusters()["asia-0"]["metrics"]["interactions_rate"] == pytest.approx(20, rel=0.5)))
    fleet.everywhere("about 2 rate limits a second", lambda node: (
        node.clusters()["asia-0"]["metrics"]["ratelimits_rate"] == pytest.approx(2, rel=0.5)))
    rates = []
    bot.stop()
    again = SampleBot("asia-0", commands=2, seed=2)
    again.work(5, 3)
    bot.snapshot = again.snapshot()
    bot.start()

    def restarted(node) -> bool:
        metrics = node.clusters()["asia-0"]["metrics"]
        rates.append(metrics["interactions_rate"])
        return metrics["uptime_seconds"] == 5.0
    fleet.everywhere("the new boot is shown", restarted)
    assert min(rates) >= 0, "a restart made a negative rate"


def test_down_clusters_do_not_count_in_rollups(fleet, stage):
    bots = [SampleBot(f"asia-{i}", guilds=100) for i in range(2)]
    first = stage.bot(fleet.nodes[0], "asia-0", "asia", snapshot=bots[0].snapshot())
    stage.bot(fleet.nodes[1], "asia-1", "asia", snapshot=bots[1].snapshot())
    fleet.same_everywhere("200 guilds", lambda node: node.view()["global"]["guilds"], 200.0)
    first.stop()
    fleet.same_everywhere("100 guilds", lambda node: node.view()["global"]["guilds"], 100.0)
    fleet.same_everywhere("100 guilds in asia", lambda node: node.view()["fleets"][0]["rollup"]["guilds"], 100.0)


def test_a_bot_that_moves_to_another_node_keeps_its_number_and_has_one_home(fleet, stage):
    bot = stage.bot(fleet.nodes[0], "asia-0", "asia")
    stage.bot(fleet.nodes[1], "asia-1", "asia")
    expected = {"asia-0": "asia #1 up", "asia-1": "asia #2 up"}
    names_become(fleet, expected)
    bot.stop()
    moved = stage.bot(fleet.nodes[2], "asia-0", "asia")
    names_become(fleet, expected)
    throughout("it stays up", lambda: all(n.names() == expected for n in fleet.nodes), seconds=2 * TTL)
    moved.stop()
    names_become(fleet, expected | {"asia-0": "asia #1 down"})


def test_a_beat_at_another_node_without_a_registration_moves_the_home(fleet):
    assert fleet.nodes[0].register("asia-0", "asia").json()["number"] == 1
    fleet.everywhere("it is known", lambda node: "asia-0" in node.clusters())
    assert fleet.nodes[2].beat("asia-0").status_code == 204
    fleet.same_everywhere("it goes down in the end", lambda node: node.names(), {"asia-0": "asia #1 down"})
    assert fleet.nodes[1].beat("asia-0").status_code == 204
    fleet.same_everywhere("the beat revives it", lambda node: node.names(), {"asia-0": "asia #1 up"}, within=TTL)


def test_a_cluster_that_moves_to_another_fleet_is_numbered_there_and_may_return(fleet):
    a, b, c = fleet.nodes
    assert a.register("x", "asia").json()["number"] == 1
    assert b.register("y", "asia").json()["number"] == 2
    assert c.register("z", "europe").json()["number"] == 1
    assert b.register("x", "europe").json()["number"] == 2
    fleet.same_everywhere("x stands in europe", lambda n: n.numbers(),
                          {"x": ("europe", 2), "y": ("asia", 2), "z": ("europe", 1)})
    assert c.register("new", "asia").json()["number"] == 3, "the number that x left was handed out again"
    assert c.register("x", "asia").json()["number"] == 1, "x did not get its reserved number back"
    fleet.same_everywhere("x is back", lambda n: n.numbers(),
                          {"x": ("asia", 1), "y": ("asia", 2), "new": ("asia", 3), "z": ("europe", 1)})


def test_the_clusters_of_a_dead_node_are_down_until_they_beat_elsewhere(new_fleet, stage):
    # A TTL of minutes: only the death of the home can be the reason.
    fleet = new_fleet(heartbeat_interval=60).grow(3)
    bot = stage.bot(fleet.nodes[2], "asia-0", "asia")
    fleet.same_everywhere("it is up", lambda node: node.names(), {"asia-0": "asia #1 up"})
    bot.stop()
    fleet.nodes[2].kill()
    fleet.same_everywhere("it is down", lambda node: node.names(), {"asia-0": "asia #1 down"}, within=30)
    assert fleet.nodes[0].full_clusters()["asia-0"]["down_reason"] == "node dead"
    stage.bot(fleet.nodes[0], "asia-0", "asia")
    fleet.same_everywhere("it is up again", lambda node: node.names(), {"asia-0": "asia #1 up"})


def test_missed_beats_are_named_as_the_reason(fleet, stage):
    bot = stage.bot(fleet.nodes[0], "asia-0", "asia")
    fleet.everywhere("it is up", lambda node: node.full_clusters()["asia-0"]["down_reason"] is None)
    bot.stop()
    fleet.same_everywhere("the reason", lambda node: node.full_clusters()["asia-0"]["down_reason"], "missed beats")


def test_a_client_whose_registration_failed_registers_by_itself_later(fleet, stage):
    node = fleet.nodes[2]
    node.terminate()
    bot = stage.bot(node, "asia-0", "asia")  # fails open: the node is not there
    assert bot.lease is None
    node.start()
    fleet.same_everywhere("it came by itself", lambda n: n.names(), {"asia-0": "asia #1 up"})
    eventually("it holds a lease", lambda: bot.lease)


def test_a_node_that_lost_its_disk_gets_its_bots_back(fleet, stage):
    import shutil
    node = fleet.nodes[2]
    stage.bot(fleet.nodes[0], "asia-0", "asia")
    stage.bot(node, "asia-1", "asia")
    fleet.everywhere("both are numbered", lambda n: len(n.numbers()) == 2)
    expected = fleet.nodes[0].numbers()
    former = node.status()["node_id"]
    node.kill()
    shutil.rmtree(node.state_dir)
    node.start()
    assert node.status()["node_id"] != former
    fleet.same_everywhere("the numbers are the same", lambda n: n.numbers(), expected, within=30)
    fleet.everywhere("both are up", lambda n: all(c["status"] == "up" for c in n.clusters().values()), within=30)


def test_a_wrong_token_is_refused_and_the_bot_never_appears(either_fleet, stage):
    fleet = either_fleet
    bot = stage.bot(fleet.nodes[0], "asia-0", "asia", token="wrong")
    stage.bot(fleet.nodes[1], "asia-1", "asia")
    names_become(fleet, {"asia-1": "asia #1 up"})
    throughout("asia-0 is nowhere", lambda: all("asia-0" not in n.numbers() for n in fleet.nodes), seconds=2)
    assert bot.lease is None
    refused = fleet.nodes[0].request("POST", "/fleet/register", token="wrong", json={"identity": "asia-0"})
    assert (refused.status_code, refused.text) == (401, "unauthorized\n")


def test_the_client_stores_the_lease_that_it_is_given(either_fleet, stage, tmp_path):
    bot = stage.bot(either_fleet.nodes[0], "asia-0", "asia", state_dir=tmp_path / "bot")
    assert len(bot.lease) == 43
    assert (tmp_path / "bot" / "argus-fleet-lease").read_text() == bot.lease
    former = bot.lease
    bot.stop()
    bot.start()
    assert bot.lease != former, "each registration issues a new lease"
