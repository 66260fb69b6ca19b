"""The page of a group: by mouse and by keyboard, in both languages, naming nobody unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from bench.console_group_world import FINDING
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import PHONE, axe
from tests.helpers.console import Console
from tests.helpers.grouped import (
    ACCOUNTS,
    NAMED,
    OBJECT,
    RUN,
    WRITTEN,
    console_with_case,
)

pytestmark = pytest.mark.browser
OF_RUN = f"/runs/{RUN}/findings/{FINDING}"
DRAWN = "html[data-drawn]"
INTERVAL = r"(\d+) \((\d+)–(\d+)\)"


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, str]]:
    with console_with_case(tmp_path_factory.mktemp("group")) as (console, case):
        yield console, f"/cases/{case}"


@pytest.fixture
def shown(grouped: tuple[Console, str]) -> Iterator[tuple[Console, str]]:
    console, _ = grouped
    console.complaints.said.clear()
    yield grouped
    console.close_pages()
    assert console.complaints.said == []


def _opened(
    console: Console, browser: Browser, path: str, *, language: str, theme: str = "light"
) -> Page:
    page = console.page(browser, "ines", path, language=language, theme=theme)
    page.wait_for_selector(DRAWN)
    return page


def _named(page: Page) -> None:
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    # The first reading of a process compiles what compares texts.
    expect(page.locator("[data-names]")).to_be_disabled(timeout=30_000)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    shown: tuple[Console, str], browser: Browser, language: str, theme: str
) -> None:
    console, path = shown
    page = _opened(console, browser, path, language=language, theme=theme)
    for one in page.locator("main details").all():
        one.evaluate("(details) => { details.open = true; }")
    assert axe(page) == []
    _named(page)
    page.locator("[data-pairs=network]").click()
    page.locator(".plot").first.focus()
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_be_visible()
    for one in page.locator("main details").all():
        one.evaluate("(details) => { details.open = true; }")
    assert axe(page) == []


def test_axe_finds_nothing_before_there_is_a_case_and_on_a_phone(
    shown: tuple[Console, str], browser: Browser
) -> None:
    console, path = shown
    for address in (OF_RUN, path):
        page = console.page(browser, "ines", address, viewport=PHONE, language="zh")
        page.wait_for_selector(DRAWN)
        assert axe(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]


def test_nobody_is_named_before_somebody_says_for_what(
    shown: tuple[Console, str], browser: Browser
) -> None:
    console, path = shown
    page = console.page(browser, "ines", "/preferences", language="en")
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(console.url + path)
    page.wait_for_selector(DRAWN)
    for hidden in (NAMED, OBJECT, WRITTEN):
        assert hidden not in page.content()
    before = console.server.entries()
    _named(page)
    expect(page.locator("[data-accounts] tbody")).to_contain_text(NAMED)
    expect(page.locator("[data-recount] tbody")).to_contain_text(OBJECT)
    expect(page.locator("[data-said-again]")).to_contain_text(WRITTEN)
    assert console.server.entries() > before
    assert not [one for one in addresses if NAMED in one or OBJECT in one]


def test_a_meeting_by_keyboard_alone(shown: tuple[Console, str], browser: Browser) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    page.locator(".plot").first.focus()
    page.keyboard.press("n")
    expect(page.locator("#said")).to_contain_text("Meeting at")
    first = page.locator("#said").inner_text()
    page.keyboard.press("n")
    expect(page.locator("#said")).not_to_have_text(first)
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_be_focused()
    expect(drawer.locator("tbody tr")).to_have_count(ACCOUNTS)
    expect(drawer).to_contain_text("access line")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator(".plot").first).to_be_focused()


def test_a_span_filters_every_panel(shown: tuple[Console, str], browser: Browser) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    lags = page.locator(".lags-said").inner_text()
    plot = page.locator(".plot").first
    box = plot.bounding_box()
    assert box is not None
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 60, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.locator("[data-brush-said]")).to_contain_text("events")
    expect(page.locator("[data-places] thead")).to_contain_text("inside, in the span")
    expect(page.locator("[data-accounts-said]")).to_contain_text("only those with events")
    expect(page.locator(".lags-said")).not_to_have_text(lags)
    plot.focus()
    page.keyboard.press("Escape")
    expect(page.locator("[data-brush-said]")).to_be_empty()
    expect(page.locator(".lags-said")).to_have_text(lags)


def test_the_view_moves_and_both_sides_with_it(
    shown: tuple[Console, str], browser: Browser
) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    pixels = "(canvas) => canvas.toDataURL()"
    sides = [page.locator("canvas.dots").nth(k) for k in range(2)]
    whole = [one.evaluate(pixels) for one in sides]
    page.locator(".plot").first.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    assert all(one.evaluate(pixels) != before for one, before in zip(sides, whole, strict=True))
    page.keyboard.press("0")
    page.wait_for_timeout(100)
    assert [one.evaluate(pixels) for one in sides] == whole
    page.keyboard.press("o")
    page.wait_for_timeout(100)
    assert sides[0].evaluate(pixels) != whole[0]


def test_words_are_shown_beside_their_events(shown: tuple[Console, str], browser: Browser) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    _named(page)
    page.locator("[data-said-again] details summary", has_text="side by side").first.click()
    expect(page.locator(".side-by-side del").first).to_be_visible()
    page.locator("[data-said-again] button", has_text="events").first.click()
    page.get_by_role("button", name="Show what they wrote").click()
    expect(page.locator("#drawer .words").first).to_be_visible()
    expect(page.locator("#drawer .words .their-text").first).not_to_be_empty()


def test_an_account_is_left_out_with_a_reason_and_taken_back(
    shown: tuple[Console, str], browser: Browser
) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    page.get_by_role("button", name="Leave account 2 out").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("一名老师 · a teacher")
    page.get_by_role("button", name="Leave out", exact=True).click()
    expect(page.locator("[data-accounts-said]")).to_contain_text("1 left out")
    page.locator("[data-role]").select_option("out")
    expect(page.locator("[data-accounts] tbody tr[data-place]")).to_have_count(1)
    page.get_by_role("button", name="Take account 2 back in").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("ein Irrtum")
    page.get_by_role("button", name="Take back in", exact=True).click()
    expect(page.locator("[data-accounts] tbody")).to_contain_text("Nothing to list")


def test_the_table_of_accounts_by_keyboard(shown: tuple[Console, str], browser: Browser) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    table = page.locator(".long-table")
    page.get_by_role("button", name="account", exact=True).click()
    expect(table.locator("th[aria-sort=ascending]")).to_have_text("account")
    expect(table.locator("table")).to_have_attribute("aria-rowcount", str(ACCOUNTS + 1))
    table.focus()
    page.keyboard.press("End")
    expect(table.locator("tr.at")).to_have_attribute("aria-rowindex", str(ACCOUNTS + 1))
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("Events of one account")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("7")
    expect(table.locator("tbody tr[data-place]")).to_have_count(1)


def test_a_pair_from_the_matrix(shown: tuple[Console, str], browser: Browser) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    page.locator("canvas.matrix").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="A pair")).to_be_visible()
    expect(drawer).to_contain_text("Where they met within 60 s")
    expect(page.locator("[data-brush-said]")).to_contain_text("account 1 and account 3")


@pytest.mark.parametrize(
    ("language", "certainty", "genuine"), [("en", "95 %", "genuine"), ("zh", "95%", "自发")]
)
def test_the_threshold_moves_what_is_left_and_says_how_sure_that_is(
    shown: tuple[Console, str], browser: Browser, language: str, certainty: str, genuine: str
) -> None:
    console, path = shown
    page = _opened(console, browser, path, language=language)
    table = page.locator("[data-rows] table")
    before, lines = table.inner_text(), page.locator("[data-rows] svg .interval").count()
    rows = table.locator("tbody tr").count()
    assert len(re.findall(INTERVAL, before)) == lines == rows > 0
    assert genuine not in before
    page.locator("#threshold").focus()
    page.keyboard.press("End")
    expect(page.locator(".threshold output")).to_contain_text(certainty)
    expect(table).not_to_have_text(before)
    expect(table.locator("thead")).to_contain_text(genuine)
    found = _left(page)
    assert len(found) == rows == page.locator("[data-rows] svg .interval").count()
    said = page.evaluate(f"fetch('{path}/findings/1/recount').then((one) => one.json())")
    for row, (left, low, high) in zip(said["rows"], found, strict=False):
        assert left == row["reported"] - row["above"][-1]
        assert [left - low, left - high] == [row["ordered"][end][-1] for end in ("high", "low")]
    assert axe(page) == []
    page.keyboard.press("Home")
    assert table.inner_text() == before


def _left(page: Page) -> list[tuple[int, int, int]]:
    """Return what is left of each count that is shown, and the interval beside it."""
    found = re.findall(INTERVAL, page.locator("[data-rows] tbody").inner_text())
    return [(int(left), int(low), int(high)) for left, low, high in found]


def test_paper_shows_what_the_run_says_wherever_the_threshold_stands(
    shown: tuple[Console, str], browser: Browser
) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="en")
    page.evaluate(
        """() => addEventListener("beforeprint", () => {
          globalThis.onPaper = document.querySelector("[data-recount]").textContent;
        })"""
    )
    page.locator("#threshold").focus()
    page.keyboard.press("End")
    expect(page.locator("[data-recount]")).to_contain_text("genuine")
    assert page.pdf()[:5] == b"%PDF-"
    on_paper = page.evaluate("globalThis.onPaper")
    assert "as the run has it" in on_paper
    assert "genuine" not in on_paper
    expect(page.locator("[data-recount]")).to_contain_text("genuine")


def test_explanations_are_ticked_by_keyboard(shown: tuple[Console, str], browser: Browser) -> None:
    console, path = shown
    page = _opened(console, browser, path, language="zh")
    page.keyboard.press("x")
    expect(page.locator("[data-considered]").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-considered]").first).to_be_checked()
