"""How well posts find the checks of what they claim, on CheckThat 2022 2A and CHECKED.

English: queries and relevance are those of the shared task; dev and devtest are printed, train
served to choose parameters and is not. Chinese: no set has checks and relevance, so a Weibo post
that was called false has the notice on it for a check, and notices that share half of their
three-letter runs with it are taken to be about the same claim. That is a guess, and notices often
quote the post.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from clearwater.detect.claims import Matching, rank_claims
from clearwater.detect.claims.channels import best_claims, channel
from clearwater.detect.claims.ranking import MoreRanks
from clearwater.detect.claims.wording import folded, terms
from clearwater.detect.texts import normalised

DEPTH = 100
ALIKE = 0.5
FIELDS = {"text, title": ("title",), "text, title, subtitle": ("title", "subtitle")}


@dataclass(frozen=True)
class Task:
    """Posts, claims, and which claims are right for each post."""

    posts: list[str]
    claims: list[str]
    said: list[str]
    """The claims alone, without the titles of their checks."""
    right: list[frozenset[int]]


def english(folder: Path, split: str, fields: Sequence[str]) -> Task:
    """Return a split of CheckThat 2022 2A with claims made of their text and `fields`."""
    checks = pq.read_table(folder / "ct2022_2a_en_vclaims.parquet").to_pylist()
    queries = pq.read_table(folder / "ct2022_2a_en_queries.parquet").to_pylist()
    place = {row["vclaim_id"]: number for number, row in enumerate(checks)}
    right: dict[str, set[int]] = {}
    for row in pq.read_table(folder / "ct2022_2a_en_qrels.parquet").to_pylist():
        if row["split"] == split:
            right.setdefault(row["tweet_id"], set()).add(place[row["vclaim_id"]])
    text = {row["tweet_id"]: row["text"] for row in queries}
    return Task(
        [text[post] for post in right],
        ["\n".join([row["vclaim"], *(row[name] for name in fields)]) for row in checks],
        [row["vclaim"] for row in checks],
        [frozenset(one) for one in right.values()],
    )


def chinese(folder: Path) -> Task:
    """Return CHECKED posts, their notices, and original posts of CED as distractors."""
    rows = pq.read_table(folder / "checked_fake_with_analysis.parquet").to_pylist()
    others = pq.read_table(folder / "ced_originals.parquet", columns=["text"])["text"].to_pylist()
    notices = [row["analysis"] for row in rows]
    runs = [_runs(text) for text in normalised(notices)]
    right = [
        frozenset(n for n, two in enumerate(runs) if n == k or _jaccard(one, two) >= ALIKE)
        for k, one in enumerate(runs)
    ]
    claims = [*notices, *(text or "" for text in others)]
    return Task([row["text"] for row in rows], claims, claims, right)


def by_channel(task: Task, more: MoreRanks | None = None) -> dict[str, dict[str, float]]:
    """Return the figures of words, letters, both fused, and with `more` all fused."""
    posts, claims = folded(task.posts), folded(task.claims)
    found: dict[str, dict[str, float]] = {}
    for name, letters in (("words", False), ("letters", True)):
        index = channel(terms(claims, letters=letters), Matching())
        asked = terms(posts, letters=letters)
        ranked, _ = best_claims(index, asked, 0, len(task.posts), DEPTH)
        found[name] = measured(ranked, task.right)
    found["words + letters"] = measured(rank_claims(task.posts, task.claims).claim, task.right)
    if more is not None:
        found["sentences"] = measured(more.best(0, len(task.posts), DEPTH), task.right)
        fused = rank_claims(task.posts, task.claims, more=more).claim
        found["words + letters + sentences"] = measured(fused, task.right)
    return found


def measured(ranked: np.ndarray, right: Sequence[frozenset[int]]) -> dict[str, float]:
    """Return MAP@5 and recall at 1, 5 and 20, means over posts.

    Average precision is divided by the number of right claims, 5 at most.
    """
    average, recall = [], {1: [], 5: [], 20: []}  # type: ignore[var-annotated]  # lists of floats
    for row, wanted in zip(ranked.tolist(), right, strict=True):
        hits = np.array([claim in wanted for claim in row[:20]])
        five = hits[:5]
        precision = np.cumsum(five) / np.arange(1, five.size + 1)
        average.append(float((precision * five).sum()) / min(5, len(wanted)))
        for depth, values in recall.items():
            values.append(float(hits[:depth].sum()) / len(wanted))
    figures = {"MAP@5": average, **{f"recall@{depth}": v for depth, v in recall.items()}}
    return {name: round(float(np.mean(values)), 4) for name, values in figures.items()}


def told_again(task: Task, strangers: Sequence[str]) -> dict[str, float]:
    """Return how sure "told again" is: with all claims there, and with the post's own taken away.

    In the strict case each post is asked twice, once with its claims and once without them, when
    nothing may be taken for told again. `strangers` are posts about anything.
    """
    found = rank_claims(task.posts, task.claims)
    good = [claim in wanted for claim, wanted in zip(found.claim[:, 0], task.right, strict=True)]
    again, correct = found.again[:, 0], np.array(good)
    wrongly = sum(_without_own(task, half) for half in (0, 1))
    flagged = rank_claims(strangers, task.claims).again[:, 0]
    hits = int((again & correct).sum())
    return {
        "posts": len(task.posts),
        "told_again": int(again.sum()),
        "precision": round(hits / max(1, int(again.sum())), 4),
        "precision_strict": round(hits / max(1, int(again.sum()) + wrongly), 4),
        "recall": round(hits / len(task.posts), 4),
        "strangers": len(strangers),
        "strangers_told_again": int(flagged.sum()),
    }


def _without_own(task: Task, half: int) -> int:
    """Return how many posts of a half are taken for told again where their claims are not there."""
    asked = range(half, len(task.posts), 2)
    gone = frozenset().union(*(task.right[number] for number in asked))
    kept = [claim for number, claim in enumerate(task.claims) if number not in gone]
    return int(rank_claims([task.posts[n] for n in asked], kept).again[:, 0].sum())


def _runs(text: str) -> frozenset[str]:
    return frozenset(text[k : k + 3] for k in range(len(text) - 2))


def _jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / max(1, len(one | two))
