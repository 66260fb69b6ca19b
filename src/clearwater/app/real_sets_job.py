"""The real labelled sets as use-cases: what a folder of them allows, what methods are worth there.

One table holds every figure. It has two columns that no protocol gives: how many accounts a method
had any evidence on, since "nobody is flagged" is worth nothing from a method that saw nothing, and
the settings it was asked with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from clearwater.app.peer_methods import CooRTweet
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.errors import CannotRunError, ParameterError, SourceError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.baselines import Fraudar, SameThing
from clearwater.evaluate.baselines.asked_log import coded_log
from clearwater.evaluate.real_sets import (
    ProtocolRow,
    checked,
    p1_hop,
    p2_otc,
    p3_yelpchi,
    p4_youtube,
    p6_false_alarms,
    real_set,
)
from clearwater.kernels.window_pairs import count_window_pairs
from clearwater.units import MICROSECONDS

USE_NO_TIME = (SameThing, Fraudar)
"""Methods that may be asked about events whose times are unknown."""
MOST_PAIRS = 20_000_000
"""Pairs of events that CooRTweet may list. Measured: 256 bytes a pair, so 5 GB; one of the sets has
362 million, because everything of a day carries one moment there."""

ROWS = pa.schema(
    [
        ("set", pa.string()),
        ("protocol", pa.string()),
        ("task", pa.string()),
        ("method", pa.string()),
        ("inputs", pa.string()),
        ("rows", pa.int64()),
        ("positives", pa.int64()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("circular", pa.bool_()),
        ("skipped", pa.string()),
        ("accounts_with_evidence", pa.int64()),
        ("settings", pa.string()),
    ]
)
"""One row a measure, and one without a measure for a method that was not asked.

``rows`` and ``positives`` are what was judged and how many of it are labelled 1. ``low`` and
``high`` are ends of the 95 % interval, null where none can be drawn; ``value`` is null where it is
not a number. ``circular``: the inputs are what the labels were made from. ``skipped``: why the
method was not asked. ``accounts_with_evidence``: accounts of the whole log that the method has any
evidence on; null for simple rules of one protocol."""
_OF_THE_ROW = (
    *("protocol", "task", "method", "settings", "inputs"),
    *("rows", "positives", "circular", "skipped"),
)
_SHOWN = ("set", "task", "method", "inputs", "rows", "positives")


@dataclass(frozen=True)
class SetProtocol:
    """What is done with one set."""

    name: str
    """As in the column ``protocol``."""
    main: tuple[str, ...]
    """The measures to show first, in this order; the others are in the table of all figures."""
    read: Callable[[Path], Any] = field(repr=False)
    """From a folder of sets to the protocol's own tables."""
    run: Callable[..., list[ProtocolRow]] = field(repr=False)
    """The protocol's `run`, on what `read` gave."""
    own_rules: bool = True
    """It has rules of its own, which run again each time: better to ask all methods at once."""


_RANKED = ("AP", "AUC", "recall at 1 % FPR")
_HOP = ("AP", "P@1000", "recall at 1 % FPR", "BCubed F1", "clusters recovered", "flagged wallets")
_ALARMS = ("flagged per 10,000", "groups", "largest group", "median group")

PROTOCOLS: dict[str, SetProtocol] = {
    p1_hop.SET_ID: SetProtocol(p1_hop.PROTOCOL, _HOP, p1_hop.read, p1_hop.run),
    p2_otc.SET_ID: SetProtocol(p2_otc.PROTOCOL, _RANKED, p2_otc.read, p2_otc.run),
    p3_yelpchi.SET_ID: SetProtocol(p3_yelpchi.PROTOCOL, _RANKED, p3_yelpchi.read, p3_yelpchi.run),
    p4_youtube.SET_ID: SetProtocol(p4_youtube.PROTOCOL, _RANKED, p4_youtube.read, p4_youtube.run),
    **{
        set_id: SetProtocol(
            p6_false_alarms.PROTOCOL,
            _ALARMS,
            partial(p6_false_alarms.read, set_id=set_id),
            p6_false_alarms.run,
            own_rules=False,
        )
        for set_id in p6_false_alarms.SET_IDS
    },
}
"""By set, in the order of tables. The other sets have no honest protocol; their traps say why."""


@dataclass(frozen=True)
class Ready:
    """What can be run in a folder."""

    sets: tuple[str, ...]
    missing: Mapping[str, CannotRunError]
    """The others that were wanted, and what is wrong with each."""


