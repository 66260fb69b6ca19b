"""What stands at the top of a group's page: the sentence that could be wrong, and what bears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearwater.app.group.source import Group


@dataclass(frozen=True)
class Step:
    """One step of the waterfall."""

    label: str
    family: str
    bits: float
    explanation: str
    begins: float
    """Where its bar begins, share of the drawing's width, and how wide it is."""
    width: float


@dataclass(frozen=True)
class Explanation:
    """An innocent explanation, and how its test came out."""

    explanation: str
    outcome: str
    """``ruled out``, ``not ruled out``, ``not tested``, ``explains it``."""
    reason: str


@dataclass(frozen=True)
class Facts:
    """What a template writes of a group."""

    row: Mapping[str, Any]
    """Its row of the run's table ``findings``."""
    steps: tuple[Step, ...]
    zero: float
    """Where no evidence lies in the waterfall, share of its width."""
    explanations: tuple[Explanation, ...]
    run: str | None
    """Short name of the run."""
    seed: int | None
    version: str | None
    """Of Clearwater, as the run was made by."""
    detectors: tuple[str, ...]
    """Detectors that the run ran, with their versions."""
    level: float | None
    """Share of chance hits among what the run lists that its owner allowed."""
    blind_spots: tuple[str, ...]
    command: str | None
    """What makes the run anew."""


def facts_of(group: Group) -> Facts:
    """Return what a template writes of a group."""
    row = group.rows("findings")[0]
    steps, zero = waterfall(group.rows("waterfall"))
    said = group.manifest
    parameters = said.get("parameters", {})
    return Facts(
        row=row,
        steps=steps,
        zero=zero,
        explanations=explanations_of(group),
        run=said.get("run"),
        seed=parameters.get("seed"),
        version=said.get("clearwater"),
        detectors=tuple(f"{one['id']} {one['version']}" for one in said.get("detectors", ())),
        level=parameters.get("q"),
        blind_spots=tuple(said.get("blind_spots", ())),
        command=said.get("command"),
    )


def explanations_of(group: Group) -> tuple[Explanation, ...]:
    """Return the innocent explanations that were tested, in the order of the run."""
    return tuple(
        Explanation(row["explanation"], row["outcome"], row["reason"] or "")
        for row in group.rows("explanations")
    )


def waterfall(rows: list[dict[str, Any]]) -> tuple[tuple[Step, ...], float]:
    """Return the steps with the places of their bars, and where zero lies.

    Examples
    --------
    >>> steps, zero = waterfall([
    ...     {"label": "a", "family": "moves", "bits": 8.0, "explanation": ""},
    ...     {"label": "b", "family": "moves", "bits": -2.0, "explanation": ""},
    ... ])
    >>> [(one.begins, one.width) for one in steps], zero
    ([(0.0, 1.0), (0.75, 0.25)], 0.0)
    """
    ends = [0.0]
    for row in rows:
        ends.append(ends[-1] + (row["bits"] or 0.0))
    low, high = min(ends), max(ends)
    scale = 1 / (high - low) if high > low else 0.0
    steps = tuple(
        Step(
            label=row["label"] or row["family"] or "",
            family=row["family"] or "",
            bits=row["bits"] or 0.0,
            explanation=row["explanation"] or "",
            begins=(min(begin, end) - low) * scale,
            width=abs(end - begin) * scale,
        )
        for row, begin, end in zip(rows, ends, ends[1:], strict=False)
    )
    return steps, -low * scale
