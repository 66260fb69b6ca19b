"""What people do in cases in the week, over HTTP, each with what it adds to a count by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.helpers.week_by_hand import ByHand
from tests.helpers.week_world import World, accounts_of, run_of

OBJECTS = 14
"""On which the accounts of each ring acted together: the jobs of `tests.helpers.desk`."""
NEED_SECOND = frozenset({"suspend", "remove", "ban"})
RESTRICTS = frozenset({"mute", "limit", *NEED_SECOND})
CATEGORY = {"coordinated engagement": "fake engagement", "brushing": "brushing"}
NO_GROUNDS = "no sufficient grounds"
WHY = "同一批设备，同一节奏 · the same devices, one rhythm"


@dataclass
class Case:
    """A case, as somebody with a pencil would note it."""

    body: str
    name: str
    ring: str
    origin: str
    opened_us: int
    left_out: set[str] = field(default_factory=set)
    """Accounts that are not decided about, or whose decision fell."""
    measure: str | None = None
    reason: str = ""
    decided: bool = False
    told: set[str] = field(default_factory=set)
    """Accounts on which the measure is."""
    closed: bool = False
    filed_us: dict[str, int] = field(default_factory=dict)
    """Appeal -> when it came in."""
    appellants: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    """Account -> its name in the store."""

    @property
    def kind(self) -> str:
        return self.measure or "no action"

    @property
    def about(self) -> set[str]:
        return set(accounts_of(self.ring)) - self.left_out


@dataclass
class Caseload:
    """Cases of the week."""

    world: World
    hand: ByHand

    def _post(self, role: str, case: Case, what: str, said: Any = None) -> Any:
        return self.world.post(f"{role}@{case.body}", f"/cases/{case.name}/{what}", said)

    # Opened ----------------------------------------------------------------------------------

    def open(self, body: str, ring: str) -> Case:
        """Open a case for a finding."""
        said = {"run": run_of(ring), "finding": "F001"}
        shown = self.world.post(f"investigator@{body}", "/cases", said, status=201).json()
        assert shown["members"] == len(accounts_of(ring))
        self.hand.add(body, "clues.received", "finding", "new")
        return self.opened(Case(body, shown["case"], ring, "finding", self.world.now_us))

    def open_for_clue(self, body: str, clue: str, origin: str, ring: str) -> Case:
        """Open a case for a clue, and add what a scan found about the account."""
        said = {"clue": clue, "title": "一起行动的账号 accounts act together"}
        shown = self.world.post(f"investigator@{body}", "/cases", said, status=201).json()
        case = self.opened(Case(body, shown["case"], ring, origin, self.world.now_us))
        self._post("investigator", case, "findings", {"run": run_of(ring), "finding": "F001"})
        return case

    def opened(self, case: Case) -> Case:
        """Count a case that was opened, whichever way."""
        self.hand.add(case.body, "cases.opened", case.origin)
        self.hand.stand(case.body, "cases.open", by=1)
        return case

    def assign(self, case: Case) -> None:
        self._post("investigator", case, "assignments", {"to": f"investigator.{case.body}"})

    def exclude(self, case: Case, account: str) -> None:
        """Leave an account out; what it has is taken back."""
        said = {"subject": self._subject(case, account), "why": "被盗号的受害者 a victim"}
        self._post("investigator", case, "exclusions", said)
        self._lift(case, {account}, "exclusion")
        case.left_out.add(account)

    def _subject(self, case: Case, account: str) -> str:
        if not case.subjects:
            said = {"purpose": "case work"}
            shown = self._post("investigator", case, "readings", said).json()
            case.subjects = {one["account"]: one["subject"] for one in shown["members"]}
        return case.subjects[account]

    # Decided ---------------------------------------------------------------------------------

    def decide(self, case: Case, measure: str | None, reason: str, **more: int) -> None:
        asked = f"/cases/{case.name}/explanations"
        tested = self.world.get(f"investigator@{case.body}", asked).json()["items"]
        considered = [one["explanation"] for one in tested]
        said = {
            "measure": measure,
            "reason_code": reason,
            "why": WHY,
            "considered": considered,
            **more,
        }
        self._post("investigator", case, "decisions", said)
        case.measure, case.reason = measure, reason
        self.hand.add(case.body, "decisions.proposed", case.kind)
        if measure not in NEED_SECOND:
            self.stands(case, "one")

    def approve(self, case: Case) -> None:
        self._post("reviewer", case, "approvals")
        self.stands(case, "two")

    def refuse(self, case: Case) -> None:
        self._post("reviewer", case, "refusals", {"why": "不足 not enough"})
        self.hand.add(case.body, "decisions.refused")

    def stands(self, case: Case, people: str) -> None:
        """Count a decision that stands from now on."""
        self.hand.add(case.body, "decisions.taken", people, case.kind)
        if not case.decided:
            self.hand.add(case.body, "decisions.objects", times=OBJECTS)
            time_us = self.world.now_us - case.opened_us
            self.hand.took(case.body, "times.to_decision", time_us)
        case.decided = True

    def notify(self, case: Case, *, starts_later: bool = False) -> None:
        """Tell everyone, and hand the notices over."""
        self._post("investigator", case, "notices")
        assert case.measure is not None
        case.told = case.about
        body, kind, count = case.body, case.measure, len(case.told)
        category = CATEGORY[case.reason]
        self.hand.add(body, "measures.begun", kind, category, case.origin, times=count)
        self.hand.stand(body, "measures.in_force", kind, by=count)
        if not starts_later:
            self.hand.add(body, "measures.started", kind, category, times=count)
        if kind in RESTRICTS:
            self.hand.one_of(body, "accounts.restricted", category, which=case.told)
        sent = self.world.post(f"lead@{body}", "/deliveries").json()
        assert sent["delivered"] >= count
        assert sent["failed"] == 0

    def _lift(self, case: Case, accounts: set[str], cause: str) -> None:
        lifted = case.told & accounts
        if lifted:
            self.hand.add(case.body, "measures.lifted", cause, case.kind, times=len(lifted))
            self.hand.stand(case.body, "measures.in_force", case.kind, by=-len(lifted))
        case.told -= lifted

    def lapsed(self, case: Case) -> None:
        """Count what ends by itself: nobody does anything."""
        self.hand.add(case.body, "measures.lapsed", case.kind, times=len(case.told))
        self.hand.stand(case.body, "measures.in_force", case.kind, by=-len(case.told))
        case.told = set()

    # Contested ---------------------------------------------------------------------------------

    def appeal(self, case: Case, *accounts: str) -> str:
        """Enter an appeal of these accounts; of all who can where none is named."""
        subjects = [self._subject(case, one) for one in accounts]
        said = {"statement": "我们是同一个班的学生 We are one class", "subjects": subjects}
        self._post("lead", case, "appeals", said)
        path = f"/cases/{case.name}/appeals"
        known = self.world.get(f"auditor@{case.body}", path).json()["appeals"]
        (appeal,) = (str(one["appeal"]) for one in known if one["appeal"] not in case.filed_us)
        count = len(accounts) or len(case.told)
        case.filed_us[appeal], case.appellants[appeal] = self.world.now_us, count
        self.hand.add(case.body, "appeals.filed")
        self.hand.add(case.body, "appeals.appellants", times=count)
        self.hand.stand(case.body, "appeals.open", by=1)
        if case.closed:
            case.closed = False
            self.hand.add(case.body, "cases.reopened")
            self.hand.stand(case.body, "cases.open", by=1)
        return appeal

    def answer(self, case: Case, appeal: str, outcome: str, *fallen: str) -> None:
        """Answer an appeal; `outcome` is the word for what it comes to."""
        some = {self._subject(case, one): one for one in fallen}
        verdict = "overturned" if fallen else "upheld"
        said = {"outcome": verdict, "why": "查看过了 looked again", "subjects": sorted(some)}
        self._post("appeals", case, f"appeals/{appeal}/answers", said)
        body = case.body
        self.hand.add(body, "appeals.resolved", outcome)
        self.hand.add(body, "appeals.overturned", times=len(fallen))
        self.hand.of_all(body, "appeals.overturn_share", len(fallen), case.appellants[appeal])
        self.hand.took(body, "times.to_answer", self.world.now_us - case.filed_us[appeal])
        self.hand.stand(body, "appeals.open", by=-1)
        self._lift(case, set(fallen), "appeal")
        case.left_out |= set(fallen)

    def close(self, case: Case, outcome: str) -> None:
        self._post("lead", case, "closings", {"why": "完成 done"})
        self.closed(case, outcome)

    def closed(self, case: Case, outcome: str) -> None:
        """Count a case that was closed, whichever way."""
        case.closed = True
        self.hand.add(case.body, "cases.closed", outcome)
        self.hand.stand(case.body, "cases.open", by=-1)
