"""``clearwater org hand-over`` and what follows: accept, return, withdraw."""

from __future__ import annotations

from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, Why, at_a_store

passing_group = typer.Typer()

HandoverName = Annotated[str, typer.Argument(metavar="HANDOVER", help="Name of the hand-over.")]
ForWords = Annotated[
    str | None,
    typer.Option(
        "--purpose",
        metavar="WORD",
        help="For what accounts and the words of people are shown; on record in every ledger "
        "concerned. Default: they are not shown.",
    ),
]

HAND_OVER_SHORT = "Offer a case, or a clue that waits, to another body: up, down or across."
HAND_OVER_EXAMPLES = """Examples:

\b
  clearwater org hand-over CASE --to nj --why "属地管辖"
  clearwater org hand-over CLUE --to gov --why "seen in three provinces" """


@passing_group.command("hand-over", epilog=HAND_OVER_EXAMPLES, short_help=HAND_OVER_SHORT)
@at_a_store()
def hand_over(
    what: Annotated[str, typer.Argument(metavar="CASE_OR_CLUE", help="Name of a case or a clue.")],
    *,
    to: Annotated[str, typer.Option(metavar="BODY", help="To which body of the tree.")],
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Offer a case or a clue. Until the other body answers nothing is decided about it.

    Only what nobody was ever restricted for can go: notices and appeals stay with who decided.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_passing_work as work  # noqa: PLC0415 - fast --help

    work.hand_over_and_print(where, what, to, why, chosen)


ACCEPT_SHORT = "Take what was offered; a case of your own is opened for it."
ACCEPT_EXAMPLES = """Examples:

\b
  clearwater org accept HANDOVER"""


@passing_group.command(epilog=ACCEPT_EXAMPLES, short_help=ACCEPT_SHORT)
@at_a_store()
def accept(
    handover: HandoverName,
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Take a case or a clue over.

    Findings, members, who was excluded and the frozen evidence come along; who reported does not.
    The giver's case closes as handed over and keeps its history.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_passing_work as work  # noqa: PLC0415 - fast --help

    work.accept_and_print(where, handover, chosen)


RETURN_SHORT = "Do not take what was offered, for a reason."
RETURN_EXAMPLES = """Examples:

\b
  clearwater org return HANDOVER --why "the accounts are registered elsewhere" """


@passing_group.command("return", epilog=RETURN_EXAMPLES, short_help=RETURN_SHORT)
@at_a_store()
def return_(
    handover: HandoverName,
    *,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Return a case or a clue to the body that offered it."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_passing_work as work  # noqa: PLC0415 - fast --help

    work.return_and_print(where, handover, why, chosen)


WITHDRAW_SHORT = "Take back what you offered and nobody has answered."
WITHDRAW_EXAMPLES = """Examples:

\b
  clearwater org withdraw HANDOVER --why "overdue for a week; we do it ourselves" """


@passing_group.command(epilog=WITHDRAW_EXAMPLES, short_help=WITHDRAW_SHORT)
@at_a_store()
def withdraw(
    handover: HandoverName,
    *,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Withdraw an offer."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_passing_work as work  # noqa: PLC0415 - fast --help

    work.withdraw_and_print(where, handover, why, chosen)


HANDOVERS_SHORT = "What was offered by your body and to it, with what is overdue."
HANDOVERS_EXAMPLES = """Examples:

\b
  clearwater org handovers
  clearwater org handovers --purpose case-work --format json"""


@passing_group.command(epilog=HANDOVERS_EXAMPLES, short_help=HANDOVERS_SHORT)
@at_a_store()
def handovers(
    *,
    purpose: ForWords = None,
    where: Where,
    form: Form = None,
) -> None:
    """List hand-overs, what waits first. Reasons in people's words need a purpose."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_passing_work as work  # noqa: PLC0415 - fast --help

    work.handovers_and_print(where, purpose, chosen)
