"""A server for tests: a listed store of two organisations, people who are known by their login."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.identity.base import Gate, Present
from clearwater.cases import acts
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import Role, User
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Caller, Step
from clearwater.cases.workflow.commands_identity import Session
from clearwater.cases.workflow.rights import Verb
from clearwater.web.application import create_app
from clearwater.web.base import Known, Shown
from clearwater.web.rate_limits import Rate, Rates
from clearwater.web.settings import ServerSettings
from tests.helpers.case_desk import NOON_US
from tests.helpers.new_store import new_store

with warnings.catch_warnings():
    # It would rather have another client, which is not among ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ELSEWHERE = "华东"
BELOW = "江苏"
"""A body below ``main``, once somebody has begun a tree; it is not there before."""
_NAMED = {
    Role.INVESTIGATOR: "ines",
    Role.REVIEWER: "rosa",
    Role.APPEALS: "abel",
    Role.LEAD: "lea",
    Role.AUDITOR: "ada",
}
BY_ROLE: Mapping[Role, str] = {role: _NAMED.get(role, f"only-{role}") for role in Role}
"""Somebody of each role that there is, who has no other."""
PEOPLE: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    **{login: ("main", (role,)) for role, login in BY_ROLE.items()},
    "ivo": ("main", (Role.INVESTIGATOR,)),
    "max": ("main", tuple(Role)),
    "mia": (ELSEWHERE, tuple(Role)),
    "mei": (BELOW, tuple(Role)),
    "bo": (BELOW, tuple(Role)),
}
"""Login -> organisation and roles."""
NO_LIMIT = Rate(1e9, 1e9)
UNLIMITED = Rates(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT)
API = "/api/v1"


class KnownByLogin:
    """Knows people by a bearer token that is their login, as if they had just logged in.

    ``ines/read,verify`` is a program's token with these scopes.
    """

    def identify(self, gate: Gate, shown: Shown) -> Known | None:
        login, _, scopes = (shown.bearer or "").partition("/")
        if login not in PEOPLE and login != "noone":
            return None
        organisation, roles = PEOPLE.get(login, ("main", ()))
        if scopes:
            limited = frozenset(map(Verb, scopes.split(",")))
            return Known(Present(Caller(login, organisation, frozenset(roles), limited), None))
        caller = Caller(login, organisation, frozenset(roles))
        return Known(Present(caller, session_of(gate, login)))


def session_of(gate: Gate, login: str) -> Session:
    """Return a session that began now."""
    organisation, now_us = PEOPLE.get(login, ("main", ()))[0], gate.clock_us()
    with gate.store.reading(organisation) as unit:
        row = unit.get(Credential, organisation, login)
    generation = 1 if row is None else row.generation
    return Session(organisation, login, generation, now_us, now_us, now_us, second_factor=True)


@dataclass
class Clock:
    """A time that somebody sets."""

    now_us: int = NOON_US
    now_s: float = 0.0

    def us(self) -> int:
        self.now_us += 1_000
        return self.now_us

    def s(self) -> float:
        return self.now_s


@dataclass
class Server:
    """A server with everything behind it."""

    store: SqlStore
    app: Any
    client: TestClient
    clock: Clock
    log: io.StringIO
    _read: dict[str, list[Entry]] = field(default_factory=dict)

    def desk(self, user: str) -> Desk:
        return Desk(self.store, user, PEOPLE[user][0], self.clock.us, open_to_all=False)

    def get(self, user: str | None, path: str, **more: Any) -> Any:
        return self.ask("GET", user, path, **more)

    def post(self, user: str | None, path: str, said: Any = None, **more: Any) -> Any:
        return self.ask("POST", user, path, json={} if said is None else said, **more)

    def ask(self, method: str, user: str | None, path: str, **more: Any) -> Any:
        headers = {} if user is None else {"Authorization": f"Bearer {user}"}
        headers |= more.pop("headers", {})
        return self.client.request(method, API + path, headers=headers, **more)

    def entries(self, organisation: str = "main") -> int:
        return len(self.ledger(organisation))

    def ledger(self, organisation: str = "main") -> list[Entry]:
        """Return every entry of an organisation; what was read before is not read again."""
        known = self._read.setdefault(organisation, [])
        with self.store.reading(organisation) as unit:
            known += unit.entries(after=known[-1].number if known else None)
        return known

    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def listed_store(url: str | Path, files: Path) -> SqlStore:
    """Return a new store with `PEOPLE` in it."""
    store = new_store(url, files, users="listed", user="root", now_us=NOON_US)
    for organisation in ("main", ELSEWHERE):
        users = [
            User(whose, login, " ".join(sorted(roles)), "active", NOON_US)
            for login, (whose, roles) in PEOPLE.items()
            if whose == organisation
        ]
        with store.writing(organisation) as unit:
            steps = [
                Step(acts.UserChanged(one.user, one.roles, one.state), (one,)) for one in users
            ]
            unit.save(steps, "root", NOON_US)
    return store


def settings_of(url: str | Path, files: Path, clock: Clock, log: io.StringIO) -> ServerSettings:
    """Return the settings of a server at a store that is there."""
    return ServerSettings(
        store=str(url),
        files=files,
        organisations=("main", ELSEWHERE),
        identity=lambda _gate, _organisations: KnownByLogin(),
        rates=UNLIMITED,
        clock_us=clock.us,
        monotonic_s=clock.s,
        log=log,
    )


def server_at(
    url: str | Path,
    files: Path,
    change: Callable[[ServerSettings], ServerSettings] = lambda settings: settings,
) -> Server:
    """Return a server at a new store; the caller closes it."""
    listed_store(url, files).close()
    return server_again(url, files, change)


def server_again(
    url: str | Path,
    files: Path,
    change: Callable[[ServerSettings], ServerSettings] = lambda settings: settings,
) -> Server:
    """Return a server at a store that is there."""
    clock, log = Clock(), io.StringIO()
    app = create_app(change(settings_of(url, files, clock, log)))
    client = TestClient(app, raise_server_exceptions=False)
    return Server(app.state.served.store, app, client, clock, log)


def with_runs(settings: ServerSettings, folder: Path, load_parts: Any) -> ServerSettings:
    """Return settings of a server that opens cases from runs."""
    return replace(settings, runs=folder, load_parts=load_parts)
