"""Pages of a body's work: reports, bodies, weeks, what is public, the ledger, people, policy."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from clearwater.app.intake.matters import intake
from tests.helpers.body_at_work import CANARY, INTAKE, QUARTER, a_week, at_work
from tests.helpers.browser import DESK, PHONE, axe
from tests.helpers.console import PASSWORD, Console, console_at
from tests.helpers.web_cases import WHY
from tests.helpers.web_requests_bodies import invited
from tests.helpers.web_server import BELOW

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_at(tmp_path_factory.mktemp("worked")) as made:
        at_work(made.server)
        yield made


@pytest.fixture
def console(worked: Console) -> Iterator[Console]:
    worked.complaints.said.clear()
    yield worked
    worked.close_pages()
    assert worked.complaints.said == []


def pages(console: Console) -> list[tuple[str | None, str]]:
    clue = next(one.clue for one in intake(console.server.desk("max")).matters if one.brigades)
    return [
        (INTAKE, "/reports"),
        ("max", f"/reports/{clue}"),
        *(("lea", path) for path in ("/bodies", "/bodies/passing", "/bodies/registers")),
        ("lea", f"/week/{a_week(console.server)}?below=true"),
        *(("lea", path) for path in ("/ledger", "/people", "/policy")),
        *((None, path) for path in ("/public", f"/public/main/{QUARTER}")),
    ]


@pytest.mark.parametrize(
    ("language", "theme", "viewport"), [("zh", "light", DESK), ("en", "dark", PHONE)]
)
def test_axe_finds_nothing_where_everything_is_open(
    console: Console, browser: Browser, language: str, theme: str, viewport: ViewportSize
) -> None:
    """Forms that are folded are a part of their pages; as they open, `test_every_page` looks."""
    for who, path in pages(console):
        page = console.page(browser, who, path, language=language, theme=theme, viewport=viewport)
        page.evaluate(
            "for (const one of document.querySelectorAll('main details')) one.open = true"
        )
        assert axe(page) == [], path
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) <= 0, path
        console.close_pages()


def keyed(page: Page, text: str) -> None:
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def test_intake_takes_a_report_in_and_answers_by_keyboard(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, INTAKE, "/reports", language="en")
    page.keyboard.press("c")
    page.locator("details[open] summary").focus()
    page.keyboard.press("Tab")
    keyed(page, f"{CANARY}_新举报人")
    page.keyboard.press("Tab")  # The category is the first already.
    keyed(page, f"{CANARY}_新账号")
    page.keyboard.press("Enter")
    told = page.locator("[data-told-here]")
    expect(told).to_contain_text("A report of its own.")
    told.get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was reported")
    assert CANARY not in page.content()
    # Who made it is shown to intake alone, for a purpose, on record.
    before = console.server.entries()
    page.get_by_role("button", name="Show who and what they said").press("Enter")
    expect(page.locator("[data-told-here]")).to_contain_text(f"{CANARY}_新举报人")
    assert console.server.entries() == before + 1
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_selector("html[data-ready]")
    page.get_by_text("Answer those who reported").press("Enter")
    page.get_by_role("button", name="Hand the answers out").press("Enter")
    expect(page.locator("[data-told-here]")).to_contain_text("answers were handed out")
    expect(page.locator("[data-told-here] table")).to_contain_text(CANARY)
    with console.server.store.reading("main") as unit:
        assert "reports answered" in {one.act for one in unit.entries()}


def test_a_lead_sets_aside_and_is_not_shown_who_reported(
    console: Console, browser: Browser
) -> None:
    found = intake(console.server.desk("lea")).matters
    waiting = next(one for one in found if one.state == "waiting" and not one.brigades)
    page = console.page(browser, "lea", f"/reports/{waiting.clue}", language="zh")
    expect(page.locator("[data-reporter]")).to_have_count(0)
    page.keyboard.press("x")
    page.locator("[name=why]").focus()
    keyed(page, "巡查未见异常")
    page.keyboard.press("Enter")
    expect(page.locator(".facts")).to_contain_text("不再跟进")


def test_whom_a_crowd_reported_is_shown_for_a_purpose(console: Console, browser: Browser) -> None:
    page = console.page(browser, "ada", "/reports", language="zh")
    page.get_by_text("他们举报了谁").press("Enter")
    page.get_by_role("button", name="显示账号").press("Enter")
    expect(page.locator("[data-told-here] table")).to_contain_text(f"{CANARY}_主播")


def test_on_a_phone_every_figure_of_a_week_stands_at_one_edge(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, "lea", f"/week/{a_week(console.server)}", viewport=PHONE)
    figures = page.locator(".stated dd:not(.many) > strong")
    edges = figures.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    assert len(edges) > 10
    assert page.locator(".stated .parts").count() > 0
    assert max(edges) - min(edges) < 1


def test_a_week_is_chosen_checked_kept_and_put_on_paper(console: Console, browser: Browser) -> None:
    page = console.page(browser, "lea", f"/week/{a_week(console.server)}", language="zh")
    figure = page.locator("figure[data-chart]")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-drawn", "", timeout=20_000)
    page.keyboard.press("c")
    # The figures agree with the ledger; that the report was published months later does not.
    told = page.locator("[data-told-here]")
    expect(told).to_contain_text("1 处不一致")
    expect(told).to_contain_text("公布迟于期限")
    for form, begins in (("PDF", b"%PDF"), ("XLSX", b"PK"), ("CSV", BOM_UTF8 + b"organisation,")):
        address = page.get_by_role("link", name=form).first.get_attribute("href")
        assert page.request.get(f"{console.url}{address}").body().startswith(begins)
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".definitions")).to_be_visible()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.keyboard.press("p")
    expect(page).not_to_have_url(re.compile(a_week(console.server)))
    expect(page.get_by_role("heading", level=1)).to_contain_text("工作周报")


def test_the_ledger_is_verified_and_an_entry_proved_in_the_browser(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, "ada", "/ledger", language="en")
    note = page.locator(".note-text").text_content() or ""
    page.locator("[name=checkpoint]").fill(note)
    page.locator("h1").click()
    page.keyboard.press("v")
    told = page.locator("[data-told-here]")
    expect(told).to_contain_text("as they were written", timeout=60_000)
    expect(told).to_contain_text("The checkpoint that you kept is the beginning of this ledger.")
    page.locator("[data-prove]").nth(7).press("Enter")
    expect(page.locator("[data-holds]")).to_have_attribute("data-holds", "yes")
    # From another leaf another root follows.
    page.locator("[data-prove]").nth(7).evaluate("one => { one.dataset.leaf = 'ab'.repeat(32); }")
    page.locator("[data-prove]").nth(7).press("Enter")
    expect(page.locator("[data-holds]")).to_have_attribute("data-holds", "no")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"before=\d+"))


def test_somebody_is_added_and_comes_in_by_a_link_that_works_once(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, "lea", "/people", language="en")
    page.keyboard.press("a")
    page.locator("[data-new-user] [name=user]").focus()
    keyed(page, "xin")
    page.locator('[data-new-user] [value="intake"]').press("Space")
    page.locator("[data-new-user] button").press("Enter")
    row = page.get_by_role("row").filter(has_text="xin")
    expect(row).to_contain_text("intake")
    row.locator("summary").press("Enter")
    row.get_by_role("button", name="Issue a set-up token").press("Enter")
    link = row.locator(".once code").inner_text()
    assert link.startswith(f"{console.url}/set-up#user=xin&token=")
    other = console.page(browser, None, link.removeprefix(console.url), language="en")
    expect(other).to_have_url(f"{console.url}/set-up")
    other.locator("[name=password]").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/reports")


def test_a_policy_changes_and_says_first_what_changes(console: Console, browser: Browser) -> None:
    page = console.page(browser, "lea", "/policy", language="zh")
    page.keyboard.press("e")
    field = page.locator("[name=policy]")
    go = page.get_by_role("button", name="施行")
    expect(go).to_be_disabled()
    text = field.input_value()
    field.fill(text.replace('"smallest": 6', '"smallest": 7'))
    expect(page.locator("[data-changes]")).to_contain_text("将有 1 处变化施行")
    go.press("Enter")
    expect(page.locator(".sub")).to_contain_text("第 2 版，自")
    assert '"smallest": 7' in page.locator("[name=policy]").input_value()


def test_nobody_is_erased_before_the_numbers_were_seen(console: Console, browser: Browser) -> None:
    page = console.page(browser, "lea", "/policy", language="en")
    form = page.locator("[data-erase]")
    form.locator("[name=identifier]").fill(f"{CANARY}_主播2")
    form.locator("[name=why]").fill("本人请求")
    go = form.get_by_role("button", name="Erase it for good")
    expect(go).to_be_disabled()
    form.get_by_role("button", name="What would go?").press("Enter")
    expect(form.locator("[data-foreseen]")).to_contain_text("Would go, for good: 1 accounts")
    go.press("Enter")
    expect(page.locator("[data-told-here]")).to_contain_text("Erased: 1 accounts")


def test_offers_are_answered_and_reports_asked_for(console: Console, browser: Browser) -> None:
    page = console.page(browser, "lea", "/bodies/passing", language="zh")
    coming = page.locator("#coming ~ .wide")
    coming.locator("summary").press("Enter")
    coming.locator('form[data-ask$="/acceptances"] button').press("Enter")
    expect(coming).to_contain_text("已接收")
    joint = page.locator("section").filter(has=page.locator("#joint"))
    invited_to = joint.get_by_role("row").filter(has=page.locator('[value="takes part"]'))
    invited_to.locator("summary").press("Enter")
    invited_to.locator('[value="takes part"]').press("Space")
    invited_to.locator('form[data-ask$="/answers"] button').press("Enter")
    expect(joint.locator('[value="takes part"]')).to_have_count(0)
    page.wait_for_selector("html[data-ready]")
    page.goto(f"{console.url}/bodies")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("a")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("2026-W20")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text="2026-W20")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="2026-W20")
    row.locator("summary").press("Enter")
    row.locator("[name=file]").set_input_files(
        {"name": "report.json", "mimeType": "application/json", "buffer": b'{"figures": []}'}
    )
    row.locator("form[data-document] button").press("Enter")
    expect(row).to_contain_text("已收到")


def joint_of(page: Page, part: str) -> Any:
    row = page.get_by_role("row").filter(has=page.locator(f'[data-ask*="{part}"]'))
    row.locator("summary").press("Enter")
    return row


@pytest.mark.parametrize("agrees", [True, False])
def test_the_second_person_of_a_joint_case_sees_it_and_answers_by_keyboard(
    console: Console,
    browser: Browser,
    agrees: bool,  # noqa: FBT001
) -> None:
    part = invited(console.server, taking_part=True, agreeing=True)
    page = console.page(browser, "rosa", "/bodies/passing", language="en")
    row = joint_of(page, part)
    expect(row).to_contain_text("case: proposed")
    tail = "approvals" if agrees else "refusals"
    form = row.locator(f'form[data-ask$="/{tail}"]')
    expect(form.get_by_role("button")).to_be_disabled()
    row.get_by_role("button", name="Show the case").press("Enter")
    told = row.locator("[data-told-here]")
    expect(told).to_contain_text("ban")
    expect(told).to_contain_text(WHY)
    expect(told).to_contain_text("Do you agree?")
    assert axe(page) == []
    if not agrees:
        form.locator("textarea").fill("一个学校的学生 one school")
    form.get_by_role("button").press("Enter")
    # As soon as it is answered there is nothing more to answer.
    expect(page.locator(f'form[data-ask*="{part}/{tail}"]')).to_have_count(0)
    with console.server.store.reading(BELOW) as unit:
        acts = {one.act for one in unit.entries() if one.user == "rosa"}
    assert ("decision approved" if agrees else "decision refused") in acts
    assert console.server.store.check() == []


def test_a_quarter_is_published_by_keyboard_and_everybody_sees_it(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, "lea", "/publish", language="zh")
    assert axe(page) == []
    row = page.get_by_role("row").filter(has_text="2026-Q1")
    expect(row).to_contain_text("已公布")
    book = page.locator("section").filter(has=page.locator("#casebook"))
    book.locator("summary").press("Enter")
    book.get_by_role("button").press("Enter")
    expect(book).to_contain_text("已公布")
    other = console.page(browser, None, "/public", language="zh")
    other.get_by_role("link", name="案例选编").press("Enter")
    other.wait_for_url("**/public/main/CASEBOOK")
    assert console.server.store.check() == []
