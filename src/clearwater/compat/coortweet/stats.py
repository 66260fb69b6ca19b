"""CooRTweet's `account_stats` and `group_stats`: a network summed up by account and by object."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.compat.columns import as_text, plain, require
from clearwater.compat.coortweet.groups import PAIR_COLUMNS
from clearwater.compat.coortweet.network import speed_column_of
from clearwater.compat.coortweet.object_lists import MISSING, split_objects
from clearwater.errors import ParameterError, near_names

Threshold = Literal["full", "fast", "none"]

_MEASURES = ("avg_time_delta", "edge_symmetry_score")
_ENDS = ("from", "to")


def account_stats(
    network: pa.Table,
    result: pa.Table,
    weight_threshold: Threshold = "full",
    *,
    bug_compatible: bool = False,
) -> pa.Table:
    """Return for each account of the network the means over its edges, and its shares.

    Parameters
    ----------
    network
        What `generate_coordinated_network` returned.
    result
        What the network was made from.
    weight_threshold
        Which edges count: "full" those flagged, "fast" those flagged among the fast ones, "none"
        all of them.
    bug_compatible
        Reproduce what follows.

    Returns
    -------
    pa.Table
        account_id, avg_time_delta (seconds), avg_edge_symmetry_score (each as ``_full`` and
        ``_fast`` for a fast network, null where an account has no fast edge),
        unique_shares_count: distinct contents of the account in any pair of `result`, whatever
        the threshold; with "fast", in any pair marked as fast. By account_id.

    Raises
    ------
    SchemaError
        If a column is missing or cannot be used.
    ParameterError
        If `weight_threshold` is none of the three.

    Notes
    -----
    Where the peer has a bug, the default is right and `bug_compatible` reproduces it:

    * Edges of an account that agree in all measures count once, so the means are of the distinct
      values. Default: every edge counts.
    """
    require(result, PAIR_COLUMNS, what="the result")
    edges = _above(network, weight_threshold)
    measures = [
        name
        for name in network.column_names
        if name.removesuffix("_full").removesuffix("_fast") in _MEASURES
    ]
    account, values = _incident(edges, measures)
    if bug_compatible:
        account, values = _distinct_rows(account, values)
    names, of_row = np.unique(account, return_inverse=True)
    means = {
        name.replace("edge_symmetry", "avg_edge_symmetry"): _means(of_row, column, names.size)
        for name, column in zip(measures, values.T, strict=True)
    }
    if weight_threshold == "fast":
        result = result.filter(pc.equal(result[speed_column_of(result)], 1))
    accounts = pa.array(names, pa.string())
    return pa.table(
        {"account_id": accounts, **means, "unique_shares_count": _shares(result, accounts)}
    )


def group_stats(
    network: pa.Table,
    weight_threshold: Threshold = "full",
    *,
    bug_compatible: bool = False,
) -> pa.Table:
    """Return for each object the number of accounts that have an edge because of it.

    Parameters
    ----------
    network
        What `generate_coordinated_network` returned with ``objects=True``.
    weight_threshold
        Which edges count: "full" those flagged, "fast" those flagged among the fast ones (with
        the objects of their fast pairs), "none" all of them.
    bug_compatible
        Reproduce what follows.

    Returns
    -------
    pa.Table
        object_id (text), num_accounts, most accounts first, then by first appearance.

    Raises
    ------
    SchemaError
        If `network` has no object ids.
    ParameterError
        If `weight_threshold` is none of the three.

    Notes
    -----
    Where the peer has a bug, the default is right and `bug_compatible` reproduces it:

    * Only the accounts that stand in ``from`` are counted. Default: both ends.
    * Ids with a comma are taken apart at it. Default: ids quoted by
      `generate_coordinated_network` stay whole.
    """
    fast_net = "weight_full" in network.column_names
    suffix = ("_fast" if weight_threshold == "fast" else "_full") if fast_net else ""
    require(network, (*_ENDS, f"object_ids{suffix}"), what="the network")
    edges = _above(network, weight_threshold)
    lists = split_objects(_array(edges, f"object_ids{suffix}"), quoted=not bug_compatible)
    row = pc.list_parent_indices(lists)
    objects = pc.list_flatten(lists)
    ends = _ENDS[:1] if bug_compatible else _ENDS
    accounts = pa.concat_arrays([_array(edges, end).take(row) for end in ends])
    named = pa.table({"object_id": pa.concat_arrays([objects] * len(ends)), "account": accounts})
    # One thread: the objects come in the order in which they first appear, as ties need it.
    counted = named.group_by("object_id", use_threads=False).aggregate(
        [("account", "count_distinct")]
    )
    order = np.argsort(-counted["account_count_distinct"].to_numpy(), kind="stable")
    ids = _array(counted, "object_id")
    if bug_compatible:
        ids = pc.if_else(pc.equal(ids, MISSING), pa.scalar(None, pa.string()), ids)
    return pa.table({"object_id": ids, "num_accounts": counted["account_count_distinct"]}).take(
        pa.array(order)
    )


def _above(network: pa.Table, weight_threshold: str) -> pa.Table:
    choices = get_args(Threshold)
    if weight_threshold not in choices:
        raise ParameterError(
            "no such weight_threshold",
            expected=", ".join(choices),
            found=repr(weight_threshold),
            next_step=near_names(weight_threshold, choices),
        )
    require(network, _ENDS, what="the network")
    if weight_threshold == "none":
        return network
    fast_net = "weight_full" in network.column_names or weight_threshold == "fast"
    flag = f"weight_threshold_{weight_threshold}" if fast_net else "weight_threshold"
    require(network, (flag,), what="the network")
    return network.filter(pc.equal(network[flag], 1))


def _incident(
    edges: pa.Table, measures: list[str]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Return (account, measures) for both ends of each edge, a loop once; NaN where null."""
    tail, head = (_array(edges, end).to_numpy(zero_copy_only=False) for end in _ENDS)
    columns = [
        _array(edges, name).cast(pa.float64()).to_numpy(zero_copy_only=False) for name in measures
    ]
    values = np.column_stack(columns) if columns else np.empty((edges.num_rows, 0))
    other = tail != head
    return np.concatenate([tail, head[other]]), np.concatenate([values, values[other]])


def _distinct_rows(
    account: npt.NDArray[np.object_], values: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    _, number = np.unique(account, return_inverse=True)
    # NaN differs from NaN, so the bits are compared; there is one NaN and no negative zero here.
    bits = np.column_stack([number, np.ascontiguousarray(values).view(np.int64)])
    _, once = np.unique(bits, axis=0, return_index=True)
    return account[once], values[once]


def _means(of_row: npt.NDArray[np.int64], values: npt.NDArray[np.float64], size: int) -> pa.Array:
    known = ~np.isnan(values)
    count = np.bincount(of_row[known], minlength=size)
    total = np.bincount(of_row[known], values[known], size)
    return pa.array(total / np.maximum(count, 1), mask=count == 0)


def _shares(result: pa.Table, accounts: pa.Array) -> pa.Array:
    sides = [("account_id", "content_id"), ("account_id_y", "content_id_y")]
    shares = pa.concat_tables(
        pa.table({"account": as_text(plain(result, who)), "content": as_text(plain(result, what))})
        for who, what in sides
    )
    counted = shares.group_by("account").aggregate([("content", "count_distinct", _ALL)])
    place = pc.index_in(accounts, value_set=_array(counted, "account"))
    return _array(counted, "content_count_distinct").take(place).fill_null(0)


_ALL = pc.CountOptions(mode="all")


def _array(table: pa.Table, name: str) -> pa.Array:
    return table[name].combine_chunks()
