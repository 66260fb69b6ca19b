"""How well text clusters find spun copies among real posts, as the benchmark file counts it.

Cluster recall: part of the variants (levels 1 to 7) that are in one cluster with their base text.
Pairwise precision: of all pairs in one cluster, those of one group. Every pair with a background
post counts as wrong, although the background holds true reposts too: that is the strict figure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from clearwater.detect.texts import cluster_texts

LEVELS = range(1, 8)


@dataclass(frozen=True)
class _Marked:
    label: np.ndarray
    group: np.ndarray
    level: np.ndarray


def quality(file: Path) -> dict[str, Any]:
    """Return recall and precision over all groups, and over each half of them.

    The half whose group numbers hash to an even number served to choose the parameters; the other
    was only looked at. A half is counted with half of the pairs inside the background.
    """
    table = pq.read_table(file)
    label = cluster_texts(table["text"]).label
    alone = label < 0
    label = np.where(alone, -1 - np.arange(label.size), label)
    marked = _Marked(label, table["group"].to_numpy(), table["level"].to_numpy())
    even = np.array([_even(group) for group in marked.group.tolist()])
    background = marked.group < 0
    return {
        "texts": int(label.size),
        "all": _figures(marked, np.ones(label.size, bool), 1.0),
        "half_used_to_choose": _figures(marked, background | even, 0.5),
        "half_held_out": _figures(marked, background | ~even, 0.5),
    }


def _even(group: int) -> bool:
    return int(hashlib.sha256(str(group).encode()).hexdigest(), 16) % 2 == 0


def _figures(marked: _Marked, counted: np.ndarray, background_part: float) -> dict[str, Any]:
    label, group, level = (part[counted] for part in (marked.label, marked.group, marked.level))
    inside = group >= 0
    both = np.unique(np.stack([label[inside], group[inside]]), axis=1, return_inverse=True)[1]
    right = _pairs(both.ravel())
    background = _pairs(label[~inside])
    wrong = _pairs(label) - right - background
    base = dict(zip(group[level == 0].tolist(), label[level == 0].tolist(), strict=True))
    found = np.array(
        [base.get(g) == c for g, c in zip(group.tolist(), label.tolist(), strict=True)]
    )
    return {
        "cluster_recall": round(float(found[level > 0].mean()), 4),
        "pairwise_precision": round(right / (right + wrong + background_part * background), 4),
        "precision_without_pairs_inside_background": round(right / (right + wrong), 4),
        "pairwise_recall": round(right / _pairs(group[inside]), 4),
        "pairs_inside_background": background,
        "largest_cluster": int(np.unique(label, return_counts=True)[1].max()),
        "recall_by_level": [round(float(found[level == k].mean()), 3) for k in LEVELS],
    }


def _pairs(label: np.ndarray) -> int:
    _, size = np.unique(label, return_counts=True)
    return int((size * (size - 1) // 2).sum())
