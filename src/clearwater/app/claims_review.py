"""ClaimReview JSON-LD to plain fields: a single object, a list, an ``@graph``, a data feed.

Publishers write the vocabulary of schema.org in many ways: one object where a list is meant and the
other way round, names as text or as objects, ratings as numbers or words. What is there is taken;
what is missing stays missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Fields = dict[str, Any]
DEEPEST = 12
"""Levels of a document that are searched."""
_HOLDERS = (
    "@graph",
    "dataFeedElement",
    "item",
    "itemListElement",
    "mainEntity",
    "hasPart",
    "review",
)
_WITHDRAWN = frozenset(("retracted", "withdrawn", "removed", "撤回", "已撤回", "撤稿", "作废"))


def reviews_in(document: Any, depth: int = 0) -> Iterator[tuple[Mapping[str, Any] | None, Any]]:
    """Yield (review, entry) of each entry of a document; the review is None where it has none.

    Objects of another declared type (pages, people, organisations) are no entries and are passed.
    """
    if isinstance(document, list):
        for entry in document:
            yield from reviews_in(entry, depth + 1)
    elif not isinstance(document, dict) or depth > DEEPEST:
        yield None, document
    elif "ClaimReview" in _types(document):
        yield document, document
    else:
        held = [document[name] for name in _HOLDERS if document.get(name) not in (None, [])]
        for part in held:
            yield from reviews_in(part, depth + 1)
        if not held and (depth == 0 or not _types(document) or "DataFeedItem" in _types(document)):
            yield None, document


def is_json_ld(record: Mapping[str, Any]) -> bool:
    """Say whether a record is JSON-LD, and not a row of plain columns."""
    return any(name in record for name in ("@type", "@graph", "@context", "dataFeedElement"))


def review_fields(review: Mapping[str, Any]) -> Fields:
    """Return what a ClaimReview says, under the names of a table of checks.

    Examples
    --------
    >>> review_fields({"claimReviewed": "喝酒能防病毒", "reviewRating": {"alternateName": "假"},
    ...                "author": {"name": "丁香医生"}})["rating"]
    '假'
    """
    said = _first(review.get("itemReviewed"))
    rating = _first(review.get("reviewRating"))
    return {
        "text": _text(review.get("claimReviewed")) or _text(said.get("text")),
        "title": _text(review.get("headline")) or _text(review.get("name")),
        "published": _text(review.get("datePublished")),
        "rating": _text(rating.get("alternateName")) or _text(rating.get("name")),
        "rating_value": rating.get("ratingValue"),
        "rating_best": rating.get("bestRating"),
        "rating_worst": rating.get("worstRating"),
        "url": _text(review.get("url")) or _text(review.get("mainEntityOfPage")),
        "publisher": _name(review.get("publisher")) or _name(review.get("author")),
        "said_by": _name(said.get("author")),
        "said_on": _text(said.get("datePublished")),
        "appeared": _links(said.get("appearance"), said.get("firstAppearance")),
        "retracted": _withdrawn(review, rating),
    }


def _types(node: Mapping[str, Any]) -> list[str]:
    found = node.get("@type")
    kinds = found if isinstance(found, list) else [found]
    return [str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if kind]


def _first(value: Any) -> Mapping[str, Any]:
    """Return the first object of a value that may be one, a list of them, or text."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            return one
    return {}


def _text(value: Any) -> str | None:
    """Return text from text, a number, an object with a value, an id, or a list of these."""
    if isinstance(value, list):
        value = next((one for one in map(_text, value) if one), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id") or value.get("url")
    if value is None or isinstance(value, bool | list | dict):
        return None
    return str(value).strip() or None


def _name(value: Any) -> str | None:
    parts = value if isinstance(value, list) else [value]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in parts]
    return ", ".join(name for name in names if name) or None


def _links(*values: Any) -> str | None:
    parts = [one for value in values for one in (value if isinstance(value, list) else [value])]
    found = [_text(one.get("url")) if isinstance(one, dict) else _text(one) for one in parts]
    return " ".join(dict.fromkeys(link for link in found if link)) or None


def _withdrawn(review: Mapping[str, Any], rating: Mapping[str, Any]) -> bool:
    if review.get("retracted") is True:
        return True
    words = (_text(review.get("creativeWorkStatus")), _text(rating.get("alternateName")))
    return any(withdrawn(word) for word in words)


def withdrawn(word: str | None) -> bool:
    """Say whether a word says that something was withdrawn."""
    return word is not None and word.strip().lower() in _WITHDRAWN
