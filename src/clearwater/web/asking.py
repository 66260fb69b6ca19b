"""What routes take: who asks, and for what kind of thing.

Nothing is known yet when they are made; `clearwater.web.operations.guarded` opens the door in the
thread in which the route works.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Query, Request

from clearwater.web.at import At, Deed, Page, Replacement
from clearwater.web.cursors import MOST


async def _looking(
    request: Request,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,  # noqa: ARG001 - said in the description
) -> At:
    return At(request)


async def _listing(request: Request) -> At:
    return At(request)


async def _acting(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[!-~]{1,200}$",
            description="Chosen by you; the same request with the same key is done once a day.",
        ),
    ] = None,
) -> Deed:
    return Deed(request, idempotency_key)


async def _replacing(
    request: Request,
    if_match: Annotated[str | None, Header(max_length=1000)] = None,
    if_none_match: Annotated[str | None, Header(pattern=r"^\*$")] = None,
) -> Replacement:
    return Replacement(request, if_match, if_none_match)


async def _page(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=MOST)] = None,
) -> Page:
    return Page(limit, cursor)


Looking = Annotated[At, Depends(_looking)]
"""Somebody who looks at one thing."""
Listing = Annotated[At, Depends(_listing)]
"""Somebody who asks for a list."""
Acting = Annotated[Deed, Depends(_acting)]
"""Somebody who asks for an act."""
Replacing = Annotated[Replacement, Depends(_replacing)]
"""Somebody who replaces something."""
Paged = Annotated[Page, Depends(_page)]
"""Which page of a list."""
