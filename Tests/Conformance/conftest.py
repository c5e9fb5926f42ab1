"""Fixtures: fleets of real processes, real Argus clients, logs on failure."""

from __future__ import annotations

import random

import pytest

from argus_clients import Stage
from fleet import QUICK, Fleet, OriginalFleet
from networks import CutFleet
from planes import AgentPlane, ArgusPlane, Plane, agent_binary

LONG_LIVED = QUICK | {"ttl_factor": 600}
"""For servers that tests share: nothing goes down by itself, and reports are published each second."""

_open: dict[str, list] = {}


@pytest.fixture(autouse=True, scope="session")
def seeded():
    random.seed()


@pytest.fixture
def stage():
    stage = Stage()
    yield stage
    stage.close()


def _tracked(request, thing):
    _open.setdefault(request.node.nodeid, []).append(thing)
    return thing


@pytest.fixture
def new_fleet(request, tmp_path):
    """Makes empty fleets of agents: `new_fleet().grow(3)`."""
    made = []

    def make(**settings) -> Fleet:
        agent_binary()
        made.append(_tracked(request, Fleet(tmp_path / f"fleet-{len(made)}", settings)))
        return made[-1]
    yield make
    for fleet in made:
        fleet.close()


@pytest.fixture
def fleet(new_fleet) -> Fleet:
    """Three sidecars that are one fleet."""
    return new_fleet().grow(3)


@pytest.fixture
def voters(new_fleet) -> Fleet:
    """Three sidecars that found a fleet together, so that each of them votes."""
    fleet = new_fleet(bootstrap_expect=3).grow(3)
    fleet.wait_voters(3)
    return fleet


@pytest.fixture
def new_cut_fleet(request, tmp_path):
    """Makes a fleet of voters on a wire that can be cut: `new_cut_fleet(3)`."""
    made = []

    def make(count: int) -> CutFleet:
        made.append(_tracked(request, CutFleet(tmp_path / "fleet", {"ttl_factor": 60, "bootstrap_expect": count})))
        return made[-1].build(count)
    yield make
    for fleet in made:
        fleet.close()


@pytest.fixture(params=["original", "rollcall"])
def either_fleet(request, tmp_path):
    """Three sidecars, and the original in their place."""
    if request.param == "rollcall":
        agent_binary()
    kind = OriginalFleet if request.param == "original" else Fleet
    fleet = _tracked(request, kind(tmp_path / "fleet"))
    yield fleet.grow(3)
    fleet.close()


def make_plane(kind: str, directory, settings) -> Plane:
    if kind == "original":
        return ArgusPlane("argus", directory / "argus", settings)
    return AgentPlane("solo", directory / "solo", settings)


@pytest.fixture(params=["original", "rollcall"], scope="module")
def plane(request, tmp_path_factory):
    """One server of the API for a module's tests: the original, and a single agent.

    Tests share it, so each uses identities and fleets of its own.
    """
    directory = tmp_path_factory.mktemp(request.param)
    plane = make_plane(request.param, directory, LONG_LIVED)
    _open.setdefault(request.node.nodeid, []).append(plane)
    yield plane.start()
    plane.close()


@pytest.fixture(params=["original", "rollcall"])
def new_plane(request, tmp_path):
    """Makes single servers with settings of their own, of both kinds."""
    made = []

    def make(**settings) -> Plane:
        plane = make_plane(request.param, tmp_path / str(len(made)), QUICK | settings)
        made.append(_tracked(request, plane))
        return plane
    make.is_original = request.param == "original"
    yield make
    for plane in made:
        plane.close()


@pytest.fixture(scope="module")
def agent(tmp_path_factory):
    """One agent alone, for what only it can do."""
    plane = AgentPlane("solo", tmp_path_factory.mktemp("agent"), LONG_LIVED)
    yield plane.start()
    plane.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for thing in _open.get(item.nodeid, []) + _open.get(item.parent.nodeid, []):
            report.sections.append(("node logs", thing.logs() if isinstance(thing, Fleet) else thing.tail()))
