"""The key's file: its owner's only, never overwritten, and nothing else is taken for it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from clearwater.cases.ledger.keys import SigningKey, keep_secret, read_key, signature_fits
from clearwater.errors import OutputError, SourceError

# RFC 8032, section 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_published_signature() -> None:
    key = SigningKey(SEED)

    assert key.public.hex() == PUBLIC
    assert key.sign(b"\x72").hex() == SIGNATURE
    assert signature_fits(key.public, bytes.fromhex(SIGNATURE), b"\x72")


@pytest.mark.parametrize(
    ("public", "signature"),
    [(PUBLIC, "00" * 64), (PUBLIC, SIGNATURE[:-2]), (PUBLIC[:-2], SIGNATURE), ("", "")],
)
def test_what_is_no_signature_does_not_fit(public: str, signature: str) -> None:
    assert not signature_fits(bytes.fromhex(public), bytes.fromhex(signature), b"\x72")


def test_a_kept_key_comes_back_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ledger.pem"
    keep_secret(path, SigningKey(SEED).pem())

    assert read_key(path).public.hex() == PUBLIC
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["ledger.pem"]


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    keep_secret(tmp_path / "key", b"one")

    with pytest.raises(OutputError, match="cannot be written"):
        keep_secret(tmp_path / "key", b"two")
    assert (tmp_path / "key").read_bytes() == b"one"


def test_other_files_are_no_key(tmp_path: Path) -> None:
    path = tmp_path / "ledger.pem"
    with pytest.raises(SourceError, match="cannot be read"):
        read_key(path)
    path.write_bytes(b"-----BEGIN NOTHING-----")
    with pytest.raises(SourceError, match="not a private key"):
        read_key(path)
    curve = generate_private_key(SECP256R1())
    path.write_bytes(curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(SourceError, match="not the key of a ledger"):
        read_key(path)
