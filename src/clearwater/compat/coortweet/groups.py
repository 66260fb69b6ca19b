"""CooRTweet's `detect_groups` and `flag_speed_share`: which shares of which accounts came together.

Rows are put in the order (object, time, account order) and scanned with two pointers, so a pair
further apart than the window is never made; the peer makes all n(n-1)/2 pairs of an object and
stops at objects of more than 65,536 rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clearwater.compat.columns import as_text, ids, not_negative, require, seconds
from clearwater.compat.coortweet.shares import Mask, Shares, read_shares
from clearwater.kernels.ordering import group_starts, scatter_order
from clearwater.kernels.window_pairs import window_pairs

Rows = npt.NDArray[np.int64]

PAIR_COLUMNS = (
    "object_id",
    "content_id",
    "content_id_y",
    "time_delta",
    "account_id",
    "account_id_y",
)


def detect_groups(
    table: pa.Table,
    time_window: float = 10,
    min_participation: int = 2,
    remove_loops: bool = True,  # noqa: FBT001, FBT002  the peer's own signature
    *,
    bug_compatible: bool = False,
) -> pa.Table:
    """Return every pair of shares of one object that lie within the window of each other.

    In this order: accounts with fewer than `min_participation` rows are dropped; pairs are made;
    loops are removed; then, of the pairs left, those are kept of which at least one content
    belongs to an account that has `min_participation` rows whose content is in any pair. That
    second count is of rows over all objects, one qualifying side is enough, and it is made once:
    this is the peer's definition, in both modes. Rows without a time never pair, but count.

    Parameters
    ----------
    table
        Columns object_id, account_id, content_id (text or whole numbers), timestamp_share
        (seconds, fractions kept, or Arrow timestamps).
    time_window
        Seconds, >= 0, inclusive; 0 means equal times.
    min_participation
        Rows, >= 0; 0 switches the second count off.
    remove_loops
        Whether pairs of one account, of one content, and with an original post listed as a share
        of itself are dropped.
    bug_compatible
        Reproduce what follows.

    Returns
    -------
    pa.Table
        object_id, content_id, content_id_y, time_delta (seconds, >= 0), account_id, account_id_y:
        the older share, then the newer one (``_y``). Of two shares at the same time the one whose
        account appears first in `table` is the older. Objects come in the order in which they
        appear when the rows are grouped by account.

    Raises
    ------
    SchemaError
        If a column is missing or cannot be used.
    ParameterError
        If a parameter is out of range.

    Notes
    -----
    Where the peer has a bug, the default is right and `bug_compatible` reproduces it:

    * A row that comes twice, alike in all four columns, makes each of its pairs twice and counts
      twice towards `min_participation`. Default: it is one share.
    * A missing object_id is an object that such rows have in common (seen with
      ``remove_loops=False``). Default: rows with a missing id are left out.
    * A pair is removed as "the original post" whenever an object id equals a content id, also
      where two unrelated numberings collide. Default: only where nobody shared the object
      earlier, because an original comes before its shares.

    The peer's errors on a log in which no account or no pair is left are not reproduced: the
    table is empty.

    Examples
    --------
    >>> ids = {"object_id": ["o", "o"], "account_id": ["a", "b"], "content_id": ["p", "q"]}
    >>> log = pa.table({**ids, "timestamp_share": [100, 104]})
    >>> detect_groups(log, min_participation=1)["time_delta"].to_pylist()
    [4]
    """
    not_negative("time_window", time_window)
    not_negative("min_participation", min_participation)
    shares = _by_account(read_shares(table, bug_compatible=bug_compatible))
    rows_of = np.bincount(shares.accounts.codes, minlength=1)
    shares = shares.rows(rows_of[shares.accounts.codes] >= min_participation)
    older, newer = _near(shares, time_window)
    if remove_loops:
        keep = ~_is_loop(shares, older, newer)
        older, newer = older[keep], newer[keep]
    content, account = shares.contents.codes, shares.accounts.codes
    keep = _taking_part(content[older], content[newer], content, account, min_participation)
    return _pair_table(shares, older[keep], newer[keep])


def flag_speed_share(
    table: pa.Table,
    result: pa.Table,
    min_participation: int,
    time_window: float,
    *,
    bug_compatible: bool = False,
) -> pa.Table:
    """Return `result` with a column that marks the pairs that are also fast.

    A pair is fast when it lies within the shorter window and passes the second count of
    `detect_groups` among the pairs that do.

    Parameters
    ----------
    table
        The shares, as given to `detect_groups`.
    result
        What `detect_groups` returned.
    min_participation
        Rows, >= 0.
    time_window
        Seconds, >= 0, inclusive; shorter than the window of `result`.
    bug_compatible
        Reproduce what follows.

    Returns
    -------
    pa.Table
        `result` with ``time_window_<time_window>``, 1 or 0.

    Raises
    ------
    SchemaError
        If a column is missing or cannot be used.
    ParameterError
        If a parameter is out of range.

    Notes
    -----
    Where the peer has a bug, the default is right and `bug_compatible` reproduces it:

    * A pair is marked when the same two contents are fast on *any* object. Default: on its own.
    * The rows of `result` are sorted by content_id and content_id_y. Default: they keep their
      order.
    """
    not_negative("time_window", time_window)
    not_negative("min_participation", min_participation)
    require(result, PAIR_COLUMNS, what="the result")
    shares = read_shares(table, bug_compatible=bug_compatible)
    if bug_compatible:
        by_content = [(name, "ascending") for name in ("content_id", "content_id_y")]
        result = result.sort_by(by_content)
    content, older, newer = _common_contents(shares, result)
    fast = seconds(result, "time_delta")[0] <= time_window
    fast[fast] = _taking_part(
        older[fast], newer[fast], content, shares.accounts.codes, min_participation
    )
    if bug_compatible:
        pair = older.astype(np.int64) * (int(newer.max(initial=0)) + 1) + newer
        fast = np.isin(pair, pair[fast])
    return result.append_column(speed_column(time_window), pa.array(fast.astype(np.int64)))


def speed_column(time_window: float) -> str:
    """Return the name of the column that marks pairs within `time_window` seconds."""
    return f"time_window_{time_window:.15g}"


def _by_account(shares: Shares) -> Shares:
    """Return the rows account by account, accounts in order of first appearance."""
    account = shares.accounts.codes
    return shares.rows(scatter_order(account, group_starts(account, len(shares.accounts.values))))


def _near(shares: Shares, window_s: float) -> tuple[Rows, Rows]:
    """Return (older, newer) rows of one object within the window, in the peer's row order."""
    rows = np.flatnonzero(shares.timed)
    rows = rows[np.argsort(shares.time[rows], kind="stable")]
    key = shares.objects.codes[rows]
    starts = group_starts(key, len(shares.objects.values))
    rows = rows[scatter_order(key, starts)]
    times = shares.time[rows]
    if times.dtype.kind == "i" and not np.isfinite(window_s):
        times = times.astype(np.float64)
    earlier, later = window_pairs(starts, times, window_s)
    older, newer = rows[earlier], rows[later]
    appeared = _first_row(shares.objects.codes, len(shares.objects.values))
    order = np.lexsort(
        (np.minimum(older, newer), np.maximum(older, newer), appeared[shares.objects.codes[older]])
    )
    return older[order], newer[order]


