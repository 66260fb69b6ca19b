"""Cases and clues handed from body to body: both sides are written, or neither."""

from __future__ import annotations

from functools import partial

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.found import named_accounts, overlaps_among
from clearwater.app.org.standing import Standing, page_after, standing_of
from clearwater.cases.records.case import Case, CaseFinding, Clue, Member, Source
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.passing import Handover, HandoverState, Side
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.commands import (
    FrozenFile,
    ReadPersonalData,
    ReceiveClue,
    ShareRing,
)
from clearwater.cases.workflow.commands_organisations import (
    AnswerClueOffer,
    AnswerOffer,
    EndOffer,
    GivenCase,
    GivenMember,
    OfferCase,
    OfferClue,
    ReceiveOffer,
    TakeCase,
    TakeClue,
    WithdrawClueOffer,
    WithdrawOffer,
)
from clearwater.cases.workflow.handing_over import CASE
from clearwater.cases.workflow.opening import shared_ring
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.events.schema import TIME_TYPE

HANDOVERS = pa.schema(
    [
        ("handover", pa.string()),
        ("what", pa.string()),
        ("direction", pa.string()),
        ("giver", pa.string()),
        ("receiver", pa.string()),
        ("ours", pa.string()),
        ("theirs", pa.string()),
        ("title", pa.string()),
        ("accounts", pa.int64()),
        ("state", pa.string()),
        ("offered", TIME_TYPE),
        ("due", TIME_TYPE),
        ("overdue", pa.bool_()),
        ("why", pa.string()),
        ("answer", pa.string()),
    ]
)
"""``ours``, ``theirs``: what each side calls the case or the clue; ``direction``: as the giver sees
it; ``why``, ``answer``: words of people, only where a purpose was named."""


def hand_over(desk: Desk, named: str, *, to: str, why: str) -> Handover:
    """Offer a case, or a clue that waits, to another body of the tree, and return the offer.

    Raises
    ------
    RefusedError
        If there is no such case or clue, a decision stood in the case, other bodies have a part in
        it, or the body is none that can take it.
    """
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        clue = None if unit.get(Case, named) is not None else unit.get(Clue, named)
        if clue is not None:
            offer = OfferClue(clue, here.bodies, to, why)
            steps = desk.without_case(unit, here.context, offer)
            (row,) = (put for step in steps for put in step.puts if isinstance(put, Handover))
        else:
            file = desk.file_of(unit, named)
            file = desk.done(unit, here.context, file, OfferCase(here.bodies, to, why))
            row = _waiting(file)
        other, at_other = here.at(to)
        desk.without_case(other, at_other, ReceiveOffer(row, why))
        return row


def accept(desk: Desk, handover: str) -> CaseFile | Clue:
    """Take what was offered, and return the case or the clue that comes of it here.

    A case is opened with a clue of source ``partner``, with the findings, the members and who was
    excluded, and the frozen evidence. Where half of its members are in an earlier case it shares
    the ring.
    """
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _offer(unit, handover)
        giver, at_giver = here.at(row.giver)
        if row.what != CASE:
            return _taken_clue(here, row, giver, at_giver)
        given_file = _file_at(giver, row)
        clue = _partner_clue(here, f"handover {row.handover}", None, _text(unit, row.why))
        taking = TakeCase(row, clue, _given(here, giver, given_file))
        file = desk.done(unit, here.context, CaseFile(), taking)
        (case,) = file.all(Case)
        desk.done(giver, at_giver, given_file, AnswerOffer(row.handover, case.case))
        return _with_shared_ring(here, file)


