"""Strangers see what was published, as it was published, and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.helpers.case_desk import DAY_US
from tests.helpers.web_requests_bodies import a_report
from tests.helpers.web_server import Server

QUARTER = "2025-Q4"


def seen(server: Server, path: str) -> tuple[int, bytes]:
    answer = server.client.get(path, headers={"Accept-Language": "en"}, follow_redirects=False)
    return answer.status_code, answer.content


def published(server: Server, **said: str) -> str:
    answer = server.post("lea", "/reports/publications", said)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["sha256"])


def test_nothing_is_there_before_it_is_published(server: Server) -> None:
    a_report(server)
    assert server.get("max", f"/reports/transparency/{QUARTER}").status_code == 200
    status, page = seen(server, "/public")
    assert status == 200
    assert b"Nothing was published yet." in page
    for path in (
        f"/public/main/{QUARTER}",
        f"/public/main/{QUARTER}/json",
        "/public/main/CASEBOOK",
    ):
        assert seen(server, path)[0] == 404, path


def test_the_very_bytes_that_are_on_record_are_given_out(server: Server) -> None:
    sha256 = published(server, kind="transparency", period=QUARTER)
    status, content = seen(server, f"/public/main/{QUARTER}/json")
    assert status == 200
    assert hashlib.sha256(content).hexdigest() == sha256
    assert content == server.get("max", f"/reports/transparency/{QUARTER}").content
    csv = seen(server, f"/public/main/{QUARTER}/csv")
    assert csv == (200, server.get("max", f"/reports/transparency/{QUARTER}?form=csv").content)
    status, page = seen(server, f"/public/main/{QUARTER}")
    assert status == 200
    assert sha256.encode() in page
    assert not tuple(server.store.check())


def test_weekly_reports_stay_inside(server: Server) -> None:
    server.clock.now_us += 30 * DAY_US
    sha256 = published(server, kind="weekly", period="2026-W10")
    assert seen(server, "/public/main/2026-W10")[0] == 404
    assert sha256.encode() not in seen(server, "/public")[1]


def test_case_studies_are_there_once_they_are_published(server: Server) -> None:
    sha256 = published(server, kind="casebook", period="CASEBOOK")
    assert hashlib.sha256(seen(server, "/public/main/CASEBOOK/json")[1]).hexdigest() == sha256
    assert seen(server, "/public/main/CASEBOOK")[0] == 200
    assert seen(server, "/public/main/CASEBOOK/csv")[0] == 404


def test_a_file_that_was_changed_is_given_to_nobody(server: Server) -> None:
    sha256 = published(server, kind="transparency", period=QUARTER)
    path: Path = server.store.blobs.path(sha256)
    path.chmod(0o600)
    path.write_bytes(b"{}")
    assert seen(server, f"/public/main/{QUARTER}/json")[0] in {404, 500}
    assert seen(server, f"/public/main/{QUARTER}/json")[1] != b"{}"


@pytest.mark.parametrize("path", ["/public/江苏/2025-Q4", "/public/main/x/json"])
def test_what_is_no_body_of_this_server_is_not_asked_for(server: Server, path: str) -> None:
    assert seen(server, path)[0] in {404, 422}


def test_quarters_that_are_over_are_offered_to_whoever_may_publish(server: Server) -> None:
    a_report(server)
    page = {"Authorization": "Bearer lea", "Accept-Language": "en"}
    assert "No quarter is over yet" in server.client.get("/publish", headers=page).text
    server.clock.now_us += 200 * DAY_US
    shown = server.client.get("/publish", headers=page).text
    assert [f"2026-Q{n}" in shown for n in (1, 2, 3)] == [True, True, False]
    refused = server.client.get("/publish", headers={"Authorization": "Bearer ines"})
    assert refused.status_code == 403
