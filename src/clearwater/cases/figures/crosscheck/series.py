"""Rules about weeks one after the other: their bounds, gaps, and what is carried over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from clearwater.cases.figures.crosscheck.base import (
    PUBLIC,
    SELF_REPORT,
    WEEKLY,
    Fault,
    Rule,
    Skipped,
    Source,
    fault,
    of_kind,
)
from clearwater.cases.figures.periods import week_of
from clearwater.cases.ledger.entry import shown_time, time_of
from clearwater.cases.measures.policy_fields import Words

_DAY_US = 86_400_000_000
_BALANCES = (
    ("cases.open", ("cases.opened", "cases.reopened"), ("cases.closed",)),
    ("appeals.open", ("appeals.filed",), ("appeals.resolved",)),
    ("measures.in_force", ("measures.begun",), ("measures.lifted", "measures.lapsed")),
)
_EVER = (
    (
        "measures.more_ended_than_begun",
        ("measures.lifted", "measures.lapsed"),
        "measures.begun",
    ),
    ("appeals.more_than_measures", ("appeals.appellants",), "measures.begun"),
    ("appeals.more_answered_than_filed", ("appeals.resolved",), "appeals.filed"),
)


def _bounds(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield periods that do not begin and end where their names and offsets say."""
    for source in of_kind(sources, WEEKLY, PUBLIC):
        said = source.document["period"]
        period = source.period
        if period is None:
            continue
        stated = [_time_of(said[name]) for name in ("start", "end")]
        must = [period.start_us, period.end_us]
        if stated == must:
            continue
        expected = " to ".join(map(shown_time, must))
        found = f"{said['start']} to {said['end']}"
        as_long = None not in stated and stated[1] - stated[0] == must[1] - must[0]  # type: ignore[operator]
        rule = "period.shifted" if as_long else "period.other_days"
        yield fault(rule, expected, found, (source, "period"))


def _time_of(said: object) -> int | None:
    try:
        return time_of(str(said))
    except ValueError:
        return None


def _other_days(sources: Sequence[Source]) -> Iterable[Fault]:
    return [one for one in _bounds(sources) if one.rule == "period.other_days"]


def _shifted(sources: Sequence[Source]) -> Iterable[Fault]:
    yield from (one for one in _bounds(sources) if one.rule == "period.shifted")
    for first, second in _pairs(sources):
        offsets = [one.period.offset_min for one in (first, second) if one.period]
        if len(set(offsets)) > 1:
            places = ((first, "period.offset_min"), (second, "period.offset_min"))
            expected = f"one offset, {offsets[0]} minutes"
            yield fault("period.shifted", expected, f"{offsets[1]} minutes", *places)
    yield from _against_our_weeks(sources)


