"""``clearwater claims``: published checks kept, and posts beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse, parse_mapping, parse_or_default, setting_option

SHORT = "Keep published checks, and find posts that tell what was checked."

claims = typer.Typer(
    name="claims",
    help="Keep published checks of claims, and lay posts beside them. A match is a suggestion for "
    "a person: it scores no account, and no scan asks for it.",
    short_help=SHORT,
    rich_markup_mode=None,
    no_args_is_help=True,
)

MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="OURS=THEIRS", help="Name a column. Repeat."),
]
ZoneOption = Annotated[
    str | None,
    typer.Option(
        metavar="ZONE",
        help="The zone of times that carry none, such as Asia/Shanghai. Without it a check counts "
        "from the end of its day, UTC, and the time of a post is unknown.",
    ),
]

IMPORT_SHORT = "Keep checks from ClaimReview or a table: every version, nothing lost."
IMPORT_EXAMPLES = """Examples:

\b
  clearwater claims import feed.json --out claims.parquet
  clearwater claims import piyao.csv --out claims.parquet --map text=内容 --time-zone Asia/Shanghai
  clearwater claims import *.jsonl --out claims.parquet --format json

Columns of a table: text; claim, title, published, rating, url, publisher, retracted, ..."""


@claims.command("import", epilog=IMPORT_EXAMPLES, short_help=IMPORT_SHORT)
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES", help="ClaimReview JSON-LD (.json, .jsonl), CSV, JSON Lines or Parquet."
        ),
    ],
    *,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FILE", help="Parquet file to write or to add to."),
    ] = Path("claims.parquet"),
    columns: MapOption = None,
    time_zone: ZoneOption = None,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Keep published checks with publisher, date, rating and link.

    The same file once more changes nothing. A check that changes keeps its earlier versions, one
    that is withdrawn stays and is marked, checks that contradict each other are all kept. What is
    missing stays empty and is said; a record without a claim goes to FILE-quarantine.parquet with
    its line and the reason.
    """
    chosen = parse_or_default("format", form)
    zone = parse("time_zone", time_zone)
    mapping = parse_mapping(columns)
    from clearwater.cli import claims_work  # noqa: PLC0415 - fast --help

    claims_work.import_and_print(files, out, mapping, zone, chosen)


MATCH_SHORT = "Rank published checks for each post, and see who tells them again."
MATCH_EXAMPLES = """Examples:

\b
  clearwater claims match posts.parquet --claims claims.parquet
  clearwater claims match posts.csv --claims claims.parquet --top 20 --format parquet > m.parquet
  clearwater claims match posts.csv --claims claims.parquet --spread spread/
  clearwater claims match posts.csv --claims claims.parquet --explain

Columns of the posts: post, text; time, actor, url, parent where they are known."""


@claims.command(epilog=MATCH_EXAMPLES, short_help=MATCH_SHORT)
def match(  # noqa: PLR0913 - typer makes one option of each parameter
    posts: Annotated[
        str, typer.Argument(metavar="POSTS", help="Parquet, CSV or JSON Lines; - for stdin.")
    ],
    *,
    kept: Annotated[
        Path,
        typer.Option(
            "--claims",
            metavar="CLAIMS",
            help="What claims import wrote, or a table or ClaimReview that it could read.",
        ),
    ] = Path("claims.parquet"),
    top: Annotated[
        int, typer.Option(metavar="N", help="Claims a post, at most. Allowed: 1 to 1000.")
    ] = 20,
    spread: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write who told which claim again after its check, and how it travels.",
        ),
    ] = None,
    sentences: Annotated[
        bool,
        typer.Option(
            "--sentences",
            help="Add a sentence model (English, offline; needs the extra sentences). Slow: some "
            "50 posts a second.",
        ),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what would be done, and stop.")
    ] = False,
    columns: MapOption = None,
    time_zone: ZoneOption = None,
    threads: Annotated[str | None, setting_option("threads")] = None,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Rank published checks for each post: suggestions for a person.

    Every post keeps its ranks. Posts that are older than the check, and posts that may deny the
    claim, are marked and never counted as spread. The table for people shows the best claim of the
    posts that are near enough to one; json, csv and parquet give all rows: post, claim, rank,
    score and what is shown beside them.
    """
    chosen = parse_or_default("format", form)
    zone = parse("time_zone", time_zone)
    use = parse("threads", threads)
    mapping = parse_mapping(columns)
    from clearwater.cli import claims_work  # noqa: PLC0415 - fast --help

    asked = claims_work.Asked(posts, kept, top, spread, mapping, zone, use, sentences=sentences)
    if explain:
        claims_work.explain_and_print(asked, chosen)
    else:
        claims_work.match_and_print(asked, chosen)
