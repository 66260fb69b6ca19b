"""Texts are sealed on their way into a store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clearwater.cases.acts import FindingAdded
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.records.base import Record
from clearwater.cases.records.people import Disclosure, Subject, commitment_to
from clearwater.cases.records.privacy import DataKey
from clearwater.cases.sealing.keys import MasterKey
from clearwater.cases.store.sealing import Sealing
from clearwater.cases.store.store_keys import StoreKeys
from clearwater.cases.workflow.base import Step

SALT = "ab" * 32


class Counted(tuple[Record, ...]):
    """Rows of a step that count how often somebody goes through them."""

    times = 0

    def __iter__(self) -> Iterator[Record]:
        self.times += 1
        return super().__iter__()


def named(accounts: int) -> Counted:
    rows: list[Record] = []
    for number in range(accounts):
        said = commitment_to(SALT, f"用户{number}")
        rows.append(Subject("main", f"subject-{number}", "account", said, f"{number:064x}"))
        rows.append(Disclosure("main", said, SALT, f"用户{number}", None))
    return Counted(rows)


@pytest.fixture
def sealing() -> Sealing:
    keys = StoreKeys(SigningKey(b"k" * 32), b"s" * 32, MasterKey(b"m" * 32))
    return Sealing(keys, None)


def test_each_text_has_its_own_key_and_the_account_that_it_names(sealing: Sealing) -> None:
    step = sealing.of_step(Step(FindingAdded("case-1", "r", "F1", 3), named(3)), 7)

    keys = [put for put in step.puts if isinstance(put, DataKey)]
    assert [key.about for key in keys] == ["subject-0", "subject-1", "subject-2"]
    assert {key.within for key in keys} == {"case-1"}
    assert len({key.wrapped for key in keys}) == 3


def test_rows_are_gone_through_as_often_for_many_texts_as_for_few(sealing: Sealing) -> None:
    few, many = named(2), named(200)

    for rows in (few, many):
        sealing.of_step(Step(FindingAdded("case-1", "r", "F1", 1), rows), 7)

    assert few.times == many.times
