"""Erasure, holds, and who was shown how much."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.privacy import erasing, foreseeing, holding, retention, reveals
from clearwater.app.privacy.erasing import Who
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Paged
from clearwater.web.models import privacy as m
from clearwater.web.models.base import Name, Out
from clearwater.web.models.rows import row_of
from clearwater.web.models.tables import rows_of
from clearwater.web.operations import operation, router

privacy = router("privacy")
HoldName = Annotated[Name, Path(description="Name of the hold.")]


@privacy.post("/erasures", **operation(Verb.ERASE, "Erase", m.Erased, slow=True))
def erase(at: Acting, said: m.Erase) -> Response:
    """Everything that names an account or a person, and the evidence of its cases."""
    store = at.served.store
    return at.done(
        lambda desk: m.erased_of(erasing.erase(store, desk, said.who(), said.why)),
        said,
        apart=True,
    )


@privacy.post(
    "/erasures/previews",
    **operation(Verb.ERASE, "What an erasure would do", m.ForeseenOut, slow=True),
)
def foresee_erasure(at: Acting, said: m.ForeseeErasure) -> Response:
    """In numbers, before it is asked for; nothing is written."""
    return at.done(
        lambda desk: m.foreseen_of(foreseeing.foresee(desk, said.who())), said, apart=True
    )


@privacy.post(
    "/retention-runs", **operation(Verb.RETAIN, "Erase what is due", m.RetainedOut, slow=True)
)
def retain(at: Acting, said: m.Retain) -> Response:
    """As the policy says; what a hold stops is said."""
    store = at.served.store
    return at.done(lambda desk: m.retained_of(retention.retain(store, desk)), said, apart=True)


@privacy.post("/holds", **operation(Verb.HOLD, "Place a hold", m.HoldsPlaced))
def place_hold(at: Acting, said: m.PlaceHold) -> Response:
    """What it stands on is not erased, whoever asks and whatever is due."""

    def do(desk: Desk) -> Out:
        who = Who(said.identifier, said.subject)
        placed = holding.hold(desk, who, said.case, said.why)
        return m.HoldsPlaced(holds=[m.HoldRow(**row_of(one)) for one in placed])

    return at.done(do, said)


@privacy.post("/holds/{hold}/lifts", **operation(Verb.HOLD, "Lift a hold", m.HoldRow))
def lift_hold(at: Acting, hold: HoldName, said: m.LiftHold) -> Response:
    """That somebody else has placed."""
    return at.done(lambda desk: m.HoldRow(**row_of(holding.lift(desk, hold, said.why))), said)


@privacy.post(
    "/holds/searches", **operation(Verb.READ, "Holds with their reasons", m.Holds, shows=True)
)
def search_holds(at: Acting, said: m.SearchHolds) -> Response:
    """It goes on record."""
    return at.done(
        lambda desk: m.Holds(items=rows_of(holding.holds(desk, said.purpose, lifted=said.lifted))),
        said,
        shows_people=True,
    )


@privacy.get("/reveals", **operation(Verb.VERIFY, "Who was shown how much", m.Reveals))
def list_reveals(at: Listing, page: Paged) -> Response:
    """Of late, and how many more accounts the policy lets each be shown."""
    return at.table(page, "reveals", reveals.reveals(at.desk), m.Reveals)
