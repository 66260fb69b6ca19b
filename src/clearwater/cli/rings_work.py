"""What ``clearwater rings`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.parts import Parts
from clearwater.app.rings import recognise, remember, ring_log, secret_of, stored
from clearwater.app.run_sources import Elsewhere
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows

SHOWN = (
    *("finding", "stored_ring", "stored_months", "recognised", "q_value", "place_bits"),
    *("says_bits", "customers_bits", "behaviour_bits", "kept"),
)


def remember_and_say(
    parts: Parts, folder: Path, store: Path, key_file: Path, elsewhere: Elsewhere
) -> None:
    """Add the signatures of a run to a store and say how many were new."""
    secret = secret_of(key_file)
    with shown_progress() as on_progress:
        log = ring_log(parts, folder, secret, elsewhere, on_progress)
    signatures = log.signatures()
    added = remember(store, signatures)
    say(f"{added:,} of {len(signatures):,} rings were new: {store}")


def recognise_and_print(
    parts: Parts,
    folder: Path,
    store: Path,
    key_file: Path,
    elsewhere: Elsewhere,
    q: float,
    form: str,
) -> None:
    """Print every stored ring against every finding of a run, surest first."""
    check_form(form)
    secret = secret_of(key_file)
    before = stored(store, secret.name)
    with shown_progress() as on_progress:
        log = ring_log(parts, folder, secret, elsewhere, on_progress)
    found = recognise(before, log, q)
    write_rows(found, form, shown=SHOWN)
    again = {row["finding"] for row in found.to_pylist() if row["recognised"]}
    say(f"{len(again):,} of {len(log.groups):,} findings are rings seen before, at q = {q:g}")
