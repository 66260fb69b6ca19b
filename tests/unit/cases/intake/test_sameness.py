from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clearwater.cases.intake.sameness import UNLIKE, Sameness, Trace, crowd_of
from clearwater.cases.intake.sameness import sameness as sameness_of
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


def sameness(traces: list[Trace], others: list[Trace], *before: list[Trace]) -> Sameness:
    return sameness_of(crowd_of(traces, others), [crowd_of(one, others) for one in before])


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


def test_the_same_words_from_several_small_places_are_alike() -> None:
    spread = [replace(one, place=f"desk {n // 5}") for n, one in enumerate(brigade(30))]
    homes = [replace(one, place=f"home {n // 2}") for n, one in enumerate(OTHERS)]
    assert sameness(spread, homes).p_value < 1e-9
    # Where most people are in one of a few halls, to be in one of them says nothing.
    assert sameness(spread, OTHERS).p_value > 0.01
    # A family of five among thirty who say the same is a family.
    family = [replace(one, place="home") for one in brigade(30)[:5]]
    assert sameness([*family, *brigade(30)[5:]], homes).p_value > 0.01


def test_the_crowd_that_said_one_thing_of_another_account_is_alike_again() -> None:
    first, second = brigade(12), [replace(one, text="other words") for one in brigade(12)]
    everybody = [*OTHERS, *first, *second]
    assert sameness(second, everybody, first).p_value < 1e-9
    strangers = [replace(one, text="a petition") for one in ordinary(12, 4, "n")]
    assert sameness(second, everybody, strangers).p_value > 0.01
    # The same people who say different things, as neighbours do who meet the same spam.
    assert sameness(ordinary(40, 9, "b"), everybody, ordinary(40, 9, "b")).p_value > 0.01


def test_in_ordinary_crowds_a_small_p_is_as_rare_as_it_says() -> None:
    """Drawn from the background: 5 % of them may be below 0.05, and fewer are."""
    below = 0
    for seed in range(200):
        crowd = ordinary(40, 1_000 + seed, "n")
        below += sameness(crowd, OTHERS).p_value <= 0.05
    assert below <= 10
