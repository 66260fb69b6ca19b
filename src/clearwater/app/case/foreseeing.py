"""What somebody has to know before they decide: how they met, whom it touches, until when.

Nothing is decided and nothing is kept. The same numbers are computed again when a decision is
taken, and are kept with it then.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.working import Choice, alone_recently, preview
from clearwater.cases.measures.blast_radius import BlastRadius
from clearwater.cases.measures.policy import Policy, Rung
from clearwater.cases.measures.stages import last_start_s
from clearwater.cases.records.case import CaseFinding
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.asking import number_refused
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import near_names
from clearwater.events.schema import TIME_TYPE

FORESEEN = pa.schema(
    [
        ("case", pa.string()),
        ("met", pa.string()),
        ("accounts", pa.int64()),
        ("events", pa.int64()),
        ("objects", pa.int64()),
        ("had_measure_before", pa.int64()),
        ("expected_wrong", pa.float64()),
        ("expected_wrong_how", pa.string()),
        ("measure", pa.string()),
        ("severity", pa.int64()),
        ("begins", TIME_TYPE),
        ("all_begun", TIME_TYPE),
        ("ends", TIME_TYPE),
        ("second_person", pa.bool_()),
        ("members", pa.string()),
    ]
)
"""``met``: what the findings say, one a line; ``had_measure_before``: how many of the accounts had
a measure in any case that was not taken back; ``expected_wrong``: at most so many accounts, on
average, are accused wrongly, and ``expected_wrong_how`` how that is computed; ``begins``,
``all_begun`` and ``ends``: of the first and the last account's measure, and when the last one's
lapses, if the notices went out now; ``members``: for ``--previewed``. What hangs on a measure is
empty where none is named."""


@dataclass(frozen=True)
class _Times:
    begins_us: int
    all_begun_us: int
    ends_us: int


def foresee(desk: Desk, case: str, choice: Choice) -> pa.Table:
    """Return one row with schema `FORESEEN`: what this decision would do.

    Raises
    ------
    RefusedError
        If there is no such case, or the policy has no such measure or none that lasts so long.
    ParameterError
        If an account that is left out is none that the store knows.
    """
    touched = preview(desk, case, choice.exclude, choice.exclude_subjects)
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        findings = desk.file_of(unit, case).all(CaseFinding)
        alone = touched.accounts + alone_recently(unit, context)
    rung = _rung(context.policy, choice.measure)
    if rung is not None and choice.duration_s is not None:
        too_long = number_refused("duration in seconds", choice.duration_s, 1, rung.longest_s)
        if too_long is not None:
            raise RefusedError(too_long)
    row = {"case": case, "met": "\n".join(map(_met, findings)), **_touched(touched)}
    if rung is not None:
        times = _times(choice, rung, context.policy, context.now_us)
        row |= {
            "measure": rung.name,
            "severity": rung.severity,
            "begins": times.begins_us,
            "all_begun": times.all_begun_us,
            "ends": times.ends_us,
            "second_person": context.policy.needs_second(rung.name, alone),
        }
    return pa.Table.from_pylist([row], FORESEEN)


def _touched(touched: BlastRadius) -> dict[str, object]:
    return {
        "accounts": touched.accounts,
        "events": touched.events,
        "objects": touched.objects,
        "had_measure_before": touched.earlier,
        "expected_wrong": touched.expected_wrong_milli / 1000,
        "expected_wrong_how": touched.how,
        "members": touched.members,
    }


def _met(finding: CaseFinding) -> str:
    q = float(finding.q_value)
    return f"{finding.finding}, {finding.level}, q-value {q:.2g}: {finding.headline}"


def _rung(policy: Policy, measure: str | None) -> Rung | None:
    if measure is None:
        return None
    ladder = {rung.name: rung for rung in policy.ladder}
    if measure in ladder:
        return ladder[measure]
    refusal = refuse(
        Code.NO_SUCH_MEASURE,
        expected=" | ".join(ladder),
        found=repr(measure[:80]),
        next_step=near_names(measure, ladder),
    )
    raise RefusedError(refusal)


def _times(choice: Choice, rung: Rung, policy: Policy, now_us: int) -> _Times:
    lasts_s = rung.default_s if choice.duration_s is None else choice.duration_s
    last_s = last_start_s(
        stages=choice.stages, gap_s=choice.stage_gap_s, jitter_s=policy.staging.jitter_s
    )
    begins_us = now_us + choice.delay_s * 1_000_000
    all_begun_us = begins_us + last_s * 1_000_000
    return _Times(begins_us, all_begun_us, all_begun_us + lasts_s * 1_000_000)
