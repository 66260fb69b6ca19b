"""Checked claims: kept, laid beside the texts of a run, and judged by people."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.investigate import asking
from clearwater.app.investigate import claims as app
from clearwater.app.investigate.open_log import OpenLog
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.at import At
from clearwater.web.models import claims as m
from clearwater.web.models.cases import RunName
from clearwater.web.operations import operation, router
from clearwater.web.routers.runs import runs_of

claims = router("claims")
Run = Annotated[RunName, Path(description="Name of the run's folder.")]


@claims.post(
    "/claims/imports",
    **operation(Verb.KEEP_REGISTER, "Keep published checks", m.ChecksKept, slow=True),
)
def keep_checks(at: Listing, said: m.KeepChecks) -> Response:
    """ClaimReview or a table; the same again changes nothing, and no version is lost."""
    return at.listed(m.kept_of(app.keep_checks(at.desk, runs_of(at), said.name, said.document)))


@claims.post(
    "/runs/{run}/claims/matches",
    **operation(Verb.READ, "Claims beside the texts of a run", m.ClaimSuggestions, slow=True),
)
def match_run(at: Listing, run: Run, said: m.MatchClaims) -> Response:  # noqa: ARG001 - nothing is said
    """Suggestions for a person; what is older than its check is counted apart."""
    return at.listed(m.suggestions_of(app.beside(at.desk, runs_of(at), _log(at, run))))


@claims.post(
    "/runs/{run}/claims/judgements",
    **operation(Verb.JUDGE_MATCH, "Judge a match", m.ClaimJudged, slow=True),
)
def judge_match(at: Acting, run: Run, said: m.JudgeClaim) -> Response:
    """It goes on record, and may be taken back there."""
    known = at.known(said)
    if known is not None:
        return known
    log = _log(at, run)

    def do(desk: Desk) -> m.ClaimJudged:
        app.judge(desk, log, said.text, said.claim, said.verdict)
        return m.ClaimJudged(text=said.text, claim=said.claim, verdict=said.verdict, by=desk.user)

    return at.done(do, said)


def _log(at: At, run: str) -> OpenLog:
    runs, logs = runs_of(at), at.served.open_logs
    return asking.opened(at.desk, lambda: logs.of_run(runs, at.organisation, run))
