"""What a report looks like: held against a document of anybody before a rule looks into it.

A number of another kind is no matter of form, for a rule names it; so a count may be any single
value here. Whatever else the rules rely on is: what is missing, what should be a list and is none,
lists of different lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clearwater.cases.figures.crosscheck.base import PARTS

_FARTHEST_MIN = 840
_MOST = 2**53 - 1


class FormError(ValueError):
    """A document has another form; ``str`` says where and what."""


Form = Callable[[Any, str], None]
"""(what stands there, where) -> nothing, or `FormError`."""


def needed(said: Any, name: str, kind: type) -> Any:
    """Return a field of an object.

    Raises
    ------
    FormError
        If it is missing or of another kind.
    """
    if not isinstance(said, Mapping) or name not in said:
        raise FormError(f"no field {name!r}")
    if not isinstance(said[name], kind):
        raise FormError(f"{name!r} is no {kind.__name__}")
    return said[name]


def require_weekly(document: Mapping[str, Any]) -> None:
    """Return if a document has the form of a weekly report.

    Raises
    ------
    FormError
        If not.
    """
    _WEEKLY(document, "report")
    below = document.get("below")
    if below is None:
        return
    for one in below["figures"]:
        for row in one["rows"]:
            _as_long(row["bodies"], below["bodies"], f"below {one['id']}")


def require_public(document: Mapping[str, Any]) -> None:
    """Return if a document has the form of a transparency report.

    Raises
    ------
    FormError
        If not.
    """
    _PUBLIC(document, "report")
    for one in document["figures"]:
        if one["months"] is not None:
            _as_long(one["months"], document["months"], f"{one['id']} months")
        elif one["unit"] == "count":
            raise FormError(f"{one['id']} has no months")
    for number, table in enumerate(document["tables"]):
        where = f"tables[{number}]"
        _as_long(table["rows"], table["row_totals"], f"{where} row_totals")
        _as_long(table["axes"], [0, 0] if "columns" in table else [0], f"{where} axes")
        if "columns" in table:
            _TWO_AXES(table, where)
            _as_long(table["columns"], table["column_totals"], f"{where} column_totals")
            _as_long(table["rows"], table["cells"], f"{where} cells")
            for line in table["cells"]:
                _as_long(line, table["columns"], f"{where} cells")


def _as_long(one: list[Any], other: list[Any], where: str) -> None:
    if len(one) != len(other):
        raise FormError(f"{where}: {len(one)} beside {len(other)}")


def _text(said: Any, where: str) -> None:
    if not isinstance(said, str):
        raise FormError(f"{where} is no text")


def _whole(least: int, most: int = _MOST) -> Form:
    def check(said: Any, where: str) -> None:
        if type(said) is not int or not least <= said <= most:
            raise FormError(f"{where} is no whole number from {least} to {most}")

    return check


def _single(said: Any, where: str) -> None:
    if isinstance(said, list | Mapping):
        raise FormError(f"{where} is no single value")


def _or_null(form: Form) -> Form:
    return lambda said, where: None if said is None else form(said, where)


def _list(form: Form) -> Form:
    def check(said: Any, where: str) -> None:
        if not isinstance(said, list):
            raise FormError(f"{where} is no list")
        for number, one in enumerate(said):
            form(one, f"{where}[{number}]")

    return check


def _named(form: Form) -> Form:
    def check(said: Any, where: str) -> None:
        if not isinstance(said, Mapping):
            raise FormError(f"{where} is no object")
        for name, one in said.items():
            form(one, f"{where} {name}")

    return check


def _object(fields: Mapping[str, Form], optional: Mapping[str, Form] | None = None) -> Form:
    def check(said: Any, where: str) -> None:
        if not isinstance(said, Mapping):
            raise FormError(f"{where} is no object")
        for name, form in fields.items():
            if name not in said:
                raise FormError(f"{where} has no field {name!r}")
            form(said[name], f"{where} {name}")
        for name, form in (optional or {}).items():
            if name in said:
                form(said[name], f"{where} {name}")

    return check


_PARTS: Mapping[str, Form] = dict.fromkeys(PARTS, _single)
_VALUE = _object({}, _PARTS)
_CELL = _object({"by": _named(_text)}, _PARTS)
_FIGURE: Mapping[str, Form] = {"id": _text, "unit": _text}
_VERSION: Mapping[str, Form] = {"version": _or_null(_whole(0))}
_HEAD: Mapping[str, Form] = {
    "period": _object(
        {
            **dict.fromkeys(("name", "start", "end"), _text),
            "offset_min": _whole(-_FARTHEST_MIN, _FARTHEST_MIN),
        }
    ),
    "organisation": _text,
    "ledger": _object({"size": _whole(0), "root": _text, "begins": _or_null(_text)}),
}
_MARGIN = _object({"by": _list(_text), "cells": _list(_CELL)})
_BELOW = _object(
    {
        "bodies": _list(_object({"body": _text})),
        "smallest": _whole(1),
        "figures": _list(
            _object(
                {
                    **_FIGURE,
                    "rows": _list(
                        _object(
                            {"by": _named(_text), "bodies": _list(_or_null(_VALUE))},
                            {"total": _single},
                        )
                    ),
                }
            )
        ),
    }
)
_STATEMENTS = _object(
    {
        "categories": _named(_or_null(_text)),
        "kinds": _named(_or_null(_text)),
        "per": _or_null(_text),
    }
)
_WEEKLY = _object(
    {
        **_HEAD,
        "figures": _list(
            _object(
                {**_FIGURE, "total": _VALUE, "cells": _list(_CELL)},
                {**_VERSION, "margins": _list(_MARGIN)},
            )
        ),
    },
    {"below": _or_null(_BELOW), "statements": _STATEMENTS},
)
_PUBLIC = _object(
    {
        **_HEAD,
        "smallest": _whole(1),
        "months": _list(_text),
        "figures": _list(
            _object(
                {
                    **_FIGURE,
                    "total": _or_null(_VALUE),
                    "months": _or_null(_list(_or_null(_VALUE))),
                },
                _VERSION,
            )
        ),
        "tables": _list(
            _object(
                {
                    "figure": _text,
                    "axes": _list(_text),
                    "rows": _list(_text),
                    "row_totals": _list(_single),
                    "total": _single,
                }
            )
        ),
    }
)
_TWO_AXES = _object(
    {
        "columns": _list(_text),
        "column_totals": _list(_single),
        "cells": _list(_list(_single)),
    }
)
