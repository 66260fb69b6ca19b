"""What reports have in common as JSON: figures with their words, as RFC 8785 writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import rfc8785

from clearwater.app.publish.counting import Basis
from clearwater.cases.figures.base import Figure, Unit
from clearwater.cases.figures.values import Stated, Value
from clearwater.cases.figures.words import DIMENSIONS, GROUPS, words_of
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_fields import Words

Document = dict[str, object]


def canonical_bytes(document: Document) -> bytes:
    """Return a document as it is written: RFC 8785, the same bytes on every machine."""
    return rfc8785.dumps(document)  # type: ignore[arg-type]  # texts, numbers, lists, objects


def sent_bytes(document: Document) -> bytes:
    """Return a document that somebody sent as a file that can be checked.

    One that we made comes out with the bytes that were published, whose digest is on record. What
    RFC 8785 cannot write was not made by us, and is written in any way.
    """
    try:
        return canonical_bytes(document)
    except ValueError:
        return json.dumps(document).encode()


def figure_document(one: Stated, basis: Basis) -> Document:
    """Return what a report states of a figure, with the command that counts it again."""
    return {
        "id": one.figure.id,
        "version": one.figure.version,
        "unit": str(one.figure.unit),
        "stock": one.figure.stock,
        "by": list(one.figure.by),
        "total": one.total,
        "cells": [_cell(one.figure, cell, value) for cell, value in one.cells],
        "margins": [*_margins(one)],
        "command": basis.command(one.figure.id),
    }


def _margins(one: Stated) -> Iterator[Document]:
    """Yield the sums of a count by each of several things, and by the first two of three."""
    by = one.figure.by
    if one.figure.unit != Unit.COUNT or len(by) < 2:
        return
    pairs = [by[:2]] if len(by) > 2 else []
    for dimensions in (*((each,) for each in by), *pairs):
        places = [by.index(each) for each in dimensions]
        sums: dict[tuple[str, ...], int] = {}
        for cell, value in one.cells:
            key = tuple(cell[place] for place in places)
            sums[key] = sums.get(key, 0) + int(value["value"] or 0)
        cells = [
            {"by": dict(zip(dimensions, key, strict=True)), "value": sums[key]}
            for key in sorted(sums)
        ]
        yield {"by": list(dimensions), "cells": cells}


def _cell(figure: Figure, cell: Sequence[str], value: Value) -> Document:
    return {"by": dict(zip(figure.by, cell, strict=True)), **value}


def definitions(figures: Iterable[Figure]) -> list[Document]:
    """Return the definitions of figures, with their words."""
    return [
        {
            "id": one.id,
            "version": one.version,
            "unit": str(one.unit),
            "words": both(one.words),
            "definition": both(one.definition),
        }
        for one in figures
    ]


def words_document(used: Mapping[str, Iterable[str]], policy: Policy) -> Document:
    """Return the words of groups, dimensions and of the values that are used, in both languages."""
    return {
        "groups": {name: both(words) for name, words in GROUPS.items()},
        "dimensions": {name: both(DIMENSIONS[name]) for name in sorted(used)},
        "values": {
            name: {value: both(words_of(name, value, policy)) for value in sorted(set(some))}
            for name, some in sorted(used.items())
        },
    }


def exchange_document(policy: Policy) -> Document:
    """Return what statements of reasons call categories and measures; nothing where they have none.

    With it a file of statements can be held against the figures by whoever has both.
    """
    return {
        "categories": {one.name: one.dsa_category for one in policy.categories},
        "kinds": {rung.name: rung.dsa for rung in policy.ladder},
        "per": policy.exchange.statement_per,
    }


def used_values(all_stated: Iterable[Stated]) -> dict[str, set[str]]:
    """Return dimension -> the values that stand in some figure."""
    used: dict[str, set[str]] = {}
    for one in all_stated:
        for place, dimension in enumerate(one.figure.by):
            used.setdefault(dimension, set()).update(cell[place] for cell, _ in one.cells)
    return used


def both(words: Words) -> Document:
    """Return words in both languages."""
    return {"en": words.en, "zh": words.zh}
