"""Lists of what belongs to a case."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from clearwater.web.models.base import In, Out
from clearwater.web.models.cases import EvidenceRow, MemberRow
from clearwater.web.models.decisions import DecisionRow, MeasureRow


class Seal(In):
    """The case is sealed."""


class Listed(Out):
    """A page of rows."""

    items: list[Any]
    next: str | None


def _of(name: str, row: type[Out]) -> type[Listed]:
    items: Any = list[row]  # type: ignore[valid-type]  # made from a record
    made: type[Listed] = create_model(name, __base__=Listed, items=(items, ...))
    return made


Members = _of("Members", MemberRow)
EvidenceList = _of("EvidenceList", EvidenceRow)
Decisions = _of("Decisions", DecisionRow)
Measures = _of("Measures", MeasureRow)
