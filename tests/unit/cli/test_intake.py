"""``clearwater intake`` on real stores: what is typed, what is told, and what leaves a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.case.at_store import StoreAt, desk_at
from clearwater.cases.records.case import Clue
from clearwater.cases.records.reports import UserReport
from tests.unit.cli.conftest import Store

REPORT = ("intake", "add", "--reporter", "reporter_canary", "--account", "desk0")
CATEGORY = ("--category", "fake engagement")


def test_a_report_comes_in_is_shown_counted_and_answered(store: Store) -> None:
    words = ("--words", "刷单", "--id", "R1")
    added = store.rows(*REPORT, *CATEGORY, *words)[0]
    assert set(added) == {"report", "clue", "category", "window", "times"}
    again = store(*REPORT, *CATEGORY, *words)
    assert "nothing was done" in again.err
    assert "counted again" in store(*REPORT, *CATEGORY, "--id", "R2").err
    shown = store("intake", "show", str(added["report"]), "--format", "json")
    assert json.loads(shown.out)["reporter"] == "reporter_canary"
    assert "刷单" in store("intake", "show", str(added["report"])).out
    (listed,) = store.rows("intake", "list", "--outcome", "pending")
    assert (listed["report"], listed["times"]) == (added["report"], 2)
    (figure,) = store.rows("intake", "rate")
    assert (figure["effective"], figure["decided"], figure["pending"]) == (0, 0, 1)
    assert figure["rate"] is None
    (one,) = store.rows("intake", "reporters", "--reveal")
    assert (one["identifier"], one["reliability"]) == ("reporter_canary", 0.5)
    assert "identifier" not in store.rows("intake", "reporters")[0]
    told = json.loads(store("intake", "answers", "--lang", "zh").out)
    assert [(one["reporter"], one["ids"]) for one in told] == [("reporter_canary", ["R1", "R2"])]
    assert json.loads(store("intake", "answers").out) == []


def test_a_file_comes_in_with_names_of_its_own(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(
        "user_id,account,why,time\n"
        "u1,a1,spam,2026-03-01T10:00:00Z\nu2,a1,other,2026-03-01T10:00:00Z\n",
        encoding="utf-8",
    )
    bad = tmp_path / "bad.csv"
    words = ("intake", "import", str(path), "--map", "reporter=user_id", "--map", "category=why")
    more = ("--category", "spam=brushing", "--max-bad-share", "60%", "--quarantine", str(bad))
    (came,) = store.rows(*words, *more)
    assert came == {"rows": 2, "reports": 1, "again": 0, "repeated": 0, "bad": 1}
    listed = bad.read_text("utf-8").splitlines()
    assert listed == ["line,field,reason", "3,category,not in the policy's list"]
    assert store.rows(*words, *more)[0]["repeated"] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*REPORT, "--category", "brushng"), 3, "did you mean 'brushing'"),
        (("intake", "add", "--reporter", "u", *CATEGORY), 2, "about nothing"),
        ((*REPORT, *CATEGORY, "--time", "yesterday"), 2, "its zone"),
        (("intake", "list", "--outcome", "good"), 2, "no such outcome"),
        (("intake", "list", "--limit", "0"), 2, "out of range"),
        (("intake", "show", "report-none"), 3, "there is no such report"),
        (("intake", "show", "report-none", "--format", "csv"), 2, "no table"),
        (("intake", "answers", "--lang", "fr"), 2, "en or zh"),
        (("intake", "answers", "--limit", "0"), 2, "out of range"),
        (("intake", "brigades", "--look", "--days", "0"), 2, "out of range"),
        (("intake", "reporters", "--purpose", "curiosity"), 3, "no such purpose"),
    ],
)
def test_a_slip_is_named(store: Store, words: tuple[str, ...], code: int, said: str) -> None:
    store("case", "init")
    ended = store(*words)
    assert said in ended.err
    assert ended.code == code


def test_without_reports_there_are_no_brigades(store: Store) -> None:
    store("case", "init")
    looked = store("intake", "brigades", "--look", "--format", "json")
    assert looked.out == "[]\n"
    assert "0 messages scanned" in looked.err


def test_only_intake_may_see_who_reported(store: Store) -> None:
    store("case", "init", "--users", "listed", user="lead")
    for user, role in (("ning", "intake"), ("li.wei", "investigator")):
        store("case", "user", user, "--role", role, user="lead")
    report = str(store.rows(*REPORT, *CATEGORY, user="ning")[0]["report"])
    assert store("intake", "show", report, user="ning").code == 0
    for user in ("li.wei", "lead"):
        for words in (("show", report), ("reporters",), ("answers",), ("brigades", "--look")):
            refused = store("intake", *words, user=user)
            assert refused.code == 3, words
            assert "intake" in refused.err
        assert store("intake", "list", user=user).code == 0
    assert store("case", "list", user="ning").code == 3


def test_a_sealed_package_says_nothing_of_who_reported(
    store: Store, run_folder: Path, tmp_path: Path
) -> None:
    """By both ways in, before the case and after: no identifier, and no name of the store."""
    clue = ("case", "clue", "--account", "desk0", "--reporter", "reporter_canary")
    first = store.rows(*clue, "--note", "五个号同时点赞")[0]
    reported = store.rows(*REPORT, *CATEGORY, "--words", "canary words")[0]
    case = store.opened(run_folder)
    for name in (first["clue"], reported["clue"]):
        assert store("case", "join", case, "--clue", str(name)).code == 0
    store.rows(*clue, "--note", "又来了")
    store.rows("intake", "add", "--reporter", "another_canary", "--account", "desk0", *CATEGORY)
    sealed = store.rows("evidence", "seal", case, "--out", str(tmp_path / "bag"))
    assert sealed
    opened, desk = desk_at(StoreAt(store.url, None, "li.wei", "main", None))
    with opened.reading("main") as unit:
        secrets = {one.reporter for one in unit.find(UserReport)}
        secrets |= {one.reporter for one in unit.find(Clue) if one.reporter is not None}
        whole = [entry.canonical() for entry in unit.entries(case)]
    opened.close()
    assert desk.user == "li.wei"
    assert len(secrets) == 2
    kept = [path.read_bytes() for path in (tmp_path / "bag").rglob("*") if path.is_file()]
    assert any(b"clue received" in text for text in kept)
    for text in (*kept, *whole):
        assert b"canary" not in text
        for secret in secrets:
            assert str(secret).encode() not in text
