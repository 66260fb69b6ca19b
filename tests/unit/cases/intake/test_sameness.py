from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clearwater.cases.intake.sameness import UNLIKE, Trace, sameness
from tests.helpers.user_reports import MONDAY_US

DAY_US = 86_400_000_000
FORM = tuple(f"sentence {n} of the form" for n in range(8))


def ordinary(count: int, seed: int = 0, who: str = "r") -> list[Trace]:
    """Return reporters from everywhere, half of whom chose a sentence of the form."""
    rng = np.random.default_rng(seed)
    return [
        Trace(
            reporter=f"{who}{n}",
            time_us=MONDAY_US,
            text=str(rng.choice(FORM)) if rng.random() < 0.5 else f"own words {who}{n}",
            place=f"place {rng.integers(400)}",
            device=f"device {who}{n}",
            joined_us=MONDAY_US - int(rng.uniform(0, 900) * DAY_US),
        )
        for n in range(count)
    ]


OTHERS = ordinary(2_000)


def brigade(count: int, **changed: object) -> list[Trace]:
    alike = {"text": "the same words", **changed}
    return [replace(one, **alike) for one in ordinary(count, 9, "b")]  # type: ignore[arg-type]


def test_the_same_words_from_one_line_are_alike() -> None:
    found = sameness(brigade(12, place="one line"), OTHERS)
    assert found.p_value < 1e-9
    assert len(found.reporters) == 12


def test_the_same_words_by_new_accounts_are_alike() -> None:
    assert sameness(brigade(12, joined_us=MONDAY_US - DAY_US), OTHERS).p_value < 1e-9


@pytest.mark.parametrize(
    "crowd",
    [
        ordinary(400, 5, "n"),  # an incident: hundreds, from everywhere
        brigade(60),  # a petition: one text and nothing else
        [replace(one, place="one school") for one in ordinary(60, 6, "n")],
        [replace(one, joined_us=MONDAY_US - DAY_US) for one in ordinary(60, 7, "n")],
        [replace(one, text=FORM[0], place="one school") for one in ordinary(6, 8, "n")],
        [],
    ],
)
def test_a_crowd_that_is_large_or_alike_in_one_thing_only_is_none(crowd: list[Trace]) -> None:
    assert sameness(crowd, OTHERS).p_value > 0.01


def test_a_place_full_of_others_argues_against() -> None:
    campus = [replace(one, place="campus") for one in OTHERS[:200]]
    crowd = brigade(12, place="campus")
    assert sameness(crowd, [*campus, *OTHERS[200:]]) == UNLIKE


def test_who_said_something_else_in_the_same_moment_is_not_meant() -> None:
    crowd = [*brigade(12, place="one line"), *ordinary(30, 3, "n")]
    assert {one[0] for one in sameness(crowd, OTHERS).reporters} == {"b"}


def test_in_ordinary_crowds_a_small_p_is_as_rare_as_it_says() -> None:
    """Drawn from the background: 5 % of them may be below 0.05, and fewer are."""
    below = 0
    for seed in range(200):
        crowd = ordinary(40, 1_000 + seed, "n")
        below += sameness(crowd, OTHERS).p_value <= 0.05
    assert below <= 10
