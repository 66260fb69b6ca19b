"""P4: spam comments under five videos: a test of text signals, and of nothing else.

The label says what a comment contains. Each video is left out in turn and its comments are held
against those of the others: advertisement travels from video to video, chatter does not. Nothing is
learnt from labels. The form of repeated phrases was chosen with the labels of two videos, so the
other three stand apart.

In the source, exactly the spam of one video lacked a time. So a video any of whose comments has no
time is left out whole where times are used, and nothing may depend on whether a time is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_matrix, diags_array

from clearwater.detect.texts import Alike, Phrases, repeated_phrases, text_clusters
from clearwater.detect.texts.repeated_phrases import strangers_elsewhere
from clearwater.evaluate.base import Method
from clearwater.evaluate.bootstrap import Interval
from clearwater.evaluate.real_sets.base import (
    DRAWS,
    Asked,
    Bools,
    Floats,
    ProtocolRow,
    ask,
    at_one_moment,
    bare_events,
    numbered,
    rank_measures,
)
from clearwater.evaluate.real_sets.folder import tables_of

SET_ID = "youtube_spam"
PROTOCOL = "P4 YouTube (text signal)"
SHORTEST, LONGEST = 3, 5
"""Lengths of the character n-grams, both included; a customary choice, not searched for."""
LEFT_OUT = "each video against the others"
CHOSEN_ON = ("Youtube01-Psy", "Youtube02-KatyPerry")
"""Videos whose labels were looked at when the form of repeated phrases was chosen."""
HELD_OUT = "comments of videos that nothing was chosen on"
PHRASES = "repeated phrases"
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Tables:
    """The set's table."""

    events: pa.Table = field(repr=False)
    """actor, action, object (the video), time, text, label: one a comment."""


def read(folder: Path) -> Tables:
    """Return the table from a folder of real sets.

    Raises
    ------
    SourceError, InputError
        If a file of the set is missing or is another one.
    """
    return Tables(*tables_of(folder, SET_ID, "events.parquet"))


def run(
    tables: Tables,
    methods: Sequence[Method],
    seed: int,
    *,
    timeless: Sequence[Method] = (),
    draws: int = DRAWS,
) -> list[ProtocolRow]:
    """Return rows of AP, AUC and recall at 1 % FPR over comments.

    Text rules have one row over all videos, each left out in turn, one over those that nothing was
    chosen on, and one a video. Methods judge accounts; a comment has its account's score, and no
    video is left out.

    Parameters
    ----------
    tables
        See `Tables`.
    methods
        Asked with the comments of videos whose times are known, with texts.
    seed
        Of the bootstrap (over accounts, with all their comments), 0 or more.
    timeless
        Methods that use no time; asked with all comments, at one moment, with texts.
    draws
        Bootstrap draws, 1 or more.
    """
    events = tables.events
    rows = list(_text_rows(events, seed, draws))
    dated = events.filter(pc.invert(pc.is_in(events["object"], value_set=_undated_videos(events))))
    for table, answers in (
        (dated, ask(methods, bare_events(dated, "text"), "accounts, videos, times, texts")),
        (events, ask(timeless, at_one_moment(events, "text"), "accounts, videos, texts")),
    ):
        for asked in answers:
            scores = None
            if asked.judgement is not None:
                scores = asked.judgement.score_of(table["actor"].to_pylist())
            task = "comments" if table is events else "comments of videos with times"
            rows.append(_row(asked, task, table, scores, seed, draws))
    return rows


def likeness_elsewhere(texts: Sequence[str], videos: Sequence[str]) -> Floats:
    """Return for each comment its greatest likeness to a comment of another video, 0..1.

    Cosine of counts of character n-grams, weighted by their rarity over all comments (smoothed
    inverse document frequency), after folding case and white space.

    Parameters
    ----------
    texts
        One a comment.
    videos
        The video of each comment.

    Examples
    --------
    >>> likeness_elsewhere(["my channel", "My  channel", "nice song"], ["1", "2", "2"]).tolist()
    [1.0, 1.0, 0.0]
    """
    grams = _weighted_grams([_folded(text) for text in texts])
    video = numbered(videos)
    likeness = np.zeros(len(texts))
    for number in np.unique(video):
        here, elsewhere = np.flatnonzero(video == number), np.flatnonzero(video != number)
        if len(elsewhere):
            cosines = (grams[here] @ grams[elsewhere].T).toarray()
            likeness[here] = cosines.max(axis=1)
    # Equal texts must tie, and the last digits of a sum depend on its order.
    rounded: Floats = np.round(likeness, 9)
    return rounded


