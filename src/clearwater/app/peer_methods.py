"""The peers' toolkits as methods that can be measured beside the others.

They are asked as their users ask them, through `clearwater.compat` and with its right answers where
a peer has a bug. An object here is an object and an action together: a like and a comment are not
the same share. An exact repeat of an event is one event, as for every other method. Neither peer
ranks accounts; an account is scored by its heaviest edge.

Both cost what they cost: CooRTweet lists every pair of events and the toolkit every pair of
accounts, so one object with a hundred thousand events in an hour takes gigabytes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.compat import coordination_network_toolkit, coortweet
from clearwater.engine.coded_log import CodedLog
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.baselines.asked_log import NOBODY, by_name, coded_log
from clearwater.evaluate.baselines.linked_groups import joined, named_groups
from clearwater.events.schema import TIME_TYPE
from clearwater.simulate.limits import require_range

Ints = npt.NDArray[np.int64]

_YEAR_S = 366 * 86_400.0


@dataclass(frozen=True)
class CooRTweet:
    """CooRTweet: accounts of the flagged edges of its network, in connected components.

    An account's score is the weight of its heaviest edge, flagged or not: the number of pairs of
    shares with one partner. Accounts without an edge have none.
    """

    time_window: float = 10.0
    """Seconds between two shares, inclusive, 0 to 31,622,400; the peer's default."""
    min_participation: int = 2
    """Shares of an account, 0 to 1,000,000; the peer's default."""
    edge_weight: float = 0.5
    """Quantile of the weights above which an edge is flagged, 0 to 1; the peer's default."""

    def __post_init__(self) -> None:
        require_range(
            self, time_window=(0, _YEAR_S), min_participation=(0, 1_000_000), edge_weight=(0, 1)
        )

    @property
    def name(self) -> str:
        """Return such as ``CooRTweet, 10 s``."""
        return f"CooRTweet, {self.time_window:g} s"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"time_window {self.time_window:g} s, min_participation {self.min_participation}, "
            f"edge_weight {self.edge_weight:g} (the defaults of CooRTweet 2.1.3 are 10, 2 and "
            "0.5); object_id is object and action together."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return nothing: the required columns are enough."""
        return ()

    def judge(self, log: LogToJudge) -> Judgement:
        """Return the accounts of flagged edges, and the score of everybody with an edge.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        coded = coded_log(log, self)
        if coded is None:
            return NOBODY
        shares = pa.table(
            {
                "object_id": coded.key,
                "account_id": coded.actor,
                # Never the number of an object: the peer takes equal ids for the original post.
                "content_id": np.arange(coded.events) + coded.keys,
                "timestamp_share": pa.array(coded.time).cast(TIME_TYPE),
            }
        )
        pairs = coortweet.detect_groups(shares, self.time_window, self.min_participation)
        edges = coortweet.generate_coordinated_network(pairs, edge_weight=self.edge_weight)
        flagged = edges.filter(pc.field("weight_threshold") == 1)
        return _judged(
            coded, _ends(edges, "from", "to"), edges["weight"], _ends(flagged, "from", "to")
        )


@dataclass(frozen=True)
class CoordinationNetworkToolkit:
    """coordination_network_toolkit: accounts of its co-retweet network, in connected components.

    An account's score is the weight of its heaviest edge in either direction: the number of its own
    acts, or of the partner's, that have one of the other near. Accounts without an edge have none.
    """

    time_window: float = 60.0
    """Seconds, inclusive on both sides, 0 to 31,622,400; the peer's command line has 1."""
    min_edge_weight: int = 2
    """Least weight of an edge, 1 to 1,000,000; the peer's command line has 2."""

    def __post_init__(self) -> None:
        require_range(self, time_window=(0, _YEAR_S), min_edge_weight=(1, 1_000_000))

    @property
    def name(self) -> str:
        """Return such as ``coordination_network_toolkit, 60 s``."""
        return f"coordination_network_toolkit, {self.time_window:g} s"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"co_retweet, time_window {self.time_window:g} s and min_edge_weight "
            f"{self.min_edge_weight} (the defaults of the command line of version 1.5.2 are 1 and "
            "2); repost_id is object and action together."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return nothing: the required columns are enough."""
        return ()

    def judge(self, log: LogToJudge) -> Judgement:
        """Return the accounts that have an edge to another.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        coded = coded_log(log, self)
        if coded is None:
            return NOBODY
        messages = pa.table(
            {
                "message_id": np.arange(coded.events),
                "user_id": coded.actor,
                "repost_id": coded.key,
                "timestamp": pa.array(coded.time).cast(TIME_TYPE),
            }
        )
        edges = coordination_network_toolkit.compute_network(
            messages,
            "co_retweet",
            time_window=self.time_window,
            min_edge_weight=self.min_edge_weight,
        )
        edges = edges.filter(pc.field("user_1") != pc.field("user_2"))
        ends = _ends(edges, "user_1", "user_2")
        return _judged(coded, ends, edges["weight"], ends)


PEERS: tuple[Method, ...] = (
    CooRTweet(),
    CoordinationNetworkToolkit(),
    CoordinationNetworkToolkit(time_window=1.0),
)
"""At their defaults, and the toolkit with a minute besides."""


def _ends(edges: pa.Table, left: str, right: str) -> tuple[Ints, Ints]:
    """Return the codes of the accounts at both ends, which the peers give back as text."""
    return (
        edges[left].cast(pa.int64()).to_numpy(),
        edges[right].cast(pa.int64()).to_numpy(),
    )


def _judged(
    coded: CodedLog, ends: tuple[Ints, Ints], weight: pa.ChunkedArray, flagged: tuple[Ints, Ints]
) -> Judgement:
    """Return the judgement of a network whose edges between the `flagged` ends are acted upon."""
    heaviest = np.zeros(coded.accounts)
    for end in ends:
        np.maximum.at(heaviest, end, weight.to_numpy())
    labels = joined(np.arange(coded.accounts), *flagged)
    seen = np.flatnonzero(heaviest)
    members = np.unique(np.concatenate(flagged))
    return Judgement(
        by_name(coded.actors, seen, heaviest[seen]), named_groups(labels, members, coded.actors)
    )
