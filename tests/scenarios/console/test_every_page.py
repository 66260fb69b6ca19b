"""What holds of every page: found in the routers, so that a page nobody thought of is looked at, too.

Each is opened in both languages, at a desk and on a phone, light and dark, in a world in which
strangers have written everywhere. axe reads the whole page twice, in one language and theme each;
contrast, which is all that a theme changes, in both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.helpers.browser import DESK, PHONE, axe
from tests.helpers.console import Console
from tests.helpers.console_pages import NOT_PAGES, PROBE, STRANGERS, WIDER, address_of, paths
from tests.helpers.console_world import World, hostile_world
from tests.helpers.hostile_texts import HIDDEN, SENTINEL

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = tuple(paths())
SMALL: ViewportSize = {"width": 720, "height": 500}
"""A screen of 1440 pixels at 200 %."""
titles: Final[dict[tuple[str, str], str]] = {}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with hostile_world(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture
def console(world: World) -> Iterator[Console]:
    world.console.complaints.said.clear()
    yield world.console
    world.console.close_pages()
    assert world.console.complaints.said == []


def test_the_walk_knows_every_page() -> None:
    assert len(PAGES) == len(set(PAGES)) > 30
    every = {*PAGES, *NOT_PAGES}
    assert {*NOT_PAGES} <= every
    assert STRANGERS <= set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_a_page(console: Console, world: World, browser: Browser, path: str) -> None:
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
            *axe(page),
            *_in_the_other_theme(page, theme),
            *_at_other_sizes(page, size),
            *_texts(page),
            *_first_focus(page),
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


def _in_the_other_theme(page: Page, theme: str) -> list[str]:
    other = "dark" if theme == "light" else "light"
    page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", other)
    page.wait_for_timeout(50)
    return [f"{other}: {one}" for one in axe(page, rules=["color-contrast"])]


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


def _texts(page: Page) -> list[str]:
    """Return what a stranger's text managed: to run, or to hide signs."""
    wrong = []
    if page.evaluate(f"() => window.{SENTINEL}") is not None:
        wrong.append("a stranger's text ran")
    said = page.evaluate("() => document.documentElement.innerText + document.title")
    wrong += [f"hidden sign {one!r}" for one in sorted(set(HIDDEN.findall(said)))]
    wrong += [f"a template ran: {one}" for one in re.findall(r"\b(?:49){2,}\b", said)]
    return wrong


def _first_focus(page: Page) -> list[str]:
    """Return what is wrong with where the first Tab of a page goes."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    page.keyboard.press("Tab")
    first = page.evaluate("() => document.activeElement.className")
    return [] if first == "skip" else [f"the first Tab goes to {first!r}"]


def test_titles_tell_pages_apart() -> None:
    """Runs after the pages by its name's place in the file or not at all."""
    for language in ("en", "zh"):
        here = {path: said for (spoken, path), said in titles.items() if spoken == language}
        twice = {said for said, times in Counter(here.values()).items() if times > 1}
        assert {path: said for path, said in here.items() if said in twice} == {}
