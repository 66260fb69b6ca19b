"""Cases in a real store, in review and with evidence, without a run and without a log."""

from __future__ import annotations

from dataclasses import dataclass, field

from clearwater.app.case.deliver import Deliveries, deliver
from clearwater.app.case.desk import Desk
from clearwater.cases.delivery.base import Connector
from clearwater.cases.delivery.file import FileConnector
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile
from tests.helpers.case_desk import files, found
from tests.helpers.killed_life import MAIN, START_US


@dataclass
class Office:
    """One store, a clock that goes on by a second at each look, and people with every role."""

    store: SqlStore
    now_us: int = START_US
    desks: dict[str, Desk] = field(default_factory=dict)

    def clock_us(self) -> int:
        self.now_us += 1_000_000
        return self.now_us

    def desk(self, user: str) -> Desk:
        return self.desks.setdefault(
            user, Desk(self.store, user, MAIN, self.clock_us, open_to_all=True)
        )

    def opened(self, title: str, *accounts: str) -> str:
        """Open a case about these accounts, and return its name."""
        desk = self.desk("ines")
        with self.store.writing(MAIN) as unit:
            context = desk.context(unit)
            (step,) = desk.without_case(unit, context, c.ReceiveClue("finding", title))
            (clue,) = [row for row in step.puts if isinstance(row, Clue)]
            file = desk.done(unit, context, CaseFile(), c.OpenCase(clue, title, 3, ()))
            steps = (c.AddFinding(_found(unit, accounts)), c.AssignCase("ines"))
            (case,) = desk.done(unit, context, file, *steps, c.FreezeEvidence(files())).all(Case)
        return case.case

    def deliver(self, connector: Connector | None = None) -> Deliveries:
        through = connector or FileConnector(self.store.outgoing_folder)
        return deliver(self.store, through, self.clock_us)


def _found(unit: Unit, accounts: tuple[str, ...]) -> c.Found:
    known = unit.subjects_by_identifier("account", list(accounts))
    members = tuple(
        c.FoundMember(
            c.Named(one, unit.token("account", one), known.get(one)), "core", 9_000, "0.001", 40
        )
        for one in accounts
    )
    return c.Found(**{**vars(found(*accounts)), "members": members})