def copies_elsewhere(texts: Sequence[str], videos: Sequence[str]) -> Floats:
    """Return for each comment how many comments of other videos have the same text.

    Case and white space are folded.

    Examples
    --------
    >>> copies_elsewhere(["my channel", "My  channel", "nice song"], ["1", "2", "2"]).tolist()
    [1.0, 1.0, 0.0]
    """
    folded = [_folded(text) for text in texts]
    everywhere, here = Counter(folded), Counter(zip(folded, videos, strict=True))
    return np.array(
        [everywhere[text] - here[text, video] for text, video in zip(folded, videos, strict=True)],
        dtype=np.float64,
    )


def _text_rows(events: pa.Table, seed: int, draws: int) -> Iterator[ProtocolRow]:
    texts, videos = events["text"].fill_null("").to_pylist(), events["object"].to_pylist()
    for name, settings, scores in _text_scores(texts, events["actor"].to_pylist(), videos):
        asked = Asked(name, settings, "texts, accounts, videos")
        yield _row(asked, f"comments, {LEFT_OUT}", events, scores, seed, draws)
        for task, part in _parts(videos):
            table = events.filter(pa.array(part))
            yield _row(asked, task, table, scores[part], seed, draws)


def _text_scores(
    texts: list[str], accounts: list[str], videos: list[str]
) -> Iterator[tuple[str, str, Floats]]:
    """Yield each text rule: its name, its settings, a score a comment."""
    yield (
        "most alike comment of another video",
        f"cosine of character n-grams of {SHORTEST} to {LONGEST}, weighted by rarity",
        likeness_elsewhere(texts, videos),
    )
    folded = "case and white space folded"
    yield "copies under other videos", folded, copies_elsewhere(texts, videos)
    who, where = numbered(accounts), numbered(videos)
    cluster = text_clusters(texts)
    near = np.where(cluster < 0, 0, strangers_elsewhere(cluster + 1, who, where))
    yield "strangers with a near copy under other videos", repr(Alike()), near.astype(np.float64)
    settings = f"{Phrases()!r}, chosen on {' and '.join(CHOSEN_ON)}"
    yield PHRASES, settings, repeated_phrases(texts, who, where).bits
    masked = [_LINK.sub(" ", text) for text in texts]
    yield f"{PHRASES}, links taken out", settings, repeated_phrases(masked, who, where).bits
    has_link = np.array([_LINK.search(text) is not None for text in texts])
    yield "has a link", "no sameness and no claim: how far that alone goes", has_link * 1.0


def _parts(videos: Sequence[str]) -> Iterator[tuple[str, Bools]]:
    """Yield the videos that nothing was chosen on, and each video: name, which comments."""
    of = np.array(videos)
    held_out = ~np.isin(of, CHOSEN_ON)
    if held_out.any():
        yield HELD_OUT, held_out
    for video in sorted(set(videos)):
        yield f"comments of {video} against the others", of == video


def _row(
    asked: Asked, task: str, comments: pa.Table, scores: Floats | None, seed: int, draws: int
) -> ProtocolRow:
    spam: Bools = np.array(comments["label"].to_pylist()) == 1
    measures: Mapping[str, Interval] = {}
    if scores is not None:
        clusters = numbered(comments["actor"].to_pylist())
        measures = rank_measures(scores, spam, clusters, seed=seed, draws=draws)
    return asked.row(
        of=(SET_ID, PROTOCOL),
        task=task,
        rows=comments.num_rows,
        positives=int(spam.sum()),
        measures=measures,
    )


def _undated_videos(events: pa.Table) -> pa.Array:
    undated = events.filter(events["time"].is_null())["object"]
    return pc.unique(undated)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _weighted_grams(texts: Sequence[str]) -> csr_matrix:
    """Return rows of length 1 (0 for texts shorter than the n-grams), a column an n-gram.

    Columns stand in the order of the n-grams, so that the order of comments changes no sum.
    """
    counted = [
        Counter(
            text[start : start + size]
            for size in range(SHORTEST, LONGEST + 1)
            for start in range(len(text) - size + 1)
        )
        for text in texts
    ]
    column = {gram: n for n, gram in enumerate(sorted({gram for bag in counted for gram in bag}))}
    cells = [
        (row, column[gram], times)
        for row, bag in enumerate(counted)
        for gram, times in sorted(bag.items())
    ]
    rows, columns, counts = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    shape = (len(texts), len(column))
    frequency = np.bincount(columns, minlength=len(column))
    rarity = np.log((1 + len(texts)) / (1 + frequency)) + 1
    weighted = csr_matrix((counts * rarity[columns], (rows, columns)), shape=shape)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return csr_matrix(diags_array(1 / np.where(length > 0, length, 1)) @ weighted)
