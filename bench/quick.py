"""``python -m bench.quick``: key figures against the last accepted ones, within five minutes.

Prints a table and ends with 1 when a figure fell by more than its noise. A fall that is meant is
accepted with ``--accept news/<id>.score.md``; a rise is, too, or the next fall goes unnoticed.

A new figure is one more entry of FIGURES; then accept it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench import quick_measures as of
from bench.accepted import (
    NOTHING,
    Accepted,
    Figure,
    Terms,
    Verdict,
    accept,
    check_fragment,
    compared,
    complaints,
    read,
    write,
)
from bench.machine import circumstances
from clearwater.errors import ClearwaterError, ParameterError

HERE = Path(__file__).parent
FIRST_SEED = 5_100
"""Of logs that no other bench judges by."""
REPETITIONS = 5
SEEDS_APART = 10


@dataclass(frozen=True)
class Guarded:
    """A figure that is guarded, and where it comes from."""

    source: of.Source
    key: str
    """Its name among what the source gives."""
    terms: Terms
    alone: bool = False
    """Its source is timed, and runs when nothing else does."""


@dataclass(frozen=True)
class Places:
    """Where acceptance is kept."""

    accepted: Path = HERE / "accepted.json"
    news: Path = HERE.parent / "news"
    changelog: Path = HERE.parent / "CHANGELOG.md"

    def read(self) -> Accepted:
        if not self.accepted.is_file():
            return NOTHING
        return read(self.accepted.read_text(encoding="utf-8"))

    def complaints(self) -> list[str]:
        """Return what is wrong with the kept figures themselves."""
        fragments = {f.name: f.read_text(encoding="utf-8") for f in self.news.glob("*.md")}
        changelog = self.changelog.read_text(encoding="utf-8") if self.changelog.is_file() else ""
        return complaints(self.read(), fragments, changelog)

    def fragment(self, named: str) -> tuple[str, str]:
        """Return name and text of a news fragment."""
        path = Path(named)
        if path.resolve().parent != self.news.resolve() or not path.is_file():
            raise ParameterError(
                "there is no such news fragment",
                expected="a file news/<id>.score.md that says what changes for users",
                found=named,
            )
        return path.name, path.read_text(encoding="utf-8")


Measure = Callable[[Sequence[Guarded], int, int], dict[str, Figure]]
"""From figures, the first seed and a number of processes to figures as they are, by name."""
Now = Callable[[], dict[str, Figure]]

WHOLE = "Everything is found on other logs, too; an account or two of 270 may change sides."
LADDER = "The spread is that of other logs; on the same ones a group of 32 may go, two may not."
BITS = "The spread is that of other logs; on the same ones a bit or two of thirty may go."
NO_ALARM = "There was none on other logs, either: any false alarm fails."
PAIR = "One pair in 20 null versions on other seeds; there is none on these logs: any fails."
SMALL_P = "Six times the spread of other logs; with p-values half as large it moves by more."
KIND = "The spread is that of other logs; on the same ones an account or two may change sides."
FARM = "The spread is that of other logs; on the same one a farm may go, two may not."
CLOCK = "Five runs, the machine busy with other work; other processors may differ as much."
MEMORY = "Five runs within one part in a hundred; libraries differ from system to system by more."

FIGURES: tuple[Guarded, ...] = (
    Guarded(of.fifteen_jobs, "recall", Terms(
        "15 jobs: recall", "share", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.fifteen_jobs, "f1", Terms(
        "15 jobs: BCubed F1", "F1", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.several_acts, "recall", Terms(
        "15 jobs of several acts: recall", "share", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.several_acts, "f1", Terms(
        "15 jobs of several acts: BCubed F1", "F1", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.fifty_jobs, "recall", Terms(
        "50 jobs: recall", "share", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.fifty_jobs, "f1", Terms(
        "50 jobs: BCubed F1", "F1", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.creation_withheld, "recall", Terms(
        "creation withheld: recall", "share", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.creation_withheld, "f1", Terms(
        "creation withheld: BCubed F1", "F1", "higher", 0.01, (1.0, 1.0), WHOLE)),
    Guarded(of.few_jobs, "recall", Terms(
        "5 to 20 jobs: recall", "share", "higher", 0.04, (0.6875, 0.7812), LADDER)),
    Guarded(of.few_jobs, "bits", Terms(
        "5 to 20 jobs: evidence", "bits", "higher", 0.05, (29.0, 31.59), BITS, relative=True)),
    Guarded(of.half_takes_part, "recall", Terms(
        "half takes part: recall", "share", "higher", 0.04, (0.7812, 0.85), LADDER)),
    Guarded(of.half_takes_part, "bits", Terms(
        "half takes part: evidence", "bits", "higher", 0.05, (51.77, 54.62), BITS, relative=True)),
    Guarded(of.look_alikes, "accounts", Terms(
        "look-alikes: false accounts", "accounts", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.look_alikes, "pairs", Terms(
        "look-alikes: false pairs", "pairs", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.look_alikes_together, "accounts", Terms(
        "look-alikes together: false accounts", "accounts", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.look_alikes_together, "pairs", Terms(
        "look-alikes together: false pairs", "pairs", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.null_versions, "accounts", Terms(
        "null versions: false accounts", "accounts", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.null_versions, "pairs", Terms(
        "null versions: false pairs", "pairs", "lower", 0, (0, 1), PAIR)),
    Guarded(of.fans, "ratio", Terms(
        "fans: small timing p-values", "of chance", "lower", 0.01, (0.016, 0.0176), SMALL_P)),
    Guarded(of.forum, "recall", Terms(
        "forum: recall", "share", "higher", 0.01, (0.2915, 0.2968), KIND)),
    Guarded(of.forum, "false per 10k", Terms(
        "forum: false accounts", "per 10,000", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.forum, "average precision", Terms(
        "forum: average precision", "share", "higher", 0.01, (0.3368, 0.3368), KIND)),
    Guarded(of.forum, "paid comments", Terms(
        "forum: paid comments", "share", "higher", 0.03, (0.95, 0.9917), KIND)),
    Guarded(of.forum, "phone farm", Terms(
        "forum: phone farm", "share", "higher", 0.03, (1.0, 1.0), KIND)),
    Guarded(of.shop, "recall", Terms(
        "shop: recall", "share", "higher", 0.01, (0.7223, 0.7234), KIND)),
    Guarded(of.shop, "false per 10k", Terms(
        "shop: false accounts", "per 10,000", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.shop, "average precision", Terms(
        "shop: average precision", "share", "higher", 0.01, (0.7377, 0.7458), KIND)),
    Guarded(of.shop, "coupon grabbers", Terms(
        "shop: coupon grabbers", "share", "higher", 0.03, (1.0, 1.0), KIND)),
    Guarded(of.shop, "paid messages", Terms(
        "shop: paid messages", "share", "higher", 0.03, (1.0, 1.0), KIND)),
    Guarded(of.shop, "patient farm", Terms(
        "shop: patient farm", "share", "higher", 0.03, (0.9975, 1.0), KIND)),
    Guarded(of.own_log, "farms", Terms(
        "own log: farms found", "of 20", "higher", 1, (15, 18), FARM)),
    Guarded(of.own_log, "share", Terms(
        "own log: planted accounts found", "share", "higher", 0.08, (0.7358, 0.9038), FARM)),
    Guarded(of.own_log, "own", Terms(
        "own log: own accounts named", "accounts", "lower", 0, (0, 0), NO_ALARM)),
    Guarded(of.speed, "candidates", alone=True, terms=Terms(
        "speed: candidates", "of DuckDB", "higher", 0.4, (6.77, 9.27), CLOCK, relative=True)),
    Guarded(of.speed, "evidence", alone=True, terms=Terms(
        "speed: pair evidence", "of DuckDB", "higher", 0.4, (1.33, 1.97), CLOCK, relative=True)),
    Guarded(of.speed, "scan", alone=True, terms=Terms(
        "speed: all of a scan", "of DuckDB", "higher", 0.4, (0.074, 0.091), CLOCK, relative=True)),
    Guarded(of.speed, "scan_mb", alone=True, terms=Terms(
        "memory: whole scan", "MB", "lower", 0.1, (396, 398), MEMORY, relative=True)),
)  # fmt: skip
"""In the order of the table. Spreads are what ``--spread`` printed once, on two cores."""


def main(
    arguments: Sequence[str],
    figures: Sequence[Guarded] = FIGURES,
    places: Places | None = None,
    measure: Measure | None = None,
) -> int:
    """Compare, accept, or say how far figures spread; return the exit code.

    `figures`, `places` and `measure` are this repository's own where they are not given.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.quick", description=__doc__)
    parser.add_argument("--accept", metavar="news/<id>.score.md", help="accept what is measured")
    parser.add_argument("--spread", action="store_true", help="measure five times on other logs")
    parser.add_argument("--workers", type=int, default=2, help="processes, 1 to 64 (default 2)")
    options = parser.parse_args(arguments)
    kept = Places() if places is None else places
    ask = measured if measure is None else measure

    def now(repetition: int = 0) -> dict[str, Figure]:
        return ask(figures, FIRST_SEED + SEEDS_APART * repetition, options.workers)

    try:
        if options.spread:
            return spread(now)
        if options.accept:
            return accepting(options.accept, kept, now)
        return comparing(kept, now)
    except ClearwaterError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def comparing(places: Places, now: Now) -> int:
    """Print every figure beside the accepted one; return 1 if any fell."""
    verdicts = compared(places.read().figures, now())
    print(as_table(verdicts))
    wrong = [f"bench/accepted.json: {sentence}" for sentence in places.complaints()]
    wrong += [f"{one.outcome}: {one.name}" for one in verdicts if one.fails]
    better = [one.name for one in verdicts if one.outcome == "better"]
    if better:
        print(f"\nBetter, accept it: {'; '.join(better)}")
    if wrong:
        print("\n" + "\n".join(wrong))
        print("Find what did it. What is meant is said in a news fragment and accepted with it:")
    if wrong or better:
        print("    python -m bench.quick --accept news/<id>.score.md")
    return 1 if wrong else 0