@dataclass(frozen=True)
class Step:
    """A part of the work that stands alone."""

    set_id: str
    methods: tuple[str, ...]
    """Short names of `clearwater.app.methods.METHODS`."""


@dataclass(frozen=True)
class Measured:
    """One row of a protocol, and how much the method saw."""

    row: ProtocolRow
    accounts_with_evidence: int | None
    """None for a rule of one protocol, and for a method that was not asked."""


def ready(folder: Path, named: Sequence[str] = ()) -> Ready:
    """Return which sets in `folder` can be judged: all their files are there and unchanged.

    Parameters
    ----------
    folder
        Holds one sub-folder a set, named by its id.
    named
        The sets that are wanted; without any, all that have a protocol.

    Raises
    ------
    ParameterError
        If there is no such set, or it has no protocol.
    SourceError, InputError
        If a set that was named is missing or was changed, or there is no set at all.
    """
    missing: dict[str, CannotRunError] = {}
    there = []
    for set_id in dict.fromkeys(named or PROTOCOLS):
        _require_protocol(set_id)
        try:
            checked(folder, set_id)
        except CannotRunError as error:
            # Whoever names a set wants its figures, and not those of the others.
            if named:
                raise
            missing[set_id] = error
        else:
            there.append(set_id)
    if not there:
        raise SourceError(
            "no set that can be judged is here",
            where=str(folder),
            expected="a folder with one sub-folder a set: " + ", ".join(PROTOCOLS),
            found="no such folder" if not folder.is_dir() else "none whole and unchanged",
            next_step="`clearwater evaluate fetch` lists where they come from and takes them over.",
        )
    return Ready(tuple(there), missing)


def steps(sets: Iterable[str], methods: Iterable[str]) -> list[Step]:
    """Return the work in parts: one a set with rules of its own, else one a set and method."""
    names = tuple(methods)
    parts = []
    for set_id in sets:
        together = PROTOCOLS[set_id].own_rules
        parts += [Step(set_id, part) for part in ([names] if together else [(n,) for n in names])]
    return parts


def run_step(
    folder: Path, step: Step, methods: Mapping[str, Method], seed: int, draws: int
) -> list[Measured]:
    """Return every row of one part, by task and then by method: rules of the protocol first.

    Raises
    ------
    SourceError, InputError
        If a file of the set is missing or was changed.
    """
    protocol = PROTOCOLS[step.set_id]
    watched = [_Watched(methods[name]) for name in step.methods]
    rows = protocol.run(
        protocol.read(folder),
        [one for one in watched if not isinstance(one.method, USE_NO_TIME)],
        seed,
        timeless=[one for one in watched if isinstance(one.method, USE_NO_TIME)],
        draws=draws,
    )
    asked = {one.name: one for one in watched}
    tasks = list(dict.fromkeys(row.task for row in rows))
    rules = [row.method for row in rows if row.method not in asked]
    order = list(dict.fromkeys([*rules, *asked]))
    rows.sort(key=lambda row: (tasks.index(row.task), order.index(row.method)))
    return [
        Measured(row, asked[row.method].with_evidence if row.method in asked else None)
        for row in rows
    ]


def run_sets(
    folder: Path,
    sets: Sequence[str],
    methods: Mapping[str, Method],
    seed: int,
    draws: int,
    on_progress: ProgressListener = no_progress,
) -> pa.Table:
    """Return every figure of these sets, with the columns of `ROWS`.

    Parameters
    ----------
    folder
        Holds one sub-folder a set.
    sets
        Keys of `PROTOCOLS`, such as `Ready.sets`.
    methods
        By short name.
    seed
        Of the bootstrap, 0 or more.
    draws
        Bootstrap draws behind each interval, 1 to 1,000,000.
    on_progress
        Told of each part of the work.

    Raises
    ------
    SourceError, InputError
        If a file of a set is missing or was changed.
    """
    parts = steps(sets, methods)
    measured: list[Measured] = []
    for number, step in enumerate(parts):
        on_progress(Progress("ask methods about real sets", number, len(parts)))
        measured += run_step(folder, step, methods, seed, draws)
    on_progress(Progress("ask methods about real sets", len(parts), len(parts)))
    return pa.Table.from_pylist([row for one in measured for row in _figures(one)], ROWS)


