"""The desk's log, open for questions."""

from __future__ import annotations

import pyarrow as pa
import pytest

import clearwater as cw
from clearwater.app.investigate.open_log import OpenLog
from clearwater.app.investigate.open_logs import opened
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.findings.tables import TABLES
from tests.helpers.desk import DESK
from tests.helpers.looked_into import RENAMED, log_table

MEMBERS = tuple(RENAMED.get(one, one) for one in DESK)


@pytest.fixture(scope="session")
def log() -> OpenLog:
    population, _ = read_population(cw.read(log_table()), no_progress)
    finding = pa.array(["F001"] * len(MEMBERS))
    accounts = pa.table(
        {"account": pa.array([*MEMBERS, "p003"]), "finding": pa.array([*["F001"] * 8, None])}
    )
    members = pa.table({"finding": finding, "account": pa.array(MEMBERS)})
    return opened(population, "ab" * 16, accounts, members, TABLES["pushed"].empty_table())
