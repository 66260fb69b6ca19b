"""The section on attackers who learn: figures come from the searches, and recipes never appear."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from math import inf
from pathlib import Path
from typing import Any

import pytest
from bench import attackers, figures_attackers, plotting
from bench.pages_attackers import section

from clearwater.evaluate.attacker_plans import ACTION, Plan
from clearwater.simulate import WorldConfig

Result = dict[str, Any]


def costs(cost: float | None, surviving: float = 1.0) -> Result:
    some = None if cost is None else 1.25
    return {
        "cost": cost,
        "accounts_lost": some,
        "orders_lost": some,
        "days": some,
        "surviving": surviving,
    }


def search(adapted: float | None, naive: float | None = None, accused: float = 0.0) -> Result:
    return {
        "cheap": costs(naive, 0.0),
        "adapted": costs(adapted),
        "best": [] if adapted is None else [[3, adapted + 9.0], [5, adapted]],
        "trials": 7,
        "lost_learning": 1_234,
        "accused_per_10k": accused,
    }


def result(ours: float | None, wide: float | None = 60.0) -> Result:
    return {
        "code": "0" * 12,
        "world": {
            "honest accounts": 100,
            "objects": 50,
            "private honest events": 1_000,
            "days": 9,
            "crowds": ["fan club"],
        },
        "orders": 20,
        "likes_an_order": 60,
        "prices": [{"units": 3.0, "per": "device, a month", "why": "A used phone."}],
        "break_even": 100.0,
        "decisions": 10,
        "effort": {
            "first": 4, "generations": 1, "offspring": 2, "parents": 1, "again": 1, "told": 3,
            "months": 7,
        },
        "seeds": [4_100, 4_101],
        "methods": [
            {"method": "no-detector", "settings": "nobody.", "searches": [search(30.0, 30.0)] * 2},
            {"method": "clearwater", "settings": "x.", "searches": [search(ours), search(None)]},
            {"method": "clearwater-to-a-day", "settings": "y.", "searches": [search(wide)] * 2},
            {"method": "same-address", "settings": "z.", "searches": [search(75.0, 40.0, 7_678.0)]},
        ],
    }  # fmt: skip


def row_of(text: str, method: str) -> dict[str, str]:
    """Return the row of a method by the heads of its columns."""

    def cells(begin: str) -> list[str]:
        line = next(line for line in text.splitlines() if line.startswith(f"| {begin} |"))
        return [cell.strip() for cell in line.strip("|").split("|")]

    return dict(zip(cells("method"), cells(method), strict=True))


def test_the_cheaper_search_stands_in_the_table_and_the_other_beside_it() -> None:
    row = row_of(section(result(33.0)), "**clearwater**")
    assert row["naive"] == "no like survives"
    assert row["adapted"] == "33"
    assert row["times the floor"] == "1.10"
    assert row["other search"] == "no like survives"
    assert row["lost while learning"] == "1,234"


def test_honest_people_accused_stand_beside_the_cost() -> None:
    row = row_of(section(result(33.0)), "same-address")
    assert list(row.items())[1:5] == [
        ("naive", "40"),
        ("adapted", "75"),
        ("times the floor", "2.50"),
        ("honest accused per 10k", "7678.0"),
    ]


@pytest.mark.parametrize(
    ("ours", "words"),
    [
        (33.0, "1.10 times what he would pay where nobody looks. **That is cheap to beat"),
        (60.0, "2.00 times what he would pay where nobody looks. The seller still earns."),
        (150.0, "5.00 times what he would pay where nobody looks. At that price"),
        (None, "At its defaults, no way past was found within this budget."),
    ],
)
def test_the_page_says_plainly_how_cheap_we_are_to_beat(ours: float | None, words: str) -> None:
    assert words in section(result(ours))


def test_prices_budget_and_seeds_are_stated() -> None:
    text = section(result(33.0))
    assert "| device, a month | 3 | A used phone. |" in text
    assert "20 objects, 60 likes each" in text
    assert "7 trials a search" in text
    assert "4100, 4101" in text


def test_the_quick_result_without_the_wide_windows_makes_a_page_too() -> None:
    few = result(33.0)
    few["methods"] = few["methods"][:2]
    assert "With windows up to a day" not in section(few)


def test_the_plot_is_the_same_bytes_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plotting, "FIGURES", tmp_path)
    figures_attackers.draw(result(None))
    first = (tmp_path / "attackers.svg").read_bytes()
    figures_attackers.draw(result(None))
    assert (tmp_path / "attackers.svg").read_bytes() == first
    assert b"same-address" in first


def test_the_lowest_so_far_falls_in_steps() -> None:
    costs = [figures_attackers.lowest_by(search(20.0), trial) for trial in range(1, 7)]
    assert costs == [inf, inf, 29.0, 29.0, 20.0, 20.0]


def test_every_method_has_a_line_and_the_world_has_what_is_sold() -> None:
    assert list(attackers.ASKED) == list(figures_attackers.LINES)
    assert ACTION in dict(attackers.WORLD.actions)


def test_what_is_stored_is_costs_and_no_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    small = WorldConfig(accounts=80, objects=200, events=400, days=9, actions=((ACTION, 1.0),))
    monkeypatch.setattr(attackers, "WORLD", small)
    monkeypatch.setattr(attackers, "CROWDS", ())
    monkeypatch.setattr(attackers, "code_hash", str.upper)
    monkeypatch.setattr(attackers, "run_all", run_here)
    told = attackers.figures(quick=True, workers=1)
    recipe = {field.name for field in fields(Plan)}
    assert not recipe & set(names_in(told))
    assert json.loads(json.dumps(told)) == told
    assert section(told).startswith("## Attackers who learn")
    (searched,) = told["methods"][0]["searches"]
    assert searched["trials"] == told["effort"]["months"] == 7


def run_here(
    bench: str, tasks: Mapping[str, tuple[Any, ...]], work: Callable[..., Result], workers: int
) -> dict[str, Result]:
    return {key: {**work(*arguments), "cpu_s": 0.5} for key, arguments in tasks.items()}


def names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner)
