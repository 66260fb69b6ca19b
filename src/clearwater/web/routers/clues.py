"""Clues: received, looked at, set aside."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case import looking, opening
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking, Paged
from clearwater.web.models import clues as m
from clearwater.web.models.base import Name
from clearwater.web.operations import operation, router
from clearwater.web.served import PREFIX

clues = router("clues")
ClueName = Annotated[Name, Path(description="Name of the clue.")]


@clues.get("/clues", **operation(Verb.READ, "Clues", m.Clues))
def list_clues(
    at: Listing, page: Paged, state: Annotated[m.ClueState, Query()] = "waiting"
) -> Response:
    """Clues in a state, in the order of their names."""
    cursors = at.cursors("clues", state)
    place = page.after(cursors)
    found = looking.clue_page(
        at.desk, state, limit=page.limit, after=None if place is None else (str(place[0]),)
    )
    following = cursors.write([found[-1].clue]) if len(found) == page.limit else None
    return at.listed(m.Clues(clues=[m.clue_of(one) for one in found], next=following))


@clues.post("/clues", **operation(Verb.RECEIVE_CLUE, "Take a clue in", m.ClueOut, status=201))
def receive_clue(at: Acting, said: m.ReceiveClue) -> Response:
    """The same clue again is counted and stays one."""
    told = opening.Told(said.source, said.account, said.reporter, said.note)
    return at.done(
        lambda desk: m.clue_of(opening.receive_clue(desk, told)),
        said,
        made=lambda clue: f"{PREFIX}/clues/{clue.clue}",
    )


@clues.get("/clues/{clue}", **operation(Verb.READ, "One clue", m.ClueOut, conditional=True))
def show_clue(at: Looking, clue: ClueName) -> Response:
    """Where a clue stands; what was said is part of its case."""
    return at.single(m.clue_of(looking.the_clue(at.desk, clue)))


@clues.post(
    "/clues/{clue}/settings-aside",
    **operation(Verb.SET_ASIDE_CLUE, "Set a clue aside", m.ClueOut),
)
def set_aside_clue(at: Acting, clue: ClueName, said: m.SetAside) -> Response:
    """End a clue that nobody follows, for a reason."""
    return at.done(
        lambda desk: m.clue_of(opening.set_aside_clue(desk, clue, said.why)),
        said,
        current=lambda desk: m.clue_of(looking.the_clue(desk, clue)),
    )
