"""The pages of a body's work: who may see them, and that their figures are the interface's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from clearwater.app.intake.matters import FEWEST, Asked, intake
from clearwater.cases.records.people import Role
from clearwater.cases.records.reports import UserReport
from clearwater.cases.workflow.rights import RIGHTS, Verb
from clearwater.web.console.navigation import PLACES
from clearwater.web.console.routers import CONSOLE
from clearwater.web.operations import NounRouter
from tests.helpers.body_at_work import CANARY, INTAKE, QUARTER, a_week, at_work
from tests.helpers.web_server import BY_ROLE, Server, server_at


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("worked")
    made = server_at(folder / "cases.db", folder / "files")
    with made.client:
        at_work(made)
        yield made


def asked(server: Server, who: str | None, path: str, language: str = "en") -> Any:
    headers = {"Accept-Language": language}
    if who is not None:
        headers["Authorization"] = f"Bearer {who}"
    return server.client.get(path, headers=headers, follow_redirects=False)


def text_of(server: Server, who: str | None, path: str) -> str:
    answer = asked(server, who, path)
    assert answer.status_code == 200, answer.text[:400]
    return words_in(answer.text)


def words_in(page: str) -> str:
    without = re.sub(r"<script.*?</script>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without)))


def addresses(server: Server) -> dict[str, Verb | None]:
    """Return every page that needs nothing but to be gone to -> the right that it needs.

    Of the pages of this file's subject also those that are about something.
    """
    pages = {
        route.path: route.openapi_extra or {}
        for router in CONSOLE
        if isinstance(router, NounRouter)
        for route in router.routes
        if isinstance(route, APIRoute) and "{" not in route.path
    }
    found: dict[str, Verb | None] = {
        path: None if extra["x-verb"] == "none" else Verb(extra["x-verb"])
        for path, extra in pages.items()
        if "x-open" not in extra
    }
    clue = intake(server.desk("max")).matters[0].clue
    found |= {
        f"/reports/{clue}": Verb.READ_REPORTS,
        f"/week/{a_week(server)}": Verb.READ,
        "/reports?outcome=pending&crowd=true&part=2": Verb.READ_REPORTS,
        "/ledger?act=policy+changed&role=lead&before=50": Verb.VERIFY,
    }
    return found


def test_every_place_is_a_page_and_needs_the_right_that_is_said(worked: Server) -> None:
    pages = addresses(worked)
    for place in PLACES:
        if place.path != "/public":
            assert pages[place.path] == place.verb, place.path


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_role_sees_what_it_may_and_nothing_else(
    worked: Server, role: Role, language: str
) -> None:
    for path, verb in addresses(worked).items():
        answer = asked(worked, BY_ROLE[role], path, language)
        allowed = verb is None or verb in RIGHTS[role]
        wanted = {200, 303} if allowed else {403}
        assert answer.status_code in wanted, (path, answer.status_code, words_in(answer.text)[:200])
        assert CANARY not in answer.text, path
        if not allowed:
            assert "<h1>" in answer.text, "a refusal is a page for people too"


def test_who_is_not_known_is_sent_to_sign_in(worked: Server) -> None:
    for path in addresses(worked):
        answer = asked(worked, None, path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in?then=")


def test_every_page_for_everybody_answers_a_stranger(worked: Server) -> None:
    for path in ("/public", f"/public/main/{QUARTER}"):
        for language in ("en", "zh"):
            assert asked(worked, None, path, language).status_code == 200


def test_intake_has_a_place_to_go_although_it_reads_no_case(worked: Server) -> None:
    page = asked(worked, INTAKE, "/reports").text
    assert 'href="/reports"' in page
    assert 'href="/cases/' not in page
    assert asked(worked, INTAKE, "/").headers["location"] == "/reports"
    assert asked(worked, "lea", "/").headers["location"] == "/queue"


def test_the_rate_is_that_of_the_interface(worked: Server) -> None:
    said = worked.get("max", "/user-reports/rate").json()
    page = text_of(worked, "max", "/reports")
    assert said["effective"] > 0
    assert f"{said['effective']} of {said['decided']} decided; {said['pending']} pending" in page
    assert f"{said['low'] * 100:.0f}% – {said['high'] * 100:.0f}%" in page


def test_matters_are_all_reports_of_the_interface(worked: Server) -> None:
    listed = worked.get("max", "/user-reports?limit=200").json()["items"]
    found = intake(worked.desk("max"))
    assert sum(one.reports for one in found.matters) == len(listed)
    by_clue: dict[str, int] = {}
    for one in listed:
        by_clue[one["clue"]] = by_clue.get(one["clue"], 0) + 1
    assert {one.clue: one.reports for one in found.matters} == by_clue
    crowd = intake(worked.desk("max"), Asked(crowd=True)).matters
    assert [(one.reports, one.alike, one.brigades) for one in crowd] == [(14, 14, 1)]


def test_of_few_reporters_nothing_is_said_of_how_reliable_they_are(worked: Server) -> None:
    matters = intake(worked.desk("max")).matters
    assert {one.reliable is None for one in matters if one.reporters < FEWEST} == {True}
    assert {one.reliable is None for one in matters if one.reporters >= FEWEST} == {False}
    for one in matters:
        for end in one.reliable or ():
            assert round(end * 10) == pytest.approx(end * 10)


def test_no_page_tells_which_reports_one_person_made(worked: Server) -> None:
    with worked.store.reading("main") as unit:
        reporters = {one.reporter for one in unit.find(UserReport)}
    clues = [one.clue for one in intake(worked.desk("max")).matters]
    for path in ("/reports", *(f"/reports/{one}" for one in clues)):
        for who in ("max", INTAKE):
            page = asked(worked, who, path).text
            assert not [one for one in reporters if one in page], path


def test_the_week_states_what_the_interface_does(worked: Server) -> None:
    week = a_week(worked)
    document = worked.get("lea", f"/reports/weekly/{week}").json()
    page = asked(worked, "lea", f"/week/{week}").text
    shown = re.findall(r"<dt>(.*?) <details.*?<dd[^>]*><strong>(.*?)</strong>", page, re.DOTALL)
    names = {one["id"]: one["words"]["en"] for one in document["definitions"]}
    wanted = {
        names[one["id"]]: f"{one['total']['value']:,}".replace(",", "\u2009")
        for one in document["figures"]
        if "value" in one["total"]
    }
    assert any(value != "0" for value in wanted.values())
    assert {name: value for name, value in map(_plain, shown) if name in wanted} == wanted
    for one in document["figures"]:
        assert one["command"] in unescape(page)
    earlier = worked.get("lea", f"/reports/weekly/{_before(week)}").json()
    before = {one["id"]: one["total"] for one in earlier["figures"]}
    for one in document["figures"]:
        if "value" in one["total"] and (one["total"]["value"] or before[one["id"]]["value"]):
            row = f"{names[one['id']]} {before[one['id']]['value']} {one['total']['value']} "
            assert row in words_in(page), row


def _plain(found: tuple[str, str]) -> tuple[str, str]:
    name, value = found
    return words_in(name).strip(), unescape(value)


def _before(week: str) -> str:
    year, number = week.split("-W")
    return f"{year}-W{int(number) - 1:02d}"


def test_bodies_are_counted_as_by_the_interface(worked: Server) -> None:
    counts = worked.get("lea", "/rollup").json()["items"]
    page = text_of(worked, "lea", "/bodies")
    own = next(one for one in counts if one["body"] == "main")
    columns = ("open", "in_review", "proposed", "decided", "notified", "overdue_steps")
    assert " ".join(["全国 main nation", *(str(own[name]) for name in columns)]) in page
    assert "■" in page, "small counts of the body below are kept back, and it is said"
    assert "is kept back" in page
    rated = {one["body"]: one for one in worked.get("lea", "/rollup/rates").json()["items"]}
    rate = worked.get("lea", "/user-reports/rate").json()
    assert [rated["main"][name] for name in ("effective", "decided")] == [
        rate["effective"],
        rate["decided"],
    ]
    assert f"{rate['effective']} of {rate['decided']}" in page
    owed = worked.get("lea", "/duties?overdue=true").json()["items"]
    assert f"{len(owed)} overdue" in page


def test_the_ledger_is_shown_from_its_end_on(worked: Server) -> None:
    head = worked.get("lea", "/ledger").json()
    page = text_of(worked, "lea", "/ledger")
    assert head["root"] in page
    assert f"{head['size']:,} of all organisations" in page
    changed = text_of(worked, "lea", "/ledger?act=policy+changed")
    assert len(re.findall(r"\d fields", changed)) == 1
    nobody = text_of(worked, "lea", "/ledger?act=policy+changed&role=auditor")
    assert "No entry fits." in nobody


def test_older_entries_follow_without_a_gap(worked: Server) -> None:
    numbers: list[int] = []
    path: str | None = "/ledger"
    while path is not None:
        page = asked(worked, "lea", path).text
        numbers += [int(one) for one in re.findall(r'data-prove="(\d+)"', page)]
        older = re.search(r'href="(/ledger\?before=\d+)"[^>]*data-key="n"', page)
        path = None if older is None else unescape(older[1])
    with worked.store.reading("main") as unit:
        assert numbers == [one.number for one in unit.entries()][::-1]


def test_the_policy_says_what_changed(worked: Server) -> None:
    page = text_of(worked, "lea", "/policy")
    assert "publishing > smallest 5 6" in page
    assert "Version 1, since" in page


def test_an_erasure_is_foreseen_in_numbers(worked: Server) -> None:
    open_still = worked.post("lea", "/erasures/previews", {"identifier": f"{CANARY}_账号4"}).json()
    assert open_still["refused"] == "still open"
    about = f"{CANARY}_主播0"
    entries = worked.entries()
    said = worked.post("lea", "/erasures/previews", {"identifier": about}).json()
    assert worked.entries() == entries, "looking beforehand writes nothing"
    assert said == {"subjects": 1, "texts": said["texts"], "cases": 0, "refused": None}
    done = worked.post("lea", "/erasures", {"identifier": about, "why": "本人请求"}).json()
    assert {name: done[name] for name in ("subjects", "texts", "cases")} == {
        name: said[name] for name in ("subjects", "texts", "cases")
    }


def test_an_address_that_names_nothing_is_a_page_that_says_so(worked: Server) -> None:
    for path in (
        "/reports/clue-nothing",
        "/week/2031-W10",
        "/week/2026-W99",
        "/ledger?case=case-x",
    ):
        answer = asked(worked, "max", path)
        assert 400 <= answer.status_code < 500, path
        assert "<h1>" in answer.text
    assert asked(worked, "max", f"/week/{quote('不是周')}").status_code == 422


def test_a_store_that_nobody_worked_at_has_pages_too(tmp_path: Path) -> None:
    made = server_at(tmp_path / "cases.db", tmp_path / "files")
    with made.client:
        for path in ("/reports", "/bodies", "/week", "/ledger", "/people", "/policy", "/public"):
            assert asked(made, "max", path).status_code == 200, path
