"""Figures and reports: made of the ledger as it was, so they are the same whenever asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.publish.casebook import casebook
from clearwater.app.publish.checking import check_files
from clearwater.app.publish.documents import (
    Document,
    canonical_bytes,
    figure_document,
    sent_bytes,
)
from clearwater.app.publish.published import keep_and_put_on_record
from clearwater.app.publish.transparency import transparency
from clearwater.app.publish.weekly import one_figure, weekly
from clearwater.app.publish.writing import PUBLIC_FORMATS, WEEKLY_FORMATS, put_on_record
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError, SourceError
from clearwater.report.public.pages import casebook_page
from clearwater.web.asking import Acting, Looking
from clearwater.web.at import JSON
from clearwater.web.models import publishing as m
from clearwater.web.operations import operation, router

publishing = router("publishing")
TYPES: Mapping[str, str] = {
    "json": JSON,
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "methods": "text/html; charset=utf-8",
}
_ANSWERS = {"x-answers": [kind.partition(";")[0] for kind in dict.fromkeys(TYPES.values())]}
WeekName = Annotated[m.Week, Path(description="ISO 8601, such as 2026-W10.")]
QuarterName = Annotated[m.Quarter, Path(description="Such as 2026-Q1.")]


@publishing.get(
    "/reports/weekly/{week}",
    **operation(
        Verb.READ, "Report of a week", None, conditional=True, openapi_extra=_ANSWERS, slow=True
    ),
)
def show_weekly(
    at: Looking,
    week: WeekName,
    form: Annotated[m.WeeklyForm, Query()] = "json",
    language: Annotated[m.Language, Query()] = "en",
) -> Response:
    """As JSON, CSV, XLSX or PDF; each figure with the command that counts it again."""
    document = weekly(at.desk, week)
    return at.file(WEEKLY_FORMATS[form](document, language), TYPES[form])


@publishing.get(
    "/reports/weekly/{week}/below",
    **operation(
        Verb.ROLL_UP, "Report of a week, with bodies below", None, conditional=True,
        openapi_extra=_ANSWERS, slow=True),
)  # fmt: skip
def show_weekly_below(
    at: Looking,
    week: WeekName,
    form: Annotated[m.WeeklyForm, Query()] = "json",
    language: Annotated[m.Language, Query()] = "en",
) -> Response:
    """With the roll-up over the bodies that stood below when the week ended."""
    document = weekly(at.desk, week, below=True)
    return at.file(WEEKLY_FORMATS[form](document, language), TYPES[form])


@publishing.get(
    "/reports/transparency/{quarter}",
    **operation(
        Verb.READ,
        "Public figures of a quarter",
        None,
        conditional=True,
        openapi_extra=_ANSWERS,
        slow=True,
    ),
)
def show_transparency(
    at: Looking, quarter: QuarterName, form: Annotated[m.PublicForm, Query()] = "json"
) -> Response:
    """Aggregates; small counts, and what they would follow from, are kept back."""
    document = transparency(at.desk, quarter)
    return at.file(PUBLIC_FORMATS[form](document), TYPES[form])


@publishing.get(
    "/reports/casebook",
    **operation(
        Verb.READ, "Case studies", None, conditional=True, openapi_extra=_ANSWERS, slow=True
    ),
)
def show_casebook(at: Looking, form: Annotated[m.BookForm, Query()] = "json") -> Response:
    """Closed cases without names, for teaching."""
    document = casebook(at.desk, at.served.store.blobs)
    made = canonical_bytes(document) if form == "json" else casebook_page(document).encode()
    return at.file(made, TYPES[form])


@publishing.get(
    "/reports/figures/{figure}",
    **operation(Verb.READ, "One figure", None, conditional=True, openapi_extra=_ANSWERS, slow=True),
)
def show_figure(
    at: Looking,
    figure: Annotated[m.FigureName, Path(description="Its id, such as cases.opened.")],
    period: Annotated[m.Period, Query()],
    size: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
) -> Response:
    """Of a period, with the numbers of the entries that were counted."""
    found, basis = one_figure(at.desk, figure, period, size=size)
    document = {
        **basis.document(),
        **figure_document(found, basis),
        "entries": list(found.entries),
    }
    return at.file(canonical_bytes(document), JSON)


@publishing.post(
    "/reports/publications",
    **operation(Verb.PUBLISH_FIGURES, "Put a report on record", m.PublishedReport, slow=True),
)
def publish(at: Acting, said: m.Publish) -> Response:
    """That it is published, by its SHA-256; all but weekly reports are for everybody then."""
    blobs = at.served.store.blobs

    def do(desk: Desk) -> m.PublishedReport:
        if said.kind == "weekly":
            sha256 = put_on_record(desk, weekly(desk, said.period, below=said.below))
        else:
            sha256 = keep_and_put_on_record(desk, blobs, _public(desk, blobs, said))
        return m.PublishedReport(sha256=sha256)

    return at.done(do, said)


@publishing.post(
    "/reports/checks",
    **operation(Verb.READ, "Check figures against each other", m.CheckedOut, slow=True),
)
def check(at: Acting, said: m.Check) -> Response:
    """Reports, statements, self-reports; what they say of this ledger is counted again."""

    def do(desk: Desk) -> m.CheckedOut:
        with tempfile.TemporaryDirectory(dir=at.served.store.files) as folder:
            paths = [FilePath(folder) / f"{place:02d}.json" for place in range(len(said.documents))]
            for path, document in zip(paths, said.documents, strict=True):
                path.write_bytes(sent_bytes(document))
            try:
                return m.checked_of(check_files(paths, desk), at.language)
            except SourceError as error:
                # It is what was sent that cannot be read, and nothing of ours.
                raise ParameterError(error.what, expected=error.expected) from error

    return at.done(do, said, apart=True)


def _public(desk: Desk, blobs: Blobs, said: m.Publish) -> Document:
    if said.kind == "casebook":
        return casebook(desk, blobs)
    return transparency(desk, said.period)
