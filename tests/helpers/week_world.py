"""A server at the store of a tree of bodies, for a week that is lived over HTTP.

The store is a rehearsal, so names and salts come by counting, and the time is one that the story
sets: the same requests make the same bytes on every database. Who asks is known by the login and
the body that a request names; what they may stands in the store, as it does for everybody.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.identity.base import Gate, Present
from clearwater.app.recompute import recompute_command
from clearwater.app.scan_request import Method, Sources
from clearwater.cases.records.identity import Credential
from clearwater.cases.workflow.base import Caller
from clearwater.cases.workflow.commands_identity import Session
from clearwater.findings.run import Run
from clearwater.units import Share
from clearwater.web.application import create_app
from clearwater.web.base import Known, Shown
from clearwater.web.settings import ServerSettings
from tests.helpers.bodies_life import CITY, DISTRICT, NATION, PLATFORM, PROVINCE, SIBLING
from tests.helpers.coded import objects_table
from tests.helpers.desk import DESK, desk_rows
from tests.helpers.desk_run import WINDOWS, desk_events, desk_run
from tests.helpers.new_store import new_store
from tests.helpers.web_server import API, UNLIMITED

with warnings.catch_warnings():
    # It would rather have another client, which is not among ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

NEIGHBOUR = "鼓楼"
"""Another district of the city."""
BODIES = (NATION, PROVINCE, CITY, DISTRICT, NEIGHBOUR, SIBLING)
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
MONDAY_US = 1_772_409_600_000_000
"""2026-03-02 00:00 UTC: the week is 2026-W10."""
WEEK = "2026-W10"
END_US = MONDAY_US + 7 * DAY_US
BEGIN_US = MONDAY_US - 4 * DAY_US
"""The Thursday before, on which the store is made."""
STAFF = ("investigator", "reviewer", "appeals", "auditor", "intake")
"""One of each in every body, named after the role and the body; `lead` besides."""
RINGS: Mapping[str, tuple[str, ...]] = {
    "点赞群": (DISTRICT,),
    "刷评组": (DISTRICT,),
    "秒赞团": (DISTRICT,),
    "转发队": (DISTRICT,),
    "养号房": (NATION,),
    "好评社": (CITY,),
    "旧群": (CITY,),
}
"""Ring -> the body in whose log it was found."""


def accounts_of(ring: str) -> tuple[str, ...]:
    """Return the accounts of a ring, by the platform's identifiers."""
    return tuple(f"{ring}_成员{number}" for number in range(len(DESK)))


def write_runs(above: Path) -> Path:
    """Write a run folder for each ring, with the log that it was found in, and return the folder.

    Each log is the one of `tests.helpers.desk`, with other accounts at the desk: a scan does not
    look at names, so one scan is the scan of all.
    """
    for ring, bodies in RINGS.items():
        for body in bodies:
            folder = above / body / run_of(ring)
            folder.mkdir(parents=True)
            _write_run(folder, dict(zip(DESK, accounts_of(ring), strict=True)))
    return above


def run_of(ring: str) -> str:
    """Return the name of the run in which a ring was found."""
    return f"run-{[*RINGS].index(ring) + 1}"


def _write_run(folder: Path, named: Mapping[str, str]) -> None:
    events, objects = folder / "log-events.parquet", folder / "log-objects.parquet"
    pq.write_table(_renamed(desk_events(), named), events)
    pq.write_table(objects_table(desk_rows()[1]), objects)
    read = REAL_PARTS.read(str(events), objects=str(objects))
    with read.open(read.columns) as stream:  # type: ignore[attr-defined]  # a real log
        for _ in stream:
            pass
    inputs = [
        {"name": str(events), "sha256": one.sha256, "bytes": one.bytes, "rows": one.rows}
        for one in stream.reading.files
    ]
    method = Method(tuple(float(w) for w in WINDOWS), Share(0.01), seed=0)
    command = recompute_command(Sources(str(events), objects=str(objects)), method, folder)
    found = desk_run()
    tables = {name: _renamed(table, named) for name, table in found.tables.items()}
    Run({**found.manifest, "inputs": inputs, "command": command}, tables).save(folder)


def _renamed(table: pa.Table, named: Mapping[str, str]) -> pa.Table:
    for place, column in enumerate(table.schema):
        if column.name in {"actor", "account", "account_l", "account_r"}:
            values = [named.get(one, one) for one in table[column.name].to_pylist()]
            table = table.set_column(place, column, pa.array(values, column.type))
    return table


