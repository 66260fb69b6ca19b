"""What can be done once a store, and what a week of several bodies looks like over HTTP."""

from __future__ import annotations

from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers import web_cases as cases
from tests.helpers.web_requests_bodies import with_tree
from tests.helpers.web_server import BELOW, BY_ROLE, Server

BEGIN = {"level": "nation", "name": "全国"}


def test_a_tree_is_begun_once_by_a_lead(server: Server) -> None:
    assert server.get("lea", "/tree").status_code == 404
    for role in Role:
        answer = server.post(BY_ROLE[role], "/tree", BEGIN)
        allowed = Verb.CHANGE_TREE in RIGHTS[role]
        assert answer.status_code == (200 if allowed else 403), (role, answer.text)
    assert server.post(None, "/tree", BEGIN).status_code == 401
    assert server.post("lea", "/tree", BEGIN).status_code == 409
    (root,) = server.get("ada", "/tree").json()["items"]
    assert (root["body"], root["name"], root["parent"]) == ("main", "全国", None)


def test_a_case_goes_down_the_tree(server: Server) -> None:
    with_tree(server)
    case = cases.opened(server)
    said = {"what": case, "to": BELOW, "why": "属地管辖"}
    offer = server.post("lea", "/handovers", said, headers={"Idempotency-Key": "h1"})
    again = server.post("lea", "/handovers", said, headers={"Idempotency-Key": "h1"})
    assert again.json() == offer.json()
    name = offer.json()["handover"]
    assert "属地管辖" not in offer.text
    assert server.get("mia", "/handovers").status_code == 404
    taken = server.post("mei", f"/handovers/{name}/acceptances")
    assert taken.status_code == 200, taken.text
    there = taken.json()["case"]
    assert server.get("mei", f"/cases/{there}").json()["members"] == 3
    assert server.get("lea", f"/cases/{there}").status_code == 404
    assert server.get("mei", f"/cases/{case}").status_code == 404
    (row,) = server.get("lea", "/handovers").json()["items"]
    assert (row["state"], row["why"]) == ("accepted", None)
    told = server.post("lea", "/handovers/searches", {"purpose": "case work"}).json()["items"]
    assert told[0]["why"] == "属地管辖"
    assert not server.store.check()


def test_a_report_of_a_user_is_answered_and_its_reporter_hidden(server: Server) -> None:
    said = {
        "reporter": "小红_举报", "category": "fake engagement", "account": "刷子_77",
        "words": "他在刷赞", "id": "r-1",
    }  # fmt: skip
    taken = server.post("only-intake", "/user-reports", said)
    assert taken.status_code == 201, taken.text
    again = server.post("only-intake", "/user-reports", said)
    assert again.json()["repeated"] is True
    report, clue = taken.json()["report"], taken.json()["clue"]
    case = server.post("ines", "/cases", {"clue": clue, "title": "刷赞"}).json()["case"]
    read = server.post("ines", f"/cases/{case}/readings", {"purpose": "case work"})
    assert "刷子_77" in read.text
    for answer in (read, server.get("ines", "/user-reports"), server.get("ines", f"/clues/{clue}")):
        assert "小红" not in answer.text
    shown = {"purpose": "reports"}
    assert server.post("ines", f"/user-reports/{report}/readings", shown).status_code == 403
    told = server.post("only-intake", f"/user-reports/{report}/readings", shown).json()
    assert (told["reporter"], told["messages"][0]["words"]) == ("小红_举报", "他在刷赞")
    assert server.get("ada", "/user-reports/rate").json()["pending"] == 1
