"""What happens while somebody looks: clusters go down and come back, nodes die, hostile names arrive."""

from __future__ import annotations

import re

from crowd import Crowd
from playwright.sync_api import expect
from waiting import eventually


def crowded(fleet, fleets: dict[str, int]) -> Crowd:
    crowd = Crowd([node.url for node in fleet.nodes], fleets, token=fleet.nodes[0].token)
    crowd.register()
    crowd.beat()
    crowd.start(every=1)
    return crowd


def test_an_empty_fleet_explains_how_to_add_a_bot_and_shows_it_when_it_comes(new_fleet, open_view):
    fleet = new_fleet().grow(1)
    node = fleet.nodes[0]
    view = open_view(node)
    expect(view.heading).to_have_text("No cluster has registered yet.")
    expect(view.page.locator("pre").first).to_contain_text(f"ARGUS_FLEET_URL={node.url}")
    assert view.accessibility() == []
    node.register("first-bot", "asia")
    expect(view.heading).to_have_text("The only cluster is up.")


def test_a_cluster_that_stops_is_told_live_and_its_last_words_are_marked(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=3).grow(1)
    crowd = crowded(fleet, {"asia": 3})
    try:
        view = open_view(fleet.nodes[0])
        expect(view.heading).to_have_text("All 3 clusters are up.")
        guilds = view.page.locator(".card").filter(has_text="Guilds").locator(".value")
        crowd["asia-bot-0002"].is_silent = True
        expect(view.heading).to_have_text("1 of 3 clusters is down.")
        expect(view.page).to_have_title(re.compile(r"^\(1 down\)"))
        trouble = view.page.locator(".troubles li")
        expect(trouble).to_contain_text("asia #2 is down, for")
        expect(trouble).to_contain_text("No beat came")
        expect(trouble).to_contain_text("It comes up with its next beat")
        # Totals count the living.
        living = crowd["asia-bot-0001"].guilds + crowd["asia-bot-0003"].guilds
        eventually("the total counts two", lambda: abs(int(guilds.inner_text().replace(",", "")) - living) < 40)
        view.page.get_by_role("link", name="asia #2").first.click()
        expect(view.heading).to_contain_text("down")
        view.sees(re.compile("What it said last"))
        view.sees("These count in no total.")
        view.sees("Went down: missed beats")
        assert view.accessibility() == []
        crowd["asia-bot-0002"].is_silent = False
        view.sees("Came up")
        view.follow("asia")
        expect(view.heading).to_contain_text("All 3 clusters are up.")
    finally:
        crowd.close()


def test_down_ones_come_first_when_asked_for_and_a_filter_shows_them_alone(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=3).grow(1)
    crowd = crowded(fleet, {"asia": 12})
    try:
        view = open_view(fleet.nodes[0], "#/fleet/asia")
        expect(view.rows).to_have_count(12)
        crowd["asia-bot-0009"].is_silent = True
        expect(view.row("asia #9")).to_contain_text("down: missed beats")
        view.page.get_by_role("button", name="Down first").click()
        expect(view.rows.first).to_contain_text("asia #9")
        view.page.get_by_role("button", name="Down 1").click()
        expect(view.rows).to_have_count(1)
        assert view.accessibility() == []
    finally:
        crowd.close()


def test_a_dead_node_is_told_with_its_clusters_in_one_line(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=600).grow(3)
    crowd = crowded(fleet, {"asia": 3, "europe": 6})
    try:
        view = open_view(fleet.nodes[0])
        expect(view.heading).to_have_text("All 9 clusters are up.")
        fleet.nodes[1].kill()
        expect(view.heading).to_have_text("6 of 9 clusters are down.")
        trouble = view.page.locator(".troubles li.down")
        expect(trouble).to_have_count(1)
        expect(trouble).to_contain_text(f"Node {fleet.nodes[1].name} is dead")
        expect(trouble).to_contain_text("Its 6 clusters count as down.")
        view.follow("Network")
        expect(view.heading).to_have_text("1 of 3 nodes is dead.")
        expect(view.row(fleet.nodes[1].name)).to_contain_text("dead")
        assert view.accessibility() == []
    finally:
        crowd.close()


