"""Which column of a source is which of ours, and what stands in for a column that is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from clearwater.errors import ParameterError, SchemaError, near_names
from clearwater.events.aliases import matched
from clearwater.events.ids import is_text_like
from clearwater.events.schema import COLUMN_TYPES, OPTIONAL, REQUIRED
from clearwater.events.times import holds_times

CONSTANT_MARK = "="


@dataclass(frozen=True)
class FromColumn:
    """The values of a column of the source."""

    column: str
    """Under the source's name."""


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: str
    """Any token."""


Binding = FromColumn | Constant


@dataclass(frozen=True)
class Bindings:
    """Where the canonical columns of one source come from."""

    of: Mapping[str, Binding]
    """Canonical column to its origin."""
    skip_without_object: bool
    """Whether a row without object is left out rather than bad: so where the caller named the
    object column, since a log with a column for each layer has many rows without most layers."""
    notes: tuple[str, ...] = ()
    """What was matched, for people."""

    def columns(self, canonical: Sequence[str]) -> list[str]:
        """Return the source's columns that are needed for `canonical`, each once."""
        origins = (self.of.get(name) for name in canonical)
        names = [origin.column for origin in origins if isinstance(origin, FromColumn)]
        return list(dict.fromkeys(names))

    def field_of(self, column: str) -> str:
        """Return the canonical column that `column` gives, or its own name."""
        for name, origin in self.of.items():
            if isinstance(origin, FromColumn) and origin.column == column:
                return name
        return column


def parsed_mapping(mapping: Mapping[str, str], known: Sequence[str]) -> dict[str, Binding]:
    """Return what a caller's mapping says, checked.

    Raises
    ------
    ParameterError
        If a key is no canonical column or a constant is empty.
    """
    bindings: dict[str, Binding] = {}
    for canonical, origin in mapping.items():
        if canonical not in known:
            raise ParameterError(
                "a mapping names a column that Clearwater does not have",
                where=f"{canonical}={origin}",
                expected="one of " + ", ".join(known),
                next_step=near_names(canonical, known).capitalize()
                or "Write ours=theirs, such as actor=user_id.",
            )
        constant = origin.removeprefix(CONSTANT_MARK)
        if not constant:
            raise ParameterError(
                "a mapping is empty",
                where=f"{canonical}={origin}",
                expected="a column, or = and a constant, such as action==share",
            )
        if canonical == "time" and constant != origin:
            raise ParameterError(
                "time cannot be a constant", where=f"{canonical}={origin}", expected="a column"
            )
        bindings[canonical] = FromColumn(origin) if constant == origin else Constant(constant)
    return bindings


def bind(
    schema: pa.Schema,
    mapping: Mapping[str, str] | None,
    where: str,
    *,
    by_format: Mapping[str, str] | None = None,
) -> Bindings:
    """Return where each canonical column comes from, for a source with `schema`.

    What the caller mapped goes first, then what the named format says, then names and aliases. With
    a named format nothing is guessed.

    Raises
    ------
    ParameterError
        If the mapping is no mapping of ours.
    SchemaError
        If a mapped column is not there, or a required one is left without an origin.
    """
    known = (*REQUIRED, *OPTIONAL)
    columns: list[str] = schema.names
    given = parsed_mapping(mapping or {}, known)
    for canonical, origin in given.items():
        if isinstance(origin, FromColumn) and origin.column not in columns:
            raise _missing_mapped(canonical, origin.column, columns, where)
    bindings = {**parsed_mapping(by_format or {}, known), **given}
    notes = [f"{name} is {_shown(origin)}, as mapped" for name, origin in given.items()]
    if by_format is None:
        used = {origin.column for origin in bindings.values() if isinstance(origin, FromColumn)}
        free = [column for column in columns if column not in used]
        left = [name for name in known if name not in bindings]
        for canonical, candidates in matched(left, free, partial(_fits, schema)).items():
            bindings[canonical] = FromColumn(candidates[0])
            if candidates != [canonical]:
                notes.append(_match_note(canonical, candidates))
    missing = [name for name in REQUIRED if name not in bindings]
    if missing:
        raise missing_columns(missing, columns, where)
    ordered = {name: bindings[name] for name in COLUMN_TYPES if name in bindings}
    skip = isinstance(given.get("object"), FromColumn)
    return Bindings(ordered, skip, tuple(notes))


def _fits(schema: pa.Schema, canonical: str, column: str) -> bool:
    """Return whether a column may be guessed to be `canonical`, going by its type.

    A required column under its own name always may: its type is then the error to tell.
    """
    if canonical in REQUIRED and column.lower() == canonical:
        return True
    kind = schema.field(column).type
    return holds_times(kind) if canonical == "time" else is_text_like(kind)


def missing_columns(missing: Sequence[str], columns: Sequence[str], where: str) -> SchemaError:
    """Return the error for required columns that nothing in the source stands for."""
    # An action is the one required thing that logs often leave unsaid, as they hold one kind only.
    advice = ["map the constant that all rows share, such as --map action==share"] * (
        "action" in missing
    )
    others = [name for name in missing if name != "action"]
    if others:
        advice.append("map " + ", ".join(f"--map {name}=COLUMN" for name in others))
    for name in others:
        near = near_names(name, columns)
        if near:
            advice.append(f"for {name}, {near}")
    return SchemaError(
        f"no column for {' and '.join(missing)}",
        where=where,
        expected=", ".join(REQUIRED),
        found="columns " + ", ".join(columns) if columns else "no columns",
        next_step=_sentence("; ".join(advice)),
    )


def _missing_mapped(canonical: str, column: str, columns: Sequence[str], where: str) -> SchemaError:
    near = near_names(column, columns)
    return SchemaError(
        f"the column that {canonical} is mapped to is not there",
        where=f"{where}, {canonical}={column}",
        expected=f"a column {column!r}",
        found="columns " + ", ".join(columns),
        next_step=_sentence(near or f"for a constant write {canonical}=={column}"),
    )


def _match_note(canonical: str, candidates: Sequence[str]) -> str:
    chosen, *others = candidates
    sentence = f"{canonical} is column {chosen}, matched by name"
    return sentence + (f" (not {', '.join(others)})" if others else "")


def _shown(origin: Binding) -> str:
    return f"column {origin.column}" if isinstance(origin, FromColumn) else repr(origin.value)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(("?", ".")) else ".")
