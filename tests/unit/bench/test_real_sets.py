"""The bench on real sets: what it stores, and a section that claims no more than was measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from bench import real_sets
from bench.pages_real_sets import MOST_ROWS, section
from bench.real_logs_input import DATA_VARIABLE

from clearwater.app.methods import METHODS
from clearwater.evaluate.real_sets import REAL_SETS
from tests.unit.app.test_real_sets_job import ALPHA, OTC, put_three

Result = dict[str, Any]
PEERS = [f"method {number}" for number in range(30)]


def row(method: str, ap: float | None = 0.5, **changed: Any) -> Result:
    """Return a stored row of OTC; without an AP it was skipped."""
    measures = {name: [ap, 0.1, 0.9] for name in ("AP", "AUC", "recall at 1 % FPR")}
    same: Result = {
        "set": OTC,
        "protocol": "P2 OTC",
        "task": "labelled accounts",
        "method": method,
        "inputs": "ratings given",
        "rows": 316,
        "positives": 180,
        "circular": False,
        "skipped": "needs ip, which the set lacks" if ap is None else None,
        "accounts_with_evidence": None if ap is None else 7,
        "measures": {} if ap is None else measures,
    }
    return same | changed


def alarms(method: str, flagged: float, **changed: Any) -> Result:
    """Return a stored row of the unlabelled set."""
    names = ("flagged per 10,000", "groups", "largest group", "median group")
    return row(method) | {
        "set": ALPHA,
        "protocol": "P6 false alarms",
        "task": "accounts",
        "positives": 0,
        "measures": {name: [flagged, None, None] for name in names},
        **changed,
    }


def result(*rows: Result) -> Result:
    settings = {row["method"]: f"settings of {row['method']}" for row in rows}
    return {"draws": 1_000, "missing": {}, "settings": settings, "rows": list(rows)}


def table_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ")]


@pytest.fixture(autouse=True)
def keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real_sets, "code_hash", lambda bench: f"code of {bench}")


def test_without_data_it_says_so_and_so_does_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    nothing = real_sets.figures(quick=False, workers=1)
    assert nothing["code"] == "code of real_sets"
    assert "NO real set was judged" in capsys.readouterr().err
    assert "**Not measured:** CLEARWATER_DATA is not set" in section(nothing)


def test_what_was_measured_is_stored_and_becomes_a_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_three(monkeypatch, tmp_path / "real")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    keys: list[str] = []

    def in_this_process(
        bench: str,
        tasks: Mapping[str, tuple[Any, ...]],
        work: Callable[..., Result],
        workers: int,
    ) -> dict[str, Result]:
        keys.extend(tasks)
        return {key: {**work(*arguments), "cpu_s": 1.0} for key, arguments in tasks.items()}

    monkeypatch.setattr(real_sets, "run_all", in_this_process)
    stored = real_sets.figures(quick=True, workers=1)
    assert keys == [*(f"{ALPHA}-{name}-50" for name in METHODS), f"{OTC}-all-50"]
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert {row["method"] for row in stored["rows"]} > {m.name for m in METHODS.values()}
    assert (stored["cpu_s"], stored["code"]) == (len(keys), "code of real_sets")
    assert "### P2 OTC: bitcoin_otc" in section(stored)
    for trap in REAL_SETS[OTC].traps:
        assert f"- {trap}\n" in section(stored)


def test_a_set_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_three(monkeypatch, tmp_path / "real")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    monkeypatch.setattr(
        real_sets, "run_all", lambda *given: {key: {"rows": [], "cpu_s": 0.0} for key in given[1]}
    )
    stored = real_sets.figures(quick=False, workers=1)
    assert "NOT judged: hop_sybil" in capsys.readouterr().err
    assert "**Not measured: hop_sybil.** a file of hop_sybil is missing" in section(stored)


def test_clearwater_stands_first_and_its_blindness_is_said() -> None:
    text = section(
        result(
            row("few ratings given", 0.801),
            row("Clearwater", 0.57, accounts_with_evidence=0),
            alarms("Clearwater", 0.0, accounts_with_evidence=0),
            alarms("peer", 3.0),
        )
    )
    assert "**Of these 2 sets Clearwater sees nothing on 2 and cannot be asked about 0.**" in text
    assert "0 alarms on bitcoin_alpha_unlabelled is no merit: it sees nothing there." in text
    first = table_lines(text)[2]
    assert first.startswith("| **Clearwater** (sees nothing) |")
    assert (
        "the highest AP is 0.801 (0.10-0.90), of *few ratings given*; "
        "Clearwater 0.570 (0.10-0.90); a guess has 0.570"
    ) in text


def test_where_clearwater_sees_something_no_blindness_is_claimed() -> None:
    text = section(result(row("Clearwater", 0.9), alarms("Clearwater", 0.0)))
    for trap in REAL_SETS[ALPHA].traps:
        text = text.replace(trap, "")
    assert "sees nothing" not in text
    assert "no merit" not in text


def test_where_it_cannot_be_asked_that_is_said() -> None:
    text = section(result(row("Clearwater", None), row("rule", 0.6)))
    assert "it cannot be asked: needs ip, which the set lacks." in text
    assert "Not asked: Clearwater (needs ip, which the set lacks)." in text
    assert "**Clearwater**" not in "".join(table_lines(text))


def test_a_circular_row_is_marked_and_never_the_best() -> None:
    rows = (row("received", 0.997, circular=True), row("given", 0.8), row("Clearwater", 0.7))
    text = section(result(*rows))
    assert "| received (**circular**) |" in text
    assert "of *given*; Clearwater 0.700" in text


def test_where_nobody_beats_a_guess_nobody_is_the_best() -> None:
    blind = row("Clearwater", 180 / 316, accounts_with_evidence=0)
    text = section(result(blind, row("peer", 0.5)))
    assert "nobody ranks better than a guess, which has AP 0.570." in text
    assert "the highest AP" not in text


def test_tasks_of_rules_alone_have_no_verdict() -> None:
    assert "a guess" not in section(result(row("few ratings given", 0.8)))


def test_blind_methods_share_a_row_and_are_all_named() -> None:
    text = section(
        result(
            row("Clearwater"),
            row("a", accounts_with_evidence=0),
            row("b", accounts_with_evidence=0),
            row("c"),
        )
    )
    assert "| no evidence on any account: a; b |" in text
    assert len(table_lines(text)) == 2 + 3


def test_no_table_is_long_and_short_tasks_share_one() -> None:
    tasks_of = [row(name, task=f"task {number % 5}") for number, name in enumerate(PEERS)]
    text = section(result(*sorted(tasks_of, key=lambda one: str(one["task"]))))
    blocks = [block for block in text.split("\n\n") if block.startswith("| ")]
    assert [len(block.strip().splitlines()) - 2 for block in blocks] == [12, 12, 6]
    assert MOST_ROWS == 12
    assert "| task 0 | 316 | 180 | method 0 |" in blocks[0]
    assert "| task |" not in blocks[2]


def test_a_task_with_too_many_rows_is_split_and_loses_none() -> None:
    text = section(result(*(row(name) for name in PEERS)))
    blocks = [block for block in text.split("\n\n") if block.startswith("| ")]
    assert [len(block.strip().splitlines()) - 2 for block in blocks] == [12, 12, 6]


def test_only_rules_of_one_set_have_their_settings_here() -> None:
    text = section(result(row("Clearwater"), row("few ratings given")))
    assert "- **few ratings given:** settings of few ratings given" in text
    assert "settings of Clearwater" not in text
