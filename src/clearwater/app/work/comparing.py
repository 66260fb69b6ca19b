"""Two runs side by side: findings that both have, that one has, and what was asked differently.

Two findings are the same where they share at least half of the accounts that either names (Jaccard
similarity of 0.5): two of one run never share any, so no finding is the same as two others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import FindingOf, Runs, findings_of
from clearwater.app.work.run_views import read_manifest

SAME = 0.5
"""Jaccard similarity from which two findings are the same."""
Accounts = Mapping[str, frozenset[str]]
"""Finding -> its accounts."""


@dataclass(frozen=True)
class Pair:
    """A finding of either run, or of both."""

    state: str
    """``kept``, ``changed``, ``lost`` or ``gained``."""
    before: FindingOf | None
    after: FindingOf | None
    shared: int
    """Accounts that both name."""


@dataclass(frozen=True)
class Comparison:
    """What changes from one run to another."""

    same_log: bool
    """Whether both were made from the same bytes."""
    parameters: tuple[tuple[str, str, str], ...]
    """(name, before, after), of every parameter."""
    counts: tuple[tuple[str, int, int], ...]
    pairs: tuple[Pair, ...]
    both: int
    """Accounts that a finding of either run names."""
    only_before: int
    only_after: int


def compared(desk: Desk, runs: Runs, before: str, after: str) -> Comparison:
    """Compare two runs.

    Raises
    ------
    NothingThereError
        If there is no run of one of the names.
    """
    found = (findings_of(desk, runs, before), findings_of(desk, runs, after))
    folders = (runs.folder_of(before), runs.folder_of(after))
    manifests = (read_manifest(folders[0]), read_manifest(folders[1]))
    named = (accounts_of(folders[0]), accounts_of(folders[1]))
    left, right = (frozenset().union(*one.values()) for one in named)
    return Comparison(
        same_log=inputs_of(manifests[0]) == inputs_of(manifests[1]),
        parameters=_parameters(*manifests),
        counts=_counts(*manifests),
        pairs=paired(found, named),
        both=len(left & right),
        only_before=len(left - right),
        only_after=len(right - left),
    )


def paired(
    found: tuple[tuple[FindingOf, ...], tuple[FindingOf, ...]], named: tuple[Accounts, Accounts]
) -> tuple[Pair, ...]:
    """Return what became of each finding, those that changed most first."""
    nobody: frozenset[str] = frozenset()
    same: dict[str, tuple[FindingOf, int]] = {}
    for one, other in product(*found):
        left = named[0].get(one.finding, nobody)
        right = named[1].get(other.finding, nobody)
        shared = len(left & right)
        if shared and shared >= SAME * len(left | right):
            same[one.finding] = (other, shared)
    taken = {other.finding for other, _ in same.values()}
    pairs = [
        Pair("lost", one, None, 0) if one.finding not in same else _met(one, *same[one.finding])
        for one in found[0]
    ]
    pairs += [Pair("gained", None, one, 0) for one in found[1] if one.finding not in taken]
    order = {"gained": 0, "lost": 1, "changed": 2, "kept": 3}
    return tuple(sorted(pairs, key=lambda one: order[one.state]))


def accounts_of(folder: Path) -> dict[str, frozenset[str]]:
    """Return finding -> the accounts that it names."""
    table = pq.read_table(folder / "members.parquet", columns=["finding", "account"])
    found: dict[str, set[str]] = {}
    columns = (table.column(name).to_pylist() for name in ("finding", "account"))
    for finding, account in zip(*columns, strict=True):
        found.setdefault(str(finding), set()).add(str(account))
    return {finding: frozenset(accounts) for finding, accounts in found.items()}


def inputs_of(manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the hashes of what a run was made from."""
    return frozenset(str(one["sha256"]) for one in manifest["inputs"])


def _met(before: FindingOf, after: FindingOf, shared: int) -> Pair:
    unchanged = (
        before.accounts == after.accounts == shared
        and before.level == after.level
        and round(before.score_bits, 1) == round(after.score_bits, 1)
        and before.objects == after.objects
    )
    return Pair("kept" if unchanged else "changed", before, after, shared)


def _parameters(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    left, right = before["parameters"], after["parameters"]
    names = [*left, *(name for name in right if name not in left)]
    rows = [(name, _said(left.get(name)), _said(right.get(name))) for name in sorted(names)]
    return (("clearwater", str(before["clearwater"]), str(after["clearwater"])), *rows)


def _counts(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, int, int], ...]:
    left, right = before["counts"], after["counts"]
    return tuple(
        (name, int(left.get(name, 0)), int(right.get(name, 0))) for name in sorted({*left, *right})
    )


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
