"""How a receiver checks a webhook. This file needs `cryptography` only and may be copied whole.

::

    message = verify_webhook(headers, body, trusted=("whpk_...",), now_s=int(time.time()))
    if message in seen:      # the same message again: answer 204 and do nothing
        return 204
    ...                      # act on json.loads(body), remember `message`, then answer 204

`body` is the request's body as it came, before anything parses it. Ids must be remembered for as
long as measures last: a message is tried again for days. ``measure.start`` that comes after
``measure.end`` of the same measure is ignored.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOLERANCE_S = 300
"""How far the sender's clock and the way may be apart from the receiver's clock, seconds."""
_PUBLIC = "whpk_"
_WHOLE = re.compile(r"[0-9]{1,12}")
_MOST_SIGNATURES = 16


class NotGenuine(ValueError):  # noqa: N818 - a receiver's word, not one of Clearwater's errors
    """The request did not come from whom we trust, or not now. Answer 401 and say no more."""


def verify_webhook(
    headers: Mapping[str, str], body: bytes, *, trusted: Sequence[str], now_s: int
) -> str:
    """Return the id of a genuine message.

    Parameters
    ----------
    headers
        Of the request; names in any case.
    body
        As it came.
    trusted
        Public keys, ``whpk_`` and base64; got beforehand, never out of a request.
    now_s
        The receiver's clock, seconds since 1970, UTC.

    Raises
    ------
    NotGenuine
        If a header is missing, the time is more than five minutes off, or no trusted key signed.
    ValueError
        If one of `trusted` is no key.
    """
    claim = claim_of(headers, body, now_s)
    keys = [
        Ed25519PublicKey.from_public_bytes(_bytes(key.removeprefix(_PUBLIC))) for key in trusted
    ]
    if not any(_fits(key, one, claim.signed) for one in claim.said("v1a") for key in keys):
        raise NotGenuine("no signature of a trusted key")
    return claim.message


@dataclass(frozen=True)
class Claim:
    """What a request says about itself; nothing of it is sure before a key has been asked."""

    message: str
    """Its id."""
    signed: bytes
    """What signatures are made over."""
    signatures: tuple[str, ...]
    """Such as ``v1a,...``, at most 16."""

    def said(self, version: str) -> list[bytes]:
        """Return the signatures of a version, ``v1`` (HMAC) or ``v1a`` (Ed25519)."""
        begin = f"{version},"
        return [_bytes(one[len(begin) :]) for one in self.signatures if one.startswith(begin)]


def claim_of(headers: Mapping[str, str], body: bytes, now_s: int) -> Claim:
    """Return what a request says about itself.

    Raises
    ------
    NotGenuine
        If a header is missing, or the time is more than five minutes off.
    """
    named = {name.lower(): value for name, value in headers.items()}
    try:
        message, time, signatures = (
            named[f"webhook-{name}"] for name in ("id", "timestamp", "signature")
        )
    except KeyError as error:
        raise NotGenuine(f"no header {error}") from error
    if not _WHOLE.fullmatch(time) or abs(int(time) - now_s) > TOLERANCE_S:
        raise NotGenuine(f"not sent within {TOLERANCE_S} s of now")
    said = tuple(signatures.split(maxsplit=_MOST_SIGNATURES)[:_MOST_SIGNATURES])
    return Claim(message, signed_text(message, time, body), said)


def signed_text(message: str, time: str, body: bytes) -> bytes:
    """Return what signatures are made over: ``id.timestamp.body``."""
    return b".".join((message.encode(), time.encode(), body))


def _fits(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    """Return what base64 text stands for; nothing for what is none, which no key has signed."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
