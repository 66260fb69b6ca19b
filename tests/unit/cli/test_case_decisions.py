"""``clearwater case withdraw``, ``appeal --decision`` and ``give-up``, as they are typed."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import CONSIDERED, Store


def test_what_was_proposed_is_taken_back_by_who_proposed_it(store: Store, run_folder: Path) -> None:
    case = store.opened(run_folder)
    store("case", "assign", case)
    store("case", "decide", case, "--measure", "ban", "--why", "见图", *CONSIDERED)
    other = store("case", "withdraw", case, "--why", "不是我的", user="zhang.min")
    assert other.code == 3
    assert "only who proposed a decision takes it back" in other.err
    own = store("case", "approve", case, "--refuse", "--why", "算了")
    assert own.code == 3
    assert "clearwater case withdraw" in own.err
    back = store.rows("case", "withdraw", case, "--why", "漏看一个帐号")[0]
    assert (back["state"], back["decision_state"]) == ("in review", "withdrawn")
    acts = store("ledger", "show", "--case", case, "--format", "json").out
    assert "decision withdrawn" in acts
    assert "漏看" not in acts


def test_an_appeal_names_its_decision_and_a_notice_that_was_taken_is_not_given_up(
    store: Store, run_folder: Path
) -> None:
    case = store.opened(run_folder)
    store("case", "assign", case)
    store("case", "decide", case, "--measure", "mute", "--why", "见图", *CONSIDERED)
    told = store.rows("case", "notify", case)[0]
    gone = store("case", "give-up", case, "--account", "desk0", "--why", "帐号已注销")
    assert gone.code == 3
    assert "no such message" in gone.err
    wrong = ("case", "appeal", case, "--statement", "不是我们", "--decision", "decision-none")
    assert "the case has no such decision" in store(*wrong).err
    named = (*wrong[:-1], str(told["decision"]))
    assert store.rows(*named)[0]["open_appeals"] == 1
