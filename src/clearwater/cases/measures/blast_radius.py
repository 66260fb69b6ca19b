"""What a decision would touch, shown before it is taken and kept with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Self

import rfc8785

from clearwater.cases.records.case import Member
from clearwater.errors import ParameterError

HOW = "accounts x largest q-value among them"
"""How expected wrong accusations are computed; see `BlastRadius.expected_wrong_milli`."""


@dataclass(frozen=True)
class BlastRadius:
    """What a decision would touch."""

    accounts: int
    """Members that it is about."""
    events: int
    """Events of theirs in the runs."""
    objects: int
    """Objects that they acted on together; one that two findings name counts twice."""
    earlier: int
    """How many of the accounts had a measure before that was not taken back."""
    earlier_milli: int
    """Their share, thousandths, rounded down."""
    expected_wrong_milli: int
    """Accounts that are expected to be accused wrongly, thousandths of an account, rounded up.

    The number of accounts times the largest q-value among them. A run promises that of the accounts
    whose q-value is at most q, a share q at most is wrong, on average: so this is an upper bound if
    wrong ones are no more common in this case than in its run, and only as good as the null model
    is. It is no probability for any single account."""
    how: str
    """How that was computed: `HOW`."""
    members: str
    """`members_digest` of the accounts: a preview of others is refused."""

    @classmethod
    def of_json(cls, text: str | bytes) -> Self:
        """Return the blast radius that `canonical` wrote.

        Raises
        ------
        ParameterError
            If a field is missing, unknown or of another type.
        """
        try:
            said = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _wrong("the whole text", "JSON in UTF-8", str(error)[:200]) from error
        known = {f.name: str if f.name in {"how", "members"} else int for f in fields(cls)}
        if not isinstance(said, dict) or set(said) != set(known):
            found = ", ".join(sorted(said)[:20]) if isinstance(said, dict) else type(said).__name__
            raise _wrong("the whole text", f"an object with {', '.join(known)}", found)
        for name, kind in known.items():
            if type(said[name]) is not kind or (kind is int and said[name] < 0):
                expected = "a whole number from 0" if kind is int else "a text"
                raise _wrong(name, expected, json.dumps(said[name])[:80])
        return cls(**said)

    def canonical(self) -> str:
        """Return the RFC 8785 JSON, as `Decision.blast_radius` keeps it."""
        return rfc8785.dumps(asdict(self)).decode()


def blast_radius(
    members: Iterable[Member], *, objects: int, with_earlier: Collection[str] = frozenset()
) -> BlastRadius:
    """Return what a decision about these members would touch.

    Parameters
    ----------
    members
        The accounts that would be decided about (`clearwater.cases.workflow.decided_about`).
    objects
        Objects of the case's findings.
    with_earlier
        Accounts that had a measure before, in any case, that was not taken back.

    Raises
    ------
    ParameterError
        If a q-value is no number from 0 to 1.
    """
    about = sorted(members, key=lambda member: member.subject)
    earlier = sum(member.subject in with_earlier for member in about)
    largest = max((_q_value(member) for member in about), default=Decimal(0))
    wrong = (largest * len(about) * 1000).to_integral_value("ROUND_CEILING")
    return BlastRadius(
        accounts=len(about),
        events=sum(member.events for member in about),
        objects=objects,
        earlier=earlier,
        earlier_milli=earlier * 1000 // len(about) if about else 0,
        expected_wrong_milli=int(wrong),
        how=HOW,
        members=members_digest(member.subject for member in about),
    )


def members_digest(subjects: Iterable[str]) -> str:
    """Return the SHA-256, in hex, of the RFC 8785 JSON list of the accounts' names, sorted."""
    return hashlib.sha256(rfc8785.dumps(sorted(subjects))).hexdigest()


def _q_value(member: Member) -> Decimal:
    try:
        q = Decimal(member.q_value)
    except InvalidOperation:
        q = Decimal("NaN")
    if not 0 <= q <= 1 if q.is_finite() else True:
        raise ParameterError(
            "a member's q-value cannot be used",
            where=f"member {member.subject}",
            expected="a number from 0 to 1",
            found=repr(member.q_value[:40]),
        )
    return q


def _wrong(where: str, expected: str, found: str) -> ParameterError:
    return ParameterError(
        "not a blast radius", where=f"field {where}", expected=expected, found=found
    )