def summary(figures: pa.Table, set_id: str) -> pa.Table:
    """Return one row a task and method of one set: its main measures as text, and what to mind.

    Columns: set, task, method, inputs, rows, positives, one a measure, note.
    """
    main = PROTOCOLS[set_id].main
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for figure in figures.to_pylist():
        if figure["set"] != set_id:
            continue
        row = rows.setdefault(
            (figure["task"], figure["method"]),
            {name: figure[name] for name in _SHOWN} | {"note": note(figure)},
        )
        if figure["measure"] in main:
            row[figure["measure"]] = cell(figure["value"], figure["low"], figure["high"])
    schema = [ROWS.field(name) for name in _SHOWN]
    schema += [pa.field(name, pa.string()) for name in (*main, "note")]
    return pa.Table.from_pylist(list(rows.values()), pa.schema(schema))


def note(figure: Mapping[str, Any]) -> str | None:
    """Return what must be said beside a figure with the columns of `ROWS`, or None.

    Examples
    --------
    >>> note({"skipped": None, "circular": False, "accounts_with_evidence": 0})
    'sees nothing here: evidence on no account'
    """
    if figure["skipped"] is not None:
        return f"not asked: {figure['skipped']}"
    if figure["circular"]:
        return "circular: the labels were made from this; no claim"
    if figure["accounts_with_evidence"] == 0:
        return "sees nothing here: evidence on no account"
    return None


def cell(value: float | None, low: float | None, high: float | None) -> str:
    """Return a measure with its interval for people.

    Examples
    --------
    >>> cell(0.487, 0.106, 0.741), cell(0.997, 0.9953, 0.9991), cell(9618.6, 9600.0, 9650.4)
    ('0.487 (0.11-0.74)', '0.997 (0.995-0.999)', '9,619 (9,600-9,650)')
    """
    if value is None:
        return "-"
    if low is None or high is None:
        return f"{value:,.0f}" if float(value).is_integer() else _plain(value, 3)
    # Two digits are easier to read, but must not put the value outside its own interval.
    digits = 2 if round(low, 2) <= value <= round(high, 2) else 3
    return f"{_plain(value, 3)} ({_plain(low, digits)}-{_plain(high, digits)})"


def known(value: float) -> float | None:
    """Return the value, or None where it is not a number.

    Examples
    --------
    >>> known(0.5), known(float("nan"))
    (0.5, None)
    """
    return None if value != value else float(value)  # noqa: PLR0124 - the test for NaN


@dataclass
class _Watched:
    """A method that is refused what no memory holds, and of which it is noted how much it saw."""

    method: Method
    with_evidence: int | None = None

    @property
    def name(self) -> str:
        return self.method.name

    @property
    def settings(self) -> str:
        return self.method.settings

    @property
    def needs(self) -> tuple[str, ...]:
        return self.method.needs

    def judge(self, log: LogToJudge) -> Judgement:
        if isinstance(self.method, CooRTweet):
            _refuse_flood(self.method, log)
        judgement = self.method.judge(log)
        self.with_evidence = len(judgement.scores)
        return judgement


def _refuse_flood(method: CooRTweet, log: LogToJudge) -> None:
    coded = coded_log(log, method)
    if coded is None:
        return
    window_us = round(method.time_window * MICROSECONDS)
    pairs = count_window_pairs(coded.starts, coded.time, window_us)
    if pairs > MOST_PAIRS:
        raise CannotRunError(
            "it lists every pair of events, which here are too many",
            expected=f"at most {MOST_PAIRS:,}",
            found=f"up to {pairs:,} within {method.time_window:g} s",
        )


def _require_protocol(set_id: str) -> None:
    wanted = real_set(set_id)
    if set_id not in PROTOCOLS:
        raise ParameterError(
            f"nothing can be measured honestly on {set_id}",
            expected=", ".join(PROTOCOLS),
            next_step=wanted.traps[0],
        )


def _figures(one: Measured) -> list[dict[str, Any]]:
    row = one.row
    same: dict[str, Any] = {name: getattr(row, name) for name in _OF_THE_ROW}
    same |= {"set": row.set_id, "accounts_with_evidence": one.accounts_with_evidence}
    return [
        same
        | {"measure": name, "value": known(i.value), "low": known(i.low), "high": known(i.high)}
        for name, i in row.measures.items()
    ] or [same]


def _plain(value: float, digits: int) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if abs(value) >= 10 else digits}f}"
