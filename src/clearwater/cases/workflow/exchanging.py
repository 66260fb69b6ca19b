"""Partners, what comes from them and what is made for others.

A partner's word is a clue, as anybody's: it causes nothing but that somebody looks. Who may send
what is the register's to say, and every message leaves its digest and the key that had signed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clearwater.cases.acts import Exported, PartnerAdded, PartnerMessageTaken, PartnerRemoved
from clearwater.cases.records.case import Clue
from clearwater.cases.records.exchange import Arrived, ArrivedKind, Partner, PartnerState, Passes
from clearwater.cases.records.reports import UserReport
from clearwater.cases.workflow import clues, reporting
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_exchange import (
    AddPartner,
    Came,
    KeepExport,
    RemovePartner,
    TakeClue,
    TakeFlag,
    TakeReceipt,
)
from clearwater.cases.workflow.commands_intake import ReceiveUserReport
from clearwater.cases.workflow.refusals import Code, refuse

EXPORTS = ("statements", "stix", "flag")
"""`KeepExport.what`."""
NEEDS: dict[str, Passes] = {
    ArrivedKind.CLUE: Passes.CLUES,
    ArrivedKind.RECEIPT: Passes.RECEIPTS,
    ArrivedKind.FLAG: Passes.FLAGS,
    "stix": Passes.STIX,
    "flag": Passes.FLAGS,
}
"""What comes or goes -> what the register must say of the partner."""
SENDS = frozenset({Passes.CLUES, Passes.RECEIPTS, Passes.FLAGS})
GETS = frozenset({Passes.STIX, Passes.FLAGS})
PARTNER = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
FINGERPRINT = re.compile(r"v1a?:[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST_ACCOUNTS = 100
"""That one flag may be about."""


def add_partner(command: AddPartner, context: Context) -> Outcome:
    """Return the step that writes down a partner, or what may pass now."""
    refused = first_refusal(_partner_refusals(command))
    if refused is not None:
        return refused
    row = Partner(
        organisation=context.caller.organisation,
        partner=command.partner,
        state=PartnerState.ACTIVE,
        sends=" ".join(sorted(command.sends)),
        gets=" ".join(sorted(command.gets)),
        keys=" ".join(sorted(command.keys)),
        since_us=context.now_us,
    )
    known = command.known
    if known is not None and replace(known, since_us=row.since_us) == row:
        return refuse(Code.STANDING_SAME, found=row.partner)
    return (Step(PartnerAdded(row.partner, row.sends, row.gets, row.keys), (row,)),)


def remove_partner(command: RemovePartner, context: Context) -> Outcome:
    """Return the step after which nothing passes any more."""
    known = command.known
    if known.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if known.state == PartnerState.REMOVED:
        return refuse(Code.STANDING_SAME, found=known.partner)
    gone = replace(known, state=PartnerState.REMOVED, keys="", since_us=context.now_us)
    return (Step(PartnerRemoved(known.partner), (gone,)),)


def take_clue(command: TakeClue, context: Context) -> Outcome:
    """Return the steps that take a partner's clue in, with where it comes from."""
    refused = _came_refused(command.came, ArrivedKind.CLUE, context)
    if refused is not None:
        return refused
    outcome = clues.receive(command.clue, context)
    if isinstance(outcome, Refusal):
        return outcome
    return (*outcome, _of_clues(command.came, ArrivedKind.CLUE, outcome, context))


def take_flag(command: TakeFlag, context: Context) -> Outcome:
    """Return the steps that take a flag in: a report by a user for each account."""
    refused = _came_refused(command.came, ArrivedKind.FLAG, context) or number_refused(
        "accounts that a flag is about", len(command.reports), 1, MOST_ACCOUNTS
    )
    if refused is not None:
        return refused
    steps: list[Step] = []
    reporter: str | None = None
    for report in command.reports:
        outcome = reporting.receive_report(_of_reporter(report, reporter), context)
        if isinstance(outcome, Refusal):
            return outcome
        steps += outcome
        reporter = next(put.reporter for put in _reports(outcome))
    steps.append(_of_clues(command.came, ArrivedKind.FLAG, steps, context))
    return tuple(steps)


def take_receipt(command: TakeReceipt, context: Context) -> Outcome:
    """Return the step that keeps what a receiver says of a message of ours; nothing follows."""
    refused = _came_refused(command.came, ArrivedKind.RECEIPT, context)
    if refused is not None:
        return refused
    message = command.message
    if message.organisation != context.caller.organisation or message.attempts == 0:
        # What never went out cannot have arrived; and whether there is such a message is ours.
        return refuse(Code.NO_SUCH_MESSAGE)
    outcome = "applied" if command.applied else "failed"
    step = _arrived(
        *(command.came, ArrivedKind.RECEIPT, outcome, context),
        message=message.message,
        case=message.case,
    )
    return (step,)


