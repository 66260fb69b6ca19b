"""Ids as text or as whole numbers, and everything else that is text.

Ids are compared byte by byte: case and blanks at the end make two ids. Numbers stay numbers only
where every source of a log has them so, which is what `numeric_ids` is asked for.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import SchemaError
from clearwater.events.problems import Mask, Problem, mask_of, nulls_of, problem

ID_COLUMNS = frozenset({"actor", "action", "object", "event"})
"""Columns that may stream as ``int64``."""

EXACT_FLOAT = 2**53
"""Above it a float cannot tell neighbouring whole numbers apart."""

MISSING = "missing"
NUL = "contains a NUL character"


def is_whole_number(kind: pa.DataType) -> bool:
    """Return whether every value of `kind` fits ``int64``."""
    return bool(pa.types.is_integer(kind)) and kind != pa.uint64()


def is_text_like(kind: pa.DataType) -> bool:
    """Return whether `kind` can be read as ids or text: not nested, a time, or true/false."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return not (
        pa.types.is_nested(inner)
        or pa.types.is_temporal(inner)
        or pa.types.is_boolean(inner)
        or pa.types.is_fixed_size_binary(inner)
    )


def is_text(kind: pa.DataType) -> bool:
    """Return whether `kind` is text, in any of the forms in which Arrow has it."""
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def check_text(kind: pa.DataType, where: str) -> None:
    """Raise for a type that cannot be read as text.

    Raises
    ------
    SchemaError
        If it is nested, a time, or true/false.
    """
    if not is_text_like(kind):
        raise SchemaError(
            "a column cannot be used as ids or text",
            where=where,
            expected="text or whole numbers",
            found=f"type {kind}",
            next_step="Map another column, or write it as text.",
        )


def as_whole_numbers(column: pa.Array) -> pa.Array:
    """Return a column of whole numbers as ``int64``."""
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return plain.cast(pa.int64())


def as_text(column: pa.Array) -> tuple[pa.Array, list[Problem]]:
    """Return `column` as strings, and the rows that cannot be written as text."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type):
        return _whole_floats(column)
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return _decoded(column)
    return _checked(column.cast(pa.string()))


def usable_id(column: pa.Array, *, required: bool) -> list[Problem]:
    """Return the rows whose id is missing (where one is required) or holds NUL."""
    if not pa.types.is_string(column.type):
        return problem(nulls_of(column), MISSING) if required else []
    problems: list[Problem] = []
    if required:
        missing = nulls_of(column)
        if pc.min(pc.binary_length(column)).as_py() == 0:
            missing = missing | mask_of(pc.equal(column, ""))
        problems += problem(missing, MISSING)
    if _holds_nul(column):
        problems += problem(mask_of(pc.match_substring(column, "\0")), NUL)
    return problems


def missing(column: pa.Array) -> Mask:
    """Return where an id is null or empty."""
    absent = nulls_of(column)
    if pa.types.is_string(column.type) and pc.min(pc.binary_length(column)).as_py() == 0:
        absent = absent | mask_of(pc.equal(column, ""))
    return absent


def as_number(column: pa.Array) -> tuple[pa.Array, list[Problem]]:
    """Return `column` as float64, null where it is empty, and the rows that are no number."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if is_text(column.type):
        column, _ = as_text(column)  # what is no UTF-8 is replaced, and then no number
    try:
        return column.cast(pa.float64()), []
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        cells = column.to_pylist()
    numbers = [_number(cell) for cell in cells]
    wrong = np.array([n is None and c is not None for n, c in zip(numbers, cells, strict=True)])
    return pa.array(numbers, pa.float64()), problem(wrong, "not a number")


def _number(cell: object) -> float | None:
    try:
        return None if cell is None else float(str(cell))
    except ValueError:
        return None


def _whole_floats(column: pa.Array) -> tuple[pa.Array, list[Problem]]:
    """Return ids that a table library turned to floats because some were missing."""
    numbers = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    absent = np.isnan(numbers)
    filled = np.where(absent, 0.0, numbers)
    exact = (np.abs(filled) <= EXACT_FLOAT) & (filled == np.trunc(filled))
    whole = np.where(exact, filled, 0).astype(np.int64)
    texts = pa.array(whole, mask=absent | ~exact).cast(pa.string())
    return texts, problem(~exact, "a fraction, or beyond what a float holds exactly")


def _checked(column: pa.Array) -> tuple[pa.Array, list[Problem]]:
    """Return strings of which each is UTF-8: not every writer of Parquet sees to that."""
    if not pa.types.is_string(column.type):
        return column, []
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return _decoded(column.cast(pa.binary()))
    return column, []


def _decoded(column: pa.Array) -> tuple[pa.Array, list[Problem]]:
    try:
        return column.cast(pa.string()), []
    except pa.ArrowInvalid:
        cells = column.to_pylist()
    texts = [None if cell is None else cell.decode("utf-8", "replace") for cell in cells]
    wrong = [
        cell is not None and text is not None and text.encode("utf-8") != cell
        for cell, text in zip(cells, texts, strict=True)
    ]
    return pa.array(texts, pa.string()), problem(np.array(wrong), "not UTF-8")


def _holds_nul(column: pa.Array) -> bool:
    # The bytes of all values lie side by side: one pass over them is far cheaper than a search in
    # every value, and NUL is rare.
    data = column.buffers()[2]
    if data is None or not len(column):
        return False
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)
    start, end = offsets[column.offset], offsets[column.offset + len(column)]
    return not bool(np.frombuffer(data, dtype=np.uint8)[start:end].all())
