"""What a server is started with."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from clearwater.app.identity.base import Gate
from clearwater.app.parts import Parts
from clearwater.app.work.places import Limits
from clearwater.web.base import Authenticator
from clearwater.web.known_by_store import KnownByStore
from clearwater.web.rate_limits import Rates

THREADS = 4
"""Requests that work at a time, besides those that take long. More threads than that take turns at
the interpreter oftener than they get on; a store on PostgreSQL has 15 connections for all."""
MOST_BODY = 1_048_576
"""Bytes of a request's body."""


BODY_WITHIN_S = 30.0
"""Seconds for a request's body to come in whole: 35 kB/s for the largest."""


def now_us() -> int:
    """Return the time by the machine's clock, microseconds, UTC."""
    return time.time_ns() // 1000


@dataclass(frozen=True)
class ServerSettings:
    """Everything that a server needs to know; nothing else is read from anywhere."""

    store: str
    """A path, ``sqlite:///PATH`` or ``postgresql://USER@HOST/DATABASE``."""
    files: Path
    """The store's folder of keys, evidence and outgoing files."""
    organisations: tuple[str, ...]
    """Those whose people may log in."""
    identity: Callable[[Gate, tuple[str, ...]], Authenticator] | None = KnownByStore.of
    """Makes what knows people; it refuses where nobody could prove who they are. Without it no
    server starts."""
    runs: Path | None = None
    """The folder whose run folders cases can be opened from."""
    logs: Path | None = None
    """The folder whose logs can be scanned, those in ORGANISATION/ by that organisation."""
    jobs: int = 0
    """How many jobs work at a time; 0: they wait for another server."""
    limits: Limits = field(default_factory=Limits)
    """Of uploads and jobs."""
    load_parts: Callable[[], Parts] | None = None
    """Gives the parts that read logs, where cases are opened from runs."""
    rates: Rates = field(default_factory=Rates)
    threads: int = THREADS
    most_body: int = MOST_BODY
    body_within_s: float = BODY_WITHIN_S
    deliver_every_s: float | None = None
    """How often due messages of the organisations are handed over; None: never by the server."""
    tls: bool = False
    """Whether whoever asks does so over TLS, here or at the proxy in front."""
    clock_us: Callable[[], int] = now_us
    monotonic_s: Callable[[], float] = time.monotonic
    log: TextIO = field(default_factory=lambda: sys.stderr)
    """Where the access log goes, one JSON object a line."""
