"""How somebody wants to see the console. Kept in a cookie of theirs and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import parse_qs, urlencode

from fastapi import Request

from clearwater.web.console.languages import DEFAULT, LOCALES
from clearwater.web.problems import language_of

COOKIE: Final = "clearwater_preferences"
YEAR_S: Final = 31_536_000
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "language": tuple(LOCALES),
    "theme": ("auto", "light", "dark"),
    "pictures": ("shown", "blurred", "grey", "blurred-grey"),
    "texts": ("shown", "blurred"),
    "motion": ("auto", "still"),
    "shortcuts": ("on", "off"),
}
"""Preference -> what it can be, the usual first. Reviewers look at bad things all day: pictures and
texts can be blurred until somebody points at them, or be without colour. Who speaks to the machine,
or whose hands press keys by accident, turns off the keys of one letter."""


@dataclass(frozen=True)
class Preferences:
    """What somebody chose, one of `CHOICES` each."""

    language: str = DEFAULT
    theme: str = "auto"
    pictures: str = "shown"
    texts: str = "shown"
    motion: str = "auto"
    shortcuts: str = "on"

    @classmethod
    def of(cls, request: Request) -> Preferences:
        """Return the preferences of who asks; by default the language of their browser."""
        usual = cls(language=language_of(request.headers.get("accept-language", "")))
        return usual.changed(_said(request.cookies.get(COOKIE, "")))

    def changed(self, said: Mapping[str, str]) -> Preferences:
        """Return them with changes; what can not be chosen changes nothing."""
        fitting = {name: value for name, value in said.items() if value in CHOICES.get(name, ())}
        return replace(self, **fitting)

    def cookie(self, *, tls: bool) -> str:
        """Return the header that keeps them in a browser."""
        chosen = urlencode({one.name: getattr(self, one.name) for one in fields(self)})
        secure = "; Secure" if tls else ""
        return f'{COOKIE}="{chosen}"; Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax{secure}'


def _said(cookie: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(cookie.strip('"')[:500]).items()}