class KnownByBody:
    """Knows people by a bearer token that names their login and body, as if just logged in."""

    def identify(self, gate: Gate, shown: Shown) -> Known | None:
        login, _, body = unquote(shown.bearer or "").partition(" ")
        if not login or not body:
            return None
        now_us = gate.clock_us()
        with gate.store.reading(body) as unit:
            row = unit.get(Credential, body, login)
            roles = gate.roles(unit, login)
        session = Session(
            body, login, 1 if row is None else row.generation, now_us, now_us, now_us,
            second_factor=True,
        )  # fmt: skip
        return Known(Present(Caller(login, body, roles), session))


@dataclass
class World:
    """A server, a time, and what was asked."""

    app: Any
    client: TestClient
    now_us: int = BEGIN_US
    asked: int = 0
    log: io.StringIO = field(default_factory=io.StringIO)

    @property
    def store(self) -> Any:
        return self.app.state.served.store

    def ask(
        self, method: str, who: str, path: str, said: Any = None, *, status: int, **headers: str
    ) -> Any:
        """Ask as somebody (``role@body``), and hold the status against the one expected."""
        role, _, body = who.partition("@")
        headers = self.shown(role, body) | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.asked += 1
        answer = self.client.request(method, API + path, json=said, headers=headers)
        assert answer.status_code == status, f"{who} {method} {path}: {answer.text}"
        return answer

    def shown(self, role: str, body: str) -> dict[str, str]:
        """Return what a request shows of who asks."""
        return {"Authorization": f"Bearer {quote(login_of(role, body) + ' ' + body)}"}

    def get(self, who: str, path: str, *, status: int = 200) -> Any:
        return self.ask("GET", who, path, status=status)

    def post(self, who: str, path: str, said: Any = None, *, status: int = 200) -> Any:
        """Ask for an act a minute later than the last."""
        self.now_us += MINUTE_US
        return self.ask("POST", who, path, {} if said is None else said, status=status)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """Let it be a time of the week; days count from Monday, 0, and before it from -1."""
        then = MONDAY_US + day * DAY_US + hour * HOUR_US + minute * MINUTE_US
        assert then >= self.now_us, "time goes forward"
        self.now_us = then


def login_of(role: str, body: str) -> str:
    """Return the login of whoever has a role in a body; the nation's lead made the store."""
    return "root" if (role, body) == ("lead", NATION) else f"{role}.{body}"


def world_at(url: str, files: Path, runs: Path) -> World:
    """Return a server at a new rehearsal; the caller closes it with its client."""
    new_store(url, files, rehearsal="一周", users="listed", user="root", now_us=BEGIN_US).close()
    log = io.StringIO()
    held: list[World] = []
    settings = ServerSettings(
        store=url,
        files=files,
        organisations=(*BODIES, PLATFORM),
        identity=lambda _gate, _organisations: KnownByBody(),
        runs=runs,
        load_parts=lambda: REAL_PARTS,
        rates=UNLIMITED,
        clock_us=lambda: held[0].now_us if held else BEGIN_US,
        monotonic_s=lambda: 0.0,
        log=log,
    )
    app = create_app(settings)
    held.append(World(app, TestClient(app, raise_server_exceptions=False), log=log))
    return held[0]


def grow(world: World) -> None:
    """Make the tree over HTTP, and give every body its people."""
    world.post("lead@main", "/tree", {"level": "nation", "name": "国家机关"})
    for above, body, level in (
        (NATION, PROVINCE, "province"),
        (PROVINCE, CITY, "city"),
        (PROVINCE, SIBLING, "city"),
        (CITY, DISTRICT, "district"),
        (CITY, NEIGHBOUR, "district"),
        (NATION, PLATFORM, "platform"),
    ):
        said = {"body": body, "level": level, "name": f"{body}机关", "lead": login_of("lead", body)}
        world.post(f"lead@{above}", "/tree/bodies", said)
    for body in BODIES:
        for role in STAFF:
            _add(world, body, role)


def _add(world: World, body: str, role: str) -> None:
    path = f"/users/{login_of(role, body)}"
    world.ask("PUT", f"lead@{body}", path, {"roles": [role]}, status=201, If_None_Match="*")


def digest(content: bytes) -> str:
    """Return a SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
