"""A request as tests send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """What is sent, without the method."""

    path: str
    said: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
