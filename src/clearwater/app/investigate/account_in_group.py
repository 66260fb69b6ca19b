"""One account in one group: what speaks for its being there, with whom, when, what would clear it.

Taken from the tables of the finding, wherever they stand. What is said of the group is kept apart
from what is said of the account: nobody is decided about for whom they stand beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.group.facts import Facts, facts_of
from clearwater.app.group.source import Group
from clearwater.app.investigate.answer import steps_of

PARTNERS = 50
"""Accounts that are listed as met most surely."""


@dataclass(frozen=True)
class Partner:
    """Somebody whom the account met, at the pair's strongest."""

    account: str
    """The platform's name: it stays on the server."""
    layer: str
    window_s: float
    meetings: int
    expected: float
    q_value: float
    score_bits: float


@dataclass(frozen=True)
class Layer:
    """What the account's pairs say in one layer within one window."""

    layer: str
    window_s: float
    partners: int
    """Others of whom something is known in it."""
    significant: int
    """Those whose pair survives by itself."""
    meetings: int
    expected: float
    best_bits: float


@dataclass(frozen=True)
class Course:
    """Acts over time: the account's, and what one of its group and one of the control did."""

    start_us: int
    step_us: int
    met: tuple[int, ...]
    """Its acts at which others of the group met it."""
    alone: tuple[int, ...]
    """Its other acts."""
    group: tuple[float, ...]
    """Acts of the members, mean."""
    control: tuple[float, ...]
    """Acts of the matched accounts outside, mean."""


@dataclass(frozen=True)
class AccountInGroup:
    """One account in one finding."""

    finding: str
    facts: Facts
    member: Mapping[str, Any] = field(repr=False)
    """Its row of the run's table ``members``, without its name."""
    place: int
    """Where it stands among the members, the strongest is 0."""
    partners: tuple[Partner, ...] = field(repr=False)
    partners_total: int
    layers: tuple[Layer, ...]
    course: Course | None

    @property
    def share_of_group(self) -> float:
        """Share of the finding's bits that would go with the account, 0..1."""
        whole = float(self.facts.row["score_bits"] or 0.0)
        left = float(self.member["leave_one_out_bits"] or 0.0)
        return 0.0 if whole <= 0 else max(0.0, min(1.0, (whole - left) / whole))

    @property
    def open_explanations(self) -> tuple[str, ...]:
        """Innocent explanations that the tests did not rule out for the group."""
        return tuple(
            one.explanation for one in self.facts.explanations if one.outcome != "ruled out"
        )


def account_in_group(group: Group, account: str) -> AccountInGroup | None:
    """Return what a finding says of an account; nothing where it is no member."""
    members = group.rows("members")
    place = next((at for at, one in enumerate(members) if one["account"] == account), None)
    if place is None:
        return None
    pairs = _pairs(group, account)
    best = _best_each(pairs)
    return AccountInGroup(
        finding=group.finding,
        facts=facts_of(group),
        member={key: value for key, value in members[place].items() if key != "account"},
        place=place,
        partners=tuple(best[:PARTNERS]),
        partners_total=len(best),
        layers=_layers(pairs),
        course=_course(group, account, len(members)),
    )


def _pairs(group: Group, account: str) -> list[Partner]:
    columns = (
        *("account_l", "account_r", "layer", "window_s"),
        *("meetings", "expected", "q_value", "score_bits"),
    )
    if "pairs" not in group.tables:
        return []
    table = group.table("pairs", columns)
    mine = pc.or_(pc.equal(table["account_l"], account), pc.equal(table["account_r"], account))
    return [
        Partner(
            account=str(row["account_r"] if row["account_l"] == account else row["account_l"]),
            layer=str(row["layer"]),
            window_s=float(row["window_s"]),
            meetings=int(row["meetings"]),
            expected=float(row["expected"]),
            q_value=float(row["q_value"]),
            score_bits=float(row["score_bits"]),
        )
        for row in table.filter(mine).to_pylist()
    ]


def _best_each(pairs: list[Partner]) -> list[Partner]:
    best: dict[str, Partner] = {}
    for one in pairs:
        known = best.get(one.account)
        if known is None or (one.score_bits, one.meetings) > (known.score_bits, known.meetings):
            best[one.account] = one
    return sorted(best.values(), key=lambda one: (-one.score_bits, -one.meetings, one.account))


def _layers(pairs: list[Partner]) -> tuple[Layer, ...]:
    of: dict[tuple[str, float], list[Partner]] = defaultdict(list)
    for one in pairs:
        of[one.layer, one.window_s].append(one)
    return tuple(
        Layer(
            layer=layer,
            window_s=window_s,
            partners=len(some),
            significant=sum(one.score_bits > 0 for one in some),
            meetings=sum(one.meetings for one in some),
            expected=sum(one.expected for one in some),
            best_bits=max(one.score_bits for one in some),
        )
        for (layer, window_s), some in sorted(of.items())
    )


def _course(group: Group, account: str, members: int) -> Course | None:
    if "raster" not in group.tables:
        return None
    dots = group.table("raster", ("side", "account", "time", "joint"))
    own = pc.and_(pc.equal(dots["side"], "members"), pc.equal(dots["account"], account))
    if not dots.num_rows or not pc.any(own).as_py():
        return None
    times = dots["time"].cast(pa.int64()).to_numpy()
    mine, member = own.to_numpy(), pc.equal(dots["side"], "members").to_numpy()
    joint = dots["joint"].to_numpy() > 0
    start, step, place, bins = steps_of(times)
    counts = {
        name: np.bincount(place[mask], minlength=bins)
        for name, mask in {
            "met": mine & joint, "alone": mine & ~joint, "group": member, "control": ~member
        }.items()
    }  # fmt: skip
    controls = len(pc.unique(dots["account"].filter(pa.array(~member))))
    return Course(
        start,
        step,
        tuple(counts["met"].tolist()),
        tuple(counts["alone"].tolist()),
        tuple((counts["group"] / max(1, members)).round(3).tolist()),
        tuple((counts["control"] / max(1, controls)).round(3).tolist()),
    )
