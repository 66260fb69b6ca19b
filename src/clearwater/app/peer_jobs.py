"""Whole jobs of the peer toolkits: a file of theirs in, a table of theirs out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, assert_never

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from clearwater.compat import coordination_network_toolkit, coortweet
from clearwater.compat.coordination_network_toolkit.network import Kind
from clearwater.errors import SourceError

CoortweetResult = Literal["pairs", "network", "account-stats", "group-stats"]
WeightThreshold = Literal["full", "fast", "none"]

# Ids are text even where they look like numbers: 007 is not 7.
_ID_COLUMNS = (
    *("object_id", "content_id", "account_id", "id_account", "id_content"),
    *("message_id", "user_id", "username", "repost_id", "reply_id", "message", "urls"),
)


@dataclass(frozen=True)
class CoortweetJob:
    """Arguments of CooRTweet's functions, under its names and with its defaults."""

    time_window: float = 10
    """Seconds, 0 or more, inclusive."""
    min_participation: int = 2
    """Shares, 0 or more."""
    remove_loops: bool = True
    """Leave out pairs of one account with itself."""
    fast_window: float | None = None
    """Seconds; flags the pairs within it and adds the fast network. ``None`` for neither."""
    edge_weight: float = 0.5
    """Quantile of the weights above which an edge is flagged, 0..1."""
    subgraph: int = 0
    """0 whole network, 1 flagged edges, 2 flagged fast edges, 3 these and their neighbours."""
    objects: bool = False
    """List the objects of each edge."""
    weight_threshold: WeightThreshold = "full"
    """Which edges the account statistics count: flagged, flagged fast, or all."""
    bug_compatible: bool = False
    """Reproduce the peer's known bugs too."""


@dataclass(frozen=True)
class ToolkitJob:
    """Arguments of coordination_network_toolkit, under its names."""

    kind: Kind
    """What must be the same."""
    time_window: float = 1
    """Seconds, 0 or more, inclusive; the peer's own command line has 1."""
    min_edge_weight: int = 2
    """1 or more; the peer's own command line has 2."""
    similarity_threshold: float = 0.8
    """0..1, inclusive."""
    min_document_size: int = 1
    """Distinct tokens, 0 or more."""
    include_self_loops: bool = False
    """Keep edges from an account to itself."""
    bug_compatible: bool = False
    """Reproduce the peer's known bugs too."""


def read_peer_table(path: Path) -> pa.Table:
    """Return a CSV (also .gz) or Parquet file under its own column names, ids as text.

    Raises
    ------
    SourceError
        If there is no such file, or it is neither.
    """
    if not path.is_file():
        raise SourceError("there is no such file", where=str(path))
    try:
        if path.suffix == ".parquet":
            return pa_parquet.read_table(path)
        return pa_csv.read_csv(
            path,
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(_ID_COLUMNS, pa.string())
            ),
        )
    except (OSError, pa.ArrowInvalid) as error:
        raise SourceError(
            "the table cannot be read",
            where=str(path),
            expected="a CSV file (also .gz) with a header line, or Parquet",
            found=str(error),
        ) from error


def coortweet_job(table: pa.Table, job: CoortweetJob, result: CoortweetResult) -> pa.Table:
    """Return pairs, edges or statistics as CooRTweet 2.1.3 gives them.

    Raises
    ------
    SchemaError
        If a column of the peer's is missing.
    ParameterError
        If a parameter is out of range.
    """
    pairs = coortweet.detect_groups(
        table,
        job.time_window,
        job.min_participation,
        job.remove_loops,
        bug_compatible=job.bug_compatible,
    )
    if job.fast_window is not None:
        pairs = coortweet.flag_speed_share(
            table, pairs, job.min_participation, job.fast_window, bug_compatible=job.bug_compatible
        )
    if result == "pairs":
        return pairs
    network = coortweet.generate_coordinated_network(
        pairs,
        fast_net=job.fast_window is not None,
        edge_weight=job.edge_weight,
        subgraph=job.subgraph,
        # Statistics about objects need the list of objects at each edge.
        objects=job.objects or result == "group-stats",
        bug_compatible=job.bug_compatible,
    )
    if result == "network":
        return network
    if result == "account-stats":
        return coortweet.account_stats(
            network, pairs, job.weight_threshold, bug_compatible=job.bug_compatible
        )
    if result == "group-stats":
        return coortweet.group_stats(
            network, job.weight_threshold, bug_compatible=job.bug_compatible
        )
    assert_never(result)


def toolkit_job(table: pa.Table, job: ToolkitJob) -> pa.Table:
    """Return the directed edges that coordination_network_toolkit 1.5.2 exports.

    Raises
    ------
    SchemaError
        If a column of the peer's is missing.
    ParameterError
        If a parameter is out of range, or `kind` is none of the peer's.
    """
    edges = coordination_network_toolkit.compute_network(
        table,
        job.kind,
        time_window=job.time_window,
        min_edge_weight=job.min_edge_weight,
        similarity_threshold=job.similarity_threshold,
        min_document_size=job.min_document_size,
        bug_compatible=job.bug_compatible,
    )
    if job.include_self_loops:
        return edges
    return edges.filter(pc.field("user_1") != pc.field("user_2"))
