"""What the page of a group says is what is so: on paper, in figures, in what a decision binds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from clearwater.app.case import working
from clearwater.cases.records.case import Member
from tests.helpers.console import Console
from tests.helpers.grouped import ACCOUNTS, console_with_case

pytestmark = pytest.mark.browser
ROWS = "[data-accounts] tbody tr[data-place]"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, str]]:
    with console_with_case(tmp_path_factory.mktemp("said")) as opened_case:
        yield opened_case


@pytest.fixture
def opened(made: tuple[Console, str], browser: Browser) -> Iterator[tuple[Console, str, Page]]:
    console, case = made
    console.complaints.said.clear()
    page = console.page(browser, "ines", f"/cases/{case}", language="en")
    page.wait_for_selector("html[data-drawn]")
    yield console, case, page
    console.close_pages()


def test_all_rows_are_on_paper_and_few_on_the_screen(opened: tuple[Console, str, Page]) -> None:
    _, _, page = opened
    page.locator("[data-filter]").fill("7")
    expect(page.locator(ROWS)).to_have_count(1)
    page.evaluate(
        """(rows) => {
          globalThis.onPaper = {};
          addEventListener("beforeprint", () => {
            const figures = (where) => document.querySelectorAll(where).length;
            Object.assign(globalThis.onPaper, {
              accounts: figures(rows), days: figures("[data-days-table] tbody tr"),
              pairs: figures("[data-pairs-table] tbody tr"),
              counts: figures("[data-rows] tbody tr"),
              more: figures("[data-rows] > button, [data-place-all]"),
            });
          });
        }""",
        ROWS,
    )
    assert page.pdf()[:5] == b"%PDF-"
    found = page.evaluate("globalThis.onPaper")
    assert found["accounts"] == ACCOUNTS
    assert min(found["days"], found["pairs"], found["counts"]) > 0
    assert found["more"] == 0
    expect(page.locator(ROWS)).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_the_same_sentence_as_the_queue(
    made: tuple[Console, str], browser: Browser, language: str
) -> None:
    console, case = made
    queue = console.page(browser, "ines", "/queue", language=language)
    line = queue.locator(f"a[href='/cases/{case}']").inner_text()
    page = console.page(browser, "ines", f"/cases/{case}", language=language)
    assert page.locator("h1").inner_text() == line
    assert "40" in line
    console.close_pages()


def _number(said: str) -> float:
    return float(said.replace("−", "-").replace(",", ""))


def test_what_is_left_without_an_account_is_what_the_run_says(
    opened: tuple[Console, str, Page],
) -> None:
    _, case, page = opened
    said = page.evaluate(f"fetch('/cases/{case}/findings/1/accounts').then((one) => one.json())")
    heads = page.locator("[data-accounts] thead th").all_inner_texts()
    at = heads.index("bits left without it")
    page.locator("[data-filter]").fill("7")
    cells = page.locator(f"{ROWS} > *").all_inner_texts()
    left = said["leave_one_out_bits"][6]
    assert _number(cells[at]) == pytest.approx(left, abs=0.5)
    lost = _number(cells[at + 1])
    assert lost == pytest.approx(said["finding_bits"] - left, abs=0.5)


def test_no_probability_is_ever_written_as_nothing(opened: tuple[Console, str, Page]) -> None:
    _, _, page = opened
    found = page.evaluate(
        """async () => {
          const names = performance.getEntriesByType("resource").map((one) => one.name);
          const own = names.find((one) => /formats[^/]*[.]js/.test(one));
          const { probability, bits, expected, atMost } = await import(own);
          return [0, 1e-310, 3.14e-9, 0.00149, 0.25, 1, null].map(probability)
            .concat(bits(-0.04), expected(0.004), expected(12.34))
            .concat([0.001, 1.23, 1.231, 10.4, 10].map(atMost));
        }"""
    )
    assert found == [
        "< 1e-300",
        "< 1e-300",
        "3.1e-9",
        "0.0015",
        "0.25",
        "1",
        "–",
        "0.0",
        "0.004",
        "12.3",
        *("0.001", "1.23", "1.24", "11", "10"),
    ]


def _choose(page: Page, measure: str) -> None:
    page.locator(f"#decide [name=measure][value={measure}]").check()
    for box in page.locator("[data-considered]").all():
        box.check()
    page.locator("#decide [name=why]").fill("同一张桌子 · one desk")


def test_nobody_decides_before_it_is_counted_whom_it_touches(
    opened: tuple[Console, str, Page],
) -> None:
    _, _, page = opened
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/previews", hold)
    _choose(page, "mute")
    expect(page.locator("#still-needed")).to_contain_text("whom it would touch")
    expect(page.locator("#decide button.go")).to_be_disabled()
    page.wait_for_timeout(600)
    for route in held:
        route.continue_()
    expect(page.locator("#decide button.go")).to_be_enabled()
    assert len(page.locator("#decide [name=previewed]").input_value()) == 64


def test_what_was_left_out_in_another_tab_is_counted_anew_before_it_is_decided(
    opened: tuple[Console, str, Page],
) -> None:
    console, case, page = opened
    page.route("**/work-endings", lambda route: route.abort())
    _choose(page, "mute")
    button = page.locator("#decide button.go")
    expect(button).to_be_enabled()
    previewed = page.locator("#decide [name=previewed]").input_value()
    with console.server.store.reading("main") as unit:
        subject = unit.find(Member, case=case)[0].subject
    working.exclude_subject(console.server.desk("ines"), case, subject, "一名老师 · a teacher")
    button.click()
    expect(page.locator("#decide .problem").first).not_to_be_empty()
    expect(page.locator("#touches dd").first).to_have_text(str(ACCOUNTS - 1))
    expect(button).to_be_enabled()
    assert page.locator("#decide [name=previewed]").input_value() != previewed
    console.complaints.said.clear()
