"""``clearwater exchange``: what goes to others and comes from them, in standards of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.exchange_partners import partner
from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import CaseName, Form, Purpose, Text, Where, at_a_store

SHORT = "To and from others: EU statements of reasons, STIX with DISARM, Flag, webhooks."
HELP = """Say what was decided in other people's standards, and take in what they say.

Nothing is sent: files are written, and whoever may sends them. What leaves is on record, with its
digest. Accounts are keyed tokens; identifiers leave with a purpose only, and never in statements
of reasons."""
EXAMPLES = """A week of statements for the EU's database, and a case for a partner:

\b
  clearwater exchange statements --from 2026-03-02 --to 2026-03-09 --out week.jsonl --as li.wei
  clearwater exchange validate week.jsonl
  clearwater exchange partner add shop-b --gets stix --sends clues --key whpk_... --as li.wei
  clearwater exchange stix CASE --to shop-b --out case.json --as li.wei"""

exchange = typer.Typer(
    name="exchange",
    help=HELP,
    short_help=SHORT,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
)
exchange.add_typer(partner)

Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="A new file, or - for stdout.")
]
Whom = Annotated[
    Text, typer.Option("--to", metavar="PARTNER", help="For whom: a partner of the register.")
]

STATEMENTS_SHORT = "Write EU statements of reasons (DSA) for measures that began within a time."
STATEMENTS_EXAMPLES = """Examples:

\b
  clearwater exchange statements --from 2026-03-02 --to 2026-03-09 --out week.jsonl
  clearwater exchange statements --from 2026-03-02 --to 2026-03-09 --calls calls/

A call of the API takes at most 100 statements; --calls writes one file for each call."""


@exchange.command(epilog=STATEMENTS_EXAMPLES, short_help=STATEMENTS_SHORT)
@at_a_store()
def statements(
    *,
    since: Annotated[
        str, typer.Option("--from", metavar="TIME", help="A day (UTC) or a time with its zone.")
    ],
    until: Annotated[
        str, typer.Option("--to", metavar="TIME", help="The first day or time that is left out.")
    ],
    out: Out = Path("-"),
    calls: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A new folder of bodies for the API, instead of --out."),
    ] = None,
    where: Where,
) -> None:
    """Write a statement for each decision and account; one for each decision if the policy says so.

    They hold words of the policy, numbers and dates, and no personal data. What is no restriction,
    such as a warning, has none.
    """
    from clearwater.cli import exchange_work as work  # noqa: PLC0415 - fast --help

    work.statements_and_write(where, since, until, out, calls)


VALIDATE_SHORT = "Check a file of EU statements of reasons, or a STIX bundle; needs no store."
VALIDATE_EXAMPLES = """Examples:

\b
  clearwater exchange validate week.jsonl
  clearwater exchange validate call-0001.json --format json
  clearwater exchange validate case.json

Exit code 1 says that a receiver would refuse it."""


@exchange.command(epilog=VALIDATE_EXAMPLES, short_help=VALIDATE_SHORT)
def validate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="JSON Lines; one value where it ends in .json; - for stdin."
        ),
    ],
    *,
    form: Form = None,
) -> None:
    """Name line, field, what was expected and what was found, of everything that is wrong."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import exchange_work as work  # noqa: PLC0415 - fast --help

    work.validate_and_print(file, chosen)


STIX_SHORT = "Write a case as STIX 2.1, with ids of DISARM techniques."
STIX_EXAMPLES = """Examples:

\b
  clearwater exchange stix CASE --out case.json
  clearwater exchange stix CASE --finding F001 --to shop-b --tlp green --out finding.json
  clearwater exchange stix CASE --to shop-b --purpose case-work --out named.json"""


@exchange.command(epilog=STIX_EXAMPLES, short_help=STIX_SHORT)
@at_a_store()
def stix(
    case_name: CaseName,
    *,
    finding: Annotated[
        Text, typer.Option(metavar="FINDING", help="Only this finding of the case.")
    ] = None,
    tlp: Annotated[
        str, typer.Option(metavar="WORD", help="Traffic light: clear, green, amber or red.")
    ] = "amber",
    to: Whom = None,
    purpose: Annotated[
        Text,
        typer.Option(
            metavar="WORD", help="Tell identifiers instead of tokens, for this; it goes on record."
        ),
    ] = None,
    out: Out = Path("-"),
    where: Where,
) -> None:
    """Write a bundle: accounts as tokens, techniques, times, counts, how sure it is.

    Each partner gets tokens of its own. The same case gives the same bytes.
    """
    from clearwater.cli import exchange_work as work  # noqa: PLC0415 - fast --help

    asked = work.bundle_asked(case_name, finding, tlp, to, purpose)
    work.stix_and_write(where, asked, out)


FLAG_SHORT = "Write a decided case as ActivityStreams Flags for a federated server."
FLAG_EXAMPLES = """Examples:

\b
  clearwater exchange flag CASE --to mastodon-example --purpose enforcement --out flags.jsonl"""


@exchange.command(epilog=FLAG_EXAMPLES, short_help=FLAG_SHORT)
@at_a_store()
def flag(
    case_name: CaseName,
    *,
    to: Annotated[
        str, typer.Option("--to", metavar="PARTNER", help="For whom: a partner that gets flags.")
    ],
    purpose: Purpose = "enforcement",
    out: Out = Path("-"),
    where: Where,
) -> None:
    """Write Flags, one a line, at most 100 accounts in each; the actor is the policy's.

    Only what was decided is told: a flag names accounts, and whoever gets it looks at them.
    """
    from clearwater.cli import exchange_work as work  # noqa: PLC0415 - fast --help

    work.flag_and_write(where, work.flag_asked(case_name, to, purpose), out)


RECEIVE_SHORT = "Take in a message of a partner from a file: a clue, a receipt, a Flag."
RECEIVE_EXAMPLES = """Examples:

\b
  clearwater exchange receive body.json --from shop-b --headers headers.json
  clearwater exchange receive flag.json --from mastodon-example

With --headers (JSON: name to value) the partner's signature is checked; without, you answer for
where the file is from, and the record says so."""


@exchange.command(epilog=RECEIVE_EXAMPLES, short_help=RECEIVE_SHORT)
@at_a_store()
def receive(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The body as it came; - for stdin.")],
    *,
    sender: Annotated[
        str, typer.Option("--from", metavar="PARTNER", help="Who sent it: a partner.")
    ],
    headers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Headers of the request, as JSON.")
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Take a message in. The same one again does nothing; nothing that it names is fetched."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import exchange_work as work  # noqa: PLC0415 - fast --help

    work.receive_and_print(where, file, sender, headers, chosen)
