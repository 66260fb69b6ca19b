"""Bodies: the tree with its counts, what platforms owe, what passes between, and the registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
from starlette.responses import Response

from clearwater.app.org import duties, handing_over, joint, rates, registers, rollup, tree
from clearwater.app.publish.weeks import weeks_over
from clearwater.cases.records.bodies import Level
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.refusals import Code
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewer, Viewing, page, page_router

bodies = page_router()
Row = Mapping[str, Any]


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


STATES: Final = (
    ("open", _("open")),
    ("in_review", _("in review")),
    ("proposed", _("proposed")),
    ("decided", _("decided")),
    ("notified", _("notified")),
    ("overdue_steps", _("overdue")),
    ("handovers", _("offers")),
    ("handovers_overdue", _("offers overdue")),
    ("duties_overdue", _("reports overdue")),
    ("decisions", _("decisions")),
    ("appeals", _("appeals")),
    ("appeals_open", _("appeals open")),
)
"""Columns of the roll-up that are shown, with their heads."""


@bodies.get("/bodies", **page(Verb.READ))
def show_bodies(at: Viewing) -> Response:
    """The tree, how each body does, and what platforms owe."""
    try:
        known = _rows(tree.tree(at.desk))
    except RefusedError as error:
        if error.code != Code.NO_TREE:
            raise
        return at.page(
            "bodies_none", levels=tuple(map(str, Level)), may_change=at.may(Verb.CHANGE_TREE)
        )
    counts = _rows(rollup.rollup(at.desk)) if at.may(Verb.ROLL_UP) else ()
    rated = _rows(rates.rates(at.desk)) if at.may(Verb.ROLL_UP) else ()
    owed = _rows(duties.duties(at.desk))
    return at.page(
        "bodies",
        known=known,
        counts={one["body"]: one for one in counts},
        everywhere=next((one for one in counts if one["body"] == rollup.EVERYWHERE), None),
        rates={one["body"]: one for one in rated},
        columns=[one for one in STATES if counts and one[0] in counts[0]],
        kept_back=any(one["kept_back"] for one in (*counts, *rated)),
        duties=owed,
        overdue=sum(one["overdue"] for one in owed),
        platforms=[one for one in known if one["level"] == Level.PLATFORM],
        weeks=weeks_over(at.desk)[:12],
        levels=tuple(map(str, Level)),
        rights=_rights(at),
    )


@bodies.get("/bodies/passing", **page(Verb.READ))
def show_passing(at: Viewing) -> Response:
    """What was handed over, and the cases that several bodies work on."""
    offers = _rows(handing_over.handovers(at.desk))
    return at.page(
        "passing",
        coming=[one for one in offers if one["receiver"] == at.organisation],
        going=[one for one in offers if one["giver"] == at.organisation],
        parts=_rows(joint.parts(at.desk)),
        own=at.organisation,
        purposes=at.purposes,
        rights=_rights(at),
    )


@bodies.get("/bodies/registers", **page(Verb.READ))
def show_registers(at: Viewing) -> Response:
    """Agencies and creators by tier, by names of the store."""
    creators = _rows(registers.creators(at.desk))
    return at.page(
        "registers",
        agencies=_rows(registers.agencies(at.desk)),
        tiers=Counter(one["tier"] for one in creators if one["state"] == "active"),
        creators=len(creators),
        purposes=at.purposes,
        rights=_rights(at),
    )


def _rows(table: pa.Table) -> tuple[Row, ...]:
    return tuple(table.to_pylist())


def _rights(at: Viewer) -> dict[str, bool]:
    """Return what is worth offering to who looks; the use-cases decide."""
    return {
        "tree": at.may(Verb.CHANGE_TREE),
        "roll_up": at.may(Verb.ROLL_UP),
        "ask": at.may(Verb.ASK_REPORT),
        "receive": at.may(Verb.RECEIVE_REPORT),
        "check": at.may(Verb.CHECK_REPORT),
        "answer": at.may(Verb.ANSWER_HANDOVER),
        "hand_over": at.may(Verb.HAND_OVER),
        "invited": at.may(Verb.ANSWER_INVITATION),
        "position": at.may(Verb.GIVE_POSITION),
        "approve": at.may(Verb.APPROVE),
        "refuse": at.may(Verb.REFUSE),
        "keep": at.may(Verb.KEEP_REGISTER),
    }
