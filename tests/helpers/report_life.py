"""A body that receives reports and works on cases, at a store of its own and on a clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from clearwater.app.case.desk import Desk
from clearwater.app.intake.receiving import Received, Reported, receive_report
from clearwater.cases import acts
from clearwater.cases.measures.blast_radius import blast_radius
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.notice import Appeal
from clearwater.cases.records.people import Role, User
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import CaseFile, Step
from tests.helpers.case_desk import DAY_US, HOUR_US, files, found
from tests.helpers.stores import START_US

ROLES = {
    "ning": Role.INTAKE,
    "ines": Role.INVESTIGATOR,
    "rosa": Role.REVIEWER,
    "abel": Role.APPEALS,
    "lea": Role.LEAD,
    "ada": Role.AUDITOR,
}
"""Nobody has two: what one may not see, no other role of theirs shows."""


@dataclass
class ReportLife:
    """Reports, and what becomes of them."""

    store: SqlStore
    now_us: int = START_US
    organisation: str = "main"
    cases: dict[str, str] = field(default_factory=dict)

    def begin(self) -> ReportLife:
        with self.store.writing(self.organisation) as unit:
            for user, role in ROLES.items():
                row = User(self.organisation, user, str(role), "active", self.now_us)
                act = acts.UserChanged(user, row.roles, row.state)
                unit.save([Step(act, (row,))], "root", self.now_us)
        return self

    def desk(self, user: str) -> Desk:
        return Desk(self.store, user, self.organisation, lambda: self.now_us, open_to_all=False)

    def wait(self, hours: float) -> ReportLife:
        self.now_us += int(hours * HOUR_US)
        return self

    def report(
        self, reporter: str, account: str | None = "用户_水军07", **said: object
    ) -> Received:
        self.now_us += 1_000_000
        usual = Reported(reporter, "fake engagement", account)
        return receive_report(self.desk("ning"), replace(usual, **said))  # type: ignore[arg-type]

    def clue(self, name: str) -> Clue:
        with self.store.reading(self.organisation) as unit:
            kept = unit.get(Clue, name)
        assert kept is not None
        return kept

    def do(self, user: str, case: str, command: c.Command) -> CaseFile:
        self.now_us += 1_000_000
        return self.desk(user).on_case(case, lambda *_: command)

    def opened(self, clue: str, *accounts: str) -> str:
        """Open a case for a clue with these accounts in a finding, and return its name."""
        desk = self.desk("ines")
        self.now_us += 1_000_000
        with self.store.writing(self.organisation) as unit:
            known = unit.subjects_by_identifier("account", accounts)
            one = found(*accounts)
            members = tuple(
                replace(
                    member,
                    account=c.Named(name, unit.token("account", name), known.get(name)),
                )
                for name, member in zip(accounts, one.members, strict=True)
            )
            waiting = unit.get(Clue, clue)
            assert waiting is not None
            command = c.OpenCase(waiting, "同时点赞 Together", 3, (replace(one, members=members),))
            file = desk.done(unit, desk.context(unit), CaseFile(), command)
        (case,) = file.all(Case)
        self.do("ines", case.case, c.AssignCase("ines"))
        self.do("ines", case.case, c.FreezeEvidence(files()))
        return case.case

    def decided(self, case: str, measure: str | None = "mute") -> str:
        """Decide a case, tell everyone, and return the decision."""
        decision = self.proposed(case, measure)
        if measure:
            self.do("ines", case, c.IssueNotices(decision, 0))
        return decision

    def proposed(self, case: str, measure: str | None = "ban") -> str:
        """Decide a case, whether that needs a second person or not, and return the decision."""

        def command(file: CaseFile) -> c.Decide:
            return c.Decide(
                measure=measure,
                reason_code="coordinated engagement" if measure else "no sufficient grounds",
                why="同一节奏 one rhythm",
                blast_radius=blast_radius(decided_about(file), objects=7),
                alone_recently=0,
            )

        self.now_us += 1_000_000
        file = self.desk("ines").on_case(case, lambda _, file: command(file))
        return max(file.all(Decision), key=lambda one: one.decided_us).decision

    def overturned(self, case: str, decision: str) -> None:
        """Let everyone appeal, and win."""
        file = self.do("lea", case, c.FileAppeal(decision, "不是我们 It was not us"))
        appeal = max(file.all(Appeal), key=lambda one: one.filed_us).appeal
        everyone = tuple(one.subject for one in file.all(Member))
        self.do("abel", case, c.ResolveAppeal(appeal, everyone, "证据不足 too little"))


__all__ = ["DAY_US", "HOUR_US", "ReportLife"]
