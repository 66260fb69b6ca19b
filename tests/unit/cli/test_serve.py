"""``clearwater serve``: what it refuses, and that it starts, says where, and stops."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.identity.base import Gate
from clearwater.app.identity.setup import issue_setup
from clearwater.cli import serve_work
from clearwater.cli.serve_processes import Children
from clearwater.cli.serve_work import (
    Serving,
    check_heard_safely,
    config_of,
    is_loopback,
    serve,
    settings_of,
)
from clearwater.cli.session import load_real_parts
from clearwater.errors import CannotRunError, ParameterError, StoreError
from clearwater.web.rate_limits import Rate, Rates
from clearwater.web.settings import now_us
from tests.helpers.new_store import new_store
from tests.unit.cli.conftest import CommandLine

PLAIN = Serving(
    store="cases.sqlite", files=None, organisations=("main",), host="127.0.0.1", port=0,
    certificate=None, key=None, behind_proxy=None, runs=None, deliver_every=None,
    requests_per_address=100, threads=4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("example.org", False),  # noqa: S104
    ],
)  # fmt: skip
def test_who_can_listen(host: str, loopback: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is loopback
    asked = replace(PLAIN, host=host)
    if loopback:
        check_heard_safely(asked)
    else:
        with pytest.raises(ParameterError, match="in the open"):
            check_heard_safely(asked)
        check_heard_safely(replace(asked, behind_proxy="10.0.0.2"))
        check_heard_safely(replace(asked, certificate=Path("c"), key=Path("k")))


def test_a_certificate_needs_its_key() -> None:
    with pytest.raises(ParameterError, match="belong together"):
        check_heard_safely(replace(PLAIN, certificate=Path("c.pem")))


@pytest.mark.parametrize(
    "named", ["*", "", "proxy.example", "0.0.0.0/0", "::/0", "10.0.0.2,*", "10.0.0.2/8"]
)
def test_a_proxy_is_named_by_its_address(named: str) -> None:
    with pytest.raises(ParameterError, match="would be believed"):
        check_heard_safely(replace(PLAIN, behind_proxy=named))
    for good in ("10.0.0.2", "10.0.0.2, 10.0.0.3", "10.0.0.0/24", "fd00::1"):
        check_heard_safely(replace(PLAIN, behind_proxy=good))


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text("no certificate")
    asked = replace(PLAIN, certificate=tmp_path / "c.pem", key=tmp_path / "c.pem")
    with pytest.raises(CannotRunError, match="certificate cannot be used"):
        config_of(asked, object())
    with pytest.raises(CannotRunError, match="certificate cannot be used"):
        config_of(replace(asked, key=tmp_path / "none.pem"), object())


def test_settings(tmp_path: Path) -> None:
    made = settings_of(replace(PLAIN, deliver_every="1min"), load_real_parts)
    assert (made.deliver_every_s, made.tls, made.files) == (60, False, Path("cases.files"))
    assert made.rates.address.each_s == 100
    assert settings_of(replace(PLAIN, behind_proxy="10.0.0.2"), load_real_parts).tls
    with pytest.raises(ParameterError, match="no such folder"):
        settings_of(replace(PLAIN, runs=tmp_path / "none"), load_real_parts)


def test_few_are_accepted_at_a_turn_and_many_may_wait() -> None:
    """With the queue of the loop's own length, a second connection would wait for a SYN again."""
    heard: list[None] = []
    server = serve_work._Server(config_of(PLAIN, FastAPI()), lambda: heard.append(None))
    assert server.config.backlog == 1
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asked: list[int] = []

        class Listening(socket.socket):
            def listen(self, backlog: int = 0, /) -> None:
                asked.append(backlog)
                super().listen(backlog)

        own = Listening(fileno=os.dup(listening.fileno()))

        async def started() -> None:
            await server.startup([own])
            await server.shutdown([own])

        server.lifespan = server.config.lifespan_class(server.config)
        asyncio.run(started())
    assert asked[-1] == serve_work.BACKLOG
    assert heard == [None]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a store in which one person can log in."""
    files = tmp_path / "cases.files"
    store = new_store(tmp_path / "cases.sqlite", files, users="listed", user="root")
    gate = Gate(store, now_us)
    issue_setup(gate, gate.desk("root", "main"), "root")
    store.close()
    return tmp_path


def test_an_address_that_is_taken(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        asked = replace(
            PLAIN, store=str(place / "cases.sqlite"), port=taken.getsockname()[1],
            behind_proxy=None,
        )  # fmt: skip
        with pytest.raises((CannotRunError, ParameterError)):
            serve(asked, load_real_parts)


@pytest.mark.slow
def test_it_starts_says_where_and_stops(clearwater: CommandLine, tmp_path: Path) -> None:
    store = str(tmp_path / "cases.sqlite")
    for words in (
        ("case", "init", "--users", "listed", "--as", "root"),
        ("identity", "set-up", "root", "--as", "root"),
    ):
        ended = clearwater(*words, "--store", store, parts=REAL_PARTS)
        assert ended.code == 0, ended.err
    command = [sys.executable, "-m", "clearwater.cli", "serve", "--store", store, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", said)
        assert found is not None, said
        answer = httpx.get(f"{found[1]}/api/v1/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "up"})
        assert "server" not in answer.headers
        assert httpx.get(f"{found[1]}/api/v1/cases").status_code == 401
        server.send_signal(signal.SIGTERM)
        rest = server.stderr.read()
        assert server.wait(30) == 0
    assert rest.strip().endswith("stopped")
    assert '"route": "/health"' in rest


@pytest.mark.heavy
def test_several_processes_answer_at_one_address_and_a_dead_one_is_replaced(place: Path) -> None:
    command = [sys.executable, "-m", "clearwater.cli", "serve", "--port", "0", "--processes", "2"]
    command += ["--store", str(place / "cases.sqlite")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", server.stderr.readline())
        assert found is not None
        children = _children(server.pid)
        assert len(children) == 2
        os.kill(children[0], signal.SIGKILL)
        # The one that is left answers, also what came to the dead one's turn.
        for _ in range(10):
            assert httpx.get(f"{found[1]}/api/v1/health").status_code == 200
        server.send_signal(signal.SIGTERM)
        rest = server.stderr.read()
        assert server.wait(30) == 0
    assert rest.strip().endswith("stopped")
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def _children(parent: int) -> list[int]:
    """Return the processes that answer for a parent; another child of it counts resources."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [
        int(one) for one in listed if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]


@pytest.mark.heavy
def test_where_one_dies_before_it_listens_nothing_is_served() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        children = Children(_die, listening, 2)
        with pytest.raises(CannotRunError, match="died before it listened"):
            children.serve("never said")


def _die(_listening: socket.socket, _number: int, _listens: Callable[[], None]) -> None:
    raise SystemExit(7)


def test_each_process_has_its_part_of_what_is_guessed_or_read_out() -> None:
    made = settings_of(replace(PLAIN, processes=4), load_real_parts)
    assert made.rates.address == Rate(100, 400)
    assert made.rates.caller == Rates().caller
    assert made.rates.login == Rate(0.025, 2.5)
    assert made.rates.reveal == Rate(0.125, 5)
    assert Rate(1, 2).among(4).burst == 1
    assert settings_of(PLAIN, load_real_parts).rates == Rates()


def test_a_newcomer_without_a_store_is_told_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        serve(replace(PLAIN, store=str(tmp_path / "none.sqlite")), load_real_parts)
    for line in ("case init --users listed", "identity set-up", "clearwater demo"):
        assert line in str(refused.value)
    assert list(tmp_path.iterdir()) == []
