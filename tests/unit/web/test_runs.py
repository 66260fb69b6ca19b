"""Cases from runs: named, frozen, never by a path; and packages that verify far away."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.package_check import PackageRequest, check_package
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import RIGHTS, Verb
from tests.helpers.desk_folder import desk_folder
from tests.helpers.web_server import BY_ROLE, Server, server_at, with_runs

pytestmark = pytest.mark.slow
FINDING = "F001"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("runs")
    above = folder / "runs"
    for name in ("week-1", "week-2"):
        (above / "main").mkdir(parents=True, exist_ok=True)
        made = desk_folder(_new(folder / name))
        shutil.copytree(made, above / "main" / name)
    (above / "main" / "link").symlink_to(folder / "week-1" / "run")
    served = server_at(
        folder / "cases.db",
        folder / "files",
        lambda settings: with_runs(settings, above, lambda: REAL_PARTS),
    )
    with served.client:
        yield served


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_runs_and_their_findings(server: Server) -> None:
    assert server.get("ada", "/runs").json() == {"runs": ["week-1", "week-2"], "next": None}
    page = server.get("ada", "/runs?limit=1").json()
    assert server.get("ada", f"/runs?limit=2&cursor={page['next']}").json()["runs"] == ["week-2"]
    (first, *_) = server.get("ada", "/runs/week-1/findings").json()["findings"]
    assert first["accounts"] > 3
    assert "desk0" not in server.get("ada", "/runs/week-1/findings").text


def test_a_case_for_a_finding_with_its_evidence(server: Server, tmp_path: Path) -> None:
    said = {"run": "week-1", "finding": FINDING}
    key = {"Idempotency-Key": "open-1"}
    made = server.post("ines", "/cases", said, headers=key)
    assert made.status_code == 201, made.text
    assert made.json()["evidence_files"] > 10
    assert server.post("ines", "/cases", said, headers=key).json() == made.json()
    taken = server.post("ines", "/cases", said)
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:clearwater:problem:clue-taken")
    case = made.json()["case"]
    frozen = server.post("ines", f"/cases/{case}/evidence", {"runs": ["week-1"]})
    assert frozen.status_code == 200, frozen.text
    wrong = server.post("ines", f"/cases/{case}/evidence", {"runs": ["week-3"]})
    assert wrong.status_code == 404
    unknown = server.post("ines", "/cases", {"run": "week-2", "finding": "F999"})
    assert unknown.status_code == 422
    assert str(tmp_path.parent) not in unknown.text
    again = server.post("ines", f"/cases/{case}/findings", said)
    assert (again.status_code, again.json()["type"]) == (
        409, "urn:clearwater:problem:already-added",
    )  # fmt: skip
    package = server.post("ines", f"/cases/{case}/packages")
    assert package.headers["content-type"] == "application/zip"
    assert package.headers["content-disposition"] == f'attachment; filename="{case}.zip"'
    out = Path(server.store.files) / "unpacked"
    zipfile.ZipFile(io.BytesIO(package.content)).extractall(out)
    assert check_package(PackageRequest(out / case, None, None, ())).verified
    assert not list((server.store.files / "handing-out").iterdir())


def test_a_server_that_starts_takes_away_packages_that_another_has_left(tmp_path: Path) -> None:
    left = tmp_path / "files" / "handing-out" / "case-x-0.zip"
    server = server_at(tmp_path / "cases.db", tmp_path / "files")
    left.parent.mkdir()
    left.write_text("names")
    os.utime(left, (0, 0))
    with server.client:
        assert not left.exists()


@pytest.mark.parametrize(
    "run",
    ["../main/week-1", "week-1/../week-1", "/etc", "link", "..", ".", "week-1\x00", "w" * 101],
)
def test_no_path_leads_out(server: Server, run: str) -> None:
    for path, said in (
        ("/cases", {"run": run, "finding": FINDING}),
        ("/cases/case-x/evidence", {"runs": [run]}),
    ):
        assert server.post("ines", path, said).status_code in {404, 422}


def test_another_organisation_has_runs_of_its_own(server: Server) -> None:
    assert server.get("mia", "/runs").json()["runs"] == []
    assert server.get("mia", "/runs/week-1/findings").status_code == 404
    said = {"run": "week-1", "finding": FINDING}
    assert server.post("mia", "/cases", said).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "said", "verb"),
    [
        ("GET", "/runs", None, Verb.READ),
        ("GET", "/runs/week-1/findings", None, Verb.READ),
        ("POST", "/cases/none/findings", {"run": "week-1", "finding": FINDING}, Verb.ADD_FINDING),
        ("POST", "/cases/none/evidence", {"runs": ["week-1"]}, Verb.FREEZE),
    ],
)
def test_rights(server: Server, method: str, path: str, said: object, verb: Verb) -> None:
    for role in Role:
        answer = server.ask(method, BY_ROLE[role], path, json=said)
        allowed = verb in RIGHTS[role]
        assert answer.status_code in ({200, 404} if allowed else {403}), (role, answer.text)
    assert server.ask(method, None, path, json=said).status_code == 401
