"""What is wrong with some rows of a column: a mask and a reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """Rows of one column that cannot be used for the same reason."""

    rows: Mask
    """True where it is so; as long as the column."""
    reason: str
    """One clause."""


def mask_of(values: pa.Array) -> Mask:
    """Return a boolean Arrow array as a mask, null as False."""
    filled = pc.fill_null(values, pa.scalar(value=False)) if values.null_count else values
    mask: Mask = filled.to_numpy(zero_copy_only=False)
    return mask


def nulls_of(values: pa.Array) -> Mask:
    """Return where `values` is null."""
    return mask_of(values.is_null()) if values.null_count else np.zeros(len(values), dtype=bool)


def problem(rows: Mask, reason: str) -> list[Problem]:
    """Return one problem, or none where no row has it."""
    return [Problem(rows, reason)] if rows.any() else []
