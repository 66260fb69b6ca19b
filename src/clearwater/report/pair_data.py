"""Pairs of one finding for the page: the strongest with their events, the rest as matrix cells.

A group of 430 accounts has 92,000 pairs and 1.4 million meetings. A meeting joins two events, and a
few thousand events carry all of them, so events are written once and a meeting is two numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clearwater.report.caps import Allowance, Caps
from clearwater.report.embed import clip
from clearwater.report.formats import significant
from clearwater.report.rows import integers, places, rows_where

LEVELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""One character a matrix cell: A = no such pair, / = the finding's strongest."""

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class PairSource:
    """The run's pairs and meetings, with what is looked up again and again computed once."""

    pairs: pa.Table
    meetings: pa.Table
    caps: Caps
    meeting_pairs: Indices = field(init=False, repr=False)
    """Column `pair` of the meetings, which the run's contract sorts by pair."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "meeting_pairs", integers(self.meetings["pair"]))

    def of(self, finding: str, members: list[str], allowance: Allowance) -> dict[str, Any]:
        """Return the finding's pairs, matrix, meetings, and how many of each there are in all.

        Parameters
        ----------
        members
            The finding's accounts as the page numbers them, strongest first.
        """
        pairs = rows_where(self.pairs, "finding", finding)
        names = pa.array(members, pa.string())
        left, right = places(pairs["account_l"], names), places(pairs["account_r"], names)
        bits = np.nan_to_num(pairs["score_bits"].to_numpy(), nan=0.0)
        chosen = self._strongest(left, right, bits, allowance)
        table = pairs.take(pa.array(chosen))
        ids = integers(table["pair"])
        starts = np.searchsorted(self.meeting_pairs, ids, side="left")
        stops = np.searchsorted(self.meeting_pairs, ids, side="right")
        behind = self._meetings(starts, stops, left[chosen], right[chosen], allowance)
        return {
            "pairs": _columns(table, left[chosen], right[chosen], stops - starts),
            "pairs_total": pairs.num_rows,
            "meetings_total": self._meetings_of(integers(pairs["pair"])),
            "matrix": self._matrix(left, right, bits, len(members), allowance),
            **behind,
        }

    def _strongest(
        self, left: Indices, right: Indices, bits: NDArray[np.float64], allowance: Allowance
    ) -> Indices:
        """Return rows to carry: each member's strongest pair first, so that nobody stands alone."""
        inside = np.flatnonzero((left >= 0) & (right >= 0))
        order = inside[np.argsort(-bits[inside], kind="stable")]
        granted = allowance.take("pairs", min(self.caps.pairs, len(order)))
        _, first_l = np.unique(left[order], return_index=True)
        _, first_r = np.unique(right[order], return_index=True)
        rank = np.arange(len(order)) + len(order)
        rank[np.union1d(first_l, first_r)] -= len(order)
        kept = np.sort(np.argsort(rank, kind="stable")[:granted])
        return np.asarray(order[kept], dtype=np.int64)

    def _meetings_of(self, ids: Indices) -> int:
        starts = np.searchsorted(self.meeting_pairs, ids, side="left")
        return int((np.searchsorted(self.meeting_pairs, ids, side="right") - starts).sum())

    def _meetings(
        self, starts: Indices, stops: Indices, left: Indices, right: Indices, allowance: Allowance
    ) -> dict[str, Any]:
        """Return events, traces and, pair by pair, the meetings that the allowance covers."""
        book = _EventBook(self.caps.text_length)
        behind: list[list[int]] = []
        meetings_left = min(self.caps.meetings, allowance.left("meetings"))
        events_left = min(self.caps.events, allowance.left("events"))
        used = 0
        for number, (start, stop) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
            wanted = min(stop - start, self.caps.meetings_of_a_pair)
            if used + wanted > meetings_left or len(book.ids) + 2 * wanted > events_left:
                break
            rows = self.meetings.slice(start, wanted)
            behind.append(book.enter(rows, int(left[number]), int(right[number])))
            used += wanted
        allowance.take("meetings", used)
        allowance.take("events", len(book.ids))
        return {"events": book.columns(), "behind": behind, "meetings_shown": used}

    def _matrix(
        self,
        left: Indices,
        right: Indices,
        bits: NDArray[np.float64],
        members: int,
        allowance: Allowance,
    ) -> dict[str, Any]:
        """Return the upper triangle, row by row, one `LEVELS` character a cell."""
        # n rows need n (n - 1) / 2 cells, so this many rows always fit.
        fitting = math.isqrt(2 * allowance.left("cells"))
        rows = min(members, self.caps.matrix_members, fitting)
        allowance.take("cells", rows * (rows - 1) // 2)
        low, high = np.minimum(left, right), np.maximum(left, right)
        inside = (low >= 0) & (high < rows) & (low < high)
        top = float(bits[inside].max()) if inside.any() else 1.0
        scale = np.clip(np.rint(bits[inside] / max(top, 1e-9) * 63), 1, 63).astype(np.uint8)
        square = np.zeros((rows, rows), dtype=np.uint8)
        # A pair may stand in several windows and layers; its cell shows the strongest.
        np.maximum.at(square, (low[inside], high[inside]), scale)
        cells = square[np.triu_indices(rows, 1)]
        alphabet = np.frombuffer(LEVELS.encode(), dtype=np.uint8)
        text = alphabet[cells].tobytes().decode()
        return {"rows": rows, "top_bits": significant(top, 4), "cells": text}


class _EventBook:
    """Numbers events as meetings name them, so that each is written once."""

    def __init__(self, text_length: int) -> None:
        self._length = text_length
        self._numbers: dict[tuple[int, str, int, str | None], int] = {}
        self._traces: dict[str, int] = {}

    @property
    def ids(self) -> dict[tuple[int, str, int, str | None], int]:
        return self._numbers

    def enter(self, rows: pa.Table, left: int, right: int) -> list[int]:
        """Return ``[event_l, event_r, event_l, ...]`` for the meetings of one pair."""
        sides = zip(
            rows["trace"].to_pylist(),
            integers(rows["time_l"]).tolist(),
            rows["event_l"].to_pylist(),
            integers(rows["time_r"]).tolist(),
            rows["event_r"].to_pylist(),
            strict=True,
        )
        flat: list[int] = []
        for trace, time_l, event_l, time_r, event_r in sides:
            flat.append(self._number(left, trace, time_l, event_l))
            flat.append(self._number(right, trace, time_r, event_r))
        return flat

    def _number(self, account: int, trace: str, time: int, event: str | None) -> int:
        self._traces.setdefault(trace, len(self._traces))
        return self._numbers.setdefault((account, trace, time, event), len(self._numbers))

    def columns(self) -> dict[str, Any]:
        """Return the events as columns: account, trace, microseconds after `start`, id."""
        start = min((key[2] for key in self._numbers), default=0)
        return {
            "start": start,
            "account": [key[0] for key in self._numbers],
            "trace": [self._traces[key[1]] for key in self._numbers],
            "time": [key[2] - start for key in self._numbers],
            "id": [clip(key[3], self._length) for key in self._numbers],
            "traces": [clip(trace, self._length) for trace in self._traces],
        }


def _columns(table: pa.Table, left: Indices, right: Indices, meetings: Indices) -> dict[str, Any]:
    numbers = {
        name: [significant(value, 4) for value in table[name].to_pylist()]
        for name in ("window_s", "expected", "p_choice", "p_timing", "q_value", "score_bits")
    }
    return {
        "l": left.tolist(),
        "r": right.tolist(),
        "pair": integers(table["pair"]).tolist(),
        "layer": table["layer"].to_pylist(),
        "occasions": table["meetings"].to_pylist(),
        "meetings": meetings.tolist(),
        **numbers,
    }
