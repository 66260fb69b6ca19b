"""Ids and times of STIX 2.1 objects: the same thing has the same id, here and on every run.

Objects of the world (SCO) have the id that the standard derives from what they are. Ours come from
a namespace of ours and keyed tokens of the store, so that an id leads nobody anywhere but us.

https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from clearwater.cases.records.canonical import canonical

_OF_THE_STANDARD = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
_OURS = uuid.UUID("5f4f3f3e-6a0a-5c1b-9d6c-0b7f2a1e8c94")
CONTRIBUTING: Mapping[str, tuple[str, ...]] = {
    "user-account": ("account_login", "account_type", "user_id"),
}
"""Kind of SCO -> the properties that its id follows from."""


def id_of(kind: str, *names: str) -> str:
    """Return the id of an object of ours: UUIDv5 of what names it."""
    return f"{kind}--{uuid.uuid5(_OURS, canonical([kind, *names]).decode())}"


def observable_id(said: Mapping[str, object]) -> str:
    """Return the id of an SCO, which follows from some of its properties (section 2.9).

    Raises
    ------
    KeyError
        If it is of a kind whose properties are not known here.
    """
    kind = str(said["type"])
    taken = {name: said[name] for name in CONTRIBUTING[kind] if name in said}
    return f"{kind}--{uuid.uuid5(_OF_THE_STANDARD, canonical(taken).decode())}"


def stix_time(time_us: int) -> str:
    """Return a moment in UTC with milliseconds, which is what every reader takes."""
    moment = datetime.fromtimestamp(time_us // 1_000_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_us % 1_000_000 // 1000:03}Z"
