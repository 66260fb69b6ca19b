"""Whom people can contest, and what they are told, at a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.case.restrictions import restrictions
from clearwater.app.case.telling import (
    Answer,
    appeal,
    close,
    give_up_notice,
    notify,
    resolve_appeal,
)
from clearwater.app.case.working import Choice, decide, exclude
from clearwater.cases.delivery.base import Outgoing, Receipt, RefusedDelivery
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.notice import Appeal, Appellant, Notice
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.base import CaseFile
from clearwater.errors import ParameterError
from tests.helpers.case_at_store import Office
from tests.helpers.case_desk import DAY_US
from tests.helpers.killed_life import START_US
from tests.helpers.new_store import new_store

ACCOUNTS = ("小明_今天也在喝茶", "tea&milk", "O'Brien")
MUTE = Choice("mute", "coordinated engagement", "同一节奏 one rhythm")
WARN = Choice("warn", "coordinated engagement", "milder 减轻")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = new_store(tmp_path / "cases.sqlite", tmp_path, now_us=START_US)
    yield Office(store)
    store.close()


class Deaf:
    """A connector to a receiver that refuses what is about one account."""

    patience_s = 5

    def __init__(self, account: str) -> None:
        self.account = account

    def deliver(self, message: Outgoing) -> Receipt:
        if message.account == self.account:
            raise RefusedDelivery("HTTP 404", what="refused", found="404")
        return Receipt("200")


def notified(office: Office, title: str = "a farm", accounts: tuple[str, ...] = ACCOUNTS) -> str:
    case = office.opened(title, *accounts)
    decide(office.desk("ines"), case, MUTE)
    notify(office.desk("ines"), case)
    return case


def against(file: CaseFile) -> list[str]:
    return [one.decision for one in file.all(Appeal)]


def held(office: Office) -> dict[str, list[str]]:
    rows = restrictions(office.desk("gate"), "enforcement").to_pylist()
    return {
        account: sorted(row["measure"] for row in rows if row["account"] == account)
        for account in {row["account"] for row in rows}
    }


# Appeals ---------------------------------------------------------------------------------------


def test_what_restricts_can_be_contested_while_its_successor_waits_to_be_told(
    office: Office,
) -> None:
    """The newest decision that stands has no notices yet; the one before it is in force."""
    case = notified(office)
    office.deliver()
    file = decide(office.desk("ines"), case, WARN)
    (told,) = {one.decision for one in file.all(Notice)}
    file = appeal(office.desk("lea"), case, "不是我们")
    assert against(file) == [told]
    assert len(file.all(Appellant)) == len(ACCOUNTS)
    with pytest.raises(RefusedError, match="an appeal is open"):
        notify(office.desk("ines"), case)
    resolve_appeal(office.desk("abel"), case, Answer("overturned", "一个班"))
    office.deliver()
    assert held(office) == {}


def test_a_served_measure_can_be_contested_by_its_name_after_another_took_its_place(
    office: Office,
) -> None:
    case = notified(office)
    office.deliver()
    office.now_us += 8 * DAY_US
    decide(office.desk("ines"), case, WARN)
    file = notify(office.desk("ines"), case)
    office.deliver()
    served, newest = sorted(file.all(Decision), key=lambda one: one.decided_us)
    # Of several that they can contest it is the newest, unless they say which.
    file = appeal(office.desk("lea"), case, "not me", ACCOUNTS[:1])
    assert against(file) == [newest.decision]
    file = appeal(office.desk("lea"), case, "nor then", ACCOUNTS[:1], decision=served.decision)
    assert set(against(file)) == {newest.decision, served.decision}


def test_who_has_appealed_cannot_again_and_is_told_so(office: Office) -> None:
    case = notified(office)
    office.deliver()
    appeal(office.desk("lea"), case, "not me", ACCOUNTS[:1])
    with pytest.raises(RefusedError, match="has appealed already"):
        appeal(office.desk("lea"), case, "once more", ACCOUNTS[:1])
    with pytest.raises(RefusedError, match="no such decision"):
        appeal(office.desk("lea"), case, "which?", decision="decision-x")


def test_an_answer_that_contradicts_itself_is_none(office: Office) -> None:
    case = notified(office)
    appeal(office.desk("lea"), case, "not me")
    with pytest.raises(ParameterError, match="upheld or overturned"):
        resolve_appeal(office.desk("abel"), case, Answer("perhaps", "why"))
    with pytest.raises(ParameterError, match="only where the decision falls"):
        resolve_appeal(office.desk("abel"), case, Answer("upheld", "why", ACCOUNTS[:1]))


# A notice that reaches nobody ------------------------------------------------------------------


def test_a_notice_that_fails_for_ever_is_given_up_with_its_measure_and_the_case_can_close(
    office: Office,
) -> None:
    case = notified(office)
    done = office.deliver(Deaf(ACCOUNTS[0]))
    assert (done.delivered, done.refused) == (4, 1)
    assert set(held(office)) == set(ACCOUNTS[1:]), "who was not told is not restricted"
    with pytest.raises(RefusedError, match="not everyone concerned was told"):
        close(office.desk("lea"), case, "done")
    with pytest.raises(RefusedError, match="no such message"):
        give_up_notice(office.desk("lea"), case, ACCOUNTS[1], "it was told")
    give_up_notice(office.desk("lea"), case, ACCOUNTS[0], "帐号已注销 deleted")
    close(office.desk("lea"), case, "done")
    assert set(held(office)) == set(ACCOUNTS[1:])
    assert office.deliver().delivered == 0


# The same account in two cases -----------------------------------------------------------------


def test_one_of_two_measures_on_an_account_falls_and_the_other_stays(office: Office) -> None:
    first = notified(office, "a farm")
    second = office.opened("a review ring", *ACCOUNTS[:2])
    decide(office.desk("ivo"), second, WARN)
    notify(office.desk("ivo"), second)
    office.deliver()
    assert held(office)[ACCOUNTS[0]] == ["mute", "warn"]
    exclude(office.desk("ines"), first, ACCOUNTS[0], "a victim")
    assert held(office)[ACCOUNTS[0]] == ["warn"]
    appeal(office.desk("lea"), second, "不是我", ACCOUNTS[:1])
    resolve_appeal(office.desk("abel"), second, Answer("overturned", "a victim here too"))
    ended = office.deliver()
    assert ended.delivered == 2
    assert held(office) == {ACCOUNTS[1]: ["mute", "warn"], ACCOUNTS[2]: ["mute"]}
