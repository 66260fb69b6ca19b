"""A real server on a socket: heads and bodies that do not end, and who is believed to ask."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from clearwater.cli.serve_connection import Connection
from clearwater.cli.serve_work import config_of
from clearwater.web.application import create_app
from clearwater.web.rate_limits import Rate
from tests.helpers.web_server import UNLIMITED, Clock, listed_store, settings_of
from tests.unit.cli.test_serve import PLAIN

pytestmark = pytest.mark.slow
POST = b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@dataclass
class Listening:
    """A server that listens."""

    port: int
    log: io.StringIO

    def begun(self, words: bytes) -> socket.socket:
        """Return a connection at which something was said, and which waits 20 seconds at most."""
        connected = socket.create_connection(("127.0.0.1", self.port), 20)
        connected.sendall(words)
        return connected

    def answered(self, words: bytes) -> bytes:
        with closing(self.begun(words)) as connected:
            said = b""
            while more := connected.recv(65_536):
                said += more
            return said


@contextmanager
def listening(
    tmp_path: Path, *, behind_proxy: str | None = None, **more: Any
) -> Iterator[Listening]:
    listed_store(tmp_path / "c.db", tmp_path / "files").close()
    log = io.StringIO()
    usual = settings_of(tmp_path / "c.db", tmp_path / "files", Clock(), log)
    app = create_app(replace(usual, **more))
    with socket.create_server(("127.0.0.1", 0)) as opened:
        server = uvicorn.Server(config_of(replace(PLAIN, behind_proxy=behind_proxy), app))
        thread = threading.Thread(target=server.run, args=([opened],))
        thread.start()
        try:
            yield Listening(opened.getsockname()[1], log)
        finally:
            server.should_exit = True
            thread.join()


def test_who_never_comes_to_the_end_of_a_head_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "head_within_s", 0.3)
    with listening(tmp_path) as server:
        assert server.answered(b"") == b""
        assert server.answered(b"GET /api/v1/health HTTP/1.1\r\nX-Slow: ") == b""
        whole = b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
        said = server.answered(whole + b"GET /api/v1/hea")
        assert said.count(b'{"status":"up"}') == 1, "the first request is answered all the same"
        assert b"408" not in said


def test_a_head_has_a_bound_wherever_the_server_is_installed(tmp_path: Path) -> None:
    with listening(tmp_path) as server:
        said = server.answered(b"GET /api/v1/health HTTP/1.1\r\nX-Long: " + b"x" * 70_000)
        assert said.startswith(b"HTTP/1.1 400 ")
        head = b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: "
        assert b'{"status":"up"}' in server.answered(head + b"x" * 8_000 + b"\r\n\r\n")


def test_a_body_that_does_not_end_is_not_waited_for(tmp_path: Path) -> None:
    with listening(tmp_path, body_within_s=0.3) as server:
        for length in (b"Content-Length: 100", b"Transfer-Encoding: chunked"):
            said = server.answered(POST + length + b"\r\n\r\n")
            assert said.startswith(b"HTTP/1.1 408 "), said
            assert b"urn:clearwater:problem:too-slow" in said
    lines = [json.loads(line) for line in server.log.getvalue().splitlines()]
    assert [(line["status"], line["route"]) for line in lines] == [(408, "/sessions")] * 2


def test_lengths_that_contradict_each_other_are_no_request(tmp_path: Path) -> None:
    with listening(tmp_path) as server:
        said = server.answered(POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x")
        assert said.startswith(b"HTTP/1.1 400 ")


def test_nobody_chooses_the_address_that_his_limit_hangs_on(tmp_path: Path) -> None:
    once = replace(UNLIMITED, address=Rate(0.001, 2))

    def statuses(server: Listening, forwarded: list[str]) -> list[int]:
        head = "GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: {}"
        said = [server.answered(f"{head.format(one)}\r\n\r\n".encode()) for one in forwarded]
        return [int(one.split()[1]) for one in said]

    (tmp_path / "a").mkdir()
    with listening(tmp_path / "a", rates=once) as server:
        assert statuses(server, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) == [200, 200, 429]
    (tmp_path / "b").mkdir()
    with listening(tmp_path / "b", rates=once, behind_proxy="127.0.0.1") as server:
        # What a stranger wrote comes first; the proxy adds whom it saw.
        spoofed = [f"192.0.2.{n}, 198.51.100.7" for n in range(3)]
        assert statuses(server, spoofed) == [200, 200, 429]
        assert statuses(server, ["198.51.100.8"]) == [200]
        line = [f"2001:db8:1:2::{n:x}" for n in (1, 2, 3)]
        assert statuses(server, line) == [200, 200, 429]
