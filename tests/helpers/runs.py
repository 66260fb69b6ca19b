"""Fabricated runs for tests of everything that reads a run folder. No detector is involved.

The figures have the shape of real ones (groups meet on objects within seconds, pairs overlap, the
control does not), but they are invented: no test may use them to judge a statistic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clearwater.findings.run import Run, empty_tables
from clearwater.findings.tables import TABLES

START_US = 1_760_227_200_000_000  # 2025-10-12T00:00:00Z
DAY_US = 86_400_000_000

HOSTILE_NAMES = (
    '<img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked=2</script>",
    "小明_今天也在喝茶",
    "line\u2028separator",
    'O\'Brien "quoted" & Co',
)


@dataclass(frozen=True)
class Group:
    """One planted finding: how many accounts, on how many objects, how much of everything else."""

    finding: str
    accounts: int
    objects: int
    window_s: float = 10.0
    attendance: float = 0.75
    own_events: int = 12
    level: str = "coordinated"
    names: tuple[str, ...] = ()
    days: int = 37


SMALL = (
    Group("F001", 41, 17, level="likely inauthentic", names=HOSTILE_NAMES),
    Group("F002", 12, 14, window_s=60.0, attendance=0.6, own_events=25),
    Group("F003", 3, 9, attendance=1.0, own_events=6, days=2),
)


def small_run() -> Run:
    """Return a run with three findings: 41 accounts with hostile names, 12 and 3."""
    return build_run(SMALL)


def large_run(accounts: int = 430, objects: int = 20) -> Run:
    """Return a run whose first finding has about 92,000 pairs and 1.4 million meetings."""
    big = Group("F001", accounts, objects, attendance=0.87, own_events=60)
    return build_run((big, *SMALL[1:]))


def empty_run() -> Run:
    """Return a run of an honest log: nothing found, one detector skipped, no bad rows."""
    return Run(manifest=manifest(findings=0), tables=empty_tables())


def build_run(groups: tuple[Group, ...], seed: int = 7) -> Run:
    """Return a run with one finding for each group, the same for the same arguments."""
    rng = np.random.default_rng(seed)
    parts: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
    next_pair = 0
    for group in groups:
        tables = _Fabric(group, rng, next_pair).tables()
        next_pair += tables["pairs"].num_rows
        for name, table in tables.items():
            parts[name].append(table)
    joined = {
        name: pa.concat_tables(found).combine_chunks() for name, found in parts.items() if found
    }
    joined["accounts"] = joined["accounts"].sort_by("account")
    joined["quarantine"] = _table(
        "quarantine",
        file=["events.csv"] * 3,
        line=[18, 402, 9_001],
        field=["time", "time", "actor"],
        reason=["not a time", "not a time", "empty"],
        value=["13/13/2025", "yesterday", None],
    )
    return Run(manifest=manifest(findings=len(groups)), tables={**empty_tables(), **joined})


def manifest(*, findings: int) -> dict[str, Any]:
    """Return the manifest of a fabricated run."""
    return {
        "clearwater": "0.1.0",
        "command": "clearwater scan events.parquet --window 10s --window 60s --seed 7 --out run/",
        "run": "7c1e4f02ab93",
        "parameters": {"windows_s": [10.0, 60.0, 600.0], "q": 0.01, "seed": 7},
        "inputs": [
            {
                "name": "events.parquet",
                "sha256": "91c0" * 16,
                "bytes": 88_114_202,
                "rows": 1_204_118,
            }
        ],
        "counts": {
            "rows": 1_204_118,
            "events": 1_204_112,
            "accounts": 48_211,
            "objects": 9_402,
            "bad": 3 if findings else 0,
            "skipped": 0,
            "duplicates": 3,
            "pairs_possible": 1_162_126_155,
            "pairs_tested": 3_480_022,
            "pairs_significant": 902 if findings else 0,
            "findings": findings,
        },
        "span": {"first": "2025-10-12T00:00:03Z", "last": "2025-11-18T23:59:41Z"},
        "skipped": [{"detector": "same_text", "reason": "the log has no column text"}],
        "notes": ["Times were read as epoch milliseconds (column ts)."],
        "detectors": [
            {"id": "co_action", "version": "1.4", "paper": "ours, after Pacheco et al. 2021"}
        ],
        "blind_spots": ["at_birth", "few_jobs"],
        "environment": {"started": "2025-11-19T08:00:00Z", "seconds": 41.2, "python": "3.11.7"},
    }


class _Fabric:
    """Draws one group's events once; every table is a view of the same draw."""

    def __init__(self, group: Group, rng: np.random.Generator, first_pair: int) -> None:
        self.group = group
        self.first_pair = first_pair
        stems = [f"{group.finding.lower()}-{number:04x}" for number in range(group.accounts)]
        self.accounts = np.array([*group.names, *stems[len(group.names) :]], dtype=object)
        shape = (group.accounts, group.objects)
        self.present = rng.random(shape) < group.attendance
        self.starts = np.sort(rng.integers(0, group.days * DAY_US, group.objects)) + START_US
        late = rng.integers(0, int(group.window_s * 1e6 * 0.8), shape)
        self.times = self.starts[None, :] + late
        self.own = rng.integers(0, group.days * DAY_US, (group.accounts, group.own_events))
        jitter = group.days * DAY_US
        self.control = rng.integers(0, jitter, (group.accounts, group.own_events + group.objects))
        self.objects = np.array([f"video/{group.finding}/{n:03d}" for n in range(group.objects)])
        left, right = np.triu_indices(group.accounts, 1)
        together = (self.present[left] & self.present[right]).sum(axis=1)
        keep = together >= 2
        self.left, self.right, self.together = left[keep], right[keep], together[keep]
        self.pair_bits = np.round(self.together * 3.1 + (self.left * 7 + self.right) % 5 * 0.21, 4)

    def tables(self) -> dict[str, pa.Table]:
        return {
            "findings": self._findings(),
            "members": self._members(),
            "accounts": self._accounts(),
            "pairs": self._pairs(),
            "meetings": self._meetings(),
            "objects": self._objects(),
            "waterfall": self._waterfall(),
            "raster": self._raster(),
            "explanations": self._explanations(),
        }

    def _findings(self) -> pa.Table:
        group = self.group
        expected = 0.3
        headline = (
            f"{group.accounts} accounts met on {group.objects} objects within "
            f"{group.window_s:g} seconds of each other. {expected} such meetings were expected."
        )
        return _table(
            "findings",
            finding=[group.finding],
            kind=["co_action"],
            level=[group.level],
            headline=[headline],
            refutation=[
                "Wrong if fewer than 3 objects are left without any two members (left: 9)."
            ],
            score_bits=[self._total_bits()],
            q_value=[0.0025],
            accounts=[group.accounts],
            objects=[group.objects],
            events=[int(self.present.sum()) + self.own.size],
            meetings=[int(self.together.sum())],
            expected=[expected],
            window_s=[group.window_s],
            layer=["like"],
            first_time=[int(self.starts[0])],
            last_time=[int(self.starts[-1])],
            families=[["moves"] if group.level == "coordinated" else ["moves", "place"]],
            signatures=[["simulated browsing"]],
        )

    def _steps(self) -> list[tuple[str, str, float, str]]:
        steps = [
            ("moves", "moves together", self.group.objects * 3.6, "met far more than expected"),
            ("moves", "fan club?", -4.0, "own reaction lags explain 1 object"),
            ("place", "shared address?", -1.0, "a campus network explains no object"),
        ]
        if self.group.level != "coordinated":
            steps.insert(1, ("place", "comes from one place", 22.0, "31 of 41 behind 4 lines"))
        return steps

    def _total_bits(self) -> float:
        return round(sum(step[2] for step in self._steps()), 4)

    def _waterfall(self) -> pa.Table:
        steps = self._steps()
        return _table(
            "waterfall",
            finding=[self.group.finding] * len(steps),
            step=list(range(len(steps))),
            family=[step[0] for step in steps],
            label=[step[1] for step in steps],
            bits=[step[2] for step in steps],
            explanation=[step[3] for step in steps],
        )

    def _strengths(self) -> NDArray[np.float64]:
        return np.asarray(np.round(self.present.sum(axis=1) * 0.47 + 0.2, 4), dtype=np.float64)

    def _members(self) -> pa.Table:
        count = self.group.accounts
        bits = self._strengths()
        order = np.argsort(-bits, kind="stable")
        partners = np.bincount(self.left, minlength=count) + np.bincount(
            self.right, minlength=count
        )
        return _table(
            "members",
            finding=[self.group.finding] * count,
            account=self.accounts[order].tolist(),
            score_bits=bits[order],
            role=np.where(bits[order] > np.median(bits) * 0.7, "core", "edge").tolist(),
            leave_one_out_bits=np.round(self._total_bits() - bits[order], 4),
            q_value=np.full(count, 0.0025),
            objects=self.present.sum(axis=1)[order],
            partners=partners[order],
            events=self.present.sum(axis=1)[order] + self.group.own_events,
        )

    def _accounts(self) -> pa.Table:
        members = self._members()
        return members.select(["account", "score_bits", "q_value", "finding", "events"])

    def _pairs(self) -> pa.Table:
        count = len(self.left)
        return _table(
            "pairs",
            pair=np.arange(count) + self.first_pair,
            account_l=self.accounts[self.left].tolist(),
            account_r=self.accounts[self.right].tolist(),
            layer=["like"] * count,
            window_s=np.full(count, self.group.window_s),
            meetings=self.together,
            expected=np.full(count, 0.004),
            p_choice=np.exp2(-self.pair_bits - 4),
            p_timing=np.exp2(-self.pair_bits),
            q_value=np.minimum(0.01, np.exp2(-self.pair_bits + 9)),
            score_bits=self.pair_bits,
            finding=[self.group.finding] * count,
        )

    def _meetings(self) -> pa.Table:
        pair, place = np.nonzero(self.present[self.left] & self.present[self.right])
        event_l = self.left[pair] * self.group.objects + place
        event_r = self.right[pair] * self.group.objects + place
        ids = pa.array([f"{self.group.finding}e{n:06d}" for n in range(self.present.size)])
        flat = self.times.ravel()
        traces = pa.array([f"like {name}" for name in self.objects])
        return _table(
            "meetings",
            pair=pair + self.first_pair,
            trace=pc.take(traces, pa.array(place)),
            event_l=pc.take(ids, pa.array(event_l)),
            event_r=pc.take(ids, pa.array(event_r)),
            time_l=flat[event_l],
            time_r=flat[event_r],
            lag_s=(flat[event_r] - flat[event_l]) / 1e6,
        )

    def _objects(self) -> pa.Table:
        count = self.group.objects
        attending = self.present.sum(axis=0)
        return _table(
            "objects",
            object=self.objects.tolist(),
            action=["like"] * count,
            start=self.starts,
            end=self.starts + int(self.group.window_s * 1e6),
            score_bits=np.round(attending * 1.3, 4),
            q_value=np.full(count, 0.004),
            finding=[self.group.finding] * count,
            members=attending,
            others=np.arange(count) % 7,
        )

    def _raster(self) -> pa.Table:
        members, control = self._member_dots(), self._control_dots()
        rows = np.concatenate([members[0], control[0]])
        names = np.array([f"{self.group.finding.lower()}-c{n:04x}" for n in range(len(rows))])
        accounts = [*self.accounts[members[0]].tolist(), *names[control[0]].tolist()]
        table = _table(
            "raster",
            finding=[self.group.finding] * len(rows),
            side=["members"] * len(members[0]) + ["control"] * len(control[0]),
            row=rows,
            account=accounts,
            time=np.concatenate([members[1], control[1]]),
            object=[*members[2], *control[2]],
            joint=np.concatenate([members[3], control[3]]),
        )
        order = [("side", "ascending"), ("row", "ascending"), ("time", "ascending")]
        return table.sort_by(order)

    def _member_dots(self) -> tuple[Any, Any, list[str], Any]:
        row, place = np.nonzero(self.present)
        joint = self.present.sum(axis=0)[place] - 1
        own_row = np.repeat(np.arange(self.group.accounts), self.group.own_events)
        names = [*self.objects[place].tolist(), *_own_names(own_row)]
        rows = np.concatenate([row, own_row])
        times = np.concatenate([self.times[row, place], self.own.ravel() + START_US])
        return rows, times, names, np.concatenate([joint, np.zeros(own_row.size, dtype=int)])

    def _control_dots(self) -> tuple[Any, Any, list[str], Any]:
        rows = np.repeat(np.arange(self.group.accounts), self.control.shape[1])
        joint = (np.arange(rows.size) % 17 == 0).astype(int)
        return rows, self.control.ravel() + START_US, _own_names(rows), joint

    def _explanations(self) -> pa.Table:
        rows = [
            ("fan club", "ruled out", "own reaction lags explain 1 of the objects"),
            ("live raid or viral post", "ruled out", "the objects' other crowds came hours apart"),
            ("classroom or office", "not ruled out", "12 accounts share working hours"),
            ("scheduler application", "not tested", "the log has no column client"),
        ]
        return _table(
            "explanations",
            finding=[self.group.finding] * len(rows),
            position=list(range(len(rows))),
            explanation=[row[0] for row in rows],
            outcome=[row[1] for row in rows],
            reason=[row[2] for row in rows],
        )


def _own_names(rows: NDArray[np.int64]) -> list[str]:
    return [f"video/{(int(row) * 37 + n * 11) % 4001:04d}" for n, row in enumerate(rows)]


def _table(name: str, **columns: Any) -> pa.Table:
    schema = TABLES[name]
    arrays = []
    for part in schema:
        values = columns[part.name]
        plain = pa.array(values) if not isinstance(values, pa.Array) else values
        arrays.append(plain if plain.type == part.type else plain.cast(part.type))
    return pa.Table.from_arrays(arrays, schema=schema)
