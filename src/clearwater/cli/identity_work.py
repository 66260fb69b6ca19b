"""What ``clearwater identity`` does. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from clearwater.app.case.desk import Desk
from clearwater.app.identity.base import Gate
from clearwater.app.identity.listing import credentials, tokens
from clearwater.app.identity.login import end_sessions, log_in
from clearwater.app.identity.oidc import link_login, unlink_login
from clearwater.app.identity.present import session_of
from clearwater.app.identity.setup import (
    PREFIX,
    change_password,
    confirm_totp,
    enrol_totp,
    issue_setup,
    use_setup,
)
from clearwater.app.identity.tokens import issue_token, revoke_token
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, iso, write_rows
from clearwater.cli.secrets_in import asked_twice, asking
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError


@dataclass(frozen=True)
class Link:
    """Options of ``clearwater identity link``."""

    issuer: str | None
    subject: str | None
    remove: bool


@contextmanager
def at_gate(where: Where) -> Iterator[tuple[Gate, Desk]]:
    """Yield the gate of a store, and the desk of the person at it."""
    with at_store(where) as (store, desk):
        yield Gate(store, desk.clock_us), desk


def set_up_and_print(where: Where, user: str) -> None:
    """Print a set-up token."""
    with at_gate(where) as (gate, desk):
        issued = issue_setup(gate, desk, user)
    sys.stdout.write(issued.token + "\n")
    say(f"for {issued.user}, once, until {_time(issued.until_us)}; it is not shown again")
    say(f"next: clearwater identity set-password --as {issued.user}")


def set_password_and_say(where: Where, source: str | None) -> None:
    """Set the password of whoever is named."""
    ask = asking(source)
    with at_gate(where) as (gate, desk):
        shown = ask("Set-up token, or present password")
        organisation, user = desk.organisation, desk.user
        if shown.strip().startswith(PREFIX):
            new = asked_twice(ask, source, "New password")
            let_in = use_setup(gate, organisation, user, shown, new)
        else:
            code = ask("One-time code, or nothing without a device")
            new = asked_twice(ask, source, "New password")
            let_in = change_password(gate, organisation, user, shown, new, code or None)
        needs = session_of(gate, let_in.cookie).needs
    say(f"password set for {user}")
    if needs:
        say("next: clearwater identity totp; your roles need one-time codes")


def totp_and_say(where: Where, source: str | None) -> None:
    """Set up a device for one-time codes."""
    ask = asking(source)
    with at_gate(where) as (gate, desk):
        password = ask("Password")
        code = ask("One-time code of the device until now, or nothing without one")
        let_in = log_in(gate, desk.organisation, desk.user, password, code or None)
        present = session_of(gate, let_in.cookie)
        enrolling = enrol_totp(gate, present)
        sys.stdout.write(enrolling.address + "\n")
        sys.stdout.flush()
        say("type or scan this into an authenticator; whoever has it can show your codes")
        confirm_totp(gate, present, enrolling.ticket, ask("Code that it shows now"))
    say(f"codes are asked for from now on, for {desk.user}")


def link_and_print(where: Where, user: str, asked: Link, form: str) -> None:
    """Link a user to an account of a provider, or to none, and print who logs in by what."""
    check_form(form)
    named = asked.issuer is not None and asked.subject is not None
    if asked.remove is named or (asked.remove and (asked.issuer or asked.subject)):
        raise ParameterError(
            "it is not said what is linked", expected="--issuer with --subject, or --remove"
        )
    with at_gate(where) as (gate, desk):
        if asked.remove:
            unlink_login(gate, desk, user)
        else:
            link_login(gate, desk, user, str(asked.issuer), str(asked.subject))
        write_rows(credentials(gate, desk), form)


def show_and_print(where: Where, form: str) -> None:
    """Print who logs in by what."""
    check_form(form)
    with at_gate(where) as (gate, desk):
        write_rows(credentials(gate, desk), form)


def end_and_say(where: Where, user: str | None) -> None:
    """End sessions."""
    with at_gate(where) as (_, desk):
        whose = desk.user if user is None else user
        end_sessions(desk, whose)
    say(f"every session of {whose} is over")


def new_token_and_print(where: Where, scopes: tuple[str, ...], days: int) -> None:
    """Print a new token."""
    with at_gate(where) as (_, desk):
        issued = issue_token(desk, scopes, days)
    sys.stdout.write(issued.bearer + "\n")
    say(f"{issued.row.token}: {issued.row.scopes}, until {_time(issued.row.until_us)}")
    say("it is not shown again")


def tokens_and_print(where: Where, form: str) -> None:
    """Print tokens."""
    check_form(form)
    with at_gate(where) as (_, desk):
        write_rows(tokens(desk), form)


def revoke_and_print(where: Where, name: str, form: str) -> None:
    """Take a token back, and print those that there are."""
    check_form(form)
    with at_gate(where) as (_, desk):
        revoke_token(desk, name)
        write_rows(tokens(desk), form)


def _time(us: int) -> str:
    return iso(datetime.fromtimestamp(us // 1_000_000, UTC))
