"""``clearwater compat``: the exact jobs of peer toolkits, so that their users can move over.

Options have the peers' names and defaults, not ours: they are no settings of Clearwater.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clearwater.cli.options import parse_or_default, setting_option

SHORT = "Run the jobs of peer toolkits, with exactly their results."

compat = typer.Typer(
    name="compat",
    help="Run the jobs of CooRTweet 2.1.3 and coordination_network_toolkit 1.5.2 on their own "
    "tables, with exactly their results. Neither says how likely a result is by chance: for "
    "that, use clearwater scan.",
    short_help=SHORT,
    rich_markup_mode=None,
    no_args_is_help=True,
)

TableArgument = Annotated[
    Path,
    typer.Argument(metavar="TABLE", help="CSV (also .gz) or Parquet with the peer's own columns."),
]
BugCompatible = Annotated[
    bool,
    typer.Option("--bug-compatible", help="Reproduce the peer's known bugs too; see docs/compat."),
]

COORTWEET_SHORT = "CooRTweet: pairs of shares, the network, its statistics."
COORTWEET_EXAMPLES = """Examples:

\b
  clearwater compat coortweet shares.csv --time-window 60
  clearwater compat coortweet shares.csv --give network --edge-weight 0.95 --format csv
  clearwater compat coortweet shares.csv --give network --fast-window 5 --subgraph 2

Columns: object_id, account_id, content_id, timestamp_share (seconds)."""


@compat.command(epilog=COORTWEET_EXAMPLES, short_help=COORTWEET_SHORT)
def coortweet(  # noqa: PLR0913 - typer makes one option of each parameter
    table: TableArgument,
    *,
    give: Annotated[
        Literal["pairs", "network", "account-stats", "group-stats"],
        typer.Option(help="Which of the peer's results."),
    ] = "pairs",
    time_window: Annotated[float, typer.Option(help="Seconds, inclusive.")] = 10,
    min_participation: Annotated[int, typer.Option(help="Least shares of an account.")] = 2,
    keep_loops: Annotated[
        bool, typer.Option("--keep-loops", help="As remove_loops = FALSE: keep self-pairs.")
    ] = False,
    fast_window: Annotated[
        float | None, typer.Option(help="Seconds: flag faster pairs, add the fast network.")
    ] = None,
    edge_weight: Annotated[
        float, typer.Option(help="Quantile of the weights above which an edge is flagged, 0..1.")
    ] = 0.5,
    subgraph: Annotated[
        int,
        typer.Option(
            help="0 whole network, 1 flagged edges, 2 flagged fast edges, 3 these and neighbours."
        ),
    ] = 0,
    objects: Annotated[
        bool, typer.Option("--objects", help="List the objects of each edge.")
    ] = False,
    weight_threshold: Annotated[
        Literal["full", "fast", "none"], typer.Option(help="Which edges the statistics count.")
    ] = "full",
    bug_compatible: BugCompatible = False,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Do what CooRTweet 2.1.3 does: detect_groups, generate_coordinated_network, its statistics."""
    chosen = parse_or_default("format", form)
    from clearwater.app.peer_jobs import (  # noqa: PLC0415 - fast --help
        CoortweetJob,
        coortweet_job,
        read_peer_table,
    )
    from clearwater.cli.rows import check_form, write_rows  # noqa: PLC0415

    check_form(chosen)
    job = CoortweetJob(
        time_window=time_window,
        min_participation=min_participation,
        remove_loops=not keep_loops,
        fast_window=fast_window,
        edge_weight=edge_weight,
        subgraph=subgraph,
        objects=objects,
        weight_threshold=weight_threshold,
        bug_compatible=bug_compatible,
    )
    write_rows(coortweet_job(read_peer_table(table), job, give), chosen)


CNT_SHORT = "coordination_network_toolkit: the directed network of one kind."
CNT_EXAMPLES = """Examples:

\b
  clearwater compat cnt co_retweet tweets.csv --time-window 60
  clearwater compat cnt co_similar_tweet tweets.csv --similarity-threshold 0.9 --format csv

Columns: message_id, user_id, username, repost_id, reply_id, message, timestamp, urls."""


@compat.command(epilog=CNT_EXAMPLES, short_help=CNT_SHORT)
def cnt(  # noqa: PLR0913 - typer makes one option of each parameter
    kind: Annotated[
        Literal["co_retweet", "co_reply", "co_link", "co_post", "co_tweet", "co_similar_tweet"],
        typer.Argument(help="What must be the same."),
    ],
    table: TableArgument,
    *,
    time_window: Annotated[
        float, typer.Option("--time-window", "--time_window", help="Seconds, inclusive.")
    ] = 1,
    min_edge_weight: Annotated[
        int, typer.Option("--min-edge-weight", "--min_edge_weight", help="Least weight of an edge.")
    ] = 2,
    similarity_threshold: Annotated[
        float,
        typer.Option(
            "--similarity-threshold",
            "--similarity_threshold",
            help="Least Jaccard similarity for co_similar_tweet, 0..1, inclusive.",
        ),
    ] = 0.8,
    min_document_size: Annotated[
        int,
        typer.Option(
            "--min-document-size",
            "--minimum_document_size",
            help="Least number of distinct tokens for co_similar_tweet.",
        ),
    ] = 1,
    include_self_loops: Annotated[
        bool,
        typer.Option(
            "--include-self-loops",
            "--include_self_loops",
            help="Keep edges from an account to itself.",
        ),
    ] = False,
    bug_compatible: BugCompatible = False,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Do what coordination_network_toolkit 1.5.2 does: one kind of network, directed and weighted.

    The peer's own spellings with underscores are understood too.
    """
    chosen = parse_or_default("format", form)
    from clearwater.app.peer_jobs import (  # noqa: PLC0415 - fast --help
        ToolkitJob,
        read_peer_table,
        toolkit_job,
    )
    from clearwater.cli.rows import check_form, write_rows  # noqa: PLC0415

    check_form(chosen)
    job = ToolkitJob(
        kind=kind,
        time_window=time_window,
        min_edge_weight=min_edge_weight,
        similarity_threshold=similarity_threshold,
        min_document_size=min_document_size,
        include_self_loops=include_self_loops,
        bug_compatible=bug_compatible,
    )
    write_rows(toolkit_job(read_peer_table(table), job), chosen)
