"""``clearwater exchange`` on a real store and a real run: what is typed, what is told."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import stix2

from clearwater.app.assembly import REAL_PARTS
from clearwater.cases.delivery.signing import public_key_text, signed_headers
from clearwater.cases.ledger.keys import SigningKey
from tests.helpers.desk_folder import desk_folder
from tests.unit.cases.exchange.samples import PLAIN, with_
from tests.unit.cli.conftest import CommandLine, Ended

NOW = "2026-03-08T00:00:00Z"
SIGNING = SigningKey(b"c" * 32)
FLAG = {
    "type": "Flag",
    "id": "https://m.example/1",
    "actor": "https://m.example/actor",
    "content": "刷屏 \u202espam",
    "object": "https://our.example/users/xiao.ming",
}


class Exchange:
    """A rehearsal with a decided case, and somebody who types."""

    def __init__(self, clearwater: CommandLine, folder: Path) -> None:
        self.clearwater, self.folder = clearwater, folder
        self.case = ""

    def __call__(self, *words: str, user: str = "li.wei", at: str = NOW) -> Ended:
        store = str(self.folder / "drill.sqlite")
        return self.clearwater(*words, "--store", store, "--as", user, "--at", at, parts=REAL_PARTS)

    def done(self, *words: str, user: str = "li.wei", at: str = NOW) -> str:
        ended = self(*words, user=user, at=at)
        assert ended.code == 0, ended.err
        return ended.out

    def rows(self, *words: str) -> list[dict[str, Any]]:
        return list(json.loads(self.done(*words, "--format", "json")))

    def path(self, name: str, content: object = None) -> str:
        path = self.folder / name
        if content is not None:
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return str(path)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def grow(self) -> None:
        at = "2026-03-01T09:00:00Z"
        self.done("case", "init", "--rehearsal", "7", at=at)
        run = str(desk_folder(self.folder))
        opened = self.done(*("case", "open", run, "--finding", "F001", "--format", "json"), at=at)
        self.case = str(json.loads(opened)[0]["case"])
        self.done("case", "assign", self.case, "--to", "li.wei", at=at)
        decided = ("--measure", "suspend", "--reason", "device farm", "--why", "同一批设备")
        considered = ("--considered", "all")
        self.done("case", "decide", self.case, *decided, *considered, at=at)
        self.done("case", "approve", self.case, user="zhang.min", at=at)
        self.done("case", "notify", self.case, at=at)
        key = ("--key", public_key_text(SIGNING))
        passes = ("--sends", "clues", "--sends", "flags", "--gets", "stix", "--gets", "flags")
        self.done("exchange", "partner", "add", "shop-b", *passes, *key, at=at)


@pytest.fixture
def exchange(clearwater: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    for name in ("USER", "STORE", "ORGANISATION"):
        monkeypatch.delenv(f"CLEARWATER_{name}", raising=False)
    made = Exchange(clearwater, tmp_path)
    made.grow()
    return made


@pytest.mark.slow
def test_a_week_goes_out_in_every_standard_and_the_ledger_verifies(exchange: Exchange) -> None:
    week = ("exchange", "statements", "--from", "2026-03-01", "--to", "2026-03-08")
    exchange.done(*week, "--out", exchange.path("week.jsonl"))
    exchange.done(*week, "--calls", exchange.path("calls"))
    lines = [json.loads(line) for line in exchange.text("week.jsonl").splitlines()]
    assert len(lines) == 8
    assert json.loads(exchange.text("calls/call-0001.json")) == {"statements": lines}
    for name in ("week.jsonl", "calls/call-0001.json"):
        checked = exchange.clearwater("exchange", "validate", exchange.path(name))
        assert (checked.code, checked.err) == (0, "8 statements: in order\n")

    exchange.done("exchange", "stix", exchange.case, "--out", exchange.path("case.json"))
    bundle: Any = stix2.parse(exchange.text("case.json"), allow_custom=False)
    assert {one.type for one in bundle.objects} >= {"grouping", "sighting", "attack-pattern"}
    checked = exchange.clearwater("exchange", "validate", exchange.path("case.json"))
    assert (checked.code, checked.err) == (0, "STIX bundle: in order\n")
    named = exchange.done("exchange", "stix", exchange.case, "--purpose", "case-work")
    assert "desk0" in named
    for name in ("week.jsonl", "case.json"):
        assert "desk0" not in exchange.text(name)
    acts = [
        json.loads(line)["act"]
        for line in exchange.done("ledger", "show", "--format", "json").splitlines()
    ]
    assert acts.count("exported") == 4
    assert exchange("ledger", "verify").code == 0


@pytest.mark.slow
def test_flags_go_both_ways(exchange: Exchange) -> None:
    policy = json.loads(exchange.done("case", "policy"))
    begin = "https://our.example/users/"
    policy["exchange"] |= {"flag_actor": "https://our.example/actor", "accounts_begin": begin}
    exchange.done("case", "policy", "--replace", exchange.path("policy.json", policy))
    (line,) = exchange.done("exchange", "flag", exchange.case, "--to", "shop-b").splitlines()
    assert json.loads(line)["object"][0] == f"{begin}desk0"

    receive = ("exchange", "receive", exchange.path("flag.json", FLAG), "--from", "shop-b")
    (row,) = exchange.rows(*receive)
    assert (row["kind"], row["outcome"], row["again"]) == ("flag", "new", False)
    (row,) = exchange.rows(*receive)
    assert row["again"] is True
    # What strangers say does not steer the screen.
    shown = exchange.done("case", "clues")
    assert "\u202e" not in shown
    assert row["clue"] in shown


@pytest.mark.slow
def test_a_signed_clue_is_checked_where_its_headers_were_kept(exchange: Exchange) -> None:
    body = json.dumps({"type": "clue.report", "data": {"note": "=1+1"}}).encode()
    (exchange.folder / "body.json").write_bytes(body)
    headers = signed_headers("msg_1", int(time.time()), body, [SIGNING])
    words = ("exchange", "receive", exchange.path("body.json"), "--from", "shop-b", "--headers")
    (row,) = exchange.rows(*words, exchange.path("headers.json", headers))
    assert row["signed_by"].startswith("v1a:")
    forged = headers | {"webhook-id": "msg_2"}
    ended = exchange(*words, exchange.path("forged.json", forged))
    assert ended.code == 3
    assert "not from this partner" in ended.err
    ended = exchange(*words, exchange.path("list.json", ["x"]))
    assert (ended.code, "no headers" in ended.err) == (2, True)


@pytest.mark.slow
def test_secrets_go_into_no_option_and_are_shown_once(exchange: Exchange) -> None:
    add = ("exchange", "partner", "add", "receiver", "--sends", "receipts")
    secret = exchange.done(*add, "--new-secret").strip()
    assert secret.startswith("whsec_")
    listed = exchange.done("exchange", "partner", "list", "--format", "json")
    assert secret not in listed
    refused = exchange(*add, "--key", secret)
    assert (refused.code, secret in refused.err) == (2, False)
    (exchange.folder / "keys").write_text(secret)
    again = exchange(*add, "--key-file", exchange.path("keys"))
    assert "stands like that already" in again.err
    (row,) = exchange.rows("exchange", "partner", "remove", "receiver")
    assert (row["state"], row["keys"]) == ("removed", "")


@pytest.mark.slow
def test_what_is_there_is_not_written_over_and_nothing_goes_on_record(exchange: Exchange) -> None:
    before = exchange.done("ledger", "show")
    out = ("--out", exchange.path("there", "x"))
    for words in (
        ("statements", "--from", "2026-03-01", "--to", "2026-03-08"),
        ("stix", exchange.case),
        ("flag", exchange.case, "--to", "shop-b"),
    ):
        ended = exchange("exchange", *words, *out)
        assert (ended.code, "there already" in ended.err) == (2, True)
    assert exchange.done("ledger", "show") == before


# Without a store -------------------------------------------------------------------------------


def check(clearwater: CommandLine, path: Path, *more: str) -> Ended:
    return clearwater("exchange", "validate", str(path), *more)


def test_faults_are_listed_with_line_and_field(clearwater: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "week.jsonl"
    wrong = with_(puid="2", category="STATEMENT_CATEGORY_SCAM")
    path.write_text("".join(f"{json.dumps(one)}\n" for one in (PLAIN, wrong)))
    ended = check(clearwater, path, "--format", "json")
    assert ended.code == 1
    (row,) = json.loads(ended.out)
    assert (row["line"], row["field"], row["refused"]) == (2, "category", True)
    assert row["found"] == "'STATEMENT_CATEGORY_SCAM'"
    assert ended.err == "2 statements: 1 fault\n"


def test_what_is_taken_otherwise_than_meant_is_a_doubt(
    clearwater: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(with_(content_type_other="x")))
    ended = check(clearwater, path)
    assert (ended.code, ended.err) == (0, "1 statement: in order, with 1 doubt\n")


HOSTILE = {
    "deep.jsonl": b"[" * 3_000_000,
    "long.jsonl": b'{"puid": "' + b"x" * 5_000_000 + b'"}',
    "binary.jsonl": bytes(range(256)) * 100,
    "steering.jsonl": '{"puid": "\\u001b[2J\u202e", "\u202efield": 1}'.encode(),
    "formula.jsonl": b"{\"=cmd|' /C calc'!A0\": 1}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_faults_and_steer_nothing(
    clearwater: CommandLine, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    ended = check(clearwater, path)
    assert ended.code == 1
    assert not {"\x1b", "\u202e"} & set(ended.out + ended.err)
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100, b'{"statements": 5}', b"\xff"])
def test_a_file_that_is_no_value_is_refused(
    clearwater: CommandLine, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "call.json"
    path.write_bytes(content)
    ended = check(clearwater, path)
    assert ended.code == 3
    assert "cannot be read" in ended.err


def test_a_file_that_is_not_there_is_named(clearwater: CommandLine, tmp_path: Path) -> None:
    ended = check(clearwater, tmp_path / "none.jsonl")
    assert (ended.code, "cannot be read" in ended.err) == (3, True)


def test_a_broken_bundle_is_named_by_its_object(clearwater: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": [{}]}))
    ended = check(clearwater, path, "--format", "json")
    assert ended.code == 1
    assert json.loads(ended.out)[0]["field"] == "the bundle id"
