from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.cases.evidence.case_record import record_of, rests_on
from clearwater.cases.evidence.frozen import Frozen
from clearwater.cases.ledger.entry import Entry, Write
from clearwater.cases.records.evidence_root import evidence_root
from clearwater.cases.records.people import Disclosure
from clearwater.cases.workflow.base import CaseFile
from clearwater.errors import OutputError
from tests.helpers.sealed_case import CASE, EXCLUDED_WHY, MAIN, WHY, decision_row, made_store


def said(package: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads((package / "data/case.json").read_bytes())
    return found


def test_the_words_of_decisions_and_the_members_names_are_in_it(package: Path) -> None:
    texts = {one["text"] for one in said(package)["words"]}
    assert texts == {WHY, EXCLUDED_WHY, "desk0", "小明_今天也在喝茶", "fan2"}


def test_who_reported_it_and_what_was_told_them_is_not(package: Path) -> None:
    assert "clues" not in {one["table"] for one in said(package)["records"]}
    every = b"".join(path.read_bytes() for path in package.rglob("*") if path.is_file())
    for kept in ("他们都是一伙的", "通知正文", "reporter-77"):
        assert kept.encode() not in every


def test_a_decision_shows_its_reasons_and_its_files(package: Path) -> None:
    decided = json.loads((package / "data/decision.json").read_bytes())
    (one,) = decided["decisions"]
    assert one["why"] == WHY
    assert one["record"]["second_by"] == "zhao"
    assert one["evidence"] == decided["frozen"]


def frozen_in(number: int, files: tuple[Frozen, ...], new: str) -> Entry:
    details: dict[str, str | int | None] = {"files": 1, "root": evidence_root(files)}
    writes = (Write("evidence", (CASE, new), "d" * 64),)
    return Entry(number, 0, MAIN, "lin", "evidence frozen", CASE, details, writes, "e" * 64)


def test_what_was_frozen_after_a_decision_is_not_what_it_rests_on() -> None:
    # Both in one microsecond: an exercise may stop its clock.
    early, late = Frozen("b", "a" * 64, 7), Frozen("a", "a" * 64, 7)
    entries = [frozen_in(4, (early,), "b"), frozen_in(9, (early, late), "a")]
    decision = decision_row("c" * 64, evidence_root([early]))
    assert rests_on(decision, [late, early], entries) == (early,)
    both = replace(decision, evidence=evidence_root([early, late]))
    assert rests_on(both, [late, early], entries) == (late, early)


def test_evidence_that_is_gone_or_was_never_frozen_is_an_error() -> None:
    item = Frozen("b", "a" * 64, 7)
    entries = [frozen_in(4, (item,), "b")]
    decision = decision_row("c" * 64, evidence_root([item]))
    for frozen, told in (([], entries), ([item], []), ([item._replace(size=8)], entries)):
        with pytest.raises(OutputError, match="not kept any more"):
            rests_on(decision, frozen, told)


def test_there_must_be_a_case() -> None:
    with pytest.raises(OutputError, match="no case"):
        record_of(CaseFile(), [], lambda _: None, [], 0)


def test_erased_words_are_said_to_be_erased(tmp_path: Path) -> None:
    made = made_store(tmp_path)
    with made.store.reading(MAIN) as unit:
        file = unit.case_file(CASE)
        assert file is not None
        record = record_of(
            file,
            [],
            lambda commitment: Disclosure(MAIN, commitment, None, None, 5),
            list(unit.entries(CASE)),
            0,
        )
    words = json.loads(record.case_json())["words"]
    assert words
    assert all(one["text"] is None and one["salt"] is None for one in words)
    assert json.loads(record.decision_json())["decisions"][0]["why"] is None
