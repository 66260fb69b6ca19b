"""What every store does, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pytest

from clearwater.cases import acts
from clearwater.cases.records.base import Value
from clearwater.cases.records.case import Case, Clue, Member, Ring
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Disclosure, Subject, commitment_to
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from clearwater.errors import ParameterError, StoreError
from tests.helpers.made_up_cases import made
from tests.helpers.stores import START_US, a_case, fill, numbers, opening_of, save

# Saving -----------------------------------------------------------------------------------------


def test_it_does_what_the_protocol_says(store: SqlStore) -> None:
    kept: Store = store
    with kept.reading("main") as unit:
        asked: Unit = unit
        assert asked.queue() == ()
    for kind, seen in ((Store, store), (Unit, unit)):
        promised = {name for name in vars(kind) if not name.startswith("_")}
        assert promised <= set(dir(seen))


def test_a_new_store_begins_with_the_entry_that_made_it(store: SqlStore) -> None:
    with store.reading("main") as unit:
        (first,) = unit.entries()

    assert (first.number, first.act, first.user) == (0, "store created", "root")
    assert first.details["public_key"] == store.keys.signing.public.hex()
    assert store.check() == []


def test_row_and_entry_are_saved_together(store: SqlStore) -> None:
    with store.writing("main") as unit:
        (entry,) = unit.save([opening_of(a_case("case-1"))], "王芳", START_US + 5)
        assert unit.get(Case, "case-1") == a_case("case-1"), "the unit sees what it saved"
        assert [one.number for one in unit.entries()] == [0, 1]

    with store.reading("main") as unit:
        assert unit.get(Case, "case-1") == a_case("case-1")
        assert list(unit.entries("case-1")) == [entry]
    assert (entry.user, entry.time_us, entry.case) == ("王芳", START_US + 5, "case-1")
    assert [(write.table, write.key) for write in entry.writes] == [("cases", ("case-1",))]


def test_an_error_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        _save_and_fail(store)

    with store.reading("main") as unit:
        assert unit.get(Case, "case-1") is None
    assert numbers(store) == [0]
    save(store, opening_of(a_case("case-2")))
    assert numbers(store) == [0, 1]
    assert store.check() == []


def _save_and_fail(store: SqlStore) -> None:
    with store.writing("main") as unit:
        unit.save([opening_of(a_case("case-1"))], "王芳", START_US)
        raise RuntimeError("on purpose")


def test_what_refers_to_nothing_is_refused_at_the_commit(store: SqlStore) -> None:
    clue = made(
        *(Clue, "main"),
        clue="clue-1",
        source="report",
        fingerprint="f",
        state="joined",
        case="case-nowhere",
        times=1,
        first_us=1,
        last_us=1,
    )

    with pytest.raises(StoreError, match="did not do what was asked"):
        save(store, Step(acts.ClueJoined("case-nowhere", "clue-1"), (clue,)))
    assert numbers(store) == [0]
    assert store.check() == []


def test_a_row_may_stand_before_what_it_refers_to(store: SqlStore) -> None:
    ringed = a_case("case-1", ring="ring-1")
    save(store, Step(acts.RingShared("case-1", "ring-1", 3), (ringed, Ring("main", "ring-1", 1))))

    assert store.check() == []


def test_the_last_of_several_rows_with_one_key_stays(store: SqlStore) -> None:
    states = ("open", "in review", "proposed")
    steps = [opening_of(a_case("case-1", state=state)) for state in states]
    save(store, *steps)

    with store.reading("main") as unit:
        assert unit.get(Case, "case-1") == a_case("case-1", state="proposed")
    assert store.check() == []


@pytest.mark.parametrize("value", ["\0", "\ud800", 2**53])
def test_what_a_database_could_not_keep_is_refused(store: SqlStore, value: str | int) -> None:
    field = "severity" if isinstance(value, int) else "title"

    with pytest.raises(ParameterError, match=rf"cannot be kept \(cases.{field} of case-1\)"):
        save(store, opening_of(Case.of_row(a_case("case-1").row() | {field: value})))
    assert numbers(store) == [0]


def test_hostile_text_is_only_text(store: SqlStore) -> None:
    title = "'; DROP TABLE cases; -- \" \\ %s :x \u202e标题\n\U0001f9ff"
    save(store, opening_of(a_case("case-1", title=title)))

    with store.reading("main") as unit:
        assert [case.title for case in unit.find(Case, title=title)] == [title]
    assert store.check() == []


def test_nobody_acts_without_a_name_and_nobody_writes_while_reading(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="no user"), store.writing("main") as unit:
        unit.save([opening_of(a_case("case-1"))], "", START_US)
    with store.reading("main") as unit, pytest.raises(ValueError, match="only reads"):
        unit.save([opening_of(a_case("case-1"))], "王芳", START_US)


# Organisations ----------------------------------------------------------------------------------


def test_an_organisation_sees_its_own_rows_only(store: SqlStore) -> None:
    save(store, opening_of(a_case("case-1")))
    save(store, opening_of(a_case("case-2", "华东")), organisation="华东")

    with store.reading("华东") as unit:
        assert unit.get(Case, "case-1") is None
        assert unit.case_file("case-1") is None
        assert [case.case for case in unit.queue()] == ["case-2"]
        assert [entry.number for entry in unit.entries()] == [2]
    assert numbers(store) == [0, 1]


def test_a_record_of_another_organisation_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="'华东' in a unit of 'main'"):
        save(store, opening_of(a_case("case-1", "华东")))
    assert numbers(store) == [0]


def test_a_key_of_another_organisation_is_not_taken_over(store: SqlStore) -> None:
    save(store, opening_of(a_case("case-1")))

    with pytest.raises((ValueError, StoreError)):
        save(store, opening_of(a_case("case-1", "华东", state="closed")), organisation="华东")
    with store.reading("main") as unit:
        assert unit.get(Case, "case-1") == a_case("case-1")
    assert store.check() == []


def test_no_organisation_is_nobody(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="no organisation"), store.reading(""):
        pass


def test_tokens_differ_between_organisations(store: SqlStore) -> None:
    with store.reading("main") as one, store.reading("华东") as two:
        assert one.token("account", "用户1") == one.token("account", "用户1")
        assert one.token("account", "用户1") != two.token("account", "用户1")
        assert one.token("account", "用户1") != one.token("reporter", "用户1")


# Questions --------------------------------------------------------------------------------------


def test_the_queue_is_in_order_and_goes_on_page_by_page(store: SqlStore) -> None:
    ranks = [5, 3, 3, 9, 1, 7, 3]
    states = ["open", "closed", "open", "in review", "open", "open", "in review"]
    cases = [
        a_case(f"case-{at}", rank_us=rank, state=state, assignee="李雷" if at % 2 else None)
        for at, (rank, state) in enumerate(zip(ranks, states, strict=True))
    ]
    save(store, *(opening_of(case) for case in cases))
    wanted = sorted((case.rank_us, case.case) for case in cases if case.state != "closed")

    with store.reading("main") as unit:
        page = unit.queue(states=("open", "in review"), limit=4)
        rest = unit.queue(
            states=("open", "in review"), limit=4, after=(page[-1].rank_us, page[-1].case)
        )
        every = unit.queue()
        mine = unit.queue(assignee="李雷", states=("in review",))

    assert [(case.rank_us, case.case) for case in (*page, *rest)] == wanted
    assert len(page) == 4
    assert [case.case for case in every] == [
        name for _, name in sorted((case.rank_us, case.case) for case in cases)
    ]
    assert [case.case for case in mine] == ["case-3"]


def test_names_are_in_the_order_of_their_bytes(store: SqlStore) -> None:
    names = ["case-B", "case-a", "case-Z", "case-é", "case-标", "case_"]
    save(store, *(opening_of(a_case(name)) for name in names))

    with store.reading("main") as unit:
        assert [case.case for case in unit.queue()] == sorted(names, key=str.encode)
        assert [case.case for case in unit.find(Case)] == sorted(names, key=str.encode)


def test_messages_are_due_when_both_times_have_come(store: SqlStore) -> None:
    fill(store, 1, 1)
    with store.reading("main") as unit:
        (like,) = unit.find(Message)
    changes: dict[str, dict[str, Value]] = {
        "due": {"not_before_us": 10, "next_us": 20},
        "first": {"not_before_us": 10, "next_us": 10},
        "again later": {"not_before_us": 10, "next_us": 31},
        "not yet": {"not_before_us": 31, "next_us": 20},
        "void": {"not_before_us": 1, "next_us": 1, "state": "void"},
    }
    messages = [
        Message.of_row(like.row() | {"message": name, "state": "waiting"} | change)
        for name, change in changes.items()
    ]
    save(store, Step(acts.NoticesIssued(like.case, "d", 5, "", ""), tuple(messages)))

    with store.reading("main") as unit:
        assert [message.message for message in unit.due_messages(30, 9)] == ["first", "due"]
        assert [message.message for message in unit.due_messages(30, 1)] == ["first"]


def test_a_case_file_holds_every_row_of_the_case(store: SqlStore) -> None:
    fill(store, 2, 3)
    with store.reading("main") as unit:
        one, two = unit.find(Case)
        file = unit.case_file(one.case)
        assert file is not None
        assert file.all(Case) == (one,)
        assert len(file.all(Member)) == 3
        assert len(file.all(Message)) == 3
        assert [ring.ring for ring in file.all(Ring)] == [one.ring]
        assert unit.case_file("case-nowhere") is None
    assert all(row.case == one.case != two.case for row in file.all(Message))


def test_accounts_are_found_by_their_identifiers(store: SqlStore) -> None:
    fill(store, 1, 3)
    asked = [*(f"用户0-{at}" for at in range(3)), *(f"x{at}" for at in range(1200))]

    with store.reading("main") as unit:
        found = unit.subjects_by_identifier("account", asked)
        assert sorted(found) == ["用户0-0", "用户0-1", "用户0-2"]
        for identifier, name in found.items():
            subject = unit.get(Subject, name)
            assert subject is not None
            said = unit.get(Disclosure, subject.identifier)
            assert said is not None
            assert said.text == identifier
            assert said.salt is not None
            assert commitment_to(said.salt, identifier) == subject.identifier
        assert unit.subjects_by_identifier("reporter", asked) == {}


def test_an_account_has_one_name(store: SqlStore) -> None:
    fill(store, 1, 1)
    with store.reading("main") as unit:
        (subject,) = unit.find(Subject)
    second = Subject.of_row(subject.row() | {"subject": "subject-2"})

    with pytest.raises(StoreError):
        save(store, Step(acts.PersonalDataRead(None, "case", 1, "test"), (second,)))


def test_unknown_fields_and_keys_of_another_length_are_mistakes(store: SqlStore) -> None:
    with store.reading("main") as unit:
        with pytest.raises(ValueError, match="Case has no field colour"):
            unit.find(Case, colour="red")
        with pytest.raises(ValueError, match="found by case and subject"):
            unit.get(Member, "case-1")


def test_rows_since_a_moment_are_counted(store: SqlStore) -> None:
    save(store, *(opening_of(a_case(f"case-{at}", closed_us=at or None)) for at in range(5)))
    save(store, opening_of(a_case("case-x", "华东", closed_us=9)), organisation="华东")

    with store.reading("main") as unit:
        assert [unit.count(Case, ("closed_us", at)) for at in (0, 3, 5)] == [4, 2, 0]
        with pytest.raises(ValueError, match="Case has no field colour"):
            unit.count(Case, ("colour", 1))


def test_nothing_is_looked_for_as_nothing(store: SqlStore) -> None:
    save(store, opening_of(a_case("case-1")), opening_of(a_case("case-2", assignee="李雷")))

    with store.reading("main") as unit:
        assert [case.case for case in unit.find(Case, assignee=None)] == ["case-1"]


def test_records_of_one_kind_are_found_by_those_of_another(store: SqlStore) -> None:
    cases = [a_case(name) for name in ("case-1", "case-2")]
    save(store, *(opening_of(case) for case in cases))
    with store.reading("main") as unit:
        assert unit.among(Case, "case", Case, case="case-1") == (cases[0],)
        assert unit.among(Case, "case", Case, case="none") == ()
        assert unit.those(Case, "case", ["case-1", "none"]) == (cases[0],)
        assert unit.those(Case, "case", []) == ()
        with pytest.raises(ValueError, match="no field"):
            unit.among(Case, "case", Case, nothing="x")
    with store.reading("elsewhere") as unit:
        assert unit.among(Case, "case", Case, case="case-1") == ()
