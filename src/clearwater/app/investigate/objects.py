"""One object of a run: what was pushed at it, when, by whom, and what is left of its figures.

Everything is the run's own; nothing is computed here but what a reader would work out on paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.asking import require_reading, token_of
from clearwater.app.investigate.open_log import OBJECT
from clearwater.app.investigate.run_tables import table_of
from clearwater.errors import NothingThereError

FEW = 30
"""Events left below which a mean or a rank says little."""
LISTED = 100
"""Objects on a page of the list."""
TARGET = "target"
_ALIKE = re.compile(
    r"(?P<kind>[a-z-]+): (?P<inside>[\d,]+) of (?P<of>[\d,]+) accounts .*"
    r", as (?P<outside>[\d,]+) of (?P<others>[\d,]+) other accounts"
)


@dataclass(frozen=True)
class Alike:
    """One way in which the crowd of a moment is alike."""

    kind: str
    """Such as ``shared-line``."""
    said: str
    """The sentence of the run."""
    inside: int | None
    """Accounts of the moment that share it, of `of`; None where the sentence does not say."""
    of: int | None
    outside: int | None
    others: int | None


@dataclass(frozen=True)
class Left:
    """What is left of one figure of the object."""

    metric: str
    reported: float
    authentic: float | None
    """Nothing where no event is left of which a mean could be: that goes for the next ones too."""
    low: float | None
    high: float | None
    set_aside: float
    remaining: int
    strict: float | None
    lenient: float | None

    @property
    def few(self) -> bool:
        """Whether so few events are left that the figure says little."""
        return self.remaining < FEW

    @property
    def is_rank(self) -> bool:
        """Whether a smaller number is a better place."""
        return self.metric.startswith("rank ")

    @property
    def up(self) -> bool:
        """Whether it went up by what was set aside: a mean may, a count cannot."""
        left = self.authentic
        return not self.is_rank and left is not None and left > self.reported

    @property
    def digits(self) -> int:
        """Digits behind the point that are worth showing."""
        return 0 if self.reported == int(self.reported) and abs(self.reported) >= FEW else 1


@dataclass(frozen=True)
class Moment:
    """A moment in which members of a finding met on the object."""

    finding: str
    start_us: int
    end_us: int
    members: int
    others: int
    score_bits: float
    q_value: float


@dataclass(frozen=True)
class ObjectPage:
    """One object and action of a run."""

    row: int
    token: str
    """Stands for its name."""
    target_token: str | None
    pushed: Mapping[str, Any] = field(repr=False)
    """Its row of the run's table ``pushed``, without names."""
    alike: tuple[Alike, ...]
    left: tuple[Left, ...]
    moments: tuple[Moment, ...]
    elsewhere: tuple[tuple[int, str], ...]
    """(row, action) of the same object where other actions surged."""
    objects: int
    """Rows of the table."""


@dataclass(frozen=True)
class ListedObject:
    """One line of the list of objects."""

    row: int
    token: str
    action: str
    level: str
    accounts: int | None
    expected: float | None
    members: int
    findings: tuple[str, ...]
    score_bits: float
    reported: float | None
    authentic: float | None


def object_page(desk: Desk, runs: Runs, run: str, row: int) -> ObjectPage:
    """Return what is known of an object.

    Parameters
    ----------
    row
        Of the run's table ``pushed``: the object's name is in no address.

    Raises
    ------
    RefusedError
        If the person may not read.
    NothingThereError
        If there is no such run or row.
    """
    require_reading(desk)
    folder = runs.folder_of(run)
    table = table_of(folder, "pushed")
    if row >= table.num_rows:
        raise NothingThereError("the run has no such object", found=str(row))
    (pushed,) = table.slice(row, 1).to_pylist()
    name, action = str(pushed.pop("object")), str(pushed["action"])
    target = pushed.pop("target")
    with desk.store.reading(desk.organisation) as unit:
        token = token_of(unit, OBJECT, name)
        target_token = None if target is None else token_of(unit, TARGET, str(target))
    same = pc.equal(table["object"], name)
    rows = pc.indices_nonzero(same).to_pylist()
    actions = table["action"].to_pylist()
    return ObjectPage(
        row=row,
        token=token,
        target_token=target_token,
        pushed=pushed,
        alike=tuple(_alike(said) for said in pushed["alike"] or ()),
        left=left_of(table_of(folder, "recount"), name),
        moments=_moments(table_of(folder, "objects"), name, action),
        elsewhere=tuple((one, str(actions[one])) for one in rows if one != row),
        objects=table.num_rows,
    )


def object_list(desk: Desk, runs: Runs, run: str, first: int) -> tuple[list[ListedObject], int]:
    """Return a page of the objects of a run from a row on, strongest first, and how many it has."""
    require_reading(desk)
    folder = runs.folder_of(run)
    table = table_of(folder, "pushed")
    shown = table.slice(min(first, table.num_rows), LISTED).to_pylist()
    left = {
        (one["object"], one["metric"]): one
        for one in table_of(folder, "recount").to_pylist()
        if one["day"] is None
    }
    with desk.store.reading(desk.organisation) as unit:
        return [
            _listed(first + place, one, token_of(unit, OBJECT, str(one["object"])), left)
            for place, one in enumerate(shown)
        ], table.num_rows


def _listed(
    row: int, one: Mapping[str, Any], token: str, left: Mapping[tuple[str, str], Mapping[str, Any]]
) -> ListedObject:
    recount = left.get((one["object"], one["action"]))
    return ListedObject(
        row=row,
        token=token,
        action=str(one["action"]),
        level=str(one["level"]),
        accounts=one["accounts"],
        expected=one["expected"],
        members=int(one["members"] or 0),
        findings=tuple(one["findings"] or ()),
        score_bits=float(one["score_bits"] or 0.0),
        reported=None if recount is None else recount["reported"],
        authentic=None if recount is None else recount["authentic"],
    )


def _alike(said: str) -> Alike:
    found = _ALIKE.match(said)
    if found is None:
        return Alike(said.partition(":")[0], said, None, None, None, None)
    counts = {
        name: int(found[name].replace(",", "")) for name in ("inside", "of", "outside", "others")
    }
    return Alike(found["kind"], said, **counts)


def left_of(recount: pa.Table, name: str) -> tuple[Left, ...]:
    """Return what is left of each figure of an object, of the whole log."""
    rows = recount.filter(pc.equal(recount["object"], name)).to_pylist()
    whole = (row for row in rows if row["day"] is None)
    return tuple(
        Left(
            metric=str(row["metric"]),
            reported=float(row["reported"]),
            set_aside=float(row["set_aside"]),
            remaining=int(row["remaining"] or 0),
            **{key: row[key] for key in ("authentic", "low", "high", "strict", "lenient")},
        )
        for row in whole
    )


def _moments(objects: pa.Table, name: str, action: str) -> tuple[Moment, ...]:
    mine = pc.and_(pc.equal(objects["object"], name), pc.equal(objects["action"], action))
    rows = objects.filter(mine).sort_by("start")
    times = {key: rows[key].cast(pa.int64()).to_pylist() for key in ("start", "end")}
    return tuple(
        Moment(
            finding=str(row["finding"]),
            start_us=times["start"][place],
            end_us=times["end"][place],
            members=int(row["members"]),
            others=int(row["others"]),
            score_bits=float(row["score_bits"]),
            q_value=float(row["q_value"]),
        )
        for place, row in enumerate(rows.to_pylist())
    )
