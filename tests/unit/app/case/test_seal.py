from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.case import seal as sealing
from clearwater.app.case.seal import SealRequest, seal
from clearwater.app.progress import Progress
from clearwater.cases import acts
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.records.people import Role
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.workflow.base import Caller, Step
from clearwater.errors import OutputError, ParameterError, StoreError
from tests.helpers.sealed_case import CASE, INVESTIGATOR, MAIN, T0, SealedStore, made_store


@pytest.fixture
def made(tmp_path: Path) -> Iterator[SealedStore]:
    store = made_store(tmp_path)
    yield store
    store.store.close()


def sealings(store: Store) -> list[int]:
    with store.reading(MAIN) as unit:
        return [e.number for e in unit.entries(CASE) if e.act == acts.EvidenceSealed.NAME]


def beside(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if not name.startswith(("cases.sqlite", "files"))]


def request(out: Path, **new: object) -> SealRequest:
    made = SealRequest(CASE, INVESTIGATOR, T0 + 60_000_000, out)
    return replace(made, **new)  # type: ignore[arg-type]  # names of its fields


def do_seal(made: SealedStore, asked: SealRequest, store: Store | None = None) -> None:
    seal(store or made.store, made.store.keys.signing, made.blobs, asked)


def test_a_package_and_its_entry_come_together(made: SealedStore, tmp_path: Path) -> None:
    sealed = made.seal(tmp_path / "package")
    assert sealings(made.store) == [sealed.entry]
    assert sealed.key == made.store.created.public_key.hex()
    assert (sealed.files, sealed.timestamp) == (6, False)
    assert sealed.size == sum(p.stat().st_size for p in (sealed.folder / "data").rglob("*.*"))


def test_sealing_again_makes_another_package_with_both_entries(
    made: SealedStore, tmp_path: Path
) -> None:
    first, second = made.seal(tmp_path / "first"), made.seal(tmp_path / "second")
    assert sealings(made.store) == [first.entry, second.entry]
    assert b"evidence sealed" in (tmp_path / "second/data/custody.jsonl").read_bytes()


def test_a_package_is_never_replaced(made: SealedStore, tmp_path: Path) -> None:
    made.seal(tmp_path / "package")
    with pytest.raises(ParameterError, match="cannot be put there"):
        made.seal(tmp_path / "package")
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(ParameterError, match="cannot be put there"):
            made.seal(tmp_path / name)
    (tmp_path / "empty").mkdir()
    made.seal(tmp_path / "empty")
    assert len(sealings(made.store)) == 2, "what was refused left no entry"


def test_who_may_not_cannot(made: SealedStore, tmp_path: Path) -> None:
    reviewer = Caller("zhao", MAIN, frozenset({Role.REVIEWER}))
    with pytest.raises(StoreError, match="may not seal"):
        made.seal(tmp_path / "package", caller=reviewer)
    assert (sealings(made.store), beside(tmp_path)) == ([], [])


def test_another_organisation_sees_no_such_case(made: SealedStore, tmp_path: Path) -> None:
    other = replace(INVESTIGATOR, organisation="west")
    with pytest.raises(ParameterError, match="no such case"):
        made.seal(tmp_path / "package", caller=other)


def test_a_case_that_is_not_there_is_an_error(made: SealedStore, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="case list"):
        do_seal(made, request(tmp_path / "package", case="case-0"))
    assert beside(tmp_path) == []


class _Busy:
    """A store in which something happens in the case whenever its payload was written."""

    def __init__(self, inner: Store, times: int) -> None:
        self._inner = inner
        self._times = times

    @property
    def blobs(self) -> Blobs:
        return self._inner.blobs

    def reading(self, organisation: str):  # type: ignore[no-untyped-def]  # as the store
        return self._inner.reading(organisation)

    @contextmanager
    def writing(self, organisation: str) -> Iterator[Unit]:
        with self._inner.writing(organisation) as unit:
            if self._times:
                self._times -= 1
                act = acts.PersonalDataRead(CASE, "case", 1, "appeal")
                unit.save([Step(act)], "sun", T0 + 50_000_000)
            yield unit


def test_what_happens_meanwhile_is_in_the_package(made: SealedStore, tmp_path: Path) -> None:
    do_seal(made, request(tmp_path / "package"), _Busy(made.store, 2))
    custody = (tmp_path / "package/data/custody.jsonl").read_bytes()
    assert custody.count(b"personal data read") == 3
    assert len(sealings(made.store)) == 1


def test_a_case_that_does_not_come_to_rest_is_not_sealed(made: SealedStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="come to rest"):
        do_seal(made, request(tmp_path / "package"), _Busy(made.store, 99))
    assert (sealings(made.store), beside(tmp_path)) == ([], [])


class _Killed(BaseException):
    pass


@pytest.mark.parametrize(
    ("step", "entries"), [("write_payload", 0), ("_saved", 0), ("write_tags", 1), ("_proof", 1)]
)
def test_killed_anywhere_there_is_no_package_and_sealing_again_works(
    step: str, entries: int, made: SealedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(sealing, step, killed)
        with pytest.raises(_Killed):
            made.seal(tmp_path / "package")
    assert (len(sealings(made.store)), beside(tmp_path)) == (entries, [])
    assert made.seal(tmp_path / "package").entry == 11 + entries


def test_killed_inside_the_transaction_there_is_neither(made: SealedStore, tmp_path: Path) -> None:
    class Broken(_Busy):
        @contextmanager
        def writing(self, organisation: str) -> Iterator[Unit]:
            with self._inner.writing(organisation) as unit:
                yield unit
                raise _Killed

    with pytest.raises(_Killed):
        do_seal(made, request(tmp_path / "package"), Broken(made.store, 0))
    assert (sealings(made.store), beside(tmp_path)) == ([], [])


def test_a_package_that_would_not_verify_is_not_put_in_its_place(
    made: SealedStore, tmp_path: Path
) -> None:
    other = SigningKey(b"\x05" * 32)
    with pytest.raises(OutputError, match=r"does not verify.*ledger/checkpoint\.txt"):
        seal(made.store, other, made.blobs, request(tmp_path / "package"))
    assert beside(tmp_path) == []


def test_progress_is_told(made: SealedStore, tmp_path: Path) -> None:
    told: list[Progress] = []
    asked = request(tmp_path / "package")
    seal(made.store, made.store.keys.signing, made.blobs, asked, told.append)
    assert {one.stage for one in told} == {"write the package", "verify the package"}


def test_a_place_that_cannot_be_written_is_an_error(made: SealedStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        made.seal(tmp_path / "file" / "package")