def _against_our_weeks(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield weeks of platforms that begin at another hour than ours of the same name."""
    ours = {one.period_name: one for one in of_kind(sources, WEEKLY)}
    for source in of_kind(sources, SELF_REPORT):
        our = ours.get(source.period_name)
        if our is None or our.period is None or source.period is None:
            continue
        if our.period.offset_min != source.period.offset_min:
            places = ((our, "period.offset_min"), (source, "offset_min"))
            expected = f"{our.period.offset_min} minutes, as ours"
            yield fault("period.shifted", expected, f"{source.period.offset_min} minutes", *places)


def _series(sources: Sequence[Source]) -> list[list[Source]]:
    """Return the weeks of each organisation, in order; each week once."""
    lots: dict[tuple[str, str], dict[str, Source]] = defaultdict(dict)
    for one in of_kind(sources, WEEKLY, SELF_REPORT):
        lots[one.kind, one.organisation or ""].setdefault(one.period_name, one)
    return [[lot[name] for name in sorted(lot)] for _, lot in sorted(lots.items())]


def _pairs(sources: Sequence[Source]) -> Iterator[tuple[Source, Source]]:
    for lot in _series(sources):
        yield from pairwise(lot)


def _missing(sources: Sequence[Source]) -> Iterable[Fault]:
    for first, second in _pairs(sources):
        wanted = _next_week(first)
        if wanted is not None and wanted != second.period_name:
            places = ((first, "period"), (second, "period"))
            yield fault("period.missing", f"{wanted} after it", second.period_name, *places)


def _next_week(source: Source) -> str | None:
    if source.period is None:
        return None
    return week_of(source.period.end_us, source.period.offset_min).name


def _twice(sources: Sequence[Source]) -> Iterable[Fault]:
    seen: dict[tuple[str, str, str], Source] = {}
    for source in of_kind(sources, WEEKLY, PUBLIC, SELF_REPORT):
        key = (source.kind, source.organisation or "", source.period_name)
        first = seen.setdefault(key, source)
        if first is not source:
            places = ((first, "period"), (source, "period"))
            yield fault("period.twice", "each period once", source.period_name, *places)


def _carried(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield weeks whose stock is not that of the week before, with what came and less what went."""
    for first, second in _pairs(sources):
        if _next_week(first) != second.period_name:
            continue
        for stock, came, went in _BALANCES:
            before, after = first.number(stock), second.number(stock)
            moves = [second.number(one) for one in (*came, *went)]
            if before is None or after is None or None in moves:
                continue
            signs = [*([1] * len(came)), *([-1] * len(went))]
            expected = before + sum(s * n for s, n in zip(signs, moves, strict=True) if n)
            if expected != after:
                places = ((first, stock), (second, stock))
                yield fault("stock.not_carried", expected, after, *places)


def _ever(rule: str) -> Iterable[tuple[tuple[str, ...], str]]:
    return [(parts, whole) for name, parts, whole in _EVER if name == rule]


def _more_than_ever(rule: str, sources: Sequence[Source]) -> Iterable[Fault | Skipped]:
    """Yield series from the very beginning in which more went out than ever came in."""
    for lot in _series(sources):
        if lot[0].kind != WEEKLY:
            continue
        if not _from_the_beginning(lot):
            why = f"{lot[0].organisation}: reports do not go back to the first entry of the ledger"
            yield Skipped(rule, why)
            continue
        for parts, whole in _ever(rule):
            yield from _first_above(rule, lot, parts, whole)


def _first_above(
    rule: str, lot: Sequence[Source], parts: Sequence[str], whole: str
) -> Iterator[Fault]:
    out = came = 0
    for source in lot:
        numbers = [source.number(one) for one in (*parts, whole)]
        if None in numbers:
            return
        *gone, new = (number or 0 for number in numbers)
        out, came = out + sum(gone), came + new
        if out > came:
            places = ((source, parts[0]), (source, whole))
            yield fault(rule, f"at most {came} since the beginning", out, *places)
            return


def _from_the_beginning(lot: Sequence[Source]) -> bool:
    first = lot[0]
    begins = _time_of(first.document["ledger"]["begins"])
    whole = all(_next_week(one) == other.period_name for one, other in pairwise(lot))
    return (
        first.period is not None
        and begins is not None
        and begins >= first.period.start_us
        and whole
    )


def _more_ended(sources: Sequence[Source]) -> Iterable[Fault | Skipped]:
    return _more_than_ever("measures.more_ended_than_begun", sources)


def _more_appeals(sources: Sequence[Source]) -> Iterable[Fault | Skipped]:
    return _more_than_ever("appeals.more_than_measures", sources)


def _more_answered(sources: Sequence[Source]) -> Iterable[Fault | Skipped]:
    return _more_than_ever("appeals.more_answered_than_filed", sources)


def _late(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in sources:
        if source.published_us is None or source.due_us is None:
            continue
        if source.published_us > source.due_us:
            expected, found = shown_time(source.due_us), shown_time(source.published_us)
            yield fault("publication.late", f"by {expected}", found, (source, "published"))


RULES = (
    Rule(
        "period.shifted",
        Words(
            "A period is shifted against its name, or weeks are of different offsets from UTC.",
            "期间与其名称错位，或各周所用时区不一致。",
        ),
        _shifted,
    ),
    Rule(
        "period.other_days",
        Words("A period holds days of another.", "期间包含其他期间的日期。"),
        _other_days,
    ),
    Rule("period.missing", Words("A week is missing.", "缺少一周。"), _missing),
    Rule("period.twice", Words("A period stands there twice.", "同一期间出现两次。"), _twice),
    Rule(
        "stock.not_carried",
        Words(
            "What is left is not what was left before, and what came, less what went.",
            "期末数不等于上期期末数加新增减结束。",
        ),
        _carried,
    ),
    Rule(
        "measures.more_ended_than_begun",
        Words("More measures ended than ever began.", "结束的措施多于曾经开始的措施。"),
        _more_ended,
    ),
    Rule(
        "appeals.more_than_measures",
        Words(
            "More accounts appealed than ever had a measure to appeal.",
            "提出申诉的账号多于曾受措施的账号。",
        ),
        _more_appeals,
    ),
    Rule(
        "appeals.more_answered_than_filed",
        Words("More appeals were answered than ever came in.", "答复的申诉多于提出的申诉。"),
        _more_answered,
    ),
    Rule("publication.late", Words("It was published late.", "公布迟于期限。"), _late),
)
