"""Fixtures: fake Discords, and the helpers of the conformance tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Conformance"))

from fakes import Fake  # noqa: E402
from world import FIGURES  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--default-seconds", action="store_true",
                     help="the acceptance test with MAX_SECONDS 60 and a grace of 10 s: minutes instead of seconds")


@pytest.fixture
def new_fake(tmp_path):
    """Makes fake Discords: `new_fake(shards=2)`."""
    made: list[Fake] = []

    def make(**settings) -> Fake:
        made.append(Fake(tmp_path / f"discord-{len(made)}", **settings))
        return made[-1]
    yield make
    for fake in made:
        fake.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """What bots, nodes and Discord said, if a test fails."""
    outcome = yield
    report = outcome.get_result()
    world = item.funcargs.get("world") if hasattr(item, "funcargs") else None
    if report.failed and world is not None:
        report.sections.append(("world", world.logs()))


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(FIGURES, []):
        terminalreporter.write_line(line)
