"""From anybody's event log to validated batches of canonical events.

`read` looks at a source and returns an `EventLog`; `EventLog.open` streams it;
`EventStream.reading` says afterwards what was read, what was put aside, and why.
"""

from __future__ import annotations

from clearwater.events import formats  # noqa: F401  # registers the named formats
from clearwater.events.formats.base import REGISTRY as _REGISTRY
from clearwater.events.intake import read
from clearwater.events.log import EventLog, EventStream
from clearwater.events.reading import Reading, SourceFile

__all__ = ["EventLog", "EventStream", "Reading", "SourceFile", "format_names", "read"]


def format_names() -> dict[str, str]:
    """Return the named formats, each with one sentence about it, by name."""
    return {name: _REGISTRY[name].summary for name in sorted(_REGISTRY)}
