"""Units of several organisations in one transaction: both are written, or neither."""

from __future__ import annotations

import pytest

from clearwater.cases.records.case import Case
from clearwater.cases.store.sql import SqlStore
from tests.helpers.stores import START_US, a_case, opening_of, save


def test_what_two_bodies_write_in_one_transaction_is_in_one_ledger(store: SqlStore) -> None:
    with store.writing("province") as unit:
        city = unit.beside("city")
        unit.save([opening_of(a_case("case-1", "province"))], "李娜", START_US)
        city.save([opening_of(a_case("case-2", "city"))], "李娜", START_US)
        unit.save([opening_of(a_case("case-3", "province"))], "李娜", START_US)
        assert [one.case for one in unit.entries()] == ["case-1", "case-3"]
        assert [one.case for one in city.entries()] == ["case-2"]

    assert store.check() == []
    with store.reading("city") as unit:
        assert unit.get(Case, "case-2") is not None
        assert unit.get(Case, "case-1") is None


def test_an_error_leaves_nothing_of_either(store: SqlStore) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        _save_both_and_fail(store)

    with store.reading("province") as unit:
        assert unit.get(Case, "case-1") is None
        assert unit.beside("city").get(Case, "case-2") is None
    assert store.check() == []


def _save_both_and_fail(store: SqlStore) -> None:
    with store.writing("province") as unit:
        unit.save([opening_of(a_case("case-1", "province"))], "李娜", START_US)
        unit.beside("city").save([opening_of(a_case("case-2", "city"))], "李娜", START_US)
        raise RuntimeError("on purpose")


def test_each_unit_sees_its_own_rows_whichever_spoke_last(store: SqlStore) -> None:
    save(store, opening_of(a_case("case-1", "province")), organisation="province")
    save(store, opening_of(a_case("case-2", "city")), organisation="city")
    with store.reading("province") as unit:
        city = unit.beside("city")
        for _ in range(2):
            assert [one.case for one in unit.queue()] == ["case-1"]
            assert [one.case for one in city.queue()] == ["case-2"]


def test_no_name_is_made_twice(store: SqlStore) -> None:
    with store.writing("province") as unit:
        city = unit.beside("city")
        names = [one.fresh.name("case") for one in (unit, city, unit, city)]
    assert len(set(names)) == 4


def test_rows_of_one_are_not_lost_while_another_speaks(store: SqlStore) -> None:
    save(store, opening_of(a_case("case-1", "province")), organisation="province")
    with store.reading("province") as unit:
        entries = unit.entries()
        next(entries)
        with pytest.raises(RuntimeError, match="still being read"):
            unit.beside("city").queue()
        assert list(entries) == []
        assert unit.beside("city").queue() == ()


def test_each_unit_tallies_its_own_rows(store: SqlStore) -> None:
    save(store, opening_of(a_case("case-1", "province")), organisation="province")
    for number, due_us in ((2, START_US), (3, START_US + 5)):
        row = a_case(f"case-{number}", "city", due_us=due_us)
        save(store, opening_of(row), organisation="city")
    with store.reading("province") as unit:
        city = unit.beside("city")
        assert unit.tally(Case, "state") == {"open": 1}
        assert city.tally(Case, "state") == {"open": 2}
        assert city.tally(Case, "state", before=("due_us", START_US + 5)) == {"open": 1}
        assert unit.beside("district").tally(Case, "state") == {}
        for by, before in (("colour", None), ("state", ("colour", 1))):
            with pytest.raises(ValueError, match="colour"):
                unit.tally(Case, by, before=before)
