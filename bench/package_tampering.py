"""Sealed packages altered one bit, file or name at a time, and honest ones: what two verifiers say.

Every alteration must be found and the altered file named, by the package's own verifier and by a
second one that shares no code with it; no honest package may be suspected.
"""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.helpers.honest_packages import honest
from tests.helpers.package_tampering import tampered
from tests.helpers.sealed_case import made_store

WORK = Path(__file__).parent / "out" / "package_tampering"
ALTERATIONS, HONEST = 10_000, 1_000
PARTS = 20
"""Pieces of work; each has a seed and a package of its own."""


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return how many alterations were made, found and named, and what was said of honest ones."""
    shutil.rmtree(WORK, ignore_errors=True)
    many = 40 if quick else 1
    asked = [(seed, ALTERATIONS // PARTS // many, HONEST // PARTS // many) for seed in range(PARTS)]
    spawn = multiprocessing.get_context("spawn")
    started = time.monotonic()
    try:
        with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
            parts = list(pool.map(_part, *zip(*asked, strict=True)))
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    made = sum((Counter(part["made"]) for part in parts), Counter())
    missed = [one for part in parts for one in part["missed"]]
    return {
        "job": "alterations of sealed packages, each verified by both verifiers and undone; "
        "honest packages sealed from stores that differ",
        "alterations": made.total(),
        "kinds": dict(made.most_common()),
        "not_found_or_not_named": len(missed),
        "first_missed": missed[:5],
        "others_named_an_alteration": round(sum(p["blamed"] for p in parts) / made.total(), 3),
        "honest": sum(part["honest"] for part in parts),
        "suspected": [one for part in parts for one in part["against"]],
        "clock_seconds": round(time.monotonic() - started),
    }


def _part(seed: int, alterations: int, packages: int) -> dict[str, Any]:
    folder = WORK / str(seed)
    folder.mkdir(parents=True)
    made = made_store(folder / "store")
    made.seal(folder / "package")
    made.store.close()
    tally = tampered(folder / "package", alterations, seed)
    against = honest(folder / "honest", packages, seed)
    shutil.rmtree(folder)
    return {
        "made": dict(tally.made),
        "missed": tally.missed,
        "blamed": tally.blamed,
        "honest": packages,
        "against": against,
    }
