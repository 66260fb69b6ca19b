"""``clearwater case``: from a finding to a decision, a measure and an appeal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli import where_now
from clearwater.cli.case_clues import clues_group
from clearwater.cli.case_decisions import decisions_group
from clearwater.cli.case_quality import quality_group
from clearwater.cli.case_store import store_group
from clearwater.cli.options import parse_or_default
from clearwater.cli.session import session_of
from clearwater.cli.store_options import CaseName, Form, Purpose, Where, Why, at_a_store

SHORT = "From a finding to a decision, a measure, an appeal: on record, never alone."
HELP = """Carry a finding through: clue, case, evidence, decision, measure, appeal.

Every act is an entry in a ledger that cannot be changed without it showing. Severe or bulk measures
need a second person, an appeal is answered by somebody who had no part in the decision, and every
measure ends by itself. People decide; the program never does."""
EXAMPLES = """The life of a case:

\b
  clearwater case open run/ --finding F001 --as li.wei
  clearwater case assign CASE --as li.wei
  clearwater case decide CASE --measure suspend --preview --as li.wei
  clearwater case decide CASE --measure suspend --why "..." --considered all --as li.wei
  clearwater case approve CASE --as zhang.min
  clearwater case notify CASE --as li.wei
  clearwater case appeal CASE --statement "..." --as li.wei
  clearwater case resolve-appeal CASE --outcome overturned --why "..." --as wang.fang
  clearwater case close CASE --why "..." --as zhang.min

--store and --as may stand in CLEARWATER_STORE and CLEARWATER_USER."""

case = typer.Typer(
    name="case",
    help=HELP,
    short_help=SHORT,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
)

OPEN_SHORT = "Open a case for a finding of a run, and freeze what it rests on."
OPEN_EXAMPLES = """Examples:

\b
  clearwater case open run/ --finding F001 --as li.wei
  clearwater case open run/ --finding F001 --severity 4 --title "31 accounts like in step"
  clearwater case open --clue CLUE --title "A seller says that his rival buys likes"

Where no store is, a SQLite file is made. Next: case show, case assign."""


@case.command("open", epilog=OPEN_EXAMPLES, short_help=OPEN_SHORT)
@at_a_store()
@where_now.of_a_moved_log()
def open_(  # noqa: PLR0913 - typer makes one option of each parameter
    context: typer.Context,
    run: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="A folder that scan wrote.")
    ] = None,
    *,
    finding: Annotated[
        str | None, typer.Option(metavar="FINDING", help="Which finding of the run.")
    ] = None,
    clue: Annotated[
        str | None, typer.Option(metavar="CLUE", help="Open it for a clue that waits instead.")
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="A sentence about behaviour that names no account. Default: the finding's.",
        ),
    ] = None,
    severity: Annotated[
        int | None, typer.Option(metavar="N", help="1 (nuisance) to 5 (harm to people).")
    ] = None,
    no_freeze: Annotated[
        bool, typer.Option("--no-freeze", help="Freeze the evidence later, with case freeze.")
    ] = False,
    moved: where_now.Moved,
    where: Where,
    form: Form = None,
) -> None:
    """Open a case for a finding of a run.

    The finding's rows, its members' events and how it was found are copied into the evidence store:
    runs are deleted and logs rotate. The same accounts again are the same clue, and a case that
    shares half of its members with an earlier one shares its ring.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_work  # noqa: PLC0415 - fast --help

    elsewhere = moved.elsewhere()
    asked = case_work.Opening(run, finding, clue, title, severity, not no_freeze, elsewhere)
    case_work.open_and_print(session_of(context).load_parts, where, asked, chosen)


LIST_SHORT = "The queue: what harms most and is surest first, and nothing starves."
LIST_EXAMPLES = """Examples:

\b
  clearwater case list
  clearwater case list --state proposed --state decided
  clearwater case list --assignee li.wei --format json

Next: case show CASE, with a name from the list."""


