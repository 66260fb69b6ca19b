"""Every rule, and all of them asked."""

from __future__ import annotations

from collections.abc import Sequence

from clearwater.cases.figures.crosscheck import (
    between,
    hidden,
    numbers,
    of_statements,
    series,
    sums,
)
from clearwater.cases.figures.crosscheck.base import Fault, Rule, Skipped, Source

RULES: tuple[Rule, ...] = (
    *numbers.RULES,
    *sums.RULES,
    *series.RULES,
    *between.RULES,
    *hidden.RULES,
    *of_statements.RULES,
)


def faults_between(sources: Sequence[Source]) -> tuple[tuple[Fault, ...], tuple[Skipped, ...]]:
    """Return what does not go together, in the order of the rules, and what could not be asked."""
    found = [one for rule in RULES for one in rule.ask(sources)]
    faults = tuple(one for one in found if isinstance(one, Fault))
    return faults, tuple(dict.fromkeys(one for one in found if isinstance(one, Skipped)))
