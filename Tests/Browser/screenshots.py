"""Pictures of each page, light and dark: a small fleet in which something is wrong, and one of 500 clusters.

Real nodes, fed by a crowd that lives from a seed. Run by scripts/screenshots; see there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Conformance"))

from crowd import Bot, Crowd  # noqa: E402
from fleet import Fleet  # noqa: E402
from pages import CHROMIUM  # noqa: E402
from playwright.sync_api import Browser, expect, sync_playwright  # noqa: E402
from sessions import Sessions  # noqa: E402
from waiting import eventually  # noqa: E402

SMALL = {"asia": 5, "europe": 6, "us-east": 4}
LARGE = {"asia": 160, "europe": 140, "us-east": 90, "us-west": 60, "brazil": 30, "oceania": 20}
SHARDS_EACH = 4
WINDOW = {"width": 1280, "height": 860}


SPARE = 4
"""Shards of the pool that nobody has."""


def fleet_of(directory: Path, fleets: dict[str, int], history: float) -> tuple[Fleet, Crowd, Sessions]:
    """A node for each fleet, of which three vote, and clusters that have beaten for some seconds, each with its shards."""
    shards = sum(fleets.values()) * SHARDS_EACH + SPARE
    fleet = Fleet(directory, {"heartbeat_interval": 1, "ttl_factor": 6, "bootstrap_expect": 1,
                              "max_shards": shards, "max_concurrency": min(shards, 1024)})
    for region in fleets:
        fleet.add(f"node-{region}", region=region, start=False)
    for node in fleet.nodes:
        node.join = [it.gossip for it in fleet.nodes[:1] if it is not node]
        node.start()
    fleet.wait_whole()
    crowd = Crowd([node.url for node in fleet.nodes], fleets, shards_each=SHARDS_EACH, token=fleet.nodes[0].token, seed=4)
    crowd.register()
    begun = time.monotonic()
    crowd.start(every=2)
    at = {node.url: node for node in fleet.nodes}
    sessions = Sessions(fleet.nodes[0].token)
    sessions.connect([at[bot.node] for bot in crowd.bots for _ in bot.shards])
    sessions.start(every=10)
    eventually("the charts have a history", lambda: time.monotonic() - begun > history, within=history + 5, every=0.5)
    return fleet, crowd, sessions


def silence(*bots: Bot) -> None:
    for bot in bots:
        bot.is_silent = True


def shoot(browser: Browser, fleet: Fleet, into: Path, name: str, places: dict[str, str],
          whole: bool = False, **settings) -> None:
    node = fleet.nodes[0]
    for scheme in ("light", "dark"):
        context = browser.new_context(**({"viewport": WINDOW, "color_scheme": scheme, "locale": "en-GB"} | settings))
        page = context.new_page()
        page.goto(f"{node.url}/?token={node.token}")
        for title, place in places.items():
            page.evaluate("place => { location.hash = place }", place)
            expect(page.locator("main h1")).to_be_visible()
            expect(page.locator("#freshness")).to_contain_text("live from", timeout=20_000)
            page.evaluate("document.fonts.ready")
            file = into / f"{name}-{title}-{scheme}.png"
            page.screenshot(path=file, full_page=whole, animations="disabled")
            print(f"{file} {file.stat().st_size / 1000:.0f} kB")
        context.close()


def small(browser: Browser, into: Path, history: float) -> None:
    with running(lambda d: fleet_of(d, SMALL, history)) as (fleet, crowd, sessions):
        cluster = crowd.of("europe")[1].identity
        places = {"global": "#/", "fleet": "#/fleet/europe", "cluster": f"#/cluster/{cluster}",
                  "shards": "#/shards", "network": "#/network"}
        shoot(browser, fleet, into, "small-calm", {"global": "#/"})
        silence(crowd["asia-bot-0003"])
        crowd["europe-bot-0002"].lost.add(crowd["europe-bot-0002"].shards[2])
        fleet.nodes[-1].kill()
        down = 1 + SMALL["us-east"]
        eventually("they are down", lambda: sum(it["status"] == "down" for it in fleet.nodes[0].clusters().values()) == down,
                   within=40)
        shoot(browser, fleet, into, "small", places | {"down": "#/cluster/asia-bot-0003"})
        shoot(browser, fleet, into, "phone", {"global": "#/", "cluster": f"#/cluster/{cluster}", "shards": "#/shards"},
              viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)


def large(browser: Browser, into: Path, history: float) -> None:
    with running(lambda d: fleet_of(d, LARGE, history)) as (fleet, crowd, sessions):
        asia = crowd.of("asia")
        silence(*asia[40:46], asia[103], *crowd.of("brazil")[7:9])
        for bot in crowd.of("europe")[20:60:13]:
            bot.lost.add(bot.shards[1])
        eventually("they are down", lambda: sum(it["status"] == "down" for it in fleet.nodes[0].clusters().values()) == 9,
                   within=60)
        shoot(browser, fleet, into, "large", {
            "global": "#/", "fleet": "#/fleet/asia", "cluster": f"#/cluster/{asia[3].identity}", "shards": "#/shards",
            "network": "#/network"})


class running:
    """A fleet with its crowd, which end whatever happens."""

    def __init__(self, make: Callable[[Path], tuple[Fleet, Crowd, Sessions]]) -> None:
        self.make = make

    def __enter__(self) -> tuple[Fleet, Crowd, Sessions]:
        self.directory = tempfile.TemporaryDirectory()
        self.fleet, self.crowd, self.sessions = self.make(Path(self.directory.name))
        return self.fleet, self.crowd, self.sessions

    def __exit__(self, *_: object) -> None:
        self.sessions.close()
        self.crowd.close()
        self.fleet.close()
        self.directory.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--only", choices=["small", "large"])
    parser.add_argument("--history", type=float, default=60, help="seconds of beats before the pictures")
    chosen = parser.parse_args()
    chosen.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, take in {"small": small, "large": large}.items():
            if chosen.only in (None, name):
                take(browser, chosen.into, chosen.history)
        browser.close()


if __name__ == "__main__":
    main()
