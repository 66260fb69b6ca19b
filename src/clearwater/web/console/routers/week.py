"""The report of a week, to be read, held against the week before, checked, and handed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import RedirectResponse, Response

from clearwater.app.publish.checking import publications
from clearwater.app.publish.weeks import TwoWeeks, week_before, week_with_the_one_before, weeks_over
from clearwater.app.publish.writing import WEEKLY_FORMATS, digest_of
from clearwater.cases.workflow.rights import Verb
from clearwater.report.weekly.layout import layout_of
from clearwater.report.weekly.reading import Reader
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.models.publishing import Week
from clearwater.web.served import PREFIX

week = page_router()
SEE_OTHER = 303


@week.get("/week", **page(Verb.READ))
def newest_week(at: Viewing) -> Response:
    """Go to the newest week that is over; say so where none is."""
    weeks = weeks_over(at.desk)
    if weeks:
        return RedirectResponse(f"/week/{weeks[0]}", SEE_OTHER)
    return at.page("week_none")


@week.get("/week/{named}", **page(Verb.READ, slow=True))
def show_week(
    at: Viewing,
    named: Annotated[Week, Path()],
    below: Annotated[bool, Query()] = False,  # noqa: FBT002 - a question
) -> Response:
    """Every figure with its definition, and how it differs from the week before."""
    two = week_with_the_one_before(at.desk, named, below=below)
    reader = Reader(two.document, "zh" if at.preferences.language == "zh" else "en")
    sha256 = digest_of(two.document)
    return at.page(
        "week",
        named=named,
        below=below,
        weeks=weeks_over(at.desk),
        before=week_before(named),
        document=two.document,
        layout=layout_of(reader),
        commands={one["id"]: one["command"] for one in two.document["figures"]},
        definitions={
            one["id"]: reader.both(one["definition"]) for one in two.document["definitions"]
        },
        differences=two.differences,
        name_of=reader.name,
        chart=_chart(two, reader),
        forms=tuple(WEEKLY_FORMATS),
        address=f"{PREFIX}/reports/weekly/{named}" + ("/below" if below else ""),
        sha256=sha256,
        published=[one for one in publications(at.desk) if one.details["sha256"] == sha256],
        may_roll_up=at.may(Verb.ROLL_UP),
        may_publish=at.may(Verb.PUBLISH_FIGURES),
    )


def _chart(two: TwoWeeks, reader: Reader) -> dict[str, Any]:
    """Return the series of the chart; the page adds the words."""
    names = [reader.name(one.figure) for one in two.differences]
    return {
        "names": names,
        "now": [one.now for one in two.differences],
        "before": [one.before for one in two.differences],
    }
