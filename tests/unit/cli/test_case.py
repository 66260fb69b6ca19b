"""``clearwater case`` and its neighbours on real stores: what is typed, what is told."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from clearwater.cases.ledger.keys import SigningKey, keep_secret
from tests.unit.cli.conftest import CONSIDERED, CommandLine, Ended, Store


def test_nobody_acts_without_a_name(clearwater: CommandLine, store: Store) -> None:
    ended = clearwater("case", "list", "--store", store.url)
    assert ended.code == 2
    assert "--as" in ended.err


def test_the_name_may_stand_in_the_environment(
    clearwater: CommandLine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARWATER_USER", "li.wei")
    monkeypatch.setenv("CLEARWATER_STORE", store.url)
    assert clearwater("case", "init").code == 0
    assert clearwater("case", "list").code == 0


def test_where_no_store_is_it_says_so_and_makes_none(store: Store) -> None:
    ended = store("case", "list")
    assert ended.code == 3
    assert "there is no store here" in ended.err
    assert not Path(store.url).exists()


def test_a_store_is_made_once(store: Store) -> None:
    assert store("case", "init").code == 0
    again = store("case", "init")
    assert again.code == 2
    assert "a store is there already" in again.err


def test_a_time_can_be_named_in_a_rehearsal_only(store: Store) -> None:
    at = ("--at", "2026-03-01T09:00:00Z")
    assert store("case", "clue", "--note", "看", *at).code == 3, "no real store begins in March"
    store("case", "init")
    refused = store("case", "clue", "--note", "看", *at)
    assert refused.code == 2
    assert "rehearsal" in refused.err
    assert "its zone" in store("case", "list", "--at", "2026-03-01").err


def test_an_unknown_finding_and_an_unknown_case_are_named(store: Store, run_folder: Path) -> None:
    ended = store("case", "open", str(run_folder), "--finding", "F01")
    assert ended.code == 2
    assert "F001" in ended.err
    assert not Path(store.url).exists(), "a slip leaves no store behind"
    store("case", "init")
    unknown = store("case", "show", "case-none")
    assert unknown.code == 3
    assert "there is no such case" in unknown.err


def test_the_same_finding_again_is_the_same_clue(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    again = store("case", "open", str(run_folder), "--finding", "F001", "--no-freeze")
    assert again.code == 3
    assert case in again.err
    clue = store.rows("case", "clues", "--state", "joined")[0]
    assert clue["times"] == 1, "what was refused left nothing"


def test_what_cannot_be_opened_is_refused_before_the_log_is_read(
    store: Store, run_folder: Path, tmp_path: Path
) -> None:
    case = store.opened(run_folder, "--no-freeze")
    words = ("case", "open", str(run_folder), "--finding", "F001")
    again = store(*words)
    assert case in again.err
    elsewhere = Store(store.clearwater, tmp_path / "elsewhere")
    wrong = elsewhere(*words, "--severity", "9")
    assert (wrong.code, "severity" in wrong.err) == (3, True), wrong.err
    for ended in (again, wrong):
        assert "read the members' events" not in ended.err


def test_a_title_names_no_account(store: Store, run_folder: Path) -> None:
    words = ("case", "open", str(run_folder), "--finding", "F001", "--no-freeze")
    ended = store(*words, "--title", "desk0 again")
    assert ended.code == 3
    assert "a title names no account" in ended.err


def test_without_evidence_nothing_is_decided(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    store("case", "assign", case)
    refused = store("case", "decide", case, "--measure", "warn", "--why", "见图")
    assert refused.code == 3
    assert "nothing was frozen as evidence" in refused.err
    frozen = store.rows("case", "freeze", case, "--run", str(run_folder))[0]
    assert frozen["evidence_files"] > 10
    decide = ("case", "decide", case, "--measure", "warn", "--why", "见图")
    hasty = store(*decide)
    assert hasty.code == 3
    assert "innocent explanations were not considered" in hasty.err
    assert "fan club" in hasty.err
    assert store.rows(*decide, *CONSIDERED)[0]["decision"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--measure", "warn", "--no-action", "--why", "x"), "--measure MEASURE or --no-action"),
        (("--why", "x"), "neither"),
        (("--measure", "warn"), "a decision needs reasons"),
        (("--measure", "warm", "--why", "x"), "no such measure"),
        (("--measure", "warn", "--why", "x", "--reason", "opinion"), "no such reason"),
        (("--measure", "warn", "--why", "x", "--exclude", "nobody"), "no case is about"),
    ],
)
def test_a_decision_that_cannot_be(
    store: Store, run_folder: Path, words: tuple[str, ...], said: str
) -> None:
    case = store.opened(run_folder, "--no-freeze")
    store("case", "assign", case)
    ended = store("case", "decide", case, *words)
    assert ended.code in {2, 3}
    assert said in ended.err


def test_no_action_is_a_decision_too(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder)
    store("case", "assign", case)
    decided = store.rows("case", "decide", case, "--no-action", "--why", "是粉丝团")[0]
    assert (decided["state"], decided["needs_second"]) == ("decided", False)
    closed = store.rows("case", "close", case, "--why", "证据不足")[0]
    assert (closed["state"], closed["outcome"]) == ("closed", "no action")


def test_a_preview_decides_nothing(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    touched = store.rows("case", "decide", case, "--measure", "ban", "--preview")[0]
    member = store.rows("case", "list")[0]
    assert touched["accounts"] > 1
    assert 0 <= touched["expected_wrong"] <= touched["accounts"]
    assert member["state"] == "open"
    store("case", "assign", case)
    store("case", "exclude", case, "--account", "desk0", "--why", "手机被盗")
    decide = ("--measure", "ban", "--why", "见图", "--previewed", str(touched["members"]))
    stale = store("case", "decide", case, *decide)
    assert stale.code == 3
    assert "what was shown is not about these accounts" in stale.err


def test_an_excluded_account_gets_no_measure(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder)
    store("case", "assign", case)
    store("case", "exclude", case, "--account", "desk0", "--why", "手机被盗")
    decide = ("--measure", "warn", "--why", "同一分钟", "--exclude", "desk1", *CONSIDERED)
    decided = store.rows("case", "decide", case, *decide)[0]
    assert decided["decided_about"] == decided["members"] - 2
    store("case", "notify", case, "--language", "zh")
    held = {row["account"] for row in store.rows("case", "restrictions")}
    assert held
    assert not held & {"desk0", "desk1"}
    assert store.rows("case", "restrictions", "--account", "desk0") == []


def test_what_is_shown_is_on_record(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    shown = store("case", "show", case, user="zhang.min")
    assert shown.code == 0
    assert "desk0" in shown.out
    document = json.loads(store("case", "show", case, "--format", "json").out)
    assert {one["account"] for one in document["members"]} >= {"desk0", "desk1"}
    assert "a case is no table" in store("case", "show", case, "--format", "csv").err
    assert "no such purpose" in store("case", "show", case, "--purpose", "curiosity").err
    said = store("ledger", "show", "--case", case, "--format", "json").out.splitlines()
    reads = [e for e in map(json.loads, said) if e["act"] == "personal data read"]
    assert [one["user"] for one in reads] == ["zhang.min", "li.wei"]
    assert "desk0" not in "".join(said)


def test_clues_are_counted_joined_and_set_aside(store: Store, run_folder: Path) -> None:
    # No word of two or three signs: the random ids that are shown would hold one by chance.
    reporter = "reporter_canary"
    report = ("case", "clue", "--account", "desk0", "--note", "五个号同时点赞")
    first = store.rows(*report, "--reporter", reporter)[0]
    again = store.rows("case", "clue", "--source", "patrol", "--account", "desk0")[0]
    assert (again["clue"], again["times"]) == (first["clue"], 2)
    case = store.opened(run_folder, "--no-freeze")
    joined = store("case", "join", case, "--clue", str(first["clue"]))
    assert joined.code == 0, joined.err
    other = store.rows("case", "clue", "--note", "看不惯")[0]
    aside = store.rows("case", "set-aside", str(other["clue"]), "--why", "不是行为")[0]
    assert aside["state"] == "set aside"
    assert store.rows("case", "clues") == []
    shown = store("case", "show", case, "--format", "json").out
    assert reporter not in shown, "who reported is kept from those who work on the case"
    assert "五个号同时点赞" in shown
    by_hand = store.rows("case", "clue", "--source", "partner", "--note", "刷单群")[0]
    opened = store.rows("case", "open", "--clue", str(by_hand["clue"]), "--title", "刷单")[0]
    assert opened["members"] == 0


def test_a_listed_store_lets_in_who_was_added(store: Store, run_folder: Path) -> None:
    store("case", "init", "--users", "listed", user="lead")
    stranger = store("case", "open", str(run_folder), "--finding", "F001", "--no-freeze")
    assert stranger.code == 3
    assert "nobody with these roles may do this" in stranger.err
    assert "lead" in store("case", "user", "lead", "--role", "reviewer", user="lead").err
    added = store.rows("case", "user", "li.wei", "--role", "investigator", user="lead")
    assert added[0]["roles"] == "investigator"
    case = store.opened(run_folder, "--no-freeze")
    store("case", "user", "li.wei", "--left", user="lead")
    assert store("case", "assign", case).code == 3
    assert "there is no such role" in store("case", "user", "x", "--role", "boss", user="lead").err


def test_the_policy_is_a_file_that_a_lead_replaces(store: Store, tmp_path: Path) -> None:
    store("case", "init")
    policy = json.loads(store("case", "policy").out)
    policy["second_person"]["accounts"] = 2
    (tmp_path / "policy.json").write_text(json.dumps(policy), "utf-8")
    replaced = store("case", "policy", "--replace", str(tmp_path / "policy.json"))
    assert "version 1" in replaced.err
    assert json.loads(store("case", "policy").out)["second_person"]["accounts"] == 2
    policy["webhook"] = "http://localhost.evil.example/"
    (tmp_path / "policy.json").write_text(json.dumps(policy), "utf-8")
    assert "https" in store("case", "policy", "--replace", str(tmp_path / "policy.json")).err
    policy["webhook"] = "https://gate.example/hook"
    (tmp_path / "policy.json").write_text(json.dumps(policy), "utf-8")
    assert "whpk_" in store("case", "policy", "--replace", str(tmp_path / "policy.json")).err
    policy["second_person"]["acounts"] = policy["second_person"].pop("accounts")
    (tmp_path / "policy.json").write_text(json.dumps(policy), "utf-8")
    wrong = store("case", "policy", "--replace", str(tmp_path / "policy.json"))
    assert wrong.code == 2
    assert "accounts" in wrong.err


def test_an_altered_row_is_named(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder, "--no-freeze")
    good = store.clearwater("ledger", "verify", "--store", store.url)  # by anybody, unnamed
    assert (good.code, good.out) == (0, "")
    checkpoint = store("ledger", "checkpoint").out
    assert checkpoint.count("\n") >= 4
    with sqlite3.connect(store.url) as database:
        database.execute("UPDATE cases SET severity = 1")
    database.close()
    bad = store("ledger", "verify", "--format", "json")
    assert bad.code == 1
    (fault,) = json.loads(bad.out)
    assert fault["kind"] == "altered row"
    assert case in fault["where"]


def test_a_ledger_that_was_cut_short_shows_by_a_checkpoint_that_somebody_kept(
    store: Store, tmp_path: Path
) -> None:
    store("case", "init")
    earlier = Path(store.url).read_bytes()
    store("case", "clue", "--note", "一")
    kept = tmp_path / "kept.checkpoint"
    store("ledger", "checkpoint", "--out", str(kept))
    assert store("ledger", "verify", "--checkpoint", str(kept)).code == 0
    Path(store.url).write_bytes(earlier)
    assert store("ledger", "verify").code == 0, "by itself the shorter ledger is whole"
    cut = store("ledger", "verify", "--checkpoint", str(kept), "--format", "json")
    assert cut.code == 1
    assert [fault["kind"] for fault in json.loads(cut.out)] == ["truncated ledger"]


def test_a_witness_signs_what_only_grew(
    store: Store, clearwater: CommandLine, tmp_path: Path
) -> None:
    at = ("--at", "2026-03-01T09:00:00Z")
    store("case", "init", "--rehearsal", "7", *at)
    store("case", "clue", "--note", "一", *at)
    key = tmp_path / "witness.pem"
    keep_secret(key, SigningKey(bytes(32)).pem())
    first_entry = store("ledger", "show", "--format", "json", *at).out.splitlines()[0]
    log_key = json.loads(first_entry)["details"]["public_key"]
    words = ("--log-key", log_key, "--name", "example.org/w", "--key-file", str(key))
    seen = ("--seen", str(tmp_path / "seen"))

    def ask(since: int) -> Ended:
        request = str(tmp_path / "request")
        assert store("ledger", "checkpoint", "--since", str(since), "--out", request, *at).code == 0
        return clearwater("ledger", "witness", request, *words, *seen)

    first = ask(0)
    assert first.code == 0, first.err
    assert "example.org/w" in first.out
    size = int(first.out.split("\n")[1])
    assert "another size than was seen" in ask(0).err
    store("case", "clue", "--note", "二", *at)
    assert ask(size).code == 0
    kept = tmp_path / "kept"
    kept.write_bytes((tmp_path / "seen").read_bytes())
    assert store("ledger", "verify", "--checkpoint", str(kept)).code == 0
    # The holder of the key writes another past, of the same length and more.
    Path(store.url).unlink()
    store("case", "init", "--rehearsal", "7", *at)
    for note in "三四五六七八":
        store("case", "clue", "--note", note, *at)
    forked = ask(int((tmp_path / "seen").read_text("utf-8").split("\n")[1]))
    assert forked.code == 3
    assert "nothing was signed" in forked.err
    told = store("ledger", "verify", "--checkpoint", str(kept), "--format", "json")
    assert [fault["kind"] for fault in json.loads(told.out)] == ["forked ledger"]


def test_a_package_is_verified_and_an_altered_one_is_named(
    store: Store, run_folder: Path, clearwater: CommandLine, tmp_path: Path
) -> None:
    case = store.opened(run_folder)
    sealed = store.rows("evidence", "seal", case, "--out", str(tmp_path / "bag"))[0]
    key = str(sealed["key"])
    good = clearwater("evidence", "verify", str(tmp_path / "bag"), "--key", key)
    assert good.code == 0, good.out
    victim = tmp_path / "bag" / "data" / "case.json"
    victim.chmod(0o600)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(bytes(content))
    bad = clearwater("evidence", "verify", str(tmp_path / "bag"), "--format", "json")
    assert bad.code == 1
    assert any(row["file"] == "data/case.json" for row in json.loads(bad.out))


def test_a_store_comes_back_from_its_backup(
    store: Store, run_folder: Path, clearwater: CommandLine, tmp_path: Path
) -> None:
    case = store.opened(run_folder)
    copied = store.rows("backup", "--out", str(tmp_path / "copy"))[0]
    drill = store("restore", str(tmp_path / "copy"), "--drill")
    assert drill.code == 0, drill.err
    new = str(tmp_path / "again" / "cases.sqlite")
    ended = clearwater("restore", str(tmp_path / "copy"), "--store", new, "--as", "li.wei")
    assert ended.code == 0, ended.err
    listed = clearwater("case", "list", "--store", new, "--as", "li.wei", "--format", "json")
    assert [row["case"] for row in json.loads(listed.out)] == [case]
    verified = clearwater("ledger", "verify", "--store", new, "--as", "li.wei")
    assert verified.code == 0, verified.out
    table = tmp_path / "copy" / "tables" / "cases.jsonl"
    table.write_bytes(table.read_bytes().replace(b'"severity":3', b'"severity":4'))
    assert copied["entries"] > 4
    damaged = store("restore", str(tmp_path / "copy"), "--drill")
    assert damaged.code == 1
    assert "cases.jsonl" in damaged.err
    assert "no --at" in store("restore", str(tmp_path / "copy"), "--at", "2026-03-01T09:00:00Z").err
