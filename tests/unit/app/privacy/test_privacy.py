"""Erasure, holds, quotas and lists at a store, piece by piece; the whole is a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.case.opening import Told, open_for_clue, receive_clue, set_aside_clue
from clearwater.app.case.restrictions import restrictions
from clearwater.app.case.showing import show
from clearwater.app.privacy.applying import apply
from clearwater.app.privacy.erasing import Who, erase
from clearwater.app.privacy.erasure_list import NAME, keep_list, read_list
from clearwater.app.privacy.holding import hold, holds, lift
from clearwater.app.privacy.pruning import prune
from clearwater.app.privacy.retention import retain
from clearwater.app.privacy.reveals import reveals
from clearwater.cases import acts
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.policy import PolicyRow
from clearwater.cases.records.privacy import Cause, DataKey, Erasure
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import restore
from clearwater.cases.store.sealing import Sealing
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.commands_privacy import EraseDue, PlaceHold
from clearwater.errors import ParameterError, SourceError
from tests.helpers.canaries import ASCII, CHINESE, REPORTER
from tests.helpers.canary_life import CanaryLife


@pytest.fixture
def life(tmp_path: Path) -> Iterator[CanaryLife]:
    begun = CanaryLife.at(str(tmp_path / "cases.sqlite"), tmp_path / "files")
    yield begun
    begun.store.close()


def told(account: str | None, note: str, reporter: str = REPORTER) -> Told:
    return Told("report", account, reporter, note)


# Reports ----------------------------------------------------------------------------------------


def test_who_reported_is_forgotten_in_time_and_not_before(life: CanaryLife) -> None:
    clue = receive_clue(life.desk("ines"), told(ASCII, f"{ASCII}!"))
    life.days(1_000)
    assert retain(life.store, life.desk("lea")).erasing.acts == (), "it waits: nobody has looked"
    set_aside_clue(life.desk("ines"), clue.clue, "nothing in it")
    life.days(179)
    assert retain(life.store, life.desk("lea")).erasing.acts == ()
    life.days(1)
    (act,) = retain(life.store, life.desk("lea")).erasing.acts
    assert (act.cause, act.subjects, act.texts, act.clues) == ("retention", 2, 5, 1)
    with life.store.reading("main") as unit:
        assert unit.subjects_by_identifier("reporter", [REPORTER]) == {}
        row = unit.get(Clue, clue.clue)
    assert row is not None
    assert row.fingerprint == f"forgotten {clue.clue}"
    assert life.store.check() == []


def test_a_reporter_of_something_else_is_still_known(life: CanaryLife) -> None:
    for account in (ASCII, CHINESE):
        clue = receive_clue(life.desk("ines"), told(account, "look"))
    set_aside_clue(life.desk("ines"), clue.clue, "nothing in it")
    life.days(200)
    (act,) = retain(life.store, life.desk("lea")).erasing.acts
    assert act.subjects == 1
    assert life.subject(REPORTER, "reporter")


def test_a_report_that_waits_keeps_whom_it_is_about(life: CanaryLife) -> None:
    receive_clue(life.desk("ines"), told(ASCII, "look"))
    with pytest.raises(RefusedError) as caught:
        erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    assert caught.value.code == "still open"


def test_the_same_account_again_is_another_one_after_an_erasure(life: CanaryLife) -> None:
    first = receive_clue(life.desk("ines"), told(ASCII, "look"))
    set_aside_clue(life.desk("ines"), first.clue, "nothing in it")
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    again = receive_clue(life.desk("ines"), told(ASCII, "look"))
    assert again.clue != first.clue
    assert again.subject != first.subject


# Rows -------------------------------------------------------------------------------------------


def test_a_title_that_names_somebody_is_emptied(life: CanaryLife) -> None:
    clue = receive_clue(life.desk("ines"), told(ASCII, "look"))
    file = open_for_clue(life.desk("ines"), clue.clue, title="likes are bought")
    life.case = file.all(Case)[0].case
    # The workflow takes no such title; what stands in a store may be older than its rules.
    named = replace(file.all(Case)[0], title=f"A seller says that {ASCII.upper()} buys likes")
    with life.store.writing("main") as unit:
        unit.save([Step(acts.CaseAssigned(life.case, "ines"), (named,))], "ines", life.tick())
    life.do("ines", c.AssignCase("ines"))
    life.do("lea", c.CloseCase("nothing"))
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    with life.store.reading("main") as unit:
        (row,) = unit.find(Case)
    assert row.title == "(erased)"
    assert life.store.check() == []


def test_what_an_older_version_left_in_clear_is_read_and_erased(
    life: CanaryLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(Sealing, "of_step", lambda _self, step, _now_us: step)
        clue = receive_clue(life.desk("ines"), told(ASCII, "look"))
    set_aside_clue(life.desk("ines"), clue.clue, f"{ASCII}: nothing in it")
    with life.store.reading("main") as unit:
        assert len(unit.find(DataKey)) == 1
        texts = [one.text for one in unit.find(Disclosure)]
    assert ASCII in texts
    done = erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    assert done.texts == 3
    with life.store.reading("main") as unit:
        left = {one.text for one in unit.find(Disclosure)}
    assert {one for one in left if one and not one.startswith("subject-")} == {REPORTER, "asked"}
    assert life.store.check() == []


def test_the_ledger_does_not_say_whose_token_it_was(life: CanaryLife) -> None:
    """Who has the key of tokens cannot try identifiers until the digest of a row fits."""
    receive_clue(life.desk("ines"), told(ASCII, "look"))
    with life.store.reading("main") as unit:
        token = unit.token("account", ASCII)
        row = unit.get(Subject, life.subject(ASCII))
        (clue,) = unit.find(Clue)
        assert clue.fingerprint == unit.token("clue", f"account {ASCII}")
        raw = next(unit.privacy.rows_with("clue", clue.clue))
    assert row is not None
    assert row.token is not None
    assert row.token.startswith(f"{token}.")
    assert len(row.token) == len(token) + 33
    assert isinstance(raw, Clue)
    assert raw.fingerprint.startswith(f"{clue.fingerprint}.")


# Evidence ---------------------------------------------------------------------------------------


def closed_case(life: CanaryLife, account: str, content: bytes, organisation: str = "main") -> str:
    """Return a case about one account, with one file, closed without measures."""
    desk = life.desk("ines", organisation)
    clue = receive_clue(desk, told(account, "look", f"reporter of {account}"))
    file = open_for_clue(desk, clue.clue, title="accounts in step")
    case = file.all(Case)[0].case
    blob = life.store.blobs.put(content)
    frozen = c.FreezeEvidence((c.FrozenFile("run.json", blob.sha256, blob.size),))
    for command in (c.AssignCase("ines"), frozen, c.CloseCase("nothing")):
        desk.on_case(case, lambda _unit, _file, command=command: command)  # type: ignore[misc]
    return case


@pytest.mark.parametrize("organisation", ["main", "华东"])
def test_a_file_on_which_another_case_rests_stays_until_that_is_erased(
    life: CanaryLife, organisation: str
) -> None:
    closed_case(life, ASCII, b"shared")
    closed_case(life, CHINESE, b"shared", organisation)
    (sha256,) = life.store.blobs.names()
    first = erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    assert (first.cases, first.swept.frozen) == (1, 0)
    assert life.store.blobs.check(sha256) == ""
    assert life.store.check() == []
    second = erase(life.store, life.desk("lea", organisation), Who(CHINESE), "asked")
    assert second.swept.frozen == 1
    assert list(life.store.blobs.names()) == []
    assert list((life.store.files / "keys/evidence").rglob("*.*")) == []
    assert life.store.check() == []


def test_a_file_that_is_left_behind_is_named_and_goes_next_time(life: CanaryLife) -> None:
    closed_case(life, ASCII, b"evidence")
    (sha256,) = life.store.blobs.names()
    path = life.store.blobs.path(sha256)
    kept = path.read_bytes()
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(kept)
    assert [(f.kind, f.where) for f in life.store.check()] == [
        ("unfinished erasure", f"blob {sha256}")
    ]
    assert retain(life.store, life.desk("lea")).erasing.swept.frozen == 1
    assert life.store.check() == []


# Holds ------------------------------------------------------------------------------------------


def test_holds_are_listed_with_their_reasons_and_that_is_on_record(life: CanaryLife) -> None:
    receive_clue(life.desk("ines"), told(ASCII, "look"))
    (placed,) = hold(life.desk("lea"), Who(ASCII), None, "court file 17/2026 · 法院卷宗")
    rows = holds(life.desk("ada"), "audit").to_pylist()
    assert [(row["hold"], row["what"], row["why"]) for row in rows] == [
        (placed.hold, "subject", "court file 17/2026 · 法院卷宗")
    ]
    lift(life.desk("max"), placed.hold, "done")
    assert holds(life.desk("ada"), "audit").num_rows == 0
    (row,) = holds(life.desk("ada"), "audit", lifted=True).to_pylist()
    assert (row["lifted_by"], row["lifted_why"]) == ("max", "done")
    with life.store.reading("main") as unit:
        acts = [entry.act for entry in unit.entries()]
    assert (
        acts[-5:]
        == ["hold placed", *(["personal data read"] * 1), "hold lifted"]
        + ["personal data read"] * 2
    )
    with pytest.raises(RefusedError, match="no such hold"):
        lift(life.desk("mia"), placed.hold, "again")
    with pytest.raises(RefusedError, match="no such hold"):
        lift(life.desk("mia"), "hold-x", "none")


def test_what_is_held_must_be_there(life: CanaryLife) -> None:
    with pytest.raises(ParameterError, match="knows nobody"):
        hold(life.desk("lea"), Who(ASCII), None, "why")
    with pytest.raises(RefusedError, match="no such case"):
        hold(life.desk("lea"), Who(), "case-x", "why")
    refused(life, PlaceHold("ledger", "x", "why"), "cannot be used")


def test_nobody_asks_for_what_only_the_clock_may(life: CanaryLife) -> None:
    refused(life, EraseDue(Cause.RETENTION), "nobody with these")


def refused(life: CanaryLife, command: c.Command, says: str) -> None:
    desk = life.desk("lea")
    with life.store.writing("main") as unit:
        context = desk.context(unit)
        with pytest.raises(RefusedError, match=says):
            desk.without_case(unit, context, command)


# Quotas -----------------------------------------------------------------------------------------


def test_a_quota_counts_for_each_person_and_over_everything(life: CanaryLife) -> None:
    with life.store.writing("main") as unit:
        desk = life.desk("lea")
        context = desk.context(unit)
        privacy = replace(context.policy.privacy, reveals=11)
        policy = replace(context.policy, privacy=privacy)
        desk.without_case(unit, context, c.ChangePolicy(policy, unit.get(PolicyRow, "main")))
    life.to_a_decision()
    show(life.desk("ada"), life.case, "audit")
    show(life.desk("ada"), life.case, "audit")
    restrictions(life.desk("ada"), "audit", account=ASCII)
    with pytest.raises(RefusedError) as caught:
        show(life.desk("ada"), life.case, "audit")
    assert caught.value.code == "too many revealed"
    assert caught.value.found == "11 shown and 5 more"
    assert "Possible again from" in caught.value.next_step
    show(life.desk("mia"), life.case, "audit")
    rows = reveals(life.desk("mia")).to_pylist()
    assert [(row["user"], row["times"], row["accounts"], row["left"]) for row in rows] == [
        ("ada", 3, 11, 0),
        ("mia", 1, 5, 6),
    ]
    life.days(0.05)
    show(life.desk("ada"), life.case, "audit")


# Backups ----------------------------------------------------------------------------------------


def test_a_list_is_believed_only_as_the_ledger_signed_it(life: CanaryLife, tmp_path: Path) -> None:
    closed_case(life, ASCII, b"evidence")
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    assert keep_list(life.store, "main", tmp_path) == keep_list(life.store, "main", tmp_path) == 3
    path, key = tmp_path / NAME, life.store.keys.signing.public
    with life.store.reading("main") as unit:
        erased = {(one.what, one.about) for one in unit.find(Erasure)}
    assert {(one.what, one.about) for one in read_list(path, key)} == erased
    whole = path.read_bytes()
    for changed in (
        whole.replace(b'"subject"', b'"clue"', 1),
        whole.replace(b"subject-", b"subject-z", 1),
        whole + b"{}\n",
        b"\xff",
    ):
        path.write_bytes(changed)
        with pytest.raises(SourceError, match="no list of erasures of this ledger"):
            read_list(path, key)
    path.write_bytes(whole)
    with pytest.raises(SourceError, match="no list of erasures"):
        read_list(path, b"o" * 32)


def test_a_restore_erases_what_was_erased_and_nothing_more(
    life: CanaryLife, tmp_path: Path
) -> None:
    closed_case(life, ASCII, b"evidence")
    closed_case(life, CHINESE, b"other evidence")
    back_up(life.store, tmp_path / "one", user="lea", now_us=life.tick(), with_keys=True)
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    keep_list(life.store, "main", tmp_path)
    listed = read_list(tmp_path / NAME, life.store.keys.signing.public)

    (tmp_path / "new").mkdir()
    place, files = tmp_path / "new/cases.sqlite", tmp_path / "new/files"
    restore(tmp_path / "one", place, files, user="lea", now_us=life.tick())
    again = open_store(place, files, create=False)
    done = apply(again, listed, life.tick())
    assert (done.subjects, done.cases, done.swept.frozen) == (1, 1, 1)
    assert living(again) == living(life.store) - {ASKED}
    assert again.check() == []
    again.close()


ASKED = "erasure"
"""Stands for the reason, which the backup cannot have."""


def living(store: SqlStore) -> set[str]:
    """Return the texts that can be read."""
    with store.reading("main") as unit:
        keys = [one for one in unit.find(DataKey) if one.wrapped is not None]
        reasons = {one.why for one in unit.find(Erasure)}
    return {ASKED if one.commitment in reasons else one.commitment for one in keys}


def test_pruning_leaves_alone_what_is_no_backup_of_this_store(
    life: CanaryLife, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    other = CanaryLife.at(str(tmp_path / "other.sqlite"), tmp_path / "other")
    for one, name in ((life, "own"), (other, "theirs")):
        back_up(one.store, backups / name, user="lea", now_us=life.now_us, with_keys=True)
    other.store.close()
    (backups / "notes").mkdir()
    (backups / "notes/text").write_text("kept")
    life.days(29)
    assert prune(life.store, life.desk("lea"), backups).removed == ()
    life.days(2)
    done = prune(life.store, life.desk("lea"), backups)
    assert [part.folder.name for part in done.removed] == ["own.keys"]
    left = sorted(path.name for path in backups.iterdir())
    assert left == ["notes", "own", "theirs", "theirs.keys"]
    with pytest.raises(ParameterError, match="no folder of backups"):
        prune(life.store, life.desk("lea"), tmp_path / "nowhere")
