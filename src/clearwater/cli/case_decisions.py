"""``clearwater case decide`` and what follows: agree, tell, appeal, answer, close."""

from __future__ import annotations

from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import CaseName, Form, Where, Why, at_a_store

decisions_group = typer.Typer()

Duration = Annotated[
    str | None,
    typer.Option(metavar="DURATION", help="How long it lasts. Default: the ladder's usual time."),
]
Accounts = Annotated[
    list[str] | None,
    typer.Option("--account", metavar="ACCOUNT", help="For whom. Repeat. Default: for all."),
]

DECIDE_SHORT = "Decide: one measure for every member, or no action, with reasons."
DECIDE_EXAMPLES = """Examples:

\b
  clearwater case decide CASE --measure suspend --preview
  clearwater case decide CASE --measure suspend --reason device-farm --why "..." --considered all
  clearwater case decide CASE --measure limit --why "..." --considered all --exclude acc17
  clearwater case decide CASE --measure mute --why "..." --considered all --stages 3 --stage-gap 6h
  clearwater case decide CASE --no-action --why "a fan club: see the explanations"

Measures, reasons and limits stand in the policy: clearwater case policy. Next: case approve by a
second person where one is needed, else case notify; after --no-action case close."""


@decisions_group.command(epilog=DECIDE_EXAMPLES, short_help=DECIDE_SHORT)
@at_a_store()
def decide(  # noqa: PLR0913 - typer makes one option of each parameter
    case_name: CaseName,
    *,
    measure: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="A measure of the policy's ladder.")
    ] = None,
    no_action: Annotated[
        bool, typer.Option("--no-action", help="Decide that nothing is done.")
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="A reason of the policy. Default: coordinated engagement, which every finding "
            "says; with --no-action: no sufficient grounds.",
        ),
    ] = None,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The reasons, in your words.")
    ] = None,
    duration: Duration = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="ACCOUNT", help="Leave this account out, for the reason --why."),
    ] = None,
    delay: Annotated[
        str | None, typer.Option(metavar="DURATION", help="Between the notice and the first start.")
    ] = None,
    stages: Annotated[int, typer.Option(metavar="N", help="In how many steps measures begin.")] = 1,
    stage_gap: Annotated[
        str | None, typer.Option(metavar="DURATION", help="Between two steps.")
    ] = None,
    previewed: Annotated[
        str | None,
        typer.Option(
            metavar="HEX",
            help="What --preview printed as members; of other accounts it is refused.",
        ),
    ] = None,
    considered: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="An innocent explanation that you considered, as --preview lists them; all of "
            "them, or the word all, where a measure is taken. Repeat.",
        ),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what it would touch, and decide nothing.")
    ] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Decide about the members of a case.

    What it would touch, and how many are expected to be accused wrongly, is shown and kept with it;
    so is which innocent explanations were considered, and a measure needs all of them.
    A severe measure, or one on many accounts, waits for a second person.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    asked = work.Deciding(
        measure=measure,
        no_action=no_action,
        reason=reason,
        why=why,
        duration=duration,
        exclude=tuple(exclude or ()),
        delay=delay,
        stages=stages,
        stage_gap=stage_gap,
        previewed=previewed,
        considered=tuple(considered or ()),
    )
    if preview:
        work.preview_and_print(where, case_name, asked, chosen)
    else:
        work.decide_and_print(where, case_name, asked, chosen)


APPROVE_SHORT = "Agree, as the second person, or refuse."
APPROVE_EXAMPLES = """Examples:

\b
  clearwater case approve CASE --as zhang.min
  clearwater case approve CASE --refuse --why "the raid explains it" --as zhang.min

Next: case notify. Until then nobody is restricted."""


@decisions_group.command(epilog=APPROVE_EXAMPLES, short_help=APPROVE_SHORT)
@at_a_store()
def approve(
    case_name: CaseName,
    *,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="Do not agree; the case goes on without it.")
    ] = False,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why not; with --refuse.")] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Agree to a proposed decision. Never the person who proposed it."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    work.approve_and_print(where, case_name, why, refuse=refuse, form=chosen)


WITHDRAW_SHORT = "Take back what you proposed, while it waits for the second person."
WITHDRAW_EXAMPLES = """Examples:

\b
  clearwater case withdraw CASE --why "the fourth account is a news desk" --as li.wei
"""


