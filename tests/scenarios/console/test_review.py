"""The queue, the rail and the quality of reviews in a browser: keys, leases, no faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from clearwater.app.case import at_work
from clearwater.app.quality import blind_reviews
from clearwater.app.quality.figures import change_rules
from clearwater.cases.records.case import Case
from tests.helpers import web_cases as cases
from tests.helpers.browser import PHONE, axe
from tests.helpers.console import Console, console_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CASE = re.compile(r"/cases/case-")


@dataclass
class World:
    """A store with a case at every step, that tests only look at."""

    console: Console
    opened: str
    proposed: str
    decided: str
    appealed: str
    held: str
    review: str


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with console_at(tmp_path_factory.mktemp("review")) as console:
        server = console.server
        change_rules(server.desk("lea"), 1000)
        made = World(
            console,
            opened=cases.opened(server),
            proposed=cases.decided(server, "ban"),
            decided=cases.decided(server),
            appealed=cases.appealed(server)[0],
            held=cases.opened(server),
            review=blind_reviews.waiting(server.desk("rosa"))[0].review,
        )
        change_rules(server.desk("lea"), 0)
        at_work.take(server.desk("ivo"), made.held)
        yield made


@pytest.fixture
def looking(world: World) -> Iterator[World]:
    world.console.complaints.said.clear()
    yield world
    world.console.close_pages()
    assert world.console.complaints.said == []


def test_axe_finds_nothing_at_any_step(looking: World, browser: Browser) -> None:
    for number, (who, path) in enumerate(
        (
            ("ada", "/queue?state=closed&severity=5"),
            ("rosa", f"/cases/{looking.proposed}"),
            ("lea", f"/cases/{looking.decided}"),
            ("abel", f"/cases/{looking.appealed}"),
            ("ines", f"/cases/{looking.held}"),
            ("ada", f"/cases/{looking.appealed}/life"),
            ("lea", "/quality"),
            ("rosa", f"/blind/{looking.review}"),
        )
    ):
        # Every page in every language and theme is looked at in `test_every_page`; here are steps.
        language, theme = (("zh", "dark"), ("en", "light"))[number % 2]
        page = looking.console.page(browser, who, path, language=language, theme=theme)
        assert axe(page) == [], path
        assert not page.evaluate("() => document.body.scrollWidth > innerWidth"), path


def test_the_queue_fits_a_telephone(looking: World, browser: Browser) -> None:
    page = looking.console.page(browser, "ada", "/queue", viewport=PHONE, language="zh")
    assert not page.evaluate("() => document.body.scrollWidth > innerWidth")
    assert axe(page) == []


def test_moving_through_the_queue_by_keyboard(looking: World, browser: Browser) -> None:
    page = looking.console.page(browser, "ada", "/queue")
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(CASE)
    page.go_back()
    page.wait_for_selector("html[data-ready]")
    expect(rows.nth(1)).to_be_focused()


def test_the_queue_says_who_works_on_what(looking: World, browser: Browser) -> None:
    page = looking.console.page(browser, "ada", "/queue")
    row = page.locator(f"tr[data-case={looking.held}]")
    expect(row.locator("td").last).to_have_text("ivo")
    page.keyboard.press("/")
    page.keyboard.type("ivo")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/queue\?assignee=ivo$"))
    expect(page.locator("[data-assignee]").first).to_have_text("ivo")


def test_what_is_held_is_asked_for_and_given(own_console: Console, browser: Browser) -> None:
    server = own_console.server
    case = cases.in_review(server)
    holder = own_console.page(browser, "ivo", f"/cases/{case}")
    expect(holder.locator("#at-work")).to_have_text("You work on it.")
    asker = own_console.page(browser, "ines", f"/cases/{case}")
    expect(asker.locator(".at-work").first).to_contain_text("ivo works on it now.")
    expect(asker.locator("#decide")).to_have_count(1)
    _reloaded(asker, "d", "t")
    expect(asker.locator(".at-work").first).to_contain_text("after two minutes")
    holder.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(holder.locator("#at-work")).to_contain_text("ines would like to have it.")
    holder.keyboard.press("d")
    holder.keyboard.press("g")
    holder.wait_for_url(re.compile("/queue$"))
    (lease,) = at_work.at_work(server.desk("ada"))
    assert (lease.held, lease.by) == (case, "ines")


def test_a_lead_makes_somebody_responsible(own_console: Console, browser: Browser) -> None:
    case = cases.opened(own_console.server)
    page = own_console.page(browser, "lea", f"/cases/{case}")
    page.keyboard.press("d")
    page.keyboard.press("m")
    expect(page.locator("[name=to]").last).to_be_focused()
    page.keyboard.type("ivo")
    _reloaded(page, "Control+Enter")
    expect(page.locator(".rail .facts").first).to_contain_text("ivo")
    own = own_console.page(browser, "ines", f"/cases/{case}")
    expect(own.locator("select[name=to]")).to_have_count(0)


def test_leaving_the_page_leaves_the_case(own_console: Console, browser: Browser) -> None:
    case = cases.in_review(own_console.server)
    page = own_console.page(browser, "ivo", f"/cases/{case}")
    expect(page.locator("#at-work")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url(re.compile("/queue$"))
    page.wait_for_selector("html[data-ready]")
    for _ in range(50):
        if not at_work.at_work(own_console.server.desk("ada")):
            break
        page.wait_for_timeout(50)
    assert at_work.at_work(own_console.server.desk("ada")) == ()


def test_submit_and_next_goes_through_the_part_that_is_looked_at(
    own_console: Console, browser: Browser
) -> None:
    server = own_console.server
    first, second = cases.in_review(server), cases.in_review(server)
    other = cases.decided(server, by="ivo")
    page = own_console.page(browser, "ivo", "/queue?state=in+review")
    page.keyboard.press("n")
    page.wait_for_url(f"**/cases/{first}")
    _no_action(page, then_next=True)
    page.wait_for_url(f"**/cases/{second}")
    _no_action(page, then_next=None)
    page.wait_for_url(re.compile(r"/queue\?state=in\+review$"))
    with server.store.reading("main") as unit:
        states = {one.case: one.state for one in unit.find(Case)}
    assert states == {first: "decided", second: "decided", other: "decided"}


def _no_action(page: Page, *, then_next: bool | None) -> None:
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("d")
    page.keyboard.press("d")
    page.keyboard.press("Space")
    page.locator("#decide [name=why]").fill("依据不足 · not enough")
    box = page.locator("[data-then-next]")
    if then_next:
        box.check()
    expect(box).to_be_checked()
    page.locator("#decide [name=why]").press("Control+Enter")


def _reloaded(page: Page, *keys: str) -> None:
    before = page.evaluate("() => performance.timeOrigin")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function(
        "(before) => performance.timeOrigin !== before && 'ready' in "
        "document.documentElement.dataset",
        arg=before,
    )


def test_judging_again_by_keyboard(own_console: Console, browser: Browser) -> None:
    server = own_console.server
    change_rules(server.desk("lea"), 1000)
    case = cases.decided(server)
    page = own_console.page(browser, "ines", "/blind")
    page.keyboard.press("n")
    page.wait_for_url("**/blind/review-*")
    expect(page.locator("body")).not_to_contain_text(case)
    expect(page.locator("main")).not_to_contain_text("ivo")
    page.keyboard.press("d")
    page.keyboard.press("d")
    page.keyboard.press("ArrowRight")
    page.locator("[name=why]").fill("一致 · alike")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/blind$"))
    assert blind_reviews.waiting(server.desk("rosa")) == ()


def test_a_break_is_offered_after_many_cases(own_console: Console, browser: Browser) -> None:
    server = own_console.server
    names = [cases.opened(server) for _ in range(2)]
    page = own_console.page(browser, "ada", "/queue", language="zh")
    seen = [[int(page.evaluate("() => Date.now()")), f"case-{n}"] for n in range(11)]
    page.evaluate(
        "(seen) => localStorage.setItem('clearwater-looked', JSON.stringify({seen, offered: 0}))",
        seen,
    )
    page.goto(f"{own_console.url}/cases/{names[0]}")
    page.wait_for_selector("html[data-ready]")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.goto(f"{own_console.url}/cases/{names[1]}")
    page.wait_for_selector("html[data-ready]")
    expect(dialog).to_have_count(0)
