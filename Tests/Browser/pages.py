"""One page of the view in a browser, and what is always expected of it."""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

CHROMIUM = os.environ.get("ROLLCALL_CHROMIUM", "/usr/bin/chromium")
PATIENCE = 15_000
"""Milliseconds: a deadline for what must come, not a time that is waited."""

expect.set_options(timeout=PATIENCE)


class View:
    """The page of one node. It collects errors of the console, exceptions and requests to other hosts."""

    def __init__(self, page: Page, node: Any) -> None:
        self.page, self.node = page, node
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.is_node_mortal = False
        page.set_default_timeout(PATIENCE)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # The browser itself says that a request failed when the node was killed, or wanted a token.
        if "Failed to load resource" in message.text and (self.is_node_mortal or "401" in message.text):
            return
        self.errors.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != urlsplit(self.node.url).netloc:
            self.strangers.append(request.url)

    def check(self) -> None:
        assert not self.errors, self.errors
        assert not self.strangers, f"requests to other hosts: {self.strangers}"

    # Going

    def goto(self, address: str) -> None:
        self.page.goto(address)

    @property
    def place(self) -> str:
        return self.page.evaluate("location.hash")

    def expect_place(self, hash_: str) -> None:
        expect(self.page).to_have_url(re.compile(re.escape(hash_) + "$"))

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    # Seeing

    @property
    def heading(self) -> Locator:
        return self.page.locator("main h1")

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        found = self.page.locator("main").get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def row(self, name: str) -> Locator:
        return self.page.locator("main tbody tr").filter(has=self.page.get_by_role("rowheader", name=name, exact=True))

    @property
    def rows(self) -> Locator:
        return self.page.locator("main tbody tr")

    def accessibility(self) -> list[str]:
        """What axe finds that is serious or critical, each in a line."""
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        return [f"{it['id']} ({it['impact']}): {it['help']}; {[node['target'] for node in it['nodes'][:3]]}"
                for it in found.response["violations"] if it["impact"] in ("serious", "critical")]

    @property
    def is_wider_than_the_window(self) -> bool:
        return self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
