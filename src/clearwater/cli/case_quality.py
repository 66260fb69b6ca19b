"""``clearwater case quality``, ``case known``: how well people review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

quality_group = typer.Typer()

QUALITY_SHORT = "How well we review: known cases, decisions judged twice, agreement."
QUALITY_EXAMPLES = """Examples:

\b
  clearwater case quality --as wang.fang
  clearwater case quality --judge-twice 5% --as wang.fang

Each figure has its 95 % interval and is of everybody together. Next: case known."""


@quality_group.command(epilog=QUALITY_EXAMPLES, short_help=QUALITY_SHORT)
@at_a_store()
def quality(
    *,
    judge_twice: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="From now on let a second person judge this share of decisions blindly.",
        ),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Print how often what is decided is right, and how often two people agree.

    Known cases are findings whose truth a lead keeps; of them no decision comes. Which decisions
    are judged twice follows from a hash of their names, and the second person is not told what the
    first decided.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_quality_work as work  # noqa: PLC0415 - fast --help

    work.quality_and_print(where, judge_twice, chosen)


KNOWN_SHORT = "Keep the truth about a finding, to test who decides; or list what is kept."
KNOWN_EXAMPLES = """Examples:

\b
  clearwater case known simulated/ --finding F002 --right "no action" --as wang.fang
  clearwater case known simulated/ --finding F001 --right measure --as wang.fang
  clearwater case known --as wang.fang

Keep the truth first and open the case at another time: the ledger shows the order of acts."""


@quality_group.command(epilog=KNOWN_EXAMPLES, short_help=KNOWN_SHORT)
@at_a_store()
def known(
    run: Annotated[
        Path | None, typer.Argument(metavar="[RUN]", help="Run folder that the finding is in.")
    ] = None,
    *,
    finding: Annotated[
        str | None, typer.Option(metavar="FINDING", help="Name of the finding in the run.")
    ] = None,
    right: Annotated[
        str | None, typer.Option(metavar="WHAT", help='What is right: measure or "no action".')
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Keep what is right about a finding that no case holds yet. Who decides is not told.

    A case that is opened for it later is an exercise: what somebody decides is counted, the case is
    closed, and nothing reaches any account. Take simulated logs.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_quality_work as work  # noqa: PLC0415 - fast --help

    work.known_and_print(where, work.Keeping(run, finding, right), chosen)
