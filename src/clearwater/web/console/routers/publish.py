"""Publishing for everybody: which quarters are over, what was published, and what would be."""

from __future__ import annotations

from starlette.responses import Response

from clearwater.app.publish.published import CASEBOOK_NAME, all_published
from clearwater.app.publish.weeks import quarters_over
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router

publish = page_router()


# A page of its own: the one for everybody knows nobody, and is the same for all.
@publish.get("/publish", **page(Verb.PUBLISH_FIGURES))
def show_publish(at: Viewing) -> Response:
    """What would be seen by everybody can be read before it is."""
    published = {one.name: one for one in all_published(at.served.store, at.organisation)}
    return at.page(
        "publish",
        quarters=quarters_over(at.desk),
        published=published,
        casebook=published.get(CASEBOOK_NAME),
        casebook_name=CASEBOOK_NAME,
    )
