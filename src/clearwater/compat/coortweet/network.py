"""CooRTweet's `generate_coordinated_network`: what pairs of shares say about pairs of accounts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.compat.columns import require, share_of_one
from clearwater.compat.coortweet.edges import Edges, Pairs, add_up, read_pairs
from clearwater.compat.coortweet.groups import PAIR_COLUMNS
from clearwater.errors import ParameterError, SchemaError

FAST_PREFIX = "time_window_"


def generate_coordinated_network(
    result: pa.Table,
    fast_net: bool = False,  # noqa: FBT001, FBT002  the peer's own signature
    edge_weight: float = 0.5,
    subgraph: int = 0,
    objects: bool = False,  # noqa: FBT001, FBT002  the peer's own signature
    *,
    bug_compatible: bool = False,
) -> pa.Table:
    """Return the undirected edges between accounts, with their weights and a flag.

    ``weight`` is the number of pairs of shares, not of distinct objects: one post against three
    posts of the partner on one object counts 3, and so do two posts that share three objects.
    ``weight_threshold`` is 1 where the weight is *greater* than its quantile `edge_weight` over
    all edges (linear between ranks); where that quantile is the greatest weight, nothing is
    flagged. Accounts are ordered by code point.

    Parameters
    ----------
    result
        What `detect_groups` returned; for `fast_net`, what `flag_speed_share` returned.
    fast_net
        Whether to give every attribute twice, over all pairs (``_full``) and over those marked
        as fast (``_fast``, null where an edge has none).
    edge_weight
        Quantile, 0..1.
    subgraph
        0 all edges; 1 flagged edges (not with `fast_net`); 2 edges flagged among the fast ones;
        3 all edges among the neighbours of the ends of those (2 and 3 with `fast_net` only).
    objects
        Whether to add ``object_ids``: the distinct object ids of the edge joined by commas.
    bug_compatible
        Reproduce what follows.

    Returns
    -------
    pa.Table
        from, to (text, ``from <= to``), weight, avg_time_delta (seconds), n_content_id,
        n_content_id_y, edge_symmetry_score (the smaller of those two over the larger), object_ids
        where asked for, weight_threshold. In order of first appearance in `result`. No pairs give
        an empty table with the same columns.

    Raises
    ------
    SchemaError
        If a column is missing or cannot be used.
    ParameterError
        If a parameter is out of range, or `subgraph` does not go with `fast_net`.

    Notes
    -----
    Where the peer has a bug, the default is right and `bug_compatible` reproduces it:

    * n_content_id and n_content_id_y count the distinct older and newer contents, whoever posted
      them, and edge_symmetry_score follows. Default: n_content_id counts the contents of ``from``
      and n_content_id_y those of ``to``, as the peer documents.
    * object_ids that contain a comma cannot be told apart again. Default: such an id is quoted
      as in CSV.
    * ``from`` and ``to`` follow igraph's vertex numbers, on which the peer's group_stats depends,
      and those follow the collation of the session (here English: b before B). Default: code
      point order.

    Examples
    --------
    >>> ids = {"object_id": ["o", "o"], "account_id": ["b", "a"], "content_id": ["p", "q"]}
    >>> log = pa.table({**ids, "timestamp_share": [100, 104]})
    >>> from clearwater.compat.coortweet import detect_groups
    >>> edges = generate_coordinated_network(detect_groups(log, min_participation=1))
    >>> edges.select(["from", "to", "weight"]).to_pylist()
    [{'from': 'a', 'to': 'b', 'weight': 1}]
    """
    _check(fast_net=fast_net, edge_weight=edge_weight, subgraph=subgraph)
    require(result, PAIR_COLUMNS, what="the result")
    pairs = read_pairs(result, bug_compatible=bug_compatible)

    def edges_of(rows: npt.NDArray[np.int64]) -> Edges:
        return add_up(pairs, rows, edge_weight, objects=objects, bug_compatible=bug_compatible)

    full = edges_of(np.arange(result.num_rows))
    if not fast_net:
        edges = _table(pairs, full, full.columns())
        return edges.filter(pc.equal(edges["weight_threshold"], 1)) if subgraph == 1 else edges
    fast = edges_of(np.flatnonzero(result[speed_column_of(result)].to_numpy() == 1))
    edges = _table(pairs, full, _side_by_side(full, fast))
    return _fast_subgraph(edges, subgraph) if subgraph else edges


def network_nodes(network: pa.Table, *, bug_compatible: bool = False) -> pa.Table:
    """Return the accounts of a fast network; 1 marks the ends of edges flagged among the fast.

    The vertices that igraph keeps for ``subgraph=3``: the others are their neighbours.

    Parameters
    ----------
    network
        Edges with ``weight_threshold_fast``.
    bug_compatible
        Takes part in every function of this package; the peer has no bug here.

    Returns
    -------
    pa.Table
        name, color_v (1 or 0), by name.

    Raises
    ------
    SchemaError
        If `network` is no fast network.
    """
    del bug_compatible
    require(network, ("from", "to", "weight_threshold_fast"), what="the network")
    flagged = set(_ends(network.filter(_is_one(network["weight_threshold_fast"]))))
    names = sorted(set(_ends(network)))
    colors = [int(name in flagged) for name in names]
    return pa.table({"name": pa.array(names, pa.string()), "color_v": pa.array(colors, pa.int64())})


def speed_column_of(result: pa.Table) -> str:
    """Return the name of the one column of `result` that marks fast pairs."""
    named: list[str] = [name for name in result.column_names if name.startswith(FAST_PREFIX)]
    if len(named) != 1:
        raise SchemaError(
            "cannot tell which pairs are fast",
            expected=f"one column {FAST_PREFIX}<seconds>",
            found=", ".join(named) or "none",
            next_step="Run flag_speed_share on the result first.",
        )
    return named[0]


def _side_by_side(full: Edges, fast: Edges) -> dict[str, pa.Array]:
    """Return every attribute of `full` twice; the fast one is null where `fast` lacks the edge."""
    keys = pa.array(fast.key)
    place = pc.index_in(pa.array(full.key), value_set=keys)
    columns = {}
    fast_columns = fast.columns()
    for name, values in full.columns().items():
        columns[f"{name}_full"] = values
        columns[f"{name}_fast"] = fast_columns[name].take(place)
    return columns


def _table(pairs: Pairs, edges: Edges, columns: dict[str, pa.Array]) -> pa.Table:
    ends = {"from": edges.tail, "to": edges.head}
    named = {name: pairs.names.take(pa.array(codes)) for name, codes in ends.items()}
    return pa.table({**named, **columns})


def _fast_subgraph(edges: pa.Table, subgraph: int) -> pa.Table:
    flagged = edges.filter(_is_one(edges["weight_threshold_fast"]))
    if subgraph == 2:
        return flagged
    center = pa.array(sorted(set(_ends(flagged))), pa.string())
    touching = pc.or_(pc.is_in(edges["from"], center), pc.is_in(edges["to"], center))
    inside = pa.array(sorted(set(_ends(edges.filter(touching)))), pa.string())
    return edges.filter(pc.and_(pc.is_in(edges["from"], inside), pc.is_in(edges["to"], inside)))


def _is_one(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(column.fill_null(0), 1)


def _ends(edges: pa.Table) -> list[str]:
    ends: list[str] = [*edges["from"].to_pylist(), *edges["to"].to_pylist()]
    return ends


def _check(*, fast_net: bool, edge_weight: float, subgraph: int) -> None:
    share_of_one("edge_weight", edge_weight)
    if subgraph not in {0, 1, 2, 3}:
        raise ParameterError("no such subgraph", expected="0, 1, 2 or 3", found=repr(subgraph))
    if (subgraph == 1 and fast_net) or (subgraph in {2, 3} and not fast_net):
        raise ParameterError(
            f"subgraph={subgraph} does not go with fast_net={fast_net}",
            expected="1 without a fast network, 2 or 3 with one",
        )
