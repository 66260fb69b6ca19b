"""The console as people reach it: a server on this machine, a browser, somebody signed in."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate
from clearwater.app.identity.hashing import Hashing
from clearwater.cases import acts
from clearwater.cases.records.identity import Credential
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.commands_identity import Session
from clearwater.web.boundary import SESSION_COOKIE
from clearwater.web.console.preferences import COOKIE
from clearwater.web.known_by_store import KnownByStore
from clearwater.web.settings import ServerSettings
from tests.helpers.browser import DESK, Complaints
from tests.helpers.web_server import PEOPLE, Server, server_at

PASSWORD = "浅水清澈见底 clear-water"  # noqa: S105 - of people who are made up
Change = Callable[[ServerSettings], ServerSettings]


@dataclass
class Console:
    """A console that is served, and the people who can sign in to it with `PASSWORD`."""

    server: Server
    """Its store and use-cases: a test prepares what a page shows by them."""
    url: str
    complaints: Complaints
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self,
        browser: Browser,
        who: str | None,
        path: str = "/",
        *,
        viewport: ViewportSize = DESK,
        **preferences: str,
    ) -> Page:
        """Open a page as somebody who has signed in, or as nobody."""
        context = browser.new_context(viewport=viewport, reduced_motion="reduce")
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        if who is not None:
            context.add_cookies([self._cookie(SESSION_COOKIE, self.session(who))])
        if preferences:
            context.add_cookies([self._cookie(COOKIE, urlencode(preferences))])
        page = context.new_page()
        self.complaints.watch(page)
        page.goto(self.url + path)
        page.wait_for_selector("html[data-ready]")
        return page

    def session(self, who: str) -> str:
        """Return the cookie of somebody who signed in a moment ago, with a second factor."""
        organisation, now_us = PEOPLE[who][0], self.server.clock.us()
        gate = Gate(self.server.store, self.server.clock.us)
        session = Session(organisation, who, 1, now_us, now_us, now_us, second_factor=True)
        return cookies.written(gate, session)

    def close_pages(self) -> None:
        """Close every page that was opened."""
        for one in self.contexts:
            one.close()
        self.contexts.clear()

    def _cookie(self, name: str, value: str) -> Any:
        return {"name": name, "value": value, "url": self.url}


@contextmanager
def console_at(folder: Path, change: Change = lambda settings: settings) -> Iterator[Console]:
    """Serve a console at a new store in a folder, on a port of this machine."""
    server = server_at(folder / "cases.db", folder / "files", lambda one: change(_real(one)))
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(server.app, log_config=None, access_log=False, lifespan="on")
    serving = uvicorn.Server(config)
    thread = threading.Thread(target=serving.run, args=([listening],), daemon=True)
    thread.start()
    host, port = listening.getsockname()
    url = f"http://{host}:{port}"
    try:
        yield Console(server, url, Complaints(url))
    finally:
        serving.should_exit = True
        thread.join(30)


def _real(settings: ServerSettings) -> ServerSettings:
    def known(gate: Gate, organisations: tuple[str, ...]) -> KnownByStore:
        _give_passwords(gate, organisations)
        return KnownByStore.of(gate, organisations)

    return replace(settings, identity=known, log=io.StringIO())


def _give_passwords(gate: Gate, organisations: tuple[str, ...]) -> None:
    kept = Hashing(1, 64, 1).hashed(PASSWORD, "7" * 64)
    for login, (organisation, _) in PEOPLE.items():
        if organisation not in organisations:
            # It comes to be with a tree, and could not if it had entries before.
            continue
        row = Credential(organisation, login, password=kept)
        act = acts.UserChanged(login, "", "active")
        with gate.store.writing(organisation) as unit:
            unit.save([Step(act, (row,))], "root", gate.clock_us())
