from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.case import deliver as deliver_module
from clearwater.app.case.deliver import Deliveries, deliver
from clearwater.app.progress import Progress
from clearwater.cases.acts import PersonalDataRead
from clearwater.cases.delivery.base import DeliveryError, Outgoing, Receipt, RefusedDelivery
from clearwater.cases.delivery.file import FileConnector
from clearwater.cases.delivery.rendering import rendered
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.decision import Decision, Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageKind, MessageState
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from tests.helpers.killed_life import MAIN, MINUTE_US, START_US, Life, Plan
from tests.helpers.new_store import new_store

NOTICE, START, END = MessageKind.NOTICE, MessageKind.START, MessageKind.END
PLAN = Plan("forty phones on one desk", ("小明_今天也在喝茶", "tea&milk", "O'Brien"), "overturn")
LAPSING = replace(PLAN, ending="lapse", measure="mute")
LATER = replace(LAPSING, delay_s=86_400)
DAY_US = 86_400_000_000
S = 1_000_000
PATIENCE_S = 30
Answer = Callable[[Outgoing], None]


class Taking:
    """A connector that remembers what it was given, in order, and does to some what it is told."""

    def __init__(self, answer: Answer = lambda _: None) -> None:
        self.got: list[Outgoing] = []
        self.answer = answer
        self._lock = threading.Lock()

    @property
    def patience_s(self) -> int:
        return PATIENCE_S

    def deliver(self, message: Outgoing) -> Receipt:
        with self._lock:
            self.got.append(message)
        self.answer(message)
        return Receipt("taken")

    def kinds(self, account: str | None = None) -> list[MessageKind]:
        return [one.kind for one in self.got if account in {None, one.account}]


class Killed(Exception):  # noqa: N818 - it stands for a signal, not for an error
    """Where a real process would be gone."""


def kill(_: Outgoing) -> None:
    raise Killed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = new_store(tmp_path / "cases.sqlite", tmp_path, now_us=START_US)
    yield made
    made.close()


def notified(store: SqlStore, plan: Plan = LAPSING) -> int:
    """Lead a case until its notices are to go out; return the time then."""
    life = Life(store, Taking(), [plan])
    while life.step(plan) == "acted":
        pass
    with store.reading(MAIN) as unit:
        return max(entry.time_us for entry in unit.entries())


def run(store: SqlStore, connector: Taking | FileConnector, now_us: int) -> Deliveries:
    return deliver(store, connector, lambda: now_us)


def messages(store: SqlStore, kind: MessageKind) -> list[Message]:
    with store.reading(MAIN) as unit:
        return [one for one in unit.find(Message) if one.kind == kind]


def states(store: SqlStore) -> dict[MessageKind, set[str]]:
    return {kind: {one.state for one in messages(store, kind)} for kind in MessageKind}


def acts(store: SqlStore) -> list[tuple[str, str]]:
    with store.reading(MAIN) as unit:
        return [(entry.user, entry.act) for entry in unit.entries()]


def counted(found: Deliveries) -> dict[str, int]:
    names = ("delivered", "voided", "failed", "refused", "held")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_notices_go_out_and_then_measures_begin(store: SqlStore) -> None:
    now = notified(store)
    connector = Taking()
    found = run(store, connector, now)
    assert counted(found) == {"delivered": 6}
    assert (found.troubles, found.stopped) == ((), None)
    for account in LAPSING.accounts:
        assert connector.kinds(account) == [NOTICE, START]
    words = {one.language: one.text for one in connector.got[0].notices}
    assert "account" in words["en"]
    assert "帐号" in words["zh"] or "账号" in words["zh"]
    assert states(store)[END] == {MessageState.WAITING}


def test_every_delivery_is_two_entries_of_the_software(store: SqlStore) -> None:
    now = notified(store)
    before = len(acts(store))
    run(store, Taking(), now)
    assert acts(store)[before:] == [
        *(("clearwater", "delivery begun"), ("clearwater", "message delivered")) * 6
    ]
    assert store.check() == []


