"""What holds of every page: found in the routers, so that none is forgotten.

Each is opened in both languages, at a desk and on a phone, light and dark, in a world in which
strangers have written everywhere. axe reads the whole page once, and again what differs by theme,
language and size: contrast, and the size of what is pointed at.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.helpers.browser import DESK, PHONE, axe
from tests.helpers.console_pages import (
    NOT_PAGES,
    PROBE,
    STRANGERS,
    WIDER,
    address_of,
    by_strangers,
    paths,
)
from tests.helpers.console_world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = tuple(paths())
SMALL: ViewportSize = {"width": 720, "height": 500}
"""A screen of 1440 pixels at 200 %."""
titles: Final[dict[tuple[str, str], str]] = {}


def test_the_walk_knows_every_page() -> None:
    assert len(PAGES) == len(set(PAGES)) > 30
    every = {*PAGES, *NOT_PAGES}
    assert {*NOT_PAGES} <= every
    assert set(PAGES) >= STRANGERS


@pytest.mark.parametrize("path", PAGES)
def test_a_page(world: World, browser: Browser, path: str) -> None:
    console = world.console
    address = address_of(path, world)
    found = []
    for language, theme, size in (("en", "light", DESK), ("zh", "dark", PHONE)):
        who = None if path in STRANGERS else "max"
        page = console.page(
            browser, who, address, viewport=size, language=language, theme=theme, motion="auto"
        )
        page.wait_for_load_state("networkidle")
        titles[language, path] = page.title()
        here = [
            *_policy(page, console.url + address),
            *page.evaluate(PROBE),
            *_by_axe(page, size),
            *_at_other_sizes(page, size),
            *by_strangers(page),
        ]
        found += [f"{language}: {one}" for one in here]
    assert found == []


def _policy(page: Page, url: str) -> list[str]:
    answer = page.context.request.get(url)
    policy = answer.headers.get("content-security-policy", "")
    wrong = [] if answer.ok else [f"answered with {answer.status}"]
    if "default-src 'none'" not in policy or "unsafe-" in policy:
        wrong.append(f"policy: {policy}")
    return wrong


def _by_axe(page: Page, size: ViewportSize) -> list[str]:
    """Read everything once; a theme changes contrast, a narrow screen what is pointed at."""
    if size == PHONE:
        return axe(page, rules=["target-size", "color-contrast"])
    found = axe(page)
    page.evaluate("() => (document.documentElement.dataset.theme = 'dark')")
    page.wait_for_timeout(50)
    return found + [f"dark: {one}" for one in axe(page, rules=["color-contrast"])]


def _at_other_sizes(page: Page, size: ViewportSize) -> list[str]:
    wrong = []
    for other in (size, SMALL) if size == PHONE else (size,):
        page.set_viewport_size(other)
        page.wait_for_timeout(50)
        wide = page.evaluate(WIDER)
        if wide:
            wrong.append(f"wider than {other['width']} by {wide}")
    page.evaluate("() => (document.documentElement.dir = 'rtl')")
    page.set_viewport_size(size)
    wide = page.evaluate(WIDER)
    if wide:
        wrong.append(f"from right to left wider than {size['width']} by {wide}")
    page.evaluate("() => (document.documentElement.dir = 'auto')")
    return wrong


def test_titles_tell_pages_apart() -> None:
    """Of the pages that were looked at before it; the order of tests is random."""
    for language in ("en", "zh"):
        here = {path: said for (spoken, path), said in titles.items() if spoken == language}
        twice = {said for said, times in Counter(here.values()).items() if times > 1}
        assert {path: said for path, said in here.items() if said in twice} == {}
