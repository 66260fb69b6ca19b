"""Looking into a run: questions name nobody, names are on record, and canaries are nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers import web_cases as cases
from tests.helpers.canaries import found_below
from tests.helpers.desk import DESK
from tests.helpers.looked_into import (
    CANARY,
    DOCUMENT,
    HOSTILE,
    OBJECT,
    RENAMED,
    RUN,
    at_runs,
    looked_into,
)
from tests.helpers.web_server import API, BY_ROLE, Server, server_at
from tests.helpers.work_server import over

pytestmark = pytest.mark.slow
ASK = f"/runs/{RUN}/events/questions"
NAMES = f"/runs/{RUN}/events/readings"
SEARCH = f"/runs/{RUN}/events/searches"
JUDGE = f"/runs/{RUN}/claims/judgements"
PURPOSE = "case work"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("looked-into")
    above = looked_into(folder)
    made = server_at(folder / "cases.db", folder / "files", at_runs(above))
    with made.client:
        yield made


def page(server: Server, who: str, path: str) -> Any:
    return server.client.get(path, headers={"Authorization": f"Bearer {who}"})


def last_entry(server: Server) -> Entry:
    with server.store.reading("main") as unit:
        *_, last = unit.entries()
    return last


def accounts_table(server: Server) -> list[str]:
    runs = server.app.state.served.settings.runs
    names: list[str] = pq.read_table(runs / "main" / RUN / "accounts.parquet")[
        "account"
    ].to_pylist()
    return names


def asked(server: Server, said: dict[str, Any], who: str = "ines") -> dict[str, Any]:
    answer = server.post(who, ASK, said)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_question_and_the_same_again_by_its_handle(server: Server) -> None:
    first = asked(server, {"members": "F001", "actions": ["like"]})
    assert 0 < first["events"] < first["of"] == 4010
    again = asked(server, {"handle": first["handle"]}, "ada")
    for found in (first, again):
        del found["handle"], found["seconds"]
    assert again == first


def test_nobody_is_named_before_somebody_asked_for_it(server: Server) -> None:
    rows = accounts_table(server)
    said = [
        json.dumps(asked(server, {})),
        json.dumps(asked(server, {"account_rows": [rows.index(CANARY)], "object_rows": [0]})),
        *(
            page(server, "ines", path).text
            for path in (
                f"/runs/{RUN}/investigate", f"/runs/{RUN}/objects", f"/runs/{RUN}/objects/0",
                f"/runs/{RUN}/accounts", f"/runs/{RUN}/accounts/{rows.index(CANARY)}",
                f"/runs/{RUN}/expand", f"/runs/{RUN}/claims",
            )
        ),
    ]  # fmt: skip
    for text in said:
        assert CANARY not in text
        assert HOSTILE not in text
        assert OBJECT not in text
        assert "desk2" not in text


def test_names_are_shown_for_a_purpose_and_put_on_record(server: Server) -> None:
    top = asked(server, {"members": "F001"})["tops"]["account"]
    codes = [one["code"] for one in top]
    before = server.entries()
    shown = server.post("ines", NAMES, {"purpose": PURPOSE, "values": {"account": codes}})
    assert shown.status_code == 200, shown.text
    names = {one["name"] for one in shown.json()["names"]["account"]}
    assert {CANARY, HOSTILE} <= names
    entry = last_entry(server)
    assert server.entries() == before + 1
    assert dict(entry.details) == {"what": "run", "count": len(codes), "purpose": PURPOSE}
    assert (entry.user, entry.case) == ("ines", None)
    unknown = server.post("ines", NAMES, {"purpose": "curiosity", "values": {"account": [0]}})
    assert unknown.status_code == 422
    assert CANARY not in unknown.text


def test_names_of_rows_need_no_log(server: Server) -> None:
    rows = accounts_table(server)
    said = {"purpose": PURPOSE, "account_rows": [rows.index(CANARY)], "object_rows": [0]}
    names = server.post("ines", NAMES, said).json()["names"]
    assert names["account_rows"] == [{"code": rows.index(CANARY), "name": CANARY}]
    assert names["object_rows"][0]["name"]
    gone = server.post("ines", NAMES, {"purpose": PURPOSE, "account_rows": [99_999]})
    assert gone.status_code == 404


def test_a_reading_that_is_asked_for_again_is_done_again_and_on_record(server: Server) -> None:
    named = (NAMES, {"purpose": PURPOSE, "account_rows": [0]})
    found = (SEARCH, {"kind": "account", "value": CANARY, "purpose": PURPOSE})
    for number, (path, said) in enumerate((named, found)):
        key, before = {"Idempotency-Key": f"again-{number}"}, server.entries()
        first, again = (server.post("ines", path, said, headers=key) for _ in range(2))
        assert (first.status_code, again.status_code) == (200, 200)
        assert again.json() == first.json()
        # Two readings, and that the key was used.
        assert server.entries() == before + 3


def test_who_is_looked_for_goes_on_record_and_into_no_log(server: Server) -> None:
    said = {"kind": "account", "value": CANARY, "purpose": PURPOSE}
    found = server.post("ines", SEARCH, said)
    assert found.status_code == 200, found.text
    assert dict(last_entry(server).details)["count"] == 1
    answer = asked(server, {"values": {"account": [found.json()["code"]]}})
    assert answer["distinct"]["account"] == 1
    nobody = server.post("ines", SEARCH, said | {"value": "没有这个账号"})
    assert nobody.status_code == 404
    assert CANARY not in server.log.getvalue()


def test_the_quota_of_names_holds_here_too(tmp_path: Path) -> None:
    above = looked_into(tmp_path)
    server = server_at(tmp_path / "cases.db", tmp_path / "files", at_runs(above))
    with server.client:
        policy = server.get("max", "/policy")
        said = policy.json()
        said["privacy"]["reveals"] = 2
        etag = {"If-Match": policy.headers["etag"]}
        put = server.ask("PUT", "max", "/policy", json=said, headers=etag)
        assert put.status_code == 200, put.text
        two = {"purpose": PURPOSE, "account_rows": [0, 1]}
        assert server.post("ines", NAMES, two).status_code == 200
        more = server.post("ines", NAMES, {"purpose": PURPOSE, "account_rows": [2]})
        assert more.status_code == 409
        assert more.json()["type"].endswith("too-many-revealed")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"members": "F999"}, 422),
        ({"actions": ["dance"]}, 422),
        ({"values": {"account": [999_999]}}, 422),
        ({"values": {"media": [0]}}, 422),
        ({"handle": "AAAA"}, 404),
        ({"account_rows": [99_999]}, 404),
        ({"account": CANARY}, 422),
        ({"since": "yesterday"}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused(server: Server, said: Any, status: int) -> None:
    assert server.post("ines", ASK, said).status_code == status


def test_a_log_that_has_changed_is_not_asked(tmp_path: Path) -> None:
    above = looked_into(tmp_path)
    events = tmp_path / "events.parquet"
    pq.write_table(pq.read_table(events).slice(1), events)
    server = server_at(tmp_path / "cases.db", tmp_path / "files", at_runs(above))
    with server.client:
        answer = server.post("ines", ASK, {})
        assert 400 <= answer.status_code < 600
        assert answer.status_code != 200
        assert str(tmp_path) not in answer.text


def test_a_log_that_was_removed_is_not_asked_from_memory(tmp_path: Path) -> None:
    above = looked_into(tmp_path)
    server = server_at(tmp_path / "cases.db", tmp_path / "files", at_runs(above))
    finding = f"/runs/{RUN}/findings/F001"
    named = {"purpose": PURPOSE, "values": {"account": [0]}}
    words = {"purpose": PURPOSE, "events": [0]}
    with server.client:
        assert server.post("ines", NAMES, named).status_code == 200
        assert server.post("ines", f"{finding}/words", words).status_code == 200
        assert server.post("ines", f"{finding}/readings", {"purpose": PURPOSE}).json()["places"]
        (tmp_path / "events.parquet").unlink()
        assert server.post("ines", ASK, {}).status_code >= 400
        assert server.post("ines", NAMES, named).status_code >= 400
        assert server.post("ines", f"{finding}/words", words).status_code >= 400
        left = server.post("ines", f"{finding}/readings", {"purpose": PURPOSE}).json()
        assert left["places"] == []
        assert not any(left["texts"].values())


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_may_read_ask(server: Server, role: Role) -> None:
    who, may_read = BY_ROLE[role], Verb.READ in RIGHTS[role]
    expected = 200 if may_read else 403
    assert server.post(who, ASK, {}).status_code == expected
    assert (
        server.post(who, NAMES, {"purpose": PURPOSE, "account_rows": [0]}).status_code == expected
    )
    assert (
        server.post(
            who, SEARCH, {"kind": "account", "value": "p003", "purpose": PURPOSE}
        ).status_code
        == expected
    )
    history = f"/runs/{RUN}/accounts/0/histories"
    assert server.post(who, history, {"purpose": PURPOSE}).status_code == expected
    assert page(server, who, f"/runs/{RUN}/investigate").status_code == expected
    may_run = Verb.RUN in RIGHTS[role]
    path = server.post(who, f"/runs/{RUN}/expansions", {"finding": "F001"})
    assert path.status_code == (201 if may_run else 403), path.text
    may_keep = Verb.KEEP_REGISTER in RIGHTS[role]
    kept = server.post(who, "/claims/imports", {"name": "x.json", "document": DOCUMENT})
    assert kept.status_code == (200 if may_keep else 403)
    judged = server.post(who, JUDGE, {"text": 0, "claim": "c", "verdict": "open"})
    may_judge = Verb.JUDGE_MATCH in RIGHTS[role] and may_read
    assert judged.status_code == (200 if may_judge else 403)


def test_another_organisation_has_no_such_run(server: Server) -> None:
    for path, said in ((ASK, {}), (NAMES, {"purpose": PURPOSE, "account_rows": [0]})):
        assert server.post("mia", path, said).status_code == 404
    assert page(server, "mia", f"/runs/{RUN}/accounts/0").status_code == 404


def test_what_was_before_is_shown_on_record(server: Server) -> None:
    row = accounts_table(server).index(CANARY)
    shown = server.post(
        "ines", f"/runs/{RUN}/accounts/{row}/histories", {"purpose": PURPOSE}
    ).json()
    assert (shown["account"], shown["cases"], shown["strikes"]) == (CANARY, [], 0.0)
    made = server.post("ines", "/cases", {"run": RUN, "finding": "F001"})
    assert made.status_code == 201, made.text
    case = made.json()["case"]
    again = server.post(
        "ines", f"/runs/{RUN}/accounts/{row}/histories", {"purpose": PURPOSE}
    ).json()
    assert [one["case"] for one in again["cases"]] == [case]
    of_case = f"/cases/{case}/subjects/{again['subject']}"
    by_case = server.post("ines", f"{of_case}/histories", {"purpose": PURPOSE}).json()
    assert by_case == again
    assert dict(last_entry(server).details)["what"] == "case"
    assert last_entry(server).case == case
    shown_page = page(server, "ines", of_case)
    assert shown_page.status_code == 200
    assert CANARY not in shown_page.text
    _the_frozen_events_of_a_case(server, case)


def _the_frozen_events_of_a_case(server: Server, case: str) -> None:
    answer = server.post("ines", f"/cases/{case}/events/questions", {})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["events"] == found["of"]
    assert sum(found["series"]["others"]) == 0
    said = {"kind": "account", "value": CANARY, "purpose": PURPOSE}
    code = server.post("ines", f"/cases/{case}/events/searches", said).json()["code"]
    names = {"purpose": PURPOSE, "values": {"account": [code]}}
    shown = server.post("ines", f"/cases/{case}/events/readings", names).json()
    assert shown["names"]["account"] == [{"code": code, "name": CANARY}]
    assert (last_entry(server).case, last_entry(server).details["what"]) == (case, "evidence")
    assert CANARY not in answer.text
    assert server.post("mia", f"/cases/{case}/events/questions", {}).status_code == 404


def test_an_expansion_is_kept_and_shows_no_name(server: Server) -> None:
    rows = [accounts_table(server).index(one) for one in (CANARY, "desk2", "desk3")]
    made = server.post("ines", f"/runs/{RUN}/expansions", {"rows": rows})
    assert made.status_code == 201, made.text
    assert CANARY not in made.text
    assert made.headers["location"] == f"{API}/jobs/{made.json()['job']}"
    done = over(server, made.json()["job"])
    assert (done["state"], done["error"]) == ("done", None)
    shown = page(server, "ada", f"/runs/{RUN}/expand/{done['outcome']['expansion']}")
    assert shown.status_code == 200
    assert CANARY not in shown.text
    assert "desk4" not in shown.text
    assert "<svg" in shown.text
    nothing = server.post("ines", f"/runs/{RUN}/expansions", {"rows": []})
    assert nothing.status_code == 422
    assert page(server, "ada", f"/runs/{RUN}/expand/x-000000000000").status_code == 404


def test_an_expansion_leaves_no_name_in_any_file(tmp_path: Path) -> None:
    above = looked_into(tmp_path)
    server = server_at(tmp_path / "cases.db", tmp_path / "files", at_runs(above))
    names = [*(RENAMED.get(one, one) for one in DESK), OBJECT]
    run = above / "main" / RUN
    with server.client:
        made = server.post("ines", f"/runs/{RUN}/expansions", {"finding": "F001"})
        kept = over(server, made.json()["job"])["outcome"]["expansion"]
        shown = page(server, "ada", f"/runs/{RUN}/expand/{kept}")
        assert shown.status_code == 200
        left = found_below(tmp_path, names)
        assert {one.parts[:3] for one in map(Path, left)} <= {
            ("events.parquet",), ("objects.parquet",), ("runs", "main", RUN),
        }  # fmt: skip
        # Codes of another log are other accounts: nobody is taken for them.
        manifest = run / "run.json"
        manifest.write_text(manifest.read_text().replace("{", '{"again": true, ', 1))
        gone = page(server, "ada", f"/runs/{RUN}/expand/{kept}")
        assert gone.status_code == 404
        assert page(server, "ada", f"/runs/{RUN}/expand").status_code == 200


def test_claims_beside_texts(server: Server) -> None:
    kept = server.post("ines", "/claims/imports", {"name": "核查.json", "document": DOCUMENT})
    assert kept.json()["checks"] == 1
    matches = f"/runs/{RUN}/claims/matches"
    found = server.post("ada", matches).json()
    assert {one["rating"] for one in found["suggestions"]} == {"假"}
    # What was written before the check was out is counted apart and never as spread.
    assert all(one["before"] > 0 and one["after"] > 0 for one in found["suggestions"])
    first = found["suggestions"][0]
    assert "白酒" not in json.dumps([first["token"]])
    said = {"text": first["text"], "claim": first["claim"], "verdict": "confirmed"}
    assert server.post("rosa", JUDGE, said).json()["by"] == "rosa"
    again = server.post("ada", matches).json()["suggestions"][0]
    assert (again["verdict"], again["by"]) == ("confirmed", "rosa")
    assert server.post("rosa", JUDGE, said | {"verdict": "open"}).status_code == 200
    assert server.post("ada", matches).json()["suggestions"][0]["verdict"] == "open"
    wrong = server.post("rosa", JUDGE, said | {"verdict": "guilty"})
    assert wrong.status_code == 422
    assert not server.store.check()


def test_an_account_whose_evidence_is_not_kept_has_a_page(server: Server) -> None:
    case = cases.in_review(server)
    (subject, *_) = cases.subjects_of(server, case)
    shown = page(server, "ines", f"/cases/{case}/subjects/{subject}")
    assert shown.status_code == 200
    assert "not kept here" in shown.text
    assert page(server, "mia", f"/cases/{case}/subjects/{subject}").status_code == 404
