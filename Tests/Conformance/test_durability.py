"""What was answered as done survives the death of every node (INV-15)."""

from __future__ import annotations

import stat

import pytest

from argus_clients import Bot
from waiting import eventually, throughout


def test_a_killed_sidecar_that_starts_again_has_lost_nothing(fleet, stage):
    for i, node in enumerate(fleet.nodes):
        stage.bot(node, f"asia-{i}", "asia")
    fleet.everywhere("three numbers", lambda node: len(node.numbers()) == 3)
    expected, victim = fleet.nodes[0].numbers(), fleet.nodes[2]
    node_id = victim.status()["node_id"]
    victim.kill()
    victim.start()
    assert victim.status()["node_id"] == node_id
    assert victim.numbers() == expected, "the numbers stand as soon as the node is ready"
    fleet.wait_whole()
    fleet.same_everywhere("the numbers are the same", lambda node: node.numbers(), expected)
    fleet.everywhere("the bots are up", lambda node: all(c["status"] == "up" for c in node.clusters().values()))


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_a_number_told_at_a_node_survives_its_death_the_next_instant(fleet, victim):
    node = fleet.nodes[victim]
    told = {}
    for i in range(5):
        told[f"asia-{i}"] = ("asia", node.register(f"asia-{i}", "asia").json()["number"])
        node.kill()
        node.start()
        eventually("the answer was true", lambda: told.items() <= node.numbers().items())
        fleet.wait_whole()
    assert sorted(number for _, number in told.values()) == [1, 2, 3, 4, 5]
    fleet.same_everywhere("all were true", lambda n: n.numbers(), told)


def test_all_sidecars_killed_at_once_and_every_number_told_is_still_true(fleet, stage):
    bots = [Bot(stage, fleet.nodes[i % 3], f"{('asia', 'europe')[i % 2]}-{i}", ("asia", "europe")[i % 2])
            for i in range(12)]
    stage.together(bots)
    fleet.everywhere("twelve numbers", lambda node: len(node.numbers()) == 12)
    told = fleet.nodes[1].numbers()
    for node in fleet.nodes:
        node.kill()
    fleet.launch()
    fleet.same_everywhere("every number is still true", lambda node: node.numbers(), told)
    fleet.everywhere("all bots are up again", lambda n: all(c["status"] == "up" for c in n.clusters().values()))
    assert fleet.nodes[2].register("asia-new", "asia").json()["number"] == 7
    assert fleet.nodes[0].register("europe-new", "europe").json()["number"] == 7


def test_the_last_number_of_a_fleet_is_not_handed_out_again_after_a_total_restart(fleet):
    assert [fleet.nodes[i].register(f"a-{i}", "asia").json()["number"] for i in range(3)] == [1, 2, 3]
    for node in fleet.nodes:
        node.kill()
    fleet.launch()
    # Before any of the three returned.
    assert fleet.nodes[1].register("new", "asia").json()["number"] == 4
    assert fleet.nodes[2].register("a-0", "asia").json()["number"] == 1


def test_a_fleet_restarted_without_seeds_finds_itself_again(fleet):
    for node in fleet.nodes:
        node.kill()
        node.join = []
    fleet.launch()


def test_a_graceful_restart_keeps_the_numbers_too(fleet):
    told = {f"a-{i}": ("asia", fleet.nodes[i % 3].register(f"a-{i}", "asia").json()["number"]) for i in range(5)}
    for node in fleet.nodes:
        code, _ = node.terminate()
        assert code == 0
        node.start()
        fleet.wait_whole()
    fleet.same_everywhere("the numbers", lambda node: node.numbers(), told)


def test_a_required_lease_survives_a_restart(new_fleet):
    fleet = new_fleet(require_lease=True).grow(3)
    lease = fleet.nodes[0].register("a", "asia").json()["lease"]
    fleet.nodes[0].kill()
    fleet.nodes[0].start()
    fleet.wait_whole()
    for node in fleet.nodes:
        assert node.beat("a", lease="wrong").status_code == 409
        assert node.beat("a", lease=lease).status_code == 204


def test_the_lease_before_the_last_one_is_good_once(new_fleet):
    """The reply with the newer one may have been lost."""
    node = new_fleet(require_lease=True).grow(1).nodes[0]
    first = node.register("a", "asia").json()["lease"]
    node.register("a", "asia", lease=first)  # this reply is lost
    third = node.register("a", "asia", lease=first)
    assert third.status_code == 200
    assert node.beat("a", lease=third.json()["lease"]).status_code == 204
    assert node.register("a", "asia", lease=first).status_code == 409


