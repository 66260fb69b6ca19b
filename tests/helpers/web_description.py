"""The description of the interface, made once a process: it takes a second, and tests only read."""

from __future__ import annotations

from functools import cache
from typing import Any

from clearwater.web.application import described_app


@cache
def description() -> dict[str, Any]:
    """Return the description; nobody may change it."""
    return described_app().openapi()