@decisions_group.command(epilog=WITHDRAW_EXAMPLES, short_help=WITHDRAW_SHORT)
@at_a_store()
def withdraw(case_name: CaseName, *, why: Why, where: Where, form: Form = None) -> None:
    """Take back a proposed decision. Only the person who proposed it, and before anybody agreed."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    work.withdraw_and_print(where, case_name, why, chosen)


NOTIFY_SHORT = "Tell everyone concerned; measures begin when the notices say."
NOTIFY_EXAMPLES = """Examples:

\b
  clearwater case notify CASE
  clearwater case notify CASE --language zh

Next: case deliver from a timer; case appeal for who contests it; case close."""


@decisions_group.command(epilog=NOTIFY_EXAMPLES, short_help=NOTIFY_SHORT)
@at_a_store()
def notify(
    case_name: CaseName,
    *,
    language: Annotated[
        list[str] | None,
        typer.Option(metavar="LANGUAGE", help="en or zh. Repeat. Default: both."),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Issue the notices: what was seen, which rule, which measure until when, how to appeal.

    Notices and measures go out through the outbox; `clearwater case deliver` sends what is due.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    work.notify_and_print(where, case_name, tuple(language or ()), chosen)


GIVE_UP_SHORT = "Give up a notice that reaches nobody; its measure falls with it."
GIVE_UP_EXAMPLES = """Examples:

\b
  clearwater case give-up CASE --account acc17 --why "the account was deleted" --as zhang.min
"""


@decisions_group.command("give-up", epilog=GIVE_UP_EXAMPLES, short_help=GIVE_UP_SHORT)
@at_a_store()
def give_up(
    case_name: CaseName,
    *,
    account: Annotated[
        str, typer.Option(metavar="ACCOUNT", help="Whose notice, by the platform's identifier.")
    ],
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Give up a notice that was tried and not taken. Nobody is restricted who was not told."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    work.give_up_and_print(where, case_name, account, why, chosen)


APPEAL_SHORT = "Enter an appeal: of one account, of several, or of all."
APPEAL_EXAMPLES = """Examples:

\b
  clearwater case appeal CASE --statement "we are one class"
  clearwater case appeal CASE --account acc17 --statement "申诉：账号被盗"

Next: case resolve-appeal, by somebody who had no part in a decision of the case.
"""


@decisions_group.command(epilog=APPEAL_EXAMPLES, short_help=APPEAL_SHORT)
@at_a_store()
def appeal(
    case_name: CaseName,
    *,
    statement: Annotated[
        str, typer.Option(metavar="TEXT", help="What those concerned say, in their words.")
    ],
    account: Accounts = None,
    decision: Annotated[
        str | None,
        typer.Option(
            metavar="DECISION",
            help="Which decision: its name stands in the notice. Default: the newest that they "
            "can contest.",
        ),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Enter an appeal against the decision of a case; one in time opens a closed case again."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    asked = work.Appealing(statement, tuple(account or ()), decision)
    work.appeal_and_print(where, case_name, asked, chosen)


RESOLVE_SHORT = "Answer an appeal: by somebody who had no part in the decision."
RESOLVE_EXAMPLES = """Examples:

\b
  clearwater case resolve-appeal CASE --outcome upheld --why "..." --as wang.fang
  clearwater case resolve-appeal CASE --outcome overturned --account acc17 --why "..."

Next: case close.
"""


@decisions_group.command("resolve-appeal", epilog=RESOLVE_EXAMPLES, short_help=RESOLVE_SHORT)
@at_a_store()
def resolve_appeal(
    case_name: CaseName,
    *,
    outcome: Annotated[str, typer.Option(metavar="OUTCOME", help="upheld or overturned.")],
    why: Why,
    account: Accounts = None,
    which: Annotated[
        str | None,
        typer.Option("--appeal", metavar="APPEAL", help="Which appeal, where several are open."),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Answer an appeal. Where it is overturned the measures are taken back at once."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    answer = work.answer_of(outcome, why, tuple(account or ()), which)
    work.resolve_and_print(where, case_name, answer, chosen)


CLOSE_SHORT = "Close a case; never over an open appeal or notices that are not out."
CLOSE_EXAMPLES = """Examples:

\b
  clearwater case close CASE --why "measures stand, no appeal in time"

Next: evidence seal. Lapses still go out, and an appeal in time opens the case again.
"""


@decisions_group.command(epilog=CLOSE_EXAMPLES, short_help=CLOSE_SHORT)
@at_a_store()
def close(
    case_name: CaseName,
    *,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Close a case. Its outcome follows from what stands."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_decisions_work as work  # noqa: PLC0415 - fast --help

    work.close_and_print(where, case_name, why, chosen)