def send_back(desk: Desk, handover: str, why: str) -> Handover:
    """Return what was offered to the giver, for a reason, and return the row of this side."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _offer(unit, handover)
        giver, at_giver = here.at(row.giver)
        steps = desk.without_case(unit, here.context, EndOffer(row, withdrawn=False, why=why))
        if row.what == CASE:
            answer = AnswerOffer(row.handover, None, why)
            desk.done(giver, at_giver, _file_at(giver, row), answer)
        else:
            theirs = _their_row(giver, row)
            answered = AnswerClueOffer(_clue_at(giver, row), theirs, None, why)
            desk.without_case(giver, at_giver, answered)
        (ended,) = (put for step in steps for put in step.puts if isinstance(put, Handover))
        return ended


def withdraw(desk: Desk, handover: str, why: str) -> Handover:
    """Take an offer back that nobody has answered, and return the row of this side."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _offer(unit, handover)
        if row.side != Side.GIVER:
            raise _no_offer(handover)
        if row.case is not None:
            file = desk.file_of(unit, row.case)
            desk.done(unit, here.context, file, WithdrawOffer(row.handover, why))
        else:
            clue = _clue(unit, row.clue)
            desk.without_case(unit, here.context, WithdrawClueOffer(clue, row, why))
        other, at_other = here.at(row.receiver)
        ending = EndOffer(_their_row(other, row), withdrawn=True, why=why)
        desk.without_case(other, at_other, ending)
        return _offer(unit, handover)


def handovers(desk: Desk, *, purpose: str | None = None) -> pa.Table:
    """Return what was offered by the person's body and to it, what waits first.

    Parameters
    ----------
    purpose
        Word of the policy's list of purposes, for the reasons in people's words. Reading them is on
        record.
    """
    reads = purpose is None
    store = desk.store
    opened = store.reading(desk.organisation) if reads else store.writing(desk.organisation)
    with opened as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        if purpose is not None:
            reading = ReadPersonalData("case", 0, purpose)
            desk.without_case(unit, here.context, reading)
        found = sorted(
            unit.find(Handover),
            key=lambda one: (one.state != HandoverState.OFFERED, one.due_us, one.handover),
        )
        rows = [_shown(here, row, words=purpose is not None) for row in found]
    return pa.Table.from_pylist(rows, HANDOVERS)


def handovers_after(desk: Desk, limit: int, after: str | None) -> pa.Table:
    """Return the first rows of `handovers` by name, without words; those after a name."""
    shown = partial(_shown, words=False)
    return page_after(desk, Handover, shown, HANDOVERS, limit=limit, after=after)


def handover(desk: Desk, named: str) -> pa.Table:
    """Return one row of `handovers`, without the words of people."""
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        row = _shown(here, _offer(unit, named), words=False)
    return pa.Table.from_pylist([row], HANDOVERS)


def as_listed(desk: Desk, row: Handover) -> pa.Table:
    """Return what `handover` would of a row that a person has by what they did."""
    with desk.store.reading(desk.organisation) as unit:
        shown = _shown(standing_of(desk, unit), row, words=False)
    return pa.Table.from_pylist([shown], HANDOVERS)


def _shown(here: Standing, row: Handover, *, words: bool) -> dict[str, object]:
    waits = row.state == HandoverState.OFFERED
    unit = here.unit
    title, accounts = _about(here, row)
    return {
        "handover": row.handover,
        "what": row.what,
        "direction": row.direction,
        "giver": row.giver,
        "receiver": row.receiver,
        "ours": row.case or row.clue,
        "theirs": row.theirs,
        "title": title,
        "accounts": accounts,
        "state": str(row.state),
        "offered": row.offered_us,
        "due": row.due_us,
        "overdue": waits and row.due_us < here.context.now_us,
        "why": _text(unit, row.why) if words else None,
        "answer": _text(unit, row.answer) if words and row.answer else None,
    }


def _about(here: Standing, row: Handover) -> tuple[str | None, int | None]:
    """Return the title of a case and how many accounts it is about: what names nobody.

    While it is offered the receiver reads it at the giver; afterwards each side at its own.
    """
    case, unit = row.case, here.unit
    if case is None and row.side == Side.RECEIVER and row.state == HandoverState.OFFERED:
        case, unit = row.theirs, here.at(row.giver)[0]
    found = None if row.what != CASE or case is None else unit.get(Case, case)
    if found is None:
        return None, None
    return found.title, len(unit.find(Member, case=found.case))


