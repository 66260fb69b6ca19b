"""The report in a real browser: it opens from disk, asks no network, and can be worked with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from clearwater.findings.run import Run
from clearwater.report import render
from clearwater.report.texts import Language, catalogue
from tests.helpers.browser import DESK, PHONE, chromium
from tests.helpers.runs import HOSTILE_NAMES, empty_run, large_run, small_run

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    runs: dict[str, Run] = {"small": small_run(), "empty": empty_run(), "large": large_run()}
    written = {name: folder / f"{name}.html" for name in runs}
    for name, run in runs.items():
        written[name].write_text(render(run), encoding="utf-8")
    return written


@pytest.fixture
def open_report(browser: Browser, files: dict[str, Path]) -> Iterator[Open]:
    """Open a report and fail at the end on any console message, script error or request."""
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(name: str, anchor: str = "", viewport: ViewportSize = DESK) -> Page:
        page = browser.new_page(viewport=viewport)
        address = files[name].as_uri()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.split("#")[0] == address
                else complaints.append(f"request: {request.url}")
            ),
        )
        page.goto(f"{address}#{anchor}" if anchor else address)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []


def _finding(page: Page) -> str:
    """Return the id of the one view that is shown."""
    shown = page.locator("[data-view]:visible")
    expect(shown).to_have_count(1)
    return shown.get_attribute("id") or ""


@pytest.mark.parametrize("name", ["small", "empty", "large"])
def test_it_opens_with_the_overview_and_nothing_else(open_report: Open, name: str) -> None:
    page = open_report(name)
    assert _finding(page) == "overview"


def test_j_and_k_walk_through_the_findings(open_report: Open) -> None:
    page = open_report("small")
    seen = []
    for key in "jjjjkkkk":
        page.keyboard.press(key)
        page.wait_for_timeout(50)
        seen.append(_finding(page))
    assert seen == ["F001", "F002", "F003", "F003", "F002", "F001", "overview", "overview"]


def test_an_address_leads_to_its_finding(open_report: Open) -> None:
    page = open_report("small", "F002")
    assert _finding(page) == "F002"
    assert page.title() == "F002 • Clearwater report"


def test_a_line_of_the_overview_leads_to_its_finding(open_report: Open) -> None:
    page = open_report("small")
    page.get_by_role("link", name="F003").click()
    assert _finding(page) == "F003"


def test_a_click_on_an_edge_lists_its_events(open_report: Open) -> None:
    page = open_report("small", "F003")
    page.get_by_role("button", name="network").click()
    edge = page.locator("#F003 .network line:not(.chosen)").first
    names = ("f003-0000", "f003-0001", "f003-0002")
    members = page.evaluate(
        "JSON.parse(document.getElementById('data-F003').textContent).members.account"
    )
    ends = {members[int(edge.get_attribute(f"data-{side}") or "")] for side in "lr"}
    assert ends < set(names)
    edge.scroll_into_view_if_needed()
    middle = edge.evaluate(
        """line => { const at = line.ownerSVGElement.createSVGPoint();
        at.x = (line.x1.baseVal.value + line.x2.baseVal.value) / 2;
        at.y = (line.y1.baseVal.value + line.y2.baseVal.value) / 2;
        const on = at.matrixTransform(line.getScreenCTM()); return [on.x, on.y]; }"""
    )
    page.mouse.click(*middle)
    heading = page.locator("#F003 .pair-detail h3").inner_text()
    assert set(heading.split(" × ")) == ends
    events = page.locator("#F003 .pair-detail .scroll tbody tr")
    expect(events).to_have_count(9)
    assert "like video/F003/000" in events.first.inner_text()


def test_a_click_on_a_matrix_cell_lists_its_events(open_report: Open) -> None:
    page = open_report("small", "F002")
    heading = page.locator("#F002 .pair-detail h3")
    before = heading.inner_text()
    canvas = page.locator("#F002 .matrix")
    box = canvas.bounding_box()
    assert box is not None
    last = box["width"] * 11.5 / 12
    canvas.click(position={"x": last, "y": box["height"] * 0.5 / 12})
    assert heading.inner_text() != before
    expect(page.locator("#F002 .pair-detail .scroll tbody tr").first).to_be_visible()


def test_the_matrix_can_be_walked_with_keys(open_report: Open) -> None:
    page = open_report("small", "F002")
    heading = page.locator("#F002 .pair-detail h3")
    before = heading.inner_text()
    page.locator("#F002 .matrix").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert heading.inner_text() != before


def test_a_line_of_the_list_lists_its_events(open_report: Open) -> None:
    page = open_report("small", "F002")
    page.get_by_role("button", name="list").click()
    line = page.locator("#F002 .pair-views tbody tr").nth(4)
    ends = set(line.locator("td.id").all_inner_texts())
    line.press("Enter")
    assert set(page.locator("#F002 .pair-detail h3").inner_text().split(" × ")) == ends


def test_a_pair_that_was_left_out_says_where_it_stands(open_report: Open) -> None:
    page = open_report("large", "F001")
    canvas = page.locator("#F001 .matrix")
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] * 0.995, "y": box["height"] * 0.9})
    detail = page.locator("#F001 .pair-detail")
    expect(detail).to_contain_text("left out to keep this file small")
    expect(detail).to_contain_text("FROM 'meetings.parquet'")


def test_hostile_names_are_text(open_report: Open) -> None:
    page = open_report("small", "F001")
    cells = page.locator('#F001 [data-table="accounts"] td.id').all_text_contents()
    assert set(HOSTILE_NAMES) <= set(cells)
    for view in ("network", "list", "matrix"):
        page.get_by_role("button", name=view).click()
    assert page.locator("img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_pointing_at_a_dot_says_who_when_and_what(open_report: Open) -> None:
    page = open_report("small", "F001")
    canvas = page.locator('#F001 canvas[data-side="members"]')
    box = canvas.bounding_box()
    assert box is not None
    tip = page.locator(".tip")
    found = False
    for step in range(1, 60):
        page.mouse.move(box["x"] + box["width"] * step / 60, box["y"] + 60)
        if tip.is_visible():
            found = True
            break
    assert found
    assert "UTC" in tip.inner_text()
    assert "video/" in tip.inner_text()


@pytest.mark.parametrize("side", ["members", "control"])
def test_timelines_are_drawn(open_report: Open, side: str) -> None:
    page = open_report("small", "F001")
    inked = page.locator(f'#F001 canvas[data-side="{side}"]').evaluate(
        """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
        .data.filter((value, place) => place % 4 === 3 && value > 0).length"""
    )
    assert inked > 2_000


def test_accounts_sort_by_a_heading(open_report: Open) -> None:
    page = open_report("small", "F002")
    table = page.locator('#F002 [data-table="accounts"]')
    heading = table.locator("thead th").nth(2)
    heading.get_by_role("button").click()
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    values = [float(text) for text in table.locator("tbody td:nth-child(3)").all_inner_texts()]
    assert values == sorted(values)


def test_a_long_table_opens_on_request(open_report: Open) -> None:
    page = open_report("large", "F001")
    table = page.locator('#F001 [data-table="accounts"]')
    expect(table.locator("tbody tr")).to_have_count(30)
    table.get_by_role("button", name="Show all 430").click()
    expect(table.locator("tbody tr")).to_have_count(430)


def test_the_language_changes_the_words_and_not_the_data(open_report: Open) -> None:
    page = open_report("small", "F001")
    headline = page.locator("#F001 h1").inner_text()
    page.get_by_role("button", name="中文").click()
    chinese = catalogue("zh-CN")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("#F001 h1").inner_text() == headline
    expect(page.locator("#F001")).to_contain_text(chinese["raster.title"])
    expect(page.locator("#F001 .pair-detail")).to_contain_text(chinese["pair.events_shown"])
    page.get_by_role("button", name="English").click()
    expect(page.locator("#F001")).to_contain_text("Who did what, when")


@pytest.mark.parametrize("anchor", ["overview", "F001", "F003"])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_phone_needs_no_sideways_scrolling(
    open_report: Open, anchor: str, language: Language
) -> None:
    page = open_report("small", anchor, PHONE)
    page.locator(f'[data-language="{language}"]').click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_printing_from_the_overview_prints_everything(open_report: Open) -> None:
    page = open_report("small")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("[data-view]:visible")).to_have_count(4)
    expect(page.locator("canvas.matrix")).to_have_count(3)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert _finding(page) == "overview"


def test_printing_from_a_finding_prints_that_one(open_report: Open) -> None:
    page = open_report("small", "F002")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert _finding(page) == "F002"


def test_the_command_line_can_be_copied_or_is_selected(open_report: Open) -> None:
    page = open_report("small", "F001")
    button = page.locator("#F001 [data-copy]")
    button.click()
    expect(button).to_have_text(re.compile("Copied|Selected: press Ctrl"))
    command = page.locator("#F001 .command code").inner_text()
    assert command == "clearwater scan events.parquet --window 10s --window 60s --seed 7 --out run/"


def test_every_control_has_a_name(open_report: Open) -> None:
    page = open_report("small", "F001")
    nameless = page.evaluate(
        """[...document.querySelectorAll("button, a, canvas, input, nav")]
        .filter((node) => node.offsetParent)
        .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim()))
        .map((node) => node.outerHTML)"""
    )
    assert nameless == []