def test_nothing_is_handed_over_again(store: SqlStore) -> None:
    now = notified(store)
    run(store, Taking(), now)
    again = Taking()
    assert counted(run(store, again, now + 3600 * S)) == {}
    assert again.got == []


def test_a_measure_begins_when_its_delay_is_over(store: SqlStore) -> None:
    now = notified(store, LATER)
    connector = Taking()
    run(store, connector, now)
    assert connector.kinds() == [NOTICE] * 3
    run(store, connector, now + DAY_US - MINUTE_US)
    assert connector.kinds() == [NOTICE] * 3
    run(store, connector, now + DAY_US + MINUTE_US)
    assert connector.kinds() == [NOTICE] * 3 + [START] * 3


def test_a_lapse_is_delivered_whenever_somebody_delivers(store: SqlStore) -> None:
    now = notified(store)
    connector = Taking()
    run(store, connector, now)
    with store.reading(MAIN) as unit:
        ends = max(measure.ends_us or 0 for measure in unit.find(Measure))
    run(store, connector, ends - 1)
    assert END not in connector.kinds()
    assert counted(run(store, connector, ends + 400 * DAY_US)) == {"delivered": 3}
    assert connector.kinds()[6:] == [END] * 3
    assert {one.action for one in connector.got} == {"mute"}
    assert {one.inverse for one in connector.got} == {"unmute"}


def test_nobody_is_restricted_who_was_not_told(store: SqlStore) -> None:
    def no_notice(message: Outgoing) -> None:
        if message.kind is NOTICE and message.account == "tea&milk":
            raise DeliveryError("status 503")

    now = notified(store)
    connector = Taking(no_notice)
    found = run(store, connector, now)
    assert connector.kinds("tea&milk") == [NOTICE]
    assert counted(found).items() >= {"delivered": 4, "failed": 1}.items()
    (untold,) = [one.message for one in connector.got if one.account == "tea&milk"]
    assert [(one.message, one.reason) for one in found.troubles] == [(untold, "status 503")]


def test_a_measure_whose_end_came_before_anybody_delivered_never_begins(store: SqlStore) -> None:
    now = notified(store)
    connector = Taking()
    found = run(store, connector, now + 400 * DAY_US)
    assert START not in connector.kinds()
    assert END not in connector.kinds()
    assert found.voided >= 3
    assert states(store)[START] == states(store)[END] == {MessageState.VOID}


def test_one_bad_message_does_not_hold_up_others(store: SqlStore) -> None:
    def picky(message: Outgoing) -> None:
        if message.account == "小明_今天也在喝茶":
            raise RefusedDelivery("status 404", found="帐号小明不存在")

    now = notified(store)
    found = run(store, Taking(picky), now)
    assert counted(found).items() >= {"delivered": 4, "refused": 1}.items()
    assert [trouble.reason for trouble in found.troubles] == ["status 404"]
    assert "帐号小明不存在" in found.troubles[0].words
    retry = default_policy().retry
    (bad,) = [one for one in messages(store, NOTICE) if one.state == MessageState.WAITING]
    assert bad.next_us - now >= retry.longest_s * S


def test_what_a_receiver_says_stays_out_of_the_ledger(store: SqlStore) -> None:
    def rude(_: Outgoing) -> None:
        raise DeliveryError("小明 said no", found="小明 said no")

    now = notified(store)
    run(store, Taking(rude), now)
    with store.reading(MAIN) as unit:
        failures = [entry for entry in unit.entries() if entry.act == "delivery failed"]
        kept = b"".join(entry.canonical() for entry in unit.entries())
    assert {entry.details["reason"] for entry in failures} == {"other"}
    assert b"said no" not in kept


