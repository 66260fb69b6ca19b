"""How somebody wants a log to be read and scanned: checked, and as the store keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clearwater.app.settings import SETTINGS, default_of, windows_s
from clearwater.app.work.logs import LogRef
from clearwater.errors import ParameterError

MOST_MAPPED = 60
MOST_WINDOWS = 10


@dataclass(frozen=True)
class Reading:
    """Which log, and how its columns are read."""

    source: LogRef
    format_in: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Ours -> theirs, or ``=constant``."""
    time_zone: str | None = None
    time_unit: str = "auto"
    objects: LogRef | None = None
    """Table of objects with their creation times."""
    accounts: LogRef | None = None

    def options(self) -> dict[str, Any]:
        """Return everything but where the logs lie."""
        return {
            "format_in": self.format_in,
            "mapping": dict(self.mapping),
            "time_zone": self.time_zone,
            "time_unit": self.time_unit,
        }

    def checked(self) -> Reading:
        """Return it, if it can be used.

        Raises
        ------
        ParameterError
            If a word is none of the settings', or there is too much of something.
        """
        SETTINGS["time_unit"].parse(self.time_unit)
        if len(self.mapping) > MOST_MAPPED:
            raise ParameterError(
                "too many columns are mapped",
                expected=f"at most {MOST_MAPPED}",
                found=str(len(self.mapping)),
            )
        return self


@dataclass(frozen=True)
class Scanning:
    """A log and how it is scanned."""

    reading: Reading
    windows: tuple[str, ...] = ()
    """As a person types them; none: the usual ones."""
    q: str | None = None
    seed: int | None = None
    max_bad_share: str | None = None
    language: str = "en"
    """Of the report."""

    def settings(self) -> dict[str, Any]:
        """Return what the store keeps, every value checked.

        Raises
        ------
        ParameterError
            If one lies outside its range.
        """
        if len(self.windows) > MOST_WINDOWS:
            raise ParameterError(
                "too many windows", expected=f"at most {MOST_WINDOWS}", found=str(len(self.windows))
            )
        reading = self.reading.checked()
        return {
            **reading.options(),
            "max_bad_share": _parsed("max_bad_share", self.max_bad_share),
            "objects": _named(reading.objects),
            "accounts": _named(reading.accounts),
            "windows_s": list(windows_s(list(self.windows))),
            "q": _parsed("q", self.q),
            "seed": _parsed("seed", self.seed),
            "language": SETTINGS["language"].parse(self.language),
        }


def kept(settings: Mapping[str, Any]) -> str:
    """Return settings as the store keeps them."""
    return json.dumps(settings, ensure_ascii=False, sort_keys=True)


def _parsed(name: str, typed: object) -> Any:
    return default_of(name) if typed is None else SETTINGS[name].parse(typed)


def _named(ref: LogRef | None) -> dict[str, str] | None:
    if ref is None:
        return None
    return {"upload": ref.upload} if ref.upload is not None else {"log": str(ref.log)}


def ref_of(said: Mapping[str, str] | None) -> LogRef | None:
    """Return the log that settings name."""
    return None if said is None else LogRef(said.get("upload"), said.get("log"))
