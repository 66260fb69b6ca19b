"""How a webhook says who sent it: Standard Webhooks 1.0, Ed25519 (``v1a``).

Signed is ``id.timestamp.body``; the timestamp is that of the attempt, so that an old request cannot
be played again. Several keys sign at once while one is replaced by the next: a receiver accepts a
request if it trusts any of them. The key is one for webhooks alone, never the ledger's: what goes
to a receiver must not be able to pass for a checkpoint.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from pathlib import Path

from clearwater.cases.delivery.verify_webhook import signed_text
from clearwater.cases.ledger.keys import SigningKey, keep_secret, read_key
from clearwater.errors import OutputError, ParameterError

KEY_NAME = "keys/webhook.pem"
"""Where the key is, in the folder beside a store."""
_PUBLIC = "whpk_"


def signed_headers(
    message: str, time_s: int, body: bytes, keys: Sequence[SigningKey]
) -> dict[str, str]:
    """Return the three headers of a request.

    Parameters
    ----------
    message
        The message's id; it holds no full stop, so what is signed can be read in one way only.
    time_s
        When this attempt is made, seconds since 1970, UTC.
    body
        The body as it is sent, byte for byte.
    keys
        At least one; the newest first.

    Raises
    ------
    ParameterError
        If the id holds a full stop, or no key is given.
    """
    if "." in message or not keys:
        raise ParameterError(
            "a webhook cannot be signed",
            expected="an id without a full stop, and a key",
            found=f"id {message!r}, {len(keys)} keys",
        )
    signed = signed_text(message, str(time_s), body)
    signatures = (base64.b64encode(key.sign(signed)).decode() for key in keys)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(time_s),
        "webhook-signature": " ".join(f"v1a,{signature}" for signature in signatures),
    }


def public_key_text(key: SigningKey) -> str:
    """Return what a receiver is given to trust: ``whpk_`` and the public key in base64."""
    return _PUBLIC + base64.b64encode(key.public).decode()


def webhook_key(files: Path) -> SigningKey:
    """Return the key for webhooks of the store whose folder this is; made if it is not there.

    Raises
    ------
    SourceError
        If the file holds no such key.
    OutputError
        If it cannot be made.
    """
    place = files / KEY_NAME
    if not place.exists():
        try:
            keep_secret(place, SigningKey(secrets.token_bytes(32)).pem())
        except OutputError:
            if not place.exists():
                raise
            # Another process was quicker; its key counts.
    return read_key(place)
