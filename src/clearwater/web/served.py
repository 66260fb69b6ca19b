"""One server: what all its requests share."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property

import anyio
from fastapi import Request

from clearwater.app.group.kept import Kept
from clearwater.app.identity.base import Gate
from clearwater.app.investigate.open_logs import OpenLogs
from clearwater.app.work.places import Places
from clearwater.cases.store.sql import SqlStore
from clearwater.web.base import Authenticator
from clearwater.web.rate_limits import RateLimit
from clearwater.web.settings import ServerSettings

PREFIX = "/api/v1"
SLOW_AT_ONCE = 8
"""Packages, verifications, passwords: each of them uses a processor for a while, or sleeps."""


@dataclass
class Served:
    """One server: its store, who knows people, its limits."""

    settings: ServerSettings
    gate: Gate
    authenticator: Authenticator
    by_caller: RateLimit
    by_reader: RateLimit
    by_login: RateLimit
    forgotten: dict[str, int] = field(default_factory=dict)
    """Organisation -> day on which its old answers were forgotten last."""
    verifying: threading.Lock = field(default_factory=threading.Lock)
    """A verification reads the whole store: one at a time."""

    open_logs: OpenLogs = field(default_factory=OpenLogs)
    """Logs that questions are asked of."""

    groups: Kept = field(default_factory=Kept)
    """What was computed of groups that were looked at."""

    wake: threading.Event = field(default_factory=threading.Event)
    """Set when a job was asked for: its worker need not wait for the next look."""

    def places(self, organisation: str) -> Places:
        """Return where the logs, the work and the runs of an organisation lie."""
        settings = self.settings
        return Places(self.store.files, organisation, settings.logs, settings.runs)

    @cached_property
    def slow(self) -> anyio.CapacityLimiter:
        """Bounds what takes long, apart from everything else."""
        return anyio.CapacityLimiter(SLOW_AT_ONCE)

    @property
    def store(self) -> SqlStore:
        """The store that is served."""
        return self.gate.store


def served_by(request: Request) -> Served:
    """Return the server that a request is at."""
    served: Served = request.app.state.served
    return served
