"""Known cases over HTTP: who decides is tested, sees nothing of it, and nothing can follow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.publish.facts_at import Reading
from clearwater.cases.figures.of_cases import FIGURES
from clearwater.cases.figures.periods import week_of
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.records.case import Case
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Role
from clearwater.cases.records.review import KnownAnswer, KnownFinding
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers import web_cases as cases
from tests.helpers.desk_folder import desk_folder
from tests.helpers.grouped import RUN, write_runs
from tests.helpers.web_server import BY_ROLE, Server, server_at, with_runs

pytestmark = pytest.mark.slow
WHY = "同一张桌子 · one desk"


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("known")
    runs = write_runs(folder)
    made = folder / "made"
    made.mkdir()
    shutil.copytree(desk_folder(made), runs / "main" / "week-1")
    return runs


@pytest.fixture
def server(tmp_path: Path, above: Path) -> Iterator[Server]:
    served = server_at(
        tmp_path / "cases.db",
        tmp_path / "files",
        lambda settings: with_runs(settings, above, lambda: REAL_PARTS),
    )
    with served.client:
        yield served


def seeded(server: Server, expected: str = "no action", run: str = "week-1") -> str:
    said = {"run": run, "finding": "F001", "expected": expected}
    made = server.post("lea", "/known-findings", said)
    assert made.status_code == 201, made.text
    return str(made.json()["known"])


def in_review(server: Server, finding: str = "F001") -> str:
    made = server.post("ines", "/cases", {"run": "week-1", "finding": finding})
    assert made.status_code == 201, made.text
    case = str(made.json()["case"])
    server.post("ines", f"/cases/{case}/assignments", {"to": "ines"})
    return case


def decision(server: Server, case: str, measure: str | None, least: int = 8) -> dict[str, object]:
    tested = server.get("ines", f"/cases/{case}/explanations").json()["items"]
    assert len(tested) >= least
    reason = "coordinated engagement" if measure else "no sufficient grounds"
    considered = [one["explanation"] for one in tested]
    return {"measure": measure, "reason_code": reason, "why": WHY, "considered": considered}


@pytest.mark.parametrize(
    ("expected", "measure", "right"),
    [
        ("no action", "ban", False),
        ("no action", None, True),
        ("measure", "warn", True),
        ("measure", None, False),
    ],
)
def test_what_is_decided_is_counted_and_nothing_follows(
    server: Server, expected: str, measure: str | None, right: object
) -> None:
    seeded(server, expected)
    case = in_review(server)
    one = f"/cases/{case}"
    answered = server.post("ines", f"{one}/decisions", decision(server, case, measure))
    assert answered.status_code == 200, answered.text
    assert (answered.json()["state"], answered.json()["decision"]) == ("closed", None)
    with server.store.reading("main") as unit:
        assert not [*unit.find(Decision), *unit.find(Measure), *unit.find(Message)]
        assert len(unit.find(KnownAnswer)) == 1
    # Nothing that tells anybody of anything can be done in it, by nobody.
    for tail, said in (("notices", {}), ("approvals", {}), ("appeals", {"statement": "x"})):
        refused = server.post("max", f"{one}/{tail}", said)
        assert refused.status_code in {404, 409}, refused.text
    assert server.post("max", "/deliveries").json()["delivered"] == 0
    (row,) = server.get("lea", "/known-findings").json()["items"]
    assert (row["case"], row["right"]) == (case, right)
    figures = {one["figure"]: one for one in server.get("ada", "/quality").json()["figures"]}
    name = "known cases: seen" if expected == "measure" else "known cases: spared"
    assert (figures[name]["count"], figures[name]["of"]) == (int(right is True), 1)


def test_a_hasty_decision_is_refused_as_in_any_case(server: Server) -> None:
    seeded(server)
    case = in_review(server)
    hasty = decision(server, case, "warn") | {"considered": []}
    refused = server.post("ines", f"/cases/{case}/decisions", hasty)
    assert refused.json()["type"] == "urn:clearwater:problem:not-considered"
    wrong = decision(server, case, "warn") | {"measure": "banish"}
    assert server.post("ines", f"/cases/{case}/decisions", wrong).status_code == 422
    assert server.get("ines", f"/cases/{case}").json()["state"] == "in review"


def test_who_decides_cannot_see_which_case_it_is(server: Server) -> None:
    known = seeded(server)
    case = in_review(server)
    assert server.get("ines", "/known-findings").status_code == 403
    assert server.get("ines", "/quality").status_code == 403
    with server.store.reading("main") as unit:
        (row,) = unit.find(KnownFinding)
        entries = list(unit.entries())
    naming = [entry for entry in entries if known in entry.canonical().decode()]
    assert [entry.act for entry in naming] == ["known finding seeded"]
    for entry in naming:
        said = entry.canonical().decode()
        assert row.run not in said
        assert row.expected not in said
        assert case not in said
    # The digest of the row could be tried out, but for 32 random bytes.
    assert len(bytes.fromhex(row.salt)) == 32
    shown = server.post("ines", f"/cases/{case}/readings", {"purpose": "case work"}).text
    assert known not in shown
    assert "no action" not in shown


def opened(server: Server, run: str) -> str:
    made = server.post("ines", "/cases", {"run": run, "finding": "F001"})
    assert made.status_code == 201, made.text
    return str(made.json()["case"])


def shape(said: object) -> object:
    """Return what is said without its values: two cases that look alike have one shape."""
    if isinstance(said, dict):
        return {name: shape(one) for name, one in said.items()}
    return type(said).__name__


@pytest.mark.parametrize("who", ["ivo", "rosa", "lea", "ada"])
def test_in_a_queue_without_anybody_responsible_both_look_alike(server: Server, who: str) -> None:
    known = seeded(server)
    exercise, real = opened(server, "week-1"), opened(server, RUN)
    listed = server.get(who, "/cases").json()["cases"]
    assert {one["case"] for one in listed} == {exercise, real}
    assert {one["assignee"] for one in listed} == {None}
    assert shape(listed[0]) == shape(listed[1])
    assert known not in server.get(who, "/cases").text
    for tail in ("", "/explanations"):
        both = [server.get(who, f"/cases/{case}{tail}").json() for case in (exercise, real)]
        assert shape(both[0]) == shape(both[1])
    taken = {server.post("ivo", "/work").json()["case"] for _ in range(2)} if who == "ivo" else None
    assert taken is None or taken <= {exercise, real}


def test_a_second_investigator_is_tested_as_the_first_is(server: Server) -> None:
    seeded(server, "no action")
    seeded(server, "measure", run=RUN)
    for who, run, measure in (("ines", "week-1", "ban"), ("ivo", RUN, "warn")):
        case = opened(server, run)
        server.post(who, f"/cases/{case}/assignments", {"to": who})
        said = decision(server, case, measure, 6)
        answered = server.post(who, f"/cases/{case}/decisions", said)
        assert answered.json()["state"] == "closed", answered.text
        # A ban needs a second person; of an exercise nobody is asked to agree.
        refused = server.post("rosa", f"/cases/{case}/approvals")
        assert refused.status_code in {404, 409}, refused.text
    with server.store.reading("main") as unit:
        answers = {one.answered_by: one.measure for one in unit.find(KnownAnswer)}
    assert answers == {"ines": "ban", "ivo": "warn"}
    rights = [one["right"] for one in server.get("lea", "/known-findings").json()["items"]]
    assert sorted(rights) == [False, True]
    figures = {one["figure"]: one for one in server.get("ada", "/quality").json()["figures"]}
    assert figures["known cases: seen"]["count"] == figures["known cases: seen"]["of"] == 1
    assert figures["known cases: spared"]["count"] == 0


def test_no_figure_counts_it(server: Server) -> None:
    counted = cases.opened(server)
    seeded(server)
    case = in_review(server)
    server.post("ines", f"/cases/{case}/decisions", decision(server, case, None))
    with server.store.reading("main") as unit:
        found = unit.get(Case, counted)
        assert found is not None
        period = week_of(found.opened_us)
        both = {one.case for one in unit.find(Case)}
        facts = Reading(unit, LARGEST).facts(period)
    assert both == {counted, case}
    opened = next(one for one in FIGURES if one.id == "cases.opened")
    closed = next(one for one in FIGURES if one.id == "cases.closed")
    assert len(list(opened.count(facts))) == 1
    assert list(closed.count(facts)) == []
    assert [entry.case for entry in facts.open_cases] == [counted]


def test_the_truth_is_kept_first_and_once(server: Server) -> None:
    seeded(server)
    said = {"run": "week-1", "finding": "F001", "expected": "measure"}
    again = server.post("lea", "/known-findings", said)
    assert again.status_code == 409
    other = server.post("lea", "/known-findings", said | {"expected": "perhaps"})
    assert other.status_code == 422


def test_a_case_that_somebody_works_on_becomes_no_exercise(server: Server) -> None:
    in_review(server)
    late = server.post(
        "lea", "/known-findings", {"run": "week-1", "finding": "F001", "expected": "measure"}
    )
    assert late.json()["type"] == "urn:clearwater:problem:already-added"


@pytest.mark.parametrize("role", Role)
def test_only_who_keeps_quality_may(server: Server, role: Role) -> None:
    said = {"run": "week-1", "finding": "F001", "expected": "measure"}
    answer = server.post(BY_ROLE[role], "/known-findings", said)
    allowed = Verb.KEEP_QUALITY in RIGHTS[role]
    assert answer.status_code == (201 if allowed else 403), answer.text
