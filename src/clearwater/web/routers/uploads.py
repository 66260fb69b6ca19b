"""Logs that somebody brings: in pieces, so that a break costs a piece and not the file."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.work import uploads as work
from clearwater.app.work.uploads import CHUNK, Uploaded
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking
from clearwater.web.models import logs as m
from clearwater.web.models.base import Name
from clearwater.web.operations import operation, router
from clearwater.web.served import PREFIX
from clearwater.web.streams import takes_bytes
from clearwater.web.taking_bytes import pieces_of

uploads = router("uploads")
UploadName = Annotated[Name, Path(description="Name of the upload.")]
Offset = Annotated[int, Path(ge=0, le=2**50, description="Where the bytes stand in the file.")]
ONE = "/uploads/{upload}"


def _out(one: Uploaded) -> m.UploadOut:
    return m.upload_of(one, CHUNK)


@uploads.get("/uploads", **operation(Verb.RUN, "Uploads", m.Uploads))
def list_uploads(at: Listing) -> Response:
    """Those that are here, the newest first."""
    found = work.uploads(at.desk, at.served.places(at.organisation))
    return at.listed(m.Uploads(uploads=[_out(one) for one in found]))


@uploads.post("/uploads", **operation(Verb.RUN, "Announce an upload", m.UploadOut, status=201))
def begin_upload(at: Acting, said: m.BeginUpload) -> Response:
    """It is given a name, if there is room for it; the file's own name is not kept."""
    places, limits = at.served.places(at.organisation), at.served.settings.limits
    return at.done(
        lambda desk: _out(work.begin(desk, places, limits, size=said.bytes, days=said.days)),
        said,
        made=lambda one: f"{PREFIX}/uploads/{one.upload}",
    )


@uploads.get(ONE, **operation(Verb.RUN, "One upload", m.UploadOut, conditional=True))
def show_upload(at: Looking, upload: UploadName) -> Response:
    """How much of it has arrived: from there it is gone on after a break."""
    return at.single(_out(work.one(at.desk, at.served.places(at.organisation), upload)))


@uploads.put(
    f"{ONE}/bytes/{{offset}}",
    **operation(Verb.RUN, "Send bytes", m.UploadOut, slow=True, openapi_extra=takes_bytes(CHUNK)),
)
def send_bytes(at: Listing, upload: UploadName, offset: Offset) -> Response:
    """The bytes of a log from a place on; what came before a break stays."""
    places = at.served.places(at.organisation)
    work.receive(at.desk, places, upload, offset, pieces_of(at))
    return at.listed(_out(work.one(at.desk, places, upload)))


@uploads.post(
    f"{ONE}/completions", **operation(Verb.RUN, "Complete an upload", m.UploadOut, slow=True)
)
def complete_upload(at: Acting, upload: UploadName, said: m.CompleteUpload) -> Response:
    """It is hashed, and kept if it is what it should be."""
    places = at.served.places(at.organisation)
    return at.done(
        lambda desk: _out(work.complete(desk, places, upload, said.sha256)), said, apart=True
    )


@uploads.delete(ONE, **operation(Verb.RUN, "Remove an upload", m.UploadOut))
def remove_upload(at: Acting, upload: UploadName) -> Response:
    """Whoever brought it, or a lead: overwritten, and removed."""
    places = at.served.places(at.organisation)
    return at.done(lambda desk: _out(work.remove(desk, places, upload)), apart=True)
