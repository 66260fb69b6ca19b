"""Somebody does something, again and again: several people, several cases, any order, any time.

Every choice comes from one `random.Random`: a seeded one in the bench, one of Hypothesis in tests,
which then looks for the shortest way to a violation. Commands are mostly sensible, sometimes
aimed at the wrong case, decision or account, and asked for by whoever the draw names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from clearwater.cases.measures.blast_radius import blast_radius
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Message
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.asking import decided_about
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Refusal, Step
from clearwater.cases.workflow.dispatch import STEPS, decide_on, decide_without_case
from clearwater.cases.workflow.invariants import Violation, violations
from clearwater.cases.workflow.moves import move_violations
from clearwater.cases.workflow.states import TAKEN_IN
from tests.helpers.case_desk import (
    DAY_US,
    NOON_US,
    ORGANISATION,
    PEOPLE,
    CountedFresh,
    as_kept,
    found,
    named,
)
from tests.helpers.case_walk_between import MAKERS_BETWEEN, home_of, taken_over

MOST_CASES = 3
PAUSES_S = [*([1] * 8), *([60] * 8), *([3_600] * 4), *([86_400] * 2), 86_400 * 20]
"""Mostly minutes; sometimes days, so that measures begin and lapse, and time for appeals ends."""
WHY = "理由 reason"
NOTHING = "nothing-1"
"""A name that nothing has."""
Handlers = Mapping[type[c.Command], Any]


def seeded(seed: int) -> Random:
    """Return choices that are the same for the same seed."""
    return Random(seed)  # noqa: S311 - a walk, no secret


@dataclass
class Walk:
    """A store in memory and everybody who uses it."""

    random: Random
    policy: Any
    handlers: Handlers = field(default_factory=lambda: STEPS)
    """The workflow's steps, or broken ones: then violations must come up."""
    rules: tuple[Any, ...] = ()
    """Policies one of which is put in force now and then; none: `policy` stays."""
    now_us: int = NOON_US
    fresh: CountedFresh = field(default_factory=lambda: CountedFresh("walk"))
    clues: dict[str, Clue] = field(default_factory=dict)
    cases: list[CaseFile] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    """Command -> how often it was taken."""
    refused: Counter[str] = field(default_factory=Counter)
    """Code -> how often."""
    edges: Counter[str] = field(default_factory=Counter)
    """``before > after`` of cases -> how often."""
    violations: list[Violation] = field(default_factory=list)

    def step(self) -> None:
        """Do one thing, and look at every invariant."""
        self.now_us += self.random.choice(PAUSES_S) * 1_000_000
        if self.rules and self.random.random() < 0.05:
            self.policy = self.random.choice(self.rules)
        user = self.random.choice(list(PEOPLE))
        if not self.cases or self.random.random() < 0.03:
            self._without_case(user)
            return
        place = self.random.randrange(len(self.cases))
        command = self._fitting(self.cases[place])
        if command is None:
            return
        if type(command) in SYSTEM_ONLY and self.random.random() < 0.95:
            user = "clearwater"
        elif self.random.random() < 0.6:
            # Most refusals would be about rights, and nothing would happen.
            user = self.random.choice(["max", "mia"])
        self._on_case(place, user, command)

    def _fitting(self, file: CaseFile) -> c.Command | None:
        """Return a command, after some tries one that is taken at this step of the case."""
        command = None
        for _ in range(8):
            # Most of what happens happens within one body.
            between = self.random.random() < 0.14
            command = self.random.choice(MAKERS_BETWEEN if between else MAKERS)(self, file)
            # Closing ends the most interesting part, so it is asked for more rarely.
            early = any(case.state == "in review" for case in file.all(Case))
            hasty = type(command) is c.CloseCase and early and self.random.random() < 0.95
            hasty |= command is None or NOTHING in vars(command).values()
            states = TAKEN_IN.get(type(command), frozenset())  # type: ignore[arg-type]
            if not hasty and any(case.state in states for case in file.all(Case)):
                break
            if self.random.random() < 0.05:
                break
        return command

    def context(self, user: str) -> Context:
        return Context(
            Caller(user, ORGANISATION, PEOPLE[user]), self.now_us, self.policy, self.fresh
        )

    def _without_case(self, user: str) -> None:
        known = self.random.choice([None, *self.clues.values()])
        kind = self.random.randrange(3)
        command: c.Command
        if kind == 0 and known is not None:
            command = c.SetAsideClue(known, WHY)
        elif kind == 1 or known is None:
            fingerprint = known.fingerprint if known else f"f{len(self.clues)}"
            reporter = named("reporter 举报人") if self.random.random() < 0.5 else None
            command = c.ReceiveClue("report", fingerprint, known, None, reporter, "看 look")
        else:
            self._open(user, known)
            return
        outcome = decide_without_case(command, self.context(user))
        self._count(command, outcome)
        if not isinstance(outcome, Refusal):
            self._keep_clues(outcome)

    def _open(self, user: str, clue: Clue) -> None:
        if len(self.cases) >= MOST_CASES:
            self.cases.pop(self.random.randrange(len(self.cases)))
        command: c.Command = c.OpenCase(
            clue, "accounts act together", self.random.randint(0, 5), (a_found(self),)
        )
        if self.cases and self.random.random() < 0.5:
            command = taken_over(self) or command
        self.cases.append(CaseFile())
        self._on_case(len(self.cases) - 1, user, command)
        if not self.cases[-1].rows:
            self.cases.pop()

    def _on_case(self, place: int, user: str, command: c.Command) -> None:
        before = self.cases[place]
        context = self.context(user)
        caller = replace(context.caller, home=home_of(self, before, command))
        context = replace(context, caller=caller)
        outcome = decide_on(before, command, context, steps=self.handlers)
        self._count(command, outcome)
        if isinstance(outcome, Refusal):
            return
        after = before.after([as_kept(step) for step in outcome])
        self.cases[place] = after
        self._keep_clues(outcome)
        old, new = before.all(Case), after.all(Case)
        if old and old[0].state != new[0].state:
            self.edges[f"{old[0].state} > {new[0].state}"] += 1
        # What was decided under other rules is not measured by these.
        self.violations += violations(after, None if self.rules else self.policy)
        self.violations += move_violations(before, after)

    def _keep_clues(self, steps: tuple[Step, ...]) -> None:
        rows = [record for step in steps for record in step.puts]
        self.clues |= {clue.clue: clue for clue in rows if isinstance(clue, Clue)}

    def _count(self, command: c.Command, outcome: object) -> None:
        if isinstance(outcome, Refusal):
            self.refused[outcome.code] += 1
        else:
            self.taken[type(command).__name__] += 1


