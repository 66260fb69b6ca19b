"""What reports do, and what they give away, at a store: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from clearwater.app.case.opening import Told, open_for_clue, receive_clue, set_aside_clue
from clearwater.app.intake.answers import told_of
from clearwater.app.intake.listing import reports
from clearwater.app.intake.rate import rate
from clearwater.app.intake.standing import standing_at, standing_now
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.records.case import Clue
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import refused
from tests.helpers.case_walk import seeded
from tests.helpers.report_life import ReportLife

ACCOUNT = "用户_水军07"
REPORTER = "reader_canary"


@pytest.fixture
def life(store: SqlStore) -> ReportLife:
    return ReportLife(store).begin()


@pytest.mark.parametrize("guess", [REPORTER, "reader_other", "READER_CANARY"])
def test_no_title_tells_whether_a_guess_of_the_reporter_is_right(
    life: ReportLife, guess: str
) -> None:
    told = Told("report", ACCOUNT, REPORTER, "每天半夜刷赞")
    clue = receive_clue(life.desk("ines"), told).clue
    with refused(Code.TITLE_NAMES_ACCOUNT):
        open_for_clue(life.desk("ines"), clue, title=f"{ACCOUNT} 半夜刷赞")
    open_for_clue(life.desk("ines"), clue, title=f"{guess} 说半夜刷赞")


def test_who_may_know_the_reporter_is_still_kept_from_naming_one(life: ReportLife) -> None:
    told = Told("report", ACCOUNT, REPORTER, "每天半夜刷赞")
    clue = receive_clue(life.desk("ines"), told).clue
    everything = replace(life.desk("solo"), open_to_all=True)
    with refused(Code.TITLE_NAMES_ACCOUNT):
        open_for_clue(everything, clue, title=f"{REPORTER} 说半夜刷赞")


def test_a_proposal_that_was_taken_back_decided_nothing(life: ReportLife) -> None:
    """The account was reported, a ban was proposed and taken back: nobody decided anything."""
    one = life.report("reader_1").report
    case = life.opened(one.clue, ACCOUNT, "user_2", "user_3")
    decision = life.proposed(case)
    life.do("ines", case, c.WithdrawDecision(decision, "太早 too early"))
    (row,) = reports(life.desk("lea")).to_pylist()
    assert row["outcome"] == "pending"
    now = rate(life.desk("lea")).rate
    assert (now.effective, now.decided, now.pending) == (0, 0, 1)


def test_a_report_about_who_reported_joins_nothing(life: ReportLife) -> None:
    """Somebody who reports and is an account of a case has two names that nothing joins."""
    one = life.report(ACCOUNT, account="user_2").report
    other = life.report("reader_2", account=ACCOUNT).report
    assert one.reporter != other.subject
    case = life.opened(other.clue, ACCOUNT, "user_2", "user_3")
    life.decided(case)
    with life.store.reading("main") as unit:
        text = "".join(entry.canonical().decode() for entry in unit.entries(case))
    assert one.reporter not in text
    outcomes = {row["report"]: row["outcome"] for row in reports(life.desk("lea")).to_pylist()}
    assert outcomes == {one.report: "effective", other.report: "effective"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_rows_say_of_now_what_the_ledger_says(life: ReportLife, seed: int) -> None:
    """A random life: after each step every report stands where the ledger says that it does."""
    walk = Walk(life, seeded(seed))
    seen: Counter[Outcome] = Counter()
    for _ in range(50):
        walk.step()
        with life.store.reading("main") as unit:
            now, then = standing_now(unit, life.now_us), standing_at(unit, life.now_us)
        assert now.outcomes == then.outcomes
        told = {one.report: (told_of(one, now), told_of(one, then)) for one in now.reports}
        assert all(one == other for one, other in told.values())
        seen.update(now.outcomes.values())
    assert set(seen) == set(Outcome)


class Walk:
    """People report, decide, appeal and change their minds, at random."""

    def __init__(self, life: ReportLife, random: Random) -> None:
        self.life = life
        self.random = random
        self.decisions: dict[str, str] = {}
        """Case -> its last decision."""

    def step(self) -> None:
        """Do one thing; where it cannot be done, nothing."""
        self.life.wait(self.random.choice((0.1, 5, 40)))
        kind = self.random.choice(
            (self._report, self._report, self._open, self._decide, self._decide, self._other)
        )
        try:
            kind()
        except RefusedError:
            return

    def _report(self) -> None:
        about: dict[str, str | None] = {"account": f"user_{self.random.randint(1, 4)}"}
        if self.random.random() < 0.2:
            about = {"account": None, "thing": f"post_{self.random.randint(1, 2)}"}
        category = self.random.choice(("fake engagement", "brushing"))
        self.life.report(f"reader_{self.random.randint(1, 5)}", category=category, **about)

    def _open(self) -> None:
        with self.life.store.reading("main") as unit:
            waiting = [one.clue for one in unit.find(Clue, state="waiting")]
        if waiting:
            clue = self.random.choice(waiting)
            if self.random.random() < 0.3:
                set_aside_clue(self.life.desk("ines"), clue, "无关 unrelated")
            else:
                self.decisions[self.life.opened(clue, "user_1", "user_2", "user_3")] = ""

    def _decide(self) -> None:
        if self.decisions:
            case = self.random.choice(sorted(self.decisions))
            measure = self.random.choice((None, "mute", "warn", "ban"))
            self.decisions[case] = self.life.proposed(case, measure)
            if self.random.random() < 0.8 and measure != "ban":
                self.life.do("ines", case, c.IssueNotices(self.decisions[case], 0))

    def _other(self) -> None:
        if not self.decisions:
            return
        case = self.random.choice(sorted(self.decisions))
        decision = self.decisions[case]
        what = self.random.randint(0, 4)
        if what == 0:
            self.life.overturned(case, decision)
        elif what == 1:
            self.life.do("ines", case, c.WithdrawDecision(decision, "太早 too early"))
        elif what == 2:
            self.life.do("rosa", case, c.RefuseDecision(decision, "太重 too much"))
        elif what == 3:
            self.life.do("rosa", case, c.ApproveDecision(decision))
        else:
            self.life.do("lea", case, c.CloseCase("办结 done"))
