from __future__ import annotations

import builtins
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.case import timestamp
from clearwater.app.case.package_check import PackageRequest, check_package
from clearwater.app.case.timestamp import request_timestamp, timestamp_fault
from clearwater.cases.evidence.verifier.der import read_stamp
from clearwater.errors import CannotRunError, MissingExtraError, ParameterError
from tests.helpers.sealed_case import made_store
from tests.helpers.second_package_verifier import altered_files
from tests.helpers.tsa import (
    OPENSSL,
    Authority,
    authority,
    make_certificates,
    verified_by_openssl,
)

pytestmark = pytest.mark.skipif(
    OPENSSL is None, reason="openssl is not installed: timestamps were NOT checked"
)
MESSAGE = "清单".encode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("tsa")) as made:
        yield made


@pytest.fixture(autouse=True)
def honest(running: Authority) -> Iterator[None]:
    yield
    running.answers.clear()
    running.status = 200


def test_a_timestamp_is_got_and_holds_for_everybody(running: Authority, tmp_path: Path) -> None:
    answer = request_timestamp(running.url, MESSAGE)
    root = running.root.read_bytes()
    assert timestamp_fault(answer, MESSAGE, [root]) == ""
    (tmp_path / "data").write_bytes(MESSAGE)
    (tmp_path / "stamp").write_bytes(answer)
    files = (tmp_path / "data", tmp_path / "stamp")
    assert verified_by_openssl(tmp_path, *files, running.root)
    assert timestamp_fault(answer, MESSAGE + b"x", [root])
    (tmp_path / "data").write_bytes(MESSAGE + b"x")
    assert not verified_by_openssl(tmp_path, *files, running.root)


def test_a_timestamp_of_another_authority_does_not_hold(running: Authority, tmp_path: Path) -> None:
    other = make_certificates(tmp_path / "other").read_bytes()
    answer = request_timestamp(running.url, MESSAGE)
    assert timestamp_fault(answer, MESSAGE, [other])
    assert timestamp_fault(b"\x30\x00", MESSAGE, [other])
    assert timestamp_fault(answer, MESSAGE, [other, running.root.read_bytes()]) == ""


def test_a_package_carries_it_and_it_is_checked_to_the_end(
    running: Authority, tmp_path: Path
) -> None:
    made = made_store(tmp_path)
    assert made.seal(tmp_path / "package", timestamp_url=running.url).timestamp
    package = tmp_path / "package"
    assert altered_files(package) == set()
    found = check_package(PackageRequest(package, roots=(running.root,)))
    assert found.verified
    by_name = {one.check: one for one in found.checked}
    assert by_name["timestamp"].detail.endswith("Z")
    assert by_name["authority"].done
    other = make_certificates(tmp_path / "other")
    found = check_package(PackageRequest(package, roots=(other,)))
    (fault,) = (fault for one in found.checked for fault in one.faults)
    assert (fault.code, fault.file) == ("not of this authority", "ledger/timestamp.tsr")


def test_no_timestamp_no_package(running: Authority, tmp_path: Path) -> None:
    made = made_store(tmp_path)
    running.status = 503
    with pytest.raises(CannotRunError, match="cannot be asked"):
        made.seal(tmp_path / "package", timestamp_url=running.url)
    assert not (tmp_path / "package").exists()
    with made.store.reading("main") as unit:
        assert "evidence sealed" not in {entry.act for entry in unit.entries()}


def test_answers_that_are_of_no_use_are_refused(running: Authority, tmp_path: Path) -> None:
    earlier = request_timestamp(running.url, MESSAGE)
    assert read_stamp(earlier).nonce
    for answer, found in (
        (earlier, "another question"),
        (request_timestamp(running.url, b"another"), "another hash"),
        (b"\x30\x05\x30\x03\x02\x01\x02", "unknown form"),
        (b"<html>", "breaks off"),
        (b"", "unknown form"),
        (b"x" * (timestamp.MOST_BYTES + 1), "more than"),
    ):
        running.answers.append(answer)
        with pytest.raises(CannotRunError, match=found):
            request_timestamp(running.url, MESSAGE)


def test_a_redirect_is_not_followed(running: Authority) -> None:
    asked = running.asked
    running.status = 302
    with pytest.raises(CannotRunError, match="302"):
        request_timestamp(running.url, MESSAGE)
    assert running.asked == asked + 1


@pytest.mark.parametrize(
    "url",
    [
        "http://tsa.example.org/",
        "file:///etc/passwd",
        "ftp://x",
        "",
        "https://",
        "http://10.0.0.1/",
    ],
)
def test_only_https_or_this_machine_is_asked(url: str) -> None:
    with pytest.raises(ParameterError, match="address of a timestamp authority"):
        request_timestamp(url, MESSAGE)


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(CannotRunError, match="cannot be asked"):
        request_timestamp("http://127.0.0.1:1/", MESSAGE, timeout_s=2.0)


def test_what_is_no_certificate_is_an_error() -> None:
    with pytest.raises(ParameterError, match="root certificate"):
        timestamp_fault(b"", MESSAGE, [b"no certificate"])


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "rfc3161_client":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest)  # type: ignore[arg-type]  # whatever it was called with

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"clearwater\[timestamp\]"):
        request_timestamp("https://tsa.example.org/", MESSAGE)
