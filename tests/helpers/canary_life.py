"""A case to its end, with canaries wherever people and logs name somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from clearwater.app.case.deliver import deliver
from clearwater.app.case.desk import Desk
from clearwater.app.case.opening import Told, receive_clue, set_aside_clue
from clearwater.app.case.restrictions import restrictions
from clearwater.app.case.showing import show
from clearwater.app.case.working import Choice, decide, exclude
from clearwater.cases.delivery.file import FileConnector
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.notice import Appeal
from clearwater.cases.records.people import Subject
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile
from tests.helpers.canaries import ASCII, CHINESE, REPORTER
from tests.helpers.new_store import new_store

R = TypeVar("R", bound=Record)
START_US = 1_772_366_400_000_000
"""2026-03-01 12:00 UTC."""
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
OTHERS = ("user_1003", "user_88127_b", "用户_水军07")


@dataclass
class CanaryLife:
    """People at one store, and a clock that goes on by a minute with every look at it."""

    store: SqlStore
    now_us: int = START_US
    case: str = ""
    seen: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, url: str, files: Path) -> CanaryLife:
        store = new_store(url, files, user="root", now_us=START_US)
        return cls(store)

    def tick(self) -> int:
        self.now_us += 60_000_000
        return self.now_us

    def desk(self, user: str, organisation: str = "main") -> Desk:
        return Desk(self.store, user, organisation, self.tick, open_to_all=True)

    def days(self, count: float) -> None:
        self.now_us += int(count * DAY_US)

    def do(self, user: str, command: c.Command) -> CaseFile:
        return self.desk(user).on_case(self.case, lambda _unit, _file: command)

    def to_a_decision(self, measure: str = "mute") -> CanaryLife:
        """Reports, a case, evidence, an exclusion, and a decision that waits for notices."""
        self.report()
        self.open()
        blobs = self.store.blobs
        events = f"actor,action\n{ASCII},like\n{CHINESE},like\n".encode() * 20_000
        kept = [blobs.put(events), blobs.put(f'{{"member": "{ASCII}"}}'.encode())]
        frozen = tuple(
            c.FrozenFile(f"findings/F1/{name}", blob.sha256, blob.size)
            for name, blob in zip(("events.csv", "method.json"), kept, strict=True)
        )
        self.do("ines", c.AssignCase("ines"))
        self.do("ines", c.FreezeEvidence(frozen))
        exclude(self.desk("ines"), self.case, OTHERS[2], f"只是 {CHINESE} 的室友，与 {ASCII} 无关")
        why = f"{ASCII} and {CHINESE}: one desk. 同一台设备。"
        decide(self.desk("ines"), self.case, Choice(measure, "coordinated engagement", why))
        return self

    def report(self) -> None:
        """Come in: reports about the accounts, one of them a second time, one set aside."""
        for account in (ASCII, CHINESE):
            told = Told(
                "report", account, REPORTER, f"{account} is one of forty phones, says {REPORTER}"
            )
            receive_clue(self.desk("ines"), told)
            receive_clue(self.desk("ines"), told)
        words = Told("patrol", None, None, f"看到 {CHINESE} 又在刷")
        aside = receive_clue(self.desk("ines"), words)
        set_aside_clue(self.desk("ines"), aside.clue, f"{CHINESE} is looked into already")

    def open(self) -> None:
        """Open the case for the finding, with the reports in it."""
        with self.store.writing("main") as unit:
            desk = self.desk("ines")
            context = desk.context(unit)
            named = [self._named(unit, one) for one in (ASCII, CHINESE, *OTHERS)]
            members = tuple(c.FoundMember(one, "core", 9_000, "0.004", 30) for one in named)
            found = c.Found(
                *("ab" * 32, "F1", "likely inauthentic", "5 accounts in step", 41_250, "0.004", 7),
                *("0.1.0", 7, members),
            )
            about = [unit.token("clue", f"account {one}") for one in (ASCII, CHINESE)]
            clues = [clue for one in about for clue in unit.find(Clue, fingerprint=one)]
            file = desk.done(unit, context, CaseFile(), c.OpenCase(clues[0], "accounts in step", 3))
            self.case = file.all(Case)[0].case
            desk.done(unit, context, file, c.AddFinding(found), c.JoinClue(clues[1]))

    def to_its_end(self, *, overturned: bool = False) -> CanaryLife:
        """Notices, an appeal and its answer, the end of every measure, the case closed."""
        decision = self._one(Decision).decision
        self.do("ines", c.IssueNotices(decision, begun_recently=0))
        self.deliver()
        statement = f"我是 {CHINESE}，{ASCII} 是我哥。"
        self.do("lea", c.FileAppeal(decision, statement, (self.subject(ASCII),)))
        fallen = (self.subject(ASCII),) if overturned else ()
        appeal = self._one(Appeal).appeal
        self.do("abel", c.ResolveAppeal(appeal, fallen, f"{ASCII}: the rhythm stays. 维持。"))
        show(self.desk("ines"), self.case, "case work")
        restrictions(self.desk("ines"), "enforcement", account=ASCII)
        self.days(8)
        self.deliver()
        self.do("lea", c.CloseCase(f"Done with {ASCII}, {CHINESE}. 办结。"))
        return self

    def deliver(self) -> None:
        deliver(self.store, FileConnector(self.store.outgoing_folder), self.tick)

    def subject(self, identifier: str, kind: str = "account") -> str:
        with self.store.reading("main") as unit:
            return unit.subjects_by_identifier(kind, [identifier])[identifier]

    def token_of(self, subject: str) -> str | None:
        with self.store.reading("main") as unit:
            row = unit.get(Subject, subject)
            return None if row is None else row.token

    def _one(self, kind: type[R]) -> R:
        with self.store.reading("main") as unit:
            (row,) = unit.find(kind, case=self.case)
            return row

    @staticmethod
    def _named(unit: Unit, identifier: str) -> c.Named:
        known = unit.subjects_by_identifier("account", [identifier])
        return c.Named(identifier, unit.token("account", identifier), known.get(identifier))
