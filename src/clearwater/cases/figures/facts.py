"""What figures are counted from: entries of a period, and rows that never change after.

Entries say what was done and when. What an act refers to is looked up in fields that are written
once: the measure and reason of a decision, the times of a measure, when a case was opened or an
appeal filed. So a figure of a past period is the same whenever it is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from clearwater.cases import acts
from clearwater.cases.figures.periods import Period
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.case import Case, CaseFinding
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.duties import Duty
from clearwater.cases.records.notice import Appeal
from clearwater.cases.records.passing import Handover

COUNTED_ACTS: tuple[type[acts.Act], ...] = (
    *(acts.ClueReceived, acts.ClueSetAside, acts.CaseOpened, acts.CaseClosed, acts.CaseReopened),
    *(acts.HandoverAccepted, acts.DecisionProposed, acts.DecisionApproved, acts.DecisionRefused),
    *(acts.NoticesIssued, acts.MeasuresLifted, acts.AppealFiled, acts.AppealResolved),
    *(acts.ReportAsked, acts.ReportReceived, acts.ReportChecked),
)
"""What somebody did that a figure counts. Messages, most of a ledger, are not read."""


@dataclass(frozen=True)
class Ruled:
    """What the policy of the day said about a decision."""

    category: str
    restricts: bool
    """Whether its measure restricts."""


@dataclass(frozen=True)
class EffectiveReports:
    """How reports of users stand that were received or decided; see product definition 5.10."""

    effective: int
    """Reports whose account was acted on and the action not overturned."""
    decided: int
    pending: int
    entries: tuple[int, ...] = ()
    """Numbers of the entries that were counted."""


@dataclass(frozen=True)
class Facts:
    """Everything that the figures of one organisation and period need."""

    organisation: str
    period: Period
    entries: tuple[Entry, ...] = ()
    """Of `COUNTED_ACTS`, in the period, in the order of the ledger."""
    before: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Case -> its findings and decisions until the end of the period, where one was decided."""
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    ruled: Mapping[str, Ruled] = field(default_factory=dict)
    """Decision -> what the policy of the day said."""
    measures: Mapping[str, Measure] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    findings: Mapping[tuple[str, str, str], CaseFinding] = field(default_factory=dict)
    appeals: Mapping[str, Appeal] = field(default_factory=dict)
    appellants: Mapping[str, int] = field(default_factory=dict)
    """Appeal -> how many accounts."""
    handovers: Mapping[str, Handover] = field(default_factory=dict)
    started: tuple[tuple[int, Measure], ...] = ()
    """Measures that came into force in the period, each with the entry that issued its notice."""
    lapsed: tuple[tuple[int, Measure], ...] = ()
    """Measures that ended by themselves in the period, each with the entry that issued its
    notice."""
    in_force: tuple[tuple[int, Measure], ...] = ()
    """Measures that had been notified and not ended when the period ended."""
    open_cases: tuple[Entry, ...] = ()
    """When each case that was open at the end was opened."""
    open_appeals: tuple[Entry, ...] = ()
    """When each appeal that was open at the end was filed."""
    duties: tuple[tuple[int, Duty], ...] = ()
    """Reports that platforms owed before the end, each with the entry that asked for it."""
    effective: EffectiveReports | None = None
    """Nothing where reports of users are not counted here."""

    def of(self, act: type[acts.Act]) -> Iterator[Entry]:
        """Yield the entries of one act."""
        return (entry for entry in self.entries if entry.act == act.NAME)

    def standing(self) -> Iterator[tuple[Entry, Decision]]:
        """Yield the decisions that came to stand in the period, with the entry by which they did.

        One person's at once, and those that need two when the second agrees.
        """
        for entry in self.entries:
            if came_to_stand(entry):
                yield entry, self.decisions[str(entry.details["decision"])]


def came_to_stand(entry: Entry) -> bool:
    """Return whether a decision stands since this entry."""
    if entry.act == acts.DecisionProposed.NAME:
        return entry.details["needs_second"] == 0
    return entry.act == acts.DecisionApproved.NAME


def rows_of(entry: Entry, table: str) -> Iterator[str]:
    """Yield the keys of the rows of a table that an entry wrote, for keys of one field."""
    return (write.key[-1] for write in entry.writes if write.table == table)
