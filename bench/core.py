"""The one place where benches touch the scan, so that its inside may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import clearwater as cw
from clearwater.app.scan import WINDOWS_S as SCAN_WINDOWS_S
from clearwater.detect.background import background
from clearwater.detect.pair_evidence import pair_evidence
from clearwater.detect.screen import screen
from clearwater.engine.encode import encode
from clearwater.findings.run import Run

WINDOWS_S = SCAN_WINDOWS_S
Q = 0.01
_MICROSECONDS = 1_000_000
_WIDEST_BAND_S = 6_000.0


def scan(events: pa.Table, objects: pa.Table | None, windows_s: Sequence[float] = WINDOWS_S) -> Run:
    """Return a scan at the stated level, on one thread (the bench runs two processes)."""
    log = cw.read(events, objects=objects)
    return cw.scan(log, windows=tuple(windows_s), q=Q, seed=0, threads=1)


@dataclass(frozen=True)
class PairPValues:
    """p-values of tested pairs of one window; arrays of one length."""

    account_l: npt.NDArray[np.str_]
    account_r: npt.NDArray[np.str_]
    p_choice: npt.NDArray[np.float64]
    p_timing: npt.NDArray[np.float64]
    possible: int
    """Number of pairs of accounts in the log; those that were not tested have p = 1."""

    @property
    def p_both(self) -> npt.NDArray[np.float64]:
        """The larger of the two: what decides."""
        return np.maximum(self.p_choice, self.p_timing)


def p_values_of_all(events: pa.Table, objects: pa.Table | None, window_s: float) -> PairPValues:
    """Return the p-values of every pair that met on at least three objects, without a screen."""
    log = encode(events.to_batches(), objects)
    window_us = int(window_s * _MICROSECONDS)
    found = screen(log, window_us, level=1.0)
    return _tested(log, window_us, found)


def p_values_of_close(
    events: pa.Table, objects: pa.Table | None, window_s: float, most: int, seed: int
) -> PairPValues:
    """Return p-values of pairs that touched at least three objects within a wide band.

    The choice of these pairs does not look at the window, so the timing null's p-values must be
    honest among them: at most a share p of them at or below p. At most `most` are taken at random.
    """
    log = encode(events.to_batches(), objects)
    window_us = int(window_s * _MICROSECONDS)
    band_us = int(min(100.0 * window_s, _WIDEST_BAND_S) * _MICROSECONDS)
    wide = screen(log, band_us, level=1.0)
    narrow = screen(log, window_us)
    count = len(wide.left)
    kept = np.arange(count)
    if count > most:
        kept = np.sort(np.random.default_rng(seed).choice(count, most, replace=False))
    pairs = replace(narrow, left=wide.left[kept], right=wide.right[kept], shared=wide.shared[kept])
    return _tested(log, window_us, pairs)


def _tested(log, window_us, candidates) -> PairPValues:  # type: ignore[no-untyped-def]  # inner types
    evidence = pair_evidence(log, background(log), window_us, candidates=candidates, ask_all=True)
    names = np.array(log.actors.to_pylist())
    return PairPValues(
        account_l=names[evidence.left],
        account_r=names[evidence.right],
        p_choice=evidence.p_choice,
        p_timing=evidence.p_timing,
        possible=log.possible_pairs,
    )
