"""From a finding to a sealed package, and what two verifiers say of it: whole, altered, honest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.freeze import freeze_finding
from clearwater.app.case.package_check import PackageRequest, check_package
from clearwater.app.case.run_finding import read_finding
from tests.helpers.desk import DESK
from tests.helpers.desk_folder import desk_folder
from tests.helpers.honest_packages import honest
from tests.helpers.new_store import new_store
from tests.helpers.package_tampering import KINDS, flip_bit, tampered
from tests.helpers.postgresql import new_database
from tests.helpers.sealed_case import T0, SealedStore, made_store, save_life
from tests.helpers.second_package_verifier import altered_files

ALTERATIONS = 200
"""All of them, 10,000, are in ``bench/package_tampering.py``."""
HONEST = 12


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    made = made_store(folder)
    made.seal(folder / "package")
    made.store.close()
    return folder / "package"


@pytest.mark.slow
def test_a_finding_becomes_a_package_that_anybody_can_read_and_verify(tmp_path: Path) -> None:
    run = desk_folder(tmp_path)
    store = new_store(tmp_path / "c.sqlite", tmp_path / "files", now_us=T0)
    blobs = store.blobs
    save_life(store, freeze_finding(REAL_PARTS, read_finding(run, "F001"), blobs))
    package = tmp_path / "package"
    key = SealedStore(store, blobs).seal(package).key
    assert check_package(PackageRequest(package, key=key)).verified
    assert altered_files(package) == set()
    alone = [sys.executable, "-I", "-S", str(package / "verify.py"), "--key", key]
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 0
    (events,) = package.rglob("events.parquet")
    assert set(pq.read_table(events)["actor"].to_pylist()) == set(DESK)
    store.close()


@pytest.mark.slow
def test_on_postgresql_it_is_the_same_package(sealed: Path, tmp_path: Path) -> None:
    made = made_store(tmp_path, url=new_database())
    made.seal(tmp_path / "package")
    made.store.close()
    assert contents(tmp_path / "package") == contents(sealed)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow
def test_every_alteration_is_found_and_named_by_both_verifiers(sealed: Path) -> None:
    before = contents(sealed)
    tally = tampered(sealed, ALTERATIONS, seed=20)
    assert tally.missed == []
    assert set(tally.made) == set(KINDS)
    assert contents(sealed) == before


@pytest.mark.slow
def test_the_file_in_the_package_finds_them_too(sealed: Path) -> None:
    copy = sealed.parent / "verify-kept-elsewhere.py"
    copy.write_bytes((sealed / "verify.py").read_bytes())
    random = Random(7)  # noqa: S311 - places to alter, no secrets
    for _ in range(8):
        alteration = flip_bit(sealed, random)
        asked = [sys.executable, "-I", "-S", str(copy), str(sealed)]
        done = subprocess.run(asked, capture_output=True, check=False, text=True)
        alteration.undo()
        assert done.returncode == 1
        assert all(name in done.stdout for name in alteration.named)


@pytest.mark.slow
def test_honest_packages_are_never_suspected(tmp_path: Path) -> None:
    assert honest(tmp_path, HONEST, seed=5) == []
