"""Logs that are brought, jobs, and what they leave: by the interface, with a real worker."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clearwater.app.work.uploads import CHUNK
from clearwater.cases.acts import PersonalDataRead
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers.desk import DESK
from tests.helpers.web_cases import subjects_of
from tests.helpers.web_etags import FROM_RUNS, check_etag
from tests.helpers.web_server import BY_ROLE, Server, server_at
from tests.helpers.work_server import (
    LIMITS,
    MAPPED,
    OTHERS,
    asked,
    desk_csv,
    over,
    send,
    uploaded,
    with_work,
)

pytestmark = pytest.mark.slow
PURPOSE = "case work"


@dataclass
class Worked:
    """A server that has scanned a log."""

    server: Server
    folder: Path
    upload: str
    run: str
    outcome: dict[str, object]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    folder = tmp_path_factory.mktemp("work")
    change = with_work(folder)
    (folder / "logs/main/三月.csv").write_bytes(desk_csv())
    (folder / "logs/main/link.csv").symlink_to(folder / "logs/main/三月.csv")
    server = server_at(folder / "cases.db", folder / "files", change)
    with server.client:
        upload = uploaded(server, desk_csv(chinese=True))
        job = asked(server, "scan", upload=upload, mapping=MAPPED | OTHERS)
        done = over(server, job)
        assert done["state"] == "done", done
        yield Worked(server, folder, upload, str(done["run"]), done["outcome"])


def reads(server: Server) -> list[PersonalDataRead]:
    with server.store.reading("main") as unit:
        return [one for one in unit.entries() if one.act == PersonalDataRead.NAME]  # type: ignore[misc]


@pytest.fixture(scope="module")
def decided(worked: Worked) -> str:
    """A case from the run, in which one account was left out and the others muted."""
    server = worked.server
    made = server.post("ivo", "/cases", {"run": worked.run, "finding": "F001"})
    assert made.status_code == 201, made.text
    case = str(made.json()["case"])
    server.post("ivo", f"/cases/{case}/assignments", {"to": "ivo"})
    (first, *_) = subjects_of(server, case)
    server.post("ivo", f"/cases/{case}/exclusions", {"subject": first, "why": "被盗号"})
    asked_for = server.get("ivo", f"/cases/{case}/explanations").json()
    said = {
        "measure": "mute",
        "reason_code": "coordinated engagement",
        "why": "同一节奏",
        "considered": [one["explanation"] for one in asked_for["items"]],
    }
    done = server.post("ivo", f"/cases/{case}/decisions", said)
    assert done.status_code == 200, done.text
    return case


def test_a_log_that_was_brought_becomes_a_run_and_a_run_a_case(
    worked: Worked, decided: str
) -> None:
    server = worked.server
    assert worked.outcome["findings"] == 1
    assert worked.outcome["accounts"] == len(DESK)
    assert worked.run in server.get("ada", "/runs").json()["runs"]
    seen = server.get("ada", f"/runs/{worked.run}")
    assert not set(DESK) & set(seen.text.replace('"', " ").split())
    assert str(worked.folder) not in seen.text
    assert f"clearwater scan {worked.upload} --map" in seen.json()["manifest"]["command"]
    assert decided.startswith("case-")
    assert not server.store.check()


def test_what_is_written_is_no_run_before_it_is_whole(worked: Worked) -> None:
    half = worked.folder / "runs/main/.run-half.0a1b"
    shutil.copytree(worked.folder / "runs/main" / worked.run, half)
    try:
        assert worked.server.get("ada", "/runs").json()["runs"] == [worked.run]
    finally:
        shutil.rmtree(half)


def test_a_break_costs_a_piece(worked: Worked) -> None:
    server, content = worked.server, desk_csv()
    name = server.post("ines", "/uploads", {"bytes": len(content)}).json()["upload"]
    assert send(server, name, 0, content[:1000]).json()["received"] == 1000
    again = send(server, name, 0, content[:1000])
    assert again.status_code == 409, "sent twice, it would stand there twice"
    assert "1000" in again.text
    early = server.post("ines", f"/uploads/{name}/completions", {})
    assert early.json()["type"].endswith("upload-over")
    at = server.get("ines", f"/uploads/{name}").json()["received"]
    assert send(server, name, at, content[at:]).status_code == 200
    assert send(server, name, len(content), b"x").status_code == 409, "more than was announced"
    wrong = server.post("ines", f"/uploads/{name}/completions", {"sha256": "0" * 64})
    assert wrong.json()["type"].endswith("not-the-file")
    assert server.post("ines", f"/uploads/{name}/completions", {}).status_code == 200
    assert (worked.folder / "files/uploads/main" / name).read_bytes() == content
    assert server.ask("DELETE", "ines", f"/uploads/{name}").status_code == 200
    assert not (worked.folder / "files/uploads/main" / name).exists()


def test_only_declared_routes_take_bytes_and_only_so_many(worked: Worked) -> None:
    server = worked.server
    name = server.post("ines", "/uploads", {"bytes": 5 * CHUNK}).json()["upload"]
    assert send(server, name, 0, b"x" * (CHUNK + 1)).status_code == 413
    said = {"Content-Type": "application/json"}
    path = f"/uploads/{name}/bytes/0"
    assert server.ask("PUT", "ines", path, content=b"{}", headers=said).status_code == 415
    octets = {"Content-Type": "application/octet-stream"}
    assert server.ask("POST", "ines", "/jobs", content=b"x", headers=octets).status_code == 415
    assert send(server, name, 0, b"x", who="ivo").status_code == 403, "another's upload"
    assert send(server, name, 0, b"x", who="mia").status_code == 404, "another organisation's"
    server.ask("DELETE", "ines", f"/uploads/{name}")


@pytest.mark.parametrize("size", [LIMITS.most_upload + 1, 10**15, 0, -1])
def test_there_is_room_or_it_is_not_begun(worked: Worked, size: int) -> None:
    assert worked.server.post("ines", "/uploads", {"bytes": size}).status_code == 422


def test_the_quota_counts_what_was_announced(worked: Worked) -> None:
    server, most = worked.server, LIMITS.most_upload
    asked = range(LIMITS.quota // most + 1)
    begun = [server.post("ines", "/uploads", {"bytes": most}) for _ in asked]
    assert begun[-1].status_code == 409
    assert begun[-1].json()["type"].endswith("no-room")
    for one in begun:
        if one.status_code == 201:
            server.ask("DELETE", "ines", f"/uploads/{one.json()['upload']}")


def test_the_first_rows_are_shown_for_a_purpose_and_on_record(worked: Worked) -> None:
    server = worked.server
    before = len(reads(server))
    said = {"upload": worked.upload, "mapping": MAPPED, "purpose": PURPOSE}
    seen = server.post("ines", "/logs/readings", said)
    assert seen.status_code == 200, seen.text
    assert len(reads(server)) == before + 1
    shown = seen.json()
    assert shown["suggested"]["actor"] == ["账号"]
    assert shown["read"]["bindings"]["actor"] == {"column": "账号", "constant": None}
    assert (shown["read"]["good"], shown["read"]["bad"]) == (4010, 0)
    assert shown["read"]["rows"][0][0] in shown["raw"][0]
    for wrong in ({"purpose": "curiosity"}, {"upload": "upload-none"}):
        assert server.post("ines", "/logs/readings", said | wrong).status_code in {404, 422}
    assert server.post("mia", "/logs/readings", said).status_code == 404
    assert len(reads(server)) == before + 1


def test_a_name_that_is_no_name_of_the_list_leads_nowhere(worked: Worked) -> None:
    server = worked.server
    there = server.get("ines", "/logs").json()["logs"]
    assert [one["log"] for one in there] == ["三月.csv"]
    assert server.get("mia", "/logs").json()["logs"] == []
    for name in ("../main/三月.csv", "/etc/passwd", "link.csv", ".", "..", "三月.csv/", "a\x00"):
        said = {"log": name, "purpose": PURPOSE}
        assert server.post("ines", "/logs/readings", said).status_code in {404, 422}, name
        job = {"kind": "scan", "log": name}
        assert server.post("ines", "/jobs", job).status_code in {404, 422}, name


def _zip(folder: Path) -> bytes:
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", b"\0" * 50_000_000)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["zip", "picture", "zeros.gz", "one line"])
def test_a_file_that_is_no_log_is_refused_with_a_way_on(
    worked: Worked, tmp_path: Path, kind: str
) -> None:
    content = {
        "zip": lambda: _zip(tmp_path),
        "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(500),
        "zeros.gz": lambda: gzip.compress(bytes(50_000_000)),
        "one line": lambda: b"x" * 100_000,
    }[kind]()
    server = worked.server
    name = uploaded(server, content)
    seen = server.post("ines", "/logs/readings", {"upload": name, "purpose": PURPOSE})
    assert seen.status_code in {422, 503}, seen.text
    assert str(worked.folder) not in seen.text
    if seen.status_code == 422:
        assert "Parquet" in seen.json()["next"]
    server.ask("DELETE", "ines", f"/uploads/{name}")


def test_hostile_names_and_two_hundred_columns_are_shown_as_they_are(worked: Worked) -> None:
    names = ["账号", "行为", "作品", "发布时间", "=HYPERLINK(1)", "<b>", "\u202eabc"]
    names += [f"列{n}" for n in range(200)]
    rows = [",".join(["小红", "like", "p1", "2026-03-01T10:00:00Z", "=1+1", *["x"] * 202])] * 3
    rows.append(",".join(["小明", "like", "p1", "yesterday", *["x"] * 203]))
    server = worked.server
    name = uploaded(server, "\n".join([",".join(names), *rows, ""]).encode())
    said = {"upload": name, "mapping": MAPPED, "purpose": PURPOSE}
    seen = server.post("ines", "/logs/readings", said).json()
    assert seen["columns"][4:6] == ["=HYPERLINK(1)", "<b>"]
    assert seen["columns_in_all"] == 207
    assert (seen["read"]["good"], seen["read"]["bad"]) == (3, 1)
    (fault,) = seen["read"]["faults"]
    assert (fault["line"], fault["field"], fault["value"]) == (5, "time", "yesterday")
    job = over(server, asked(server, "scan", upload=name, mapping=MAPPED))
    assert job["state"] == "failed"
    assert job["error"] == "too many rows cannot be used"
    assert job["outcome"]["bad"] == [
        {"field": "time", "reason": job["outcome"]["bad"][0]["reason"], "count": 1, "line": 5}
    ]
    assert "yesterday" not in str(job), "no value of a row is kept"
    assert not list((worked.folder / "runs/main").glob(f"*{job['run']}*"))
    server.ask("DELETE", "ines", f"/uploads/{name}")


def test_a_run_beside_itself_and_against_old_decisions(worked: Worked, decided: str) -> None:
    server, run = worked.server, worked.run
    same = server.get("ada", f"/runs/{run}/comparisons/{run}").json()
    assert [one["state"] for one in same["findings"]] == ["kept"]
    assert (same["both"], same["only_before"], same["only_after"]) == (len(DESK), 0, 0)
    before = server.entries()
    held = server.get("ada", f"/runs/{run}/agreement")
    assert held.status_code == 200, held.text
    assert server.entries() == before, "it changes nothing"
    said = held.json()
    acted = {"count": len(DESK) - 1, "of": len(DESK) - 1, "share": 1.0, "low": 0.6457, "high": 1.0}
    assert said["acted"] == acted
    assert (said["spared"]["count"], said["spared"]["of"]) == (1, 1)
    assert [one["case"] for one in said["cases"]] == [decided]
    assert (said["newly"], said["newly_open"], said["other_logs"]) == (0, 0, 0)
    assert server.get("mia", f"/runs/{run}/agreement").status_code == 404


@pytest.mark.parametrize("operation", sorted(FROM_RUNS))
def test_what_is_the_same_is_not_sent_again(worked: Worked, operation: str) -> None:
    path = operation.removeprefix("GET ").format(run=worked.run, other=worked.run)
    check_etag(worked.server, "ada", path)


def test_a_report_is_opened_by_whom_it_was_asked_and_not_for_ever(worked: Worked) -> None:
    server, run = worked.server, worked.run
    before = len(reads(server))
    asked_for = server.post("ada", f"/runs/{run}/reports/readings", {"purpose": PURPOSE})
    assert asked_for.json()["accounts"] == len(DESK)
    assert len(reads(server)) == before + 1
    address = asked_for.json()["address"]
    page = server.client.get(address, headers={"Authorization": "Bearer ada"})
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts allow-downloads; default-src 'none'")
    assert "allow-same-origin" not in policy
    assert "script-src 'sha256-" in policy
    for who in ("ines", "mia"):
        other = server.client.get(address, headers={"Authorization": f"Bearer {who}"})
        assert other.status_code == 404
    server.clock.now_us += 901_000_000
    assert server.client.get(address, headers={"Authorization": "Bearer ada"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "said", "verb"),
    [
        ("GET", "/runs/{run}", None, Verb.READ),
        ("GET", "/runs/{run}/comparisons/{run}", None, Verb.READ),
        ("GET", "/runs/{run}/agreement", None, Verb.READ),
        ("POST", "/runs/{run}/reports/readings", {"purpose": PURPOSE}, Verb.READ),
        ("PUT", "/uploads/{upload}/bytes/0", None, Verb.RUN),
        ("POST", "/logs/readings", {"log": "三月.csv", "purpose": PURPOSE}, Verb.RUN),
    ],
)
def test_rights(worked: Worked, method: str, path: str, said: object, verb: Verb) -> None:
    filled = path.format(run=worked.run, upload=worked.upload)
    octets = {"headers": {"Content-Type": "application/octet-stream"}, "content": b"x"}
    more = octets if method == "PUT" else {"json": said}
    for role in Role:
        answer = worked.server.ask(method, BY_ROLE[role], filled, **more)
        fine = {200, 403, 409} if method == "PUT" else {200}
        assert answer.status_code in (fine if verb in RIGHTS[role] else {403}), (role, answer.text)
        if verb not in RIGHTS[role]:
            assert answer.json()["type"].endswith("not-allowed")
    assert worked.server.ask(method, None, filled, **more).status_code == 401