def keep_export(command: KeepExport, context: Context) -> Outcome:
    """Return the step that writes down what leaves."""
    partner = command.partner
    refused = first_refusal(
        (
            _word_refused("an export", command.what, EXPORTS),
            number_refused("how many", command.count, 0, MOST),
            None if partner is None else _passes_refused(partner, command.what, "gets", context),
        )
    )
    if refused is not None:
        return refused
    name = None if partner is None else partner.partner
    return (Step(Exported(command.case, command.what, command.count, command.sha256, name)),)


def _of_reporter(report: ReceiveUserReport, known: str | None) -> ReceiveUserReport:
    """Return a report whose reporter has the name that the report before gave them."""
    if known is None:
        return report
    return replace(report, reporter=replace(report.reporter, subject=known))


def _reports(steps: Iterable[Step]) -> Iterator[UserReport]:
    return (put for step in steps for put in step.puts if isinstance(put, UserReport))


def _of_clues(came: Came, kind: str, steps: Iterable[Step], context: Context) -> Step:
    """Return the step that says where clues come from: the first stands in the row."""
    told = list(steps)
    made = [put for step in told for put in step.puts if isinstance(put, Clue)]
    if made:
        word = "new" if made[0].times == 1 else "known"
        return _arrived(came, kind, word, context, clue=made[0].clue)
    # A report that was said before within its window makes no clue again.
    return _arrived(came, kind, "known", context, clue=next(_reports(told)).clue)


def _partner_refusals(command: AddPartner) -> Iterator[Refusal | None]:
    if PARTNER.fullmatch(command.partner) is None:
        expected = "a name of 1 to 40 small letters, digits and hyphens"
        yield refuse(Code.OUT_OF_RANGE, expected=expected, found=ascii(command.partner[:60]))
    for words, known in ((command.sends, SENDS), (command.gets, GETS)):
        for word in sorted(words):
            yield _word_refused("what may pass", word, sorted(known))
    if not command.sends and not command.gets:
        yield refuse(Code.OUT_OF_RANGE, expected="something that may pass", found="nothing")
    if not all(FINGERPRINT.fullmatch(one) for one in command.keys):
        yield refuse(Code.OUT_OF_RANGE, expected="fingerprints of keys", found="something else")


def _came_refused(came: Came, kind: str, context: Context) -> Refusal | None:
    refused = _passes_refused(came.partner, kind, "sends", context)
    if refused is not None:
        return refused
    if came.before is not None:
        return refuse(Code.ALREADY_TAKEN, found=came.before.kind)
    if came.signed_by is not None and came.signed_by not in came.partner.keys.split():
        return refuse(Code.NO_SUCH_PARTNER, expected="a key of the partner", found="another one")
    if _DIGEST.fullmatch(came.sha256) is None:
        return refuse(Code.OUT_OF_RANGE, expected="the digest of a body", found="something else")
    return None


def _passes_refused(partner: Partner, what: str, way: str, context: Context) -> Refusal | None:
    if partner.organisation != context.caller.organisation or partner.state != PartnerState.ACTIVE:
        return refuse(Code.NO_SUCH_PARTNER, found=partner.partner)
    may = partner.sends if way == "sends" else partner.gets
    needed = NEEDS.get(what)
    if needed is None or needed not in may.split():
        expected = f"a partner that {way} {needed or 'this'}"
        return refuse(Code.DOES_NOT_PASS, expected=expected, found=f"{partner.partner}: {may}")
    return None


def _word_refused(what: str, said: str, known: tuple[str, ...] | list[str]) -> Refusal | None:
    if said in known:
        return None
    return refuse(
        Code.OUT_OF_RANGE, expected=f"{what}: {' | '.join(known)}", found=ascii(said[:40])
    )


def _arrived(
    came: Came,
    kind: str,
    outcome: str,
    context: Context,
    *,
    clue: str | None = None,
    message: str | None = None,
    case: str | None = None,
) -> Step:
    # Who has a digest can try bodies until it fits: so it is kept as words are, and erased as they.
    digest = context.disclose(came.sha256)
    row = Arrived(
        organisation=context.caller.organisation,
        arrived=came.arrived,
        partner=came.partner.partner,
        kind=kind,
        sha256=digest.commitment,
        signed_by=came.signed_by,
        clue=clue,
        message=message,
        outcome=outcome,
        arrived_us=context.now_us,
    )
    act = PartnerMessageTaken(
        *(row.partner, kind, row.arrived, row.sha256, row.signed_by, outcome, clue, message, case)
    )
    return Step(act, (row, digest))