@case.command("list", epilog=LIST_EXAMPLES, short_help=LIST_SHORT)
@at_a_store()
def list_(
    *,
    state: Annotated[
        list[str] | None,
        typer.Option(metavar="STATE", help="Only these states. Repeat. Default: all but closed."),
    ] = None,
    assignee: Annotated[
        str | None, typer.Option(metavar="USER", help="Only cases of this person.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", help="At most so many, 1 to 10000.")] = 50,
    after: Annotated[
        str | None, typer.Option(metavar="CASE", help="Go on after this case.")
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """List cases in the order in which they are worked on. No account is named."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_work  # noqa: PLC0415 - fast --help

    case_work.list_and_print(where, state, assignee, limit, after, chosen)


SHOW_SHORT = "One case in full, with its accounts and the words of people; on record."
SHOW_EXAMPLES = """Examples:

\b
  clearwater case show CASE
  clearwater case show CASE --purpose appeal --format json

The strongest members stand first. Next: case exclude for whom there is a doubt, then case decide
with --preview."""


@case.command(epilog=SHOW_EXAMPLES, short_help=SHOW_SHORT)
@at_a_store()
def show(
    case_name: CaseName,
    *,
    purpose: Purpose = "case work",
    where: Where,
    form: Form = None,
) -> None:
    """Show everything about one case. That it was shown, to whom and for what, is an entry."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_work  # noqa: PLC0415 - fast --help

    case_work.show_and_print(where, case_name, purpose, chosen)


ASSIGN_SHORT = "Make somebody responsible for a case."
ASSIGN_EXAMPLES = """Examples:

\b
  clearwater case assign CASE
  clearwater case assign CASE --to zhang.min --as lead

Next: case show, case exclude, case decide."""


@case.command(epilog=ASSIGN_EXAMPLES, short_help=ASSIGN_SHORT)
@at_a_store()
def assign(
    case_name: CaseName,
    *,
    to: Annotated[
        str | None, typer.Option(metavar="USER", help="Who is responsible. Default: yourself.")
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Make somebody responsible: anyone by a lead, oneself by an investigator."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_work  # noqa: PLC0415 - fast --help

    case_work.assign_and_print(where, case_name, to or where.user, chosen)


Account = Annotated[str, typer.Option("--account", metavar="ACCOUNT", help="Which account.")]
EXCLUDE_SHORT = "Leave an account out of what is decided, or take it back in."
EXCLUDE_EXAMPLES = """Examples:

\b
  clearwater case exclude CASE --account acc17 --why "the phone was stolen"
  clearwater case exclude CASE --account acc17 --why "it was not" --undo

Next: case decide with --preview; it counts the others only."""


@case.command(epilog=EXCLUDE_EXAMPLES, short_help=EXCLUDE_SHORT)
@at_a_store()
def exclude(
    case_name: CaseName,
    *,
    account: Account,
    why: Why,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back in.")] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Leave a member of the case out of what is decided, for a reason: a hub, a victim, a doubt.

    Measures that it already has from this case are taken back.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_work  # noqa: PLC0415 - fast --help

    case_work.exclude_and_print(where, case_name, account, why, undo=undo, form=chosen)


FREEZE_SHORT = "Copy what the findings of a case rest on into the evidence store."
FREEZE_EXAMPLES = """Examples:

\b
  clearwater case freeze CASE --run run/
  clearwater case freeze CASE --run run/ --events /archive/events.parquet

Next: case decide, which rests on what was frozen."""


@case.command(epilog=FREEZE_EXAMPLES, short_help=FREEZE_SHORT)
@at_a_store()
@where_now.of_a_moved_log()
def freeze(
    context: typer.Context,
    case_name: CaseName,
    *,
    run: Annotated[
        list[Path], typer.Option(metavar="RUN", help="The run folder of a finding. Repeat.")
    ],
    moved: where_now.Moved,
    where: Where,
    form: Form = None,
) -> None:
    """Freeze evidence: a finding's rows, its members' events, and how it was found."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_work  # noqa: PLC0415 - fast --help

    elsewhere = moved.elsewhere()
    parts = session_of(context).load_parts()
    case_work.freeze_and_print(parts, where, case_name, run, elsewhere, chosen)


# Without a name of its own a group adds its commands to this one.
for group in (clues_group, decisions_group, quality_group, store_group):
    case.add_typer(group)
