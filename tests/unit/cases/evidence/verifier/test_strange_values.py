"""Values of another kind in every place, signed anew: each is a fault, none is a crash."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier.checks import checked_package
from clearwater.cases.records.canonical import canonical
from tests.helpers.signing_anew import signed_anew

STRANGE: tuple[Any, ...] = (None, True, 0, -1, 2**53 - 1, "", "x", "0" * 64, [], {}, [[]], {"a": 1})
FILES = (
    *("data/case.json", "data/decision.json", "data/custody.jsonl", "signature.json"),
    *("ledger/proofs.json", "ledger/sealed.json"),
)


def places(said: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside."""
    if not isinstance(said, dict | list):
        return [path]
    inside = said.items() if isinstance(said, dict) else enumerate(said)
    return [path, *(way for key, one in inside for way in places(one, (*path, key)))]


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_no_value_of_another_kind_crashes_a_check(package: Path, name: str, random: Random) -> None:
    path = package / name
    before = {p: p.read_bytes() for p in package.rglob("*") if p.is_file()}
    lines = path.read_bytes().splitlines()
    line = random.randrange(len(lines))
    said = {"top": json.loads(lines[line])}
    *way, last = random.choice(places(said)[1:])
    inner: Any = said
    for key in way:
        inner = inner[key]
    inner[last] = random.choice(STRANGE)
    lines[line] = canonical(said["top"])
    path.write_bytes(b"\n".join(lines) + b"\n" * name.endswith("jsonl"))
    altered = path.read_bytes() != before[path]
    if name != "signature.json":
        signed_anew(package)
    found = [fault for one in checked_package(str(package)) for fault in one.faults]
    for kept, data in before.items():
        kept.write_bytes(data)
    assert bool(found) == altered
