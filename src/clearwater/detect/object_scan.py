"""The objects of a log, after its groups: what was pushed, and what is left of the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from clearwater.detect.asking import Asking
from clearwater.detect.finding_tables import Finding, moment_bits
from clearwater.detect.population import Population
from clearwater.detect.pushed.history import History, histories
from clearwater.detect.pushed.objects import GroupMoment, KnownGroup, Pushes, pushes
from clearwater.detect.pushed.tables import pushed_table
from clearwater.detect.pushed.topics import topics_of
from clearwater.detect.recount.metrics import recounted
from clearwater.detect.recount.ordered_acts import OrderedActs, ordered_acts
from clearwater.findings.tables import EVENT_WEIGHTS, RECOUNT

Moments = Mapping[int, list[GroupMoment]]


@dataclass(frozen=True)
class ObjectScan:
    """What was found about the objects of one log."""

    population: Population
    known: list[History]
    groups: list[KnownGroup]
    windows_us: list[int]
    """Of each group."""
    pushed: Pushes
    topics: tuple[Population, Pushes] | None
    """Hashtags as objects, where there are any."""
    ordered: OrderedActs

    def tables(self, seed: int, q: float) -> dict[str, pa.Table]:
        """Return the tables of a run folder that this fills."""
        log = self.population.log
        draws = self.ordered.draws(log.events, seed)
        weighed = np.flatnonzero(draws.chance > 0.0)
        parts = [(self.population, self.pushed), *([self.topics] if self.topics else [])]
        return {
            "pushed": pushed_table(parts, self.groups, q),
            "recount": recounted(log, draws) if draws.rows else RECOUNT.empty_table(),
            "event_weights": pa.table(
                {"event": log.event_ids(weighed), "p_inauthentic": draws.chance[weighed]},
                schema=EVENT_WEIGHTS,
            ),
        }


def scan_objects(
    population: Population, asking: Asking, findings: Sequence[Finding], *, q: float, threads: int
) -> ObjectScan:
    """Return what was pushed and what was ordered, given the findings about accounts.

    Parameters
    ----------
    asking
        What is asked of the crowd of a surge.
    q
        Stated false discovery rate, above 0, at most 0.5.
    """
    log = population.log
    groups = [KnownGroup(one.name, one.group.members, one.q_value) for one in findings]
    windows = [one.group.window_us for one in findings]
    known = list(histories(log, threads=threads))
    pushed = pushes(asking, known, groups, moments_by_key(findings), q=q)
    moments = {one.key: list(one.groups) for one in pushed.objects if one.groups}
    ordered = ordered_acts(log, known, groups, moments, windows)
    topics = _topics(population, groups, q=q, threads=threads)
    return ObjectScan(population, known, groups, windows, pushed, topics, ordered)


def moments_by_key(findings: Sequence[Finding]) -> dict[int, list[GroupMoment]]:
    """Return what each finding did to each key of the log."""
    found: dict[int, dict[str, GroupMoment]] = {}
    for one in findings:
        moments, bits = one.group.moments, moment_bits(one)
        for m in range(moments.size):
            here = GroupMoment(
                one.name,
                float(bits[m]),
                one.q_value,
                int(moments.members[m]),
                int(moments.first[m]),
                int(moments.last[m]),
            )
            for key in moments.keys[moments.key_starts[m] : moments.key_starts[m + 1]].tolist():
                before = found.setdefault(key, {}).get(one.name)
                found[key][one.name] = here if before is None else _together(before, here)
    return {key: list(own.values()) for key, own in found.items()}


def _together(one: GroupMoment, other: GroupMoment) -> GroupMoment:
    return replace(
        one,
        bits=one.bits + other.bits,
        members=max(one.members, other.members),
        start=min(one.start, other.start),
        end=max(one.end, other.end),
    )


def _topics(
    population: Population, groups: list[KnownGroup], *, q: float, threads: int
) -> tuple[Population, Pushes] | None:
    topics = topics_of(population)
    if topics is None:
        return None
    known = list(histories(topics.log, threads=threads))
    # Who writes of one thing writes alike, so that the crowd of a topic is asked nothing.
    return topics, pushes(Asking(topics, (), ()), known, groups, {}, q=q)
