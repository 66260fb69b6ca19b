"""The life of several cases, as people would lead it, told so that it can be taken up anywhere.

`live` looks at what the store holds and does what comes next, until nothing is left: whoever was
killed begins again with it and needs no memory of his own. Its clock is the ledger's: each act is a
minute after the one before, and where everybody waits, it is the next moment somebody waits for.
`audit` says what is wrong at the end, from the store and from what its receivers got.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearwater.app.case.deliver import deliver
from clearwater.cases.delivery.base import Connector
from clearwater.cases.delivery.file import FileConnector
from clearwater.cases.delivery.signing import webhook_key
from clearwater.cases.delivery.webhook import WebhookConnector
from clearwater.cases.measures.blast_radius import blast_radius
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.case import Case, CaseState, Clue, Source
from clearwater.cases.records.decision import Decision, DecisionState, Evidence
from clearwater.cases.records.notice import (
    Appeal,
    AppealState,
    Appellant,
    Message,
    MessageKind,
    MessageState,
    Notice,
)
from clearwater.cases.records.people import Role
from clearwater.cases.store.base import Unit
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Refusal
from clearwater.cases.workflow.dispatch import decide_on, decide_without_case
from tests.helpers.killed_wrongly import BREAKS, Both
from tests.helpers.killing import Points, Watched
from tests.helpers.second_verifier import read_postgresql, read_sqlite, verify

MAIN = "main"
START_US = 1_772_366_400_000_000  # 2026-03-01T12:00:00Z
MINUTE_US = 60_000_000
POLICY = default_policy()
DAY_S = 86_400
ROLES = {
    "ana": frozenset({Role.INVESTIGATOR}),
    "bo": frozenset({Role.REVIEWER}),
    "chen": frozenset({Role.APPEALS}),
    "dara": frozenset({Role.LEAD}),
}


@dataclass(frozen=True)
class Plan:
    """What becomes of one case."""

    title: str
    accounts: tuple[str, ...]
    ending: str
    """``lapse``; ``overturn`` once everyone was told; ``partly``: for the first account only."""
    measure: str = "suspend"
    delay_s: int = 0


PLANS = (
    Plan("forty phones on one desk", ("小明_今天也在喝茶", "tea&milk", "O'Brien"), "overturn"),
    Plan("同一文案反复出现", ("a1", "a2", "a3"), "partly", delay_s=3 * DAY_S),
    Plan("signed up within one minute", ("b1", "b2"), "lapse", measure="mute"),
    Plan("orders that come back", ("c1", "c2"), "overturn", delay_s=3 * DAY_S),
)
"""The third needs no second person. Of the fourth nothing may ever begin."""
Next = tuple[c.Command, str] | str
"""What comes next: a command and who asks for it, or ``deliver``, ``wait``, ``done``."""


class Life:
    """People at one store."""

    def __init__(self, store: SqlStore, connector: Connector, plans: Sequence[Plan] = ()) -> None:
        self._store = store
        self._connector = connector
        self._plans = plans
        with store.reading(MAIN) as unit:
            times = [entry.time_us for entry in unit.entries()]
        self._now_us = max(times)

    def go_on(self) -> None:
        """Do what is left to do."""
        while True:
            asked = [self.step(plan) for plan in self._plans]
            if "deliver" in asked:
                self.deliver()
            elif set(asked) <= {"wait", "done"}:
                moment = self._next_moment()
                if moment is None:
                    return
                self._now_us = max(self._now_us, moment)
                self.deliver()

    def step(self, plan: Plan) -> str:
        """Do the next act of one case; return what it waits for, if there is none."""
        content = f"events of {plan.title}".encode()
        blob = self._store.blobs.put(content)
        frozen = c.FrozenFile("findings/F1/events.jsonl", blob.sha256, blob.size)
        with self._store.writing(MAIN) as unit:
            file = _file_of(unit, plan)
            following = _next(unit, file, plan, frozen)
            if isinstance(following, str):
                return following
            command, user = following
            context = Context(Caller(user, MAIN, ROLES[user]), self._later(), POLICY, unit.fresh)
            if isinstance(command, c.ReceiveClue):
                steps = decide_without_case(command, context)
            else:
                steps = decide_on(file, command, context)
            assert not isinstance(steps, Refusal), (plan.title, command, steps)
            unit.save(steps, user, context.now_us)
        return "acted"

    def deliver(self) -> None:
        deliver(self._store, self._connector, self._later)

    def _later(self) -> int:
        self._now_us += MINUTE_US
        return self._now_us

    def _next_moment(self) -> int | None:
        with self._store.reading(MAIN) as unit:
            waiting = unit.find(Message, state=MessageState.WAITING)
        return min((max(one.not_before_us, one.next_us) for one in waiting), default=None)


def _file_of(unit: Unit, plan: Plan) -> CaseFile:
    cases = unit.find(Case, title=plan.title)
    return (unit.case_file(cases[0].case) if cases else None) or CaseFile()


def _next(unit: Unit, file: CaseFile, plan: Plan, frozen: c.FrozenFile) -> Next:
    clues = unit.find(Clue, fingerprint=unit.token("clue", plan.title))
    if not clues:
        print_of = unit.token("clue", plan.title)
        return c.ReceiveClue(Source.FINDING, print_of, note="看一下这些帐号"), "ana"
    if not file.all(Case):
        found = _found(unit, plan)
        return c.OpenCase(clues[0], plan.title, severity=3, findings=(found,)), "ana"
    if file.all(Case)[0].state == CaseState.OPEN:
        return c.AssignCase("ana"), "dara"
    if not file.all(Evidence):
        return c.FreezeEvidence((frozen,)), "ana"
    if not file.all(Decision):
        return _decide(file, plan), "ana"
    return _after_decision(file, plan)


def _after_decision(file: CaseFile, plan: Plan) -> Next:
    (decision,) = file.all(Decision)
    if decision.state == DecisionState.PROPOSED:
        return c.ApproveDecision(decision.decision), "bo"
    if not file.all(Notice):
        return c.IssueNotices(decision.decision, begun_recently=0), "ana"
    waiting = [one for one in file.all(Message) if one.state == MessageState.WAITING]
    if any(one.kind == MessageKind.NOTICE for one in waiting):
        return "deliver"
    # As soon as everyone was told. If somebody was killed in the middle of a delivery, it may be
    # that some measures have begun, some not, and of one nobody knows.
    answered = _appeal(file, plan, decision)
    if answered is not None:
        return answered
    if file.all(Case)[0].state != CaseState.CLOSED:
        return c.CloseCase("Nothing is open. 已办结。"), "dara"
    return "wait" if waiting else "done"


def _appeal(file: CaseFile, plan: Plan, decision: Decision) -> Next | None:
    if plan.ending == "lapse":
        return None
    appeals = file.all(Appeal)
    if not appeals:
        return c.FileAppeal(decision.decision, "我们只是同一间宿舍的同学。"), "dara"
    if appeals[0].state != AppealState.OPEN:
        return None
    fallen = [one.subject for one in file.all(Appellant)]
    some = tuple(fallen if plan.ending == "overturn" else fallen[:1])
    return c.ResolveAppeal(appeals[0].appeal, some, "They share a dormitory."), "chen"


def _decide(file: CaseFile, plan: Plan) -> c.Decide:
    return c.Decide(
        measure=plan.measure,
        reason_code="coordinated engagement",
        why="They act within seconds of each other, on every object. 数秒之内同时行动。",
        blast_radius=blast_radius(decided_about(file), objects=17),
        alone_recently=0,
        delay_s=plan.delay_s,
    )


def _found(unit: Unit, plan: Plan) -> c.Found:
    named = [c.Named(one, unit.token("account", one)) for one in plan.accounts]
    return c.Found(
        run="0" * 64,
        finding="F1",
        level="coordinated",
        headline=plan.title,
        score_millibits=40_000,
        q_value="0.001",
        objects=17,
        detector="0.1.0",
        seed=0,
        members=tuple(c.FoundMember(one, "core", 9_000, "0.001", 40) for one in named),
    )


def live(
    points: Points,
    *,
    url: str,
    files: str,
    webhook: str,
    plans: list[int],
    broken: str | None = None,
) -> int:
    """Open the store, see that nothing is wrong with it, and go on with its cases to their end.

    Parameters
    ----------
    url, files
        Of the store; it is made where there is none.
    webhook
        Address of the receiver.
    plans
        Places in `PLANS`.
    broken
        Name of one of `tests.helpers.killed_wrongly.BREAKS`: what is done wrong on purpose.

    Returns
    -------
    int
        Entries of the ledger.
    """
    store = open_store(url, Path(files), create=True, now_us=START_US)
    faults = [*wrong_with(store, url)]
    assert not faults, f"after a kill: {faults}"
    connector = connector_of(store, webhook, points)
    if broken is not None:
        connector = BREAKS[broken](connector, points)
    Life(store, connector, [PLANS[one] for one in plans]).go_on()
    with store.reading(MAIN) as unit:
        return sum(1 for _ in unit.entries())


def wrong_with(store: SqlStore, url: str) -> Iterator[str]:
    """Yield what Clearwater's verification and the independent one find wrong with a store."""
    yield from (f"the ledger: {fault}" for fault in store.check())
    on_server = url.startswith("postgresql")
    tables = read_postgresql(url) if on_server else read_sqlite(Path(url))
    yield from (f"second verifier: {one}" for one in verify(tables, store.evidence_folder))


