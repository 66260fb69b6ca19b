"""A circle as the tables of an expansion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from clearwater.detect.expand.growth import Growth
from clearwater.detect.expand.lead import Lead
from clearwater.detect.expand.standing import Standing
from clearwater.detect.innocent import EXPLAINS
from clearwater.findings.expansion import ACCOUNTS, EDGES, EXPLANATIONS, STEPS, Expansion
from clearwater.units import MICROSECONDS

Rows = list[dict[str, Any]]


def expansion_of(
    names: pa.Array,
    leads: Sequence[Lead],
    growth: Growth,
    stands: Standing,
    parameters: Mapping[str, Any],
) -> Expansion:
    """Return everything that was found about the circle; `names` are the accounts of the log."""
    steps, edges = _steps(names, growth)
    evidence = stands.evidence
    tested = [] if evidence is None else list(evidence.tested)
    return Expansion(
        leads=tuple(str(lead) for lead in leads),
        notes=growth.start.notes,
        stopped=growth.stopped,
        level=stands.level,
        headline=stands.headline,
        score_bits=stands.bits,
        families=stands.strong,
        parameters=parameters,
        steps=pa.Table.from_pylist(steps, STEPS),
        accounts=pa.Table.from_pylist(_accounts(names, growth, stands), ACCOUNTS),
        edges=pa.Table.from_pylist(edges, EDGES),
        explanations=pa.Table.from_pylist(
            [
                {"explanation": one.name, "outcome": one.outcome, "reason": one.reason}
                for one in tested
            ],
            EXPLANATIONS,
        ),
    )


def _steps(names: pa.Array, growth: Growth) -> tuple[Rows, Rows]:
    steps: Rows = []
    edges: Rows = []
    for number, told in enumerate((growth.proven, *growth.steps)):
        for one in told:
            account, window_s = names[one.account].as_py(), one.window_us / MICROSECONDS
            via = [(names[other].as_py(), shared) for other, shared in one.via]
            steps.append(
                {
                    "step": number,
                    "account": account,
                    "because": one.because,
                    "figure": one.figure,
                    "window_s": window_s,
                    "observed": one.observed,
                    "expected": one.expected,
                    "p_value": one.p_value,
                    "q_value": one.q_value,
                    "via": [name for name, _ in via],
                }
            )
            edges += [
                {
                    "step": number,
                    "from_account": name,
                    "to_account": account,
                    "shared": shared,
                    "window_s": window_s,
                }
                for name, shared in via
            ]
    return steps, edges


def _accounts(names: pa.Array, growth: Growth, stands: Standing) -> Rows:
    step_of = {int(account): 0 for account in growth.start.known}
    leads = set(step_of)
    for number, told in enumerate((growth.proven, *growth.steps)):
        step_of.update((one.account, number) for one in told)
    rows = []
    for account, step in sorted(step_of.items(), key=lambda item: (item[1], item[0])):
        last = stands.answers.get(account)
        holds = account in stands.held
        rows.append(
            {
                "step": step,
                "account": names[account].as_py(),
                "lead": account in leads,
                "holds": holds,
                "observed": None if last is None else last.observed,
                "expected": None if last is None else last.expected,
                "p_value": None if last is None else last.p_value,
                "q_value": None if last is None else last.q_value,
                "note": _note(account, stands, holds=holds),
            }
        )
    return rows


def _note(account: int, stands: Standing, *, holds: bool) -> str:
    if holds:
        return "holds against the final circle"
    if not stands.answers:
        return "nobody was joined to it, so there was no circle to ask it against"
    if account not in stands.answers:
        return "did not hold: it came near too few of the circle's moments to be asked"
    if stands.evidence is not None and stands.evidence.explaining:
        explained = stands.evidence.explaining[0]
        if explained.outcome == EXPLAINS and stands.level is None:
            return f"not named: {explained.name} explains the circle"
    if stands.group is not None and stands.level is None:
        return "not named: the circle as a whole is not beyond chance"
    return "did not hold: asked against the final circle, chance explains it"