def changing_rules() -> tuple[Any, ...]:
    """Return what a lead puts in force between steps: usual rules, looser, stricter, others."""
    usual = default_policy()
    second = usual.second_person
    loose = [replace(rung, needs_second=rung.name == "ban") for rung in usual.ladder]
    other = [replace(rung, inverse=f"no {rung.name}") for rung in usual.ladder]
    return (
        usual,
        replace(usual, ladder=tuple(loose), second_person=replace(second, severity=8)),
        replace(usual, second_person=replace(second, severity=1, accounts=1)),
        replace(usual, ladder=tuple(r for r in usual.ladder if r.name not in {"mute", "warn"})),
        replace(usual, ladder=tuple(other), appeal_window_s=7 * 86_400),
    )


# What somebody could ask for --------------------------------------------------------------------


def a_found(walk: Walk) -> c.Found:
    pool = [f"account {number} 号" for number in range(6)]
    size = walk.random.randint(1, 4)
    name = f"F{walk.random.randrange(3)}"
    # Names of accounts are known to the store from their second time on.
    subjects = {
        one: f"subject-{one[8]}" if walk.random.random() < 0.7 else None
        for one in walk.random.sample(pool, size)
    }
    one_found = found(*subjects, finding=name)
    members = tuple(
        c.FoundMember(named(one, subject), "core", 10, "0.01", 5)
        for one, subject in subjects.items()
    )
    return c.Found(**{**vars(one_found), "members": members})


def _open_again(walk: Walk, _file: CaseFile) -> c.Command | None:
    clue = next(iter(walk.clues.values()), None)
    return None if clue is None else c.OpenCase(clue, "again", 1)


def _join(walk: Walk, _file: CaseFile) -> c.Command | None:
    clues = list(walk.clues.values())
    return c.JoinClue(walk.random.choice(clues)) if clues else None


def _share(walk: Walk, _file: CaseFile) -> c.Command:
    return c.ShareRing((c.Overlap("case-x", "ring-x", walk.random.randint(0, 4), 2),))


def _assign(walk: Walk, _file: CaseFile) -> c.Command:
    return c.AssignCase(walk.random.choice(["ines", "max", "mia", "ivo", "not a login"]))


def _a_member(walk: Walk, file: CaseFile) -> str:
    return _one(walk, [m.subject for m in file.all(Member)])


def _exclude(walk: Walk, file: CaseFile) -> c.Command:
    return c.ExcludeMember(_a_member(walk, file), _why(walk))


def _include(walk: Walk, file: CaseFile) -> c.Command:
    return c.IncludeMember(_a_member(walk, file), _why(walk))


def _freeze(walk: Walk, _file: CaseFile) -> c.Command:
    name = f"file-{walk.random.randrange(4)}"
    digest = ("ab" if walk.random.random() < 0.9 else "cd") * 32
    return c.FreezeEvidence((c.FrozenFile(name, digest, 3),))