def test_a_lost_majority_is_told_with_the_voters_that_are_missing_and_who_waits(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=600, bootstrap_expect=3).grow(3)
    here, *others = fleet.nodes
    here.register("early-bot", "asia")
    eventually("it has a number", lambda: here.numbers()["early-bot"] == ("asia", 1), within=30)
    # The set grows one voter at a time.
    fleet.everywhere("all three vote", lambda node: len(node.status()["voters"]) == 3, within=60)
    view = open_view(here)
    expect(view.heading).to_have_text("The only cluster is up.")
    for node in others:
        node.kill()
    expect(view.heading).to_have_text("The only cluster is up. New ones get no number.", timeout=30_000)
    expect(view.page).to_have_title(re.compile(r"^\(no majority\)"))
    trouble = view.page.locator(".troubles li").first
    expect(trouble).to_contain_text(re.compile(r"No majority of the voters can be reached, for \d+ s"))
    expect(trouble).to_contain_text("Of 3 voters 2 are missing")
    for node in others:
        expect(trouble.get_by_role("link", name=node.name)).to_be_visible()
    here.register("late-bot", "asia")
    view.sees("late-bot waits for a number in")
    assert view.accessibility() == []
    view.page.get_by_role("link", name="late-bot").first.click()
    view.sees("No majority of the voters can be reached to decide its number.")
    view.follow("Network")
    view.sees("1 of 3 voters alive: no new numbers")
    others[0].start()
    view.sees("2 of 3 voters alive: numbers can be given")


def test_a_node_killed_under_the_page_is_told_at_once_and_others_are_offered(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=600).grow(2)
    crowd = crowded(fleet, {"asia": 4})
    try:
        here, other = fleet.nodes
        view = open_view(here, "#/fleet/asia")
        expect(view.rows).to_have_count(4)
        expect(view.page.locator("#freshness")).to_contain_text("live from")
        view.is_node_mortal = True
        here.kill()
        banner = view.page.get_by_role("alert")
        expect(banner).to_contain_text(f"{here.name} cannot be reached.", timeout=5_000)
        expect(banner).to_contain_text(re.compile(r"What you see is what it said \d+ s ago"))
        # What was known stays readable.
        expect(view.rows).to_have_count(4)
        assert view.accessibility() == []
        expect(banner.get_by_role("link", name=other.name)).to_have_attribute("href", f"{other.url}/#/fleet/asia")
        here.start()
        expect(banner).to_be_empty(timeout=30_000)
        expect(view.page.locator("#freshness")).to_contain_text("live from")
    finally:
        crowd.close()


def test_without_the_stream_the_page_asks_and_stays_true(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=600).grow(1)
    node = fleet.nodes[0]
    view = open_view(node)
    view.page.route("**/v1/events*", lambda route: route.abort())
    view.page.reload()
    expect(view.heading).to_have_text("No cluster has registered yet.")
    expect(view.page.locator("#freshness")).to_contain_text("asked")
    node.register("a-bot", "asia")
    expect(view.heading).to_have_text("The only cluster is up.")
    # The browser notes the streams that this test cut.
    view.errors = [error for error in view.errors if "ERR_FAILED" not in error]


def test_names_are_text_whatever_they_look_like(new_fleet, open_view):
    fleet = new_fleet(ttl_factor=600).grow(1)
    node = fleet.nodes[0]
    hostile = "<img src=x onerror=\"document.title='taken'\">"
    odd = "a/b?c#d%20e&f \"g\" \u202egnp.\u202c \u0627\u0644\u0639"
    for number, identity in enumerate((hostile, odd, "</script><script>alert(1)</script>", "javascript:alert(1)")):
        node.register(identity, f"</td><b>fleet {number}", version=hostile, scrape_target="javascript:alert(2)")
    view = open_view(node)
    expect(view.rows).to_have_count(4)
    view.follow("</td><b>fleet 1")
    expect(view.heading).to_contain_text("</td><b>fleet 1")
    view.follow("</td><b>fleet 1 #1")
    expect(view.page.locator(".facts-list")).to_contain_text(odd)
    expect(view.page.locator(".facts-list")).to_contain_text(hostile)
    view.page.reload()
    expect(view.page.locator(".facts-list")).to_contain_text(odd)
    assert view.page.locator("main img, main b > b, main script").count() == 0
    assert "Rollcall" in view.page.title()


def test_a_page_of_which_a_part_does_not_arrive_says_so_and_loads_again(calm, open_view):
    refused = []

    def refuse_once(view) -> None:
        # The browser tells of what was refused.
        view.is_node_mortal = True

        def answer(route) -> None:
            # As a preload and as a module.
            if len(refused) < 2:
                refused.append(route.request.url)
                route.abort()
            else:
                route.continue_()
        view.page.route("**/assets/grid.js", answer)
    view = open_view(calm.nodes[0], "#/fleet/asia", before=refuse_once)
    expect(view.page.locator("#arrival")).to_contain_text("A part of this page did not arrive.")
    expect(view.heading).to_contain_text("asia All 30 clusters are up.")
    expect(view.page.locator("#arrival")).to_have_count(0)
    assert refused
