"""The ledger: its entries, its end, proofs, and whether everything is as it was written."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case import ledger as app
from clearwater.app.case.looking import entry_page
from clearwater.app.case.witnessing import published_checkpoint
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking, Paged
from clearwater.web.models import store as m
from clearwater.web.models.base import Name
from clearwater.web.operations import operation, router
from clearwater.web.problems import ProblemError

ledger = router("ledger")
Number = Annotated[int, Path(ge=0, le=2**53 - 1)]


@ledger.get("/ledger", **operation(Verb.VERIFY, "End of the ledger", m.Head, conditional=True))
def show_head(at: Looking) -> Response:
    """Size, root and signed checkpoint, as they are now."""
    key = at.served.store.created.public_key
    return at.single(m.head_of(app.head(at.desk, key)))


@ledger.get("/ledger/entries", **operation(Verb.VERIFY, "Entries", m.Entries))
def list_entries(
    at: Listing, page: Paged, case: Annotated[Name | None, Query()] = None
) -> Response:
    """Entries of the organisation, oldest first; of one case, or all."""
    cursors = at.cursors("entries", case)
    place = page.after(cursors)
    found = entry_page(
        at.desk, case, limit=page.limit, after=None if place is None else int(place[0])
    )
    following = cursors.write([found[-1].number]) if len(found) == page.limit else None
    return at.listed(m.Entries(entries=[m.entry_of(one) for one in found], next=following))


@ledger.get(
    "/ledger/entries/{number}/proof", **operation(Verb.VERIFY, "An entry is in the ledger", m.Proof)
)
def prove_inclusion(at: Listing, number: Number) -> Response:
    """The hashes that prove it, under the checkpoint of this moment."""
    return at.listed(m.proof_of(app.inclusion_of(at.desk, number)))


@ledger.get("/ledger/consistency", **operation(Verb.VERIFY, "The ledger only grew", m.Proof))
def prove_consistency(at: Listing, earlier: Annotated[int, Query(ge=1, le=2**53 - 1)]) -> Response:
    """The hashes that prove an earlier size as the beginning of the present ledger."""
    return at.listed(m.proof_of(app.consistency_of(at.desk, earlier)))


@ledger.post(
    "/ledger/checkpoints",
    **operation(Verb.PUBLISH_CHECKPOINT, "Give a checkpoint away", m.Published),
)
def publish_checkpoint(at: Acting, said: m.Publish) -> Response:
    """The signed checkpoint, or a request to a witness, after an entry says that it was given."""
    return at.done(
        lambda desk: m.Published(note=published_checkpoint(desk, said.since)), said, apart=True
    )


@ledger.post(
    "/ledger/verifications", **operation(Verb.VERIFY, "Verify everything", m.VerifiedOut, slow=True)
)
def verify(at: Acting, said: m.Verify) -> Response:
    """Read every row, entry and file and compare. Takes minutes for millions of entries."""
    if not at.served.verifying.acquire(blocking=False):
        raise ProblemError(
            HTTPStatus.CONFLICT, "busy", "somebody is verifying already", expected="one at a time"
        )
    try:
        return at.done(
            lambda desk: m.verified_of(
                app.check_by(desk, at.served.store, tuple(said.checkpoints))
            ),
            said,
            apart=True,
        )
    finally:
        at.served.verifying.release()
