"""Identifiers of accounts, for what leaves with a purpose."""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.store.base import Unit
from clearwater.errors import ParameterError


def identifiers_of(unit: Unit, subjects: Iterable[str]) -> dict[str, str]:
    """Return subject -> the platform's identifier.

    Raises
    ------
    ParameterError
        If one was erased: what is left out in silence would be taken for what is not there.
    """
    named: dict[str, str] = {}
    for subject in dict.fromkeys(subjects):
        row = unit.get(Subject, subject)
        kept = None if row is None else unit.get(Disclosure, row.identifier)
        if kept is None or kept.text is None:
            raise ParameterError(
                "an identifier was erased",
                where=subject,
                next_step="Export with tokens, or leave the account out of the case.",
            )
        named[subject] = kept.text
    return named
