"""``clearwater org``: bodies that work together, each with its own cases and its own people."""

from __future__ import annotations

from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.org_duties import duties_group
from clearwater.cli.org_joint import joint_group
from clearwater.cli.org_passing import passing_group
from clearwater.cli.org_registers import agency, creator
from clearwater.cli.store_options import Form, Where, at_a_store

SHORT = "Bodies that work together: a tree, hand-overs, joint cases, duties, registers."
HELP = """Let several bodies work in one store: each sees its own cases and nobody else's.

They stand in a tree (nation, province, city, district; or company, region, team; platforms below
any of them). Cases and clues are handed up, down and across, several bodies decide together, and
platforms owe a report every week. What passes between two bodies is written in the ledgers of
both, or of neither."""
EXAMPLES = """A tree of two, and a case that goes down:

\b
  clearwater org init --level province --name 江苏省网信办 --as li.wei
  clearwater org add nj --level city --name 南京市网信办 --lead wang.fang --as li.wei
  clearwater org hand-over CASE --to nj --why "属地管辖" --as li.wei
  clearwater org accept HANDOVER --as wang.fang --organisation nj

--organisation says for which body you act; it may stand in CLEARWATER_ORGANISATION."""

org = typer.Typer(
    name="org",
    help=HELP,
    short_help=SHORT,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
)

BodyName = Annotated[
    str, typer.Argument(metavar="BODY", help="The organisation that the body is in the store.")
]
Level = Annotated[
    str,
    typer.Option(
        metavar="LEVEL",
        help="nation, province, city, district; company, region, team; platform.",
    ),
]
PublicName = Annotated[
    str, typer.Option("--name", metavar="TEXT", help="As the public knows it, in zh or en.")
]

INIT_SHORT = "Begin a tree: your organisation is its root."
INIT_EXAMPLES = """Examples:

\b
  clearwater org init --level nation --name "国家网信办"
  clearwater org init --level company --name "Example Ltd" """


@org.command(epilog=INIT_EXAMPLES, short_help=INIT_SHORT)
@at_a_store()
def init(
    *,
    level: Level,
    name: PublicName,
    where: Where,
    form: Form = None,
) -> None:
    """Begin a tree. Any level but a platform may be the root."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_work  # noqa: PLC0415 - fast --help

    org_work.init_and_print(where, level, name, chosen)


ADD_SHORT = "Add a body below yours, with somebody who leads it."
ADD_EXAMPLES = """Examples:

\b
  clearwater org add nj --level city --name 南京市网信办 --lead wang.fang
  clearwater org add xuanwu --below nj --level district --name 玄武区 --lead zhao.lei"""


@org.command(epilog=ADD_EXAMPLES, short_help=ADD_SHORT)
@at_a_store()
def add(
    body: BodyName,
    *,
    level: Level,
    name: PublicName,
    lead: Annotated[
        str, typer.Option(metavar="USER", help="Login of who leads it; they add the others.")
    ],
    below: Annotated[
        str | None, typer.Option(metavar="BODY", help="Right below this body. Default: yours.")
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Add a body. It has its own cases, people, policy and entries in the ledger."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_work  # noqa: PLC0415 - fast --help

    org_work.add_and_print(where, org_work.Adding(body, below, level, name, lead), chosen)


MOVE_SHORT = "Put a body, with everything below it, below another one."
MOVE_EXAMPLES = """Examples:

\b
  clearwater org move xuanwu --below js"""


@org.command(epilog=MOVE_EXAMPLES, short_help=MOVE_SHORT)
@at_a_store()
def move(
    body: BodyName,
    *,
    below: Annotated[str, typer.Option(metavar="BODY", help="Right below this body.")],
    where: Where,
    form: Form = None,
) -> None:
    """Move a body. You must lead a body above it, and above or at its new place."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_work  # noqa: PLC0415 - fast --help

    org_work.move_and_print(where, body, below, chosen)


CLOSE_SHORT = "Close a body that has nothing left to do."
CLOSE_EXAMPLES = """Examples:

\b
  clearwater org close xuanwu"""


@org.command(epilog=CLOSE_EXAMPLES, short_help=CLOSE_SHORT)
@at_a_store()
def close(
    body: BodyName,
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Close a body: never over open cases, unanswered hand-overs, or bodies that work below it.

    It opens nothing new. What it decided goes on to lapse, and appeals are answered.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_work  # noqa: PLC0415 - fast --help

    org_work.close_and_print(where, body, chosen)


TREE_SHORT = "The tree that your body stands in."
TREE_EXAMPLES = """Examples:

\b
  clearwater org tree
  clearwater org tree --format json"""


@org.command(epilog=TREE_EXAMPLES, short_help=TREE_SHORT)
@at_a_store()
def tree(
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Print the tree, each body before those below it."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_work  # noqa: PLC0415 - fast --help

    org_work.tree_and_print(where, chosen)


ROLLUP_SHORT = "Counts of a body and of all below it; never a name, never a small number."
ROLLUP_EXAMPLES = """Examples:

\b
  clearwater org rollup
  clearwater org rollup nj --format json"""


@org.command(epilog=ROLLUP_EXAMPLES, short_help=ROLLUP_SHORT)
@at_a_store()
def rollup(
    body: Annotated[
        str | None, typer.Argument(metavar="BODY", help="A body below yours. Default: yours.")
    ] = None,
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Count what goes on: open cases by state, what is overdue, decisions, appeals.

    For who leads or audits a body. Small counts of other bodies are kept back, and sums that would
    give them away.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_work  # noqa: PLC0415 - fast --help

    org_work.rollup_and_print(where, body, chosen)


# Without a name of its own a group adds its commands to this one.
for group in (passing_group, joint_group, duties_group, agency, creator):
    org.add_typer(group)
