"""A desk at which cases are worked on without a store: the workflow, a clock, people."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clearwater.cases.measures.blast_radius import blast_radius
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.bodies import Body
from clearwater.cases.records.case import Case, CaseFinding, Clue, Member
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Message, MessageKind
from clearwater.cases.records.passing import Handover, Participation
from clearwater.cases.records.people import Role
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow import dispatch
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.delivering import MessageStanding, standing_of

ORGANISATION = "main"
NOON_US = 1_772_366_400_000_000
"""2026-03-01 12:00 UTC."""
DAY_US = 86_400_000_000
HOUR_US = DAY_US // 24

PEOPLE: Mapping[str, frozenset[Role]] = {
    "ines": frozenset({Role.INVESTIGATOR}),
    "ivo": frozenset({Role.INVESTIGATOR}),
    "rosa": frozenset({Role.REVIEWER}),
    "abel": frozenset({Role.APPEALS}),
    "lea": frozenset({Role.LEAD}),
    "ada": frozenset({Role.AUDITOR}),
    "max": frozenset(Role),
    "mia": frozenset(Role),
    "clearwater": frozenset(),
    "noone": frozenset(),
}
"""One of each role, two who may do everything, the software, and somebody without a role."""


@dataclass
class CountedFresh:
    """Names and salts by counting: a rehearsal."""

    seed: str = "desk"
    count: int = 0

    def name(self, kind: str) -> str:
        return f"{kind}-{self._digest()[:10]}"

    def salt(self) -> str:
        return self._digest()

    def _digest(self) -> str:
        self.count += 1
        return hashlib.sha256(f"{self.seed}:{self.count}".encode()).hexdigest()


def a_clue(name: str = "clue-1", organisation: str = ORGANISATION) -> Clue:
    return Clue(
        organisation=organisation,
        clue=name,
        source="finding",
        fingerprint=name,
        state="waiting",
        case=None,
        subject=None,
        reporter=None,
        note=None,
        times=1,
        first_us=NOON_US,
        last_us=NOON_US,
    )


def named(identifier: str, subject: str | None = None) -> c.Named:
    token = hashlib.sha256(identifier.encode()).hexdigest()
    return c.Named(identifier, token, subject)


def found(*identifiers: str, finding: str = "F1", q_value: str = "0.004") -> c.Found:
    """Return a finding about these accounts."""
    return c.Found(
        run="ab" * 32,
        finding=finding,
        level="likely inauthentic",
        headline=f"{len(identifiers)} accounts liked the same posts within a minute",
        score_millibits=41_250,
        q_value=q_value,
        objects=7,
        detector="0.1.0",
        seed=7,
        members=tuple(
            c.FoundMember(named(one), "core", 9_000 + place, q_value, 30 + place)
            for place, one in enumerate(identifiers)
        ),
    )


CITY, OTHER_CITY = "南京", "苏州"
BODIES = (
    Body(ORGANISATION, ORGANISATION, None, "province", "江苏", "active", 0),
    Body(ORGANISATION, CITY, ORGANISATION, "city", "南京市", "active", 0),
    Body(ORGANISATION, OTHER_CITY, ORGANISATION, "city", "苏州市", "active", 0),
)
"""The desk's organisation, and two bodies below it."""


def an_offer_from(giver: str = CITY, what: str = "case") -> Handover:
    """Return the row by which the desk's organisation knows of an offer."""
    return Handover(
        organisation=ORGANISATION,
        handover="handover-1",
        side="receiver",
        giver=giver,
        receiver=ORGANISATION,
        direction="up",
        what=what,
        case=None,
        clue=None,
        theirs=f"{what}-there",
        state="offered",
        why="0" * 64,
        offered_by="li.wei",
        offered_us=NOON_US,
        due_us=NOON_US + DAY_US,
        answer=None,
        answered_by=None,
        answered_us=None,
    )


def a_given_case() -> org.TakeCase:
    """Return the command that takes over a case of three accounts, one of them excluded."""
    giver = Desk(fresh=CountedFresh("giver")).in_review()
    left_out = giver.file.all(Member)[0].subject
    giver.do("ines", c.ExcludeMember(left_out, "被盗号 stolen"))
    members = tuple(
        org.GivenMember(one, named(identifier), "被盗号 stolen" if one.why else None)
        for one, identifier in zip(giver.file.all(Member), ACCOUNTS, strict=True)
    )
    frozen = tuple(c.FrozenFile(one.name, one.sha256, one.size) for one in giver.file.all(Evidence))
    case, findings = giver.case, giver.file.all(CaseFinding)
    given = org.GivenCase(case.title, 4, case.confidence_milli, findings, members, frozen)
    return org.TakeCase(an_offer_from(), replace(a_clue("clue-9"), source="partner"), given)


ACCOUNTS = ("user_1001", "用户_水军07", "user_1003")


def as_kept(step: Step) -> Step:
    """Return a step whose rows went through a table: texts, whole numbers, nothing else."""
    return Step(step.act, tuple(type(record).of_row(record.row()) for record in step.puts))


