from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.app import real_sets_job
from clearwater.app.methods import METHODS, methods_named
from clearwater.app.peer_methods import CooRTweet
from clearwater.app.progress import Progress
from clearwater.app.real_sets_job import (
    PROTOCOLS,
    ROWS,
    Step,
    cell,
    ready,
    run_sets,
    run_step,
    steps,
    summary,
)
from clearwater.errors import InputError, ParameterError, SourceError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.baselines import Fraudar
from clearwater.evaluate.real_sets import REAL_SETS, SetFile, real_set
from clearwater.evaluate.real_sets.folder import sha256_of
from tests.unit.evaluate.real_sets.made_up_sets import (
    FixedAnswer,
    otc,
    shuffled,
    unlabelled,
    yelpchi,
    youtube,
)

OTC, YELP, YOUTUBE, ALPHA = (
    *("bitcoin_otc", "yelpchi_bipartite", "youtube_spam"),
    "bitcoin_alpha_unlabelled",
)


def put(monkeypatch: pytest.MonkeyPatch, folder: Path, set_id: str, *tables: pa.Table) -> None:
    """Write made-up tables as a set and register their checksums as the right ones."""
    names = [file.name for file in REAL_SETS[set_id].files]
    (folder / set_id).mkdir(parents=True, exist_ok=True)
    files = []
    for name, table in zip(names, tables, strict=True):
        pq.write_table(table, folder / set_id / name)
        files.append(SetFile(name, sha256_of(folder / set_id / name), table.num_rows))
    monkeypatch.setitem(REAL_SETS, set_id, replace(real_set(set_id), files=tuple(files)))


