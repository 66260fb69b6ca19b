"""The page of a group, its parts and readings: what they show, to whom, and never say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.console_group_world import FINDING

from clearwater.app.case import working
from clearwater.cases.acts import PersonalDataRead
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers import web_cases
from tests.helpers.grouped import (
    ACCOUNTS,
    NAMED,
    OBJECT,
    RUN,
    WRITTEN,
    at_runs,
    case_for,
    write_runs,
)
from tests.helpers.web_server import API, BY_ROLE, Server, server_at

PARTS = ("raster", "behind", "matrix", "network", "recount", "accounts")
OF_RUN = f"/runs/{RUN}/findings/{FINDING}"
FOR_WORK = {"purpose": "case work"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    folder = tmp_path_factory.mktemp("group")
    above = write_runs(folder)
    server = server_at(
        folder / "cases.db", folder / "files", lambda settings: at_runs(settings, above)
    )
    with server.client:
        yield server, case_for(server, above)


def got(server: Server, who: str, path: str) -> Any:
    return server.client.get(path, headers={"Authorization": f"Bearer {who}"})


def columns_of(body: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    length = int(np.frombuffer(body, "<u4", 1, 4)[0])
    said = json.loads(body[8 : 8 + length])
    return said, {
        one["name"]: np.frombuffer(body, one["kind"], one["count"], 8 + length + one["begins"])
        for one in said["columns"]
    }


def places_of(case: str) -> tuple[str, ...]:
    return f"/cases/{case}/findings/1", OF_RUN


def readings(server: Server) -> list[PersonalDataRead]:
    with server.store.reading("main") as unit:
        return [
            PersonalDataRead(**{"case": None, **one.details})  # type: ignore[arg-type]
            for one in unit.entries()
            if one.act == PersonalDataRead.NAME
        ]


def test_the_page_says_what_could_be_wrong_and_names_nobody(made: tuple[Server, str]) -> None:
    server, case = made
    for path in (f"/cases/{case}", OF_RUN):
        answer = got(server, "rosa", path)
        assert answer.status_code == 200, answer.text[:400]
        assert f"{ACCOUNTS} accounts met on" in answer.text
        assert "could be wrong" not in answer.text
        assert "Wrong if these accounts" in answer.text
        for hidden in (NAMED, OBJECT, WRITTEN):
            assert hidden not in answer.text
    assert (
        'form="decide" name="considered" value="fan club"'
        in got(server, "ines", f"/cases/{case}").text
    )
    assert "considered" not in got(server, "ines", OF_RUN).text


@pytest.mark.parametrize("part", PARTS)
def test_no_part_names_anybody(made: tuple[Server, str], part: str) -> None:
    server, case = made
    before = server.entries()
    for place in places_of(case):
        answer = got(server, "ada", f"{place}/{part}")
        assert answer.status_code == 200, answer.text
        for hidden in (NAMED, OBJECT, WRITTEN, "line-0", "10.0."):
            assert hidden.encode() not in answer.content
        assert got(server, "ada", f"{place}/{part}").headers["etag"] == answer.headers["etag"]
    assert server.entries() == before


def test_a_part_is_sent_once_and_compressed(made: tuple[Server, str]) -> None:
    server, case = made
    path = f"/cases/{case}/findings/1/raster"
    headers = {"Authorization": "Bearer ada", "Accept-Encoding": "identity"}
    plain = server.client.get(path, headers=headers)
    packed = server.client.get(path, headers=headers | {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content)
    again = server.client.get(path, headers=headers | {"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_timelines_are_those_of_the_run(made: tuple[Server, str]) -> None:
    server, case = made
    for place in places_of(case):
        said, columns = columns_of(got(server, "ada", f"{place}/raster").content)
        assert (said["rows"], said["dark"]) == (ACCOUNTS, 4)
        for side in ("members", "control"):
            assert columns[f"{side}.row"].max() < ACCOUNTS
            time = np.cumsum(columns[f"{side}.gap"].astype(np.int64))
            assert time[-1] * 1_000_000 <= said["end"] - said["start"] < 28 * 86_400_000_000
        assert columns["members.row"].size + columns["control.row"].size == 3_200
        behind, at = columns_of(got(server, "ada", f"{place}/behind").content)
        assert behind["found"] == at["action"].size == columns["members.row"].size
        assert behind["actions"] == ["like"]
        assert behind["counted"]


def test_what_the_store_knows_stands_beside_what_the_run_says(made: tuple[Server, str]) -> None:
    server, case = made
    said = got(server, "ada", f"/cases/{case}/findings/1/accounts").json()
    assert len(set(said["subject"])) == len(said["role"]) == ACCOUNTS
    assert set(said["standing"]) == {"member"}
    assert "data-may-exclude" not in got(server, "ines", f"/cases/{case}").text
    working.assign(server.desk("ines"), case, "ines")
    assert "data-may-exclude" in got(server, "ines", f"/cases/{case}").text
    working.exclude_subject(server.desk("ines"), case, said["subject"][3], "一名老师 · a teacher")
    now = got(server, "ada", f"/cases/{case}/findings/1/accounts").json()
    assert [place for place, one in enumerate(now["standing"]) if one == "excluded"] == [3]
    assert "subject" not in got(server, "ada", f"{OF_RUN}/accounts").json()


def test_names_are_shown_for_a_purpose_and_that_is_on_record(made: tuple[Server, str]) -> None:
    server, case = made
    for path, named in ((f"/cases/{case}/findings/1", case), (OF_RUN, None)):
        before = readings(server)
        answer = server.post("rosa", f"{path}/readings", FOR_WORK)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        assert len(said["accounts"]) == ACCOUNTS
        assert all(one.startswith(NAMED) for one in said["accounts"])
        assert all(OBJECT in one for one in said["objects"])
        assert any(WRITTEN in one["template"] for one in said["texts"]["templates"])
        (new,) = readings(server)[len(before) :]
        assert (new.what, new.count, new.purpose) == ("evidence", ACCOUNTS, "case work")
        with server.store.reading("main") as unit:
            last = list(unit.entries())[-1]
        assert (last.case, last.user) == (named, "rosa")


def test_names_fit_their_numbers(made: tuple[Server, str]) -> None:
    server, case = made
    path = f"/cases/{case}/findings/1"
    names = server.post("rosa", f"{path}/readings", FOR_WORK).json()
    subjects = got(server, "ada", f"{path}/accounts").json()["subject"]
    shown = server.post("rosa", f"/cases/{case}/readings", FOR_WORK).json()["members"]
    by_subject = {one["subject"]: one["account"] for one in shown}
    assert [by_subject[one] for one in subjects] == names["accounts"]


def test_words_are_those_of_the_events_that_were_asked_for(made: tuple[Server, str]) -> None:
    server, case = made
    path = f"/cases/{case}/findings/1"
    texts = server.post("rosa", f"{path}/readings", FOR_WORK).json()["texts"]
    one = texts["templates"][0]
    asked = {"purpose": "case work", "events": one["dots"][:3]}
    found = server.post("rosa", f"{path}/words", asked).json()["texts"]
    assert set(found) <= set(one["texts"])
    _, columns = columns_of(got(server, "ada", f"{path}/raster").content)
    accounts = {int(columns["members.row"][dot]) for dot in asked["events"]}
    assert readings(server)[-1].count == len(accounts)
    for wrong in ([], [10**9], list(range(201))):
        refused = server.post("rosa", f"{path}/words", {"purpose": "case work", "events": wrong})
        assert refused.status_code == 422, refused.text
    nothing = server.post("rosa", f"{path}/readings", {"purpose": "curiosity"})
    assert nothing.status_code in {409, 422}


@pytest.mark.parametrize("tail", ["readings", "words"])
def test_rights(made: tuple[Server, str], tail: str) -> None:
    server, case = made
    said = FOR_WORK | ({"events": [0]} if tail == "words" else {})
    for path in places_of(case):
        for role in Role:
            answer = server.post(BY_ROLE[role], f"{path}/{tail}", said)
            wanted = 200 if Verb.READ in RIGHTS[role] else 403
            assert answer.status_code == wanted, (role, answer.text)
        assert server.post(None, f"{path}/{tail}", said).status_code == 401
        before = server.entries()
        assert server.post("mia", f"{path}/{tail}", said).status_code == 404
        assert server.entries() == before


def test_another_organisation_is_shown_nothing(made: tuple[Server, str]) -> None:
    server, case = made
    for path in (f"/cases/{case}", OF_RUN, *(f"{p}/{x}" for p in places_of(case) for x in PARTS)):
        assert got(server, "mia", path).status_code == 404, path
        assert got(server, "noone", path).status_code in {401, 403, 303}, path


def test_a_pair_in_figures(made: tuple[Server, str]) -> None:
    server, case = made
    for place in places_of(case):
        _, columns = columns_of(got(server, "ada", f"{place}/network").content)
        left, right = int(columns["left"][0]), int(columns["right"][0])
        (row,) = got(server, "ada", f"{place}/pairs/figures?left={left}&right={right}").json()
        assert row["layer"] == "co-action"
        assert row["score_bits"] == pytest.approx(float(columns["bits"][0]), rel=1e-5)
        assert got(server, "ada", f"{place}/pairs/figures?left=0&right=999").json() == []


def test_the_threshold_counts_the_acts_that_are_surer(made: tuple[Server, str]) -> None:
    server, case = made
    said = got(server, "ada", f"/cases/{case}/findings/1/recount").json()
    row = said["rows"][0]
    assert len(row["above"]) == len(said["steps"])
    assert row["above"] == sorted(row["above"], reverse=True)
    # Every ordered act of the made-up log has a chance of at least one half.
    assert row["above"][0] == row["reported"] - row["authentic"]
    assert row["above"][-1] < row["above"][len(said["steps"]) // 2] <= row["above"][0]
    for name, most in (("own", row["above"]), ("ordered", [row["reported"]] * len(said["steps"]))):
        points = zip(row[name]["low"], row[name]["high"], most, strict=True)
        assert all(0 <= low <= high <= at_most for low, high, at_most in points), name
    # Nothing that is known is left in at the lowest threshold, nearly all is at the highest.
    assert row["ordered"]["high"][0] == 0 < row["ordered"]["low"][-1]


def test_a_case_for_a_clue_shows_what_there_is(made: tuple[Server, str]) -> None:
    server, _ = made
    clue = web_cases.a_clue(server)
    opened = server.post("ines", "/cases", {"clue": clue, "title": "一个店铺的好评 · one shop"})
    case = opened.json()["case"]
    answer = got(server, "ines", f"/cases/{case}")
    assert answer.status_code == 200
    assert clue in answer.text
    assert "一个店铺的好评" in answer.text
    assert got(server, "ines", f"/cases/{case}/findings/1/raster").status_code == 404


def test_what_was_never_frozen_is_said_to_be_missing(made: tuple[Server, str]) -> None:
    server, _ = made
    case = web_cases.opened(server)
    answer = got(server, "ines", f"/cases/{case}")
    assert answer.status_code == 200
    assert "What this finding rests on is not kept" in answer.text


def test_what_was_erased_is_not_shown_from_memory(tmp_path: Path) -> None:
    above = write_runs(tmp_path)
    server = server_at(
        tmp_path / "cases.db", tmp_path / "files", lambda settings: at_runs(settings, above)
    )
    with server.client:
        case = case_for(server, above)
        path = f"/cases/{case}/findings/1/raster"
        assert got(server, "ada", path).status_code == 200
        for blob in server.store.blobs.names():
            server.store.blobs.shred(blob)
        assert got(server, "ada", path).status_code == 404
        assert (
            server.post("ines", f"/cases/{case}/findings/1/readings", FOR_WORK).status_code == 404
        )
        assert "is not kept" in got(server, "ada", f"/cases/{case}").text


def test_a_run_whose_log_has_changed_shows_what_its_folder_holds(tmp_path: Path) -> None:
    above = write_runs(tmp_path)
    shutil.rmtree(tmp_path / "log")
    server = server_at(
        tmp_path / "cases.db", tmp_path / "files", lambda settings: at_runs(settings, above)
    )
    with server.client:
        assert got(server, "ada", OF_RUN).status_code == 200
        assert got(server, "ada", f"{OF_RUN}/raster").status_code == 200
        assert got(server, "ada", f"{OF_RUN}/behind").status_code == 404
        names = server.post("ines", f"{OF_RUN}/readings", FOR_WORK).json()
        assert (names["places"], names["texts"]["kept"]) == ([], False)
        assert len(names["accounts"]) == ACCOUNTS


@pytest.mark.parametrize("path", ["/runs/link/findings/F001", f"/runs/{RUN}/findings/F999"])
def test_nothing_is_there_under_another_name(made: tuple[Server, str], path: str) -> None:
    server, _ = made
    assert got(server, "ada", path).status_code == 404
    assert got(server, "ada", f"{OF_RUN}/whatever").status_code == 404
    assert server.get("ada", API).status_code == 404
