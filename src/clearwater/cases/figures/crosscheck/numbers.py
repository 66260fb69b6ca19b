"""Rules about single numbers: what no count, no share and no word can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clearwater.cases.figures.crosscheck.base import Fault, Rule, Source, fault
from clearwater.cases.figures.intervals import Share
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.words import VALUES
from clearwater.cases.measures.policy_fields import Words

_KNOWN = {one.id: one for one in FIGURES}
_COUNTS = frozenset({"value", "count", "of"})
_CLOSED = ("source", "again", "origin", "direction", "outcome", "people", "cause", "late")
"""Dimensions whose values are words of ours."""
_ALMOST = 0.00005
"""Shares are stated to four decimals."""


def _negative(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        for claim in source.claims:
            if _is_number(claim.value) and claim.value < 0:
                yield fault("count.negative", "0 or more", claim.value, (source, claim.where))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_whole(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        for claim in source.claims:
            if claim.part in _COUNTS and claim.value is not None and type(claim.value) is not int:
                found = repr(claim.value)[:60]
                yield fault("count.not_whole", "a whole number", found, (source, claim.where))


def _unknown(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        words = _words(source)
        for claim in source.claims:
            if claim.figure not in _KNOWN:
                yield fault("word.unknown", "a figure", claim.figure, (source, claim.where))
                continue
            for dimension, value in claim.by:
                known = words.get(dimension)
                if known is not None and value not in known:
                    expected = f"a {dimension}: {', '.join(sorted(known))}"
                    yield fault("word.unknown", expected, value, (source, claim.where))


def _words(source: Source) -> Mapping[str, frozenset[str]]:
    """Return dimension -> the values that there can be, as far as the source or we say."""
    said: dict[str, frozenset[str]] = {name: frozenset(VALUES[name]) for name in _CLOSED}
    named = source.document.get("statements")
    if named:
        said["category"] = frozenset(named["categories"])
        said["kind"] = frozenset({*named["kinds"], "no action"})
    return said


def _share(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        shares = [one for one in source.claims if one.part == "share" and one.value is not None]
        found = {claim.place: claim for claim in source.claims}
        for claim in shares:
            period, figure, by, _ = claim.place
            parts = {
                part: found.get((period, figure, by, part))
                for part in ("count", "of", "low", "high")
            }
            numbers = [one.number if one else None for one in (parts["count"], parts["of"])]
            if None in numbers or numbers[0] > numbers[1]:  # type: ignore[operator]  # not None
                continue
            share = Share(*numbers)  # type: ignore[arg-type]  # not None
            low, high = share.interval or (None, None)
            must = {"share": share.value, "low": low, "high": high}
            for part, expected in must.items():
                stated = claim if part == "share" else parts.get(part)
                if stated is not None and not _equal(stated.value, expected):
                    shown = f"{expected} from {share.count} of {share.of}"
                    yield fault("share.does_not_fit", shown, stated.value, (source, stated.where))


def _equal(value: object, expected: float | None) -> bool:
    if expected is None or not isinstance(value, int | float):
        return value == expected
    return abs(value - expected) <= _ALMOST


def _more_than_all(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        found = {claim.place: claim for claim in source.claims}
        for claim in source.claims:
            if claim.part != "count" or claim.unit != "share":
                continue
            of = found.get((*claim.place[:3], "of"))
            if of is None or claim.number is None or of.number is None:
                continue
            if claim.number > of.number:
                places = ((source, claim.where), (source, of.where))
                rule = "appeals.more_overturned_than_answered"
                yield fault(rule, f"at most {of.number}", claim.number, *places)


def _hours(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        found = {claim.place: claim for claim in source.claims}
        for claim in source.claims:
            p90 = found.get((*claim.place[:3], "p90")) if claim.part == "median" else None
            if p90 is None or not all(_is_number(one.value) for one in (claim, p90)):
                continue
            if claim.value > p90.value:
                places = ((source, claim.where), (source, p90.where))
                yield fault("hours.out_of_order", f"at most {p90.value}", claim.value, *places)


RULES = (
    Rule(
        "count.negative",
        Words("A count is less than nothing.", "计数小于零。"),
        _negative,
    ),
    Rule("count.not_whole", Words("A count is no whole number.", "计数不是整数。"), _not_whole),
    Rule(
        "word.unknown",
        Words(
            "A figure, category, measure or outcome is on no list.",
            "指标、类别、措施或结果不在词表中。",
        ),
        _unknown,
    ),
    Rule(
        "share.does_not_fit",
        Words("A share or its interval is not that of its counts.", "比例或区间与其计数不符。"),
        _share,
    ),
    Rule(
        "appeals.more_overturned_than_answered",
        Words("More fell than were answered.", "撤销数多于答复数。"),
        _more_than_all,
    ),
    Rule(
        "hours.out_of_order",
        Words("Half took longer than nine in ten.", "中位时长大于 90% 分位时长。"),
        _hours,
    ),
)
