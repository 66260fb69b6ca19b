"""P6: how many accounts of ordinary logs a method flags.

These logs carry no labels. Unlabelled is not clean: there may be coordination in them, so what is
counted is an upper bound on false alarms, and a method is not refuted by flagging something. One
that flags a tenth of everybody is.

Two of the three sets have times of whole days: whoever acts on the same object on the same day
seems to act at the same moment there. See the traps of each set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from clearwater.errors import ParameterError
from clearwater.evaluate.base import Judgement, Method
from clearwater.evaluate.bootstrap import Interval, interval
from clearwater.evaluate.calibration import upper_limit_of_rate
from clearwater.evaluate.real_sets.base import (
    DRAWS,
    Asked,
    Floats,
    Ints,
    ProtocolRow,
    ask,
    at_one_moment,
    bare_events,
    numbered,
    without_interval,
)
from clearwater.evaluate.real_sets.folder import tables_of

SET_IDS = ("vk_comments_unlabelled", "bitcoin_alpha_unlabelled", "voterfraud2020_retweets")
PROTOCOL = "P6 false alarms"
PER = 10_000
OPTIONAL = ("text",)


@dataclass(frozen=True)
class Tables:
    """The events of one set."""

    set_id: str
    """One of `SET_IDS`."""
    events: pa.Table = field(repr=False)
    """actor, action, object, time, and text where the set has texts."""


def read(folder: Path, set_id: str) -> Tables:
    """Return the events of a set from a folder of real sets.

    Raises
    ------
    ParameterError
        If it is no set of this protocol.
    SourceError, InputError
        If a file of the set is missing or is another one.
    """
    if set_id not in SET_IDS:
        raise ParameterError(
            "false alarms are counted on unlabelled sets only",
            expected=", ".join(SET_IDS),
            found=repr(set_id),
        )
    return Tables(set_id, *tables_of(folder, set_id, "events.parquet"))


def run(
    tables: Tables,
    methods: Sequence[Method],
    seed: int,
    *,
    timeless: Sequence[Method] = (),
    draws: int = DRAWS,
) -> list[ProtocolRow]:
    """Return a row for each method: what it flags at its own stated settings.

    Measures: ``flagged per 10,000`` and ``groups per 10,000`` accounts, with intervals that draw
    groups whole; ``groups``, ``largest group`` and ``median group`` in accounts, without. Where
    nothing is flagged, the upper ends are the exact 95 % limit that no account among so many allows
    (it takes accounts for independent, so it is the least that can be said).

    Parameters
    ----------
    tables
        See `Tables`.
    methods
        Asked with the events, with texts where there are any.
    seed
        Of the bootstrap, 0 or more.
    timeless
        Methods that use no time; asked with the same, all at one moment.
    draws
        Bootstrap draws, 1 or more.
    """
    events = tables.events
    optional = [name for name in OPTIONAL if name in events.column_names]
    seen = ", ".join(("acts", *(f"{name}s" for name in optional)))
    answers = [
        *ask(methods, bare_events(events, *optional), f"{seen}, times"),
        *ask(timeless, at_one_moment(events, *optional), seen),
    ]
    accounts = sorted(set(events["actor"].to_pylist()))
    return [_row(tables.set_id, asked, accounts, seed, draws) for asked in answers]


def _row(set_id: str, asked: Asked, accounts: list[str], seed: int, draws: int) -> ProtocolRow:
    measures: Mapping[str, Interval] = {}
    if asked.judgement is not None:
        measures = _alarms(asked.judgement, accounts, seed, draws)
    return asked.row(
        of=(set_id, PROTOCOL),
        task="accounts of an unlabelled log, an upper bound",
        rows=len(accounts),
        positives=0,
        measures=measures,
    )


def _alarms(
    judgement: Judgement, accounts: list[str], seed: int, draws: int
) -> dict[str, Interval]:
    group = [judgement.groups.get(account) for account in accounts]
    sizes = sorted(Counter(name for name in group if name is not None).values())
    clusters = _clusters(group)
    flagged = np.array([name is not None for name in group], dtype=np.float64)
    # A group's accounts share one group between them, whichever of them a draw takes.
    share_of_group = flagged / np.bincount(clusters, minlength=1)[clusters]
    return {
        "flagged per 10,000": _rate(flagged, clusters, seed, draws),
        "groups per 10,000": _rate(share_of_group, clusters, seed, draws),
        "groups": without_interval(len(sizes), len(accounts)),
        "largest group": without_interval(max(sizes, default=0), len(sizes)),
        "median group": without_interval(
            float(np.median(sizes)) if sizes else float("nan"), len(sizes)
        ),
    }


def _rate(hits: Floats, clusters: Ints, seed: int, draws: int) -> Interval:
    """Return hits per 10,000 rows."""
    if not hits.any():
        high = PER * upper_limit_of_rate(0, len(hits))
        return Interval(low=0.0, high=high, value=0.0, clusters=len(hits), undefined=0)
    return interval(
        lambda weights: float(PER * (hits @ weights) / weights.sum()),
        clusters,
        seed=seed,
        draws=draws,
    )


def _clusters(group: list[str | None]) -> Ints:
    """Return a number a row: of the group, or of the account that is in none."""
    clusters = np.arange(len(group)) + len(group)
    grouped = np.array([n for n, name in enumerate(group) if name is not None], dtype=np.int64)
    clusters[grouped] = numbered([name for name in group if name is not None])
    without_gaps: Ints = np.unique(clusters, return_inverse=True)[1].astype(np.int64)
    return without_gaps
