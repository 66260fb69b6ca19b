"""The sections on leads and on rings that come back say what was measured, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from bench.pages_expand import section
from bench.pages_returning_rings import section as rings_section


def planted(found: float, strangers: int, lead: str = "three members") -> dict[str, Any]:
    return {
        "world": "share 0.4",
        "campaign": "farm of 430",
        "lead": lead,
        "members": 430,
        "held": 430,
        "found": found,
        "other_campaigns": 0,
        "strangers": strangers,
        "steps": 3,
        "level": "coordinated",
    }


def innocent(named: int) -> dict[str, Any]:
    return {
        "lead": "fan club",
        "innocent_named": named,
        "innocent_joined": named,
        "planted_named": 0,
    }


@pytest.mark.parametrize(
    ("found", "strangers", "verdict"),
    [(0.95, 8, "**Kept**"), (0.95, 9, "**Not kept**"), (0.89, 0, "**Not kept**")],
)
def test_the_promise_is_judged_by_the_worst_expansion(
    found: float, strangers: int, verdict: str
) -> None:
    rows = [planted(1.0, 0), planted(found, strangers)]
    assert verdict in section({"planted": rows, "innocent": [innocent(0)]})


def test_other_leads_do_not_touch_the_promise() -> None:
    rows = [planted(1.0, 0), planted(0.1, 0, "an object")]
    assert "**Kept**" in section({"planted": rows, "innocent": [innocent(0)]})


def test_who_was_named_wrongly_is_shown() -> None:
    page = section({"planted": [planted(1.0, 0)], "innocent": [innocent(0), innocent(7)]})
    assert "| fan club | 2 | 1 | 7 | 7 | 0 |" in page


def test_rings_taken_for_another_are_shown() -> None:
    row = {
        "kept": "all",
        "rings": 3,
        "recognised": 2,
        "auc": 1.0,
        "auc_behaviour": 0.5,
        "median_bits": {"place": 40.0, "says": 0.0, "customers": 0.0, "behaviour": 1.0},
    }
    unrelated = {"pairs": 50, "recognised": 4, "same_program": 20, "p_at_most": {"0.01": 0.02}}
    page = rings_section({"q": 0.01, "kept": [row], "unrelated": unrelated})
    assert "4 were taken for the same ring" in page
    assert "2.00% at or below 0.01" in page
    assert "| all | 3 | 2 |" in page