# A node that cannot reach the others

def cut_off(fleet):
    """Freeze all but the first node: for it, the network is gone."""
    for node in fleet.nodes[1:]:
        node.pause()
    return fleet.nodes[0]


def heal(fleet) -> None:
    for node in fleet.nodes[1:]:
        node.resume()


def test_a_bot_that_registers_while_its_node_is_cut_off_is_pending_and_gets_its_number_later(voters, stage):
    voters.nodes[1].register("asia-0", "asia")
    voters.everywhere("the first is known", lambda node: "asia-0" in node.numbers())
    node = cut_off(voters)
    try:
        eventually("the others are dead", lambda: sorted(node.members().values()) == ["alive", "dead", "dead"],
                   within=60)
        answer = node.register("asia-1", "asia")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["number"], body["settled"]) == (None, False)
        assert len(body["lease"]) == 43
        assert answer.elapsed.total_seconds() < 5, "a bot's start waits for this answer"
        assert "asia-1" not in node.clusters(), "a pending cluster is not in Argus's view"
        pending = node.full_clusters()["asia-1"]
        assert pending["number"] is None and pending["status"] == "up"
        assert node.beat("asia-1").status_code == 204
        # The real client copes as well, and a known cluster keeps its number all the while.
        stage.bot(node, "asia-2", "asia")
        eventually("the client's cluster is pending", lambda: node.full_clusters()["asia-2"]["number"] is None)
        assert node.register("asia-0", "asia").json()["number"] == 1
        throughout("nothing is numbered", lambda: node.numbers() == {"asia-0": ("asia", 1)}, seconds=2)
    finally:
        heal(voters)
    voters.wait_whole(within=60)
    voters.everywhere("both are numbered", lambda n: {"asia-0", "asia-1", "asia-2"} <= n.numbers().keys(), within=30)
    tables = [n.numbers() for n in voters.nodes]
    assert tables[0] == tables[1] == tables[2]
    assert sorted(number for _, number in tables[0].values()) == [1, 2, 3]
    settled = node.register("asia-1", "asia").json()
    assert settled["settled"] is True and settled["number"] == tables[0]["asia-1"][1]


def test_what_is_told_in_the_moment_of_a_cut_stays_true(voters):
    """Before the node has noticed: a number or none, but never one that changes."""
    node = cut_off(voters)
    try:
        told = [node.register(f"asia-{i}", "asia").json()["number"] for i in range(3)]
    finally:
        heal(voters)
    voters.wait_whole(within=60)
    voters.everywhere("all three are numbered", lambda n: len(n.numbers()) == 3, within=30)
    for n in voters.nodes:
        final = n.numbers()
        assert sorted(number for _, number in final.values()) == [1, 2, 3]
        assert all(number in (None, final[f"asia-{i}"][1]) for i, number in enumerate(told)), (told, final)


def test_a_pending_cluster_survives_the_death_of_its_node(voters):
    node = cut_off(voters)
    try:
        eventually("the others are dead", lambda: sorted(node.members().values()) == ["alive", "dead", "dead"],
                   within=60)
        assert node.register("asia-0", "asia").json()["number"] is None
        node.kill()
        node.start()
    finally:
        heal(voters)
    voters.wait_whole(within=60)
    # Either it was kept, or its next beat is answered with 404 and it registers again.
    if node.beat("asia-0").status_code == 404:
        node.register("asia-0", "asia")
    voters.same_everywhere("it is numbered", lambda n: n.numbers(), {"asia-0": ("asia", 1)}, within=30)


# The state directory

def test_the_state_directory_is_private(fleet):
    directory = fleet.nodes[0].state_dir
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    found = {path.name for path in directory.iterdir()}
    assert {"node.key", "state.sqlite", "lock"} <= found
    assert stat.S_IMODE((directory / "node.key").stat().st_mode) & 0o077 == 0


def test_a_group_key_is_made_where_none_is_given_and_kept(new_fleet):
    fleet = new_fleet()
    node = fleet.add(key_file=None)
    key = (node.state_dir / "gossip.key").read_text()
    node.kill()
    node.start()
    assert (node.state_dir / "gossip.key").read_text() == key
