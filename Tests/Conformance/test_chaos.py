"""Nodes are killed and frozen at random while bots register; every number told stays true (INV-1, 2, 15)."""

from __future__ import annotations

import os
import random
import time

import pytest
import requests

from waiting import eventually

SECONDS = float(os.environ.get("ROLLCALL_CHAOS_SECONDS", "20"))
SEED = os.environ.get("ROLLCALL_CHAOS_SEED")


@pytest.mark.parametrize("seed", [SEED] if SEED else ["first", "second"])
def test_numbers_told_during_crashes_and_pauses_are_all_true_in_the_end(new_fleet, seed):
    fleet = new_fleet(ttl_factor=60).grow(5)
    chance = random.Random(seed)
    told: dict[str, tuple[str, int]] = {}
    asked: set[str] = set()
    frozen: dict[int, float] = {}
    down: dict[int, float] = {}

    def register(identity: str, fleet_name: str) -> None:
        i = chance.choice([i for i in range(5) if i not in down and i not in frozen])
        asked.add(identity)
        try:
            answer = fleet.nodes[i].register(identity, fleet_name)
        except requests.RequestException:
            return  # it was not ready yet: nothing was told
        if answer.status_code == 200 and answer.json()["number"] is not None:
            number = (fleet_name, answer.json()["number"])
            assert told.setdefault(identity, number) == number, f"{identity} was {told[identity]}, now {number}"

    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        now = time.monotonic()
        for i in [i for i, due in down.items() if due < now]:
            fleet.nodes[i].launch()
            del down[i]
        for i in [i for i, due in frozen.items() if due < now]:
            fleet.nodes[i].resume()
            del frozen[i]
        # Three of five are left alone, so that numbers can go on.
        if len(down) + len(frozen) < 2 and chance.random() < 0.2:
            i = chance.choice([i for i in range(5) if i not in down and i not in frozen])
            if chance.random() < 0.6:
                fleet.nodes[i].kill()
                down[i] = now + chance.uniform(0, 2)
            else:
                fleet.nodes[i].pause()
                frozen[i] = now + chance.uniform(0.2, 4)
        if told and chance.random() < 0.3:
            identity = chance.choice(sorted(told))
            register(identity, told[identity][0])
        else:
            register(f"bot-{len(asked)}", chance.choice(["asia", "europe"]))
        time.sleep(0.05)  # the pace of the story, not a wait for something

    for i in frozen:
        fleet.nodes[i].resume()
    for i in down:
        fleet.nodes[i].launch()
    for node in fleet.nodes:
        node.wait_ready()
    fleet.wait_whole(within=60)
    assert len(told) > 10, "the storm let nobody through"

    def settled() -> bool:
        tables = [node.numbers() for node in fleet.nodes]
        assert all(table == tables[0] for table in tables)
        wrong = {identity: (number, tables[0].get(identity)) for identity, number in told.items()
                 if tables[0].get(identity) != number}
        assert not wrong, f"told and kept differ: {wrong}"
        for name in ("asia", "europe"):
            numbers = sorted(number for fleet_name, number in tables[0].values() if fleet_name == name)
            assert numbers == list(range(1, len(numbers) + 1)), f"{name} has gaps or twins: {numbers}"
        return True
    eventually("every number told is true at every node", settled, within=30)
