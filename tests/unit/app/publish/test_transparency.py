"""What the public gets: every number of it, looked at as an attacker would."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.org import duties, tree
from clearwater.app.publish.transparency import PUBLIC, transparency
from clearwater.app.publish.writing import write_transparency
from clearwater.cases.figures.crosscheck.base import Source
from clearwater.cases.figures.crosscheck.hidden import RULES
from clearwater.cases.records.duties import Duty
from clearwater.errors import ParameterError
from tests.helpers.figures_of import QUARTER, lived
from tests.helpers.quarter import DAY_US, MONDAY_US, Clock, Quarter
from tests.helpers.stores import open_rehearsal

pytestmark = pytest.mark.slow
SMALLEST = 5


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    made = lived(tmp_path_factory.mktemp("public"), 31, days=50, cases_a_day=0.4)
    yield made
    made.store.close()


def numbers(said: Any) -> Iterator[int]:
    """Yield every count in a part of a document."""
    if isinstance(said, dict):
        for value in said.values():
            yield from numbers(value)
    elif isinstance(said, list):
        for value in said:
            yield from numbers(value)
    elif type(said) is int:
        yield said


def test_no_small_count_stands_in_it_anywhere(quarter: Quarter) -> None:
    document = transparency(quarter.desk(), QUARTER)
    figures = [
        {k: v for k, v in one.items() if k != "version"}
        for one in document["figures"]  # type: ignore[attr-defined]
    ]
    found = [*numbers(figures), *numbers(document["tables"])]
    assert not [number for number in found if 0 < number < SMALLEST]
    assert any(number >= SMALLEST for number in found)


def test_something_is_kept_back_and_does_not_follow(quarter: Quarter) -> None:
    document = transparency(quarter.desk(), QUARTER)
    source = Source("it", "transparency report", "main", None, document)
    assert [one for rule in RULES for one in rule.ask([source])] == []
    tables: list[dict[str, Any]] = document["tables"]  # type: ignore[assignment]
    assert any(None in one["row_totals"] for one in tables)


def test_parts_of_few_are_not_given_by_a_share(quarter: Quarter) -> None:
    for one in transparency(quarter.desk(), QUARTER)["figures"]:  # type: ignore[attr-defined]
        if one["unit"] == "share" and one["total"] is not None and one["total"]["of"]:
            count, of = one["total"]["count"], one["total"]["of"]
            assert all(n == 0 or n >= SMALLEST for n in (count, of, of - count))


def test_no_stock_is_in_it() -> None:
    assert not [one.id for one in PUBLIC if one.stock]


def test_no_platform_is_named_anywhere(tmp_path: Path) -> None:
    store = open_rehearsal(tmp_path / "cases.db", tmp_path / "files", now_us=MONDAY_US)
    quarter = Quarter(store, clock=Clock(MONDAY_US + DAY_US))
    tree.begin(quarter.desk(), level="nation", name="国家机关")
    name = "小河视频-平台"
    tree.add(quarter.desk(), name, parent=None, level="platform", name="小河视频", lead="lea")
    duties.ask(quarter.desk(), name, "2026-W02")
    quarter.clock.now_us += 100 * DAY_US
    with quarter.store.reading("main") as unit:
        assert {one.platform for one in unit.find(Duty)} == {name}
    for file in write_transparency(transparency(quarter.desk(), QUARTER), tmp_path / "out"):
        assert "小河视频" not in file.read_text("utf-8"), file.name
    store.close()


def test_the_command_on_the_page_is_one_command_whatever_the_body_is_called(
    quarter: Quarter, tmp_path: Path
) -> None:
    document = transparency(quarter.desk(), QUARTER)
    named = "省 局; rm -rf ~"
    write_transparency({**document, "organisation": named}, tmp_path)
    page = unescape((tmp_path / "methods.html").read_text("utf-8"))
    (command,) = set(re.findall(r"clearwater report figure [^<]*", page))
    words = shlex.split(command, comments=True)
    assert words[:6] == ["clearwater", "report", "figure", "measures.begun", "--quarter", QUARTER]
    assert words[6:9] == ["--organisation", named, "--ledger-size"]


def test_only_a_quarter_is_published(quarter: Quarter) -> None:
    with pytest.raises(ParameterError, match="not a quarter"):
        transparency(quarter.desk(), "2026-W03")


class Page(HTMLParser):
    """What a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.languages: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        said = dict(attrs)
        assert not any(name.startswith("on") for name in said)
        assert "src" not in said
        if tag == "section":
            self.languages.append(str(said["lang"]))


def test_pages_run_no_script_and_are_in_both_languages(quarter: Quarter, tmp_path: Path) -> None:
    files = write_transparency(transparency(quarter.desk(), QUARTER), tmp_path)
    for file in files:
        if file.suffix == ".html":
            page = Page()
            page.feed(file.read_text("utf-8"))
            assert "script" not in page.tags
            assert page.languages == ["en", "zh"]
    assert {file.name for file in files} == {
        "index.html", "methods.html", "transparency.json", "transparency.csv"
    }  # fmt: skip
