"""Pairs of shares added up to edges between accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.compat.columns import as_text, plain, seconds
from clearwater.compat.coortweet.object_lists import join_objects

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of shares with their accounts in order: u <= v."""

    names: pa.Array
    """Accounts in the order that u <= v refers to."""
    u: Rows
    v: Rows
    delta_s: Floats
    left: Rows
    """Content number: of u or, by role, the older content."""
    right: Rows
    """Content number: of v or, by role, the newer content."""
    contents: int
    """Number of distinct contents."""
    object_ids: pa.Array
    by_role: bool
    """Whether contents are told apart by their role in the pair instead of by their account."""


@dataclass(frozen=True)
class Edges:
    """Edges in order of their first pair."""

    key: Rows
    """A number that the same two accounts have in every `Edges` of the same `Pairs`."""
    tail: Rows
    head: Rows
    weight: Rows
    avg_time_delta: Floats
    n_content_id: Rows
    n_content_id_y: Rows
    object_ids: pa.Array | None
    flag: Rows

    def columns(self) -> dict[str, pa.Array]:
        """Return the attributes under the peer's names."""
        fewer = np.minimum(self.n_content_id, self.n_content_id_y)
        more = np.maximum(self.n_content_id, self.n_content_id_y)
        objects = {} if self.object_ids is None else {"object_ids": self.object_ids}
        return {
            "weight": pa.array(self.weight),
            "avg_time_delta": pa.array(self.avg_time_delta),
            "n_content_id": pa.array(self.n_content_id),
            "n_content_id_y": pa.array(self.n_content_id_y),
            "edge_symmetry_score": pa.array(fewer / more),
            **objects,
            "weight_threshold": pa.array(self.flag),
        }


def read_pairs(result: pa.Table, *, bug_compatible: bool) -> Pairs:
    """Return the pairs of a result of `detect_groups`.

    With `bug_compatible`, contents are told apart by role, and accounts are collated as in the
    English session in which the peer's goldens were made.
    """
    accounts = _codes(result, "account_id", "account_id_y")
    order = _collated(accounts.dictionary, english=bug_compatible)
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    older, newer = np.split(rank[accounts.indices.to_numpy()], 2)
    contents = _codes(result, "content_id", "content_id_y")
    left, right = np.split(contents.indices.to_numpy().astype(np.int64), 2)
    if not bug_compatible:
        swap = older > newer
        left, right = np.where(swap, right, left), np.where(swap, left, right)
    return Pairs(
        names=accounts.dictionary.take(pa.array(order)),
        u=np.minimum(older, newer),
        v=np.maximum(older, newer),
        delta_s=seconds(result, "time_delta")[0].astype(np.float64),
        left=left,
        right=right,
        contents=len(contents.dictionary),
        object_ids=as_text(plain(result, "object_id")),
        by_role=bug_compatible,
    )


def add_up(
    pairs: Pairs, rows: Rows, quantile: float, *, objects: bool, bug_compatible: bool
) -> Edges:
    """Return the edges that some `rows` of the pairs make; `quantile` of the weights sets the flag.

    With `bug_compatible`, the ends are in the order of igraph's vertex numbers, and object ids
    are joined without quotes.
    """
    u, v = pairs.u[rows], pairs.v[rows]
    first, edge_of = _numbered(u * len(pairs.names) + v)
    edges = first.size
    tail, head = u[first], v[first]
    key = tail * len(pairs.names) + head
    if bug_compatible:
        tail, head = _igraph_order(tail, head, len(pairs.names))
    weight = np.bincount(edge_of, minlength=edges).astype(np.int64)
    n_left, n_right = _contents(pairs, rows, edge_of, edges)
    joined = None
    if objects:
        of_rows = pairs.object_ids.take(pa.array(rows))
        joined = join_objects(of_rows, edge_of, edges, quoted=not bug_compatible)
    return Edges(
        key=key,
        tail=tail,
        head=head,
        weight=weight,
        avg_time_delta=np.bincount(edge_of, pairs.delta_s[rows], edges) / weight,
        n_content_id=n_left,
        n_content_id_y=n_right,
        object_ids=joined,
        flag=(weight > r_quantile(weight, quantile)).astype(np.int64),
    )


def r_quantile(weights: Rows, share: float) -> float:
    """Return R's quantile of type 7; 0 for no weights.

    Linear between ranks, with R's own rounding, because a flag asks for "greater than" it: the
    rank is counted from 1, and between two equal weights nothing is interpolated.

    Examples
    --------
    >>> r_quantile(np.array([1, 2, 4]), 0.75)
    3.0
    """
    if not weights.size:
        return 0.0
    ordered = np.sort(weights)
    rank = 1 + (ordered.size - 1) * share
    below, above = int(np.floor(rank)), int(np.ceil(rank))
    low, high = ordered[below - 1], ordered[above - 1]
    return float(low if low == high else (1 - (rank - below)) * low + (rank - below) * high)


def _collated(names: pa.Array, *, english: bool) -> Rows:
    """Return the order of `names`: by code point, or letters first and then b before B."""
    if not english:
        return np.asarray(pc.sort_indices(names))
    texts = [name or "" for name in names.to_pylist()]
    return np.array(
        sorted(range(len(texts)), key=lambda i: (texts[i].lower(), texts[i].swapcase())), np.int64
    )


def _codes(result: pa.Table, left: str, right: str) -> Any:
    both = pa.chunked_array([as_text(plain(result, name)) for name in (left, right)], pa.string())
    return both.combine_chunks().dictionary_encode(null_encoding="encode")


def _numbered(key: Rows) -> tuple[Rows, Rows]:
    """Return the first row of each distinct key, in order of rows, and each row's number there."""
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    return first[order], rank[number]


def _igraph_order(u: Rows, v: Rows, accounts: int) -> tuple[Rows, Rows]:
    """Return the ends, the smaller vertex number first: an account's place in all of u, then v."""
    ends = np.concatenate([u, v])
    number = np.full(accounts, ends.size)
    np.minimum.at(number, ends, np.arange(ends.size))
    swap = number[u] > number[v]
    return np.where(swap, v, u), np.where(swap, u, v)


def _contents(pairs: Pairs, rows: Rows, edge_of: Rows, edges: int) -> tuple[Rows, Rows]:
    left, right, edge_l, edge_r = pairs.left[rows], pairs.right[rows], edge_of, edge_of
    if not pairs.by_role:
        # Both contents of a loop belong to the one account at both of its ends.
        loop = pairs.u[rows] == pairs.v[rows]
        left, right = np.concatenate([left, right[loop]]), np.concatenate([right, left[loop]])
        edge_l = edge_r = np.concatenate([edge_of, edge_of[loop]])
    return (
        _distinct(edge_l, left, edges, pairs.contents),
        _distinct(edge_r, right, edges, pairs.contents),
    )


def _distinct(edge_of: Rows, value: Rows, edges: int, values: int) -> Rows:
    once = np.unique(edge_of * max(values, 1) + value)
    return np.bincount(once // max(values, 1), minlength=edges).astype(np.int64)
