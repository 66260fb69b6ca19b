"""A server that starts, and those that do not."""

from __future__ import annotations

import io
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.identity.sources import NoIdentitySourceError
from clearwater.errors import ParameterError, StoreError
from clearwater.web.application import create_app
from clearwater.web.at import At
from clearwater.web.known_by_store import KnownByStore
from clearwater.web.operations import guarded, operation, router
from clearwater.web.served import SLOW_AT_ONCE
from tests.helpers import web_cases as cases
from tests.helpers.case_desk import NOON_US
from tests.helpers.new_store import new_store
from tests.helpers.web_server import Clock, Server, listed_store, server_at, settings_of


@pytest.fixture
def place(tmp_path: Path) -> Path:
    listed_store(tmp_path / "cases.db", tmp_path / "files").close()
    return tmp_path


def test_nobody_who_knows_people(place: Path) -> None:
    settings = settings_of(place / "cases.db", place / "files", Clock(), io.StringIO())
    with pytest.raises(ParameterError, match="needs to know who asks"):
        create_app(replace(settings, identity=None))
    with pytest.raises(NoIdentitySourceError):
        create_app(replace(settings, identity=KnownByStore.of))


def test_a_store_that_lets_everybody_act(tmp_path: Path) -> None:
    new_store(tmp_path / "o.db", tmp_path / "files", now_us=NOON_US).close()
    settings = settings_of(tmp_path / "o.db", tmp_path / "files", Clock(), io.StringIO())
    with pytest.raises(ParameterError, match="whoever gives a name"):
        create_app(settings)


def test_no_store(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "none.db", tmp_path / "files", Clock(), io.StringIO())
    with pytest.raises(StoreError, match="no store"):
        create_app(settings)
    assert not (tmp_path / "none.db").exists()


def test_two_servers_share_nothing(tmp_path: Path) -> None:
    one = server_at(tmp_path / "a.db", tmp_path / "a")
    two = server_at(tmp_path / "b.db", tmp_path / "b")
    with one.client, two.client:
        case = cases.opened(one)
        assert one.get("ines", f"/cases/{case}").status_code == 200
        assert two.get("ines", f"/cases/{case}").status_code == 404


def test_a_route_that_takes_nobody_cannot_be_declared() -> None:
    def forgets(case: str) -> None: ...

    def takes(at: At) -> None: ...

    with pytest.raises(TypeError, match="forgets"):
        guarded(forgets, is_open=False)
    with pytest.raises(TypeError, match="takes"):
        guarded(takes, is_open=True)
    noun = router("noun")
    with pytest.raises(TypeError, match="forgets"):
        noun.get("/x", **operation(None, "x", None))(forgets)


def test_what_takes_long_holds_up_nobody_else(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Event()

    def waits(*_: object) -> None:
        done.wait(30)
        raise ParameterError("late")

    monkeypatch.setattr(sys.modules["clearwater.web.routers.rules"], "deliver_asked", waits)
    with ThreadPoolExecutor(SLOW_AT_ONCE + 4) as pool:
        slow = [pool.submit(server.post, "lea", "/deliveries") for _ in range(SLOW_AT_ONCE + 4)]
        try:
            assert server.get("ines", "/cases").status_code == 200
            assert not any(one.done() for one in slow)
        finally:
            done.set()
        assert {one.result().status_code for one in slow} == {422}


def test_what_is_due_goes_out_by_itself(tmp_path: Path) -> None:
    def often(settings: object) -> object:
        return replace(settings, deliver_every_s=0.05)  # type: ignore[type-var]

    server = server_at(tmp_path / "a.db", tmp_path / "a", often)  # type: ignore[arg-type]
    with server.client:
        cases.notified(server)
        _wait_for(server, lambda: "delivery" in server.log.getvalue())
    lines = [one for one in server.log_lines() if one["event"] == "delivery"]
    assert sum(one["delivered"] for one in lines) >= 6
    assert any((tmp_path / "a" / "outgoing").rglob("*.json"))


def test_delivery_survives_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def broken(*_: object) -> object:
        calls.append("tried")
        raise RuntimeError("the receiver is away")

    monkeypatch.setattr("clearwater.web.delivering.deliver_due", broken)
    server = server_at(
        tmp_path / "a.db",
        tmp_path / "a",
        lambda settings: replace(settings, deliver_every_s=0.02),
    )
    with server.client:
        _wait_for(server, lambda: len(calls) > 4)
        assert server.get("ines", "/me").status_code == 200
    faults = [one["fault"] for one in server.log_lines() if one["event"] == "delivery"]
    assert faults[0] == "RuntimeError"
    assert "away" not in server.log.getvalue()


def _wait_for(server: Server, there: object) -> None:
    import time  # noqa: PLC0415 - only here

    for _ in range(200):
        if there():  # type: ignore[operator]
            return
        time.sleep(0.02)
    raise AssertionError(server.log.getvalue())
