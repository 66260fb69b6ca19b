"""From a log on somebody's machine to a case, with the keyboard; and what lies around a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from clearwater.findings.run import Run
from clearwater.report import write_report
from tests.helpers.browser import PHONE, axe
from tests.helpers.console import Console, console_at
from tests.helpers.desk_folder import desk_folder
from tests.helpers.work_server import desk_csv, with_work

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """A console with a worker, two finished runs, and a log beside the server."""
    folder = tmp_path_factory.mktemp("runs")
    change = with_work(folder)
    (folder / "logs/main/三月点赞.csv").write_bytes(desk_csv(chinese=True))
    (folder / "scratch").mkdir()
    made = desk_folder(folder / "scratch")
    for name in ("week-1", "week-2"):
        shutil.copytree(made, folder / "runs/main" / name)
    write_report(Run.load(made), folder / "runs/main/week-1/report.html", language="en")
    with console_at(folder, change) as served:
        yield served


@pytest.fixture
def console(working: Console) -> Iterator[Console]:
    working.complaints.said.clear()
    yield working
    working.close_pages()
    assert working.complaints.said == []


def bring(page: Page, path: Path) -> None:
    """Choose a file, and send the form with Enter."""
    page.locator("[name=file]").set_input_files(path)
    page.locator("[name=days]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/new?upload=*", timeout=60_000)
    page.wait_for_selector("html[data-ready]")


@pytest.mark.parametrize(
    ("language", "found"), [("zh", "涉嫌不真实"), ("en", "suspected inauthentic")]
)
def test_from_a_file_to_a_case_with_the_keyboard(
    console: Console, browser: Browser, tmp_path: Path, language: str, found: str
) -> None:
    path = tmp_path / "秘密名单.csv"
    # The same accounts again would be the same clue, which has a case by then.
    path.write_bytes(desk_csv(chinese=True).replace(b"desk", language.encode()))
    page = console.page(browser, "ines", "/runs", language=language)
    page.keyboard.press("n")
    page.wait_for_url("**/runs/new")
    page.wait_for_selector("html[data-ready]")
    bring(page, path)
    assert "秘密名单" not in page.content(), "the name that a file has elsewhere is not kept"
    page.keyboard.press("l")
    expect(page.locator("#as-read tbody tr")).to_have_count(20, timeout=30_000)
    assert axe(page) == []
    if language == "zh":
        page.keyboard.press("e")
        expect(page.locator("#costs table").first).to_be_visible(timeout=60_000)
        expect(page.locator("#costs")).to_contain_text("跳过：日志没有")
        assert axe(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/runs/jobs/job-*")
    page.wait_for_selector("html[data-ready]")
    assert axe(page) == []
    page.wait_for_url("**/runs/run-*", timeout=90_000)
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("h1")).to_contain_text(found)
    page.get_by_role("link", name="F001").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings/F001")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/cases/case-*", timeout=30_000)


def test_a_report_is_asked_for_and_opens_in_a_box_of_its_own(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, "ada", "/runs/week-1", language="en")
    page.keyboard.press("r")
    link = page.get_by_role("link", name="Open it in a new tab")
    expect(link).to_be_focused()
    assert axe(page) == []
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    report = opened.value
    report.wait_for_load_state()
    expect(report.locator("h1, h2").first).to_be_visible()
    assert report.evaluate("() => self.origin") == "null", "a stranger to this server"
    report.close()


def test_a_file_that_excel_saved_in_gbk_says_so_before_anything_is_mapped(
    console: Console, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(desk_csv(chinese=True).decode().encode("gb18030"))
    page = console.page(browser, "ines", "/runs/new", language="zh")
    bring(page, path)
    page.keyboard.press("l")
    expect(page.locator("#not-utf8")).to_contain_text("GBK", timeout=30_000)
    assert axe(page) == []


def test_a_break_is_gone_on_from_and_another_file_is_noticed(
    console: Console, browser: Browser, tmp_path: Path
) -> None:
    right, other = tmp_path / "a.csv", tmp_path / "b.csv"
    content = desk_csv() * 10
    right.write_bytes(content)
    other.write_bytes(b"x" * len(content))
    page = console.page(browser, "ines", "/runs/new", language="en")
    dropped = {"left": 2}

    def drop(route: object) -> None:
        dropped["left"] -= 1
        route.abort() if dropped["left"] >= 0 else route.continue_()  # type: ignore[attr-defined]

    page.route("**/bytes/*", drop)
    bring(page, right)
    assert dropped["left"] < 0, "it was tried again"
    page.goto(console.url + "/runs/new")
    page.wait_for_selector("html[data-ready]")
    begun = page.evaluate(
        """async (size) => {
          const own = document.querySelector('script[src*="new_run"]').src;
          const {ask} = await import(own.replace('new_run', 'asking'));
          const {said} = await ask('POST', '/api/v1/uploads', {body: {bytes: size, days: 1}});
          await fetch(`/api/v1/uploads/${said.upload}/bytes/0`, {
            method: 'PUT', body: new Uint8Array(1000).fill(120),
            headers: {'Content-Type': 'application/octet-stream',
                      'X-CSRF-Token': document.querySelector('meta[name=csrf]').content}});
          return said.upload; }""",
        len(content),
    )
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.locator("[name=resume]").select_option(begun)
    page.locator("[name=file]").set_input_files(right)
    page.locator("[name=days]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(
        "what has arrived is not the file", timeout=30_000
    )
    assert axe(page) == []


def test_a_job_is_cancelled_with_one_key(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", "/runs/new?log=三月点赞.csv", language="en")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/runs/jobs/job-*")
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("c")
    expect(page.locator("[data-standing]")).to_have_text("cancelled", timeout=15_000)
    assert axe(page) == []


@pytest.mark.parametrize(
    ("language", "theme", "small"),
    [("en", "light", False), ("zh", "dark", True), ("zh", "light", False), ("en", "dark", True)],
)
def test_axe_finds_nothing(
    console: Console,
    browser: Browser,
    language: str,
    theme: str,
    small: bool,  # noqa: FBT001
) -> None:
    more = {"viewport": PHONE} if small else {}
    for path in (
        "/runs",
        "/runs/new",
        "/runs/week-1",
        "/runs/week-1/compared?to=week-2",
        "/runs/week-1/agreement",
    ):
        page = console.page(browser, "max", path, language=language, theme=theme, **more)  # type: ignore[arg-type]
        assert axe(page) == [], path
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is wider than its screen"
        console.close_pages()
