"""What bodies could ask of each other in a walk: hand-overs and joint cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from clearwater.cases.records.case import Case, CaseFinding, Clue, Member
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.passing import Handover, Participation
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.guests import FOR_GUESTS
from tests.helpers.case_desk import BODIES, CITY, ORGANISATION, OTHER_CITY, a_clue, named

if TYPE_CHECKING:
    from tests.helpers.case_walk import Walk

WHY = "理由 reason"
ALWAYS_GUESTS = FOR_GUESTS - {c.ReadPersonalData, c.ApproveDecision, c.RefuseDecision}


def home_of(walk: Walk, file: CaseFile, command: c.Command) -> str | None:
    """Return from which body somebody comes who asks for this: mostly the one that may."""
    if type(command) not in FOR_GUESTS:
        return CITY if walk.random.random() < 0.01 else None
    waiting = [one.receiver for one in file.all(Handover) if one.state == "offered"]
    parts = [one.body for one in file.all(Participation) if one.state in {"invited", "takes part"}]
    named_part = [
        one.body
        for one in file.all(Participation)
        if one.participation == getattr(command, "participation", None)
    ]
    fitting = named_part or waiting or parts
    if fitting and walk.random.random() < 0.9:
        return walk.random.choice(fitting)
    if type(command) in ALWAYS_GUESTS:
        return walk.random.choice([None, CITY, OTHER_CITY])
    return None if walk.random.random() < 0.95 else CITY


def taken_over(walk: Walk) -> c.Command | None:
    """Return a command that goes on with a copy of some case, as if it had been handed over."""
    offering = [one for one in walk.cases if one.all(Handover)]
    if not offering:
        return None
    given = walk.random.choice(offering)
    given_away = given.all(Handover)
    (case,) = given.all(Case)
    row = replace(given_away[0], side="receiver", state="offered", receiver=ORGANISATION)
    row = replace(row, case=None, clue=None, theirs=case.case)
    clue: Clue = replace(a_clue(f"clue-{row.handover}"), source="partner")
    members = tuple(
        org.GivenMember(one, named(f"account {place} 号"), WHY)
        for place, one in enumerate(given.all(Member))
    )
    frozen = tuple(c.FrozenFile(one.name, one.sha256, one.size) for one in given.all(Evidence))
    return org.TakeCase(
        row,
        clue,
        org.GivenCase(
            case.title,
            case.severity,
            case.confidence_milli,
            given.all(CaseFinding),
            members,
            frozen,
        ),
    )


def _offer(walk: Walk, _file: CaseFile) -> c.Command | None:
    if walk.random.random() < 0.2:
        return None
    to = walk.random.choice([CITY] * 6 + [OTHER_CITY] * 2 + [ORGANISATION, "no body"])
    return org.OfferCase(BODIES, to, _why(walk))


def _an_offer(walk: Walk, file: CaseFile) -> str:
    return _one(walk, [one.handover for one in file.all(Handover) if one.state == "offered"])


def _answer_offer(walk: Walk, file: CaseFile) -> c.Command:
    theirs = "case-there" if walk.random.random() < 0.2 else None
    return org.AnswerOffer(_an_offer(walk, file), theirs, _why(walk))


def _withdraw(walk: Walk, file: CaseFile) -> c.Command:
    return org.WithdrawOffer(_an_offer(walk, file), _why(walk))


def _invite(walk: Walk, _file: CaseFile) -> c.Command:
    to = walk.random.choice([CITY] * 4 + [OTHER_CITY] * 4 + [ORGANISATION, "no body"])
    return org.InviteBody(BODIES, to, _why(walk))


def _a_part(walk: Walk, file: CaseFile) -> str:
    return _one(walk, [one.participation for one in file.all(Participation)])


def _answer_invitation(walk: Walk, file: CaseFile) -> c.Command:
    state = walk.random.choice(["takes part"] * 6 + ["declined", "left", "left", "invited"])
    return org.AnswerInvitation(_a_part(walk, file), state, _why(walk))


def _position(walk: Walk, file: CaseFile) -> c.Command:
    position = walk.random.choice(["agrees"] * 4 + ["disagrees"] * 4 + ["perhaps"])
    return org.GivePosition(_a_part(walk, file), position, _why(walk))


def _end_part(walk: Walk, file: CaseFile) -> c.Command:
    return org.EndPart(_a_part(walk, file), _why(walk))


def _read(walk: Walk, file: CaseFile) -> c.Command:
    purpose = walk.random.choice([None, "case work", "curiosity"])
    return org.ReadJointCase(_a_part(walk, file), len(file.all(Member)), purpose)


def _one(walk: Walk, names: list[str]) -> str:
    return walk.random.choice(names) if names and walk.random.random() < 0.95 else "nothing-1"


def _why(walk: Walk) -> str:
    return WHY if walk.random.random() < 0.95 else " "


MAKERS_BETWEEN: list[Callable[[Walk, CaseFile], c.Command | None]] = [
    *(_offer, _offer, _answer_offer, _answer_offer, _withdraw, _invite),
    *(_answer_invitation, _answer_invitation, _position, _position, _position, _read),
    _end_part,
]