def accepting(named: str, places: Places, now: Now) -> int:
    """Accept what is measured now, for the reason that a news fragment gives."""
    name, text = places.fragment(named)
    before = places.read()
    check_fragment(name, text, before.history)
    after = accept(before, found := now(), name, text, str(circumstances("")["date"]))
    print(as_table(compared(before.figures, found)))
    places.accepted.write_text(write(after), encoding="utf-8")
    print(f"\nAccepted for {name}; commit {places.accepted.name} with it.")
    return 0


def spread(now: Callable[[int], dict[str, Figure]]) -> int:
    """Print the lowest and highest value of each figure over repetitions on other logs."""
    repeated = [now(repetition) for repetition in range(REPETITIONS)]
    for name in repeated[0]:
        values = [figures[name].value for figures in repeated]
        print(f"{name}: {min(values):g} to {max(values):g}")
    return 0


def measured(figures: Sequence[Guarded], seed: int, workers: int) -> dict[str, Figure]:
    """Return every figure as it is now, by name; what is timed is measured last and alone."""
    timed = {one.source for one in figures if one.alone}
    sources = list(dict.fromkeys(one.source for one in figures))
    found = _asked([source for source in sources if source not in timed], seed, workers)
    found |= _asked([source for source in sources if source in timed], seed, workers=1)
    return {
        one.terms.name: Figure(one.terms, round(float(found[one.source][one.key]), 4))
        for one in figures
    }


