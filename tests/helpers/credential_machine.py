"""Every order in which a credential can be set up, used, guessed at, locked and ended.

What is shown is known here, who knows what too; what the workflow makes of it is compared with
rules that are written down a second time, in other words: sets of what was used up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clearwater.cases.acts import LoginLocked
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import Role
from clearwater.cases.workflow import commands_identity as c
from clearwater.cases.workflow.base import Caller, Context, Outcome, Refusal
from clearwater.cases.workflow.commands import Command
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import SYSTEM
from clearwater.cases.workflow.sessions import session_refused
from tests.helpers.case_desk import NOON_US, CountedFresh

SECOND_US = 1_000_000
POLICY = default_policy()
WORDS = st.sampled_from(["月亮", "白鹭", "船票"])
DEVICES = st.sampled_from(["telephone", "tablet"])
AWAY = st.integers(-2, 2)
FOR_A_WHILE = st.sampled_from([1, 20, 30, 60, 901, 1_700, 40_000, 259_200])


def hash_of(word: str, salt: int) -> str:
    return f"$argon2id${salt}${word}"


class CredentialMachine(RuleBasedStateMachine):
    """One user, a lead, and somebody who tries."""

    broken: dict[type[Command], Callable[[Any, Context], Outcome]] = {}  # noqa: RUF012
    """Steps in the place of the workflow's own, to see that they are found out."""

    def __init__(self) -> None:
        super().__init__()
        self.now_us, self.fresh, self.salt = NOON_US, CountedFresh(), 0
        self.row: Credential | None = None
        # What is true, in words of its own.
        self.password: str | None = None
        self.device: str | None = None
        self.used_codes: set[tuple[str, int]] = set()
        self.newest_code = -1
        self.tokens: dict[str, int] = {}
        self.waiting: str | None = None
        self.used_tokens: set[str] = set()
        self.failures, self.locked_until_us = 0, 0
        self.sessions: list[c.Session] = []
        self.live: list[c.Session] = []

    # What is asked ---------------------------------------------------------------------------

    def ask(self, user: str, command: Command) -> Outcome:
        roles = {"lea": Role.LEAD, "ines": Role.INVESTIGATOR}
        caller = Caller(user, "main", frozenset({roles[user]} if user in roles else set()))
        context = Context(caller, self.now_us, POLICY, self.fresh)
        step = self.broken.get(type(command))
        outcome = decide_without_case(command, context) if step is None else step(command, context)
        if not isinstance(outcome, Refusal):
            for put in (put for one in outcome for put in one.puts):
                assert isinstance(put, Credential)
                self.row = put
        return outcome

    def salted(self, word: str) -> str:
        self.salt += 1
        return hash_of(word, self.salt)

    def proof(self, word: str, device: str | None, steps: tuple[int, ...]) -> c.Proof:
        """Return what was found by comparing, as the app does it."""
        kept = None if self.row is None else self.row.password
        fits = kept is not None and kept.endswith(f"${word}")
        totp = None if self.row is None else self.row.totp
        shown = totp if totp is not None and totp == device else None
        return c.Proof(kept if fits else None, shown, steps if shown is not None else ())

    def began(self, *, second_factor: bool) -> None:
        assert self.row is not None
        session = c.Session(
            *("main", "ines", self.row.generation, self.now_us, self.now_us, self.now_us),
            second_factor=second_factor,
        )
        self.sessions.append(session)
        self.live.append(session)

    # What happens ----------------------------------------------------------------------------

    @initialize()
    def a_lead_issues(self) -> None:
        self.issue()

    @rule()
    def issue(self) -> None:
        token = f"token {len(self.tokens)}"
        roles = frozenset({Role.INVESTIGATOR})
        command = c.IssueSetup("ines", self.row, roles, token, no_lead_yet=False)
        outcome = self.ask("lea", command)
        assert not isinstance(outcome, Refusal)
        self.tokens[token] = self.now_us + 259_200 * SECOND_US
        self.waiting = token

    @rule(word=WORDS, number=st.integers(-1, 5))
    def use_a_token(self, word: str, number: int) -> None:
        token = f"token {number if number >= 0 else len(self.tokens) - 1}"
        before_waiting = self.waiting
        outcome = self.ask("ines", c.UseSetup(self.row, token, self.salted(word)))
        may_be = token == before_waiting and self.now_us < self.tokens.get(token, 0)
        assert isinstance(outcome, Refusal) is not may_be
        if may_be:
            assert token not in self.used_tokens, "a token works once"
            self.used_tokens.add(token)
            self.waiting, self.password, self.device = None, word, None
            self.newest_code, self.failures, self.locked_until_us = -1, 0, 0
            self.live = []
            self.began(second_factor=False)

    @rule(
        word=WORDS,
        device=st.none() | DEVICES,
        away=st.lists(AWAY, max_size=2).map(tuple),
    )
    def try_anything(self, word: str, device: str | None, away: tuple[int, ...]) -> None:
        self.log_in(word, device, away)

    @precondition(lambda self: self.password is not None)
    @rule(away=AWAY, again=AWAY)
    def try_rightly_and_again(self, away: int, again: int) -> None:
        for one in (away, again):
            self.log_in(str(self.password), self.device, (one,))

    @precondition(lambda self: self.password is not None)
    @rule(times=st.integers(1, 6))
    def guess(self, times: int) -> None:
        for _ in range(times):
            self.log_in("no word of his", self.device, (0,))
        self.log_in(str(self.password), self.device, (1,))

    def log_in(self, word: str, device: str | None, away: tuple[int, ...]) -> None:
        """Try, and see that what comes of it is what should."""
        now = self.now_us // (30 * SECOND_US)
        proof = self.proof(word, device, tuple(now + one for one in away))
        usable = [now + one for one in away if abs(one) <= 1 and now + one > self.newest_code]
        right = self.password is not None and word == self.password
        if self.device is not None:
            right = right and device == self.device and bool(usable)
        right = right and self.now_us >= self.locked_until_us
        outcome = self.ask("ines", c.LogIn(self.row, proof))
        assert isinstance(outcome, Refusal) is not right
        if not right:
            self.fail(outcome)
            return
        if self.device is not None:
            self.use_up(min(usable))
        self.failures, self.locked_until_us = 0, 0
        self.began(second_factor=self.device is not None)

    def use_up(self, step: int) -> None:
        assert self.device is not None
        assert (self.device, step) not in self.used_codes, "a code works once"
        self.used_codes.add((self.device, step))
        self.newest_code = step
        assert self.row is not None
        assert self.row.totp_step == step

    def fail(self, outcome: Outcome) -> None:
        assert isinstance(outcome, Refusal)
        assert (outcome.code, outcome.expected, outcome.found) == ("login failed", "", "")
        if self.row is None or self.row.password is None:
            return
        written = self.ask(SYSTEM, c.RecordFailedLogin(self.row))
        assert isinstance(written, Refusal) is (self.now_us < self.locked_until_us)
        if isinstance(written, Refusal):
            return
        self.failures += 1
        if self.failures >= 5:
            lock_s = min(30 * 2 ** (self.failures - 5), 3_600)
            self.locked_until_us = self.now_us + lock_s * SECOND_US
            assert isinstance(written[0].act, LoginLocked)

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), word=WORDS)
    def change_the_password(self, data: st.DataObject, word: str) -> None:
        session = data.draw(st.sampled_from(self.sessions))
        outcome = self.ask("ines", c.ChangePassword(self.row, session, self.salted(word)))
        assert isinstance(outcome, Refusal) is not self.stands(session, 900)
        if not isinstance(outcome, Refusal):
            self.password, self.live = word, []
            self.began(second_factor=session.second_factor)

    @precondition(lambda self: self.sessions)
    @rule(data=st.data(), device=DEVICES, away=AWAY)
    def set_up_a_device(self, data: st.DataObject, device: str, away: int) -> None:
        session = data.draw(st.sampled_from(self.sessions))
        step = self.now_us // (30 * SECOND_US) + away
        if (device, step) in self.used_codes:
            return  # a device has a new secret each time it is set up; here it has not
        outcome = self.ask("ines", c.SetTotp(self.row, session, device, (step,)))
        right = self.stands(session, 900) and abs(away) <= 1
        right = right and (self.device is None or session.second_factor)
        assert isinstance(outcome, Refusal) is not right
        if right:
            self.device, self.live = device, []
            self.use_up(step)
            self.began(second_factor=True)

    @rule(by=st.sampled_from(["lea", "ines"]))
    def end_every_session(self, by: str) -> None:
        outcome = self.ask(by, c.EndSessions("ines", self.row))
        assert not isinstance(outcome, Refusal)
        self.live = []

    @rule(seconds=FOR_A_WHILE)
    def time_goes_by(self, seconds: int) -> None:
        self.now_us += seconds * SECOND_US

    # What holds ------------------------------------------------------------------------------

    def stands(self, session: c.Session, fresh_s: int) -> bool:
        age_s = (self.now_us - session.began_us) // SECOND_US
        return session in self.live and age_s <= min(fresh_s, 1_800)

    @invariant()
    def sessions_stand_that_should(self) -> None:
        for session in self.sessions:
            refused = session_refused(session, self.row, POLICY.identity, self.now_us)
            assert (refused is None) is self.stands(session, 1_800)
