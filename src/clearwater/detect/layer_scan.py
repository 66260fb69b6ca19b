"""One layer, from its traces to its findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from clearwater.detect.asking import Asking
from clearwater.detect.background import Background, background
from clearwater.detect.base import DetectorSpec
from clearwater.detect.evidence import Evidence, bearing, level_of
from clearwater.detect.finding_tables import (
    Finding,
    accounts_table,
    explanations_table,
    findings_table,
    members_table,
    objects_table,
    raster_table,
    waterfall_table,
)
from clearwater.detect.group_evidence import group_evidence
from clearwater.detect.groups import Group, Seed, find_groups, seeds_of_pairs, told_apart
from clearwater.detect.innocent import EXPLANATIONS, Case
from clearwater.detect.pair_evidence import PairEvidence, pair_evidence
from clearwater.detect.pair_tables import account_evidence, meetings_table, pair_rows, pairs_table
from clearwater.detect.population import Population
from clearwater.detect.screen import screen
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.units import MICROSECONDS

Step = Callable[[str, int, int], None]
"""Called with (stage, done, total)."""


@dataclass(frozen=True)
class LayerScan:
    """What one layer found in one log."""

    layer: DetectorSpec
    log: CodedLog
    known: Background
    asking: Asking
    windows: list[PairEvidence]
    level: float
    """False discovery rate of each window."""
    asked: int
    """Seeds of groups that were asked."""
    groups: list[Group]
    """Groups of which each is a finding if it survives as one."""
    findings: list[Finding]
    """Strongest first; their names are given when all layers are through."""

    @property
    def hypotheses(self) -> int:
        """Return the number of pairs that could have met, times the number of windows."""
        return max(1, self.log.possible_pairs) * len(self.windows)

    def named(self, first: int) -> LayerScan:
        """Return this scan with its findings numbered from `first`: F001, F002, ..."""
        findings = [
            replace(one, name=f"F{number:03d}")
            for number, one in enumerate(self.findings, start=first)
        ]
        return replace(self, findings=findings)

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables of a run folder that this layer fills."""
        log, findings = self.log, self.findings
        pairs = pair_rows(log, self.windows, [one.group for one in findings], self.level)
        names = [one.name for one in findings]
        return {
            "pairs": pairs_table(log, self.layer.id, self.windows, pairs, names),
            "meetings": meetings_table(log, self.windows, pairs),
            "findings": findings_table(log, findings),
            "members": members_table(log, self.known, findings, pairs),
            "accounts": accounts_table(
                log, self.known, findings, account_evidence(self.windows, pairs, self.level)
            ),
            "objects": objects_table(log, findings),
            "waterfall": waterfall_table(findings, self.hypotheses),
            "explanations": explanations_table(findings),
            "raster": raster_table(log, findings),
        }


def scan_layer(
    layer: DetectorSpec,
    population: Population,
    windows_us: Sequence[int],
    *,
    q: float,
    share: float,
    seed: int,
    threads: int,
    step: Step,
) -> LayerScan:
    """Return what one layer finds.

    Parameters
    ----------
    windows_us : sequence of int
        Microseconds, ascending, each once.
    q : float
        Stated false discovery rate, of findings.
    share : float
        Part of `q` that this layer may spend, 0..1; each window gets an equal part of that.
    """
    log = population.log
    known = background(log)
    step("count what accounts share", 0, 1)
    asking = Asking.of(population)
    step("count what accounts share", 1, 1)
    level = q * share / len(windows_us)
    evidence = []
    for window_us in windows_us:
        stage = f"test pairs, window {window_us / MICROSECONDS:g} s"
        step(stage, 0, 2)
        candidates = screen(log, window_us, threads=threads)
        step(stage, 1, 2)
        evidence.append(
            pair_evidence(
                log, known, window_us, threads=threads, candidates=candidates, level=level
            )
        )
        step(stage, 2, 2)
    scan = LayerScan(layer, log, known, asking, evidence, level, 0, [], [])
    step("find groups", 0, 1)
    found = with_seeds(scan, seeds_of_pairs(log, evidence, level, seed), q=q, seed=seed)
    step("find groups", 1, 1)
    return found


def with_seeds(scan: LayerScan, seeds: Sequence[Seed], *, q: float, seed: int) -> LayerScan:
    """Return the scan with the groups of further seeds, and all findings weighed together."""
    found = find_groups(
        *(scan.log, scan.known, scan.asking, scan.windows, scan.level),
        seeds,
        asked_before=scan.asked,
    )
    groups = told_apart([*scan.groups, *found])
    more = replace(scan, groups=groups, asked=scan.asked + len(seeds))
    return replace(more, findings=_findings(more, groups, q, seed))


def _findings(scan: LayerScan, groups: list[Group], q: float, seed: int) -> list[Finding]:
    """Return the groups that survive as groups, strongest first."""
    evidence = [_evidence(scan, group, seed) for group in groups]
    # Each family of each group is a claim of its own: which of them survive decides what is said.
    p = np.array([[one.p_of(family) for family in one.families] for one in evidence])
    q_of = q_values(p.ravel(), max(1, p.size)).reshape(p.shape)
    kept = []
    for group, found, own in zip(groups, evidence, q_of, strict=True):
        strong = tuple(f for f, of_f in zip(found.families, own, strict=True) if of_f <= q)
        on_devices, office = found.p_on_devices <= q, found.may_be_an_office
        level = level_of(strong, on_devices=on_devices, office=office)
        if level is not None and found.bits > 0.0:
            # The claim needs all of them, so it is no surer than the weakest.
            q_value = max(float(q) for f, q in zip(found.families, own, strict=True) if f in strong)
            rests_on = bearing(strong, on_devices=on_devices, office=office)
            kept.append(Finding("", group, found, q_value, strong, level, rests_on, scan.layer))
    return sorted(kept, key=lambda one: (-one.evidence.bits, int(one.group.members[0])))


def _evidence(scan: LayerScan, group: Group, seed: int) -> Evidence:
    moves = group_evidence(group, scan.hypotheses, seed)
    answers = scan.asking.ask(group.draft, group.members)
    case = Case(group, moves, answers, scan.asking.population, scan.asking.places)
    return Evidence(moves, answers, tuple(test(case) for test in EXPLANATIONS))
