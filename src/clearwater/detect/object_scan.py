"""The objects of a log, after its groups: what was pushed, and what is left of the numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clearwater.detect.asking import Asking
from clearwater.detect.finding_moments import known_groups
from clearwater.detect.joint_pass import JointPass, joint_pass
from clearwater.detect.layer_scan import LayerScan, Step
from clearwater.detect.population import Population
from clearwater.detect.pushed.crowds import asked_surges
from clearwater.detect.pushed.history import histories
from clearwater.detect.pushed.objects import KnownGroup, Pushes, pushes
from clearwater.detect.pushed.tables import pushed_table
from clearwater.detect.pushed.topics import topics_of
from clearwater.detect.recount.metrics import recounted
from clearwater.detect.recount.ordered_acts import OrderedActs, ordered_acts
from clearwater.findings.tables import EVENT_WEIGHTS, RECOUNT


@dataclass(frozen=True)
class ObjectScan:
    """What was found about the objects of one log."""

    population: Population
    joint: JointPass
    known: list[KnownGroup]
    """The findings."""
    topics: tuple[Population, Pushes] | None
    """Hashtags as objects, where there are any."""
    ordered: OrderedActs

    @property
    def groups(self) -> LayerScan:
        """Return the groups as they stand in the end."""
        return self.joint.scan

    def tables(self, seed: int, q: float) -> dict[str, pa.Table]:
        """Return the tables of a run folder that this fills."""
        log = self.population.log
        draws = self.ordered.draws(log.events, seed)
        weighed = np.flatnonzero(draws.chance > 0.0)
        parts = [(self.population, self.joint.pushed), *([self.topics] if self.topics else [])]
        return {
            "pushed": pushed_table(parts, self.known, q),
            "recount": recounted(log, draws) if draws.rows else RECOUNT.empty_table(),
            "event_weights": pa.table(
                {"event": log.event_ids(weighed), "p_inauthentic": draws.chance[weighed]},
                schema=EVENT_WEIGHTS,
            ),
        }


def scan_objects(
    population: Population, found: LayerScan, *, q: float, seed: int, threads: int, step: Step
) -> ObjectScan:
    """Return what was pushed and what was ordered, and the groups that this led to.

    Parameters
    ----------
    found
        The groups of the log of `population`.
    q
        Stated false discovery rate, above 0, at most 0.5.
    seed
        Of the replicas.
    """
    step("ask about objects", 0, 2)
    log = population.log
    known = list(histories(log, threads=threads))
    surges = asked_surges(found.asking, known, q=q)
    step("ask about objects", 1, 2)
    joint = joint_pass(found, surges, q=q, seed=seed, step=step)
    findings = joint.scan.findings
    groups = known_groups(findings)
    windows = [one.group.window_us for one in findings]
    moments = {one.key: list(one.groups) for one in joint.pushed.objects if one.groups}
    ordered = ordered_acts(log, known, groups, moments, windows)
    topics = _topics(population, groups, q=q, threads=threads)
    step("ask about objects", 2, 2)
    return ObjectScan(population, joint, groups, topics, ordered)


def _topics(
    population: Population, groups: list[KnownGroup], *, q: float, threads: int
) -> tuple[Population, Pushes] | None:
    topics = topics_of(population)
    if topics is None:
        return None
    known = list(histories(topics.log, threads=threads))
    # Who writes of one thing writes alike, so that the crowd of a topic is asked nothing.
    return topics, pushes(topics.log, asked_surges(Asking(topics, (), ()), known, q=q), groups, {})
