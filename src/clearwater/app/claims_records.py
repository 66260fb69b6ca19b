"""Files of checks to records, and records to checks: what is missing is remarked on, not refused.

Only a record that says nothing that could be matched (no claim, no title) is put aside, with its
line and the reason. A bad date, a missing link or rating stays empty and is said.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearwater.app.claims_dates import out_from
from clearwater.app.claims_review import (
    Fields,
    is_json_ld,
    review_fields,
    reviews_in,
    withdrawn,
)
from clearwater.detect.claims import CHECKS, Check, check_id, claim_id
from clearwater.errors import SchemaError, near_names
from clearwater.events.locate import located
from clearwater.events.quarantine import Fault

COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("claim_text", "claimreviewed", "claim_reviewed", "statement", "vclaim"),
    "claim": ("claim_id",),
    "check": ("check_id",),
    "title": ("headline", "review_title"),
    "subtitle": (),
    "published": ("date", "datepublished", "date_published", "review_date", "published_at"),
    "rating": ("verdict", "alternatename", "textual_rating", "rating_name"),
    "rating_value": ("ratingvalue",),
    "rating_best": ("bestrating",),
    "rating_worst": ("worstrating",),
    "url": ("link", "review_url"),
    "publisher": ("source", "organization", "publisher_name"),
    "said_by": ("claimant", "speaker"),
    "said_on": ("claim_date", "claimdate"),
    "appeared": ("appearance", "claim_url"),
    "retracted": ("withdrawn", "status", "creativeworkstatus"),
}
"""Columns of a table of checks, and other people's names for them; case does not matter."""
JSON_SUFFIXES = (".json", ".jsonld")
_YES = frozenset(("yes", "true", "1", "y", "是"))


@dataclass(frozen=True)
class Retraction:
    """A record that says of an address that what stood there was withdrawn, and no more."""

    url: str
    line: int


Record = Check | Retraction | Fault


def records_of(
    source: Any, mapping: Mapping[str, str], time_zone: str | None = None
) -> Iterator[Record]:
    """Yield what each record of a file says: a check, a retraction, or why it is put aside.

    Parameters
    ----------
    source
        A path or an Arrow table: ClaimReview JSON-LD (``.json``, ``.jsonld``, ``.jsonl``), or a
        table (CSV, JSON Lines, Parquet) with the columns `COLUMNS`.
    mapping
        The file's column by ours, where names differ.
    time_zone
        As in `clearwater.app.claims_dates.out_from`.

    Raises
    ------
    SourceError, SchemaError, ParameterError
        If the file cannot be read, or a column that was named is not there.
    """
    for line, fields in _fields(source, mapping):
        if isinstance(fields, Fault):
            yield fields
        else:
            yield _record(fields, name_of(source), line, time_zone)


def name_of(source: Any) -> str:
    """Return what messages call a file or table."""
    return source.name if isinstance(source, Path) else "<table>"


def _fields(source: Any, mapping: Mapping[str, str]) -> Iterator[tuple[int, Fields | Fault]]:
    document = _document(source) if isinstance(source, Path) else None
    if document is not None:
        yield from _reviews(document, None)
        return
    for one in located(source):
        for part in one.records():
            yield from ((fault.line, fault) for fault in part.faults)
            for line, record in zip(part.lines, part.records, strict=True):
                if is_json_ld(record):
                    yield from _reviews(record, line)
                else:
                    yield line, _plain(record, mapping, one.name)


def _document(path: Path) -> Any:
    """Return a whole file as one JSON document, None where it is none."""
    if path.suffix.lower() not in JSON_SUFFIXES or not path.is_file():
        return None
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None  # JSON Lines under another suffix; their reader says what is wrong and where


def _reviews(document: Any, line: int | None) -> Iterator[tuple[int, Fields | Fault]]:
    """Yield the reviews of a document with its line, or with their number in it."""
    for number, (review, entry) in enumerate(reviews_in(document), 1):
        at = number if line is None else line
        if review is not None:
            yield at, review_fields(review)
        elif isinstance(entry, dict) and not is_json_ld(entry) and "text" in entry:
            yield at, _named(entry, {})
        else:
            shown = json.dumps(entry, ensure_ascii=False)
            yield at, Fault(at, "row", "holds no ClaimReview", shown)


def _plain(record: Mapping[str, Any], mapping: Mapping[str, str], where: str) -> Fields:
    for ours, theirs in mapping.items():
        if ours not in COLUMNS or theirs not in record:
            known = list(COLUMNS) if ours not in COLUMNS else list(record)
            wrong = ours if ours not in COLUMNS else theirs
            raise SchemaError(
                "a mapping names a column that is not there",
                where=f"{where}, {ours}={theirs}",
                expected="one of " + ", ".join(known),
                found=wrong,
                next_step=near_names(wrong, known).capitalize(),
            )
    return _named(record, mapping)


def _named(record: Mapping[str, Any], mapping: Mapping[str, str]) -> Fields:
    """Return a row under our names: those that were mapped, then equal names, then known ones."""
    by_lower = {str(name).lower(): value for name, value in record.items()}
    fields: Fields = {}
    for ours, others in COLUMNS.items():
        if ours in mapping:
            fields[ours] = record[mapping[ours]]
            continue
        fields[ours] = next((by_lower[name] for name in (ours, *others) if name in by_lower), None)
    return fields


def _record(fields: Fields, file: str, line: int, time_zone: str | None) -> Record:
    words = {
        name: _words(fields.get(name))
        for name in CHECKS.names
        if name in COLUMNS and name not in _NOT_WORDS
    }
    retracted = _is_yes(fields.get("retracted")) or withdrawn(words["rating"])
    text = words.pop("text") or words["title"]
    if text is None:
        if retracted and words["url"]:
            return Retraction(words["url"], line)
        return Fault(line, "text", "no claim and no title, so nothing to match", words["url"])
    published = out_from(fields.get("published"), time_zone)
    claim = words.pop("claim") or claim_id(text)
    named = words.pop("check")
    numbers = {name: _number(fields.get(name)) for name in _NUMBERS}
    rest: dict[str, Any] = {**numbers, **words}
    return Check(
        check=named or check_id(claim, words["url"], words["publisher"], words["rating"]),
        claim=claim,
        text=text,
        published=published,
        retracted=retracted,
        remarks=_remarks(fields, words, text, published, numbers["rating_value"]),
        source=file,
        line=line,
        **rest,
    )


_NUMBERS = ("rating_value", "rating_best", "rating_worst")
_NOT_WORDS = frozenset((*_NUMBERS, "published", "retracted"))


def _remarks(
    fields: Fields,
    words: Mapping[str, str | None],
    text: str,
    published: int | None,
    value: float | None,
) -> str | None:
    """Return what is missing or could not be read, parted by semicolons."""
    found: list[str] = []
    if not _words(fields.get("text")) and text == words["title"]:
        found.append("no claim: its title stands for it")
    if published is None:
        given = _words(fields.get("published"))
        found.append("no date" if given is None else "date cannot be read")
    if words["rating"] is None and value is None:
        found.append("no rating")
    found += [f"no {said}" for name, said in _SAID_IF_MISSING.items() if words[name] is None]
    return "; ".join(found) or None


_SAID_IF_MISSING = {"url": "link", "publisher": "publisher"}


def _words(value: Any) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return " ".join(str(value).split()) or None


def _number(value: Any) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _is_yes(value: Any) -> bool:
    word = _words(value)
    return value is True or (word or "").lower() in _YES or withdrawn(word)
