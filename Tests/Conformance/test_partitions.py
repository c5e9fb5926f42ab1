"""The wire between real nodes is cut and mended."""

from __future__ import annotations

import pytest

import networks
from networks import CutFleet
from waiting import eventually, throughout

pytestmark = pytest.mark.skipif(not networks.available(), reason="needs root, ip and network namespaces")


@pytest.fixture
def wired(new_cut_fleet) -> CutFleet:
    return new_cut_fleet(3)


def cut_until_noticed(fleet: CutFleet, lost: int) -> None:
    fleet.cut(lost)
    for i, node in enumerate(fleet.nodes):
        for j, other in enumerate(fleet.nodes):
            if (i == lost) != (j == lost):
                eventually(f"{node.name} holds {other.name} dead",
                           lambda: node.members()[other.name] == "dead", within=60)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_the_larger_side_goes_on_and_the_smaller_side_waits(wired, lost):
    fleet = wired
    assert fleet.nodes[lost].register("a-0", "asia").json()["number"] == 1
    fleet.everywhere("it is known", lambda node: "a-0" in node.numbers())
    cut_until_noticed(fleet, lost)
    larger = [node for i, node in enumerate(fleet.nodes) if i != lost]
    alone = fleet.nodes[lost]

    waiting = alone.register("a-pending", "asia").json()
    assert (waiting["number"], waiting["settled"]) == (None, False)
    assert alone.status()["has_majority"] is False
    told = {f"a-{i + 1}": larger[i % 2].register(f"a-{i + 1}", "asia").json()["number"] for i in range(4)}
    assert list(told.values()) == [2, 3, 4, 5]
    throughout("the waiting one is not numbered", lambda: "a-pending" not in alone.numbers(), seconds=1)
    # Its home is gone for the larger side, so the first cluster is down there, and up at its home.
    fleet.everywhere("down on the larger side", lambda n: n.names()["a-0"] == "asia #1 down", nodes=larger)
    assert alone.names()["a-0"] == "asia #1 up"

    fleet.heal()
    fleet.wait_whole(within=60)
    expected = {name: ("asia", number) for name, number in {"a-0": 1, **told, "a-pending": 6}.items()}
    fleet.same_everywhere("all numbers told are true, and the waiting one has the next",
                          lambda node: node.numbers(), expected, within=30)
    fleet.everywhere("the first is up", lambda node: node.names()["a-0"] == "asia #1 up")


def test_reports_of_both_sides_meet_again(wired):
    fleet = wired
    for i, node in enumerate(fleet.nodes):
        node.register(f"a-{i}", "asia")
    fleet.everywhere("all are known", lambda node: len(node.numbers()) == 3)
    cut_until_noticed(fleet, 2)
    for i, node in enumerate(fleet.nodes):
        node.beat(f"a-{i}", {"metrics": {"f": {"samples": [{"name": "discord_guilds", "value": 100 + i}]}}})
    fleet.heal()
    fleet.wait_whole(within=60)
    fleet.same_everywhere("each report", lambda node: [
        node.clusters()[f"a-{i}"]["metrics"]["guilds"] for i in range(3)], [100.0, 101.0, 102.0], within=30)


def test_all_alone_and_together_again(wired):
    fleet = wired
    fleet.cut(0, 1, 2)
    for node in fleet.nodes:
        eventually(f"{node.name} is alone", lambda: sorted(node.members().values()) == ["alive", "dead", "dead"],
                   within=60)
        assert node.register(f"at-{node.name}", "asia").json()["number"] is None
    fleet.heal()
    fleet.wait_whole(within=60)
    fleet.same_everywhere("three numbers", lambda node: sorted(n for _, n in node.numbers().values()), [1, 2, 3],
                          within=30)
    tables = [node.numbers() for node in fleet.nodes]
    assert tables[0] == tables[1] == tables[2]


def test_numbers_told_while_the_wire_flaps_are_all_true_in_the_end(wired):
    fleet = wired
    told = {}
    for round_ in range(6):
        fleet.cut(round_ % 3)
        for i, node in enumerate(fleet.nodes):
            identity = f"a-{round_}-{i}"
            told[identity] = node.register(identity, "asia").json()["number"]
        fleet.heal()
    fleet.wait_whole(within=60)
    fleet.everywhere("all are numbered", lambda node: len(node.numbers()) == len(told), within=30)
    for node in fleet.nodes:
        final = {identity: number for identity, (_, number) in node.numbers().items()}
        assert sorted(final.values()) == list(range(1, len(told) + 1))
        assert {i: n for i, n in told.items() if n is not None and final[i] != n} == {}
