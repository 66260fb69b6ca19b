"""Rules that fit into one sentence, as a platform's first filter has them.

None of them asks what chance would do. A rule about devices or addresses accuses schools, offices
and families; a rule about seconds accuses whoever is many at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.engine.coded_log import CodedLog
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines.asked_log import NOBODY, by_name, coded_log, require_columns
from clearwater.evaluate.baselines.linked_groups import joined, named_groups
from clearwater.simulate.limits import require_range
from clearwater.units import MICROSECONDS

Ints = npt.NDArray[np.int64]

Shared = Literal["device", "ip"]
_WORD: dict[Shared, str] = {"device": "device", "ip": "address"}


@dataclass(frozen=True)
class SameThing:
    """Accounts that use one device, or one address, at any time of the log.

    An account's score is the number of accounts on the most shared of its devices; an account that
    shares with nobody has none. Its group is that device, of equally shared ones the first in text
    order. Ours; rows without a device, null or empty, say nothing.
    """

    column: Shared
    """``device`` or ``ip``."""
    least: int = 5
    """Accounts on one device from which all of them are flagged, 2 to 1,000,000."""

    def __post_init__(self) -> None:
        require_range(self, least=(2, 1_000_000))

    @property
    def name(self) -> str:
        """Return such as ``same device, 5 or more accounts``."""
        return f"same {_WORD[self.column]}, {self.least} or more accounts"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"{self.least} accounts on one {_WORD[self.column]} over the whole log; the number is "
            "ours, there is no published one."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the column."""
        return (self.column,)

    def judge(self, log: LogToJudge) -> Judgement:
        """Return who shares a device or address, and flag where many do.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        require_columns(log, self)
        used = log.events.select([self.column, "actor"]).filter(pc.field(self.column) != "")
        pairs = used.group_by([self.column, "actor"]).aggregate([])
        if pairs.num_rows == 0:
            return NOBODY
        pairs = pairs.sort_by([(self.column, "ascending"), ("actor", "ascending")])
        thing, account = (_encoded(pairs[name]) for name in (self.column, "actor"))
        thing_of, account_of = thing.indices.to_numpy(), account.indices.to_numpy()
        crowd = np.bincount(thing_of)[thing_of]
        # Pairs are sorted by the thing, and this sort leaves equals as they are.
        order = np.lexsort((-crowd, account_of))
        _, first = np.unique(account_of[order], return_index=True)
        most = order[first]
        most = most[crowd[most] > 1]
        flagged = most[crowd[most] >= self.least]
        names, things = pairs["actor"].take(pa.array(flagged)), pairs[self.column]
        return Judgement(
            by_name(account.dictionary, account_of[most], crowd[most].astype(float)),
            dict(zip(names.to_pylist(), things.take(pa.array(flagged)).to_pylist(), strict=True)),
        )


@dataclass(frozen=True)
class SameSecond:
    """Accounts that do the same to the same object within one second of the clock, as a crowd.

    An account's score is the number of its crowded seconds (of one object and action); among equals
    the larger crowd counts as more: ``times + crowd / (crowd + 1)``. An account without a crowded
    second has none. Groups are all that hangs together by crowded seconds. Ours.
    """

    least: int = 3
    """Accounts in one second of one object and action that make a crowd, 2 to 1,000,000."""
    least_times: int = 1
    """Crowded seconds from which an account is flagged, 1 to 1,000,000."""

    def __post_init__(self) -> None:
        require_range(self, least=(2, 1_000_000), least_times=(1, 1_000_000))

    @property
    def name(self) -> str:
        """Return such as ``same second, 3 or more accounts``."""
        often = "" if self.least_times == 1 else f", {self.least_times} times"
        return f"same second, {self.least} or more accounts{often}"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"{self.least} accounts in one whole second of one object and action, "
            f"{self.least_times} such second(s) or more; the numbers are ours, there are no "
            "published ones."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return nothing: the required columns are enough."""
        return ()

    def judge(self, log: LogToJudge) -> Judgement:
        """Return who was in a crowded second, and flag who was often enough.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        coded = coded_log(log, self)
        if coded is None:
            return NOBODY
        moment, account = _in_seconds(coded)
        crowd = np.bincount(moment)[moment]
        moment, account, crowd = (part[crowd >= self.least] for part in (moment, account, crowd))
        times = np.bincount(account, minlength=coded.accounts)
        largest = np.zeros(coded.accounts, np.int64)
        np.maximum.at(largest, account, crowd)
        score = times + largest / (largest + 1)
        seen = np.flatnonzero(times)
        flagged = times >= self.least_times
        kept = flagged[account]
        labels = joined(
            np.arange(coded.accounts + int(moment.max(initial=-1)) + 1),
            account[kept],
            coded.accounts + moment[kept],
        )
        return Judgement(
            by_name(coded.actors, seen, score[seen]),
            named_groups(labels, np.flatnonzero(flagged), coded.actors),
        )


def _in_seconds(coded: CodedLog) -> tuple[Ints, Ints]:
    """Return (second of an object and action, account), each pair once; seconds are numbered."""
    second = coded.time // MICROSECONDS
    new = np.ones(coded.events, bool)
    new[1:] = (np.diff(coded.key) != 0) | (np.diff(second) != 0)
    moment = np.cumsum(new) - 1
    pair = np.unique(moment * coded.accounts + coded.actor)
    return pair // coded.accounts, pair % coded.accounts


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    return column.cast(pa.string()).combine_chunks().dictionary_encode()
