from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.der import SHA_256, SIGNED_DATA, TIMESTAMP_INFO, read_stamp

IMPRINT = bytes(range(32))


def value(tag: int, *inside: bytes) -> bytes:
    content = b"".join(inside)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def response(
    *,
    status: bytes = b"\0",
    algorithm: bytes = SHA_256,
    kind: bytes = SIGNED_DATA,
    tail: bytes = b"",
    said: bytes = b"20260301120000Z",
) -> bytes:
    imprint = value(0x30, value(0x30, value(6, algorithm), value(5)), value(4, IMPRINT))
    time = value(0x18, said)
    accuracy = value(0x30, value(2, b"\x01"))
    nonce = value(2, (77).to_bytes(1, "big"))
    parts = (value(2, b"\x01"), value(6, b"\x2a\x03"), imprint, value(2, b"\x05"), time)
    info = value(0x30, *parts, accuracy, value(1, b"\xff"), nonce)
    content = value(0x30, value(6, TIMESTAMP_INFO), value(0xA0, value(4, info)))
    signed = value(0x30, value(2, b"\x03"), value(0x31), content, value(0xA0, bytes(300)))
    token = value(0x30, value(6, kind), value(0xA0, signed))
    return value(0x30, value(0x30, value(2, status)), token) + tail


def test_imprint_time_and_nonce_are_read() -> None:
    assert read_stamp(response()) == (IMPRINT, "20260301120000Z", 77)


@pytest.mark.parametrize(
    "data",
    [
        response(status=b"\x02"),
        response(algorithm=SHA_256[:-1] + b"\x03"),
        response(kind=TIMESTAMP_INFO),
        response(tail=b"\0"),
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\xff" + b"\xff" * 200,
        b"\x30" * 10_000,
    ],
    ids=range(10),
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenError):
        read_stamp(data)


@given(st.binary(max_size=300))
def test_no_bytes_crash_it(data: bytes) -> None:
    with pytest.raises(BrokenError):
        read_stamp(data)


@given(st.integers(0, len(response()) - 1), st.integers(0, 255))
def test_no_altered_byte_crashes_it(place: int, byte: int) -> None:
    altered = bytearray(response())
    altered[place] = byte
    with contextlib.suppress(BrokenError):
        read_stamp(bytes(altered))


@pytest.mark.parametrize("said", [b"", b"2026", b"20260301120000", b"signed by everybody", b"\xff"])
def test_a_time_that_is_none_is_refused(said: bytes) -> None:
    with pytest.raises(BrokenError, match="says no time"):
        read_stamp(response(said=said))


def test_what_is_too_long_is_not_taken_apart() -> None:
    assert read_stamp(response(said=b"20260301120000.5Z")).time == "20260301120000.5Z"
    with pytest.raises(BrokenError, match="too long"):
        read_stamp(value(0x30, b"\x05\x00" * 600_000))
