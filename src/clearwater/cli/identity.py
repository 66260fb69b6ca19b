"""``clearwater identity``: by what people and programs prove who they are to a server."""

from __future__ import annotations

from typing import Annotated

import typer

from clearwater.cli.identity_tokens import token
from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

SHORT = "Logins for whoever comes through a server: set-up, passwords, codes, tokens."

identity = typer.Typer(
    name="identity",
    help="Logins for those who come through a server: set-up tokens, passwords, one-time codes, a "
    "provider of logins, tokens of programs. There is no default password. On this command line "
    "--as is believed: who has the files has the store.",
    short_help=SHORT,
    rich_markup_mode=None,
    no_args_is_help=True,
)
identity.add_typer(token)

UserName = Annotated[str, typer.Argument(metavar="USER", help="A login that was added.")]
Source = Annotated[
    str | None,
    typer.Argument(
        metavar="[-]", help="- reads secrets from standard input, a line each; else you are asked."
    ),
]

SETUP_SHORT = "Print a one-time token with which a user sets a password."
SETUP_EXAMPLES = """Examples:

\b
  clearwater identity set-up wang.fang --as zhang.min

The token is shown once. A lead asks for others; only where no lead can log in yet, for himself."""


@identity.command("set-up", epilog=SETUP_EXAMPLES, short_help=SETUP_SHORT)
@at_a_store()
def set_up(name: UserName, *, where: Where) -> None:
    """Print a set-up token, good once and for three days. Hand it over, best in person.

    Used, it begins anew: the password is replaced, a device for codes forgotten, every session
    ended. Until then everything stays as it is.
    """
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.set_up_and_print(where, name)


CHANGE_SHORT = "Set your password, with a set-up token or with the present one."
CHANGE_EXAMPLES = """Examples:

\b
  clearwater identity set-password --as wang.fang
  clearwater identity set-password - --as wang.fang < lines

Lines on standard input: the set-up token and the new password; or the present password, a code (an
empty line without a device) and the new password. Twelve signs or more, such as four words."""


@identity.command("set-password", epilog=CHANGE_EXAMPLES, short_help=CHANGE_SHORT)
@at_a_store()
def set_password(source: Source = None, *, where: Where) -> None:
    """Set the password of the login in --as. Every other session ends."""
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.set_password_and_say(where, source)


TOTP_SHORT = "Set up a device that shows one-time codes."
TOTP_EXAMPLES = """Examples:

\b
  clearwater identity totp --as wang.fang

Lines on standard input, with -: the password, a code of the device until now (an empty line without
one), and once the address was printed a code of the new device."""


@identity.command(epilog=TOTP_EXAMPLES, short_help=TOTP_SHORT)
@at_a_store()
def totp(source: Source = None, *, where: Where) -> None:
    """Print an otpauth address for an authenticator, and ask for the first code that it shows.

    Nothing is kept before a code was right. Every other session ends.
    """
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.totp_and_say(where, source)


LINK_SHORT = "Say whom a provider of logins knows a user as."
LINK_EXAMPLES = """Examples:

\b
  clearwater identity link wang.fang --issuer https://login.example.org --subject 24400320
  clearwater identity link wang.fang --remove"""


@identity.command(epilog=LINK_EXAMPLES, short_help=LINK_SHORT)
@at_a_store()
def link(
    name: UserName,
    *,
    issuer: Annotated[
        str | None, typer.Option(metavar="URL", help="The provider, as in its tokens.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option(metavar="ID", help="The user's name there (sub); kept hashed.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="He logs in there no more.")] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Link a user to an account of the provider. Nobody else is let in from there."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.link_and_print(where, name, work.Link(issuer, subject, remove), chosen)


SHOW_SHORT = "List by what users log in; no secret, and no hash of one."
SHOW_EXAMPLES = """Examples:

\b
  clearwater identity show --format json"""


@identity.command(epilog=SHOW_EXAMPLES, short_help=SHOW_SHORT)
@at_a_store()
def show(*, where: Where, form: Form = None) -> None:
    """List users who can log in, or have a set-up token. Whoever is no lead sees his own."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.show_and_print(where, chosen)


END_SHORT = "End every session of a user: your own, or as a lead anybody's."
END_EXAMPLES = """Examples:

\b
  clearwater identity end-sessions --as wang.fang
  clearwater identity end-sessions wang.fang --as zhang.min"""


@identity.command("end-sessions", epilog=END_EXAMPLES, short_help=END_SHORT)
@at_a_store()
def end_sessions(
    name: Annotated[
        str | None, typer.Argument(metavar="[USER]", help="Whose; yours if nobody is named.")
    ] = None,
    *,
    where: Where,
) -> None:
    """End every session. Tokens of programs stay: take them back with `token revoke`."""
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.end_and_say(where, name)
