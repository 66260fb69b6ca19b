"""The use-cases: remember the rings of a run, recognise them in a later one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from clearwater.app.parts import Parts
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.run_log import run_with_log
from clearwater.app.run_sources import Elsewhere
from clearwater.detect.rings.recognise import FAMILIES, Match, compare
from clearwater.detect.rings.secret import Secret
from clearwater.detect.rings.signature import RingLog, Signature
from clearwater.errors import OutputError, ParameterError, SourceError

MATCHES = pa.schema(
    [
        ("finding", pa.string()),
        ("stored_ring", pa.string()),
        ("stored_months", pa.string()),
        ("recognised", pa.bool_()),
        ("q_value", pa.float64()),
        ("p_value", pa.float64()),
        *((f"{family}_bits", pa.float64()) for family in FAMILIES),
        ("behaviour_alike", pa.float64()),
        ("kept", pa.string()),
    ]
)
"""One row a stored ring and a finding. ``..._bits``: log-odds by family; ``kept``: how much of each
kind of trace came back, and how much would by chance."""


def secret_of(key_file: Path) -> Secret:
    """Return the key in a file of 32 bytes or more; see `Secret.read`."""
    return Secret.read(key_file)


def ring_log(
    parts: Parts,
    folder: Path,
    secret: Secret,
    elsewhere: Elsewhere,
    on_progress: ProgressListener = no_progress,
) -> RingLog:
    """Return the run in `folder` with its log, ready to be signed.

    Raises
    ------
    OutputError
        If `folder` holds no finished run.
    InputError
        If the run's log is not there any more, or has changed.
    """
    run, population = run_with_log(parts, folder, elsewhere, on_progress)
    on_progress(Progress("sign findings", 0, 1))
    signed = RingLog.of(population.log, run.tables, str(run.manifest["run"]), secret)
    on_progress(Progress("sign findings", 1, 1))
    return signed


def remember(store: Path, signatures: list[Signature]) -> int:
    """Add signatures to a store (JSON Lines) and return how many were new; rings stay once.

    Raises
    ------
    ParameterError
        If the store was made with another key.
    OutputError
        If it cannot be written.
    """
    before = stored(store, signatures[0].key) if signatures and store.exists() else []
    there = {one.ring for one in before}
    fresh = [one for one in signatures if one.ring not in there]
    text = "".join(f"{one.to_json()}\n" for one in [*before, *fresh])
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        partial = store.with_name(f"{store.name}.partial")
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(store)
    except OSError as error:
        raise OutputError(
            "the store cannot be written",
            where=str(store),
            found=error.strerror or str(error),
            next_step="Name another file with --store, or make room.",
        ) from error
    return len(fresh)


def stored(store: Path, key: str) -> list[Signature]:
    """Return the signatures of a store.

    Raises
    ------
    SourceError
        If it cannot be read.
    ParameterError
        If it was made with another key than the one named `key`.
    """
    try:
        lines = store.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SourceError(
            "the store cannot be read",
            where=str(store),
            found=error.strerror or str(error),
            next_step="Write one first: clearwater rings remember run/ --store FILE.",
        ) from error
    found = [
        Signature.from_json(line, f"{store}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if any(one.key != key for one in found):
        raise ParameterError(
            "the store was made with another key",
            where=str(store),
            expected=f"the key named {found[0].key}",
            found=f"the key named {key}",
            next_step="Name the key file that the store was made with.",
        )
    return found


def recognise(signatures: list[Signature], new: RingLog, q: float) -> pa.Table:
    """Return every stored ring against every finding, surest first; schema `MATCHES`.

    Parameters
    ----------
    q : float
        False discovery rate over all pairs of a stored ring and a finding, 0..0.5.
    """
    others = [one for one in signatures if one.ring.partition("/")[0] != new.run]
    rows = [_row(match, q) for match in compare(others, new)]
    return pa.Table.from_pylist(rows, MATCHES)


def _row(match: Match, q: float) -> dict[str, object]:
    months = sorted({match.stored.first_month, match.stored.last_month})
    kept = "; ".join(
        f"{one.kind}: {one.kept} of {one.of}, {one.expected:.2g} by chance" for one in match.kept
    )
    return {
        "finding": match.new.ring.partition("/")[2],
        "stored_ring": match.stored.ring,
        "stored_months": " to ".join(months),
        "recognised": match.q_value <= q,
        "q_value": match.q_value,
        "p_value": match.p_value,
        "behaviour_alike": match.alike,
        "kept": kept,
        **{f"{family}_bits": match.bits(family) for family in FAMILIES},
    }
