"""One file a noun: what a page shows is asked of the use-cases, and handed to its template."""

from fastapi import APIRouter

from clearwater.web.console.assets import assets
from clearwater.web.console.routers.accounts import accounts
from clearwater.web.console.routers.bodies import bodies
from clearwater.web.console.routers.claims import claims
from clearwater.web.console.routers.expand import expand
from clearwater.web.console.routers.groups import groups
from clearwater.web.console.routers.intake import intake
from clearwater.web.console.routers.investigate import investigate
from clearwater.web.console.routers.ledger import ledger
from clearwater.web.console.routers.life import life
from clearwater.web.console.routers.people import people
from clearwater.web.console.routers.policy import policy
from clearwater.web.console.routers.preferences import preferences
from clearwater.web.console.routers.public import public
from clearwater.web.console.routers.publish import publish
from clearwater.web.console.routers.quality import quality
from clearwater.web.console.routers.queue import queue
from clearwater.web.console.routers.run_objects import run_objects
from clearwater.web.console.routers.runs import run_pages
from clearwater.web.console.routers.signing_in import signing_in
from clearwater.web.console.routers.week import week

CONSOLE: tuple[APIRouter, ...] = (
    assets,
    signing_in,
    preferences,
    queue,
    # Its address begins as a part of a group's page does.
    life,
    groups,
    quality,
    investigate,
    run_objects,
    accounts,
    expand,
    claims,
    run_pages,
    intake,
    bodies,
    week,
    public,
    publish,
    ledger,
    people,
    policy,
)
"""Every page, and the files that they are made of."""
