"""Who may see the page: a token in the address becomes a cookie, and the place is kept."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_token_in_the_address_becomes_a_cookie_and_the_place_is_kept(calm, open_view):
    node = calm.nodes[0]
    view = open_view(node, "#/fleet/europe")
    expect(view.heading).to_contain_text("europe")
    expect(view.page).to_have_url(f"{node.url}/#/fleet/europe")
    cookie = next(it for it in view.page.context.cookies() if it["name"] == "rollcall_token")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    view.follow("europe #1")
    expect(view.heading).to_contain_text("europe #1")
    view.page.go_back()
    expect(view.heading).to_contain_text("europe All 8")
    view.page.reload()
    expect(view.heading).to_contain_text("europe All 8")


def test_without_a_token_a_form_asks_for_it_and_leads_to_the_place(calm, open_view):
    node = calm.nodes[0]
    view = open_view(node, "#/cluster/asia-bot-0004", token=None)
    box = view.page.get_by_label("Viewer token")
    assert view.accessibility() == []
    box.fill("not the token")
    box.press("Enter")
    expect(view.page.get_by_role("alert")).to_contain_text("not the viewer token")
    view.page.get_by_label("Viewer token").fill(node.token)
    view.page.get_by_role("button", name="Show the fleet").click()
    expect(view.heading).to_contain_text("asia #4")
    expect(view.page).to_have_url(f"{node.url}/#/cluster/asia-bot-0004")


def test_a_link_from_another_site_leads_to_the_place_for_who_is_signed_in(calm, open_view):
    node = calm.nodes[0]
    view = open_view(node)
    expect(view.heading).to_contain_text("All 40")
    view.page.goto("data:text/html,<a href='" + node.url + "/%23/fleet/us'>look</a>")
    view.page.get_by_role("link", name="look").click()
    expect(view.heading).to_contain_text("us All 2")
