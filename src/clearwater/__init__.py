"""Clearwater finds organised fake engagement in event logs, and says how likely it is by chance.

::

    import clearwater as cw

    log = cw.read("events.parquet")
    run = cw.scan(log, window="60s")
    run.findings
    run.save("run/")

Names are loaded when they are first used: ``import clearwater`` imports no engine, no Arrow and no
compiler, and takes milliseconds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clearwater.app.claims_match import match_claims
    from clearwater.app.expand import expand
    from clearwater.app.notebook import explain, scan
    from clearwater.app.progress import Progress
    from clearwater.app.recount import clean, recount
    from clearwater.detect.texts import text_clusters
    from clearwater.errors import (
        CannotRunError,
        ClearwaterError,
        EmptyLogError,
        InputError,
        MissingExtraError,
        OutputError,
        ParameterError,
        SchemaError,
        SourceError,
        TimeZoneNeededError,
        TooManyBadRowsError,
    )
    from clearwater.events import EventLog, read
    from clearwater.findings.run import Run

__version__: str

_HOMES = {
    "CannotRunError": "clearwater.errors",
    "ClearwaterError": "clearwater.errors",
    "EmptyLogError": "clearwater.errors",
    "EventLog": "clearwater.events",
    "InputError": "clearwater.errors",
    "MissingExtraError": "clearwater.errors",
    "OutputError": "clearwater.errors",
    "ParameterError": "clearwater.errors",
    "Progress": "clearwater.app.progress",
    "Run": "clearwater.findings.run",
    "SchemaError": "clearwater.errors",
    "SourceError": "clearwater.errors",
    "TimeZoneNeededError": "clearwater.errors",
    "TooManyBadRowsError": "clearwater.errors",
    "clean": "clearwater.app.recount",
    "expand": "clearwater.app.expand",
    "explain": "clearwater.app.notebook",
    "match_claims": "clearwater.app.claims_match",
    "read": "clearwater.events",
    "recount": "clearwater.app.recount",
    "scan": "clearwater.app.notebook",
    "text_clusters": "clearwater.detect.texts",
}

__all__ = [
    "CannotRunError",
    "ClearwaterError",
    "EmptyLogError",
    "EventLog",
    "InputError",
    "MissingExtraError",
    "OutputError",
    "ParameterError",
    "Progress",
    "Run",
    "SchemaError",
    "SourceError",
    "TimeZoneNeededError",
    "TooManyBadRowsError",
    "__version__",
    "clean",
    "expand",
    "explain",
    "match_claims",
    "read",
    "recount",
    "scan",
    "text_clusters",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = import_module("importlib.metadata").version("clearwater")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'clearwater' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
