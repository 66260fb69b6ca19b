"""Data inside HTML survives any id and opens no door."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.report.embed import as_json, clip


class _Scripts(HTMLParser):
    """Collects the text of script elements and everything that stands outside them."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.inside = False
        self.outside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and attrs == [("type", "application/json")]
        if self.inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.scripts[-1] += data
        else:
            self.outside += data


@given(
    st.recursive(
        st.text() | st.integers(), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
    )
)
def test_any_value_comes_back_from_inside_a_script_element(value: object) -> None:
    parser = _Scripts()
    parser.feed(f'<script type="application/json">{as_json(value)}</script>')
    parser.close()
    assert parser.outside == ""
    assert json.loads(parser.scripts[0]) == value


def test_line_separators_of_javascript_are_escaped() -> None:
    assert as_json("a\u2028b\u2029c") == '"a\\u2028b\\u2029c"'


def test_a_number_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json(float("nan"))


def test_a_long_id_says_how_long_it_is() -> None:
    assert clip("x" * 1_000_000, 5) == "xxxxx… (1,000,000 characters)"


def test_nothing_is_cut_at_the_limit() -> None:
    assert clip("12345", 5) == "12345"
    assert clip(None, 5) is None
