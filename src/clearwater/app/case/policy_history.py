"""The policies of an organisation, the newest first, each with what it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from clearwater.app.case.desk import Desk, policy_of
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.policy import PolicyVersion
from clearwater.cases.workflow.rights import Verb

_NAMES: Final = ("name", "code")
"""By what the members of a list are known."""


@dataclass(frozen=True)
class Change:
    """One thing that a policy says otherwise than the one before."""

    where: str
    """Such as ``ladder > mute > longest_s``."""
    before: str | None
    """Nothing where it is new."""
    after: str | None
    """Nothing where it is gone."""


@dataclass(frozen=True)
class Version:
    """One policy that was put in force."""

    version: int
    since_us: int
    sha256: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class PolicyNow:
    """The policy in force and how it came to be."""

    policy: Policy
    version: int
    """0: the one that Clearwater brings."""
    since_us: int | None
    versions: tuple[Version, ...]
    """The newest first."""


def policy_now(desk: Desk) -> PolicyNow:
    """Return the policy in force and those before it.

    Raises
    ------
    RefusedError
        If the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        policy = policy_of(unit, desk.organisation)
        kept = sorted(unit.find(PolicyVersion), key=lambda one: one.version)
    before: dict[str, Any] = json.loads(default_policy().canonical())
    versions = []
    for one in kept:
        after = json.loads(one.policy)
        changes = tuple(changes_between(before, after))
        versions.append(Version(one.version, one.since_us, one.sha256, changes))
        before = after
    last = versions[-1] if versions else None
    return PolicyNow(
        policy=policy,
        version=0 if last is None else last.version,
        since_us=None if last is None else last.since_us,
        versions=tuple(reversed(versions)),
    )


def changes_between(before: Any, after: Any) -> Iterator[Change]:
    """Yield what differs between two policies as JSON, in the order of its places.

    Examples
    --------
    >>> [*changes_between({"a": [{"name": "x", "n": 1}]}, {"a": [{"name": "x", "n": 2}]})]
    [Change(where='a > x > n', before='1', after='2')]
    """
    earlier, later = dict(_flat(before, ())), dict(_flat(after, ()))
    for where in sorted(earlier.keys() | later.keys()):
        if earlier.get(where) != later.get(where):
            yield Change(" > ".join(where), earlier.get(where), later.get(where))


def _flat(said: Any, where: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(said, dict):
        for name, inner in said.items():
            yield from _flat(inner, (*where, name))
    elif isinstance(said, list) and said and all(_name(one) is not None for one in said):
        for one in said:
            yield from _flat(one, (*where, str(_name(one))))
    else:
        yield where, said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def _name(one: Any) -> str | None:
    if not isinstance(one, dict):
        return None
    return next((str(one[key]) for key in _NAMES if key in one), None)
