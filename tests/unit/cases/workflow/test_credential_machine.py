"""No sequence of steps logs in without the password; tokens and codes work once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from clearwater.cases.records.identity import Credential
from clearwater.cases.workflow import commands_identity as c
from clearwater.cases.workflow import credentials, logins
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from tests.helpers.credential_machine import CredentialMachine

SOME = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# The same orders each time: whether a mistake is found must not depend on luck.
UNTIL_FOUND = settings(
    SOME, max_examples=2_000, phases=[Phase.generate], report_multiple_bugs=False, derandomize=True
)


@pytest.mark.slow
def test_a_credential_keeps_its_rules_in_every_order() -> None:
    run_state_machine_as_test(CredentialMachine, settings=SOME)


def _changed(outcome: Outcome, **fields: Any) -> Outcome:
    """Return an outcome whose row has other values."""
    if isinstance(outcome, Refusal):
        return outcome
    (step,) = outcome
    puts = [replace(put, **fields) for put in step.puts if isinstance(put, Credential)]
    return (Step(step.act, tuple(puts)),)


def _token_stays(command: c.UseSetup, context: Context) -> Outcome:
    outcome = credentials.use_setup(command, context)
    assert command.before is not None
    kept = {"setup": command.before.setup, "setup_until_us": command.before.setup_until_us}
    return _changed(outcome, **kept)


def _code_again(command: c.LogIn, context: Context) -> Outcome:
    row = command.before
    forgets = None if row is None else replace(row, totp_step=None)
    return logins.log_in(replace(command, before=forgets), context)


def _no_password(command: c.LogIn, context: Context) -> Outcome:
    row = command.before
    proof = replace(command.proof, password=None if row is None else row.password)
    return logins.log_in(replace(command, proof=proof), context)


def _no_lock(command: c.LogIn, context: Context) -> Outcome:
    row = command.before
    open_again = None if row is None else replace(row, locked_until_us=None)
    return logins.log_in(replace(command, before=open_again), context)


def _same_generation(command: c.ChangePassword, context: Context) -> Outcome:
    outcome = credentials.change_password(command, context)
    generation = 1 if command.before is None else command.before.generation
    return _changed(outcome, generation=generation)


def _no_count(command: c.RecordFailedLogin, context: Context) -> Outcome:
    return _changed(logins.record_failed(command, context), failures=0, locked_until_us=None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "step"),
    [
        (c.UseSetup, _token_stays),
        (c.LogIn, _code_again),
        (c.LogIn, _no_password),
        (c.LogIn, _no_lock),
        (c.ChangePassword, _same_generation),
        (c.RecordFailedLogin, _no_count),
    ],
)
def test_a_step_that_breaks_a_rule_is_found_out(command: Any, step: Any) -> None:
    class Broken(CredentialMachine):
        broken = {command: step}  # noqa: RUF012

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Broken, settings=UNTIL_FOUND)
