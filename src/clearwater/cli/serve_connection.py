"""One connection of a server: who begins to ask and does not come to the end is hung up on.

What reads requests is h11, wherever the server is installed: its bound on the head of a request,
16 kB, holds only there (uvicorn would take another library where it finds one, which has none). The
time for a head is not bounded by uvicorn at all, and whoever sends a letter a minute keeps a
connection for ever. The time for a body is bounded in `clearwater.web.boundary`.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connection(H11Protocol):
    """See above."""

    head_within_s: ClassVar[float] = 10.0
    """Seconds from the beginning of a connection, or from a request's first byte, to the end of
    its head. Between two requests uvicorn waits for five."""

    _hanging_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes meanwhile does not make the wait longer."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait_for_head()
        else:
            self._wait_no_more()

    def _wait_for_head(self) -> None:
        if self._hanging_up is None:
            self._hanging_up = self.loop.call_later(self.head_within_s, self._hang_up)

    def _wait_no_more(self) -> None:
        if self._hanging_up is not None:
            self._hanging_up.cancel()
            self._hanging_up = None

    def _hang_up(self) -> None:
        self.transport.close()