def _asked(sources: Sequence[of.Source], seed: int, workers: int) -> dict[of.Source, of.Measured]:
    """Return what each source gives, each asked in a fresh process.

    Forking a process that holds compiled kernels and thread pools is not safe. And what a process
    is said to use at most is no less than what its parent holds, so the parent must stay small.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        return dict(zip(sources, pool.map(_told, sources, [seed] * len(sources)), strict=True))


def _told(source: of.Source, seed: int) -> of.Measured:
    started = time.monotonic()
    found = source(seed)
    spent_s = time.monotonic() - started
    name = getattr(source, "__name__", "a source")
    print(f"[quick] {name}: {spent_s:.0f} s", file=sys.stderr, flush=True)
    return found


def as_table(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts in columns."""
    head = ("figure", "unit", "accepted", "now", "may move by", "verdict")
    rows = [head, *(_row(one) for one in verdicts)]
    widths = [max(len(row[c]) for row in rows) for c in range(len(head))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _row(one: Verdict) -> tuple[str, ...]:
    figure = one.accepted or one.now
    assert figure is not None, "a verdict is about one figure at least"
    sign = "-" if figure.terms.better == "higher" else "+"
    allowed = f"{sign}{figure.allowed:.4g}" if figure.allowed else "nothing"
    value = ("–" if f is None else f"{f.value:g}" for f in (one.accepted, one.now))
    return (one.name, figure.terms.unit, *value, allowed, one.outcome)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
