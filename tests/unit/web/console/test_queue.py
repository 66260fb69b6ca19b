"""The queue's page says why each case stands where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.cases.records.case import Placing
from tests.helpers import web_cases as cases
from tests.helpers.web_server import Server, server_at


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = server_at(tmp_path / "cases.db", tmp_path / "files")
    with served.client:
        yield served


def test_each_row_says_what_the_effort_took_away(server: Server) -> None:
    case = cases.opened(server)
    with server.store.reading("main") as unit:
        at = unit.get(Placing, "main", case)
    assert at is not None
    shown = server.client.get("/queue", headers={"Authorization": "Bearer ada"}).text
    harm, back = (one / 86_400_000_000 for one in (at.by_harm_us, at.by_effort_us))
    assert f"{harm:.1f} days ahead for harm and confidence" in shown
    said = f"{back:.1f} days back for an effort of about {round(at.effort_s / 60)} minutes"
    assert said in shown
