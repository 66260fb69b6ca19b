"""The bytes of a request, as they come."""

from __future__ import annotations

from collections.abc import Iterator

import anyio.from_thread

from clearwater.web.at import At


def pieces_of(at: At) -> Iterator[bytes]:
    """Yield the bytes of a request in the thread in which its route works.

    Nobody reads them before it is known who asks.
    """
    stream = at.request.stream().__aiter__()
    while True:
        try:
            piece = anyio.from_thread.run(_next, stream)
        except StopAsyncIteration:
            return
        if piece is None:
            return
        yield piece


async def _next(stream: object) -> bytes | None:
    """Return the next piece; an iteration that stops cannot leave a coroutine as it is."""
    try:
        piece: bytes = await anext(stream)  # type: ignore[call-overload]  # an iterator of the framework
    except StopAsyncIteration:
        return None
    return piece
