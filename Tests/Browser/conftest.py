"""Fixtures: real nodes, a headless Chromium, and pages that are watched for what must never happen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Conformance"))

from crowd import Crowd  # noqa: E402
from fleet import Fleet  # noqa: E402
from pages import CHROMIUM, View  # noqa: E402


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_view(browser):
    """Opens the view of a node in a browser of its own, signed in, and holds it to the rules at the end."""
    views: list[View] = []

    def open_(node, place: str = "#/", *, token: str | None = "", before: Callable[[View], None] | None = None,
              **settings) -> View:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | settings))
        view = View(context.new_page(), node)
        views.append(view)
        if before:
            before(view)
        shown = node.token if token == "" else token
        view.goto(f"{node.url}/{f'?token={shown}' if shown else ''}{place}")
        return view
    yield open_
    for view in views:
        view.check()
        view.page.context.close()


def _made(directory: Path, **settings) -> Fleet:
    return Fleet(directory, settings)


@pytest.fixture
def new_fleet(tmp_path):
    """Fleets for tests that kill nodes or silence bots: `new_fleet().grow(3)`."""
    made = []

    def make(**settings) -> Fleet:
        made.append(_made(tmp_path / f"fleet-{len(made)}", **settings))
        return made[-1]
    yield make
    for fleet in made:
        fleet.close()


@pytest.fixture(scope="session")
def calm(tmp_path_factory):
    """Two nodes with 40 clusters in three fleets, of which nothing is down; shared, so left as it is."""
    fleet = _made(tmp_path_factory.mktemp("calm"), ttl_factor=600)
    fleet.grow(2)
    crowd = Crowd([node.url for node in fleet.nodes], {"asia": 30, "europe": 8, "us": 2}, token=fleet.nodes[0].token)
    crowd.register()
    crowd.beat()
    crowd.start(every=2)
    fleet.crowd = crowd
    yield fleet
    crowd.close()
    fleet.close()


__all__ = ["Page", "urlsplit"]
