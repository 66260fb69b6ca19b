"""What a store proves, what several who use it at once see, and what is the same everywhere."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.ledger.tree import check_consistency, check_inclusion, leaf_hash
from clearwater.cases.records.case import Case
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from tests.contracts.conftest import Where
from tests.helpers import postgresql
from tests.helpers.new_store import new_store
from tests.helpers.stores import START_US, a_case, fill, make_store, numbers, opening_of, save

# Proofs -----------------------------------------------------------------------------------------


def test_every_entry_is_proved_under_the_checkpoint(store: SqlStore) -> None:
    fill(store, 1, 2)
    with store.reading("main") as unit:
        checkpoint = parse_checkpoint(unit.checkpoint())
        assert checkpoint.is_signed_by(store.keys.signing.public)
        entries = list(unit.entries())
        proofs = unit.inclusions(entry.number for entry in entries)
        assert proofs.keys() == {entry.number for entry in entries}
        for entry in entries:
            proof = tuple(bytes.fromhex(one) for one in proofs[entry.number])
            leaf = leaf_hash(entry.canonical())
            assert check_inclusion(leaf, entry.number, checkpoint.size, proof, checkpoint.root)
        for wrong in ([0, checkpoint.size], [-1]):
            with pytest.raises(ValueError, match="no leaf"):
                unit.inclusions(wrong)
        assert unit.inclusions([]) == {}


def test_a_writing_unit_proves_what_it_has_saved(store: SqlStore) -> None:
    before = parse_checkpoint(checkpoint_of(store))
    with store.writing("main") as unit:
        (entry,) = unit.save([opening_of(a_case("case-1"))], "王芳", START_US)
        now = parse_checkpoint(unit.checkpoint())
        (proof,) = unit.inclusions([entry.number]).values()
        inclusion = tuple(bytes.fromhex(one) for one in proof)
        consistency = tuple(bytes.fromhex(one) for one in unit.consistency(before.size))

    leaf = leaf_hash(entry.canonical())
    assert check_inclusion(leaf, entry.number, now.size, inclusion, now.root)
    assert check_consistency(before.size, now.size, consistency, before.root, now.root)
    assert checkpoint_of(store) == now.note(), "what was proved is what was committed"


def checkpoint_of(store: SqlStore) -> str:
    with store.reading("main") as unit:
        return unit.checkpoint()


def test_a_reading_unit_sees_one_state(store: SqlStore) -> None:
    with store.reading("main") as unit:
        before = unit.checkpoint()
        assert unit.find(Case) == ()
        save(store, opening_of(a_case("case-1")))
        assert unit.find(Case) == ()
        assert unit.checkpoint() == before
    assert checkpoint_of(store) != before


# Several at once --------------------------------------------------------------------------------


def test_threads_write_one_after_the_other(store: SqlStore) -> None:
    def work(name: str) -> None:
        for at in range(5):
            save(store, opening_of(a_case(f"case-{name}-{at}")))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers(store) == list(range(21))
    assert store.check() == []


def _write_some(url: str, files: Path, name: str) -> None:
    store = open_store(url, files, create=False)
    for at in range(4):
        with store.writing("main") as unit:
            known = len(unit.find(Case))  # what is read before the write still holds at it
            case = a_case(f"case-{name}-{at}", severity=known)
            unit.save([opening_of(case)], name, START_US)
    store.close()


@pytest.mark.slow
def test_processes_write_one_after_the_other(where: Where, store: SqlStore) -> None:
    spawn = multiprocessing.get_context("spawn")
    worker = spawn.Process(target=_write_some, args=(where.url, where.files, "a"))
    worker.start()
    _write_some(where.url, where.files, "b")
    worker.join()

    assert worker.exitcode == 0
    assert numbers(store) == list(range(9))
    with store.reading("main") as unit:
        assert sorted(case.severity for case in unit.find(Case)) == list(range(8))
    assert store.check() == []


# The same everywhere ----------------------------------------------------------------------------


def test_the_same_commands_leave_the_same_ledger(tmp_path: Path) -> None:
    url = postgresql.new_database()
    kept = []
    for name, place in (("one", str(tmp_path / "cases.db")), ("two", url)):
        store = make_store(place, tmp_path / name)
        fill(store, 1, 2)
        with store.reading("main") as unit, store.reading("华东") as other:
            entries = [entry.canonical() for entry in (*unit.entries(), *other.entries())]
            kept.append((entries, unit.checkpoint(), store.keys.lookup))
        store.close()
    postgresql.drop_database(url)

    assert kept[0] == kept[1]
    assert len(kept[0][0]) > 25


def test_real_stores_share_nothing(tmp_path: Path) -> None:
    stores = [
        new_store(tmp_path / name, tmp_path / f"{name}-files", now_us=START_US)
        for name in ("one", "two")
    ]
    keys = {store.keys.signing.public for store in stores} | {s.keys.lookup for s in stores}
    names = []
    for store in stores:
        with store.reading("main") as unit:
            names += [unit.fresh.name("case"), unit.fresh.name("case"), unit.fresh.salt()]
        store.close()

    assert len(keys) == 4
    assert len(set(names)) == 6
