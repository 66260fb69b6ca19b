"""What deciding, telling, appealing and closing do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from clearwater.app.case.connecting import deliver_due
from clearwater.app.case.desk import Desk, policy_of
from clearwater.app.case.explanations import explanations_of
from clearwater.app.case.foreseeing import foresee
from clearwater.app.case.telling import (
    LANGUAGES,
    Answer,
    appeal,
    close,
    give_up_notice,
    notify,
    resolve_appeal,
)
from clearwater.app.case.wording import as_named
from clearwater.app.case.working import (
    Choice,
    approve,
    decide,
    refuse_decision,
    withdraw,
)
from clearwater.cases.measures.policy import Policy
from clearwater.cases.store.sql import SqlStore
from clearwater.cli.case_page import write_foreseen
from clearwater.cli.case_work import at_store, print_case
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError
from clearwater.units import duration_s

USUAL_REASON = "coordinated engagement"
NO_GROUNDS = "no sufficient grounds"
EVERY = "all"
"""Stands for every explanation that the evidence names."""


@dataclass(frozen=True)
class Deciding:
    """Options of ``clearwater case decide``."""

    measure: str | None
    no_action: bool
    reason: str | None
    why: str | None
    duration: str | None
    exclude: tuple[str, ...]
    delay: str | None
    stages: int
    stage_gap: str | None
    previewed: str | None
    considered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Appealing:
    """Options of ``clearwater case appeal``."""

    statement: str
    accounts: tuple[str, ...]
    decision: str | None


def preview_and_print(where: Where, case: str, asked: Deciding, form: str) -> None:
    """Print what a decision would do, and say how it is taken about just these accounts."""
    check_form(form)
    if asked.no_action:
        raise ParameterError(
            "no action touches nobody", expected="--preview with --measure", found="--no-action"
        )
    with at_store(where) as (_, desk):
        with desk.store.reading(desk.organisation) as unit:
            policy = policy_of(unit, desk.organisation)
        foreseen = foresee(desk, case, _choice(asked, policy))
        tested = explanations_of(desk, case)
    (row,) = foreseen.to_pylist()
    if form == "table":
        write_foreseen(row, sys.stdout)
    else:
        write_rows(foreseen, form)
    if tested:
        innocent = "; ".join(f"{one.explanation} ({one.outcome})" for one in tested)
        say(f"to be considered before a measure (--considered): {innocent}")
    if asked.measure is None:
        say("name a measure to see from when until when: --measure MEASURE")
    else:
        say("next: the same without --preview, with --why TEXT --previewed " + row["members"])


def decide_and_print(where: Where, case: str, asked: Deciding, form: str) -> None:
    """Decide, and print the case."""
    check_form(form)
    if (asked.measure is None) != asked.no_action:
        raise ParameterError(
            "it is not said what is decided",
            expected="--measure MEASURE or --no-action, one of them",
            found="both" if asked.no_action else "neither",
        )
    if not (asked.why or "").strip():
        raise ParameterError("a decision needs reasons", expected="--why TEXT", found="none")
    with at_store(where) as (_, desk):
        with desk.store.reading(desk.organisation) as unit:
            policy = policy_of(unit, desk.organisation)
        choice = _choice(asked, policy)
        if EVERY in choice.considered:
            tested = explanations_of(desk, case)
            choice = replace(choice, considered=tuple(one.explanation for one in tested))
        file = decide(desk, case, choice)
    print_case(file, form)


def approve_and_print(where: Where, case: str, why: str | None, *, refuse: bool, form: str) -> None:
    """Agree or refuse as the second person, and print the case."""
    check_form(form)
    if why is not None and not refuse:
        raise ParameterError(
            "a reason is asked for a refusal only", expected="--refuse with --why", found="--why"
        )
    with at_store(where) as (_, desk):
        print_case(refuse_decision(desk, case, why or "") if refuse else approve(desk, case), form)


def withdraw_and_print(where: Where, case: str, why: str, form: str) -> None:
    """Take back one's own proposal, and print the case."""
    check_form(form)
    with at_store(where) as (_, desk):
        print_case(withdraw(desk, case, why), form)


def notify_and_print(where: Where, case: str, languages: tuple[str, ...], form: str) -> None:
    """Issue notices, send what is due, and print the case."""
    check_form(form)
    with at_store(where) as (store, desk):
        file = notify(desk, case, languages or LANGUAGES)
        _send(store, desk)
    print_case(file, form)


def give_up_and_print(where: Where, case: str, account: str, why: str, form: str) -> None:
    """Give up a notice, and print the case."""
    check_form(form)
    with at_store(where) as (_, desk):
        print_case(give_up_notice(desk, case, account, why), form)


def appeal_and_print(where: Where, case: str, asked: Appealing, form: str) -> None:
    """Enter an appeal, and print the case."""
    check_form(form)
    with at_store(where) as (_, desk):
        file = appeal(desk, case, asked.statement, asked.accounts, decision=asked.decision)
        print_case(file, form)


def answer_of(outcome: str, why: str, accounts: tuple[str, ...], which: str | None) -> Answer:
    """Return how an appeal is answered."""
    return Answer(outcome, why, accounts, which)


def resolve_and_print(where: Where, case: str, answer: Answer, form: str) -> None:
    """Answer an appeal, send what is due, and print the case."""
    check_form(form)
    with at_store(where) as (store, desk):
        file = resolve_appeal(desk, case, answer)
        _send(store, desk)
    print_case(file, form)


def close_and_print(where: Where, case: str, why: str, form: str) -> None:
    """Close a case, and print it."""
    check_form(form)
    with at_store(where) as (_, desk):
        print_case(close(desk, case, why), form)


def _send(store: SqlStore, desk: Desk) -> None:
    """Send what is due, and say what became of it; to thousands of accounts it takes minutes."""
    with shown_progress() as on_progress:
        sent = deliver_due(store, desk, on_progress)
    say(sent.words())


def _choice(asked: Deciding, policy: Policy) -> Choice:
    typed = asked.reason or (NO_GROUNDS if asked.no_action else USUAL_REASON)
    return Choice(
        measure=asked.measure,
        reason_code=as_named(typed, (reason.code for reason in policy.reasons)),
        why=asked.why or "",
        duration_s=_whole_s(asked.duration),
        delay_s=_whole_s(asked.delay) or 0,
        stages=asked.stages,
        stage_gap_s=_whole_s(asked.stage_gap) or 0,
        previewed=asked.previewed,
        exclude=asked.exclude,
        considered=asked.considered,
    )


def _whole_s(typed: str | None) -> int | None:
    """Return whole seconds: a measure of half a second is a slip."""
    return None if typed is None else round(duration_s(typed))
