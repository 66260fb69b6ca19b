"""What an RFC 3161 timestamp says was stamped, and when: the least of ASN.1 that this needs.

Only the message imprint and the time are read. Whether the authority signed them is for
``openssl ts -verify``, or for Clearwater with the authority's root certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clearwater.cases.evidence.verifier.broken import BrokenError

SEQUENCE, SET_OF, INTEGER, OCTETS, OBJECT_ID, TIME, TAG_0 = 0x30, 0x31, 2, 4, 6, 0x18, 0xA0
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
TIMESTAMP_INFO = bytes.fromhex("2a864886f70d0109100104")
SHA_256 = bytes.fromhex("608648016503040201")
LARGEST_STAMP = 1 << 20
"""Bytes; usual timestamps have 2,000 to 8,000."""
GRANTED = (b"\x00", b"\x01")
"""Statuses with which an authority gives a token: as asked, or with changes."""


_TIME = re.compile(rb"[0-9]{14}(\.[0-9]{1,9})?Z")


class Stamp(NamedTuple):
    """What was stamped."""

    imprint: bytes
    """SHA-256 of the stamped message."""
    time: str
    """As the authority says it: ``20260301120000Z``."""
    nonce: int
    """What the question was told by; 0 where it had none."""


def read_stamp(response: bytes) -> Stamp:
    """Return what a timestamp response stamps.

    Raises
    ------
    BrokenError
        If it is no granted response over a SHA-256 hash.
    """
    if len(response) > LARGEST_STAMP:
        raise BrokenError("too long to be a timestamp")
    status, token = _children(_whole(response, SEQUENCE), (SEQUENCE, SEQUENCE))
    if _children(status, (INTEGER,))[0] not in GRANTED:
        raise BrokenError("a timestamp that was not granted")
    kind, content = _children(token, (OBJECT_ID, TAG_0))
    signed = _children(_whole(content, SEQUENCE), (INTEGER, SET_OF, SEQUENCE))[2]
    inner, wrapped = _children(signed, (OBJECT_ID, TAG_0))
    if kind != SIGNED_DATA or inner != TIMESTAMP_INFO:
        raise BrokenError("not a timestamp token")
    info = _whole(_whole(wrapped, OCTETS), SEQUENCE)
    _, _, imprint, _, time = _children(info, (INTEGER, OBJECT_ID, SEQUENCE, INTEGER, TIME))
    algorithm, hashed = _children(imprint, (SEQUENCE, OCTETS))
    if _children(algorithm, (OBJECT_ID,))[0] != SHA_256:
        raise BrokenError("a timestamp over another hash than SHA-256")
    if _TIME.fullmatch(time) is None:
        raise BrokenError("a timestamp that says no time")
    after = list(_values(info))[5:]
    nonce = next((inside for tag, inside in after if tag == INTEGER), b"")
    return Stamp(hashed, time.decode("ascii"), int.from_bytes(nonce[:64], "big"))


def _children(content: bytes, tags: tuple[int, ...]) -> list[bytes]:
    """Return the contents of the first values inside, which must have these tags."""
    found = []
    values = _values(content)
    for tag in tags:
        has, inside = next(values, (-1, b""))
        if has != tag:
            raise BrokenError("a timestamp of an unknown form")
        found.append(inside)
    return found


def _whole(data: bytes, tag: int) -> bytes:
    """Return the content of the one value that `data` is."""
    values = list(_values(data))
    if len(values) != 1 or values[0][0] != tag:
        raise BrokenError("a timestamp of an unknown form")
    return values[0][1]


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(data):
        if place + 2 > len(data):
            raise BrokenError("a timestamp that breaks off")
        tag, length = data[place], data[place + 1]
        place += 2
        if length > 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[place : place + min(size, 5)], "big")
            place += size
        if length == 0x80 or place + length > len(data):
            raise BrokenError("a timestamp that breaks off")
        yield tag, data[place : place + length]
        place += length
