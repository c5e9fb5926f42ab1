"""Each page with real nodes behind it: what it shows, where its links lead, how it is reached."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect
from waiting import eventually

PLACES = {
    "global": ("#/", "All 40 clusters are up."),
    "fleet": ("#/fleet/asia", "asia All 30 clusters are up."),
    "cluster": ("#/cluster/asia-bot-0003", "asia #3"),
    "network": ("#/network", "All 2 nodes are alive."),
}


def test_the_global_page_says_that_all_is_well_and_lists_the_fleets(calm, open_view):
    view = open_view(calm.nodes[0])
    expect(view.heading).to_have_text("All 40 clusters are up.")
    view.sees("Nothing is wrong")
    view.sees("2 nodes alive")
    expect(view.rows).to_have_count(3)
    expect(view.row("asia")).to_contain_text("30 up")
    expect(view.page.get_by_role("img", name="40 up", exact=True)).to_be_visible()
    expect(view.page.locator("dl.cards .card")).to_have_count(9)


def test_it_goes_down_to_a_cluster_and_back_up_again(calm, open_view):
    view = open_view(calm.nodes[0])
    view.follow("asia")
    expect(view.heading).to_contain_text("asia All 30 clusters are up.")
    view.expect_place("#/fleet/asia")
    view.follow("asia #7")
    expect(view.heading).to_contain_text("asia #7")
    view.expect_place("#/cluster/asia-bot-0007")
    view.sees("4 of 4 Discord shards connected")
    view.page.go_back()
    expect(view.heading).to_contain_text("asia All 30")
    view.page.go_back()
    expect(view.heading).to_have_text("All 40 clusters are up.")
    view.page.go_forward()
    expect(view.heading).to_contain_text("asia All 30")


def test_who_comes_back_finds_the_list_where_it_was_left(calm, open_view):
    view = open_view(calm.nodes[0], "#/fleet/asia", viewport={"width": 1000, "height": 400})
    last = view.page.get_by_role("link", name="asia #30", exact=True)
    last.scroll_into_view_if_needed()
    eventually("the place in the list is noted", lambda: view.page.evaluate("history.state?.scroll ?? 0") > 100)
    left = view.page.evaluate("window.scrollY")
    last.click()
    expect(view.heading).to_contain_text("asia #30")
    assert view.page.evaluate("window.scrollY") < left
    view.page.go_back()
    eventually("the list stands where it was", lambda: abs(view.page.evaluate("window.scrollY") - left) < 2)


@pytest.mark.parametrize("name", PLACES)
def test_each_place_has_an_address_that_survives_a_reload(calm, open_view, name):
    place, heading = PLACES[name]
    view = open_view(calm.nodes[0], place)
    expect(view.heading).to_contain_text(heading)
    view.page.reload()
    expect(view.heading).to_contain_text(heading)
    view.expect_place(place)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PLACES)
def test_it_is_accessible(calm, open_view, name, scheme):
    place, heading = PLACES[name]
    view = open_view(calm.nodes[0], place, color_scheme=scheme)
    expect(view.heading).to_contain_text(heading)
    assert view.accessibility() == []


@pytest.mark.parametrize("name", PLACES)
def test_it_fits_a_phone(calm, open_view, name):
    place, heading = PLACES[name]
    view = open_view(calm.nodes[0], place, viewport={"width": 360, "height": 700}, is_mobile=True, has_touch=True)
    expect(view.heading).to_contain_text(heading)
    assert not view.is_wider_than_the_window


def test_a_fleet_is_filtered_and_sorted_and_its_address_says_how(calm, open_view):
    view = open_view(calm.nodes[0], "#/fleet/asia")
    expect(view.rows).to_have_count(30)
    view.page.get_by_role("searchbox").fill("0012")
    expect(view.rows).to_have_count(1)
    view.expect_place("#/fleet/asia?find=0012")
    view.page.reload()
    expect(view.rows).to_have_count(1)
    view.page.get_by_role("searchbox").fill("")
    expect(view.rows).to_have_count(30)
    view.page.get_by_role("button", name="Guilds").click()
    expect(view.page.get_by_role("columnheader", name="Guilds")).to_have_attribute("aria-sort", "descending")
    guilds = [int(text.replace(",", "")) for text in view.page.locator("tbody td:nth-of-type(3)").all_inner_texts()]
    assert guilds == sorted(guilds, reverse=True)


def test_a_cluster_shows_its_metrics_over_time_and_who_it_is(calm, open_view):
    view = open_view(calm.nodes[1], "#/cluster/europe-bot-0002")
    expect(view.page.locator("dl.cards .card")).to_have_count(9)
    chart = view.page.get_by_role("img", name=re.compile("^Latency: (from|steadily) "))
    expect(chart).to_be_visible()
    expect(view.page.locator(".scale").first).not_to_be_empty()
    expect(view.page.locator("ul.shards li")).to_have_count(4)
    facts = view.page.locator(".facts-list")
    for said in ("europe-bot-0002", "#2", "0.4.2", "10.0.7.1:9191", calm.nodes[1].name):
        expect(facts).to_contain_text(said)
    view.sees("Got number 2 in europe")


def test_rough_times_have_the_exact_one_behind_them(calm, open_view):
    view = open_view(calm.nodes[0], "#/cluster/asia-bot-0001")
    time = view.page.locator("main time").first
    expect(time).to_have_attribute("title", re.compile(r"20\d\d.*\d\d:\d\d:\d\d"))
    expect(time).to_have_attribute("datetime", re.compile(r"^20\d\d-\d\d-\d\dT"))


def test_the_network_page_tells_of_the_nodes_and_links_to_their_views(calm, open_view):
    view = open_view(calm.nodes[0], "#/network")
    here, other = calm.nodes
    expect(view.row(f"{here.name} (this node)")).to_contain_text("alive")
    expect(view.row(other.name)).to_contain_text(other.gossip)
    link = view.row(other.name).get_by_role("link")
    expect(link).to_have_attribute("href", f"{other.url}/#/network")
    expect(view.page.locator(".facts-list").first).to_contain_text(here.status()["map"]["fingerprint"])
    # The one key of this fleet, by the name that says nothing of it.
    hint, = here.status()["group_keys"]
    assert re.fullmatch("[0-9a-f]{8}", hint)
    expect(view.page.locator(".facts-list").first).to_contain_text(f"Group key{hint}")


def test_the_network_page_tells_which_version_each_node_runs(calm, open_view):
    view = open_view(calm.nodes[0], "#/network")
    version = calm.nodes[0].status()["version"]
    for node in calm.nodes:
        told = next(it for it in node.native("/v1/members") if it["name"] == calm.nodes[1].name)
        assert told["version"] == version
    expect(view.row(calm.nodes[1].name)).to_contain_text(version)
    view.sees(f"all run version {version}")


def test_the_network_page_says_that_an_upgrade_is_under_way(calm, open_view):
    def upgraded(view) -> None:
        """As after the first of three nodes, of which one runs a program that tells no version."""
        def answer(route) -> None:
            members = view.node.native("/v1/members")
            members[0]["version"], members[1]["version"] = "0.9.0-rc.1", "0.8.0"
            third = members[1] | {"name": "node-old", "node_id": "0" * 32, "version": None}
            gone = members[1] | {"name": "node-gone", "node_id": "1" * 32, "state": "dead", "version": "0.1.0"}
            route.fulfill(content_type="application/json", body=json.dumps([*members, third, gone]))
        view.page.route("**/v1/members", answer)
    view = open_view(calm.nodes[0], "#/network", before=upgraded)
    view.sees("more than one version runs: 0.8.0 on 1 node, 0.9.0-rc.1 on 1 node, 1 node told none")
    expect(view.row("node-old")).to_contain_text("not told")
    expect(view.row("node-gone")).to_contain_text("0.1.0")
    assert view.accessibility() == []


def test_it_is_usable_by_keyboard_alone(calm, open_view):
    view = open_view(calm.nodes[0])
    expect(view.heading).to_have_text("All 40 clusters are up.")
    page = view.page

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"{name} is out of reach of the keyboard")
    tab_to("Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    view.expect_place("/")
    tab_to("europe")
    page.keyboard.press("Enter")
    expect(view.heading).to_contain_text("europe All 8")
    tab_to("Guilds")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Guilds")).to_have_attribute("aria-sort", "descending")
    tab_to("europe #3")
    page.keyboard.press("Enter")
    expect(view.heading).to_contain_text("europe #3")


def test_an_address_that_leads_nowhere_says_so(calm, open_view):
    view = open_view(calm.nodes[0], "#/no/such/place")
    expect(view.heading).to_have_text("There is nothing at this address.")
    view.page.evaluate("location.hash = '#/fleet/atlantis'")
    view.sees("This node knows no fleet of that name.")
    # The answer that says so is one that the browser notes.
    view.errors = [error for error in view.errors if "404" not in error]
