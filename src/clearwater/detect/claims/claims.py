"""Checks gathered by claim: what is matched with posts, and what is shown beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from clearwater.detect.claims.addresses import address
from clearwater.detect.claims.checks import Check, checks_of

BESIDE = " | "
"""Between the values of several checks of one claim."""
ALL_RETRACTED = "every check of it was retracted"
CALLED_TRUE = "its checks call it true"
_TRUE = frozenset(
    (
        *("true", "correct", "accurate", "mostly true", "correct attribution", "legit"),
        *("真实", "属实", "真", "正确", "屬實", "事实", "基本属实", "真實", "正確"),
    )
)


@dataclass(frozen=True)
class Claim:
    """One claim with its current checks, withdrawn ones included."""

    claim: str
    """Its id."""
    text: str
    """What is compared with posts: the claim, then titles of its checks."""
    checks: tuple[Check, ...]
    """The last version of each, in the order in which they came."""
    elsewhere: tuple[Check, ...] = ()
    """Standing checks of the same words under other ids: publishers number by themselves."""

    @property
    def standing(self) -> tuple[Check, ...]:
        """Return the checks that were not withdrawn."""
        return tuple(one for one in self.checks if not one.retracted)

    @property
    def published(self) -> int | None:
        """Return when the first standing check with a date was out, microseconds; None if none."""
        dates = [one.published for one in self.standing if one.published is not None]
        return min(dates) if dates else None

    @property
    def contradicted(self) -> bool:
        """Say whether standing checks rate it differently, those under other ids included."""
        found = (*self.standing, *self.elsewhere)
        ratings = {one.rating.strip().casefold() for one in found if one.rating}
        return len(ratings) > 1

    @property
    def left_out(self) -> str | None:
        """Return why telling it again is not reported, None where it is."""
        if not self.standing:
            return ALL_RETRACTED
        if all(called_true(one) for one in self.standing):
            return CALLED_TRUE
        return None

    def shown(self, field: str) -> str | None:
        """Return a field of all its checks beside each other, those that are missing left out.

        Withdrawn checks are shown too, and said to be so.
        """
        told = [
            f"{value} (retracted)" if one.retracted and field == "rating" else str(value)
            for one in self.checks
            if (value := getattr(one, field)) or (one.retracted and field == "rating")
        ]
        return BESIDE.join(dict.fromkeys(told)) or None

    @property
    def urls(self) -> frozenset[str]:
        """Return the addresses of its checks, in one form."""
        return frozenset(address(one.url) for one in self.checks if one.url)


def called_true(check: Check) -> bool:
    """Say whether a check calls its claim true: by its word, or by the best value of its scale."""
    if check.rating is not None:
        return check.rating.strip().casefold() in _TRUE
    if check.rating_value is None or check.rating_best is None:
        return False
    return check.rating_value == check.rating_best != check.rating_worst


def claims_in(checks: pa.Table) -> list[Claim]:
    """Return the claims of a table of `CHECKS` in the order of their ids."""
    return claims_of(checks_of(checks))


def claims_of(checks: Iterable[Check]) -> list[Claim]:
    """Return the claims of some versions of checks in the order of their ids."""
    gathered: dict[str, list[Check]] = {}
    for one in checks:
        if one.current:
            gathered.setdefault(one.claim, []).append(one)
    claims = [_claim(name, gathered[name]) for name in sorted(gathered)]
    said: dict[str, set[int]] = {}
    for number, claim in enumerate(claims):
        for one in claim.standing:
            said.setdefault(_same_words(one.text), set()).add(number)
    return [_with_others(number, claims, said) for number in range(len(claims))]


def _with_others(number: int, claims: Sequence[Claim], said: dict[str, set[int]]) -> Claim:
    own = claims[number]
    words = {_same_words(one.text) for one in own.standing}
    others = sorted(set().union(*(said[one] for one in words)) - {number})
    found = [one for k in others for one in claims[k].standing if _same_words(one.text) in words]
    return replace(own, elsewhere=tuple(found)) if found else own


def _same_words(text: str) -> str:
    """Return what is left when case, width, punctuation and spaces do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def contradictions(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims whose standing checks contradict each other."""
    return [one for one in claims if one.contradicted]


def published_of(claims: Sequence[Claim]) -> np.ndarray:
    """Return when each claim's first check was out: int64 microseconds, the lowest for unknown."""
    unknown = np.iinfo(np.int64).min
    dates = [unknown if one.published is None else one.published for one in claims]
    return np.array(dates, np.int64)


def _claim(name: str, checks: list[Check]) -> Claim:
    parts = [one.text for one in checks]
    parts += [part for one in checks for part in (one.title, one.subtitle) if part]
    return Claim(name, "\n".join(dict.fromkeys(parts)), tuple(checks))