def connector_of(store: SqlStore, webhook: str, points: Points) -> Connector:
    """Return what carries messages to the folder and to the receiver, both watched."""
    key = webhook_key(store.files)
    over_http = WebhookConnector(webhook, [key], lambda: int(time.time()))
    return Both(Watched(FileConnector(store.outgoing_folder), points), Watched(over_http, points))


def audit(
    url: str, files: Path, plans: Sequence[int], heard: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """Yield what is wrong at the end of all lives.

    Parameters
    ----------
    url, files
        Of the store.
    plans
        Places in `PLANS`.
    heard
        Message -> what the receiver of webhooks heard.
    """
    store = open_store(url, files, create=False)
    yield from wrong_with(store, url)
    in_files = {
        one.stem: json.loads(one.read_bytes()) for one in store.outgoing_folder.glob("*.json")
    }
    with store.reading(MAIN) as unit:
        entries = list(unit.entries())
        messages = unit.find(Message)
        for one in plans:
            yield from _case_faults(unit, PLANS[one])
    store.close()
    accounts = sum(len(PLANS[one].accounts) for one in plans)
    if len(messages) != 3 * accounts:
        yield f"{len(messages)} messages for {accounts} measures"
    said = Counter(
        str(entry.details["message"]) for entry in entries if entry.act == "message delivered"
    )
    for message in messages:
        yield from _message_faults(message, said[message.message], in_files, heard)
    known = {message.message for message in messages}
    for name, place in (("files", in_files), ("webhooks", heard)):
        yield from (f"{name}: {one} is no message of the store" for one in place.keys() - known)
        yield from _wrong_together(name, place)


def _case_faults(unit: Unit, plan: Plan) -> Iterator[str]:
    cases = unit.find(Case, title=plan.title)
    if len(cases) != 1:
        yield f"{plan.title}: {len(cases)} cases"
        return
    file = unit.case_file(cases[0].case) or CaseFile()
    counts = [len(file.all(kind)) for kind in (Decision, Appeal)]
    if counts != [1, int(plan.ending != "lapse")]:
        yield f"{plan.title}: decisions and appeals {counts}"
    outcome = {"overturn": "overturned"}.get(plan.ending, "measures")
    if (cases[0].state, cases[0].outcome) != (CaseState.CLOSED, outcome):
        yield f"{plan.title}: {cases[0].state}, {cases[0].outcome}"


def _message_faults(
    message: Message, said: int, files: dict[str, Any], heard: dict[str, Any]
) -> Iterator[str]:
    name = f"{message.kind} {message.message}"
    delivered = message.state == MessageState.DELIVERED
    if message.state == MessageState.WAITING:
        yield f"{name} still waits"
    if said != int(delivered):
        yield f"{name} is {message.state} and {said} entries say that it was delivered"
    for place, got in (("files", files), ("webhooks", heard)):
        there = message.message in got
        if delivered and not there:
            yield f"{place}: {name} is lost"
        # A void one can be there: it was handed over, and taken back before anybody heard of it.
        if there and not delivered and not message.attempts:
            yield f"{place}: {name} was never begun"


def _wrong_together(name: str, got: dict[str, Any]) -> Iterator[str]:
    """Yield measures of which a receiver heard too much, or not the end: all have ended by now."""
    heard = Counter((one["type"], one["data"]["measure"]) for one in got.values())
    yield from (f"{name}: {kind} of {of} came twice" for (kind, of), n in heard.items() if n > 1)
    begun = [measure for kind, measure in heard if kind == "measure.start"]
    for measure in begun:
        if ("measure.end", measure) not in heard:
            yield f"{name}: {measure} was begun and never taken back"
        if ("measure.notice", measure) not in heard:
            yield f"{name}: {measure} was begun and nobody was told"
