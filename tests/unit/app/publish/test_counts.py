"""Figures against a count by hand: of rows, where figures count entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.weekly import one_figure, weekly
from clearwater.cases.figures.periods import Period, period
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Notice
from clearwater.cases.refused import RefusedError
from clearwater.errors import ParameterError
from tests.helpers.figures_of import lived
from tests.helpers.quarter import DAY_US, Quarter

pytestmark = pytest.mark.slow
WEEKS = ("2026-W02", "2026-W03", "2026-W04", "2026-W05")


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    made = lived(tmp_path_factory.mktemp("counts"), 11, days=28, cases_a_day=1.2)
    yield made
    made.store.close()


def by_hand(quarter: Quarter, week: Period) -> dict[str, Counter[object]]:
    """Count rows whose times lie in the week."""
    with quarter.store.reading("main") as unit:
        cases = {one.case: one for one in unit.find(Case)}
        decisions = {one.decision: one for one in unit.find(Decision)}
        issued = {one.measure: one.issued_us for one in unit.find(Notice)}
        measures = unit.find(Measure)
        appeals = {one.appeal: one for one in unit.find(Appeal)}
        appellants = unit.find(Appellant)
        clues = unit.find(Clue)
    standing = [d for d in decisions.values() if d.state not in {"proposed", "refused"}]
    stood = {d.decision: d.second_us or d.decided_us for d in standing}
    answered = [a for a in appeals.values() if a.resolved_us and week.has(a.resolved_us)]
    return {
        "clues.received new": Counter(c.source for c in clues if week.has(c.first_us)),
        "cases.opened": Counter(c.origin for c in cases.values() if week.has(c.opened_us)),
        "decisions.taken": Counter(
            ("two" if d.second_by else "one", d.measure or "no action")
            for d in standing
            if week.has(stood[d.decision])
        ),
        "measures.begun": Counter(
            (m.kind, cases[m.case].origin)
            for m in measures
            if m.measure in issued and week.has(issued[m.measure])
        ),
        "measures.lapsed": Counter(
            m.kind
            for m in measures
            if m.ends_us
            and week.has(m.ends_us)
            and not (m.lifted_us is not None and m.lifted_us < m.ends_us)
        ),
        "measures.lifted": Counter(
            m.kind
            for m in measures
            if m.lifted_us and m.ends_us and week.has(m.lifted_us) and m.lifted_us < m.ends_us
        ),
        "appeals.filed": Counter(
            () for a in appeals.values() if week.has(a.filed_us)
        ),
        "appeals.resolved": Counter(a.state for a in answered),
        "appeals.overturned": Counter(
            () for one in appellants
            if one.outcome == "overturned" and appeals[one.appeal] in answered
        ),
    }  # fmt: skip


def margin(document: dict, named: str, *by: str) -> Counter[object]:  # type: ignore[type-arg]
    one = next(one for one in document["figures"] if one["id"] == named)
    if not by:
        return Counter({(): one["total"]["value"]}) if one["total"]["value"] else Counter()
    found: Counter[object] = Counter()
    for cell in one["cells"]:
        key = tuple(cell["by"][name] for name in by)
        found[key if len(by) > 1 else key[0]] += cell["value"]
    return found


@pytest.mark.parametrize("name", WEEKS)
def test_figures_agree_with_a_count_by_hand(quarter: Quarter, name: str) -> None:
    said = dict(weekly(quarter.desk(), name))
    hand = by_hand(quarter, period(name))
    new = Counter(
        {
            cell["by"]["source"]: cell["value"]
            for one in said["figures"]  # type: ignore[attr-defined]
            if one["id"] == "clues.received"
            for cell in one["cells"]
            if cell["by"]["again"] == "new"
        }
    )
    assert new == hand["clues.received new"]
    assert margin(said, "cases.opened", "origin") == hand["cases.opened"]
    assert margin(said, "decisions.taken", "people", "kind") == hand["decisions.taken"]
    assert margin(said, "measures.begun", "kind", "origin") == hand["measures.begun"]
    assert margin(said, "measures.lapsed", "kind") == hand["measures.lapsed"]
    assert margin(said, "measures.lifted", "kind") == hand["measures.lifted"]
    assert margin(said, "appeals.filed") == hand["appeals.filed"]
    assert margin(said, "appeals.resolved", "outcome") == hand["appeals.resolved"]
    assert margin(said, "appeals.overturned") == hand["appeals.overturned"]


def test_something_of_everything_was_counted(quarter: Quarter) -> None:
    """Else the test above would hold for figures that count nothing."""
    counted: Counter[str] = Counter()
    for name in WEEKS:
        for named, counts in by_hand(quarter, period(name)).items():
            counted[named] += sum(counts.values())
    assert all(counted.values()), counted


def test_the_printed_command_gives_the_value_and_the_entries(quarter: Quarter) -> None:
    found, basis = one_figure(quarter.desk(), "measures.begun", "2026-W03")
    assert basis.command("measures.begun") == (
        "clearwater report figure measures.begun --week 2026-W03 --organisation main "
        f"--ledger-size {basis.size}"
    )
    with quarter.store.reading("main") as unit:
        acts = {entry.number: entry.act for entry in unit.entries()}
    assert {acts[number] for number in found.entries} == {"notices issued"}
    again, _ = one_figure(quarter.desk(), "measures.begun", "2026-W03", size=basis.size)
    assert again == found


def test_a_smaller_ledger_counts_less(quarter: Quarter) -> None:
    whole, basis = one_figure(quarter.desk(), "clues.received", "2026-W03")
    less, _ = one_figure(quarter.desk(), "clues.received", "2026-W03", size=whole.entries[-1])
    assert less.entries == whole.entries[:-1]
    with pytest.raises(ParameterError, match="never had that size"):
        one_figure(quarter.desk(), "clues.received", "2026-W03", size=basis.size + 10**6)


def test_a_week_that_is_not_over_has_no_report(quarter: Quarter) -> None:
    with pytest.raises(ParameterError, match="not over"):
        weekly(quarter.desk(), "2026-W30")


def test_who_has_no_role_reads_no_figures(quarter: Quarter) -> None:
    desk = quarter.desk("nobody")
    shut = type(desk)(desk.store, desk.user, desk.organisation, desk.clock_us, open_to_all=False)
    with pytest.raises(RefusedError):
        weekly(shut, "2026-W03")


def other_rules() -> Policy:
    """Return a policy under which reasons belong elsewhere and weeks begin earlier."""
    said = default_policy().canonical().decode()
    said = said.replace('"category":"brushing"', '"category":"fake engagement"')
    said = said.replace('"offset_min":0', '"offset_min":480')
    return Policy.of_json(said)


def test_a_past_week_is_the_same_whatever_comes_later(tmp_path: Path) -> None:
    quarter = lived(tmp_path, 12, days=21, cases_a_day=1)
    quarter.clock.now_us -= quarter.clock.now_us % DAY_US
    quarter.clock.now_us = period("2026-W05").start_us
    before = canonical_bytes(weekly(quarter.desk(), "2026-W03"))
    quarter.change_policy(other_rules())
    quarter.days(14, 0.5)
    assert canonical_bytes(weekly(quarter.desk(), "2026-W03")) == before
    later = weekly(quarter.desk(), "2026-W06")
    assert later["period"]["offset_min"] == 480  # type: ignore[index]
    assert later["policy"]["version"] == 1  # type: ignore[index]
    quarter.store.close()
