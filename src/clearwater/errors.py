"""The one tree of errors that Clearwater raises.

::

    ClearwaterError
    ├── ParameterError          the caller asked for something that cannot be (exit 2)
    │   └── NothingThereError       what was named is not there, for whoever asks
    └── CannotRunError          the call was fine, the world was not (exit 3)
        ├── InputError          an input could not be read as events
        │   ├── SourceError         a file, folder or URL cannot be opened or is of no known kind
        │   ├── SchemaError         columns are missing or of a type that cannot be used
        │   ├── TimeZoneNeededError times carry no zone and none was named
        │   ├── TooManyBadRowsError the share of quarantined rows passed the stated limit
        │   └── EmptyLogError       no usable event is left
        ├── OutputError         a run folder or file cannot be written or read back
        ├── StoreError          a store of cases cannot be opened, or refused what was asked
        ├── MissingExtraError   an optional package is not installed
        ├── NoIdentitySourceError, ProviderError (in clearwater.app.identity.sources, .provider)
        └── RefusedError        the rules of cases do not allow it (in clearwater.cases.refused)

Every message answers the same five questions: what happened, where, what was expected, what was
found, what to do next. They are kept apart as attributes so that a screen or a log can lay them
out; ``str(error)`` joins them in one line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ClearwaterError(Exception):
    """Base of all errors. ``exit_code`` is what the command line ends with."""

    exit_code = 3

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        expected: str = "",
        found: str = "",
        next_step: str = "",
    ) -> None:
        self.what = what
        self.where = where
        self.expected = expected
        self.found = found
        self.next_step = next_step
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        parts = [self.what if not self.where else f"{self.what} ({self.where})"]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.found:
            parts.append(f"found {self.found}")
        sentence = "; ".join(parts)
        return f"{sentence}. {self.next_step}" if self.next_step else sentence


class ParameterError(ClearwaterError):
    """A parameter lies outside its allowed range, or two of them contradict each other."""

    exit_code = 2


class NothingThereError(ParameterError):
    """What was named is not there for whoever asks; nobody is told of what is another's."""


class CannotRunError(ClearwaterError):
    """The request is valid and still cannot be carried out."""


class InputError(CannotRunError):
    """An input could not be read as events."""

    reading: object | None = None
    """Where rows had been read before the error: a `clearwater.events.Reading` with quarantine."""


class SourceError(InputError):
    """A file, folder or URL cannot be opened, or is of no known kind."""


class SchemaError(InputError):
    """Required columns are missing, or a column has a type that cannot be used."""


class TimeZoneNeededError(InputError):
    """Times carry no zone, and no ``time_zone`` was named."""


class TooManyBadRowsError(InputError):
    """The share of quarantined rows passed ``max_bad_share``; the quarantine is kept."""


class EmptyLogError(InputError):
    """No usable event is left after reading."""


class OutputError(CannotRunError):
    """A run folder or a file cannot be written, or cannot be read back."""


class StoreError(CannotRunError):
    """A store of cases cannot be opened, is not what it should be, or refused what was asked."""


class MissingExtraError(CannotRunError):
    """An optional package is not installed."""


def near_names(name: str, known: Iterable[str]) -> str:
    """Return ``"did you mean 'x' or 'y'?"`` for the known names close to `name`, or ``""``."""
    close = difflib.get_close_matches(name, list(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(repr(c) for c in close)}?" if close else ""
