"""Rules about statements of reasons: each once, in its time, one for each measure in force."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clearwater.cases.figures.crosscheck.base import (
    LEDGER,
    STATEMENTS,
    WEEKLY,
    Fault,
    Rule,
    Skipped,
    Source,
    fault,
    of_kind,
)
from clearwater.cases.measures.policy_fields import Words

_DECISIONS = (
    *("decision_visibility", "decision_monetary", "decision_provision", "decision_account"),
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_STARTED = "measures.started"


def _puids(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in of_kind(sources, STATEMENTS):
        seen: dict[str, int] = {}
        for line, row in enumerate(source.rows, start=1):
            puid = row.get("puid")
            if not isinstance(puid, str) or not puid:
                yield fault("statement.no_puid", "a puid", "none", (source, f"line {line}"))
                continue
            first = seen.setdefault(puid, line)
            if first != line:
                places = ((source, f"line {first}"), (source, f"line {line}"))
                yield fault("statement.puid_twice", "each puid once", puid[:60], *places)


def _no_puid(sources: Sequence[Source]) -> Iterable[Fault]:
    return [one for one in _puids(sources) if one.rule == "statement.no_puid"]


def _puid_twice(sources: Sequence[Source]) -> Iterable[Fault]:
    return [one for one in _puids(sources) if one.rule == "statement.puid_twice"]


def _ends(sources: Sequence[Source]) -> Iterable[Fault]:
    for source in of_kind(sources, STATEMENTS):
        for line, row in enumerate(source.rows, start=1):
            begins = _day(row.get("application_date"))
            for name in sorted(row):
                if not name.startswith("end_date_"):
                    continue
                ends = _day(row[name])
                if begins and ends and ends < begins:
                    places = ((source, f"line {line} {name}"),)
                    expected = f"{begins} or later"
                    yield fault("statement.ends_before", expected, ends, *places)


def _day(said: object) -> str | None:
    return said if isinstance(said, str) and _DAY.fullmatch(said) else None


def _outside(sources: Sequence[Source]) -> Iterable[Fault]:
    first, last = _days(sources)
    if first is None or last is None:
        return
    for source in of_kind(sources, STATEMENTS):
        for line, row in enumerate(source.rows, start=1):
            begins = _day(row.get("application_date"))
            if begins is not None and not first <= begins <= last:
                places = ((source, f"line {line} application_date"),)
                yield fault("statement.outside", f"{first} to {last}", begins, *places)


def _days(sources: Sequence[Source]) -> tuple[str | None, str | None]:
    """Return the first and last day of the periods that the reports beside them are of."""
    reports = [one for one in of_kind(sources, WEEKLY, LEDGER) if one.period is not None]
    weeks = [one.period for one in reports if one.period and one.period.kind == "week"]
    if not weeks:
        return None, None
    last = max(week.after for week in weeks)
    return (
        min(week.first for week in weeks).isoformat(),
        last.fromordinal(last.toordinal() - 1).isoformat(),
    )


def _categories(sources: Sequence[Source]) -> Iterable[Fault]:
    maps = [one.document["statements"] for one in of_kind(sources, WEEKLY, LEDGER)
            if "statements" in one.document]  # fmt: skip
    known = {name for some in maps for name in some["categories"].values() if name is not None}
    if not known:
        return
    for source in of_kind(sources, STATEMENTS):
        for line, row in enumerate(source.rows, start=1):
            if row.get("category") not in known:
                expected = ", ".join(sorted(known))
                found = str(row.get("category"))[:80]
                where = f"line {line} category"
                yield fault("statement.category", expected, found, (source, where))


def _counts(sources: Sequence[Source]) -> Iterable[Fault | Skipped]:
    """Yield categories and measures of which there are not as many statements as measures."""
    files = of_kind(sources, STATEMENTS)
    weeks = _weeks_of_one(sources)
    if not files or not weeks:
        return
    if any(week.period is None or week.period.offset_min for week in weeks):
        yield Skipped("statement.count", "days of statements are UTC, and the weeks are not")
        return
    if any("statements" not in week.document for week in weeks):
        yield Skipped("statement.count", "a report does not say what statements call its measures")
        return
    if any(week.document["statements"]["per"] != "account" for week in weeks):
        yield Skipped("statement.count", "the policy gives one statement to each decision")
        return
    first, last = _days(weeks)
    wanted, where = _wanted(weeks)
    found = Counter(
        key
        for source in files
        for row in _each_once(source.rows)
        if first is not None
        and last is not None
        and first <= (_day(row.get("application_date")) or "") <= last
        and (key := (str(row.get("category")), _decision_of(row))) is not None
    )
    for key in sorted({*wanted, *found}):
        if wanted[key] != found[key]:
            named = f"{key[0]}, {key[1]}"
            places = ((files[0], named), (weeks[0], where))
            expected = f"{wanted[key]} measures that came into force"
            yield fault("statement.count", expected, f"{found[key]} statements", *places)


def _each_once(rows: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """Return statements without those whose puid came before, which another rule names."""
    return {str(row.get("puid") or f"line {line}"): row for line, row in enumerate(rows)}.values()


def _weeks_of_one(sources: Sequence[Source]) -> list[Source]:
    weeks = {one.period_name: one for one in of_kind(sources, WEEKLY)}
    return [weeks[name] for name in sorted(weeks)]


def _wanted(weeks: Sequence[Source]) -> tuple[Counter[tuple[str, str]], str]:
    wanted: Counter[tuple[str, str]] = Counter()
    for week in weeks:
        said = week.document["statements"]
        for category, kind, number in _started_in(week):
            decision = said["kinds"].get(kind, "")
            if decision:
                wanted[said["categories"].get(category) or category, decision] += number
    return wanted, f"{_STARTED} by kind and category, and the weeks after it"


def _started_in(week: Source) -> Iterator[tuple[str, str, int]]:
    for claim in {one.place: one for one in week.claims}.values():
        by = dict(claim.by)
        if claim.figure == _STARTED and by.keys() == {"category", "kind"} and claim.number:
            yield by["category"], by["kind"], claim.number


def _decision_of(row: Mapping[str, Any]) -> str:
    for name in _DECISIONS:
        value = row.get(name)
        if value:
            return str(value[0] if isinstance(value, list) else value)
    return "none"


RULES = (
    Rule(
        "statement.no_puid",
        Words("A statement has no puid.", "理由说明缺少标识。"),
        _no_puid,
    ),
    Rule(
        "statement.puid_twice",
        Words("Two statements have one puid.", "两份理由说明的标识相同。"),
        _puid_twice,
    ),
    Rule(
        "statement.ends_before",
        Words("A measure ends before it begins.", "措施的结束早于开始。"),
        _ends,
    ),
    Rule(
        "statement.outside",
        Words("A statement is of another time than the reports.", "理由说明的日期不在报告期间内。"),
        _outside,
    ),
    Rule(
        "statement.category",
        Words("The policy has no such category of statements.", "规则中没有该类别的理由说明。"),
        _categories,
    ),
    Rule(
        "statement.count",
        Words(
            "There are not as many statements as measures that came into force.",
            "理由说明的数量与生效的措施不符。",
        ),
        _counts,
    ),
)
