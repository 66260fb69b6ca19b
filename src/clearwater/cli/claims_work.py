"""What ``clearwater claims`` does once its options are understood. Imports numpy, so: lazily."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.claims_explain import explain_match
from clearwater.app.claims_import import claims_import
from clearwater.app.claims_match import match_claims, save_spread
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows

SHOWN = (
    *("post", "claim", "rank", "score", "said", "stance", "before_check"),
    *("post_text", "claim_text", "rating", "publisher", "published", "url"),
)


@dataclass(frozen=True)
class Asked:
    """Options of ``clearwater claims match``."""

    posts: str
    claims: Path
    top: int
    spread: Path | None
    mapping: Mapping[str, str]
    time_zone: str | None
    threads: int | None
    sentences: bool


def import_and_print(
    files: Sequence[Path],
    out: Path,
    mapping: Mapping[str, str],
    time_zone: str | None,
    form: str,
) -> None:
    """Keep the checks, print what became of the records, and say where they are."""
    check_form(form)
    with shown_progress() as on_progress:
        done = claims_import(
            files, out, mapping=mapping, time_zone=time_zone, on_progress=on_progress
        )
    write_rows(done.told, form)
    say(f"checks kept: {done.checks:,} in {out}")
    if done.quarantine is not None:
        say(f"records that say no claim: {done.quarantine}")
    say(f"next: clearwater claims match POSTS --claims {out}")


def match_and_print(asked: Asked, form: str) -> None:
    """Match, print the rows, write the report of spread, and say what was left out."""
    check_form(form)
    # The model's library would look for newer files of the model elsewhere.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with shown_progress() as on_progress:
        found = match_claims(
            asked.posts,
            asked.claims,
            top=asked.top,
            sentences=asked.sentences,
            time_zone=asked.time_zone,
            mapping=asked.mapping,
            threads=asked.threads,
            on_progress=on_progress,
        )
    if form == "table":
        write_rows(_for_people(found.matches), form, shown=SHOWN)
    elif form == "csv":
        write_rows(_plain(found.matches), form)
    else:
        write_rows(found.matches, form)
    for note in found.notes:
        say(f"note: {note}")
    if asked.spread is not None and found.spread is not None:
        save_spread(found.spread, asked.spread)
        claims, accounts = found.spread.claims.num_rows, found.spread.accounts.num_rows
        told = f"claims told again after the check: {claims:,}; accounts: {accounts:,}"
        say(f"{told}; in {asked.spread}")
    say("a match is a suggestion: read both texts before you use it")


def explain_and_print(asked: Asked, form: str) -> None:
    """Print what a match would do."""
    check_form(form)
    plan = explain_match(
        asked.posts,
        asked.claims,
        mapping=asked.mapping,
        time_zone=asked.time_zone,
        sentences=asked.sentences,
    )
    write_rows(plan, form)


def _for_people(matches: pa.Table) -> pa.Table:
    """Return the rows that a person should read: claims that are near enough to a post."""
    return _plain(matches.filter(pc.field("again")))


def _plain(table: pa.Table) -> pa.Table:
    """Return a table whose words are strings."""
    return pa.table(
        {
            name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )
