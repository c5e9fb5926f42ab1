"""Pictures of each page, light and dark: a small fleet in which something is wrong, and one of 500 clusters.

Real nodes, fed by a crowd that lives from a seed. Run by scripts/screenshots; see there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Conformance"))

from crowd import Bot, Crowd  # noqa: E402
from fleet import Fleet  # noqa: E402
from pages import CHROMIUM, View  # noqa: E402
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402
from sessions import Sessions  # noqa: E402
from waiting import eventually  # noqa: E402

SMALL = {"asia": 5, "europe": 6, "us-east": 4}
LARGE = {"asia": 160, "europe": 140, "us-east": 90, "us-west": 60, "brazil": 30, "oceania": 20}
SHARDS_EACH = 4
WINDOW = {"width": 1280, "height": 860}


VOTERS = 5
SPARE = 4
"""Shards of the pool that nobody has."""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def fleet_of(directory: Path, fleets: dict[str, int], history: float, ending: ExitStack) -> tuple[Fleet, Crowd, Sessions]:
    """A node for each fleet, of which five vote, and clusters that have beaten for some seconds, each with its shards."""
    shards = sum(fleets.values()) * SHARDS_EACH + SPARE
    fleet = Fleet(directory, {"heartbeat_interval": 1, "ttl_factor": 6, "bootstrap_expect": 1,
                              "max_shards": shards, "max_concurrency": min(shards, 1024)})
    ending.callback(fleet.close)
    for region in fleets:
        fleet.add(f"node-{region}", region=region, start=False)
    for node in fleet.nodes:
        node.join = [it.gossip for it in fleet.nodes[:1] if it is not node]
        node.start()
    fleet.wait_whole()
    # The set of voters grows one at a time. While it does nobody is given a shard, and numbers take their time.
    fleet.wait_voters(min(len(fleets), VOTERS), within=90)
    told(f"{len(fleet.nodes)} nodes vote")
    crowd = Crowd([node.url for node in fleet.nodes], fleets, shards_each=SHARDS_EACH, token=fleet.nodes[0].token, seed=4)
    ending.callback(crowd.close)
    begun = time.monotonic()
    # The first ones beat while the last ones register and connect.
    crowd.start(every=2)
    crowd.register()
    told(f"{len(crowd.bots)} clusters are registered")
    at = {node.url: node for node in fleet.nodes}
    sessions = Sessions(fleet.nodes[0].token)
    ending.callback(sessions.close)
    sessions.start(every=10)
    sessions.connect([at[bot.node] for bot in crowd.bots for _ in bot.shards], within=600)
    told(f"{len(sessions.all)} shards are held")
    eventually("the charts have a history", lambda: time.monotonic() - begun > history, within=history + 5, every=0.5)
    return fleet, crowd, sessions


def told(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


def silence(*bots: Bot) -> None:
    for bot in bots:
        bot.is_silent = True


def shoot(browser: Browser, fleet: Fleet, into: Path, name: str, places: dict[str, str],
          whole: bool = False, **settings) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(**({"viewport": WINDOW, "color_scheme": scheme, "locale": "en-GB"} | settings))
        view = View(context.new_page(), fleet.nodes[0])
        with witnessed(view):
            view.goto(f"{view.node.url}/?token={view.node.token}")
            for title, place in places.items():
                file = into / f"{name}-{title}-{scheme}.png"
                take(view.page, place, file, whole)
        view.check()
        context.close()


def take(page: Page, place: str, file: Path, whole: bool) -> None:
    page.evaluate("place => { location.hash = place }", place)
    # Of this place, not of the one before it.
    expect(page.locator(f"main.{place.split('/')[1] or 'global'} h1")).to_be_visible(timeout=30_000)
    expect(page.locator("#freshness")).to_contain_text("live from", timeout=20_000)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file, full_page=whole, animations="disabled")
    told(f"{file} {file.stat().st_size / 1000:.0f} kB")


@contextmanager
def witnessed(view: View):
    """Tells what the browser asked for and was answered, where a page does not come."""
    asked: list[str] = []

    def note(what: str) -> None:
        asked.append(f"{time.monotonic() - begun:7.3f} {what}")
    begun = time.monotonic()
    view.page.on("request", lambda it: note(f"asked    {it.url}"))
    view.page.on("response", lambda it: note(f"answered {it.status} {it.url}"))
    view.page.on("requestfinished", lambda it: note(f"finished {it.url}"))
    view.page.on("requestfailed", lambda it: note(f"failed   {it.url}: {it.failure}"))
    try:
        yield
    except AssertionError:
        print("\n".join(asked), view.errors, view.page.evaluate("document.documentElement.outerHTML"), sep="\n", flush=True)
        raise


def small(browser: Browser, into: Path, history: float) -> None:
    with running(SMALL, history) as (fleet, crowd, sessions):
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
        shoot(browser, fleet, into, "small-phone", places, **PHONE)


def large(browser: Browser, into: Path, history: float) -> None:
    with running(LARGE, history) as (fleet, crowd, sessions):
        asia = crowd.of("asia")
        silence(*asia[40:46], asia[103], *crowd.of("brazil")[7:9])
        for bot in crowd.of("europe")[20:60:13]:
            bot.lost.add(bot.shards[1])
        eventually("they are down", lambda: sum(it["status"] == "down" for it in fleet.nodes[0].clusters().values()) == 9,
                   within=60)
        places = {"global": "#/", "fleet": "#/fleet/asia", "cluster": f"#/cluster/{asia[3].identity}",
                  "shards": "#/shards", "network": "#/network"}
        shoot(browser, fleet, into, "large", places)
        shoot(browser, fleet, into, "large-phone", places, **PHONE)


@contextmanager
def running(fleets: dict[str, int], history: float):
    """A fleet with its crowd, which end whatever happens."""
    with ExitStack() as ending:
        directory = ending.enter_context(tempfile.TemporaryDirectory())
        yield fleet_of(Path(directory), fleets, history, ending)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--only", choices=["small", "large"])
    parser.add_argument("--history", type=float, default=60, help="seconds of beats before the pictures")
    chosen = parser.parse_args()
    chosen.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, tell in {"small": small, "large": large}.items():
            if chosen.only in (None, name):
                tell(browser, chosen.into, chosen.history)
        browser.close()


if __name__ == "__main__":
    main()
