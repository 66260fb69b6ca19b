"""Models of what is shown of a record, made from the record: a field is named once, there.

Two forms. `listed` leaves out everything that could name a person and every commitment: it is for
lists, which anybody may see who may read. `read` is for what was shown on record, with its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from pydantic import create_model

from clearwater.app.case.showing import COMMITMENTS, LEFT_OUT
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.base import Record
from clearwater.web.models.base import Out

WORDS = COMMITMENTS | {"identifier"}
"""Fields that hold the commitment to a text."""
_PARTS = ("_milli", "_millibits")


def shown_name(field: str) -> str:
    """Return the name of a field as it is shown: without a unit that its value has no more."""
    if field.endswith("_millibits"):
        return field.removesuffix("_millibits") + "_bits"
    return field.removesuffix("_us").removesuffix("_milli")


def listed(kind: type[Record], name: str, **more: Any) -> type[Out]:
    """Return the model of a record in a list."""
    return _model(kind, name, WORDS | LEFT_OUT, more)


def read(kind: type[Record], name: str, **more: Any) -> type[Out]:
    """Return the model of a record that was shown on record."""
    of_subject = {} if not _has(kind, "subject") else {"account": (_type(kind, "subject"), ...)}
    return _model(kind, name, LEFT_OUT, of_subject | more)


def row_of(record: Record, hidden: Iterable[str] = ()) -> dict[str, Any]:
    """Return what `listed` shows of a record."""
    left_out = LEFT_OUT | WORDS | frozenset(hidden)
    shown = {}
    for name in (field.name for field in fields(record) if field.name not in left_out):
        value = getattr(record, name)
        if value is not None and name.endswith("_us"):
            value = shown_time(value)
        elif value is not None and name.endswith(_PARTS):
            value = value / 1000
        elif isinstance(value, str):
            value = str(value)  # words of an enumeration are no plain texts to a strict model
        shown[shown_name(name)] = value
    return shown


def _model(
    kind: type[Record], name: str, left_out: frozenset[str], more: dict[str, Any]
) -> type[Out]:
    own: dict[str, Any] = {
        shown_name(field.name): (_type(kind, field.name), ...)
        for field in fields(kind)
        if field.name not in left_out
    }
    made: type[Out] = create_model(name, __base__=Out, **(own | more))
    return made


def _has(kind: type[Record], name: str) -> bool:
    return any(field.name == name for field in fields(kind))


def _type(kind: type[Record], name: str) -> Any:
    said = next(str(field.type) for field in fields(kind) if field.name == name)
    plain: Any = str if name.endswith("_us") or said.startswith("str") else int
    if name.endswith(_PARTS):
        plain = float
    return plain | None if said.endswith("None") else plain
