"""The shards with real sessions behind them: what bots do at any node, the page and the terminal show."""

from __future__ import annotations

import json
import re

import pytest
from crowd import Crowd
from playwright.sync_api import expect
from sessions import Sessions
from terminals import Window
from test_terminal import piped
from waiting import eventually


class Pooled:
    """Two nodes, six shards, and one cluster at the first node that says it runs shards 0 to 3."""

    def __init__(self, fleet) -> None:
        self.fleet = fleet.grow(2)
        self.here, self.other = fleet.nodes
        self.crowd = Crowd([self.here.url], {"asia": 1}, token=self.here.token)
        self.crowd.register()
        self.crowd.start(every=1)
        self.sessions = Sessions(self.here.token)
        self.sessions.connect([self.here] * 4 + [self.other])
        self.sessions.beat()
        self.sessions.start(every=2)

    def close(self) -> None:
        self.sessions.close()
        self.crowd.close()


@pytest.fixture
def pooled(new_fleet):
    made = Pooled(new_fleet(ttl_factor=30, max_shards=6, max_concurrency=6, max_seconds=20, lease_grace=2))
    yield made
    made.close()


def cell(view, shard: int):
    return view.page.locator(".shard-grid").get_by_role("link", name=re.compile(rf"^Shard {shard},"))


def test_each_shard_leads_to_the_cluster_or_node_of_its_session(pooled, open_view):
    view = open_view(pooled.other, "#/shards")
    expect(view.heading).to_have_text("1 of 6 shards is free.")
    expect(cell(view, 3)).to_have_text("3H")
    expect(cell(view, 4)).to_have_attribute("href", f"#/network?node={pooled.other.name}")
    view.sees("set by --max-shards, 6 identify buckets")
    guilds = f"{pooled.sessions[4].guilds:,}"
    expect(view.rows.nth(4)).to_contain_text(guilds)
    expect(view.rows.nth(4).locator("time").last).to_have_text(re.compile(r"^1?\d s$"))
    expect(cell(view, 0)).to_have_attribute("href", "#/cluster/asia-bot-0001")
    assert view.accessibility() == []
    cell(view, 0).click()
    expect(view.page.locator(".leases li")).to_have_count(4)
    view.follow("Fleets")
    view.sees("5 of 6 in the pool held")
    view.sees(re.compile("^1 shard$"))


def test_a_session_that_ends_frees_its_shard_and_the_next_bot_gets_it(pooled, open_view):
    view = open_view(pooled.here, "#/shards")
    expect(view.heading).to_have_text("1 of 6 shards is free.")
    pooled.sessions.disconnect(pooled.sessions[2])
    expect(view.heading).to_have_text("2 of 6 shards are free.")
    expect(cell(view, 2)).to_have_text("2F")
    pooled.sessions.connect([pooled.other])
    assert pooled.sessions.all[-1].shard == 2
    expect(view.heading).to_have_text("1 of 6 shards is free.")
    expect(view.rows.nth(2)).to_contain_text(pooled.other.name)


def test_a_killed_nodes_shards_are_lost_then_free(pooled, open_view):
    view = open_view(pooled.here, "#/shards")
    expect(view.heading).to_have_text("1 of 6 shards is free.")
    pooled.sessions[4].is_silent = True
    pooled.other.kill()
    expect(view.heading).to_have_text("1 of 6 shards is lost, 1 is free.", timeout=30_000)
    trouble = view.page.locator(".troubles li.down")
    expect(trouble).to_contain_text("1 shard is lost")
    expect(view.rows.nth(4)).to_contain_text(f"lost{pooled.other.name}")
    view.follow("1 shard")
    expect(view.rows).to_have_count(1)
    assert view.accessibility() == []
    view.page.get_by_role("button", name="All 6").click()
    expect(view.heading).to_have_text("2 of 6 shards are free.", timeout=60_000)


def test_the_terminal_shows_the_same(pooled):
    node = pooled.here
    guilds = str(pooled.sessions[4].guilds)
    eventually("the reports of both nodes are there",
               lambda: all(word in piped(node, "shards").stdout for word in ("asia #1", guilds, "1 of 6 shards is free")))
    printed = piped(node, "shards")
    assert printed.returncode == 0, printed.stderr
    lines = printed.stdout.splitlines()
    assert lines[0] == "1 of 6 shards is free."
    assert "Free: 5." in lines
    row = next(line for line in lines if re.match(r" +4 ", line))
    assert re.search(rf"held +- +{pooled.other.name} +\d+ s +{pooled.sessions[4].guilds} ", row), row
    assert piped(node, "shards", "--lost").stdout.splitlines() == ["1 of 6 shards is free."]
    assert len(piped(node, "shards", "--free").stdout.splitlines()) == 4
    document = json.loads(piped(node, "shards", "--json").stdout)
    assert document["applications"][0]["counts"] == {"held": 5, "grace": 0, "lost": 0, "free": 1}
    assert "no application called music" in piped(node, "shards", "--application", "music").stdout


def test_watched_shards_change_in_place_and_a_drain_is_seen(pooled):
    window = Window(pooled.here, "shards", "--watch", columns=90, rows=20)
    try:
        window.shows("five of six", lambda lines: lines[0] == "1 of 6 shards is free.")
        drained = piped(pooled.other, "drain")
        assert drained.returncode == 0, drained.stderr
        # Its bot is told to stop, and its shard is free.
        window.shows("one less", lambda lines: lines[0] == "2 of 6 shards are free.", within=60)
        eventually("the bot heard it", lambda: pooled.sessions[4].statuses[-1] == 404, within=30)
    finally:
        window.close()
