"""Investigate, object, account, expand, claims: by keyboard, in both languages, naming nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.claims import keep_checks
from tests.helpers.browser import DESK, PHONE, axe
from tests.helpers.console import Console, console_at
from tests.helpers.looked_into import CANARY, DOCUMENT, HOSTILE, RUN, at_runs, looked_into

OF_RUN = f"/runs/{RUN}"


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("looked")
    above = looked_into(folder)
    with console_at(folder, at_runs(above)) as made:
        server = made.server
        runs = Runs.of(above, "main", lambda: REAL_PARTS, server.store.blobs)
        keep_checks(server.desk("max"), runs, "checks.json", DOCUMENT)
        yield made


@pytest.fixture
def console(looked: Console) -> Iterator[Console]:
    looked.complaints.said.clear()
    yield looked
    looked.close_pages()
    assert looked.complaints.said == []


class Addresses:
    """Every address that a page asks for, and what it tells of where it comes from."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        page.on("request", self._hear)

    def _hear(self, request: object) -> None:
        url = getattr(request, "url", "")
        headers = getattr(request, "headers", {})
        self.said += [url, headers.get("referer", "")]


def test_a_question_by_keyboard_alone(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", "/preferences", language="en")
    addresses = Addresses(page)
    page.goto(f"{console.url}{OF_RUN}/investigate")
    expect(page.locator("[data-counted] strong")).to_contain_text("4,010")
    assert axe(page) == []
    page.keyboard.press("/")
    expect(page.locator("details.find [name=kind]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(CANARY)
    page.keyboard.press("Enter")
    expect(page.locator("[data-chips] li")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=[A-Za-z0-9_-]{40,}$"))
    expect(page.locator("[data-counted] strong")).not_to_contain_text("4,010 of")
    assert CANARY not in page.content()
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("[data-chips] .token")).to_have_text(CANARY)
    asked = page.locator("[data-counted] strong").inner_text()
    page.reload()
    expect(page.locator("[data-counted] strong")).to_have_text(asked)
    expect(page.locator("[data-chips] .token")).not_to_have_text(CANARY)
    page.keyboard.press("0")
    expect(page.locator("[data-counted] strong")).to_contain_text("4,010 of")
    page.go_back()
    expect(page.locator("[data-counted] strong")).to_have_text(asked)
    assert not any("canary" in one or "%E9%87%91" in one or CANARY in one for one in addresses.said)
    assert CANARY not in console.server.log.getvalue()


def test_hostile_names_are_shown_and_nothing_more(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", f"{OF_RUN}/accounts", language="zh")
    page.keyboard.press("n")
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    expect(page.get_by_text("a\\u202etxt.exe")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert axe(page) == []
    page.goto(f"{console.url}{OF_RUN}/objects")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("n")
    page.wait_for_selector(".token[data-named]")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize(
    ("language", "theme", "size"), [("zh", "light", PHONE), ("en", "dark", DESK)]
)
def test_object_and_account(
    console: Console, browser: Browser, language: str, theme: str, size: ViewportSize
) -> None:
    path = f"{OF_RUN}/objects/0"
    page = console.page(browser, "max", path, viewport=size, language=language, theme=theme)
    page.wait_for_selector("[data-over-time][data-drawn]")
    assert axe(page) == []
    slider = page.locator(".chart-read input").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert re.search(r"\d", slider.get_attribute("aria-valuetext") or "")
    page.locator(".chart-table summary").first.click()
    expect(page.locator(".chart-table table tbody tr").first).to_be_visible()
    page.goto(f"{console.url}{OF_RUN}/accounts/0")
    page.wait_for_selector("[data-over-time] .chart-plot")
    page.keyboard.press("b")
    expect(page.locator("[data-before] strong")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_path_step_by_step(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", f"{OF_RUN}/expand", language="zh")
    assert axe(page) == []
    page.keyboard.press("a")
    page.wait_for_url("**/expand/x-*")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("svg.path")).to_be_visible()
    assert axe(page) == []
    assert CANARY not in page.content()
    page.keyboard.press("s")
    expect(page.get_by_text("已转为线索", exact=False).first).to_be_visible()


def test_a_claim_is_judged_and_stays_judged(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", f"{OF_RUN}/claims", language="en")
    page.wait_for_selector(".matches li")
    assert "白酒" not in page.locator(".matches td.their-text").first.inner_text()
    page.keyboard.press("n")
    expect(page.locator(".matches mark").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.locator("[data-verdict=confirmed]")).to_have_count(1)
    assert axe(page) == []
    page.reload()
    expect(page.locator("[data-verdict=confirmed]")).to_have_count(1)
    expect(page.locator("[data-verdict=confirmed]")).to_contain_text("max")


def test_a_chart_on_paper_and_in_the_other_theme(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", f"{OF_RUN}/objects/0", language="en", theme="dark")
    page.wait_for_selector("[data-over-time][data-drawn]")
    drawn = "document.querySelector('.chart-plot').layout"
    dark = page.evaluate(f"{drawn}.font.color")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(f"{drawn}.width === 660")
    assert page.evaluate(f"{drawn}.font.color") != dark
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"{drawn}.font.color === '{dark}'")
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.wait_for_function(f"{drawn}.font.color !== '{dark}'")
    assert page.evaluate("document.querySelectorAll('style, [style*=url]').length") == 0
