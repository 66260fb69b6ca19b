"""What passes between bodies: cases and clues handed over, cases worked on by several."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import pyarrow as pa
from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.org import handing_over, joint
from clearwater.cases.records.case import Case
from clearwater.cases.records.passing import Handover, Participation
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking, Paged
from clearwater.web.at import Deed
from clearwater.web.models import bodies as m
from clearwater.web.models.base import In, Name, Out
from clearwater.web.models.cases import CaseShown, CaseStanding, standing_of
from clearwater.web.models.tables import rows_of
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import ONE, CaseName
from clearwater.web.served import PREFIX

passing = router("passing")
HandoverName = Annotated[Name, Path(description="Name of the offer.")]
PartName = Annotated[Name, Path(description="Name of the body's part.")]
OFFER = "/handovers/{handover}"
PART = "/parts/{part}"


@passing.get("/handovers", **operation(Verb.READ, "What was handed over", m.Handovers))
def list_handovers(at: Listing, page: Paged) -> Response:
    """By the body and to it, in the order of their names; without the words of people."""
    return at.paged(page, "handovers", partial(handing_over.handovers_after, at.desk), m.Handovers)


@passing.post(
    "/handovers/searches",
    **operation(Verb.READ, "What was handed over, with reasons", m.Handovers, shows=True),
)
def search_handovers(at: Acting, said: m.ForPurpose) -> Response:
    """With the reasons in people's words. It goes on record."""

    def do(desk: Desk) -> Out:
        found = handing_over.handovers(desk, purpose=said.purpose)
        return m.Handovers(items=rows_of(found))

    return at.done(do, said, shows_people=True)


@passing.post("/handovers", **operation(Verb.HAND_OVER, "Hand over", m.Handover, status=201))
def hand_over(at: Acting, said: m.HandOver) -> Response:
    """Offer a case, or a clue that waits, to another body of the tree."""

    def do(desk: Desk) -> Out:
        row = handing_over.hand_over(desk, said.what, to=said.to, why=said.why)
        return _offer(handing_over.as_listed(desk, row))

    return at.done(do, said, made=lambda shown: f"{PREFIX}/handovers/{shown.handover}")


@passing.get(OFFER, **operation(Verb.READ, "One offer", m.Handover, conditional=True))
def show_handover(at: Looking, handover: HandoverName) -> Response:
    """Where it is; without the words of people."""
    return at.single(_offer(handing_over.handover(at.desk, handover)))


@passing.post(
    f"{OFFER}/acceptances", **operation(Verb.ANSWER_HANDOVER, "Take what was offered", m.Taken)
)
def accept(at: Acting, handover: HandoverName, said: m.Nothing) -> Response:
    """A case is opened here, with the findings, the members and the frozen evidence."""

    def do(desk: Desk) -> m.Taken:
        taken = handing_over.accept(desk, handover)
        if isinstance(taken, CaseFile):
            (case,) = taken.all(Case)
            return m.Taken(case=case.case, clue=None)
        return m.Taken(case=taken.case, clue=taken.clue)

    return at.done(do, said)


@passing.post(
    f"{OFFER}/returns", **operation(Verb.ANSWER_HANDOVER, "Return what was offered", m.Handover)
)
def send_back(at: Acting, handover: HandoverName, said: m.Because) -> Response:
    """To the giver, for a reason."""
    return _answered(
        at, handover, said, lambda desk: handing_over.send_back(desk, handover, said.why)
    )


@passing.post(f"{OFFER}/withdrawals", **operation(Verb.HAND_OVER, "Take an offer back", m.Handover))
def withdraw(at: Acting, handover: HandoverName, said: m.Because) -> Response:
    """That nobody has answered."""
    return _answered(
        at, handover, said, lambda desk: handing_over.withdraw(desk, handover, said.why)
    )


