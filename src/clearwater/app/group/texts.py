"""What members wrote, as templates with slots: which texts say the same, how often and when.

Words of people: what is returned here is shown after a reading with its purpose, and not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.app.group.dots import Dots, Whole, codes_of, dictionary_of
from clearwater.app.group.events import EVENTS, events_at
from clearwater.app.group.source import Group
from clearwater.detect.texts import cluster_texts, skeleton

MOST_TEXTS = 20_000
"""Different texts that are held against each other, the commonest first."""
MOST_TEMPLATES = 40
EXAMPLES = 12
"""Texts of a template that can be laid side by side."""
LONGEST = 2_000
"""Signs of a text that are shown."""


@dataclass(frozen=True)
class _Written:
    """Which of the different texts each dot has."""

    code: np.ndarray
    texts: list[str]
    copies: np.ndarray


def templates_of(group: Group, dots: Dots, places_at: Whole | None) -> dict[str, Any]:
    """Return the templates that members' texts follow, most texts first."""
    if places_at is None or "text" not in group.columns(EVENTS):
        return {"kept": False, "events": 0, "texts": 0, "compared": 0, "templates": []}
    written = _written(group, places_at)
    chosen = np.argsort(-written.copies, kind="stable")[:MOST_TEXTS]
    chosen = np.sort(chosen[written.copies[chosen] > 0])
    clusters = cluster_texts(pa.array([written.texts[k] for k in chosen.tolist()], pa.string()))
    label = np.full(len(written.texts) + 1, -1, np.int64)
    label[chosen] = clusters.label
    own = _copied(written, label, chosen)
    of_dot = label[written.code]
    size = np.bincount(of_dot[of_dot >= 0], minlength=own)
    order = np.argsort(-size, kind="stable")[:MOST_TEMPLATES]
    templates = [
        _template(dots, written, label, of_dot, int(one)) for one in order.tolist() if size[one] > 1
    ]
    return {
        "kept": True,
        "events": int((written.code >= 0).sum()),
        "texts": int((written.copies > 0).sum()),
        "compared": int(chosen.size),
        "templates": templates,
    }


def _written(group: Group, places_at: Whole) -> _Written:
    column = events_at(group, places_at, ["text"])["text"]
    code = codes_of(column)
    texts = [text or "" for text in dictionary_of(column).to_pylist()]
    empty = np.array([not text.strip() for text in texts] + [True], bool)
    code = np.where(empty[code], -1, code)
    return _Written(code, texts, np.bincount(code[code >= 0], minlength=len(texts)))


def _copied(written: _Written, label: np.ndarray, chosen: np.ndarray) -> int:
    """Give a text that was written twice, and resembles no other, a template of its own."""
    following = int(label.max(initial=-1)) + 1
    alone = chosen[(label[chosen] < 0) & (written.copies[chosen] > 1)]
    label[alone] = following + np.arange(alone.size)
    return following + int(alone.size)


def _template(
    dots: Dots, written: _Written, label: np.ndarray, of_dot: np.ndarray, one: int
) -> dict[str, Any]:
    codes = np.flatnonzero(label[:-1] == one)
    codes = codes[np.argsort(-written.copies[codes], kind="stable")]
    texts = [written.texts[code] for code in codes[:50].tolist()]
    made = skeleton(texts)
    at = np.flatnonzero(of_dot == one)
    side = dots.sides["members"]
    return {
        "template": made.template[:LONGEST],
        "slots": [[value[:200] for value in slot] for slot in made.slots],
        "events": int(at.size),
        "accounts": int(np.unique(side.row[at]).size),
        "different": int(codes.size),
        "first": int(side.time[at].min()),
        "last": int(side.time[at].max()),
        "texts": [text[:LONGEST] for text in texts[:EXAMPLES]],
        "dots": at[:5_000].tolist(),
    }
