"""The section on thin blocks: what is promised, what is lost, and what the log holds itself."""

from __future__ import annotations

from typing import Any

from bench.pages_block_sweep import section

DENSITIES = [0.05, 0.1, 0.5]


def method(low: float | None) -> dict[str, Any]:
    f = [1.0 if low is not None and density >= low else 0.2 for density in DENSITIES]
    return {"f": f, "half_interval_95": [0.01] * 3, "lowest_density": low}


def result(ours: float | None) -> dict[str, Any]:
    row = {
        "size": "100x20",
        "camouflage": "biased",
        "window": "6 h",
        "first block": method(ours),
        "best of three": method(0.05),
        "FRAUDAR": method(None),
        "reached": ours is not None and ours <= 0.3,
    }
    block = {
        "accounts": 1200,
        "moments": 40,
        "window_h": 6.0,
        "edges": 900,
        "expected": 300.5,
        "p": 0.05,
    }
    return {
        "base": {"blocks": [block, {**block, "accounts": 7, "p": 1.0}]},
        "level": 0.05,
        "enough": 0.9,
        "seeds": [400, 409],
        "densities": DENSITIES,
        "headline": "6 h",
        "targets": {"100x20": 0.3},
        "rows": [row],
    }


def test_a_line_says_what_both_are_worth_at_our_lowest_density() -> None:
    page = section(result(0.1))
    assert "| 100x20 | biased | 0.10 | 1.00 ± 0.01 | 0.05 | never | 0.20 ± 0.01 |" in page
    assert "10 seeds" in page
    assert "**kept**" in page
    assert "1,200 accounts at 40 moments" in page
    assert "7 accounts" not in page


def test_a_block_that_is_never_found_breaks_the_promise() -> None:
    page = section(result(None))
    assert "| 100x20 | biased | never | – | 0.05 | never | – |" in page
    assert "**not kept** (100x20, biased)" in page


def test_without_data_the_page_says_so() -> None:
    assert "**Not measured:** no data" in section({"skipped": "no data"})
