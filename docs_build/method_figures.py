"""Pictures of the two null models, drawn from a scan of the demo's log: nothing is drawn by hand.

``python -m docs_build.method_figures`` scans the log and writes ``docs/figures/method-*.svg``. The
log is made up, so for each pair it is known whether it sits at one desk or is of one fan club.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from bench.plotting import BLUE, GREY, OCHRE, RED, panels, save

from clearwater.detect.co_action import CO_ACTION
from clearwater.detect.layer_scan import scan_layer
from clearwater.detect.pair_evidence import PairEvidence
from clearwater.detect.population import Population
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.simulate import demo_log

WINDOW_S, SEED, Q, SHARE = 60, 7, 0.01, 1.0
MOST_POINTS = 350
"""Of one kind in one picture, drawn by lot with `SEED`."""
LEAST_P = 1e-30
"""What is less likely stands at the edge."""
KINDS: Mapping[str, tuple[str, str]] = {
    "patient": (OCHRE, "two of the desk that takes its time"),
    "desk": (RED, "two phones of one quick desk"),
    "fans": (BLUE, "two fans of one club"),
}
"""Kind of a pair -> colour, and what the legend calls it; what is drawn last lies on top."""
_KIND_OF = {
    "fan club, fast": "fans",
    "fan club, slow": "fans",
    "patient and mixed": "patient",
    "phones on one desk": "desk",
}
"""What the demo calls it -> kind."""


def main() -> None:
    """Write the pictures."""
    made = demo_log(SEED)
    log = encode(made.events.to_batches(), made.objects)
    scan = scan_layer(
        CO_ACTION.spec,
        Population.of(log, None),
        (WINDOW_S * 1_000_000,),
        q=Q,
        share=SHARE,
        seed=SEED,
        threads=2,
        step=lambda _stage, _done, _total: None,
    )
    pairs = scan.windows[0]
    kinds = kinds_of(log, made.truth, pairs)
    _choice(pairs, kinds)
    _both(pairs, kinds)


def kinds_of(log: CodedLog, truth: pa.Table, pairs: PairEvidence) -> np.ndarray:
    """Return for each pair which of `KINDS` it is; empty for those of no kind or of two."""
    columns = (truth[name].to_pylist() for name in ("account", "population", "campaign"))
    said = {who: campaign or population for who, population, campaign in zip(*columns, strict=True)}
    of = np.array([said.get(one, "") for one in log.actors.to_pylist()], dtype=object)
    left, right = of[pairs.left], of[pairs.right]
    kinds = np.full(left.size, "", dtype=object)
    for name, kind in _KIND_OF.items():
        kinds[(left == name) & (right == name)] = kind
    return kinds


def _choice(pairs: PairEvidence, kinds: np.ndarray) -> None:
    figure, axes = panels(1, 1, 6.4, 3.8)
    axis = axes[0, 0]
    rng = np.random.default_rng(SEED)
    for kind, at in _drawn(kinds, np.ones(kinds.size, bool), rng):
        colour, label = KINDS[kind]
        # Meetings are whole: without a little scatter most points would lie on one another.
        met = pairs.meetings[at] * rng.uniform(0.94, 1.06, at.size)
        axis.plot(pairs.expected[at], met, ".", ms=4, alpha=0.6, color=colour, label=label)
    ends = np.array([0.03, 30.0])
    axis.plot(ends, ends, color=GREY, lw=0.8)
    axis.set(xscale="log", yscale="log", ylabel=f"met within {WINDOW_S} s, times")
    axis.set_xlabel("expected of accounts this active, at these hours, on objects this crowded")
    axis.legend(loc="lower right", fontsize=8)
    save(figure, "method-choice")


def _both(pairs: PairEvidence, kinds: np.ndarray) -> None:
    figure, axes = panels(1, 1, 6.4, 3.8)
    axis = axes[0, 0]
    rng = np.random.default_rng(SEED)
    for kind, at in _drawn(kinds, pairs.asked, rng):
        colour, label = KINDS[kind]
        choice, timing = (_decades(one[at]) for one in (pairs.p_choice, pairs.p_timing))
        axis.plot(choice, timing, ".", ms=4, alpha=0.6, color=colour, label=label)
    kept = pairs.asked & (pairs.q_value <= Q)
    if kept.any():
        least = _decades(pairs.p_value[kept]).min()
        axis.axhline(least, color=GREY, lw=0.8)
        axis.axvline(least, color=GREY, lw=0.8)
        axis.annotate(
            "counts: up and right of both lines",
            (least, 0.97),
            xycoords=("data", "axes fraction"),
            xytext=(4, 0),
            textcoords="offset points",
            fontsize=8,
            va="top",
        )
    axis.set(xlabel="choice: 1 in 10 to the power of", ylabel="timing: 1 in 10 to the power of")
    axis.legend(loc="center right", fontsize=8)
    save(figure, "method-both")


def _drawn(kinds: np.ndarray, among: np.ndarray, rng: Any) -> list[tuple[str, np.ndarray]]:
    drawn = []
    for kind in KINDS:
        at = np.flatnonzero((kinds == kind) & among)
        drawn.append((kind, rng.choice(at, min(at.size, MOST_POINTS), replace=False)))
    return [(kind, at) for kind, at in drawn if at.size]


def _decades(p: np.ndarray) -> np.ndarray:
    least: np.ndarray = -np.log10(np.maximum(p, LEAST_P))
    return least


if __name__ == "__main__":
    main()