@passing.post(
    f"{ONE}/invitations",
    **operation(Verb.INVITE, "Ask a body to take part", m.Part, status=201),
)
def invite(at: Acting, case: CaseName, said: m.Invite) -> Response:
    """In a case, with a question."""

    def do(desk: Desk) -> Out:
        row = joint.invite(desk, case, said.body, question=said.question)
        return _part(joint.as_listed(desk, row))

    return at.done(do, said, made=lambda shown: f"{PREFIX}/parts/{shown.participation}")


@passing.get(PART, **operation(Verb.READ, "One part", m.Part, conditional=True))
def show_part(at: Looking, part: PartName) -> Response:
    """Of a body in the case of another: where it is, and what the body says."""
    return at.single(_part(joint.part(at.desk, part)))


@passing.get("/parts", **operation(Verb.READ, "Joint cases", m.Parts))
def list_parts(at: Listing, page: Paged) -> Response:
    """That the body leads or has a part in, in the order of their names."""
    return at.paged(page, "parts", partial(joint.parts_after, at.desk), m.Parts)


@passing.post(
    f"{PART}/answers", **operation(Verb.ANSWER_INVITATION, "Answer an invitation", m.Part)
)
def answer(at: Acting, part: PartName, said: m.AnswerInvitation) -> Response:
    """Take part, decline, or leave."""
    state = m.STATES[said.state]
    return _spoken(at, part, said, lambda desk: joint.answer(desk, part, state, said.why))


@passing.post(f"{PART}/endings", **operation(Verb.INVITE, "End a body's part", m.Part))
def end_part(at: Acting, part: PartName, said: m.Because) -> Response:
    """In one's own case: of a body whose time is over."""
    return _spoken(at, part, said, lambda desk: joint.end(desk, part, said.why))


@passing.post(f"{PART}/positions", **operation(Verb.GIVE_POSITION, "Give a position", m.Part))
def give_position(at: Acting, part: PartName, said: m.GivePosition) -> Response:
    """Whether the body agrees to what it was asked."""
    position = m.POSITIONS[said.position]
    return _spoken(at, part, said, lambda desk: joint.give_position(desk, part, position, said.why))


@passing.post(
    f"{PART}/approvals",
    **operation(Verb.APPROVE, "Agree to another body's decision", CaseStanding),
)
def approve(at: Acting, part: PartName, said: m.Nothing) -> Response:
    """As the second person, from another body."""
    return at.done(lambda desk: standing_of(joint.approve(desk, part)), said)


@passing.post(
    f"{PART}/refusals",
    **operation(Verb.REFUSE, "Do not agree to the lead body's decision", CaseStanding),
)
def refuse(at: Acting, part: PartName, said: m.Because) -> Response:
    """The case is in review again."""
    return at.done(lambda desk: standing_of(joint.approve(desk, part, refusal=said.why)), said)


@passing.post(
    f"{PART}/readings", **operation(Verb.READ, "Be shown a joint case", CaseShown, shows=True)
)
def read_part(at: Acting, part: PartName, said: m.LookAtPart) -> Response:
    """That it was looked at stands in both ledgers."""

    def do(desk: Desk) -> Out:
        return CaseShown.model_validate(joint.show(desk, part, purpose=said.purpose).document())

    return at.done(do, said, shows_people=True)


def _answered(at: Deed, handover: str, said: In, do: Callable[[Desk], Handover]) -> Response:
    return at.done(
        lambda desk: _offer(handing_over.as_listed(desk, do(desk))),
        said,
        current=lambda desk: _offer(handing_over.handover(desk, handover)),
    )


def _spoken(at: Deed, part: str, said: In, do: Callable[[Desk], Participation]) -> Response:
    return at.done(
        lambda desk: _part(joint.as_listed(desk, do(desk))),
        said,
        current=lambda desk: _part(joint.part(desk, part)),
    )


def _offer(table: pa.Table) -> Out:
    (row,) = rows_of(table)
    return m.Handover(**row)


def _part(table: pa.Table) -> Out:
    (row,) = rows_of(table)
    return m.Part(**row)
