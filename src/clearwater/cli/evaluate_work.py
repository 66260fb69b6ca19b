"""What ``clearwater evaluate`` does once its options are understood. Imports the engine: lazily."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.compute as pc

from clearwater.app.compare import compare, figures, known_log, summary
from clearwater.app.farms import farms_named
from clearwater.app.methods import methods_named
from clearwater.app.own_log import OwnLog, PlantedAnswer, null_versions, plant_farms
from clearwater.app.scan_request import Sources
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.events import read


def plant_and_print(
    sources: Sources, farms: list[str], methods: list[str], seed: int, form: str
) -> None:
    """Plant farms in the log, print what was found of each, and sum it up in words."""
    check_form(form)
    planted = farms_named(farms)
    own = _own_log(sources, methods)
    with shown_progress() as on_progress:
        answer = plant_farms(own, planted, seed, on_progress)
    shown = [name for name in answer.farms.column_names if len(own.methods) > 1 or name != "method"]
    write_rows(answer.farms, form, shown=shown)
    _say_planted(answer)


def null_and_print(
    sources: Sources, versions: int, methods: list[str], seed: int, form: str
) -> None:
    """Make null versions of the log, print who is accused there, and sum it up in words."""
    check_form(form)
    own = _own_log(sources, methods)
    with shown_progress() as on_progress:
        rows = null_versions(own, versions, seed, on_progress)
    write_rows(rows, form)
    for name in sorted(own.methods.keys() - set(rows["method"].to_pylist())):
        say(f"not asked: {name}: null versions have no devices and no addresses")
    for row in rows.to_pylist():
        say(
            f"{row['method']}, {row['version']}: somebody was accused in {row['with_any']} of "
            f"{row['versions']} versions; with 95 % confidence this happens in at most "
            f"{row['chance_of_any_at_most']:.0%} of such logs (more versions say more)"
        )


def compare_and_print(folder: Path, methods: list[str], seed: int, form: str) -> None:
    """Ask methods about a simulated log, and print what they are worth on it."""
    check_form(form)
    chosen, known = methods_named(methods), known_log(folder)
    with shown_progress() as on_progress:
        scores = compare(known, chosen, seed, on_progress)
    write_rows(summary(scores) if form == "table" else figures(scores), form)
    planted = len(known.truth["campaign"].drop_null())
    say(f"{planted:,} planted accounts, {known.truth.num_rows - planted:,} honest")
    for name, one in scores.items():
        accused = one.accused.filter(pc.equal(one.accused["by"], "population")).to_pylist()
        worst = sorted(accused, key=lambda row: -row["share"])[:3]
        crowds = ", ".join(
            f"{r['stratum']} {r['accused']:,} of {r['accounts']:,}" for r in worst if r["accused"]
        )
        say(f"{name}: honest accounts accused, worst first: {crowds or 'none'}")


def _own_log(sources: Sources, methods: list[str]) -> OwnLog:
    log = read(
        sources.source,
        format_in=sources.format_in,
        mapping=sources.mapping or None,
        time_zone=sources.time_zone,
        time_unit=sources.time_unit,
        max_bad_share=sources.max_bad_share,
        objects=sources.objects,
    )
    for note in log.notes:
        say(note)
    own = OwnLog.read(log, methods_named(methods))
    for name, reason in own.skipped.items():
        say(f"not asked: {name}: {reason}")
    return own


def _say_planted(answer: PlantedAnswer) -> None:
    verdicts: dict[str, Counter[str]] = {}
    for row in answer.farms.to_pylist():
        verdicts.setdefault(row["method"], Counter())[row["verdict"]] += 1
    for name, counts in verdicts.items():
        say(
            f"{name}: farms planted in your log {sum(counts.values())}: {counts['found']} found, "
            f"{counts['partly']} partly, {counts['missed']} missed"
        )
        before, most = answer.own_named[name]
        say(
            f"{name}: of your own accounts it names {before:,} without any farm, and at most "
            f"{most:,} more while farms are in the log"
        )
