"""The policy, what is in force, and what goes out."""

from __future__ import annotations

import json

from starlette.responses import Response

from clearwater.app.case.at_store import time_us
from clearwater.app.case.connecting import deliver_asked
from clearwater.app.case.desk import Desk
from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.case.restrictions import Asked, restriction_page
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.measures.policy import Policy
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Looking, Replacing
from clearwater.web.models import store as m
from clearwater.web.operations import operation, router

rules = router("rules")


@rules.get("/policy", **operation(Verb.READ, "The policy", m.PolicyOut, conditional=True))
def show_policy(at: Looking) -> Response:
    """Measures, reasons, limits, deadlines: the rules by which the organisation decides."""
    return at.single(m.policy_out(policy_in_force(at.desk)))


@rules.put("/policy", **operation(Verb.CHANGE_POLICY, "Replace the policy", m.PolicyOut))
def replace_policy(at: Replacing, said: m.ReplacePolicy) -> Response:
    """Put a whole policy in force. Decisions that were taken keep the rules that they had."""
    wanted = Policy.of_json(json.dumps(said.root))

    def do(desk: Desk) -> m.PolicyOut:
        change_policy(desk, wanted)
        return m.policy_out(wanted)

    return at.done(do, lambda desk: m.policy_out(policy_in_force(desk)))


@rules.post(
    "/restrictions/searches",
    **operation(Verb.READ, "What is in force", m.Restrictions, shows=True),
)
def search_restrictions(at: Acting, said: m.Search) -> Response:
    """Measures in force, of one account or all: the list for other systems. It goes on record."""
    cursors = at.cursors("restrictions", said.account, said.at)
    place = None if said.cursor is None else cursors.read(said.cursor)
    moment = None if said.at is None else time_us(said.at)
    asked = Asked(said.account, moment, said.limit)
    if place is not None:
        after = (int(place[1]), int(place[2]), str(place[3]))
        asked = Asked(said.account, int(place[0]), said.limit, after)

    def do(desk: Desk) -> m.Restrictions:
        page = restriction_page(desk, said.purpose, asked)
        following = None if page.last is None else cursors.write([page.moment_us, *page.last])
        return m.Restrictions(
            restrictions=[_row(row) for row in page.rows.to_pylist()], next=following
        )

    return at.done(do, said, shows_people=True)


@rules.post("/deliveries", **operation(Verb.NOTIFY, "Send what is due", m.Delivered, slow=True))
def deliver(at: Acting, said: m.Deliver) -> Response:
    """Notices, measures that begin, measures that end: what is due goes out now."""
    return at.done(
        lambda desk: m.delivered_of(deliver_asked(at.served.store, desk)), said, apart=True
    )


def _row(row: dict[str, object]) -> m.Restriction:
    times = {name: _time(row[name]) for name in ("starts", "ends")}
    return m.Restriction(**(row | times))  # type: ignore[arg-type]


def _time(moment: object) -> str | None:
    return None if moment is None else shown_time(time_us(str(moment)))