def put_three(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Put a set with a circular rule, one without times and one without labels."""
    put(monkeypatch, folder, OTC, otc().events, otc().labels)
    put(monkeypatch, folder, YELP, yelpchi().events, yelpchi().labels)
    put(monkeypatch, folder, ALPHA, unlabelled(texts=False).events)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put_three(monkeypatch, tmp_path)
    return tmp_path


def measured(folder: Path, *sets: str, methods: Sequence[Method] = ()) -> list[dict[str, Any]]:
    named = {str(number): method for number, method in enumerate(methods)}
    table = run_sets(folder, sets, named, 1, draws=20)
    assert table.schema == ROWS
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def test_every_protocol_is_of_a_registered_set() -> None:
    assert set(PROTOCOLS) < set(REAL_SETS)
    assert {"github_fake_stars", "mib_fake_followers", "ira_trolls_50"} == (
        set(REAL_SETS) - set(PROTOCOLS)
    )


def test_what_is_there_is_ready_and_what_is_not_is_named(folder: Path) -> None:
    found = ready(folder)
    assert found.sets == (OTC, YELP, ALPHA)
    assert set(found.missing) == set(PROTOCOLS) - set(found.sets)
    assert "hop-protocol" in str(found.missing["hop_sybil"])


def test_a_changed_set_is_left_out_unless_it_was_named(folder: Path) -> None:
    (folder / OTC / "labels.parquet").write_bytes(b"changed")
    found = ready(folder)
    assert OTC not in found.sets
    assert "labels.parquet" in found.missing[OTC].where
    with pytest.raises(InputError, match="figures were measured on"):
        ready(folder, [OTC])


def test_a_named_set_that_is_missing_is_an_error(folder: Path) -> None:
    assert ready(folder, [ALPHA, ALPHA]).sets == (ALPHA,)
    with pytest.raises(SourceError, match="hop_sybil is missing"):
        ready(folder, [ALPHA, "hop_sybil"])


def test_a_set_without_protocol_is_refused_with_its_trap(folder: Path) -> None:
    with pytest.raises(ParameterError, match="honestly on mib_fake_followers") as refused:
        ready(folder, ["mib_fake_followers"])
    assert "sanity test" in refused.value.next_step
    with pytest.raises(ParameterError, match="bitcoin_otc"):
        ready(folder, ["bitcoin_oct"])


@pytest.mark.parametrize("name", ["", "no such folder"])
def test_a_folder_without_any_set_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="evaluate fetch"):
        ready(tmp_path / name)


def test_rules_of_a_protocol_run_once_and_other_sets_are_split_by_method() -> None:
    assert steps([OTC, ALPHA], ["a", "b"]) == [
        Step(OTC, ("a", "b")),
        Step(ALPHA, ("a",)),
        Step(ALPHA, ("b",)),
    ]


def test_rows_stand_by_task_rules_first_and_then_methods_as_they_were_named(
    folder: Path,
) -> None:
    rows = measured(folder, YELP, methods=[Fraudar(), FixedAnswer()])
    names = list(dict.fromkeys((row["task"], row["method"]) for row in rows))
    each = (
        *("SpEagle prior as published", "little company kept", "company-kept, like activity"),
        *("little company kept, and the prior", "FRAUDAR-style, 3 blocks", "fixed answer"),
    )
    assert names[:12] == [(task, name) for task in ("reviews", "accounts") for name in each]
    held_out = "accounts, the half not chosen on"
    assert names[12:] == [(held_out, name) for name in each[:4]]


def test_a_method_without_times_is_asked_where_the_others_are_skipped(folder: Path) -> None:
    rows = measured(folder, YELP, methods=[Fraudar(), FixedAnswer()])
    skipped = {row["method"]: row["skipped"] for row in rows}
    assert skipped["FRAUDAR-style, 3 blocks"] is None
    assert skipped["fixed answer"] == "no times: the publisher stripped the dates"
    reviews = next(row for row in rows if row["method"] == "fixed answer")
    unmeasured = (reviews["measure"], reviews["value"], reviews["accounts_with_evidence"])
    assert unmeasured == (None, None, None)
    assert (reviews["rows"], reviews["positives"]) == (4, 2)


def test_a_circular_row_says_so(folder: Path) -> None:
    rows = measured(folder, OTC)
    assert {row["method"] for row in rows if row["circular"]} == {"low ratings received"}


def test_measures_and_evidence_of_a_method(folder: Path) -> None:
    rows = measured(folder, OTC, methods=[FixedAnswer({"u1": 2.0, "u2": 1.0, "x": 3.0})])
    mine = {row["measure"]: row for row in rows if row["method"] == "fixed answer"}
    assert mine["AUC"]["value"] == 1.0
    assert mine["AUC"]["accounts_with_evidence"] == 3
    assert {row["accounts_with_evidence"] for row in rows if row not in mine.values()} == {None}


def test_what_is_not_a_number_is_null(folder: Path) -> None:
    rows = {row["measure"]: row for row in measured(folder, ALPHA, methods=[FixedAnswer()])}
    assert rows["median group"]["value"] is None
    assert (rows["groups"]["value"], rows["groups"]["low"]) == (0.0, None)
    assert rows["flagged per 10,000"]["high"] > 0


def test_coortweet_is_not_asked_to_list_more_pairs_than_memory_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three accounts on one object in one second are three pairs."""
    log = pa.table(
        {
            "actor": ["甲", "乙", "丙"],
            "action": ["rate"] * 3,
            "object": ["o"] * 3,
            "time": pa.array([0, 1, 2], pa.timestamp("s")),
        }
    )
    put(monkeypatch, folder, ALPHA, log)
    monkeypatch.setattr(real_sets_job, "MOST_PAIRS", 3)
    assert {row["skipped"] for row in measured(folder, ALPHA, methods=[CooRTweet()])} == {None}
    monkeypatch.setattr(real_sets_job, "MOST_PAIRS", 2)
    [row] = measured(folder, ALPHA, methods=[CooRTweet()])
    assert "at most 2" in row["skipped"]
    assert "up to 3 within 10 s" in row["skipped"]


def test_the_order_of_rows_in_the_files_changes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    methods = list(methods_named(["same-second", "fraudar"]).values())
    before = measured(folder, OTC, ALPHA, methods=methods)
    put(monkeypatch, folder, OTC, shuffled(otc().events, 3), shuffled(otc().labels, 4))
    put(monkeypatch, folder, ALPHA, shuffled(unlabelled(texts=False).events, 5))
    assert measured(folder, OTC, ALPHA, methods=methods) == before


def test_a_summary_has_one_row_a_task_and_method(folder: Path) -> None:
    figures = run_sets(
        folder, [OTC, YELP], {"mute": FixedAnswer(), "block": Fraudar()}, 1, draws=20
    )
    rows = summary(figures, OTC).to_pylist()
    notes = {row["method"]: row["note"] for row in rows}
    assert len({(row["task"], row["method"]) for row in rows}) == len(rows)
    assert notes["low ratings received"] == "circular: the labels were made from this; no claim"
    assert notes["fixed answer"] == "sees nothing here: evidence on no account"
    assert notes["few ratings given"] is None
    assert rows[0]["AUC"].startswith("1.000 (")
    yelp = summary(figures, YELP)
    assert yelp.column_names == [
        *("set", "task", "method", "inputs", "rows", "positives"),
        *("AP", "AUC", "recall at 1 % FPR", "note"),
    ]
    by_method = {row["method"]: row for row in yelp.to_pylist() if row["task"] == "accounts"}
    prior, mute = by_method["SpEagle prior as published"], by_method["fixed answer"]
    assert (mute["AP"], mute["note"][:19]) == (None, "not asked: no times")
    assert prior["note"] is None


def test_an_interval_never_seems_to_miss_its_value() -> None:
    assert cell(0.4871, 0.1051, 0.7414) == "0.487 (0.11-0.74)"
    assert cell(0.997, 0.9953, 0.9991) == "0.997 (0.995-0.999)"
    assert cell(17.24, 12.5, 22.0) == "17.2 (12.5-22.0)"
    assert cell(234.0, None, None) == "234"
    assert cell(0.25, None, None) == "0.250"
    assert cell(None, None, None) == "-"


def test_progress_is_told_of_every_part(folder: Path) -> None:
    heard: list[Progress] = []
    methods = {"a": FixedAnswer(name="a"), "b": FixedAnswer(name="b")}
    run_sets(folder, [OTC, ALPHA], methods, 1, 5, heard.append)
    assert [(one.done, one.total) for one in heard] == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_method_that_sees_its_own_labels_would_be_noticed(folder: Path) -> None:
    spy = FixedAnswer()
    measured(folder, OTC, YELP, ALPHA, methods=[spy])
    seen = {name for log in spy.shown for name in log.events.column_names}
    assert seen == {"actor", "action", "object", "time"}


class Counting(FixedAnswer):
    """A method that has evidence on as many accounts as it is shown."""

    def judge(self, log: LogToJudge) -> Judgement:
        return Judgement(dict.fromkeys(log.events["actor"].to_pylist(), 1.0), {})


def test_evidence_is_counted_in_accounts_of_the_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, folder, YOUTUBE, youtube().events, pa.table({"actor": ["a"]}))
    rows = run_step(folder, Step(YOUTUBE, ("count",)), {"count": Counting()}, 1, 5)
    [mine] = [one for one in rows if one.row.method == "fixed answer"]
    assert mine.accounts_with_evidence == 4  # s1, a, s2, b: the third video has no times


@pytest.mark.data
@pytest.mark.slow
def test_on_the_real_set_the_known_figure_comes_out(data_dir: Path) -> None:
    found = ready(data_dir / "real", [OTC])
    rows = run_sets(
        data_dir / "real", found.sets, {"clearwater": METHODS["clearwater"]}, 1, draws=20
    ).to_pylist()
    of_all = [row for row in rows if row["task"] == "labelled accounts"]
    auc = {row["method"]: row for row in of_all if row["measure"] == "AUC"}
    assert auc["few ratings given"]["value"] == pytest.approx(0.796, abs=0.001)
    assert auc["low ratings received"]["circular"]
    assert auc["Clearwater"]["accounts_with_evidence"] == 0
