"""``clearwater org invite`` and what follows: cases on which several bodies decide."""

from __future__ import annotations

from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.org_passing import ForWords
from clearwater.cli.store_options import CaseName, Form, Where, Why, at_a_store

joint_group = typer.Typer()

LeadCase = Annotated[
    str, typer.Argument(metavar="CASE", help="The case, as the body that leads it calls it.")
]

INVITE_SHORT = "Ask another body to take part in a case of yours."
INVITE_EXAMPLES = """Examples:

\b
  clearwater org invite CASE --body sz --question "Suspend all 31? 是否同意暂停这 31 个账号？" """


@joint_group.command(epilog=INVITE_EXAMPLES, short_help=INVITE_SHORT)
@at_a_store()
def invite(
    case_name: CaseName,
    *,
    body: Annotated[str, typer.Option(metavar="BODY", help="Which body of the tree.")],
    question: Annotated[
        str, typer.Option(metavar="TEXT", help="What it is asked to agree to, in your words.")
    ],
    where: Where,
    form: Form = None,
) -> None:
    """Invite a body. Nothing is decided before it has given its position, or its time is over."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.invite_and_print(where, case_name, body, question, chosen)


JOIN_SHORT = "Take part in a case to which your body was invited."
JOIN_EXAMPLES = """Examples:

\b
  clearwater org join CASE"""


@joint_group.command(epilog=JOIN_EXAMPLES, short_help=JOIN_SHORT)
@at_a_store()
def join(
    case_name: LeadCase,
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Take part. From then on your body may read the case, and its second person is yours."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.answer_and_print(where, case_name, "takes part", None, chosen)


DECLINE_SHORT = "Do not take part in a case, or leave one."
DECLINE_EXAMPLES = """Examples:

\b
  clearwater org decline CASE --why "none of the accounts is registered here"
  clearwater org decline CASE --leave --why "the accounts moved away" """


@joint_group.command(epilog=DECLINE_EXAMPLES, short_help=DECLINE_SHORT)
@at_a_store()
def decline(
    case_name: LeadCase,
    *,
    leave: Annotated[
        bool, typer.Option("--leave", help="Your body takes part already, and leaves.")
    ] = False,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Decline an invitation, for a reason, or leave a joint case."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.answer_and_print(where, case_name, "left" if leave else "declined", why, chosen)


END_SHORT = "End the part of a body in a case of yours, once its time is over."
END_EXAMPLES = """Examples:

\b
  clearwater org joint
  clearwater org end-part PART --why "no answer in two weeks 两周未答复" """


@joint_group.command("end-part", epilog=END_EXAMPLES, short_help=END_SHORT)
@at_a_store()
def end_part(
    part_name: Annotated[
        str, typer.Argument(metavar="PART", help="The body's part, as `clearwater org joint` says.")
    ],
    *,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Wait no longer for a body that gave no position, or no second person, in its time."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.end_and_print(where, part_name, why, chosen)


POSITION_SHORT = "Say whether your body agrees, with reasons."
POSITION_EXAMPLES = """Examples:

\b
  clearwater org position CASE --agrees --why "the same devices in our log"
  clearwater org position CASE --disagrees --why "它们是同一所学校的学生" """


@joint_group.command(epilog=POSITION_EXAMPLES, short_help=POSITION_SHORT)
@at_a_store()
def position(
    case_name: LeadCase,
    *,
    agrees: Annotated[
        bool, typer.Option("--agrees/--disagrees", help="To what your body was asked.")
    ],
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Give your body's position. Disagreement stops nothing; it stands beside the decision."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    said = "agrees" if agrees else "disagrees"
    work.position_and_print(where, case_name, said, why, chosen)


APPROVE_SHORT = "Agree, as the second person from another body, or refuse."
APPROVE_EXAMPLES = """Examples:

\b
  clearwater org approve CASE --as zhang.min --organisation sz
  clearwater org approve CASE --refuse --why "a school class" """


@joint_group.command(epilog=APPROVE_EXAMPLES, short_help=APPROVE_SHORT)
@at_a_store()
def approve(
    case_name: LeadCase,
    *,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="Do not agree; the case is in review again.")
    ] = False,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why not; with --refuse.")] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Agree to what the lead body proposed, as one of the bodies that take part must."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.approve_and_print(where, case_name, why, refuse=refuse, form=chosen)


SHOW_SHORT = "A case in which your body takes part; on record in both ledgers."
SHOW_EXAMPLES = """Examples:

\b
  clearwater org show CASE
  clearwater org show CASE --purpose case-work --format json"""


@joint_group.command(epilog=SHOW_EXAMPLES, short_help=SHOW_SHORT)
@at_a_store()
def show(
    case_name: LeadCase,
    *,
    purpose: ForWords = None,
    where: Where,
    form: Form = None,
) -> None:
    """Show a joint case; accounts by name and the words of people only for a purpose."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.show_and_print(where, case_name, purpose, chosen)


JOINT_SHORT = "Joint cases that your body leads or has a part in."
JOINT_EXAMPLES = """Examples:

\b
  clearwater org joint --as li.wei
  clearwater org joint --format json"""


@joint_group.command(epilog=JOINT_EXAMPLES, short_help=JOINT_SHORT)
@at_a_store()
def joint(
    *,
    where: Where,
    form: Form = None,
) -> None:
    """List joint cases, what waits first."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_joint_work as work  # noqa: PLC0415 - fast --help

    work.joint_and_print(where, chosen)
