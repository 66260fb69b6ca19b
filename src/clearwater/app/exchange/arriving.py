"""Messages of partners come in: over HTTP with a signature, or by hand as a file.

The same message again does nothing and is answered like the first time: senders try again until
they have an answer. Another body under the same id is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clearwater.app.case.desk import Desk, policy_of, taken
from clearwater.app.case.found import named_accounts
from clearwater.app.exchange.partners import the_partner
from clearwater.app.intake.receiving import Reported, report_command
from clearwater.cases.delivery.verify_webhook import NotGenuine
from clearwater.cases.exchange.flags import Flag
from clearwater.cases.exchange.incoming import (
    Incoming,
    SaidClue,
    SaidReceipt,
    brought_by_hand,
    incoming,
)
from clearwater.cases.exchange.partner_keys import read_partner_keys
from clearwater.cases.records.case import Clue, Source
from clearwater.cases.records.exchange import Arrived, Partner, PartnerState
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Disclosure
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.asking import LONGEST_TEXT
from clearwater.cases.workflow.base import Caller, Context
from clearwater.cases.workflow.clues import REPORTER
from clearwater.cases.workflow.commands import Command, Named, ReceiveClue
from clearwater.cases.workflow.commands_exchange import Came, TakeClue, TakeFlag, TakeReceipt
from clearwater.cases.workflow.commands_intake import ReceiveUserReport
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import SYSTEM, Verb
from clearwater.errors import ParameterError

_NOTE = "A user of a federated server flagged this account"
_SHOWN_OBJECTS = 20
"""Posts that the note of a flag names."""


@dataclass(frozen=True)
class Request:
    """One request of a partner, as it came."""

    partner: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class TakenIn:
    """What came of a message."""

    row: Arrived
    again: bool
    """Whether the same message had come before, so that nothing was done."""


def take_signed(
    store: SqlStore,
    organisation: str,
    request: Request,
    *,
    clock_us: Callable[[], int],
    now_s: Callable[[], int],
) -> TakenIn:
    """Take in what a partner signed; the software does it, nobody has to.

    Parameters
    ----------
    clock_us
        The store's time, microseconds, UTC; in a rehearsal the one that was named.
    now_s
        The real time, seconds since 1970: a signature is as old as it is.

    Raises
    ------
    NotGenuine
        If there is no such partner, or it did not sign this now: nobody learns which. Answer 401.
    NotReadableError
        If it is genuine and cannot be taken in. Answer 400.
    RefusedError
        If the partner may not send this, or another message came under its id. Answer 403, 409.
    """
    with store.reading(organisation) as unit:
        # Strangers make nobody wait: nothing is written before it is known who asks.
        begin = policy_of(unit, organisation).exchange.accounts_begin
        known = unit.get(Partner, organisation, request.partner)
    active = known is not None and known.state == PartnerState.ACTIVE
    # Without keys the signature is checked all the same, against none.
    keys = read_partner_keys(store.files, organisation, request.partner) if active else ()
    message = incoming(
        request.headers, request.body, keys=keys, now_s=now_s(), accounts_begin=begin
    )
    with store.writing(organisation) as unit:
        partner = unit.get(Partner, organisation, request.partner)
        if partner is None or message.signed_by not in partner.keys.split():
            # A key in a file that the register does not name is nobody's.
            raise NotGenuine("no signature of a key of the partner")
        policy = policy_of(unit, organisation)
        caller = Caller(SYSTEM, organisation, frozenset())
        return _taken_in(unit, Context(caller, clock_us(), policy, unit.fresh), partner, message)


def take_by_hand(
    store: SqlStore, desk: Desk, partner: str, body: bytes, headers: Mapping[str, str] | None
) -> TakenIn:
    """Take in a body that somebody brings, who is on record for it.

    Parameters
    ----------
    headers
        Of the request by which it came, where they were kept: then its signature is checked, as of
        the moment that it names. None: whoever brings it answers for where it is from.

    Raises
    ------
    NotGenuine
        If headers are given and no key of the partner signed the body.
    NotReadableError, RefusedError
        As `take_signed`.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RECEIVE_FROM_PARTNER)
        row = the_partner(unit, partner)
        begin = context.policy.exchange.accounts_begin
        if headers is None:
            message = brought_by_hand(body, begin)
        else:
            keys = read_partner_keys(store.files, desk.organisation, partner)
            message = incoming(
                headers, body, keys=keys, now_s=_time_in(headers), accounts_begin=begin
            )
        return _taken_in(unit, context, row, message)