def _first_row(codes: npt.NDArray[Any], size: int) -> Rows:
    first = np.full(size, codes.size, np.int64)
    np.minimum.at(first, codes, np.arange(codes.size))
    return first


def _is_loop(shares: Shares, older: Rows, newer: Rows) -> Mask:
    account, content = shares.accounts.codes, shares.contents.codes
    loop: Mask = (account[older] == account[newer]) | (content[older] == content[newer])
    # The peer's comparison with a missing id is missing, and that drops the pair.
    dropped = shares.original | shares.missing()
    return loop | dropped[older] | dropped[newer]


def _taking_part(
    older: npt.NDArray[Any],
    newer: npt.NDArray[Any],
    content: npt.NDArray[Any],
    account: npt.NDArray[Any],
    min_participation: int,
) -> Mask:
    """Return the pairs (contents `older`, `newer`) with a content of an account active enough.

    `content` and `account` are the rows of the share table, in the same codes.
    """
    if min_participation < 1:
        return np.ones(older.size, bool)
    size = max(int(column.max(initial=-1)) for column in (older, newer, content)) + 1
    paired = np.zeros(size, bool)
    paired[older] = paired[newer] = True
    counted = np.flatnonzero(paired[content])
    rows_of = np.bincount(account[counted], minlength=1)
    qualified = np.zeros(size, bool)
    qualified[content[counted[rows_of[account[counted]] >= min_participation]]] = True
    kept: Mask = qualified[older] | qualified[newer]
    return kept


def _common_contents(
    shares: Shares, result: pa.Table
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Return content codes of the shares and of both sides of `result`, in one numbering."""
    sides = [ids(result, name, missing_is_a_value=True) for name in ("content_id", "content_id_y")]
    parts = [shares.contents, *sides]
    together = pa.chunked_array([as_text(part.values) for part in parts], pa.string())
    numbering = together.combine_chunks().dictionary_encode(null_encoding="encode")
    numbers = numbering.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    ends = np.cumsum([len(part.values) for part in parts])
    content, older, newer = (
        codes[part.codes] for codes, part in zip(np.split(numbers, ends[:-1]), parts, strict=True)
    )
    return content, older, newer


def _pair_table(shares: Shares, older: Rows, newer: Rows) -> pa.Table:
    def taken(column: str, rows: Rows) -> pa.Array:
        codes, values = getattr(shares, column)
        return values.take(pa.array(codes[rows]))

    delta = shares.time[newer] - shares.time[older]
    columns = (
        taken("objects", older),
        taken("contents", older),
        taken("contents", newer),
        pa.array(delta),
        taken("accounts", older),
        taken("accounts", newer),
    )
    return pa.table(dict(zip(PAIR_COLUMNS, columns, strict=True)))
