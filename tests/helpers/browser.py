"""A real Chromium, and pages of it that complain: of errors, of requests to others, of a broken
Content-Security-Policy. What a page complained of fails the test that opened it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK: ViewportSize = {"width": 1440, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a Chromium, or skip and say so."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: nothing was opened in a browser")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        try:
            yield running
        finally:
            running.close()


@dataclass
class Complaints:
    """What pages complained of."""

    origin: str
    said: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", lambda request: self._see(request.url))

    def _hear(self, message: Any) -> None:
        # A refusal is answered with its status, which the browser reports as an error by itself.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.said.append(f"{message.type}: {message.text}")

    def _see(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self.said.append(f"request to somebody else: {url}")


def axe(page: Page, within: str = "document", rules: list[str] | None = None) -> list[str]:
    """Return what axe finds in a page as it is now: rule, and where.

    Parameters
    ----------
    rules
        Only these; by default all of `AXE_RULES`.
    """
    only = {"type": "tag", "values": AXE_RULES}
    if rules is not None:
        only = {"type": "rule", "values": rules}
    if not page.evaluate("() => 'axe' in window"):
        # The policy of the page forbids scripts written into it; this one comes by the debugger.
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    found = page.evaluate(
        "([within, only]) => axe.run(within === 'document' ? document : within,"
        " {runOnly: only, resultTypes: ['violations']})",
        [within, only],
    )
    return [
        f"{one['id']}: {one['help']} ({' '.join(map(str, node['target']))})"
        for one in found["violations"]
        for node in one["nodes"]
    ]