def _taken_in(unit: Unit, context: Context, partner: Partner, message: Incoming) -> TakenIn:
    token = unit.token("arrived", f"{partner.partner} {message.id}")
    before = unit.get(Arrived, unit.organisation, token)
    # Of another body under the same id the workflow says that it was taken in already.
    if before is not None and _digest_of(unit, before) in {message.sha256, None}:
        return TakenIn(before, again=True)
    came = Came(partner, token, message.sha256, message.signed_by, before)
    command = _command(unit, context, came, message)
    steps = taken(decide_without_case(command, context))
    unit.save(steps, context.caller.user, context.now_us)
    (row,) = (put for step in steps for put in step.puts if isinstance(put, Arrived))
    return TakenIn(row, again=False)


def _digest_of(unit: Unit, row: Arrived) -> str | None:
    """Return the digest of a body that was taken in; nothing once it was erased with its clue."""
    kept = unit.get(Disclosure, row.sha256)
    return None if kept is None else kept.text


def _command(unit: Unit, context: Context, came: Came, message: Incoming) -> Command:
    match message.said:
        case SaidReceipt() as receipt:
            return TakeReceipt(came, _message(unit, receipt.message), receipt.applied)
        case Flag() as flag:
            return TakeFlag(came, tuple(_reports(unit, context, flag)))
        case SaidClue() as said:
            return TakeClue(came, _clue(unit, said))


def _clue(unit: Unit, said: SaidClue) -> ReceiveClue:
    # The same account is the same clue, whoever it comes from: see `opening.receive_clue`.
    about = f"account {said.account}" if said.account else f"words {said.note}"
    fingerprint = unit.token("clue", about)
    known = unit.find(Clue, fingerprint=fingerprint)
    account = None
    if said.account is not None:
        account = named_accounts(unit, [said.account])[said.account]
    return ReceiveClue(
        source=Source.PARTNER,
        fingerprint=fingerprint,
        known=known[0] if known else None,
        account=account,
        reporter=None if said.reporter is None else _reporter(unit, said.reporter),
        note=said.note,
    )


def _reports(unit: Unit, context: Context, flag: Flag) -> list[ReceiveUserReport]:
    """Return what a flag asks for: a report for each account, of one reporter."""
    posts = flag.objects[:_SHOWN_OBJECTS]
    note = "\n".join([_NOTE + (", and posts:" if posts else ""), *posts])
    if len(note) > LONGEST_TEXT:
        # A stranger's addresses may be long, and the report is taken all the same.
        note = note[:LONGEST_TEXT].rpartition("\n")[0]
    category = context.policy.exchange.flag_category
    return [
        report_command(
            unit,
            context,
            Reported(
                reporter=flag.actor,
                category=category,
                account=account,
                id=f"{flag.id} {account}",
                words=flag.content,
                note=note,
            ),
        )
        for account in flag.accounts
    ]


def _reporter(unit: Unit, identifier: str) -> Named:
    known = unit.subjects_by_identifier(REPORTER, [identifier])
    return Named(identifier, unit.token(REPORTER, identifier), known.get(identifier))


def _message(unit: Unit, name: str) -> Message:
    row = unit.get(Message, name)
    if row is None:
        raise RefusedError(refuse(Code.NO_SUCH_MESSAGE, found=ascii(name[:60])))
    return row


def _time_in(headers: Mapping[str, str]) -> int:
    """Return the moment that headers name: a file may be brought days later."""
    said = {name.lower(): value for name, value in headers.items()}.get("webhook-timestamp", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        raise ParameterError(
            "the headers name no time",
            expected="webhook-timestamp, seconds since 1970",
            found=ascii(said[:40]),
        )
    return int(said)
