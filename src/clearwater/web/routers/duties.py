"""What platforms owe, and the registers of agencies and creators."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated

import pyarrow as pa
from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.org import duties as app
from clearwater.app.org import registers
from clearwater.app.org.registers import CreatorSaid
from clearwater.cases.records.duties import Duty
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking, Paged
from clearwater.web.at import Deed
from clearwater.web.models import bodies as m
from clearwater.web.models.base import In, Name, Out, Word
from clearwater.web.models.tables import rows_of
from clearwater.web.operations import operation, router
from clearwater.web.served import PREFIX

duties = router("duties")
DutyName = Annotated[Name, Path(description="Name of the duty.")]


@duties.get("/duties", **operation(Verb.READ, "What platforms owe", m.Duties))
def list_duties(
    at: Listing,
    page: Paged,
    platform: Annotated[m.BodyName | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,  # noqa: FBT002 - a question
) -> Response:
    """In the order of their names; what is overdue, if only that is asked for."""
    find = partial(app.duties_after, at.desk, platform=platform, only_overdue=overdue)
    return at.paged(page, f"duties {platform!r} {overdue}", find, m.Duties)


@duties.post(
    "/duties", **operation(Verb.ASK_REPORT, "Ask a platform for a report", m.Duty, status=201)
)
def ask_report(at: Acting, said: m.AskReport) -> Response:
    """Of a week."""
    return at.done(
        lambda desk: _line(app.as_listed(desk, app.ask(desk, said.platform, said.week))),
        said,
        made=lambda shown: f"{PREFIX}/duties/{shown.duty}",
    )


@duties.get("/duties/{duty}", **operation(Verb.READ, "One duty", m.Duty, conditional=True))
def show_duty(at: Looking, duty: DutyName) -> Response:
    """What is owed, whether it came, and what was found wrong with it."""
    return at.single(_line(app.duty(at.desk, duty)))


@duties.post(
    "/duties/{duty}/documents",
    **operation(Verb.RECEIVE_REPORT, "Take a report in", m.Duty, slow=True),
)
def receive_report(at: Acting, duty: DutyName, said: m.Document) -> Response:
    """As it is; a second one takes the place of the first, and both are kept."""
    content = said.as_file()

    def do(desk: Desk) -> Duty:
        with tempfile.TemporaryDirectory(dir=at.served.store.files) as folder:
            path = FilePath(folder) / "document"
            path.write_bytes(content)
            return app.receive(desk, at.served.store.blobs, duty, path)

    return _duty(at, duty, said, do)


@duties.post("/duties/{duty}/checks", **operation(Verb.CHECK_REPORT, "Check a report", m.Duty))
def check_report(at: Acting, duty: DutyName, said: m.CheckReport) -> Response:
    """Keep what was found wrong with it."""
    found = json.dumps(said.found, ensure_ascii=False)
    return _duty(at, duty, said, lambda desk: app.check(desk, duty, found))


@duties.get("/agencies", **operation(Verb.READ, "Agencies of creators", m.Agencies))
def list_agencies(at: Listing, page: Paged) -> Response:
    """With their creators counted; not by name."""
    return at.table(page, "agencies", registers.agencies(at.desk), m.Agencies)


@duties.post(
    "/agencies/searches", **operation(Verb.READ, "Agencies by name", m.Agencies, shows=True)
)
def search_agencies(at: Acting, said: m.ForPurpose) -> Response:
    """It goes on record."""

    def do(desk: Desk) -> Out:
        return m.Agencies(items=rows_of(registers.agencies(desk, purpose=said.purpose)))

    return at.done(do, said, shows_people=True)


@duties.post("/agencies", **operation(Verb.KEEP_REGISTER, "Enter an agency", m.Agencies))
def change_agency(at: Acting, said: m.ChangeAgency) -> Response:
    """Or say that it left."""

    def do(desk: Desk) -> Out:
        return m.Agencies(
            items=rows_of(registers.change_agency(desk, said.name, active=said.active))
        )

    return at.done(do, said)


@duties.get("/creators", **operation(Verb.READ, "Creators", m.Creators))
def list_creators(
    at: Listing, page: Paged, tier: Annotated[Word | None, Query()] = None
) -> Response:
    """By their names in the store, in the order of these."""
    find = partial(registers.creators_after, at.desk, tier=tier)
    return at.paged(page, f"creators {tier!r}", find, m.Creators)


@duties.post(
    "/creators/searches", **operation(Verb.READ, "Creators by account", m.Creators, shows=True)
)
def search_creators(at: Acting, said: m.SearchCreators) -> Response:
    """It goes on record."""

    def do(desk: Desk) -> Out:
        found = registers.creators(desk, tier=said.tier, agency=said.agency, purpose=said.purpose)
        return m.Creators(items=rows_of(found))

    return at.done(do, said, shows_people=True)


@duties.post("/creators", **operation(Verb.KEEP_REGISTER, "Enter a creator", m.Creators))
def change_creator(at: Acting, said: m.ChangeCreator) -> Response:
    """Or what is new about one."""
    about = CreatorSaid(said.account, said.followers, said.agency, said.active)

    def do(desk: Desk) -> Out:
        return m.Creators(items=rows_of(registers.change_creator(desk, about)))

    return at.done(do, said)


def _duty(at: Deed, duty: str, said: In, do: Callable[[Desk], Duty]) -> Response:
    return at.done(
        lambda desk: _line(app.as_listed(desk, do(desk))),
        said,
        current=lambda desk: _line(app.duty(desk, duty)),
    )


def _line(table: pa.Table) -> Out:
    (row,) = rows_of(table)
    return m.Duty(**row)