def test_failures_are_tried_again_later_and_later(store: SqlStore) -> None:
    def never(message: Outgoing) -> None:
        raise DeliveryError("status 503")

    now = notified(store)
    retry = default_policy().retry
    waits = []
    for attempt in range(1, 8):
        run(store, Taking(never), now)
        first = min(messages(store, NOTICE), key=lambda one: one.message)
        assert first.attempts == attempt
        waits.append((first.next_us - now) / S)
        soon = Taking()
        run(store, soon, now + int(retry.wait_s(attempt) * 0.99) * S)
        assert soon.got == []
        now = max(one.next_us for one in messages(store, NOTICE))
    for attempt, wait in enumerate(waits, 1):
        least = retry.wait_s(attempt)
        assert least <= wait <= least * (1 + retry.jitter_milli / 1000)
    assert counted(run(store, Taking(), now + DAY_US))["delivered"] == 6


def test_a_receiver_that_asks_for_time_gets_it(store: SqlStore) -> None:
    def busy(_: Outgoing) -> None:
        raise DeliveryError("status 429", retry_after_s=7200)

    now = notified(store)
    run(store, Taking(busy), now)
    assert min(one.next_us for one in messages(store, NOTICE)) >= now + 7200 * S


@pytest.fixture
def gives_up_after_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver_module, "GIVE_UP_AFTER", 4)


SIX = replace(LAPSING, accounts=tuple(f"a{n}" for n in range(6)))


@pytest.mark.usefixtures("gives_up_after_four")
def test_where_nobody_is_there_the_run_ends(store: SqlStore) -> None:
    def away(_: Outgoing) -> None:
        raise DeliveryError("connection refused")

    now = notified(store, SIX)
    connector = Taking(away)
    found = run(store, connector, now)
    assert len(connector.got) == found.failed == 4
    assert found.stopped is not None
    assert "connection refused" in found.stopped
    # Those that were not tried yet come first the next time: they cost nobody a wait.
    later = Taking()
    run(store, later, now + 1)
    assert later.kinds().count(NOTICE) == 2


@pytest.mark.usefixtures("gives_up_after_four")
def test_refusals_do_not_end_a_run(store: SqlStore) -> None:
    def picky(_: Outgoing) -> None:
        raise RefusedDelivery("status 404")

    now = notified(store, SIX)
    found = run(store, Taking(picky), now)
    assert (found.refused, found.stopped) == (6, None)


def test_killed_after_the_connector_it_goes_out_again_as_the_same_message(store: SqlStore) -> None:
    now = notified(store)
    first = Taking(kill)
    with pytest.raises(Killed):
        run(store, first, now)
    # Not before the connector's patience is over: it may still be at it.
    soon = Taking()
    run(store, soon, now + (PATIENCE_S - 1) * S)
    assert first.got[0].message not in {one.message for one in soon.got}
    later = Taking()
    run(store, later, now + PATIENCE_S * S)
    (again,) = [one for one in later.got if one.message == first.got[0].message]
    assert again.payload() == first.got[0].payload()
    said = [act for _, act in acts(store)]
    assert said.count("message delivered") == 6
    assert said.count("delivery begun") == 7
    assert store.check() == []


def test_a_message_says_the_same_after_an_appeal(store: SqlStore) -> None:
    now = notified(store, replace(PLAN, measure="mute"))
    run(store, Taking(), now)
    before = {one.message: payload(store, one) for one in messages(store, START)}
    life = Life(store, Taking(), [PLAN])
    while life.step(PLAN) == "acted":
        pass
    with store.reading(MAIN) as unit:
        assert {one.state for one in unit.find(Measure)} == {MeasureState.LIFTED}
    assert {one.message: payload(store, one) for one in messages(store, START)} == before


def payload(store: SqlStore, message: Message) -> bytes:
    with store.reading(MAIN) as unit:
        return rendered(unit, message).payload()


def test_an_appeal_that_is_won_while_a_start_is_under_way_ends_what_it_began(
    store: SqlStore,
) -> None:
    now = notified(store, replace(PLAN, delay_s=86_400))

    def meanwhile(message: Outgoing) -> None:
        life = Life(store, Taking(), [PLAN])
        if message.kind is START:
            while life.step(PLAN) == "acted":
                pass

    connector = Taking(meanwhile)
    run(store, connector, now)
    run(store, connector, now + DAY_US)
    # Of the others nothing was begun, so there is nothing to end.
    assert connector.kinds() == [NOTICE] * 3 + [START]
    assert states(store)[START] == {MessageState.DELIVERED, MessageState.VOID}
    run(store, connector, now + 2 * DAY_US)
    assert connector.kinds()[3:] == [START, END]
    assert connector.got[3].measure == connector.got[4].measure
    assert store.check() == []


