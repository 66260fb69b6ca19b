"""A quarter in the life of an organisation, through the real workflow and a real store.

Everything is drawn from one seed: clues from four sources, cases, decisions by one and by two,
measures of several kinds and categories, delayed notices, lapses, appeals, overturns, hand-backs.
Times are the clock's of a rehearsal, so a quarter takes seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from clearwater.app.case.desk import Desk
from clearwater.cases.measures.blast_radius import blast_radius
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Case, CaseFinding, Clue
from clearwater.cases.records.decision import Decision, DecisionState, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Message, MessageKind
from clearwater.cases.records.policy import PolicyRow
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.rights import SYSTEM
from tests.helpers.case_desk import files

DAY_US = 86_400_000_000
HOUR_US = DAY_US // 24
MONDAY_US = 1_767_571_200_000_000
"""2026-01-05, a Monday, 00:00 UTC."""
SOURCES = ("finding", "finding", "finding", "report", "report", "patrol", "partner")
REASONS = ("coordinated engagement", "device farm", "brushing", "steered topic")
KINDS = ("label", "warn", "mute", "mute", "limit", "suspend")


@dataclass
class Clock:
    """The time of a rehearsal."""

    now_us: int = MONDAY_US

    def __call__(self) -> int:
        return self.now_us


@dataclass
class Quarter:
    """Fills a store, day by day."""

    store: SqlStore
    organisation: str = "main"
    seed: int = 1
    clock: Clock = field(default_factory=Clock)
    cases: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed} {self.organisation}")  # noqa: S311 - no secret
        self._numbers = 0

    def desk(self, user: str = "lea") -> Desk:
        return Desk(self.store, user, self.organisation, self.clock, open_to_all=True)

    def days(self, count: int, cases_a_day: float = 1.0) -> Quarter:
        """Live some days."""
        for _ in range(count):
            self._day(cases_a_day)
            self.clock.now_us += DAY_US - self.clock.now_us % DAY_US
        return self

    # Days and steps --------------------------------------------------------------------------

    def _day(self, cases_a_day: float) -> None:
        self.clock.now_us += 8 * HOUR_US
        for _ in range(self.random.randint(0, 3)):
            self.clue(self.random.choice(SOURCES))
        opened = int(cases_a_day) + (self.random.random() < cases_a_day % 1)
        for _ in range(opened):
            self.open()
        for case in list(self.cases):
            self._pause()
            self.move(case)

    def _pause(self) -> None:
        self.clock.now_us += self.random.randint(1, 40) * 1_000_000

    def clue(self, source: str) -> Clue:
        """Take a clue in; now and then one that is known."""
        with self.store.writing(self.organisation) as unit:
            desk = self.desk("ines")
            known = None
            if self.random.random() < 0.2:
                known = next(iter(unit.find(Clue, state="waiting")), None)
            self._numbers += 1
            fingerprint = known.fingerprint if known else f"f{self.seed}-{self._numbers}"
            asked = c.ReceiveClue(source, fingerprint, known, None, None, "看一看 look")
            desk.without_case(unit, desk.context(unit), asked)
            (clue,) = unit.find(Clue, fingerprint=fingerprint)
            if known is not None and self.random.random() < 0.5:
                desk.without_case(unit, desk.context(unit), c.SetAsideClue(clue, "重复 again"))
        return clue

    def open(self) -> str:
        """Open a case for a new clue, with a finding."""
        clue = self.clue(self.random.choice(SOURCES))
        while clue.state != "waiting":
            clue = self.clue(self.random.choice(SOURCES))
        accounts = self.random.choice((1, 2, 3, 3, 4, 6, 9))
        with self.store.writing(self.organisation) as unit:
            desk = self.desk("ines")
            found = self._found(unit, accounts)
            opening = c.OpenCase(clue, "一起点赞 accounts act together", 3, (found,))
            file = desk.done(unit, desk.context(unit), CaseFile(), opening)
            (case,) = file.all(Case)
            self._pause()
            context = desk.context(unit)
            desk.done(unit, context, file, c.AssignCase("ines"), c.FreezeEvidence(files()))
        self.cases.append(case.case)
        return case.case

    def _found(self, unit: Unit, accounts: int) -> c.Found:
        self._numbers += 1
        names = [f"user-{self.random.randrange(400)}" for _ in range(accounts)]
        names = [f"{name}-{self.organisation}" for name in dict.fromkeys(names)]
        known = unit.subjects_by_identifier("account", names)
        members = tuple(
            c.FoundMember(
                c.Named(name, unit.token("account", name), known.get(name)),
                *("core", 9_000, "0.004", 30),
            )
            for name in names
        )
        return c.Found(
            run="ab" * 32,
            finding=f"F{self._numbers}",
            level="likely inauthentic",
            headline=f"{len(names)} accounts liked the same posts within a minute",
            score_millibits=41_250,
            q_value="0.004",
            objects=self.random.randint(2, 30),
            detector="0.1.0",
            seed=7,
            members=members,
        )

    def move(self, case: str) -> None:
        """Do what usually comes next in a case, sometimes."""
        file = self._file(case)
        (row,) = file.all(Case)
        appeals = [one for one in file.all(Appeal) if one.state == "open"]
        if appeals:
            if self.random.random() < 0.4:
                self.answer(case, file, appeals[0])
        elif row.state == "in review":
            if self.random.random() < 0.5:
                self.decide(case, file)
        elif row.state == "proposed":
            self.second(case, file)
        elif row.state == "decided":
            self.tell(case, file)
        elif row.state == "notified":
            self._later(case, file)
        elif row.state == "closed":
            self._after_closing(case, file)

    def _file(self, case: str) -> CaseFile:
        with self.store.reading(self.organisation) as unit:
            return self.desk().file_of(unit, case)

    def do(self, user: str, case: str, *commands: c.Command) -> CaseFile:
        """Do commands in a case."""
        with self.store.writing(self.organisation) as unit:
            desk = self.desk(user)
            context = desk.context(unit) if user != SYSTEM else self._system(unit)
            return desk.done(unit, context, desk.file_of(unit, case), *commands)

    def _system(self, unit: Unit) -> Context:
        context = self.desk().context(unit)
        return replace(context, caller=replace(context.caller, user=SYSTEM))

    def decide(self, case: str, file: CaseFile, measure: str | None = "") -> None:
        none = self.random.random() < 0.15 if measure == "" else measure is None
        kind = None if none else measure or self.random.choice(KINDS)
        objects = sum(one.objects for one in file.all(CaseFinding))
        asked = c.Decide(
            measure=kind,
            reason_code="no sufficient grounds" if none else self.random.choice(REASONS),
            why="同一节奏 one rhythm",
            blast_radius=blast_radius(decided_about(file), objects=objects),
            alone_recently=0,
            delay_s=self.random.choice((0, 0, 0, 86_400)),
        )
        self.do("ines", case, asked)

    def second(self, case: str, file: CaseFile) -> None:
        (proposed,) = (one for one in file.all(Decision) if one.state == DecisionState.PROPOSED)
        if self.random.random() < 0.2:
            self.do("rosa", case, c.RefuseDecision(proposed.decision, "不足 not enough"))
        else:
            self.do("rosa", case, c.ApproveDecision(proposed.decision))

    def tell(self, case: str, file: CaseFile) -> None:
        standing = [one for one in file.all(Decision) if one.state == DecisionState.STANDING]
        if standing[-1].measure is None:
            self.do("lea", case, c.CloseCase("无依据 no grounds"))
            self._done(case)
            return
        after = self.do("ines", case, c.IssueNotices(standing[-1].decision, 0))
        self.deliver(case, after)

    def deliver(self, case: str, file: CaseFile) -> None:
        """Hand the notices over."""
        for message in file.all(Message):
            if message.kind == MessageKind.NOTICE and message.state == "waiting":
                taken = c.RecordDelivered(message.message, "file:1")
                self.do(SYSTEM, case, c.BeginDelivery(message.message, 60), taken)

    def _later(self, case: str, file: CaseFile) -> None:
        drawn = self.random.random()
        if drawn < 0.08:
            self.appeal(case, file)
        elif drawn < 0.25 and not any(
            m.state == "waiting" and m.kind == "notice" for m in file.all(Message)
        ):
            self.do("lea", case, c.CloseCase("完成 done"))
        elif drawn < 0.28:
            begun = [m for m in file.all(Measure) if m.state == "begun"]
            members = {one.subject for one in decided_about(file)}
            some = [m.subject for m in begun if m.subject in members]
            if len(members) > 1 and some:
                self.do("ines", case, c.ExcludeMember(some[0], "被盗号 stolen"))

    def appeal(self, case: str, file: CaseFile) -> None:
        standing = [one for one in file.all(Decision) if one.state == DecisionState.STANDING]
        contested = {(a.subject) for a in file.all(Appellant)}
        able = [
            m.subject
            for m in file.all(Measure)
            if standing
            and m.decision == standing[-1].decision
            and m.state == "begun"
            and m.subject not in contested
        ]
        if able:
            some = tuple(self.random.sample(able, self.random.randint(1, len(able))))
            asked = c.FileAppeal(standing[-1].decision, "不是我们 it was not us", some)
            self.do("ivo", case, asked)

    def answer(self, case: str, file: CaseFile, appeal: Appeal) -> None:
        subjects = [one.subject for one in file.all(Appellant) if one.appeal == appeal.appeal]
        fallen = tuple(one for one in subjects if self.random.random() < 0.3)
        self.do("abel", case, c.ResolveAppeal(appeal.appeal, fallen, "查看过 looked again"))

    def _after_closing(self, case: str, file: CaseFile) -> None:
        if self.random.random() < 0.05:
            self.appeal(case, file)
        elif self.random.random() < 0.4:
            self._done(case)

    def _done(self, case: str) -> None:
        self.cases.remove(case)

    def change_policy(self, policy: Policy) -> None:
        """Put a policy in force."""
        with self.store.writing(self.organisation) as unit:
            desk = self.desk()
            before = unit.get(PolicyRow, self.organisation)
            desk.without_case(unit, desk.context(unit), c.ChangePolicy(policy, before))


def _notices_wait(file: CaseFile) -> bool:
    return any(m.state == "waiting" and m.kind == MessageKind.NOTICE for m in file.all(Message))