def _decide(walk: Walk, file: CaseFile) -> c.Command:
    measure = walk.random.choice(
        [None, *(rung.name for rung in walk.policy.ladder), "mute", "mute", "no such"]
    )
    reason = "coordinated engagement" if measure else "no sufficient grounds"
    stand = [d.decision for d in file.all(Decision) if d.state == "standing"]
    usual: list[str | None] = [*stand[-1:] * 9] or [None] * 9
    supersedes = walk.random.choice([*usual, None, *stand, "decision-x"])
    about = decided_about(file)
    return c.Decide(
        measure=measure,
        reason_code=walk.random.choice([reason] * 12 + ["no such reason", "no sufficient grounds"]),
        why=_why(walk),
        blast_radius=blast_radius(about[: walk.random.choice([len(about)] * 12 + [1])], objects=2),
        alone_recently=walk.random.choice([0] * 12 + [49, -1]),
        duration_s=walk.random.choice([None] * 9 + [3_600, 86_400 * 7, 10**9]),
        delay_s=walk.random.choice([0] * 9 + [3_600, 86_400 * 3, 86_400 * 31]),
        stages=walk.random.choice([1] * 9 + [3, 3, 0]),
        stage_gap_s=walk.random.choice([0, 600]),
        supersedes=supersedes,
    )


def _a_decision(walk: Walk, file: CaseFile) -> str:
    return _one(walk, [d.decision for d in file.all(Decision)])


def _approve(walk: Walk, file: CaseFile) -> c.Command:
    return c.ApproveDecision(_a_decision(walk, file))


def _refuse(walk: Walk, file: CaseFile) -> c.Command:
    return c.RefuseDecision(_a_decision(walk, file), _why(walk))


def _withdraw(walk: Walk, file: CaseFile) -> c.Command:
    return c.WithdrawDecision(_a_decision(walk, file), _why(walk))


def _notify(walk: Walk, file: CaseFile) -> c.Command:
    languages = walk.random.choice([("en", "zh"), ("zh",), ("zh",), ("fr",)])
    return c.IssueNotices(_a_decision(walk, file), walk.random.choice([0] * 9 + [9_999]), languages)


def _appeal(walk: Walk, file: CaseFile) -> c.Command:
    subjects = [m.subject for m in file.all(Measure)]
    some = walk.random.sample(subjects, min(walk.random.randint(0, 2), len(subjects)))
    return c.FileAppeal(_a_decision(walk, file), _why(walk), tuple(some))


def _resolve(walk: Walk, file: CaseFile) -> c.Command:
    appeal = _one(walk, [a.appeal for a in file.all(Appeal)])
    appellants = [a.subject for a in file.all(Appellant) if a.appeal == appeal]
    some = walk.random.sample(appellants, walk.random.randint(0, len(appellants)))
    return c.ResolveAppeal(appeal, tuple(some), _why(walk))


def _close(walk: Walk, _file: CaseFile) -> c.Command:
    return c.CloseCase(_why(walk))


def _a_message(walk: Walk, file: CaseFile) -> str:
    waiting = [m.message for m in file.all(Message) if m.state == "waiting"]
    any_of_them = [m.message for m in file.all(Message)]
    return _one(walk, waiting if walk.random.random() < 0.9 else any_of_them)


def _begin(walk: Walk, file: CaseFile) -> c.Command:
    return c.BeginDelivery(_a_message(walk, file), walk.random.choice([1, 60, 60, 0]))


def _delivered(walk: Walk, file: CaseFile) -> c.Command:
    begun = [m.message for m in file.all(Message) if m.attempts and m.state != "delivered"]
    return c.RecordDelivered(_one(walk, begun), walk.random.choice(["200", "不是回执\n"]))


def _failed(walk: Walk, file: CaseFile) -> c.Command:
    begun = [m.message for m in file.all(Message) if m.attempts and m.state != "delivered"]
    pause_us = walk.random.choice([-1, 1_000_000, DAY_US, DAY_US * 1_000])
    return c.RecordFailed(_one(walk, begun), walk.random.choice(["HTTP 503", "哎"]), pause_us)


def _void(walk: Walk, file: CaseFile) -> c.Command:
    return c.VoidMessage(_a_message(walk, file))


def _give_up(walk: Walk, file: CaseFile) -> c.Command:
    return c.GiveUpNotice(_a_message(walk, file), _why(walk))


def _read(walk: Walk, file: CaseFile) -> c.Command:
    purpose = walk.random.choice(["case work", "case work", "curiosity"])
    return c.ReadPersonalData("case", len(file.all(Member)), purpose)


def _one(walk: Walk, names: list[str]) -> str:
    """Return one of the names, or now and then one that nothing has."""
    return walk.random.choice(names) if names and walk.random.random() < 0.95 else NOTHING


def _why(walk: Walk) -> str:
    return WHY if walk.random.random() < 0.95 else " "


MAKERS: list[Callable[[Walk, CaseFile], c.Command | None]] = [
    *(_open_again, _join, _share, lambda walk, _: c.AddFinding(a_found(walk))),
    *(_assign, _assign, _exclude, _include, _freeze, _freeze),
    *(_decide, _decide, _decide, _decide, _approve, _approve, _refuse, _withdraw),
    *(_notify, _notify, _notify),
    *(_appeal, _appeal, _resolve, _resolve, _close, _close),
    *([_begin] * 8),
    *([_delivered] * 6),
    *(_failed, _void, _void, _give_up, _give_up, _give_up, _read),
]
SYSTEM_ONLY = {c.BeginDelivery, c.RecordDelivered, c.RecordFailed, c.VoidMessage}
