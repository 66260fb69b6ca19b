"""``clearwater identity`` as somebody types it; secrets never on the command line."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyotp import parse_uri
from pyotp.totp import TOTP

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.at_store import StoreAt, desk_at
from clearwater.app.identity.base import Gate
from clearwater.app.identity.login import log_in
from clearwater.app.identity.tokens import caller_of_token
from tests.helpers.identity_gate import GOOD, OTHER
from tests.unit.cli.conftest import CommandLine, Ended


class Lines:
    """Standard input, whose lines may be found out when they are asked for."""

    def __init__(self, *lines: str | Callable[[], str]) -> None:
        self._lines = list(lines)

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        if not self._lines:
            return ""
        line = self._lines.pop(0)
        return (line if isinstance(line, str) else line()) + "\n"


class Store:
    """A store that listed users may use, and somebody who types."""

    def __init__(self, clearwater: CommandLine, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.clearwater, self.patch = clearwater, patch
        self.url = str(folder / "cases.sqlite")
        assert self("case", "init", "--users", "listed").code == 0
        assert self("case", "user", "wang.fang", "--role", "investigator").code == 0

    def __call__(self, *words: str, user: str = "zhang.min", lines: Any = ()) -> Ended:
        self.patch.setattr(sys, "stdin", Lines(*lines))
        return self.clearwater(*words, "--store", self.url, "--as", user, parts=REAL_PARTS)

    def rows(self, *words: str, user: str = "zhang.min") -> list[dict[str, Any]]:
        ended = self(*words, "--format", "json", user=user)
        assert ended.code == 0, ended.err
        return list(json.loads(ended.out))

    def token_for(self, user: str) -> str:
        ended = self("identity", "set-up", user)
        assert ended.code == 0, ended.err
        return ended.out.strip()

    def with_password(self, user: str) -> None:
        lines = (self.token_for(user), GOOD)
        ended = self("identity", "set-password", "-", user=user, lines=lines)
        assert ended.code == 0, ended.err

    def gate(self) -> Gate:
        store, desk = desk_at(StoreAt(self.url, None, "zhang.min", "main", None))
        return Gate(store, desk.clock_us)


@pytest.fixture
def store(clearwater: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.delenv("CLEARWATER_USER", raising=False)
    return Store(clearwater, tmp_path, monkeypatch)


@pytest.mark.slow
def test_from_a_token_to_a_password(store: Store) -> None:
    issued = store("identity", "set-up", "wang.fang")
    assert re.fullmatch(r"cws_[\w-]{43}\n", issued.out)
    assert "not shown again" in issued.err
    lines = (issued.out.strip(), "password1234")
    weak = store("identity", "set-password", "-", user="wang.fang", lines=lines)
    assert weak.code == 3
    assert "would be guessed" in weak.err
    assert "password1234" not in weak.err
    lines = (issued.out.strip(), GOOD)
    assert store("identity", "set-password", "-", user="wang.fang", lines=lines).code == 0
    changed = store("identity", "set-password", "-", user="wang.fang", lines=(GOOD, "", OTHER))
    assert changed.code == 0
    assert "password set for wang.fang" in changed.err
    again = store("identity", "set-password", "-", user="wang.fang", lines=(GOOD, "", OTHER))
    assert again.code == 3
    assert "did not prove" in again.err


def test_a_lead_is_told_that_codes_are_needed_and_sets_them_up(store: Store) -> None:
    lines = (store.token_for("zhang.min"), GOOD)
    ended = store("identity", "set-password", "-", lines=lines)
    assert "identity totp" in ended.err
    said = io.StringIO()
    store.patch.setattr(sys, "stdout", said)

    def code() -> str:
        return _code(said.getvalue(), 0)

    ended = store("identity", "totp", "-", lines=(GOOD, "", code))
    store.patch.undo()
    assert ended.code == 0, ended.err
    assert said.getvalue().startswith("otpauth://totp/Clearwater")
    gate = store.gate()
    assert log_in(gate, "main", "zhang.min", GOOD, _code(said.getvalue(), 30)).session.second_factor
    gate.store.close()


def _code(address: str, later_s: int) -> str:
    """Return the code of now, or of the next step, as that of this one may be used up."""
    device = parse_uri(address.strip())
    assert isinstance(device, TOTP)
    return device.at(int(time.time()) + later_s)


def test_a_secret_is_no_option_and_needs_a_terminal_or_a_dash(store: Store) -> None:
    shown = store("identity", "set-password", "hunter2hunter2", user="wang.fang")
    assert shown.code == 2
    assert "not given as an option" in shown.err
    assert "hunter2" not in shown.err
    nowhere = store("identity", "totp", user="wang.fang")
    assert nowhere.code == 2
    assert "no terminal" in nowhere.err
    ended = store("identity", "set-password", "-", user="wang.fang", lines=("cws_x",))
    assert ended.code == 2
    assert "standard input ended" in ended.err


@pytest.mark.slow
def test_what_is_typed_at_a_terminal_is_not_shown(store: Store) -> None:
    token = store.token_for("wang.fang")
    words = ("identity", "set-password", "--store", store.url, "--as", "wang.fang")
    ours, theirs = pty.openpty()
    run = "import os, sys; os.setsid(); import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)"
    run += "; from clearwater.cli.main import run; run(sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", run, *words], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    for answer in (token, GOOD, GOOD):
        while not shown.rstrip(b" ").endswith(b":") or shown.count(b": ") < 1:
            shown += os.read(ours, 1)
        os.write(ours, answer.encode() + b"\n")
        shown += b"|"
    shown += _rest(ours)
    assert process.wait(60) == 0, shown.decode()
    os.close(ours)
    assert "password set for wang.fang" in shown.decode()
    assert GOOD not in shown.decode()
    assert token not in shown.decode()


def _rest(terminal: int) -> bytes:
    said = b""
    try:
        while piece := os.read(terminal, 1_024):
            said += piece
    except OSError:  # the other end is closed
        return said
    return said


def test_whom_a_provider_knows_is_linked_and_unlinked(store: Store) -> None:
    link = ("identity", "link", "wang.fang")
    where = ("--issuer", "https://login.example.org", "--subject", "24400320|王芳")
    (row,) = store.rows(*link, *where)
    assert row["provider"] == "https://login.example.org"
    (row,) = store.rows(*link, "--remove")
    assert row["provider"] is None
    for words in ((), where[:2], (*where, "--remove")):
        ended = store(*link, *words)
        assert ended.code == 2
        assert "not said what is linked" in ended.err


def test_a_programs_token_is_shown_once_and_taken_back(store: Store) -> None:
    made = store("identity", "token", "new", "--scope", "receive-clue", user="wang.fang")
    assert made.code == 0, made.err
    gate = store.gate()
    assert caller_of_token(gate, made.out).caller.scopes == frozenset({"receive clue"})
    gate.store.close()
    (row,) = store.rows("identity", "token", "list", user="wang.fang")
    assert (row["scopes"], row["state"]) == ("receive clue", "active")
    assert row["token"].removeprefix("token-") in made.out
    assert made.out.strip().rsplit("_", 1)[1] not in json.dumps(row)
    (row,) = store.rows("identity", "token", "revoke", row["token"])
    assert row["state"] == "revoked"
    near = store("identity", "token", "new", "--scope", "recieve-clue", user="wang.fang")
    assert "did you mean 'receive clue'" in near.err


@pytest.mark.slow
def test_who_logs_in_by_what_and_every_session_is_ended(store: Store) -> None:
    store.with_password("wang.fang")
    (row,) = store.rows("identity", "show")
    assert row["password"] is True
    assert set(row) == {
        *("user", "roles", "password", "codes", "provider", "failures"),
        *("set_up_until", "locked_until"),
    }
    ended = store("identity", "end-sessions", "wang.fang")
    assert ended.code == 0
    assert "wang.fang" in ended.err
    own = store("identity", "end-sessions", user="wang.fang")
    assert own.code == 0
    others = store("identity", "end-sessions", "zhang.min", user="wang.fang")
    assert others.code == 3
