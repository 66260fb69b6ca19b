from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from clearwater.findings.expansion import ACCOUNTS, EDGES, EXPLANATIONS, STEPS, Expansion
from clearwater.report.expansion_page import render_path
from clearwater.report.path_drawing import FOLDED_TO, drawing_of
from tests.helpers.runs import HOSTILE_NAMES


def made_up(joined: int, names: tuple[str, ...] = ()) -> Expansion:
    """Return three leads and so many accounts that each of them led to."""
    leads = ["lead-1", "lead-2", "线索三"]
    others = [*names, *(f"u{n:04d}" for n in range(joined - len(names)))]
    return Expansion(
        leads=tuple(f"account:{name}" for name in leads),
        notes=("account:lead-1: taken as given",),
        stopped="step 2 would add nobody",
        level="coordinated",
        headline="They met on 9 objects.",
        score_bits=120.0,
        families=("moves",),
        parameters={},
        steps=pa.Table.from_pylist(
            [
                {
                    "step": 1,
                    "account": name,
                    "because": "moves",
                    "figure": "met <lead-1>",
                    "window_s": 60.0,
                    "observed": 9,
                    "expected": 0.1,
                    "p_value": 1e-9,
                    "q_value": 1e-6,
                    "via": [leads[n % 3]],
                }
                for n, name in enumerate(others)
            ],
            STEPS,
        ),
        accounts=_accounts(leads, others),
        edges=pa.Table.from_pylist(
            [
                {"step": 1, "from_account": leads[n % 3], "to_account": name, "shared": 9}
                | {"window_s": 60.0}
                for n, name in enumerate(others)
            ],
            EDGES,
        ),
        explanations=pa.Table.from_pylist(
            [{"explanation": "fan club", "outcome": "ruled out", "reason": "lags"}], EXPLANATIONS
        ),
    )


def _accounts(leads: list[str], others: list[str]) -> pa.Table:
    given = [
        {"step": 0, "account": name, "lead": True, "holds": True, "note": "holds"} for name in leads
    ]
    joined = [
        {"step": 1, "account": name, "lead": False, "holds": n != 1, "q_value": 1e-6}
        | {"note": "did not hold" if n == 1 else "holds"}
        for n, name in enumerate(others)
    ]
    return pa.Table.from_pylist(given + joined, ACCOUNTS)


def test_everybody_is_drawn_where_they_are_few() -> None:
    drawing = drawing_of(made_up(30))
    assert len(drawing.marks) == 33
    assert drawing.folded == 0
    assert len(drawing.lines) == 30


def test_many_are_folded_into_one_mark_a_step() -> None:
    drawing = drawing_of(made_up(400))
    assert drawing.folded == 400 - FOLDED_TO
    assert [mark.name for mark in drawing.marks if mark.state == "folded"] == ["+364"]


def test_steps_go_from_left_to_right_and_nothing_leaves_the_picture() -> None:
    drawing = drawing_of(made_up(150))
    assert [band.x for band in drawing.bands] == sorted(band.x for band in drawing.bands)
    assert all(0 < m.x < drawing.width and 0 < m.y < drawing.height for m in drawing.marks)


def test_who_does_not_hold_is_drawn_apart() -> None:
    states = [mark.state for mark in drawing_of(made_up(10)).marks]
    assert (states.count("lead"), states.count("held"), states.count("gone")) == (3, 9, 1)


def test_a_lead_that_does_not_belong_is_struck_out_where_others_are_named() -> None:
    found = made_up(4)
    rows = found.accounts.to_pylist()
    rows[0]["holds"] = False
    stray = Expansion(**{**found.__dict__, "accounts": pa.Table.from_pylist(rows, ACCOUNTS)})
    assert "lead-1" in [mark.name for mark in drawing_of(stray).marks if mark.state == "gone"]
    nobody = Expansion(**{**stray.__dict__, "level": None})
    assert [mark.state for mark in drawing_of(nobody).marks].count("lead") == 3


def test_names_of_strangers_cannot_become_markup() -> None:
    page, picture = render_path(made_up(10, HOSTILE_NAMES))
    for text in (page, picture):
        assert "<img src=x" not in text
        assert "<script" not in text
    ElementTree.fromstring(picture)  # noqa: S314 - our own picture


@pytest.mark.parametrize(("language", "word"), [("en", "Why it stopped"), ("zh-CN", "为何停下")])
def test_the_page_speaks_both_languages_and_loads_nothing(language: str, word: str) -> None:
    page, _ = render_path(made_up(5), language="zh-CN" if language == "zh-CN" else "en")
    assert word in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    HTMLParser().feed(page)


def test_where_nobody_is_named_the_title_says_so() -> None:
    nobody = made_up(0)
    page, _ = render_path(Expansion(**{**nobody.__dict__, "level": None, "headline": ""}))
    assert "Nobody is named" in page
