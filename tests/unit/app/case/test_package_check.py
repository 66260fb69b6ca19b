from __future__ import annotations

from pathlib import Path

import pytest

from clearwater.app.case.package_check import PackageRequest, check_package
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from clearwater.errors import ParameterError, SourceError
from tests.helpers.sealed_case import made_store
from tests.helpers.signing_anew import KEY


@pytest.fixture
def package(tmp_path: Path) -> Path:
    made = made_store(tmp_path)
    made.seal(tmp_path / "package")
    made.store.close()
    return tmp_path / "package"


def test_a_good_package_is_verified(package: Path) -> None:
    found = check_package(PackageRequest(package, key=KEY.public.hex()))
    assert found.verified
    assert {row["outcome"] for row in found.rows("en")} == {"ok", "not checked"}
    assert found.lines("zh")[-1].startswith("验证通过")


def test_an_altered_one_names_the_file(package: Path) -> None:
    (package / "README.txt").write_text("改过")
    found = check_package(PackageRequest(package))
    assert not found.verified
    altered = [row for row in found.rows("zh") if row["file"]]
    assert [(row["file"], row["what"]) for row in altered] == [("README.txt", "已被改动")]


def test_a_checkpoint_known_from_elsewhere_is_compared(package: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_bytes((package / "ledger/checkpoint.txt").read_bytes())
    assert check_package(PackageRequest(package, checkpoint=known)).verified
    fork = Checkpoint(origin_of(KEY.public), 12, bytes(32)).signed(KEY)
    known.write_text(fork.note(), encoding="utf-8")
    assert not check_package(PackageRequest(package, checkpoint=known)).verified
    earlier = Checkpoint(origin_of(KEY.public), 3, bytes(32)).signed(KEY)
    known.write_text(earlier.note(), encoding="utf-8")
    with pytest.raises(ParameterError, match="size 12"):
        check_package(PackageRequest(package, checkpoint=known))


def test_what_cannot_be_asked_is_an_error(package: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no checkpoint")
    with pytest.raises(ParameterError, match="public key"):
        check_package(PackageRequest(package, key="abc"))
    with pytest.raises(ParameterError, match="no checkpoint"):
        check_package(PackageRequest(package, checkpoint=tmp_path / "text"))
    with pytest.raises(SourceError, match="checkpoint cannot be read"):
        check_package(PackageRequest(package, checkpoint=tmp_path / "gone"))
    with pytest.raises(SourceError, match="package cannot be read"):
        check_package(PackageRequest(tmp_path / "gone"))
    with pytest.raises(SourceError, match="root certificate"):
        check_package(PackageRequest(package, roots=(tmp_path / "gone",)))


def test_a_package_sealed_without_a_timestamp_is_not_called_altered(
    package: Path, tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_text("never read")
    asked = PackageRequest(package, roots=(tmp_path / "root.pem",))
    with pytest.raises(ParameterError, match="sealed without a timestamp"):
        check_package(asked)
    (package / "README.txt").write_text("改过")
    found = check_package(asked)
    named = [fault.file for one in found.checked for fault in one.faults]
    assert named == ["README.txt", "ledger/timestamp.tsr"]


def test_a_checkpoint_that_cannot_be_compared_hides_no_alteration(
    package: Path, tmp_path: Path
) -> None:
    known = tmp_path / "known.txt"
    earlier = Checkpoint(origin_of(KEY.public), 3, bytes(32)).signed(KEY)
    known.write_text(earlier.note(), encoding="utf-8")
    (package / "README.txt").write_text("改过")
    found = check_package(PackageRequest(package, checkpoint=known))
    assert [fault.file for one in found.checked for fault in one.faults] == ["README.txt"]
