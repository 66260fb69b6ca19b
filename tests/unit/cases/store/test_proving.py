"""Proofs of many entries at once are those of each alone, and cost few statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from clearwater.cases import acts
from clearwater.cases.ledger.tree import Frontier, inclusion_proof, leaf_hash, nodes_of_inclusion
from clearwater.cases.store import appending
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.unit import SqlUnit
from clearwater.cases.workflow.base import Step
from clearwater.errors import StoreError
from tests.helpers.stores import START_US, make_store

SAVED = 75
"""Entries of the store: no power of two."""
READ = Step(acts.PersonalDataRead(None, "case", 1, "审查"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    folder = tmp_path_factory.mktemp("proving")
    opened = make_store(folder / "cases.db", folder / "files")
    with opened.writing("main") as unit:
        unit.save([READ] * (SAVED - 1), "王芳", START_US)
    yield opened
    opened.close()


class UndoneError(Exception):
    """Ends a unit without a commit."""


def one_by_one(unit: SqlUnit) -> dict[int, tuple[str, ...]]:
    """Return the proof of every entry, from a tree that is grown here, node by node."""
    frontier = Frontier()
    nodes: dict[tuple[int, int], bytes] = {}
    for entry in unit.entries():
        made = frontier.append(leaf_hash(entry.canonical()))
        nodes |= {(node.level, node.place): node.hash for node in made}
    return {
        number: tuple(
            one.hex() for one in inclusion_proof(lambda *of: nodes[of], number, frontier.size)
        )
        for number in range(frontier.size)
    }


@given(st.data(), st.integers(0, 9), st.sampled_from([1, 3, 1_000]))
def test_many_proofs_are_the_proofs_of_each(
    store: SqlStore, data: st.DataObject, added: int, at_once: int
) -> None:
    """Also of entries that the unit has saved and not written, in batches of any size."""
    wanted = data.draw(st.lists(st.integers(0, SAVED + added - 1)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(appending, "_NODES_AT_ONCE", at_once)
        proofs, each = _proved(store, added, wanted)
    assert proofs == {number: each[number] for number in wanted}


Proofs = dict[int, tuple[str, ...]]


def _proved(store: SqlStore, added: int, wanted: list[int]) -> tuple[Proofs, Proofs]:
    """Return proofs at once and one by one, of a unit that is not committed."""
    found: tuple[Proofs, Proofs] = ({}, {})
    with suppress(UndoneError), store.writing("main") as unit:
        unit.save([READ] * added, "王芳", START_US)
        found = (unit.inclusions(wanted), one_by_one(unit))
        raise UndoneError
    return found


@given(st.integers(1, 300), st.data())
def test_the_nodes_that_are_read_are_those_that_proofs_ask_for(
    size: int, data: st.DataObject
) -> None:
    numbers = data.draw(st.sets(st.integers(0, size - 1)))
    asked = set()

    def reader(level: int, place: int) -> bytes:
        asked.add((level, place))
        return bytes(32)

    for number in numbers:
        inclusion_proof(reader, number, size)
    assert nodes_of_inclusion(numbers, size) == asked
    with pytest.raises(ValueError, match="no leaf"):
        nodes_of_inclusion([size], size)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield the statements that any database is asked."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield said
    event.remove(Engine, "before_cursor_execute", note)


def test_every_proof_of_a_store_is_one_statement(store: SqlStore) -> None:
    with store.reading("main") as unit:
        with statements() as said:
            unit.inclusions(range(SAVED))
        assert len([one for one in said if "ledger_nodes" in one]) == 1
        with statements() as said:
            unit.inclusions(range(SAVED))
        assert said == [], "a node never changes, and is read once"


def test_a_node_that_is_gone_is_named(store: SqlStore) -> None:
    with pytest.raises(StoreError, match=r"ledger is damaged .*node \(1, 0\)"):
        _prove_without_a_node(store)


def _prove_without_a_node(store: SqlStore) -> None:
    with store.writing("main") as unit:
        unit._connection.exec_driver_sql("DROP TRIGGER ledger_nodes_no_delete")
        unit._connection.exec_driver_sql("DELETE FROM ledger_nodes WHERE level = 1 AND place = 0")
        unit.inclusions(range(SAVED))
