"""Shares as CooRTweet reads them: who shared which object with which content, and when."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.compat.columns import NO_CODE, Ids, Times, as_text, ids, require, seconds

Mask = npt.NDArray[np.bool_]

COLUMNS = ("object_id", "account_id", "content_id", "timestamp_share")


@dataclass(frozen=True)
class Shares:
    """Rows of a share table, ids as codes in order of first appearance."""

    objects: Ids
    accounts: Ids
    contents: Ids
    time: Times
    """Seconds; 0 where unknown."""
    timed: Mask
    """Rows whose time is known."""
    original: Mask
    """Rows in which an original post is listed as a share of itself."""

    def rows(self, keep: npt.NDArray[Any]) -> Shares:
        """Return the rows that a mask or an array of row numbers names."""
        objects, accounts, contents = (
            Ids(column.codes[keep], column.values) for column in self._ids()
        )
        return Shares(
            objects, accounts, contents, self.time[keep], self.timed[keep], self.original[keep]
        )

    def missing(self) -> Mask:
        """Return the rows with a missing id; there are none unless missing is a value."""
        none = [column.values.is_null().to_numpy(zero_copy_only=False) for column in self._ids()]
        codes = [column.codes for column in self._ids()]
        missing: Mask = np.logical_or.reduce(
            [null[code] for null, code in zip(none, codes, strict=True)]
        )
        return missing

    def _ids(self) -> tuple[Ids, Ids, Ids]:
        return self.objects, self.accounts, self.contents


def read_shares(table: pa.Table, *, bug_compatible: bool) -> Shares:
    """Return the shares in `table`.

    By default rows with a missing id are left out, exact duplicates count once, and the original
    post is told from a number that happens to be equal. With `bug_compatible`, a missing id is an
    id like any other, duplicates stay, and equal ids mean the original.
    """
    table = _with_account_id(table)
    require(table, COLUMNS, what="the share table")
    columns = [ids(table, name, missing_is_a_value=bug_compatible) for name in COLUMNS[:3]]
    time, timed = seconds(table, "timestamp_share")
    shares = Shares(columns[0], columns[1], columns[2], time, timed, np.zeros(time.size, bool))
    if not bug_compatible:
        shares = shares.rows(_complete(shares))
        shares = shares.rows(_first_of_duplicates(shares))
    original = _same_id(shares.objects, shares.contents)
    if not bug_compatible:
        original &= _nothing_earlier(shares)
    return Shares(
        shares.objects, shares.accounts, shares.contents, shares.time, shares.timed, original
    )


def _with_account_id(table: pa.Table) -> pa.Table:
    if "account_id" in table.column_names or "id_account" not in table.column_names:
        return table
    warnings.warn(
        "column 'id_account' is read as 'account_id'; rename it", DeprecationWarning, stacklevel=4
    )
    names = ["account_id" if name == "id_account" else name for name in table.column_names]
    return table.rename_columns(names)


def _complete(shares: Shares) -> Mask:
    columns = (shares.objects, shares.accounts, shares.contents)
    complete: Mask = np.logical_and.reduce([column.codes != NO_CODE for column in columns])
    return complete


def _first_of_duplicates(shares: Shares) -> npt.NDArray[np.int64]:
    """Return the rows to keep, in order, so that no row comes twice."""
    keys = {
        "object": shares.objects.codes,
        "account": shares.accounts.codes,
        "content": shares.contents.codes,
        "time": shares.time,
        "timed": shares.timed,
    }
    rows = pa.table({**keys, "row": np.arange(shares.time.size)})
    # One thread: the groups come in the order of their first row.
    first = rows.group_by(list(keys), use_threads=False).aggregate([("row", "min")])
    kept: npt.NDArray[np.int64] = first["row_min"].to_numpy()
    return np.sort(kept)


def _same_id(left: Ids, right: Ids) -> Mask:
    """Return where two columns hold the same id, compared as text; a missing id equals nothing."""
    matches = pc.index_in(as_text(left.values), value_set=as_text(right.values), skip_nulls=True)
    # -2 for "no counterpart": -1 would equal a missing code.
    counterpart = matches.fill_null(-2).to_numpy(zero_copy_only=False)
    same: Mask = counterpart[left.codes] == right.codes if counterpart.size else _none(left)
    return same


def _none(column: Ids) -> Mask:
    return np.zeros(column.codes.size, bool)


def _nothing_earlier(shares: Shares) -> Mask:
    """Return the rows before which nobody shared their object."""
    first = np.full(len(shares.objects.values), np.inf)
    timed = np.flatnonzero(shares.timed)
    np.minimum.at(first, shares.objects.codes[timed], shares.time[timed])
    earliest: Mask = shares.timed & (shares.time == first[shares.objects.codes])
    return earliest
