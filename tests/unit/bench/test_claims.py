"""The bench of known claims: its measures by hand, and its section."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bench.claims_quality import Task, by_channel, measured, told_again
from bench.pages_claims import section


def test_measures_by_hand() -> None:
    ranked = np.array([[3, 1, 2, -1, -1, -1], [0, 4, 5, 6, 7, 1]])
    found = measured(ranked, [frozenset([1, 2]), frozenset([1])])
    # (1/2 + 2/3) / 2 for the first; the second stands sixth.
    assert found["MAP@5"] == pytest.approx(((1 / 2 + 2 / 3) / 2) / 2, abs=1e-4)
    assert (found["recall@1"], found["recall@5"], found["recall@20"]) == (0.0, 0.5, 1.0)


TASK = Task(
    ["大家快看喝高度白酒能杀死新冠病毒", "口罩有颜色的一面必须朝外"],
    ["喝高度白酒能杀死新冠病毒", "戴口罩有颜色的一面必须朝外"],
    [],
    [frozenset([0]), frozenset([1])],
)


def test_channels_of_two_posts_that_are_found() -> None:
    assert {name: row["MAP@5"] for name, row in by_channel(TASK).items()} == dict.fromkeys(
        ("words", "letters", "words + letters"), 1.0
    )


def test_told_again_is_not_said_where_the_claim_is_taken_away() -> None:
    found = told_again(TASK, ["今天吃什么"])
    assert (found["told_again"], found["precision"], found["precision_strict"]) == (2, 1.0, 1.0)
    assert found["strangers_told_again"] == 0


def row(of: str, channel: str, value: float) -> dict[str, Any]:
    measures = dict.fromkeys(("MAP@5", "recall@1", "recall@5", "recall@20"), value)
    return {"set": of, "channel": channel, "posts": 2, "claims": 3, **measures}


def test_the_section_says_what_was_kept_and_what_was_not_installed() -> None:
    again = {
        **dict.fromkeys(("told_again", "posts", "strangers", "strangers_told_again"), 1),
        **dict.fromkeys(("precision", "precision_strict", "recall"), 0.5),
    }
    result = {
        "sentences": "not installed: make .venv-sentences/.ready",
        "quality": [
            row("English, dev, text, title", "words + letters", 0.9),
            row("English, devtest, text, title", "words + letters", 0.99),
            row("Chinese", "words + letters", 0.8),
        ],
        "told_again": [{"set": "Chinese", **again}],
        "speed": {
            "job": "the job",
            "posts": 10,
            "claims": 5,
            "seconds": 61.0,
            "cpu_seconds": 3.0,
            "peak_mb": 7,
            "rows": 8,
            "limit_seconds": 60,
        },
    }
    text = section(result)
    assert "MAP@5 of 0.88 or more, English, dev: 0.900 as it comes, **kept**." in text
    assert "recall@20 of 0.96 or more, English, dev: 0.900 as it comes, **not kept**." in text
    assert "MAP@5 of 0.85 or more, Chinese: 0.800 as it comes, **not kept**." in text
    assert "not installed" in text
    assert "60 s, **not kept**" in text
    assert section({"skipped": "no data"}) == "## Known claims\n\n**Not measured:** no data.\n"
