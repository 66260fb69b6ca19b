"""The whole of ``clearwater claims match``: posts beside checks, and who tells them again.

Matching leads to a suggestion for a person. It scores no account, and nothing that it finds goes
into a scan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.claims_import import QUARANTINED, read_checks, write_whole
from clearwater.app.claims_posts import read_posts
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.detect.claims import (
    CHECKS,
    Check,
    CheckStore,
    Claim,
    Matching,
    Posts,
    Spread,
    Suggested,
    Told,
    checks_of,
    claims_of,
    contradictions,
    match_table,
    rank_claims,
    sentence_ranks,
    spread,
    suggested,
)
from clearwater.detect.claims.matches import UNKNOWN
from clearwater.detect.claims.sentences import Encoder
from clearwater.detect.claims.wording import readable
from clearwater.engine.shards import usable_threads
from clearwater.errors import EmptyLogError

NO_ACTOR = "posts name no account: who tells a claim again was not looked at"
NO_TIME = "no post has a time: what is told again after its check was not looked at"
NO_DATE = "no check has a date: what is told again after its check was not looked at"


@dataclass(frozen=True)
class Matched:
    """What matching found."""

    matches: pa.Table
    """Schema `clearwater.detect.claims.MATCHES`."""
    spread: Spread | None
    """Who told which claim again after its check; None where it could not be looked at."""
    notes: tuple[str, ...]
    """What was assumed, left out or not looked at, one sentence each."""


def match_claims(
    posts: Any,
    claims: Any,
    *,
    top: int = 20,
    sentences: bool | Encoder = False,
    time_zone: str | None = None,
    mapping: Mapping[str, str] | None = None,
    threads: int | None = None,
    on_progress: ProgressListener = no_progress,
) -> Matched:
    """Return the published checks that lie nearest to each post: suggestions for a person.

    Parameters
    ----------
    posts
        A file or an Arrow table with ``post`` and ``text``, and where known ``time``, ``actor``,
        ``url`` and ``parent``.
    claims
        What ``clearwater claims import`` wrote, a file of ClaimReview, or a table with ``text``
        and where known ``claim``, ``title``, ``published``, ``rating``, ``url`` and more.
    top
        Checks that are suggested for each post, at most; 1 to 1000.
    sentences
        True: add the sentence model (English; the extra ``sentences``). Or a function of your own,
        from texts to float32 rows of length 1.
    time_zone
        Zone of times that carry none.
    mapping
        The posts' column by ours, where names differ.
    threads
        1 to 1024; all processors where it is not given. The result does not depend on it.
    on_progress
        Called with each step of the work.

    Returns
    -------
    Matched
        ``matches`` with ``post, claim, rank, score`` and more, ``spread``, ``notes``.

    Raises
    ------
    ParameterError, InputError, MissingExtraError
        If a parameter is out of range, an input cannot be read, or the model is not installed.
    """
    how = Matching(top=top)
    on_progress(Progress("read posts", 0, 1))
    read = read_posts(posts, mapping, time_zone)
    kept, notes = kept_claims(claims, time_zone)
    texts = [one.text for one in kept]
    on_progress(Progress("rank claims", 0, 1))
    more = None
    if sentences is not False:
        encode = None if sentences is True else sentences
        # The model reads the claim alone: titles of checks ask and do not say.
        said = readable(one.checks[0].text for one in kept)
        more = sentence_ranks(readable(read.posts.text), said, encode)
    how = replace(how, depth=max(how.depth, how.top))
    ranked = rank_claims(read.posts.text, texts, how, threads=usable_threads(threads), more=more)
    found = suggested(read.posts, kept, ranked)
    told_again, why_not = _spread(read.posts, kept, found)
    on_progress(Progress("rank claims", 1, 1))
    return Matched(
        match_table(read.posts, kept, found), told_again, (*read.notes, *notes, *why_not)
    )


def kept_claims(claims: Any, time_zone: str | None = None) -> tuple[list[Claim], tuple[str, ...]]:
    """Return the claims of a file or an Arrow table, and what is to be said of them.

    Raises
    ------
    InputError
        If it cannot be read.
    EmptyLogError
        If it holds no claim.
    """
    checks, bad = _checks(claims, time_zone)
    kept = claims_of(checks)
    if not kept:
        raise EmptyLogError("there is no claim to match with", where="claims")
    return kept, (*_notes(kept), *bad)


def _checks(claims: Any, time_zone: str | None) -> tuple[list[Check], tuple[str, ...]]:
    source: Any = Path(claims) if isinstance(claims, str) else claims
    table: Any = source if isinstance(source, pa.Table) else None
    if isinstance(source, Path) and source.suffix == ".parquet" and source.is_file():
        source = table = pq.read_table(source)
    if table is not None and set(CHECKS.names) <= set(table.column_names):
        return checks_of(table.select(CHECKS.names).cast(CHECKS)), ()
    store = CheckStore()
    told, _ = read_checks([source], store, time_zone=time_zone)
    return store.checks(), tuple(
        f"{row['records']:,} records of claims were put aside: {row['remark']}"
        for row in told.to_pylist()
        if row["what"] == QUARANTINED
    )


def _notes(claims: Sequence[Claim]) -> list[str]:
    """Return what is to be said of the claims, each with the number that it concerns."""
    counts = {
        "without a date: nothing is reported as told again after its check": sum(
            one.published is None for one in claims
        ),
        "without a rating": sum(not one.shown("rating") for one in claims),
        "without a link": sum(not one.urls for one in claims),
        "with checks that contradict each other: all are shown": len(contradictions(claims)),
    }
    reasons = Counter(one.left_out for one in claims if one.left_out is not None)
    counts |= {f"never reported as told again: {why}": n for why, n in sorted(reasons.items())}
    return [
        f"{count:,} of {len(claims):,} claims {said}" for said, count in counts.items() if count
    ]


def _spread(
    posts: Posts, claims: Sequence[Claim], found: Suggested
) -> tuple[Spread | None, tuple[str, ...]]:
    if posts.actor is None:
        return None, (NO_ACTOR,)
    if bool((posts.time == UNKNOWN).all()):
        return None, (NO_TIME,)
    if all(one.published is None for one in claims):
        return None, (NO_DATE,)
    told = list(_told(posts, found))
    rows = sorted({one.claim for one in told})
    return (
        spread(
            told,
            [one.claim for one in claims],
            {row: _beside(claims[row]) for row in rows},
            hops=posts.parent is not None,
        ),
        (),
    )


def _told(posts: Posts, found: Suggested) -> Iterator[Told]:
    """Yield the posts that count as the claim told again and name an account."""
    actors, parents = posts.actor or (), posts.parent
    for row, place in np.argwhere(found.counted).tolist():
        account = actors[row]
        if account is not None:
            yield Told(
                int(found.ranked.claim[row, place]),
                posts.post[row],
                account,
                int(posts.time[row]),
                None if parents is None else parents[row],
            )


def _beside(claim: Claim) -> dict[str, object]:
    return {
        "text": claim.checks[0].text,
        "rating": claim.shown("rating"),
        "contradicted": claim.contradicted,
        "checked": claim.published,
        "url": claim.shown("url"),
    }


def save_spread(found: Spread, folder: Path) -> tuple[Path, ...]:
    """Write the three tables to a folder, and return the files.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    files = {
        folder / "claims.parquet": found.claims,
        folder / "accounts.parquet": found.accounts,
        folder / "travels.parquet": found.travels,
    }
    for path, table in files.items():
        write_whole(table, path)
    return tuple(files)
