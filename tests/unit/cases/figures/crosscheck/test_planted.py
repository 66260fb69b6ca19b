"""Faults planted in the reports of an honest quarter: each is found and named, by its rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.figures_of import WEEKS, Reports, lived
from tests.helpers.quarter import Quarter
from tests.unit.cases.figures.crosscheck.conftest import honest

from clearwater.app.publish.checking import Checked, check_files
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.weekly import weekly
from clearwater.cases.figures.crosscheck.base import Fault
from clearwater.cases.figures.crosscheck.rules import RULES
from clearwater.cases.workflow.commands_figures import PublishFigures

pytestmark = pytest.mark.slow

Plant = Callable[[Reports], None]
WEEK = WEEKS[4]


def _total(named: str, by: int = 1, week: str = WEEK) -> Plant:
    def plant(reports: Reports) -> None:
        reports.figure(week, named)["total"]["value"] += by

    return plant


def _set(named: str, value: Any, week: str = WEEK, part: str = "value") -> Plant:
    def plant(reports: Reports) -> None:
        reports.figure(week, named)["total"][part] = value

    return plant


def _table_sum(reports: Reports) -> None:
    table = reports.table("measures.begun", "category", "kind")
    table["row_totals"] = [None if one is None else one + 1 for one in table["row_totals"]]


def _months(reports: Reports) -> None:
    reports.public("decisions.objects")["total"]["value"] += 1


def _less_than_its_weeks(reports: Reports) -> None:
    one = reports.public("decisions.objects")
    one["total"]["value"], one["months"] = 1, [None, None, {"value": 1}]


def _row_twice(reports: Reports) -> None:
    cells = reports.figure(WEEK, "clues.received")["cells"]
    cells.append(dict(cells[0]))


def _category(reports: Reports) -> None:
    for one in reports.figure(WEEK, "measures.begun")["cells"]:
        one["by"]["category"] = "opinions"


def _share(reports: Reports) -> None:
    for week in WEEKS:
        total = reports.figure(week, "appeals.overturn_share")["total"]
        if total["of"]:
            total["share"] = round(total["share"] + 0.01, 4)


def _overturned(reports: Reports) -> None:
    for week in WEEKS:
        total = reports.figure(week, "appeals.overturn_share")["total"]
        total["count"] = total["of"] + 1


def _hours(reports: Reports) -> None:
    for week in WEEKS:
        total = reports.figure(week, "times.to_decision")["total"]
        total["median"], total["p90"] = total["p90"], total["median"]


def _shifted(reports: Reports) -> None:
    period = reports.weeks[WEEK]["period"]
    for name in ("start", "end"):
        period[name] = period[name].replace("T00:", "T08:")


def _local_week(reports: Reports) -> None:
    reports.self_reports[WEEKS[0]]["offset_min"] = 480


def _a_day_more(reports: Reports) -> None:
    period = reports.weeks[WEEK]["period"]
    period["end"] = reports.weeks[WEEKS[5]]["period"]["start"].replace("T00:", "T23:")


def _no_week(reports: Reports) -> None:
    del reports.weeks[WEEK]


def _week_twice(reports: Reports) -> None:
    reports.others["again.json"] = canonical_bytes(reports.weeks[WEEK])


def _week_again(reports: Reports) -> None:
    again = json.loads(json.dumps(reports.weeks[WEEK]))
    again["figures"][0]["total"]["value"] += 3
    reports.others["again.json"] = canonical_bytes(again)


def _late(reports: Reports) -> None:
    reports.self_reports[WEEKS[0]]["published"] = "2026-03-30T00:00:00.000000Z"


def _root(reports: Reports) -> None:
    reports.weeks[WEEK]["ledger"]["root"] = "ab" * 32


def _register(reports: Reports) -> None:
    reports.self_reports[WEEKS[1]]["figures"][0]["value"] += 2


def _version(reports: Reports) -> None:
    reports.figure(WEEK, "appeals.filed")["version"] = 2


def _small(reports: Reports) -> None:
    table = reports.table("clues.received", "again")
    table["row_totals"][0] = 3


def _worked_out(reports: Reports) -> None:
    """Publish a count that was left out to protect a small one."""
    table = reports.table("cases.opened", "origin")
    table["rows"], table["total"] = ["finding", "partner", "patrol"], 40
    table["row_totals"] = [20, None, 17]
    one = reports.public("cases.opened")
    one["total"], one["months"] = {"value": 40}, [{"value": 10}, {"value": 10}, {"value": 20}]


def _no_puid(reports: Reports) -> None:
    del reports.statements[3]["puid"]


def _puid_twice(reports: Reports) -> None:
    reports.statements[3]["puid"] = reports.statements[2]["puid"]


def _ends_before(reports: Reports) -> None:
    said = reports.statements[3]
    end = next(name for name in said if name.startswith("end_date_"))
    said[end] = "2026-01-01"


def _outside(reports: Reports) -> None:
    reports.statements[3]["application_date"] = "2025-12-01"


def _statement_category(reports: Reports) -> None:
    reports.statements[3]["category"] = "STATEMENT_CATEGORY_OPINIONS"


def _statement_missing(reports: Reports) -> None:
    reports.statements.pop()


PLANTED: dict[str, tuple[Plant, str, str]] = {
    "a total too large": (_total("clues.received"), "sum.parts", "clues.received"),
    "a row of a table": (_table_sum, "sum.tables", "measures.begun"),
    "a quarter beside its months": (_months, "sum.months", "decisions.objects"),
    "a quarter without its weeks": (_less_than_its_weeks, "sum.weeks", "decisions.objects"),
    "a row twice": (_row_twice, "row.twice", "clues.received"),
    "less than nothing": (_set("cases.reopened", -1), "count.negative", "cases.reopened"),
    "half a case": (_set("cases.reopened", 2.5), "count.not_whole", "cases.reopened"),
    "a count in words": (_set("cases.reopened", "two"), "count.not_whole", "cases.reopened"),
    "an unknown category": (_category, "word.unknown", "measures.begun"),
    "a percentage of other counts": (_share, "share.does_not_fit", "appeals.overturn_share"),
    "more fell than were answered": (
        _overturned,
        "appeals.more_overturned_than_answered",
        "appeals.overturn_share",
    ),
    "a median above the 90 % mark": (_hours, "hours.out_of_order", "times.to_decision"),
    "a week in another zone": (_shifted, "period.shifted", "period"),
    "a platform's week in another zone": (_local_week, "period.shifted", "offset_min"),
    "days of the next week": (_a_day_more, "period.other_days", "period"),
    "a week missing": (_no_week, "period.missing", "period"),
    "a week twice": (_week_twice, "period.twice", "period"),
    "a week published again": (_week_again, "value.differs", "clues.received"),
    "a stock out of nothing": (_total("cases.open", 4), "stock.not_carried", "cases.open"),
    "more ended than began": (
        _set("measures.lapsed", 100_000),
        "measures.more_ended_than_begun",
        "measures.",
    ),
    "more appeals than measures": (
        _set("appeals.appellants", 100_000),
        "appeals.more_than_measures",
        "appeals.appellants",
    ),
    "more answers than appeals": (
        _set("appeals.resolved", 100_000),
        "appeals.more_answered_than_filed",
        "appeals.resolved",
    ),
    "a report too late": (_late, "publication.late", "published"),
    "not what the ledger says": (_total("appeals.filed", 2), "ledger.differs", "appeals.filed"),
    "another root": (_root, "ledger.root_differs", "ledger.root"),
    "not what we know of a platform": (_register, "register.differs", "row 1"),
    "another definition": (_version, "definition.changed", "appeals.filed"),
    "a small count": (_small, "cell.small", "clues.received"),
    "a small count by subtraction": (_worked_out, "cell.worked_out", "cases.opened"),
    "a statement without a puid": (_no_puid, "statement.no_puid", "line 4"),
    "a puid twice": (_puid_twice, "statement.puid_twice", "line 4"),
    "an end before the beginning": (_ends_before, "statement.ends_before", "line 4"),
    "a statement of last year": (_outside, "statement.outside", "line 4"),
    "a statement of no category": (_statement_category, "statement.category", "line 4"),
    "a statement missing": (_statement_missing, "statement.count", "STATEMENT_CATEGORY"),
}
"""What is planted -> how, the rule that names it, and what the fault points at."""
WITH_PUBLICATION = {"publication.other", "publication.changed"}
NEEDS_LEDGER = {"ledger.differs", "ledger.root_differs"}


def checked(reports: Reports, folder: Path, quarter: Quarter | None = None) -> Checked:
    return check_files(reports.write(folder), None if quarter is None else quarter.desk())


def pointing(checked: Checked, rule: str, at: str) -> list[Fault]:
    return [
        one
        for one in checked.faults
        if one.rule == rule and any(at in place.where for place in one.places)
    ]


@pytest.mark.parametrize("planted", sorted(PLANTED))
def test_a_planted_fault_is_found_and_named(
    planted: str, reports: Reports, quarter: Quarter, tmp_path: Path
) -> None:
    plant, rule, at = PLANTED[planted]
    plant(reports)
    found = checked(reports, tmp_path / "out", quarter if rule in NEEDS_LEDGER else None)
    assert pointing(found, rule, at), found.table().to_pylist()


def test_every_rule_has_a_planted_fault() -> None:
    planted = {rule for _, rule, _ in PLANTED.values()} | WITH_PUBLICATION
    assert planted == {rule.id for rule in RULES}
    assert len(planted) >= 15


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_an_honest_quarter_nothing_is_found(seed: int, tmp_path: Path) -> None:
    quarter, reports = honest(seed)
    found = checked(reports.copy(), tmp_path / "out", quarter)
    assert found.table().to_pylist() == []
    assert found.skipped == ()


def test_what_was_put_on_record_is_known(tmp_path: Path) -> None:
    quarter = lived(tmp_path, 4, days=7, cases_a_day=1)
    made = canonical_bytes(weekly(quarter.desk(), WEEKS[0]))
    path = tmp_path / "week.json"
    path.write_bytes(made)
    assert rules_broken(path, quarter) == set()
    publish(quarter, made)
    assert rules_broken(path, quarter) == {"publication.late"}
    other = json.loads(made)
    other["figures"][0]["total"]["value"] += 1
    path.write_bytes(canonical_bytes(other))
    assert "publication.other" in rules_broken(path, quarter)
    publish(quarter, canonical_bytes(other))
    assert "publication.changed" in rules_broken(path, quarter)


def rules_broken(path: Path, quarter: Quarter) -> set[str]:
    return {one.rule for one in check_files([path], quarter.desk()).faults}


def publish(quarter: Quarter, made: bytes) -> None:
    digest = hashlib.sha256(made).hexdigest()
    desk = quarter.desk()
    with quarter.store.writing(quarter.organisation) as unit:
        command = PublishFigures("weekly report", WEEKS[0], digest, 1)
        desk.without_case(unit, desk.context(unit), command)
