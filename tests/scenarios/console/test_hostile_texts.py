"""Texts of strangers, shown by name: nothing runs, nothing moves, no hidden sign is left."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from clearwater.cases.evidence.readme import README
from clearwater.web.console.formats import shown
from tests.helpers.browser import PHONE
from tests.helpers.console_pages import WIDER, address_of, by_strangers
from tests.helpers.console_world import World
from tests.helpers.hostile_texts import ELSEWHERE, HOSTILE, REASON, STAYS, SURROGATE, TITLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def opened(world: World, browser: Browser, path: str, language: str = "en") -> Page:
    page = world.console.page(browser, "max", address_of(path, world), language=language)
    page.wait_for_load_state("networkidle")
    return page


def stays_whole(page: Page) -> list[str]:
    """Return what texts did to a page at a desk and on a phone; it is to be used afterwards."""
    found = by_strangers(page)
    for size in (page.viewport_size, PHONE):
        assert size is not None
        page.set_viewport_size(size)
        # Charts are drawn anew a moment after a change of size.
        page.wait_for_timeout(600)
        wide = page.evaluate(WIDER)
        found += [f"wider than {size['width']} by {wide}"] if wide else []
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open] [role=combobox]")).to_be_focused()
    page.keyboard.press("Escape")
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/runs/{run}/accounts",
        "/runs/{run}/objects",
        "/runs/{run}/objects/{row}",
        "/runs/{run}/accounts/{row}",
        "/runs/{run}/investigate",
        "/runs/{run}/claims",
        "/runs/{run}/expand/{name}",
    ],
)
def test_names_of_a_run(world: World, browser: Browser, path: str) -> None:
    page = opened(world, browser, path, language="zh")
    page.wait_for_selector(".token")
    page.locator("form.naming button").click()
    page.wait_for_selector(".token[data-named], .matches mark")
    assert stays_whole(page) == []


@pytest.mark.parametrize("path", ["/runs/{run}/findings/{finding}", "/cases/{case}"])
def test_names_and_words_of_a_group(world: World, browser: Browser, path: str) -> None:
    page = opened(world, browser, path, language="en")
    page.keyboard.press("r")
    page.locator("dialog[open] form button.go").click()
    expect(page.locator("[data-names]")).to_be_disabled()
    page.wait_for_load_state("networkidle")
    assert stays_whole(page) == []
    said = page.locator("main").inner_text()
    assert any(one[:12] in said for one in HOSTILE.values() if one.isascii() and one.isprintable())


def test_a_title_stands_in_the_queue_with_what_it_hides(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/queue?state=notified")
    assert "\\u202eeltit" in page.locator("main").inner_text()
    assert stays_whole(page) == []


def test_pages_and_scripts_write_texts_alike(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/preferences")
    texts = [*HOSTILE.values(), TITLE, REASON, *(f"a{one}b" for one in STAYS)]
    own = page.evaluate(
        """async (texts) => {
          const own = document.querySelector('script[src*="frame.js"]').src;
          const {theirs} = await import(own.replace('frame', 'dom'));
          return texts.map((one) => theirs(one).textContent); }""",
        texts,
    )
    for text, said in zip(texts, own, strict=True):
        assert shown(text).unescape() == f"<bdi>{said}</bdi>", text[:60]


DRAWN = """async (texts) => {
  const own = document.querySelector('script[src*="frame.js"]').src;
  const {chart} = await import(own.replace('frame', 'charts'));
  const figure = document.createElement('figure');
  document.querySelector('main').prepend(figure);
  const series = texts.map((name) => ({name, x: texts, y: texts.map(() => 1)}));
  chart(figure, {title: 'x', kind: 'category', y_name: texts[0], series, table: false});
  while (!('drawn' in figure.dataset)) await new Promise((next) => setTimeout(next, 50));
  const plot = figure.querySelector('.chart-plot');
  return {
    tags: plot.querySelectorAll('svg a, svg tspan[style*=bold], svg tspan[style*=italic]').length,
    said: [...plot.querySelectorAll('svg text')].map((one) => one.textContent),
    hover: plot.data[0].hovertext,
  };
}"""


def test_a_chart_takes_no_tags_from_a_text(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/preferences")
    texts = [
        f'<a href="//{ELSEWHERE}">here</a>',
        "<b>bold</b> &lt;i&gt;",
        f"<img src=//{ELSEWHERE}>",
    ]
    drawn = page.evaluate(DRAWN, texts)
    assert drawn["tags"] == 0
    for text in texts:
        assert text in drawn["said"]
    assert all("<" not in one for one in drawn["hover"])
    assert stays_whole(page) == []


def test_half_a_sign_is_refused_and_nothing_breaks(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/preferences")
    case = world.named["case"]
    for path, body in (
        (f"cases/{case}/closings", '{"why": "x%s"}'),
        (f"cases/{case}/appeals", '{"statement": "x%s"}'),
        ("clues", '{"source": "patrol", "note": "x%s"}'),
        ("user-reports", '{"reporter": "x%s", "category": "fake engagement", "account": "b"}'),
        ("agencies", '{"name": "x%s"}'),
        (f"runs/{world.named['run']}/events/searches", '{"kind": "text", "value": "%s"}'),
    ):
        status = page.evaluate(
            """async ([path, body]) => (await fetch(`/api/v1/${path}`, {
              method: 'POST', body, headers: {
              'Content-Type': 'application/json',
              'X-CSRF-Token': document.querySelector('meta[name=csrf]').content}})).status""",
            [path, body % SURROGATE],
        )
        assert 400 <= status < 500, path


def asked(page: Page, path: str, **more: Any) -> bytes:
    """Return what the interface answers who is signed in."""
    answer = page.context.request.get(path, **more)
    assert answer.ok, f"{path}: {answer.status}"
    return answer.body()


def test_no_export_carries_a_formula_a_script_or_an_address(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/preferences")
    weekly = f"{world.console.url}/api/v1/reports/weekly/{world.named['week']}"
    for below in ("", "/below"):
        forms = {
            one: asked(page, f"{weekly}{below}", params={"form": one, "language": "zh"})
            for one in ("json", "csv", "xlsx", "pdf")
        }
        json.loads(forms["json"])
        for row in csv.reader(io.StringIO(forms["csv"].decode("utf-8-sig"))):
            assert [one for one in row if one.startswith(FORMULA) and not _number(one)] == []
        with zipfile.ZipFile(io.BytesIO(forms["xlsx"])) as book:
            for name in book.namelist():
                if name.startswith("xl/worksheets/"):
                    assert b"<f>" not in book.read(name), name
                assert ELSEWHERE.encode() not in (book.read(name) if "_rels" in name else b"")
        for sign in (b"/OpenAction", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
            assert sign not in forms["pdf"]


def done(page: Page, path: str, **said: Any) -> bytes:
    """Return what the interface answers to an act of who is signed in."""
    token = page.locator("meta[name=csrf]").get_attribute("content")
    answer = page.context.request.post(path, data=said, headers={"X-CSRF-Token": token or ""})
    assert answer.ok, f"{path}: {answer.text()}"
    return answer.body()


def strange(value: Any) -> list[str]:
    """Return the texts within a JSON document in which something of a stranger stands."""
    if isinstance(value, dict):
        return [one for item in value.items() for part in item for one in strange(part)]
    if isinstance(value, list):
        return [one for part in value for one in strange(part)]
    texts = [one for one in (*HOSTILE.values(), TITLE, REASON) if len(one.strip()) > 3]
    return [value] if isinstance(value, str) and any(one[:60] in value for one in texts) else []


def test_what_goes_to_others_quotes_no_stranger(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/preferences")
    api = f"{world.console.url}/api/v1"
    case = f"{api}/cases/{world.named['case']}"
    time = {"since": "2020-01-01T00:00:00Z", "until": "2035-01-01T00:00:00Z"}
    statements = json.loads(done(page, f"{api}/statements", **time))
    assert statements["statements"]
    assert strange(statements) == []
    assert strange(json.loads(done(page, f"{case}/bundles"))) == []
    assert strange(json.loads(asked(page, f"{api}/reports/casebook"))) == []
    for sign in ("<script", "javascript:", ELSEWHERE):
        assert sign not in asked(page, f"{api}/reports/casebook", params={"form": "html"}).decode()
    # With a purpose accounts are named, where STIX names accounts and nowhere else.
    named = json.loads(done(page, f"{case}/bundles", purpose="case work"))
    accounts = [one for one in named["objects"] if one["type"] == "user-account"]
    assert strange(accounts)
    assert {name for one in accounts for name, said in one.items() if strange(said)} <= {
        "account_login", "user_id", "display_name",
    }  # fmt: skip
    assert strange([one for one in named["objects"] if one["type"] != "user-account"]) == []


def test_a_package_is_unpacked_into_its_own_folder(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/preferences")
    case = world.named["case"]
    packed = done(page, f"{world.console.url}/api/v1/cases/{case}/packages")
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        for name in package.namelist():
            assert re.fullmatch(rf"{case}(/[A-Za-z0-9_][A-Za-z0-9._-]*)+", name), name
        assert package.read(f"{case}/README.txt").decode() == README
        info = package.read(f"{case}/bag-info.txt").decode()
        assert [
            line for line in info.splitlines() if not re.match(r"[A-Z][A-Za-z-]+: \S", line)
        ] == []
        assert strange(info) == []
        for name in ("decision.json", "case.json"):
            json.loads(package.read(f"{case}/data/{name}"))


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_the_report_of_a_run_stays_in_its_box(world: World, browser: Browser) -> None:
    page = opened(world, browser, "/runs/{run}", language="zh")
    page.keyboard.press("r")
    link = page.locator("a[href*='/report/']")
    link.wait_for()
    with page.context.expect_page() as coming:
        link.click()
    report = coming.value
    world.console.complaints.watch(report)
    # A new page begins empty; reloaded before its address has come, it would not be there.
    report.wait_for_url("**/report/**")
    report.reload()
    report.wait_for_load_state("networkidle")
    assert [one for one in by_strangers(report) if "hidden" not in one] == []
    report.close()
