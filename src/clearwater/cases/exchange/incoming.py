"""What partners send: verified, read, and no more. What comes of it is the workflow's to say.

Standard Webhooks 1.0: the id, the time and the body as it came are signed, by a secret of both
sides (``v1``, HMAC-SHA-256) or by the partner's key (``v1a``, Ed25519). Bodies are::

    {"type": "clue.report", "data": {"account": ..., "note": ..., "reporter": ...}}
    {"type": "delivery.receipt", "data": {"message": ..., "outcome": "applied"}}
    an ActivityStreams Flag

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clearwater.cases.delivery.verify_webhook import Claim, NotGenuine, claim_of
from clearwater.cases.exchange.flags import Flag, flag_of, is_flag, wrong
from clearwater.cases.exchange.partner_keys import PartnerKey
from clearwater.cases.exchange.said_words import identifier_of, words_of
from clearwater.cases.exchange.strict_json import read_json
from clearwater.cases.ledger.keys import signature_fits
from clearwater.errors import near_names

CLUE, RECEIPT = "clue.report", "delivery.receipt"
OUTCOMES = ("applied", "failed")
# Without a full stop: what is signed can be read in one way only.
_ID = re.compile(r"[A-Za-z0-9_:-]{1,128}", re.ASCII)
_TOP = ("type", "timestamp", "data")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    CLUE: ("account", "note", "reporter"),
    RECEIPT: ("message", "outcome"),
}


@dataclass(frozen=True)
class SaidClue:
    """A reason to look."""

    account: str | None
    note: str | None
    reporter: str | None


@dataclass(frozen=True)
class SaidReceipt:
    """What became of a message of ours."""

    message: str
    applied: bool


Said = SaidClue | SaidReceipt | Flag


@dataclass(frozen=True)
class Incoming:
    """One message of a partner."""

    id: str
    """The sender's; the same again is the same message."""
    said: Said
    sha256: str
    """Of the body as it came."""
    signed_by: str | None
    """Fingerprint of the key; nothing where somebody brought it by hand."""


def incoming(
    headers: Mapping[str, str],
    body: bytes,
    *,
    keys: Sequence[PartnerKey],
    now_s: int,
    accounts_begin: str = "",
) -> Incoming:
    """Return what a genuine request says. It depends on nothing but what it is given.

    Parameters
    ----------
    headers
        Of the request; names in any case.
    body
        As it came, before anything parsed it.
    keys
        The partner's; got beforehand, never out of a request.
    now_s
        The clock, seconds since 1970, UTC.
    accounts_begin
        `Exchange.accounts_begin` of the policy.

    Raises
    ------
    NotGenuine
        If a header is missing, the time is more than five minutes off, or no key fits. Answer 401.
    NotReadableError
        If it is genuine and cannot be taken in; it names the field. Answer 400.
    """
    claim = claim_of(headers, body, now_s)
    signed_by = _signed_by(claim, keys)
    if signed_by is None:
        raise NotGenuine("no signature of a key of the partner")
    if _ID.fullmatch(claim.message) is None:
        raise wrong("webhook-id", "1 to 128 of a-z, A-Z, 0-9, _, : and -", "something else")
    return _incoming(claim.message, body, signed_by, accounts_begin)


def brought_by_hand(body: bytes, accounts_begin: str = "") -> Incoming:
    """Return what a body says that somebody brings who answers for where it is from.

    Its id is its digest: the same file again is the same message.
    """
    return _incoming(_digest(body), body, None, accounts_begin)


def _incoming(message: str, body: bytes, signed_by: str | None, begin: str) -> Incoming:
    said = read_json(body, "the body")
    if not isinstance(said, dict):
        raise wrong("the body", "an object", "something else")
    content: Said
    if is_flag(said):
        content = flag_of(said, begin)
        # A federated server sends a flag again under its own address, however it is wrapped.
        message = content.id
    else:
        content = _of_webhook(said)
    return Incoming(message, content, _digest(body), signed_by)


def _of_webhook(said: Mapping[str, Any]) -> Said:
    kind = said.get("type")
    known = (*_FIELDS, "Flag")
    if not isinstance(kind, str) or kind not in _FIELDS:
        near = near_names(kind[:60], known) if isinstance(kind, str) else ""
        raise wrong("type", " | ".join(known), near or "something else")
    _only(said, _TOP, "")
    data = said.get("data")
    if not isinstance(data, dict):
        raise wrong("data", "an object", "something else")
    _only(data, _FIELDS[kind], "data.")
    return _receipt(data) if kind == RECEIPT else _clue(data)


def _clue(data: Mapping[str, Any]) -> SaidClue:
    account, note, reporter = (data.get(name) for name in _FIELDS[CLUE])
    if account is None and note is None:
        raise wrong("data", "an account or a note", "neither")
    return SaidClue(
        None if account is None else identifier_of(account, "data.account"),
        None if note is None else words_of(note, "data.note"),
        None if reporter is None else identifier_of(reporter, "data.reporter"),
    )


def _receipt(data: Mapping[str, Any]) -> SaidReceipt:
    outcome = data.get("outcome")
    if outcome not in OUTCOMES:
        raise wrong("data.outcome", " | ".join(OUTCOMES), "something else")
    message = identifier_of(data.get("message"), "data.message")
    return SaidReceipt(message, outcome == "applied")


def _only(said: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in said:
        if name not in known:
            near = near_names(name[:60], known)
            raise wrong(f"{where}{name[:60]!a}", " | ".join(known), near or "another field")


def _signed_by(claim: Claim, keys: Sequence[PartnerKey]) -> str | None:
    for key in keys:
        if any(_fits(key, one, claim.signed) for one in claim.said(key.version)):
            return key.fingerprint
    return None


def _fits(key: PartnerKey, signature: bytes, signed: bytes) -> bool:
    if key.version == "v1a":
        return signature_fits(key.key, signature, signed)
    made = hmac.digest(key.key, signed, "sha256")
    return hmac.compare_digest(made, signature)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
