"""``clearwater case quality`` and ``case known``, as they are typed."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import CONSIDERED, Store


def _figures(store: Store, *words: str) -> dict[str, dict[str, object]]:
    return {row["figure"]: row for row in store.rows("case", "quality", *words)}


def test_a_known_case_is_decided_and_counted(store: Store, run_folder: Path) -> None:
    store("case", "init")
    keep = ("case", "known", str(run_folder), "--finding", "F001", "--right", "no action")
    (kept,) = store.rows(*keep)
    assert (kept["right_is"], kept["case"], kept["right"]) == ("no action", None, None)
    case = store.opened(run_folder)
    store("case", "assign", case)
    decide = ("case", "decide", case, "--measure", "warn", "--why", "见图")
    hasty = store(*decide)
    assert "innocent explanations were not considered" in hasty.err
    (done,) = store.rows(*decide, *CONSIDERED)
    assert (done["state"], done["outcome"], done["decision"]) == ("closed", "no action", None)
    (row,) = store.rows("case", "known")
    assert (row["case"], row["decided"], row["right"]) == (case, "warn", False)
    spared = _figures(store)["known cases: spared"]
    assert (spared["count"], spared["of"]) == (0, 1)
    assert store.rows("case", "restrictions") == []


def test_every_decision_is_judged_twice_where_a_lead_says_so(
    store: Store, run_folder: Path
) -> None:
    case = store.opened(run_folder)
    store("case", "assign", case)
    assert _figures(store, "--judge-twice", "100%")["judged twice: same measure"]["of"] == 0
    store("case", "decide", case, "--no-action", "--why", "是粉丝团")
    wrong = store("case", "quality", "--judge-twice", "120%")
    assert wrong.code == 2
    half = store("case", "known", str(run_folder), "--finding", "F001")
    assert half.code == 2
    assert "--right" in half.err
    late = store("case", "known", str(run_folder), "--finding", "F001", "--right", "measure")
    assert late.code == 3
    assert "a finding that no case holds yet" in late.err