@dataclass
class Desk:
    """One case and everybody who works on it."""

    policy: Policy = field(default_factory=default_policy)
    fresh: CountedFresh = field(default_factory=CountedFresh)
    now_us: int = NOON_US
    file: CaseFile = field(default_factory=CaseFile)
    steps: list[Step] = field(default_factory=list)
    """Every step that was taken."""

    def context(
        self, user: str, organisation: str = ORGANISATION, home: str | None = None
    ) -> Context:
        roles = PEOPLE.get(user, frozenset({Role.INVESTIGATOR}))
        caller = Caller(user, organisation, roles, home=home)
        return Context(caller, self.now_us, self.policy, self.fresh)

    def ask(self, user: str, command: c.Command, home: str | None = None) -> Outcome:
        """Return what comes of a command, and let it come to pass."""
        self.now_us += 1_000_000
        outcome = dispatch.decide_on(self.file, command, self.context(user, home=home))
        if not isinstance(outcome, Refusal):
            self.file = self.file.after([as_kept(step) for step in outcome])
            self.steps += outcome
        return outcome

    def do(self, user: str, command: c.Command, home: str | None = None) -> tuple[Step, ...]:
        """Do what must not be refused; as a guest from another body where `home` names one."""
        outcome = self.ask(user, command, home)
        assert not isinstance(outcome, Refusal), outcome
        return outcome

    def refused(self, user: str, command: c.Command, home: str | None = None) -> Refusal:
        """Ask for what must be refused."""
        outcome = self.ask(user, command, home)
        assert isinstance(outcome, Refusal), outcome
        return outcome

    # Where the case is -----------------------------------------------------------------------

    @property
    def case(self) -> Case:
        (case,) = self.file.all(Case)
        return case

    @property
    def decision(self) -> Decision:
        """The newest decision."""
        return max(self.file.all(Decision), key=lambda d: d.decided_us)

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.file.all(Measure)

    def message(self, measure: Measure, kind: MessageKind) -> Message:
        (message,) = (
            m for m in self.file.all(Message) if (m.measure, m.kind) == (measure.measure, kind)
        )
        return message

    def acts(self) -> list[str]:
        """Return the names of everything that was done."""
        return [step.act.NAME for step in self.steps]

    # The life of a case ----------------------------------------------------------------------

    def opened(self, *identifiers: str) -> Desk:
        command = c.OpenCase(
            a_clue(),
            "同一批账号同时点赞 Accounts like together",
            3,
            (found(*(identifiers or ACCOUNTS)),),
        )
        self.do("ines", command)
        return self

    def in_review(self, *identifiers: str) -> Desk:
        self.opened(*identifiers).do("ines", c.AssignCase("ines"))
        self.do("ines", c.FreezeEvidence(files()))
        return self

    def a_decision(self, measure: str | None = "mute", **other: object) -> c.Decide:
        """Return a decision that can be taken now."""
        usual = c.Decide(
            measure=measure,
            reason_code="coordinated engagement" if measure else "no sufficient grounds",
            why="Three accounts, one rhythm. 三个账号，同一节奏。",
            blast_radius=blast_radius(decided_about(self.file), objects=7),
            alone_recently=0,
        )
        return replace(usual, **other)  # type: ignore[arg-type]

    def offered(self, to: str = CITY) -> Desk:
        self.in_review().do("lea", org.OfferCase(BODIES, to, "属地管辖 theirs to see to"))
        return self

    @property
    def handover(self) -> Handover:
        """The newest offer."""
        return max(self.file.all(Handover), key=lambda one: one.offered_us)

    def joined_by(self, *bodies: str) -> Desk:
        """Invite bodies, and let them take part."""
        for body in bodies:
            self.do("lea", org.InviteBody(BODIES, body, "Do you agree? 是否同意"))
            self.do("lea", org.AnswerInvitation(self.part(body), "takes part"), home=body)
        return self

    def part(self, body: str) -> str:
        """Return the name of the part that a body has."""
        return max(
            (one for one in self.file.all(Participation) if one.body == body),
            key=lambda one: one.invited_us,
        ).participation

    def proposed(self, measure: str = "ban") -> Desk:
        self.in_review().do("ines", self.a_decision(measure))
        return self

    def decided(self, measure: str | None = "mute", **other: object) -> Desk:
        self.in_review().do("ines", self.a_decision(measure, **other))
        return self

    def notified(self, measure: str = "mute", **other: object) -> Desk:
        self.decided(measure, **other)
        if self.decision.state == "proposed":
            self.do("rosa", c.ApproveDecision(self.decision.decision))
        self.do("ines", c.IssueNotices(self.decision.decision, 0))
        return self

    def delivered(self) -> Desk:
        """Hand over everything that is due, as the software does, and go on until nothing is."""
        while self.deliver_one():
            pass
        return self

    def deliver_one(self) -> bool:
        for message in sorted(self.file.all(Message), key=lambda m: (m.next_us, m.message)):
            stands = standing_of(self.file, message, self.now_us + 1_000_000)
            if stands == MessageStanding.NOT_NEEDED:
                self.do("clearwater", c.VoidMessage(message.message))
                return True
            if stands == MessageStanding.SEND:
                self.do("clearwater", c.BeginDelivery(message.message, 60))
                self.do("clearwater", c.RecordDelivered(message.message, "file:1"))
                return True
        return False

    def appealed(self, *subjects: str) -> str:
        self.do("lea", c.FileAppeal(self.decision.decision, "不是我们 It was not us", subjects))
        return max(self.file.all(Appeal), key=lambda a: a.filed_us).appeal

    def wait(self, days: float) -> Desk:
        self.now_us += int(days * DAY_US)
        return self


def files(*names: str) -> tuple[c.FrozenFile, ...]:
    """Return frozen files of these names."""
    return tuple(
        c.FrozenFile(name, hashlib.sha256(name.encode()).hexdigest(), len(name))
        for name in names or ("run.json", "findings/F1/members.parquet")
    )
