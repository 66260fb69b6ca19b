"""The top of the command line: the commands, and what becomes of an error.

Everything imported here is paid for by ``clearwater --help``, which must stay under 0.3 s: so no
rich, no Arrow, no engine. Commands import what they need when they run. typer draws plain help
(``rich_markup_mode=None``); with its rich help the same page takes twice as long.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

import clearwater
from clearwater.cli import (
    backup,
    chain,
    demo,
    detectors,
    expand,
    recount,
    scan,
    serve,
    simulate,
)
from clearwater.cli.case import case
from clearwater.cli.claims import claims
from clearwater.cli.compat import compat
from clearwater.cli.evaluate import evaluate
from clearwater.cli.evidence import evidence
from clearwater.cli.exchange import exchange
from clearwater.cli.identity import identity
from clearwater.cli.intake import intake
from clearwater.cli.ledger import ledger
from clearwater.cli.messages import fault, refusal, say
from clearwater.cli.org import org
from clearwater.cli.privacy import privacy
from clearwater.cli.report import report
from clearwater.cli.rings import rings
from clearwater.cli.session import Session, load_real_parts, session_of
from clearwater.errors import ClearwaterError

if TYPE_CHECKING:
    from clearwater.app.parts import Parts

EXIT_COULD_NOT_RUN = 3
# What a shell reports for a program that was ended by the same signal: 128 + 2, 128 + 13.
EXIT_INTERRUPTED = 130
EXIT_NOBODY_READS = 141

HELP = "Find organised fake engagement in event logs, and say how likely it is by chance."
EPILOG = """Start here:

\b
  clearwater demo                       see it work on a log with planted campaigns
  clearwater scan events.parquet        scan your own
  clearwater scan --help                how to name columns, times and formats

Data goes to standard output, everything else to standard error. Exit codes:

\b
  0  done
  1  something was found (only with --fail-on-findings)
  2  a mistake in the command
  3  could not run"""


class _Top(TyperGroup):
    """Turns Ctrl-C and a closed pipe into exit codes of their own.

    typer would end both with 1, which means "findings" here.
    """

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("clearwater: interrupted; nothing half written was left")
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except BrokenPipeError:
            # Python flushes standard output once more on its way out, and would complain again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(EXIT_NOBODY_READS) from None


app = typer.Typer(
    name="clearwater",
    cls=_Top,
    help=HELP,
    epilog=EPILOG,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command(epilog=scan.EXAMPLES, short_help=scan.SHORT)(scan.scan)
app.command(epilog=expand.EXAMPLES, short_help=expand.SHORT)(expand.expand)
app.command(epilog=recount.EXAMPLES, short_help=recount.SHORT)(recount.recount)
app.command(epilog=chain.EXAMPLES, short_help=chain.SHORT)(chain.chain)
app.command(epilog=demo.EXAMPLES, short_help=demo.SHORT)(demo.demo)
app.command(epilog=detectors.EXAMPLES, short_help=detectors.SHORT)(detectors.detectors)
app.command(epilog=simulate.EXAMPLES, short_help=simulate.SHORT)(simulate.simulate)
app.command(epilog=backup.BACKUP_EXAMPLES, short_help=backup.BACKUP_SHORT)(backup.backup)
app.command(epilog=backup.RESTORE_EXAMPLES, short_help=backup.RESTORE_SHORT)(backup.restore)
app.command(epilog=serve.EXAMPLES, short_help=serve.SHORT)(serve.serve)
app.add_typer(claims)
app.add_typer(evaluate)
app.add_typer(compat)
app.add_typer(rings)
app.add_typer(report)
app.add_typer(case)
app.add_typer(org)
app.add_typer(intake)
app.add_typer(evidence)
app.add_typer(exchange)
app.add_typer(ledger)
app.add_typer(privacy)
app.add_typer(identity)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(clearwater.__version__)
        raise typer.Exit


@app.callback()
def top(
    context: typer.Context,
    *,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="CLEARWATER_DEBUG", help="Show stack traces.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """Find organised fake engagement in event logs, and say how likely it is by chance."""
    session_of(context).debug = debug


def run(
    arguments: Sequence[str] | None = None,
    load_parts: Callable[[], Parts] = load_real_parts,
) -> NoReturn:
    """Run one command and end the process with its exit code.

    The only place where any exception is caught: a person gets a sentence and a way on, never a
    stack trace, unless they ask for one with ``--debug`` or ``CLEARWATER_DEBUG=1``.
    """
    session = Session(load_parts)
    try:
        app(args=arguments, prog_name="clearwater", obj=session)
    except ClearwaterError as error:
        if session.debug:
            raise
        refusal(error)
        sys.exit(error.exit_code)
    except Exception as error:
        if session.debug:
            raise
        fault(error)
        sys.exit(EXIT_COULD_NOT_RUN)
    sys.exit(0)
