"""Numbers that voters decide, on a wire that is cut and by processes that are killed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

import networks
from networks import CutFleet
from planes import AgentPlane
from waiting import eventually, throughout

pytestmark = pytest.mark.skipif(not networks.available(), reason="needs root, ip and network namespaces")


@pytest.fixture
def five(new_cut_fleet) -> CutFleet:
    return new_cut_fleet(5)


def told(node: AgentPlane, identity: str) -> int | None:
    """The number that the client is told; None while pending, or when the node is gone before it answers."""
    try:
        return node.register(identity, "asia").json()["number"]
    except OSError:
        return None


def register_all(nodes: list[AgentPlane], identities: list[str]) -> dict[str, int | None]:
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda i: told(nodes[i % len(nodes)], identities[i]), range(len(identities)))
        return dict(zip(identities, answers))


def final_numbers(fleet: CutFleet, count: int, within: float = 30.0) -> dict[str, int]:
    """What all nodes show in the end: one table, 1 to n."""
    def agreed() -> dict[str, int]:
        tables = [{i: n for i, (_, n) in node.numbers().items()} for node in fleet.nodes]
        assert sorted(tables[0].values()) == list(range(1, count + 1)), tables[0]
        assert all(table == tables[0] for table in tables)
        return tables[0]
    return eventually("all nodes show the same numbers, 1 to n", agreed, within=within)


def assert_true(promises: dict[str, int | None], final: dict[str, int]) -> None:
    assert {i: n for i, n in promises.items() if n is not None and final[i] != n} == {}


def test_three_against_two(five):
    fleet = five
    promises = register_all(fleet.nodes, [f"before-{i}" for i in range(5)])
    assert sorted(promises.values()) == [1, 2, 3, 4, 5]
    fleet.cut(3, 4)
    larger, smaller = fleet.nodes[:3], fleet.nodes[3:]
    for node in smaller:
        eventually("the minority knows what it is", lambda node=node: node.status()["has_majority"] is False,
                   within=60)
    for node in larger:
        eventually("the others are dead", lambda node=node: sum(
            state == "dead" for state in node.members().values()) == 2, within=60)
    went_on = register_all(larger, [f"larger-{i}" for i in range(10)])
    assert sorted(went_on.values()) == list(range(6, 16))
    waiting = register_all(smaller, [f"smaller-{i}" for i in range(6)])
    assert set(waiting.values()) == {None}
    for i, identity in enumerate(waiting):
        cluster = smaller[i % 2].full_clusters()[identity]
        assert (cluster["pending"], cluster["pending_reason"], cluster["status"]) == (True, "no majority", "up")
    throughout("they stay pending, longer than every timeout of profile local", lambda: all(
        node.full_clusters()[i]["number"] is None for n, i in enumerate(waiting) for node in [smaller[n % 2]]),
        seconds=35)
    fleet.heal()
    final = final_numbers(fleet, 21, within=10)
    assert_true(promises | went_on, final)
    assert sorted(final[i] for i in waiting) == list(range(16, 22))


def test_voters_killed_amid_registrations(five):
    fleet = five
    promises: dict[str, int | None] = {}
    for round_ in range(4):
        victims = [fleet.nodes[round_], fleet.nodes[(round_ + 2) % 5]]
        alive = [node for node in fleet.nodes if node not in victims]
        with ThreadPoolExecutor(1) as pool:
            under_way = pool.submit(register_all, alive, [f"bot-{round_}-{i}" for i in range(20)])
            for victim in victims:
                victim.kill()
            promises |= under_way.result()
        for victim in victims:
            victim.start()
        fleet.wait_whole(within=60)
    # Who was pending when it asked asks once more, as its client does.
    again = register_all(fleet.nodes, [i for i, n in promises.items() if n is None])
    final = final_numbers(fleet, 80, within=60)
    assert_true(promises, final)
    assert_true(again, final)


def test_all_killed_at_once_and_started_again(five):
    fleet = five
    promises: dict[str, int | None] = {}
    for round_ in range(3):
        with ThreadPoolExecutor(1) as pool:
            under_way = pool.submit(register_all, fleet.nodes, [f"bot-{round_}-{i}" for i in range(30)])
            eventually("some are told", lambda: any(
                "asia" in str(node.numbers()) for node in fleet.nodes), within=10)
            for node in fleet.nodes:
                node.kill()
            promises |= under_way.result()
        fleet.launch(within=60)
        fleet.wait_voters(5, within=60)
    again = register_all(fleet.nodes, list(promises))
    final = final_numbers(fleet, 90, within=60)
    assert_true(promises, final)
    assert_true(again, final)
