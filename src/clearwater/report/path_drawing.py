"""The path of an expansion as a drawing: steps as columns from left to right, leads first.

Where there are too many accounts to be told apart, those through whom the path goes on and the
surest are drawn, and the others of a step are folded into one mark that says how many they are.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from clearwater.findings.expansion import Expansion

MOST_DRAWN = 200
"""Accounts up to which everybody is drawn."""
FOLDED_TO = 36
"""Accounts of a step that are drawn where it is folded."""
ROWS = 18
LEFT, TOP, ROW, COLUMN, GAP = 22, 64, 22, 118, 76
LETTER = 7
"""Pixels of one column of text: lines begin to the right of a name."""
NAME_WIDTH = 11
"""Columns of text, Chinese characters as two."""
MOST_WITH_ALL_LINES = 60
"""Accounts drawn up to which every one shows all through whom it was joined, not the first only."""
MOST_ROPES = 6
"""Ropes to the folded of a step."""

State = Literal["lead", "held", "gone", "folded"]


@dataclass(frozen=True)
class Mark:
    """One account in the drawing, or the folded of a step."""

    x: int
    y: int
    name: str
    """As it is written, cut to fit."""
    title: str
    """What the reader sees on pointing at it."""
    state: State


@dataclass(frozen=True)
class Line:
    """From whom to whom the path goes."""

    path: str
    """Of an SVG ``<path>``."""
    first: bool
    """The strongest of those that led to this account."""
    width: float


@dataclass(frozen=True)
class Band:
    """One step."""

    x: int
    step: int
    accounts: int
    window_s: float | None
    """Seconds; None for the leads."""


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn, with places in pixels."""

    width: int
    height: int
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    folded: int
    """Accounts that are not drawn one by one."""


def drawing_of(found: Expansion) -> Drawing:
    """Return the drawing of a path."""
    accounts, edges = found.accounts.to_pylist(), found.edges.to_pylist()
    why = {row["account"]: row for row in found.steps.to_pylist()}
    used = Counter(edge["from_account"] for edge in edges)
    fold = len(accounts) > MOST_DRAWN
    steps = sorted({row["step"] for row in accounts})
    bands, marks, place = [], [], {}
    x = LEFT
    rest: dict[int, int] = {}
    for step in steps:
        own = sorted((row for row in accounts if row["step"] == step), key=_by_weight(used))
        shown = own[: FOLDED_TO if fold else None]
        rest[step] = len(own) - len(shown)
        window_s = why[own[0]["account"]]["window_s"] if own[0]["account"] in why else None
        bands.append(Band(x, step, len(own), window_s))
        for number, row in enumerate(shown):
            at = (x + number // ROWS * COLUMN, TOP + number % ROWS * ROW)
            place[row["account"]] = at
            marks.append(_mark(at, row, why.get(row["account"]), claimed=found.level is not None))
        columns = max(1, -(-len(shown) // ROWS))
        if rest[step]:
            at = (x, TOP + ROWS * ROW + 8)
            place[f"+{step}"] = at
            marks.append(Mark(*at, f"+{rest[step]:,}", "", "folded"))
        x += columns * COLUMN + GAP
    rows = max(min(ROWS, sum(1 for m in marks if m.x == band.x)) for band in bands) if bands else 1
    tall = TOP + (ROWS + 1 if any(rest.values()) else rows) * ROW + 12
    return Drawing(
        width=max(360, x - GAP + 10),
        height=tall,
        bands=tuple(bands),
        lines=tuple(_ropes(found, place) + _lines(edges, place)),
        marks=tuple(marks),
        folded=sum(rest.values()),
    )


def _by_weight(used: Counter[str]) -> Any:
    """Order accounts: leads, those who hold, those through whom most others came, the surest."""

    def weight(row: dict[str, Any]) -> tuple[Any, ...]:
        sure = 1.0 if row["q_value"] is None else row["q_value"]
        return (not row["lead"], not row["holds"], -used[row["account"]], sure, row["account"])

    return weight


def _mark(
    at: tuple[int, int], row: dict[str, Any], why: dict[str, Any] | None, *, claimed: bool
) -> Mark:
    # Where nobody is named, leads are still where it started.
    gone = not row["holds"] and (claimed or not row["lead"])
    state: State = "gone" if gone else "lead" if row["lead"] else "held"
    parts = [row["account"], *([why["figure"]] if why else []), row["note"]]
    return Mark(*at, _cut(row["account"]), "\n".join(parts), state)


def _lines(edges: Sequence[dict[str, Any]], place: dict[str, tuple[int, int]]) -> list[Line]:
    lines, seen = [], set()
    for edge in edges:
        first = edge["to_account"] not in seen
        seen.add(edge["to_account"])
        start, end = place.get(edge["from_account"]), place.get(edge["to_account"])
        if start is not None and end is not None:
            begin = _beside(start, edge["from_account"])
            lines.append(Line(_curve(begin, end), first, 1.1 if first else 0.7))
    if len(place) > MOST_WITH_ALL_LINES:
        lines = [line for line in lines if line.first]
    # The faint ones first, so that the strongest lie above them.
    return sorted(lines, key=lambda line: line.first)


def _ropes(found: Expansion, place: dict[str, tuple[int, int]]) -> list[Line]:
    """Return one rope from each of the accounts that led to most of the folded of a step."""
    counts: Counter[tuple[str, int]] = Counter()
    for edge in found.edges.to_pylist():
        if edge["to_account"] not in place and edge["from_account"] in place:
            counts[edge["from_account"], edge["step"]] += 1
    lines = []
    for step in sorted({step for _, step in counts}):
        own = sorted(
            ((count, name) for (name, at), count in counts.items() if at == step),
            key=lambda item: (-item[0], item[1]),
        )
        for count, name in own[:MOST_ROPES]:
            width = 1.0 + min(5.0, 5.0 * count / own[0][0])
            begin = _beside(place[name], name)
            lines.append(Line(_curve(begin, place[f"+{step}"]), first=False, width=width))
    return lines


def _beside(mark: tuple[int, int], name: str) -> tuple[int, int]:
    """Return where lines from a mark begin: to the right of its name."""
    return mark[0] + 14 + LETTER * _columns(_cut(name)), mark[1]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    (a, b), (c, d) = start, (end[0] - 6, end[1])
    middle = (a + c) / 2 if c > a else a + 30
    return f"M{a},{b} C{middle:g},{b} {middle:g},{d} {c},{d}"


def _cut(name: str) -> str:
    """Return a name as far as it fits beside its mark."""
    width, kept = 0, ""
    for character in name:
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > NAME_WIDTH:
            return f"{kept}…"
        kept += character if character.isprintable() else "\ufffd"
    return kept
