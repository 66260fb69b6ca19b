"""What passes between us and partners: in by signed messages, out as their standards say it."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from clearwater.app.case.at_store import time_us
from clearwater.app.case.desk import Desk
from clearwater.app.exchange import arriving, bundles, flagging, partners, statements
from clearwater.app.exchange.partners import PartnerSaid
from clearwater.cases.delivery.verify_webhook import NotGenuine
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Paged
from clearwater.web.at import JSON
from clearwater.web.etags import body_of
from clearwater.web.models import exchange as m
from clearwater.web.models.bodies import BodyName
from clearwater.web.models.rows import row_of
from clearwater.web.operations import operation, router
from clearwater.web.problems import ProblemError
from clearwater.web.routers.cases import ONE, CaseName
from clearwater.web.served import served_by

exchange = router("exchange")
PartnerPath = Annotated[m.PartnerName, Path(description="Name of the partner.")]


async def _body(request: Request) -> bytes:
    """Return the body as it came: a signature is over these bytes."""
    return await request.body()


@exchange.post(
    "/arrivals/{organisation}/{partner}",
    **operation(
        None, "Webhook of a partner", m.TakenInOut,
        openapi_extra={
            "x-open": "signed (Standard Webhooks)",
            "requestBody": {
                "required": True,
                "content": {kind: {} for kind in (JSON, "application/activity+json")},
            },
        },
    ),
)  # fmt: skip
def arrive(
    request: Request,
    organisation: Annotated[BodyName, Path(description="For whom it is.")],
    partner: PartnerPath,
    body: Annotated[bytes, Depends(_body)],
) -> Response:
    """A clue, a receipt or a flag, signed by the partner. The same message again does nothing."""
    served = served_by(request)
    message = arriving.Request(partner, dict(request.headers), body)
    try:
        taken = arriving.take_signed(
            served.store,
            organisation,
            message,
            clock_us=served.settings.clock_us,
            now_s=lambda: int(time.time()),
        )
    except NotGenuine as error:
        raise ProblemError(
            HTTPStatus.UNAUTHORIZED, "not genuine", "no partner has signed this now"
        ) from error
    return Response(body_of(m.taken_of(taken)), HTTPStatus.OK, None, JSON)


@exchange.get("/partners", **operation(Verb.READ, "Partners", m.Partners))
def list_partners(at: Listing, page: Paged) -> Response:
    """What may pass, in the order of their names; no key is shown."""
    return at.table(page, "partners", partners.partners(at.desk), m.Partners)


@exchange.post(
    "/partners", **operation(Verb.KEEP_PARTNERS, "Add a partner", m.PartnerAddedOut, shows=True)
)
def add_partner(at: Acting, said: m.AddPartner) -> Response:
    """Or change what may pass. A secret that is made is shown once."""
    about = PartnerSaid(
        said.partner,
        frozenset(said.sends),
        frozenset(said.gets),
        tuple(said.keys),
        said.make_secret,
    )
    store = at.served.store
    return at.done(
        lambda desk: m.added_of(partners.add_partner(store, desk, about)), said, shows_people=True
    )


@exchange.post(
    "/partners/{partner}/removals",
    **operation(Verb.KEEP_PARTNERS, "Remove a partner", m.PartnerRow),
)
def remove_partner(at: Acting, partner: PartnerPath, said: m.Nothing) -> Response:
    """Nothing passes any more; what came from it stays."""
    store = at.served.store

    def do(desk: Desk) -> BaseModel:
        return m.PartnerRow(**row_of(partners.remove_partner(store, desk, partner)))

    return at.done(do, said, apart=True)


@exchange.post(
    "/partners/{partner}/messages",
    **operation(Verb.RECEIVE_FROM_PARTNER, "Bring a message in", m.TakenInOut),
)
def bring_in(at: Acting, partner: PartnerPath, said: m.BringIn) -> Response:
    """By hand, on record; with its headers the signature is checked."""
    store = at.served.store

    def do(desk: Desk) -> BaseModel:
        try:
            taken = arriving.take_by_hand(store, desk, partner, said.body.encode(), said.headers)
        except NotGenuine as error:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, "not genuine", "the partner has not signed this"
            ) from error
        return m.taken_of(taken)

    return at.done(do, said)


@exchange.post(
    f"{ONE}/bundles",
    **operation(Verb.EXPORT, "A case as STIX 2.1", m.Bundle, shows=True, slow=True),
)
def make_bundle(at: Acting, case: CaseName, said: m.MakeBundle) -> Response:
    """That it was made, for whom and with what, is on record."""
    asked = bundles.BundleAsked(case, said.finding, said.tlp, said.partner, said.purpose)
    store = at.served.store
    return at.done(
        lambda desk: m.Bundle(bundles.stix_bundle(store, desk, asked)),
        said,
        shows_people=True,
        apart=True,
    )


@exchange.post(f"{ONE}/flags", **operation(Verb.EXPORT, "A case as flags", m.Flags, shows=True))
def make_flags(at: Acting, case: CaseName, said: m.MakeFlags) -> Response:
    """ActivityStreams, at most a hundred accounts in each. It goes on record."""
    asked = flagging.FlagAsked(case, said.partner, said.purpose)
    return at.done(
        lambda desk: m.Flags(flags=list(flagging.flags_of(desk, asked))), said, shows_people=True
    )


@exchange.post(
    "/statements", **operation(Verb.EXPORT, "Statements of reasons", m.StatementsOut, slow=True)
)
def make_statements(at: Acting, said: m.MakeStatements) -> Response:
    """Of measures that began in a time; without personal data."""
    store, since, until = at.served.store, time_us(said.since), time_us(said.until)
    return at.done(
        lambda desk: m.statements_of(statements.statements(store, desk, since, until)),
        said,
        apart=True,
    )
