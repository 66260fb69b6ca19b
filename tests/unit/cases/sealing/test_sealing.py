"""What is sealed opens with its key and nothing else, and what was altered does not open."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.records.people import commitment_to
from clearwater.cases.sealing.file import (
    HEADER_BYTES,
    PIECE_BYTES,
    SealedReader,
    number_of,
    seal_file,
    sealed_size,
)
from clearwater.cases.sealing.file_keys import FileKeys, shred
from clearwater.cases.sealing.keys import BrokenSealError, MasterKey
from clearwater.cases.sealing.text import SEALED, seal_text, unseal_text

KEY, OTHER = b"k" * 32, b"o" * 32
SALT = "5a" * 32
NUMBER = "0f" * 16


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_opens_as_it_was(text: str) -> None:
    commitment = commitment_to(SALT, text)
    sealed = seal_text(KEY, commitment, SALT, text)
    assert unseal_text(KEY, commitment, sealed) == (SALT, text)
    assert len(sealed) - len(SEALED) in {-(-(64 * n + 16) // 3) * 4 for n in range(1, 20)}


@pytest.mark.parametrize("what", ["bit", "key", "commitment", "cut", "nothing", "sign"])
def test_a_text_that_was_touched_does_not_open(what: str) -> None:
    commitment, sealed = "ab" * 32, seal_text(KEY, "ab" * 32, SALT, "小明_今天也在喝茶")
    at = len(sealed) // 2
    flipped = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    changed = {"bit": flipped, "cut": sealed[:-8], "nothing": SEALED, "sign": sealed + "!"}
    with pytest.raises(BrokenSealError):
        unseal_text(
            OTHER if what == "key" else KEY,
            "cd" * 32 if what == "commitment" else commitment,
            changed.get(what, sealed),
        )


def test_a_wrapped_key_is_for_one_thing_and_one_master_key() -> None:
    master = MasterKey(KEY)
    wrapped = master.wrapped(OTHER, "this")
    assert master.opened(wrapped, "this") == OTHER
    assert wrapped != master.wrapped(OTHER, "this"), "never twice the same"
    for where, purpose, said in (
        (master, "that", wrapped),
        (MasterKey(OTHER), "this", wrapped),
        (master, "this", wrapped[:-4]),
        (master, "this", "用户"),
    ):
        with pytest.raises(BrokenSealError):
            where.opened(said, purpose)
    assert "k" * 8 not in repr(master), "a secret stands in no message"


SIZES = (0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 3 * PIECE_BYTES + 7)


def sealed_of(content: bytes, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    seal_file(io.BytesIO(content), target.write, key, NUMBER, lambda _piece: None)
    return target.getvalue()


def content_of(sealed: bytes, key: bytes = KEY) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(sealed[HEADER_BYTES:]), key)).read()


@pytest.mark.parametrize("size", SIZES)
def test_a_file_opens_as_it_was(size: int) -> None:
    content = os.urandom(size)
    sealed = sealed_of(content)
    assert number_of(sealed[:HEADER_BYTES]) == NUMBER
    assert len(sealed) == sealed_size(size)
    assert content_of(sealed) == content
    assert size < 64 or content[:64] not in sealed


class OneByOne(io.BytesIO):
    """A stream that gives less than it is asked for."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 1, 1_000) if size and size > 0 else 1_000)


def test_a_stream_that_gives_little_at_a_time_is_sealed_alike() -> None:
    content = b"x" * (PIECE_BYTES + 5)
    target = io.BytesIO()
    seal_file(OneByOne(content), target.write, KEY, NUMBER, lambda _piece: None)
    assert target.getvalue() == sealed_of(content)


def pieces_of(sealed: bytes) -> list[bytes]:
    rest, whole = sealed[HEADER_BYTES:], PIECE_BYTES + 16
    return [rest[at : at + whole] for at in range(0, len(rest), whole)]


@pytest.mark.parametrize("what", ["flip", "cut", "cut piece", "swap", "twice", "empty", "key"])
def test_a_file_that_was_touched_does_not_open(what: str) -> None:
    sealed = sealed_of(os.urandom(2 * PIECE_BYTES + 9))
    head, (one, two, three) = sealed[:HEADER_BYTES], pieces_of(sealed)
    changed = {
        "flip": head + one + bytes([two[0] ^ 1]) + two[1:] + three,
        "cut": sealed[:-1],
        "cut piece": head + one + two,
        "swap": head + two + one + three,
        "twice": head + one + two + three + three,
        "empty": head,
    }
    with pytest.raises(BrokenSealError):
        content_of(changed.get(what, sealed), OTHER if what == "key" else KEY)


def test_keys_of_files_are_found_by_hash_and_number_and_gone_when_destroyed(
    tmp_path: Path,
) -> None:
    keys, sha256 = FileKeys(tmp_path / "keys", MasterKey(KEY)), "ab" * 32
    made, other = keys.made(), keys.made()
    for one in (made, other, made):
        keys.keep(sha256, one)
    assert keys.key_of(sha256, made.number) == made.key
    assert len(list(keys.names())) == 2
    path = tmp_path / "keys/ab" / f"{sha256}.{made.number}"
    assert made.key not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert keys.destroy(sha256) == 2
    assert keys.destroy(sha256) == 0
    with pytest.raises(FileNotFoundError):
        keys.key_of(sha256, made.number)


def test_shredding_overwrites_before_it_removes(tmp_path: Path) -> None:
    path, other = tmp_path / "one", tmp_path / "other name of the same file"
    path.write_bytes(b"secret" * 1_000)
    os.link(path, other)
    path.chmod(0o400)
    shred(path)
    shred(path)
    assert not path.exists()
    assert other.read_bytes() == bytes(6_000)
