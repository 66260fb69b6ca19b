"""A document of a report, read with its own words in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from clearwater.report.weekly.texts import Language, text

NOT_SHOWN = "■"
Value = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """A document and a language."""

    document: dict[str, Any]
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return one of our words."""
        return text(self.language, key, **values)

    def both(self, words: dict[str, str]) -> str:
        """Return words that the document brings in both languages."""
        return words[self.language]

    def group(self, name: str) -> str:
        """Return what a section is called."""
        return self.both(self.document["words"]["groups"][name])

    def dimension(self, name: str) -> str:
        """Return by what a figure is broken down."""
        known = self.document["words"]["dimensions"]
        return self.both(known[name]) if name in known else name

    def value_word(self, dimension: str, value: str) -> str:
        """Return what a value is called, in short: what stands after a colon is for definitions."""
        known = self.document["words"]["values"].get(dimension, {})
        words = self.both(known[value]) if value in known else value
        return words.split(": ")[0].split("：")[0]

    def definition(self, figure: str) -> dict[str, Any]:
        """Return the definition of a figure."""
        found: dict[str, Any] = next(
            one for one in self.document["definitions"] if one["id"] == figure
        )
        return found

    def name(self, figure: str) -> str:
        """Return what a figure is called."""
        return self.both(self.definition(figure)["words"])

    def groups(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield sections, each with its figures."""
        order = [*self.document["words"]["groups"]]
        for group in order:
            own = [one for one in self.document["figures"] if one["id"].partition(".")[0] == group]
            if own:
                yield group, own

    def days(self) -> tuple[str, str]:
        """Return the first and the last day of the period, there."""
        said = self.document["period"]
        zone = timezone(timedelta(minutes=said["offset_min"]))
        start, end = (moment_of(said[name]).astimezone(zone) for name in ("start", "end"))
        return start.date().isoformat(), (end - timedelta(days=1)).date().isoformat()

    def offset(self) -> str:
        """Return the zone, such as ``UTC+08:00``."""
        minutes = self.document["period"]["offset_min"]
        if not minutes:
            return "UTC"
        sign, minutes = ("+", minutes) if minutes > 0 else ("-", -minutes)
        return self.say("utc", offset=f"{sign}{minutes // 60:02d}:{minutes % 60:02d}")

    def shown(self, unit: str, value: Value | None) -> str:
        """Return a value as people read it."""
        if value is None:
            return NOT_SHOWN
        if unit == "hours":
            return self.hours(value)
        if unit == "share":
            return self.share(value)
        return number(value["value"])

    def hours(self, value: Value) -> str:
        """Return times as people read them."""
        return self.say("hours", **value) if value["count"] else self.say("nothing")

    def share(self, value: Value) -> str:
        """Return a share with its interval."""
        if not value["of"]:
            return self.say("nothing")
        shares = {name: percent(value[name]) for name in ("share", "low", "high")}
        counts = self.say("of_all", count=number(value["count"]), of=number(value["of"]))
        return f"{counts}, {self.say('interval', **shares)}"


def moment_of(said: str) -> datetime:
    """Return the moment that a document states."""
    return datetime.fromisoformat(said)


def number(value: int | None) -> str:
    """Return a count with thousands apart; a black square where it is kept back."""
    return NOT_SHOWN if value is None else f"{value:,}".replace(",", "\u2009")


def percent(share: float) -> str:
    """Return a share in per cent, to a tenth."""
    return f"{share * 100:.1f} %"


def margin(one: dict[str, Any], *dimensions: str) -> dict[tuple[str, ...], int]:
    """Return the counts of a figure by some of its dimensions, as the document states them."""
    stated = [{"by": one["by"], "cells": one["cells"]}, *one["margins"]]
    found = next(some for some in stated if set(some["by"]) == set(dimensions))
    return {
        tuple(cell["by"][each] for each in dimensions): cell["value"] for cell in found["cells"]
    }