def test_a_start_that_may_be_out_is_taken_back_although_nobody_heard_of_it(
    store: SqlStore,
) -> None:
    def killed_at_a_start(message: Outgoing) -> None:
        if message.kind is START:
            raise Killed

    now = notified(store)
    connector = Taking(killed_at_a_start)
    while True:
        try:
            run(store, connector, now)
        except Killed:
            now += MINUTE_US
        if NOTICE not in {one.kind for one in waiting(store)}:
            break
    life = Life(store, Taking(), [PLAN])
    while life.step(PLAN) == "acted":
        pass
    with store.reading(MAIN) as unit:
        last = max(entry.time_us for entry in unit.entries())
    later = Taking()
    run(store, later, last + DAY_US)
    begun = {one.measure for one in connector.got if one.kind is START}
    assert begun
    assert later.kinds() == [END] * len(begun)
    assert {one.measure for one in later.got} == begun
    assert waiting(store) == []


def waiting(store: SqlStore) -> list[Message]:
    with store.reading(MAIN) as unit:
        return list(unit.find(Message, state=MessageState.WAITING))


def test_two_deliverers_at_once_hand_over_each_message_once(
    store: SqlStore, tmp_path: Path
) -> None:
    now = notified(store, SIX)
    connector = Taking()
    found: list[Deliveries] = []

    def work() -> None:
        own = open_store(tmp_path / "cases.sqlite", tmp_path, create=False)
        found.append(run(own, connector, now))
        own.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # What one of them was at when the other had nothing left to do is held by nobody now.
    run(store, connector, now)
    names = [one.message for one in connector.got]
    assert len(names) == len(set(names)) == 12
    assert all(connector.kinds(account) == [NOTICE, START] for account in SIX.accounts)
    assert store.check() == []


def test_held_messages_do_not_fill_the_page(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver_module, "PAGE", 1)
    now = notified(store, SIX)
    assert counted(run(store, Taking(), now)) == {"delivered": 12}


def test_a_text_that_was_erased_goes_to_nobody_and_holds_up_nobody(store: SqlStore) -> None:
    now = notified(store)
    with store.writing(MAIN) as unit:
        subject = unit.find(Subject)[0]
        identifier = unit.get(Disclosure, subject.identifier)
        assert identifier is not None
        gone = replace(identifier, salt=None, text=None, erased_us=now)
        read = PersonalDataRead(None, "case", 1, "audit")
        unit.save([Step(read, (gone,))], "dara", now)
    connector = Taking()
    found = run(store, connector, now)
    assert counted(found).items() >= {"delivered": 4, "refused": 1}.items()
    assert [trouble.reason for trouble in found.troubles] == ["erased"]
    assert len({one.account for one in connector.got}) == 2


def test_the_default_connector_leaves_a_file_for_each_message(store: SqlStore) -> None:
    now = notified(store)
    found = run(store, FileConnector(store.outgoing_folder), now)
    files = {file.name for file in store.outgoing_folder.iterdir()}
    with store.reading(MAIN) as unit:
        receipts = {one.receipt for one in unit.find(Message, state=MessageState.DELIVERED)}
    assert files == receipts
    assert len(files) == found.delivered == 6


def test_progress_is_told_after_each_message(store: SqlStore) -> None:
    now = notified(store)
    told: list[Progress] = []
    deliver(store, Taking(), lambda: now, on_progress=told.append)
    assert told[-1].done == 6
    assert {one.stage for one in told} == {"deliver messages"}


def test_a_store_without_messages_has_nothing_to_deliver(store: SqlStore) -> None:
    assert run(store, Taking(), START_US) == Deliveries(0, 0, 0, 0, 0, (), None)
    with store.reading(MAIN) as unit:
        assert unit.find(Decision) == ()
