"""From a decision to its end: second person, notices, appeals, closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case import telling, working
from clearwater.app.case.desk import Desk
from clearwater.app.case.explanations import explanations_of
from clearwater.app.case.foreseeing import foresee
from clearwater.app.case.noticing import foreseen_notices
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.at import Deed
from clearwater.web.models import decisions as m
from clearwater.web.models.base import In, Name, Out
from clearwater.web.models.cases import CaseStanding, Close, standing_of
from clearwater.web.models.tables import rows_of
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import ONE, CaseName, standing

decisions = router("decisions")
AppealName = Annotated[Name, Path(description="Name of the appeal.")]


@decisions.post(f"{ONE}/previews", **operation(Verb.READ, "Preview a decision", m.Foreseen))
def preview(at: Acting, case: CaseName, said: m.Preview) -> Response:
    """Whom it would touch, from when until when, and whether it needs a second person."""

    def do(desk: Desk) -> Out:
        (row,) = rows_of(foresee(desk, case, m.thought_of(said)))
        return m.Foreseen(**row)

    return at.done(do, said, apart=True)


@decisions.post(
    f"{ONE}/notice-previews", **operation(Verb.READ, "Preview a notice", m.NoticesShown)
)
def preview_notice(at: Acting, case: CaseName, said: m.PreviewNotice) -> Response:
    """The statement of reasons that an account would read, in each language."""
    languages = tuple(dict.fromkeys(said.languages))

    def do(desk: Desk) -> Out:
        found = foreseen_notices(desk, case, m.noticed_of(said), languages)
        return m.NoticesShown(items=[m.NoticeShown(**asdict(one)) for one in found])

    return at.done(do, said, apart=True)


@decisions.get(
    f"{ONE}/explanations",
    **operation(Verb.READ, "What could be innocent about it", m.Explanations),
)
def list_explanations(at: Listing, case: CaseName) -> Response:
    """What the frozen evidence says was tested; a measure needs every one of them considered."""
    found = explanations_of(at.desk, case)
    return at.listed(m.Explanations(items=[m.ExplanationRow(**asdict(one)) for one in found]))


@decisions.post(f"{ONE}/decisions", **operation(Verb.DECIDE, "Decide", CaseStanding))
def decide(at: Acting, case: CaseName, said: m.Decide) -> Response:
    """Propose a decision; it stands at once where the policy asks for no second person."""
    return _on(at, case, said, lambda desk: working.decide(desk, case, m.choice_of(said)))


@decisions.post(f"{ONE}/approvals", **operation(Verb.APPROVE, "Agree", CaseStanding))
def approve(at: Acting, case: CaseName, said: m.Agree) -> Response:
    """Agree, as the second person, to the proposed decision."""
    return _on(at, case, said, lambda desk: working.approve(desk, case))


@decisions.post(f"{ONE}/refusals", **operation(Verb.REFUSE, "Do not agree", CaseStanding))
def refuse(at: Acting, case: CaseName, said: m.Disagree) -> Response:
    """The case is in review again."""
    return _on(at, case, said, lambda desk: working.refuse_decision(desk, case, said.why))


@decisions.post(
    f"{ONE}/withdrawals", **operation(Verb.WITHDRAW, "Take a proposal back", CaseStanding)
)
def withdraw(at: Acting, case: CaseName, said: m.Disagree) -> Response:
    """Before a second person has agreed; the case is in review again."""
    return _on(at, case, said, lambda desk: working.withdraw(desk, case, said.why))


@decisions.post(f"{ONE}/notices", **operation(Verb.NOTIFY, "Tell everyone concerned", CaseStanding))
def notify(at: Acting, case: CaseName, said: m.Notify) -> Response:
    """Issue the notices of the standing decision. They go out with the next delivery."""
    languages = tuple(dict.fromkeys(said.languages))
    return _on(at, case, said, lambda desk: telling.notify(desk, case, languages))


@decisions.post(
    f"{ONE}/given-up-notices",
    **operation(Verb.GIVE_UP_NOTICE, "Give a notice up", CaseStanding),
)
def give_up_notice(at: Acting, case: CaseName, said: m.GiveUp) -> Response:
    """That reaches nobody: the measure, of which nobody was told, falls with it."""
    return _on(
        at, case, said, lambda desk: telling.give_up_notice_to(desk, case, said.subject, said.why)
    )


@decisions.post(f"{ONE}/appeals", **operation(Verb.APPEAL, "Appeal", CaseStanding))
def appeal(at: Acting, case: CaseName, said: m.FileAppeal) -> Response:
    """Enter an appeal of accounts, or of everyone who can appeal now."""

    def do(desk: Desk) -> CaseFile:
        return telling.appeal(desk, case, said.statement, subjects=tuple(said.subjects))

    return _on(at, case, said, do)


@decisions.post(
    f"{ONE}/appeals/{{appeal}}/answers",
    **operation(Verb.RESOLVE_APPEAL, "Answer an appeal", CaseStanding),
)
def answer(at: Acting, case: CaseName, appeal: AppealName, said: m.AnswerAppeal) -> Response:
    """By somebody who had no part in any decision of the case; what falls ends at once."""
    given = telling.Answer(said.outcome, said.why, appeal=appeal, subjects=tuple(said.subjects))
    return _on(at, case, said, lambda desk: telling.resolve_appeal(desk, case, given))


@decisions.post(f"{ONE}/closings", **operation(Verb.CLOSE, "Close a case", CaseStanding))
def close(at: Acting, case: CaseName, said: Close) -> Response:
    """The outcome follows from what stands."""
    return _on(at, case, said, lambda desk: telling.close(desk, case, said.why))


def _on(at: Deed, case: str, said: In, do: Callable[[Desk], CaseFile]) -> Response:
    return at.done(
        lambda desk: standing_of(do(desk)), said, current=lambda desk: standing(desk, case)
    )