def _given(here: Standing, giver: Unit, file: CaseFile) -> GivenCase:
    """Return what goes over with a case: all but accounts whose names were erased."""
    (case,) = file.all(Case)
    members = file.all(Member)
    identifiers = {one.subject: _identifier(giver, one.subject) for one in members}
    named = named_accounts(here.unit, [one for one in identifiers.values() if one is not None])
    return GivenCase(
        title=case.title,
        severity=case.severity,
        confidence_milli=case.confidence_milli,
        findings=file.all(CaseFinding),
        members=tuple(
            GivenMember(one, named[identifier], None if one.why is None else _text(giver, one.why))
            for one in members
            if (identifier := identifiers[one.subject]) is not None
        ),
        evidence=tuple(FrozenFile(one.name, one.sha256, one.size) for one in file.all(Evidence)),
    )


def _with_shared_ring(here: Standing, file: CaseFile) -> CaseFile:
    (case,) = file.all(Case)
    members = file.all(Member)
    overlaps = overlaps_among(here.unit, [one.subject for one in members])
    others = [one for one in overlaps if one.case != case.case]
    shared = shared_ring(len(members), others)
    if shared is None or shared.ring == case.ring:
        return file
    # Whoever may take a case may see to which ring it belongs.
    return here.desk.done(here.unit, here.context, file, ShareRing(overlaps))


def _taken_clue(here: Standing, row: Handover, giver: Unit, at_giver: Context) -> Clue:
    clue = _clue_at(giver, row)
    account = None if clue.subject is None else _identifier(giver, clue.subject)
    said = None if clue.note is None else _text(giver, clue.note)
    about = f"account {account}" if account else f"words {said or row.handover}"
    taken = _partner_clue(here, about, account, said or _text(here.unit, row.why))
    here.desk.without_case(here.unit, here.context, TakeClue(row, taken))
    theirs = _their_row(giver, row)
    here.desk.without_case(giver, at_giver, AnswerClueOffer(clue, theirs, taken.clue))
    return taken


def _partner_clue(here: Standing, about: str, account: str | None, note: str | None) -> Clue:
    """Take a clue of another body in; the same again is counted, as any other."""
    unit = here.unit
    fingerprint = unit.token("clue", about)
    known = unit.find(Clue, fingerprint=fingerprint)
    named = None if account is None else named_accounts(unit, [account])[account]
    command = ReceiveClue(
        source=Source.PARTNER,
        fingerprint=fingerprint,
        known=known[0] if known else None,
        account=named,
        note=note,
    )
    steps = here.desk.without_case(unit, here.context, command)
    (clue,) = (put for step in steps for put in step.puts if isinstance(put, Clue))
    return clue


def _waiting(file: CaseFile) -> Handover:
    (row,) = (
        one
        for one in file.all(Handover)
        if (one.side, one.state) == (Side.GIVER, HandoverState.OFFERED)
    )
    return row


def _offer(unit: Unit, handover: str) -> Handover:
    row = unit.get(Handover, unit.organisation, handover)
    if row is None:
        raise _no_offer(handover)
    return row


def _their_row(unit: Unit, row: Handover) -> Handover:
    return _offer(unit, row.handover)


def _no_offer(handover: str) -> RefusedError:
    step = "See `clearwater org handovers`."
    return RefusedError(refuse(Code.NO_SUCH_OFFER, found=repr(handover[:80]), next_step=step))


def _file_at(giver: Unit, row: Handover) -> CaseFile:
    file = None if row.theirs is None else giver.case_file(row.theirs)
    if file is None or row.side != Side.RECEIVER:
        raise _no_offer(row.handover)
    return file


def _clue_at(giver: Unit, row: Handover) -> Clue:
    if row.side != Side.RECEIVER:
        raise _no_offer(row.handover)
    return _clue(giver, row.theirs)


def _clue(unit: Unit, clue: str | None) -> Clue:
    found = None if clue is None else unit.get(Clue, clue)
    if found is None:
        raise RefusedError(refuse(Code.NO_SUCH_OFFER, found=repr(clue)))
    return found


def _identifier(unit: Unit, subject: str) -> str | None:
    """Return the platform's identifier of an account; nothing after an erasure."""
    known = unit.get(Subject, subject)
    return None if known is None else _text(unit, known.identifier)


def _text(unit: Unit, commitment: str) -> str | None:
    kept = unit.get(Disclosure, commitment)
    return None if kept is None else kept.text
