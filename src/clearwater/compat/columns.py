"""Columns of somebody else's table as arrays of numbers: ids as codes, times as seconds.

Ids compare as text in the peers; whole numbers are the same ids whether they come as text or as
integers, so integers stay integers until they are written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import ParameterError, SchemaError, near_names

Codes = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64] | npt.NDArray[np.float64]

NO_CODE = -1
"""The code of a missing id, where missing is not a value of its own."""


class Ids(NamedTuple):
    """A column of ids: ``values[codes]`` is the column."""

    codes: Codes
    values: pa.Array


def require(table: pa.Table, names: Iterable[str], *, what: str) -> None:
    """Raise `SchemaError` unless `table` has all columns in `names`."""
    for name in names:
        if name not in table.column_names:
            raise SchemaError(
                f"{what} has no column {name!r}",
                expected=", ".join(names),
                found=", ".join(table.column_names),
                next_step=near_names(name, table.column_names)
                or "Rename the column that holds it.",
            )


def ids(table: pa.Table, name: str, *, missing_is_a_value: bool = False) -> Ids:
    """Return the codes of an id column, in order of first appearance.

    A missing id has the code -1, or a code of its own whose value is null.

    Raises
    ------
    SchemaError
        If the column is of no type that can be an id.
    """
    encoding = "encode" if missing_is_a_value else "mask"
    array = plain(table, name).dictionary_encode(null_encoding=encoding)
    codes = array.indices.fill_null(NO_CODE).to_numpy(zero_copy_only=False)
    # A copy: what Arrow lends is read-only, and compiled kernels may ask for more.
    return Ids(np.array(codes, np.int32), array.dictionary)


def plain(table: pa.Table, name: str) -> pa.Array:
    """Return an id or text column as one array of text or whole numbers."""
    array = _one_array(table, name)
    kind = array.type
    if pa.types.is_null(kind):
        return array.cast(pa.string())
    if pa.types.is_floating(kind):
        try:  # whole numbers become floats when a data frame stores a gap among them
            return array.cast(pa.int64())
        except pa.ArrowInvalid as error:
            raise _not_ids(name, kind) from error
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return array
    if pa.types.is_string_view(kind):
        return array.cast(pa.large_string())
    raise _not_ids(name, kind)


def as_text(values: pa.Array) -> pa.Array:
    """Return ids as text; whole numbers as their decimal digits."""
    return values if pa.types.is_string(values.type) else values.cast(pa.string())


def seconds(table: pa.Table, name: str) -> tuple[Times, npt.NDArray[np.bool_]]:
    """Return times in seconds and a mask of those that are known; unknown ones are 0.

    Whole seconds stay ``int64``; fractions, text and Arrow timestamps become ``float64``.

    Raises
    ------
    SchemaError
        If the column holds no numbers.
    """
    array = _one_array(table, name)
    if pa.types.is_timestamp(array.type):
        microseconds = array.cast(pa.timestamp("us", tz=array.type.tz)).cast(pa.int64())
        array = pc.divide(microseconds.cast(pa.float64()), 1e6)
    elif not pa.types.is_integer(array.type):
        try:
            array = array.cast(pa.float64())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise SchemaError(
                f"column {name!r} holds no times",
                expected="seconds as numbers, or Arrow timestamps",
                found=str(error),
            ) from error
    known = array.is_valid() if array.null_count else None
    times: Any = (array.fill_null(0) if array.null_count else array).to_numpy(zero_copy_only=False)
    mask = np.ones(times.size, bool) if known is None else known.to_numpy(zero_copy_only=False)
    if times.dtype.kind == "f":
        mask = mask & ~np.isnan(times)
        return np.where(mask, times, 0.0), mask
    return times.astype(np.int64, copy=False), mask


def not_negative(name: str, value: float) -> None:
    """Raise `ParameterError` unless ``value >= 0``."""
    if not value >= 0:
        raise ParameterError(f"{name} is out of range", expected=">= 0", found=repr(value))


def share_of_one(name: str, value: float) -> None:
    """Raise `ParameterError` unless ``0 <= value <= 1``."""
    if not 0 <= value <= 1:
        raise ParameterError(f"{name} is out of range", expected="0..1", found=repr(value))


def _one_array(table: pa.Table, name: str) -> pa.Array:
    column = table[name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _not_ids(name: str, kind: pa.DataType) -> SchemaError:
    return SchemaError(
        f"column {name!r} cannot be read as ids",
        expected="text or whole numbers",
        found=str(kind),
        next_step="Cast the column to text.",
    )
