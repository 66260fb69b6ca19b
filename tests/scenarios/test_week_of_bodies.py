"""A week in the life of four levels of bodies over HTTP, and the report of it.

The week is lived on SQLite and on PostgreSQL by the same requests. Each number of the report is
held against a count that was kept by hand beside the requests.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from tests.helpers import postgresql
from tests.helpers.bodies_life import CITY, DISTRICT, NATION, PROVINCE, SIBLING
from tests.helpers.second_verifier import read_postgresql, read_sqlite, verify
from tests.helpers.week_beside import (
    asked_by,
    deeds,
    looked_at_everything,
    named_by,
    names_in_acts,
    words_of,
)
from tests.helpers.week_compared import COUNTED, differences, differences_below
from tests.helpers.week_of_bodies import Week, lived
from tests.helpers.week_reports import BRIGADE, SHOP, SHOPS_FRIEND
from tests.helpers.week_world import (
    BODIES,
    END_US,
    NEIGHBOUR,
    WEEK,
    accounts_of,
    digest,
    write_runs,
)

pytestmark = pytest.mark.slow
REPORT = f"/reports/weekly/{WEEK}"
BELOW = {
    NATION: (PROVINCE, CITY, DISTRICT, NEIGHBOUR, SIBLING),
    PROVINCE: (CITY, DISTRICT, NEIGHBOUR, SIBLING),
    SIBLING: (),
}
FORMS = (
    *((DISTRICT, "?form=json"), (DISTRICT, "?form=csv")),
    *((DISTRICT, f"?form=xlsx&language={language}") for language in ("en", "zh")),
    *((DISTRICT, f"?form=pdf&language={language}") for language in ("en", "zh")),
    *((NATION, f"/below?form={form}&language=zh") for form in ("json", "csv", "xlsx", "pdf")),
)
"""Whose report is compared by its bytes, and in which form."""
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Week]]:
    """The same week on both databases."""
    folder = tmp_path_factory.mktemp("week")
    runs = write_runs(folder / "runs")
    urls = {"sqlite": str(folder / "cases.db"), "postgresql": postgresql.new_database()}
    made = {name: lived(url, folder / name, runs) for name, url in urls.items()}
    yield made
    for week in made.values():
        week.world.client.__exit__()


@pytest.fixture(params=DATABASES)
def week(request: pytest.FixtureRequest, weeks: dict[str, Week]) -> Week:
    return weeks[request.param]


def report(week: Week, body: str, tail: str = "") -> Any:
    return week.world.get(f"auditor@{body}", REPORT + tail).json()


# Every number -----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", BODIES)
def test_every_number_is_the_one_that_was_counted_by_hand(week: Week, body: str) -> None:
    assert differences(report(week, body), week.hand, body) == []


def test_the_week_has_something_of_every_figure(week: Week) -> None:
    counted = {figure for body in BODIES for figure in COUNTED if _something(week, body, figure)}
    assert counted == COUNTED


def _something(week: Week, body: str, figure: str) -> bool:
    place, hand = (body, figure), week.hand
    counts = (hand.flows.get(place), hand.stocks.get(place))
    others = (hand.different.get(place), hand.times.get(place), hand.shares.get(place))
    return any(one is not None and one.total() for one in counts) or any(others)


@pytest.mark.parametrize("body", list(BELOW))
def test_the_roll_up_says_the_same_and_no_small_number(week: Week, body: str) -> None:
    found = report(week, body, "/below")
    assert differences(found, week.hand, body) == []
    assert differences_below(found, week.hand, BELOW[body]) == []
    shown = [one for figure in found["below"]["figures"] for row in figure["rows"]
             for one in row["bodies"]]  # fmt: skip
    assert not BELOW[body] or {None, *map(type, shown)} >= {None, dict}


def test_csv_and_workbook_say_the_same_numbers(week: Week) -> None:
    get = week.world.get
    text = get(f"auditor@{DISTRICT}", f"{REPORT}?form=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    book = openpyxl.load_workbook(
        io.BytesIO(get(f"auditor@{DISTRICT}", f"{REPORT}?form=xlsx").content)
    )
    names, *values = book["data"].iter_rows(values_only=True)
    of_book = [dict(zip(map(str, names), row, strict=True)) for row in values]
    for some in (rows, of_book):
        totals = {str(one["figure"]): one for one in some if not one["by"]}
        assert totals.keys() == COUNTED
        for figure, row in totals.items():
            said = {
                name: None if row[name] in {None, ""} else float(str(row[name]))
                for name in week.hand.total(DISTRICT, figure, str(row["unit"]))
            }
            assert said == week.hand.total(DISTRICT, figure, str(row["unit"])), figure
        for row in some:
            if row["by"]:
                cell = tuple(part.partition("=")[2] for part in str(row["by"]).split("; "))
                counted = week.hand.cells(DISTRICT, str(row["figure"]), str(row["unit"]))
                assert float(str(row["value"])) == counted[cell], row


def test_the_pdf_says_the_same_totals(week: Week) -> None:
    answer = week.world.get(f"auditor@{DISTRICT}", f"{REPORT}?form=pdf&language=zh")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for one in report(week, DISTRICT)["definitions"]:
        total = week.hand.total(DISTRICT, one["id"], one["unit"])
        if "value" in total:
            assert re.search(rf"^{one['words']['zh']} {total['value']}\b", text, re.M), one["id"]
        elif "share" in total:
            assert f"{one['words']['zh']} {total['count']}/{total['of']}" in text
        else:
            said = f"中位 {total['median']} 小时，90% 在 {total['p90']} 小时内"
            assert f"{one['words']['zh']} {said}，共 {total['count']} 件" in text


@pytest.mark.parametrize("figure", sorted(COUNTED))
def test_a_number_that_is_wrong_is_found(weeks: dict[str, Week], figure: str) -> None:
    week = weeks["sqlite"]
    body = next(one for one in BODIES if _something(week, one, figure))
    document = report(week, body)
    for name in ("value", "count"):
        wrong = deepcopy(document)
        (stated,) = (one for one in wrong["figures"] if one["id"] == figure)
        if name in stated["total"]:
            stated["total"][name] += 1
            assert any(figure in one for one in differences(wrong, week.hand, body))
    wrong = deepcopy(document)
    for one in wrong["figures"]:
        if one["id"] == figure and one["cells"]:
            one["cells"].pop()
            assert any(figure in said for said in differences(wrong, week.hand, body))
    forgotten = deepcopy(week.hand)
    for place in (forgotten.flows, forgotten.stocks, forgotten.different, forgotten.times,
                  forgotten.shares):  # fmt: skip
        place.pop((body, figure), None)
    assert any(figure in one for one in differences(document, forgotten, body))


def test_a_small_number_in_a_roll_up_is_found(weeks: dict[str, Week]) -> None:
    week = weeks["sqlite"]
    document = deepcopy(report(week, PROVINCE, "/below"))
    (filed,) = (one for one in document["below"]["figures"] if one["id"] == "appeals.filed")
    place = BELOW[PROVINCE].index(DISTRICT)
    assert filed["rows"][0]["bodies"][place] is None
    filed["rows"][0]["bodies"][place] = week.hand.total(DISTRICT, "appeals.filed", "count")
    (said,) = differences_below(document, week.hand, BELOW[PROVINCE])
    assert "small" in said


# The same bytes ----------------------------------------------------------------------------------


def _digests(week: Week, forms: Iterable[tuple[str, str]] = FORMS) -> dict[str, str]:
    return {
        f"{body} {tail}": digest(week.world.get(f"auditor@{body}", REPORT + tail).content)
        for body, tail in forms
    }


def test_the_same_bytes_on_the_other_database(weeks: dict[str, Week]) -> None:
    first = _digests(weeks["sqlite"])
    assert _digests(weeks["postgresql"]) == first
    assert len(set(first.values())) == len(FORMS)


def test_the_same_bytes_on_a_second_run(week: Week) -> None:
    some = [one for one in FORMS if one[0] == DISTRICT]
    first = _digests(week, some)
    # What comes after the week changes nothing of it.
    week.between.patrol(DISTRICT, "下周的账号_9")
    assert _digests(week, some) == first


def test_each_figure_is_counted_again(weeks: dict[str, Week]) -> None:
    week = weeks["sqlite"]
    document = report(week, DISTRICT)
    size = document["ledger"]["size"]
    for one in document["figures"]:
        path = f"/reports/figures/{one['id']}?period={WEEK}&size={size}"
        again = week.world.get(f"auditor@{DISTRICT}", path).json()
        assert (again["total"], again["cells"]) == (one["total"], one["cells"])


def test_published_it_goes_together_with_the_ledger(week: Week) -> None:
    document = report(week, CITY)
    said = {"kind": "weekly", "period": WEEK}
    published = week.world.post(f"lead@{CITY}", "/reports/publications", said).json()
    content = week.world.get(f"auditor@{CITY}", REPORT).content
    assert published["sha256"] == digest(content)
    asked = {"documents": [document]}
    checked = week.world.post(f"auditor@{CITY}", "/reports/checks", asked).json()
    assert checked["faults"] == []
    document["figures"][2]["total"]["value"] += 1
    assert week.world.post(f"auditor@{CITY}", "/reports/checks", asked).json()["faults"]


# What came of it ---------------------------------------------------------------------------------


def test_no_measure_follows_from_the_brigade(week: Week) -> None:
    assert week.brigade["reports"] == week.brigade["reporters"] == BRIGADE
    assert float(week.brigade["q_value"]) <= 0.01
    said = {"purpose": "enforcement", "account": SHOP}
    path = "/restrictions/searches"
    for body in BODIES:
        found = week.world.post(f"auditor@{body}", path, said).json()
        assert found["restrictions"] == []
    ring = {"purpose": "enforcement", "account": accounts_of("点赞群")[0]}
    assert len(week.world.post(f"auditor@{DISTRICT}", path, ring).json()["restrictions"]) == 1
    clue = week.world.get(f"auditor@{DISTRICT}", "/clues?state=set%20aside").json()["clues"]
    assert [(one["source"], one["case"]) for one in clue] == [("report", None)]


def test_who_worked_on_a_case_is_not_shown_who_reported(week: Week) -> None:
    case, said = week.known["A"], {"purpose": "case work"}
    for role in ("investigator", "lead", "auditor", "reviewer"):
        shown = week.world.post(f"{role}@{DISTRICT}", f"/cases/{case.name}/readings", said).text
        for secret in ("witness_", "reporter_", SHOPS_FRIEND, "看见了"):
            assert secret not in shown
    for name in week.intake.names[:3]:
        path = f"/user-reports/{name}/readings"
        week.world.post(f"investigator@{DISTRICT}", path, said, status=403)
        shown = week.world.post(f"intake@{DISTRICT}", path, {"purpose": "reports"}).json()
        assert shown["reporter"]


def test_the_rings_stand_as_they_were_left(week: Week) -> None:
    wanted = {"A": "notified", "B": "closed", "C": "notified", "E": "closed", "F": "closed",
              "G": "notified", "J": "notified"}  # fmt: skip
    for letter, state in wanted.items():
        case = week.known[letter]
        found = week.world.get(f"auditor@{case.body}", f"/cases/{case.name}").json()
        assert found["state"] == state, letter
    said = {"purpose": "case work"}
    path = f"/cases/{week.known['C'].name}/readings"
    joint = week.world.post(f"auditor@{PROVINCE}", path, said).json()
    assert [one["body"] for one in joint["approvals"]] == [CITY]
    assert [(one["body"], one["position"]) for one in joint["bodies"]] == [(CITY, "agrees")]


# What a sibling sees -----------------------------------------------------------------------------


def test_a_sibling_sees_nothing(week: Week) -> None:
    others = tuple(body for body in BODIES if body != SIBLING)
    secret = names_in_acts(week, others) - names_in_acts(week, (SIBLING,))
    assert len(secret) > 500
    secret |= {account for case in week.known.values() for account in accounts_of(case.ring)}
    secret |= {SHOP, "跨市账号_1", "跨区账号_2", "邻区账号_3", SHOPS_FRIEND}
    said = set(named_by(week).values())
    for answer, names in looked_at_everything(week, SIBLING):
        assert not names or answer.status_code in {403, 404}, answer.text
        assert not words_of(answer.text) & secret - said, answer.text
    for role, path, asked in deeds(week, SIBLING):
        answer = asked_by(week, f"{role}@{SIBLING}", "POST", path, asked)
        assert answer.status_code == 404, f"{path}: {answer.text}"
        assert not words_of(answer.text) & secret - said, answer.text


def test_who_may_look_sees_it(weeks: dict[str, Week]) -> None:
    week = weeks["sqlite"]
    answers = [answer for answer, names in looked_at_everything(week, PROVINCE) if "case" in names]
    assert any(week.known["C"].name in answer.text for answer in answers)
    assert sum(answer.status_code == 200 for answer in answers) >= len(answers) * 4 // 7


def test_a_sibling_did_nothing(week: Week) -> None:
    with week.world.store.reading(SIBLING) as unit:
        done = {entry.act for entry in unit.entries() if entry.time_us < END_US}
    assert done <= {"tree joined", "user changed"}, done
    zero = {one["id"]: one["total"] for one in report(week, SIBLING)["figures"]}
    assert not any(value.get("value") or value.get("count") for value in zero.values())


def test_above_there_are_counts_and_no_cases(week: Week) -> None:
    case = week.known["A"]
    for body in (NATION, PROVINCE, CITY):
        assert case.name not in week.world.get(f"auditor@{body}", "/cases").text
        week.world.get(f"auditor@{body}", f"/cases/{case.name}", status=404)
        assert case.name not in json.dumps(report(week, body, "/below"))


# The ledger --------------------------------------------------------------------------------------


def test_the_ledger_verifies(week: Week) -> None:
    for body in (NATION, DISTRICT, SIBLING):
        found = week.world.post(f"auditor@{body}", "/ledger/verifications").json()
        assert found["verified"], found
    # One that shares no code with the first, and looks into the files as well.
    tables = read_sqlite(Path(week.url)) if week.url[0] == "/" else read_postgresql(week.url)
    assert verify(tables, week.world.store.evidence_folder) == []


def test_a_ledger_of_another_week_does_not_verify(weeks: dict[str, Week]) -> None:
    week = weeks["sqlite"]
    tables = read_sqlite(Path(week.url))
    _, rows = tables["measures"]
    rows[0]["kind"] = "ban"
    (complaint, *_) = verify(tables, week.world.store.evidence_folder)
    assert "measures" in complaint[0]
