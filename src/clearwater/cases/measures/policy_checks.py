"""What a policy must fulfil beyond its single fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clearwater.errors import ParameterError, near_names

if TYPE_CHECKING:
    # A policy checks itself when it is made, so its file imports this one, and not the reverse.
    from clearwater.cases.measures.policy import Policy

Fault = tuple[str, str, str, str]
"""Field, what was expected, what was found, a near name."""


def check(policy: Policy) -> None:
    """Return if the policy can be used.

    Raises
    ------
    ParameterError
        Naming the first field that contradicts another.
    """
    for where, expected, found, near in _faults(policy):
        raise ParameterError(
            "the policy contradicts itself",
            where=f"field {where}",
            expected=expected,
            found=found,
            next_step=near or "Correct the field in the policy's JSON file.",
        )


def _faults(policy: Policy) -> Iterator[Fault]:
    yield from _ladder_faults(policy)
    yield from _second_person_faults(policy)
    yield from _named_once("rules", "name", (rule.name for rule in policy.rules))
    yield from _named_once("reasons", "code", (reason.code for reason in policy.reasons))
    yield from _named_once("purposes", "name", (purpose.name for purpose in policy.purposes))
    yield from _named_once("categories", "name", (one.name for one in policy.categories))
    yield from _named_once("tiers", "name", (tier.name for tier in policy.tiers))
    rules = [rule.name for rule in policy.rules]
    categories = [category.name for category in policy.categories]
    for place, reason in enumerate(policy.reasons):
        yield from _unknown(f"reasons[{place}].rule", reason.rule, rules)
        yield from _unknown(f"reasons[{place}].category", reason.category, categories)
    yield from _unknown("exchange.flag_category", policy.exchange.flag_category, categories)
    yield from _tier_faults(policy)
    yield from _identity_faults(policy)
    retry = policy.retry
    if retry.first_s > retry.longest_s:
        yield "retry.first_s", f"at most longest_s, {retry.longest_s}", str(retry.first_s), ""


def _second_person_faults(policy: Policy) -> Iterator[Fault]:
    second, most = policy.second_person, policy.breaker.accounts
    if second.accounts > most:
        yield (
            "second_person.accounts",
            f"at most breaker.accounts, {most}",
            str(second.accounts),
            "",
        )
    # What a ladder calls severe is its own affair, so its gravest restriction is, whatever its
    # number: otherwise a limit above the ladder's top, or a ban of severity 1, would need nobody.
    for gravest in [rung for rung in policy.ladder if rung.restricts][-1:]:
        if not gravest.needs_second and gravest.severity < second.severity:
            expected = f"at most {gravest.severity}, so that {gravest.name!r} needs a second person"
            yield "second_person.severity", expected, str(second.severity), ""


def _ladder_faults(policy: Policy) -> Iterator[Fault]:
    yield from _named_once("ladder", "name", (rung.name for rung in policy.ladder))
    below = 0
    for place, rung in enumerate(policy.ladder):
        where = f"ladder[{place}]"
        if rung.severity <= below:
            yield f"{where}.severity", f"more than {below}, the rung before", str(rung.severity), ""
        below = rung.severity
        if rung.inverse == rung.name:
            yield f"{where}.inverse", "what takes the measure back", repr(rung.inverse), ""
        if rung.default_s > rung.longest_s:
            expected = f"at most longest_s, {rung.longest_s}"
            yield f"{where}.default_s", expected, str(rung.default_s), ""


def _tier_faults(policy: Policy) -> Iterator[Fault]:
    for place, tier in enumerate(policy.tiers):
        where = f"tiers[{place}].followers"
        if place == 0 and tier.followers != 0:
            yield where, "0, so that every creator has a tier", str(tier.followers), ""
        elif place and tier.followers <= policy.tiers[place - 1].followers:
            expected = f"more than {policy.tiers[place - 1].followers}, the tier before"
            yield where, expected, str(tier.followers), ""


def _identity_faults(policy: Policy) -> Iterator[Fault]:
    rules = policy.identity
    if rules.idle_s > rules.session_s:
        expected = f"at most session_s, {rules.session_s}"
        yield "identity.idle_s", expected, str(rules.idle_s), ""
    if rules.first_lock_s > rules.longest_lock_s:
        expected = f"at most longest_lock_s, {rules.longest_lock_s}"
        yield "identity.first_lock_s", expected, str(rules.first_lock_s), ""


def _unknown(where: str, found: str, known: list[str]) -> Iterator[Fault]:
    if found not in known:
        yield where, " | ".join(known), repr(found), near_names(found, known)


def _named_once(where: str, field: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield f"{where}[{place}].{field}", f"each {field} once", f"{name!r} again", ""
        seen.add(name)
    if not seen:
        yield where, "at least one", "none", ""
