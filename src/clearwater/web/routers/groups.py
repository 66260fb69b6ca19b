"""Who the accounts of a group are, and what they wrote: for a purpose, on record."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.group.naming import read_names, read_words
from clearwater.app.group.showing import view_of_case, view_of_run
from clearwater.app.group.view import GroupView
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting
from clearwater.web.at import At, Deed
from clearwater.web.models import groups as m
from clearwater.web.models.cases import FindingName, RunName
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import ONE, CaseName
from clearwater.web.routers.runs import runs_of

groups = router("groups")
FindingPlace = Annotated[
    int, Path(ge=1, le=1000, description="Which finding of the case, most evidence first.")
]
Run = Annotated[RunName, Path(description="Name of the run's folder.")]
Finding = Annotated[FindingName, Path(description="Name of the finding in its run.")]
OF_CASE = f"{ONE}/findings/{{place}}"
OF_RUN = "/runs/{run}/findings/{finding}"


def of_case(at: At, case: str, place: int) -> GroupView:
    """Return what can be shown of a finding of a case."""
    served = at.served
    return view_of_case(at.desk, served.store.blobs, served.groups, case, place - 1)


def of_run(at: At, run: str, finding: str) -> GroupView:
    """Return what can be shown of a finding of a run."""
    return view_of_run(at.desk, runs_of(at), at.served.groups, run, finding)


@groups.post(
    f"{OF_CASE}/readings",
    **operation(Verb.READ, "Be told who a group's accounts are", m.Names, shows=True, slow=True),
)
def name_group_of_case(
    at: Acting, case: CaseName, place: FindingPlace, said: m.NamesAsked
) -> Response:
    """Accounts, objects and places behind the numbers, and the templates of texts."""
    return _names(at, of_case(at, case, place), case, said)


@groups.post(
    f"{OF_CASE}/words",
    **operation(Verb.READ, "Be shown what members wrote", m.Written, shows=True, slow=True),
)
def show_words_of_case(
    at: Acting, case: CaseName, place: FindingPlace, said: m.WordsAsked
) -> Response:
    """Words of some events of the members; how many accounts those are goes on record."""
    return _words(at, of_case(at, case, place), case, said)


@groups.post(
    f"{OF_RUN}/readings",
    **operation(Verb.READ, "Be told who a finding's accounts are", m.Names, shows=True, slow=True),
)
def name_group_of_run(at: Acting, run: Run, finding: Finding, said: m.NamesAsked) -> Response:
    """The same before there is a case; the record names no case."""
    return _names(at, of_run(at, run, finding), None, said)


@groups.post(
    f"{OF_RUN}/words",
    **operation(
        Verb.READ, "Be shown what members of a finding wrote", m.Written, shows=True, slow=True
    ),
)
def show_words_of_run(at: Acting, run: Run, finding: Finding, said: m.WordsAsked) -> Response:
    """Words of some events of the members, before there is a case."""
    return _words(at, of_run(at, run, finding), None, said)


def _names(at: Deed, view: GroupView, case: str | None, said: m.NamesAsked) -> Response:
    def do(desk: Desk) -> m.Names:
        found = read_names(desk, view, case, said.purpose)
        texts = m.Texts.model_validate(found.texts)
        return m.Names(
            accounts=list(found.accounts),
            objects=list(found.objects),
            places=list(found.places),
            texts=texts,
        )

    return at.done(do, said, shows_people=True)


def _words(at: Deed, view: GroupView, case: str | None, said: m.WordsAsked) -> Response:
    def do(desk: Desk) -> m.Written:
        asked = (said.purpose, said.events)
        return m.Written(texts=read_words(desk, view, case, asked))

    return at.done(do, said, shows_people=True)
