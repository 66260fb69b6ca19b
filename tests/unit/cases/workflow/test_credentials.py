"""What becomes of a credential, step by step: who may, what is kept, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_work import Identity
from clearwater.cases.records.identity import ApiToken, Credential
from clearwater.cases.records.people import Role
from clearwater.cases.workflow import commands_identity as c
from clearwater.cases.workflow.base import Outcome, Refusal, Step
from clearwater.cases.workflow.commands import Command
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import OWN_RIGHTS, RIGHTS, SYSTEM_RIGHTS, Verb
from clearwater.cases.workflow.sessions import (
    FOR_PROGRAMS,
    NEEDS_FRESH,
    fresh_refused,
    second_factor_refused,
    session_refused,
)
from tests.helpers.case_desk import NOON_US, Desk

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
RULES: Identity = default_policy().identity
INVESTIGATOR = frozenset({Role.INVESTIGATOR})
HASH, NEW = "$argon2id$old", "$argon2id$new"
ROW = Credential("main", "ines", HASH, setup="token", setup_until_us=NOON_US + 9)
SESSION = c.Session("main", "ines", 1, NOON_US, NOON_US, NOON_US, second_factor=True)


def ask(user: str, command: Command) -> Outcome:
    return decide_without_case(command, Desk().context(user))


def done(user: str, command: Command) -> Step:
    outcome = ask(user, command)
    assert not isinstance(outcome, Refusal), outcome
    (step,) = outcome
    return step


def row(user: str, command: Command) -> Credential:
    (put,) = done(user, command).puts
    assert isinstance(put, Credential)
    return put


def refusal(user: str, command: Command) -> str:
    outcome = ask(user, command)
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def setup(user: str = "ines", **changed: object) -> c.IssueSetup:
    usual = c.IssueSetup(user, None, INVESTIGATOR, "token", no_lead_yet=False)
    return replace(usual, **changed)  # type: ignore[arg-type]


def test_a_set_up_token_is_a_leads_to_give_for_three_days_and_changes_nothing_else() -> None:
    given = row("lea", setup())
    assert (given.setup, given.setup_until_us) == ("token", NOON_US + 3 * DAY_US)
    again = row("lea", setup(before=replace(ROW, failures=7, totp="sealed", locked_until_us=9)))
    assert (again.password, again.totp, again.failures) == (HASH, "sealed", 7)


@pytest.mark.parametrize("user", ["ines", "rosa", "abel", "ada", "noone", "clearwater"])
def test_nobody_but_a_lead_gives_set_up_tokens_or_links(user: str) -> None:
    assert refusal(user, setup("ivo")) == "not allowed"
    link = c.LinkLogin("ivo", None, INVESTIGATOR, "https://a.example", "hash", None)
    assert refusal(user, link) == "not allowed"


def test_no_lead_gives_one_to_himself_unless_no_lead_can_log_in() -> None:
    assert refusal("lea", setup("lea")) == "own set-up"
    assert row("lea", setup("lea", no_lead_yet=True)).user == "lea"
    assert refusal("lea", setup("nobody", roles=frozenset())) == "no such user"


@pytest.mark.parametrize(
    "before",
    [
        None,
        replace(ROW, setup=None),
        replace(ROW, setup_until_us=None),
        replace(ROW, setup_until_us=NOON_US),
        replace(ROW, setup="another"),
        replace(ROW, user="ivo"),
        replace(ROW, organisation="elsewhere"),
    ],
)
def test_a_set_up_needs_the_token_in_time_and_of_this_user(before: Credential | None) -> None:
    assert refusal("ines", c.UseSetup(before, "token", NEW)) == "set-up failed"


def test_a_set_up_begins_anew() -> None:
    full = replace(ROW, totp="sealed", totp_step=5, failures=9, locked_until_us=NOON_US + 9)
    after = row("ines", c.UseSetup(full, "token", NEW))
    assert after == Credential("main", "ines", NEW, generation=2)


def test_a_link_is_one_accounts_and_ends_sessions() -> None:
    link = c.LinkLogin("ivo", None, INVESTIGATOR, "https://a.example", "hash", None)
    linked = row("lea", link)
    assert (linked.oidc_issuer, linked.generation) == ("https://a.example", 2)
    assert row("lea", replace(link, linked_to="ivo")) == linked
    assert refusal("lea", replace(link, linked_to="ines")) == "login linked"
    assert refusal("lea", replace(link, user="lea")) == "same person"
    assert refusal("lea", replace(link, issuer=None)) == "out of range"
    assert refusal("lea", replace(link, issuer="a" * 401)) == "out of range"
    assert refusal("lea", replace(link, roles=frozenset())) == "no such user"
    gone = row("lea", replace(link, before=linked, issuer=None, subject=None))
    assert (gone.oidc_issuer, gone.oidc_subject, gone.generation) == (None, None, 3)


def test_a_provider_lets_in_whom_it_is_linked_to_and_nobody_else() -> None:
    linked = replace(ROW, oidc_issuer="https://a.example", oidc_subject="hash", locked_until_us=9)
    step = done("ines", c.LogInByProvider(linked, "https://a.example", "hash"))
    assert step.act.details()["way"] == "provider"
    for wrong in (None, ROW, replace(linked, oidc_subject="other"), replace(linked, user="ivo")):
        assert refusal("ines", c.LogInByProvider(wrong, "https://a.example", "hash")) == (
            "login failed"
        )


def test_a_code_after_a_provider_is_of_the_device_new_and_not_guessed_for_long() -> None:
    step_now = NOON_US // (30 * SECOND_US)
    before = replace(ROW, totp="sealed", totp_step=step_now - 1)
    shown = c.Proof(None, "sealed", (step_now,))
    after = row("ines", c.ProveCode(before, SESSION, shown))
    assert (after.totp_step, after.failures) == (step_now, 0)
    wrong = [
        c.ProveCode(replace(before, totp_step=step_now), SESSION, shown),
        c.ProveCode(replace(before, totp=None), SESSION, shown),
        c.ProveCode(replace(before, locked_until_us=NOON_US + 1), SESSION, shown),
        c.ProveCode(before, replace(SESSION, generation=9), shown),
        c.ProveCode(before, SESSION, replace(shown, totp="of another")),
        c.ProveCode(before, SESSION, replace(shown, steps=(step_now + 2,))),
        c.ProveCode(None, SESSION, shown),
    ]
    assert {refusal("ines", command) for command in wrong} == {"login failed"}


@pytest.mark.parametrize(
    ("session", "code"),
    [
        (replace(SESSION, generation=2), "session over"),
        (replace(SESSION, user="ivo"), "session over"),
        (replace(SESSION, organisation="elsewhere"), "session over"),
        (replace(SESSION, seen_us=NOON_US - 1_801 * SECOND_US), "session over"),
        (replace(SESSION, began_us=NOON_US - 43_201 * SECOND_US), "session over"),
        (replace(SESSION, proved_us=NOON_US - 901 * SECOND_US), "prove again"),
    ],
)
def test_what_is_ones_own_is_changed_in_a_session_that_stands_and_is_fresh(
    session: c.Session, code: str
) -> None:
    assert refusal("ines", c.ChangePassword(ROW, session, NEW)) == code
    assert refusal("ines", c.SetTotp(ROW, session, "sealed", (NOON_US // 30_000_000,))) == code
    assert row("ines", c.ChangePassword(ROW, SESSION, NEW)).password == NEW


def test_another_device_needs_a_code_of_the_one_until_now() -> None:
    steps = (NOON_US // (30 * SECOND_US),)
    before = replace(ROW, totp="old", totp_step=7)
    by_password = replace(SESSION, second_factor=False)
    assert refusal("ines", c.SetTotp(before, by_password, "new", steps)) == "prove again"
    after = row("ines", c.SetTotp(before, SESSION, "new", steps))
    assert (after.totp, after.totp_step, after.generation) == ("new", steps[0], 2)
    assert refusal("ines", c.SetTotp(before, SESSION, "new", ())) == "code wrong"
    assert refusal("ines", c.SetTotp(None, SESSION, "new", steps)) == "session over"


def test_a_lock_doubles_up_to_an_hour() -> None:
    assert [RULES.lock_s(n) for n in (0, 4, 5, 6, 7, 11, 12, 500)] == [
        *(0, 0, 30, 60, 120, 1_920, 3_600, 3_600),
    ]
    locked = replace(ROW, failures=4)
    after = row("clearwater", c.RecordFailedLogin(locked))
    assert after.locked_until_us == NOON_US + 30 * SECOND_US
    assert refusal("clearwater", c.RecordFailedLogin(after)) == "login failed"
    assert refusal("max", c.RecordFailedLogin(locked)) == "not allowed"


def test_tokens_are_ones_own_or_a_leads_to_take_back() -> None:
    (token,) = done(
        "ines", c.IssueToken("hash", frozenset({"read", "receive clue"}), NOON_US + DAY_US)
    ).puts
    assert isinstance(token, ApiToken)
    assert (token.user, token.scopes, token.state) == ("ines", "read,receive clue", "active")
    assert refusal("ivo", c.RevokeToken(token)) == "no such token"
    assert refusal("ines", c.RevokeToken(None)) == "no such token"
    for user in ("ines", "lea"):
        (gone,) = done(user, c.RevokeToken(token)).puts
        assert isinstance(gone, ApiToken)
        assert gone.state == "revoked"
        assert refusal(user, c.RevokeToken(gone)) == "standing same"


def test_sessions_are_ones_own_or_a_leads_to_end() -> None:
    assert row("ines", c.EndSessions("ines", ROW)).generation == 2
    assert row("lea", c.EndSessions("ines", ROW)).generation == 2
    assert refusal("ivo", c.EndSessions("ines", ROW)) == "not allowed"
    assert refusal("lea", c.EndSessions("nobody", None)) == "no such user"


def test_a_session_stands_within_its_limits() -> None:
    late = NOON_US + 1_800 * SECOND_US
    assert session_refused(SESSION, ROW, RULES, late) is None
    assert session_refused(SESSION, ROW, RULES, late + SECOND_US) is not None
    assert session_refused(SESSION, None, RULES, NOON_US) is not None


def test_what_cannot_be_undone_needs_a_proof_and_no_program_has_one() -> None:
    late = NOON_US + 900 * SECOND_US
    assert fresh_refused(SESSION, Verb.APPROVE, RULES, late) is None
    assert fresh_refused(SESSION, Verb.APPROVE, RULES, late + SECOND_US) is not None
    assert fresh_refused(SESSION, Verb.READ, RULES, late + SECOND_US) is None
    assert fresh_refused(None, Verb.APPROVE, RULES, NOON_US) is not None
    assert fresh_refused(None, Verb.READ, RULES, NOON_US) is None


@pytest.mark.parametrize("role", Role)
def test_a_second_factor_is_for_those_whom_the_policy_names(role: Role) -> None:
    by_password = replace(SESSION, second_factor=False)
    needed = role in {Role.LEAD, Role.REVIEWER, Role.APPEALS}
    refused = second_factor_refused(by_password, frozenset({role}), RULES)
    assert (refused is not None) is needed
    assert second_factor_refused(SESSION, frozenset({role}), RULES) is None
    nobody: Policy = replace(default_policy(), identity=replace(RULES, second_factor=()))
    assert second_factor_refused(by_password, frozenset({role}), nobody.identity) is None


def test_a_program_is_given_nothing_that_a_person_has_to_decide() -> None:
    decides = {Verb.DECIDE, Verb.REFUSE, Verb.RESOLVE_APPEAL, Verb.CLOSE, Verb.GIVE_UP_NOTICE}
    assert not FOR_PROGRAMS & (NEEDS_FRESH | OWN_RIGHTS | SYSTEM_RIGHTS | decides)
    assert set().union(*RIGHTS.values()) >= FOR_PROGRAMS


def test_every_scope_is_in_the_documentation_and_no_other() -> None:
    page = (Path(__file__).parents[4] / "docs" / "identity.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"Scopes are verbs: (.+?)\. No program", page)
    assert set(re.findall(r"`(.+?)`", listed)) == set(FOR_PROGRAMS)
