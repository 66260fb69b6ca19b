"""A decided case is told to a federated server, as a flag of an actor who is nobody.

Only what people decided is told: a flag names accounts, and whoever gets it will look at them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.exchange.identifiers import identifiers_of
from clearwater.app.exchange.partners import the_partner
from clearwater.cases.exchange.flags import MOST_OBJECTS, written_flag
from clearwater.cases.exchange.said_words import address_of
from clearwater.cases.exchange.strict_json import NotReadableError
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.decision import Decision
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.asking import decided_about, newest_standing
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.commands_exchange import KeepExport
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError


@dataclass(frozen=True)
class FlagAsked:
    """What is asked for."""

    case: str
    partner: str
    purpose: str
    """Why accounts are named; it goes on record."""


def flags_of(desk: Desk, asked: FlagAsked) -> tuple[dict[str, Any], ...]:
    """Return the flags that tell a partner of a decided case, at most 100 accounts in each.

    Raises
    ------
    ParameterError
        If no decision to act stands in the case, the policy names no actor, or an account has no
        address.
    RefusedError
        If the person may not, the partner gets no flags, or the purpose is none.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.EXPORT)
        file = desk.file_of(unit, asked.case)
        decision = _decision(file)
        partner = the_partner(unit, asked.partner)
        actor = _actor(context.policy)
        accounts = _addresses(unit, file, context.policy.exchange.accounts_begin)
        content = _content(context.policy, decision)
        flags = tuple(
            written_flag(
                flag=_name(unit, actor, f"{asked.partner} {decision.decision} {start}"),
                actor=actor,
                accounts=accounts[start : start + MOST_OBJECTS],
                content=content,
            )
            for start in range(0, len(accounts), MOST_OBJECTS)
        )
        desk.done(unit, context, file, ReadPersonalData("exchange", len(accounts), asked.purpose))
        digest = hashlib.sha256(flags_text(flags).encode()).hexdigest()
        command = KeepExport("flag", len(accounts), digest, asked.case, partner)
        desk.without_case(unit, context, command)
    return flags


def flags_text(flags: tuple[dict[str, Any], ...]) -> str:
    """Return flags as JSON Lines: one a line, each to be posted by itself."""
    return "".join(
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in flags
    )


def _decision(file: CaseFile) -> Decision:
    decision = newest_standing(file)
    if decision is None or decision.measure is None:
        raise ParameterError(
            "only a decided case is told to a federated server",
            expected="a decision to act that stands",
            found="none",
            next_step="Another organisation can be told of a suspicion without names: "
            "`clearwater exchange stix CASE`.",
        )
    return decision


def _actor(policy: Policy) -> str:
    if not policy.exchange.flag_actor:
        raise ParameterError(
            "the policy names no actor who sends flags",
            expected="`exchange.flag_actor`, the address of an actor that is no person",
            found="nothing",
            next_step="Put a policy that names one in force: `clearwater case policy --replace`.",
        )
    return policy.exchange.flag_actor


def _addresses(unit: Unit, file: CaseFile, begin: str) -> list[str]:
    subjects = [member.subject for member in decided_about(file)]
    found = []
    for subject, identifier in identifiers_of(unit, subjects).items():
        try:
            found.append(address_of(begin + identifier, "account"))
        except NotReadableError as error:
            raise ParameterError(
                "an account has no address for federated servers",
                where=subject,
                expected="`exchange.accounts_begin` of the policy and the identifier, an address",
                next_step="Set `exchange.accounts_begin`; identifiers in other scripts need "
                "addresses of their own.",
            ) from error
    return sorted(set(found))


def _content(policy: Policy, decision: Decision) -> str:
    reasons = {one.code: one for one in policy.reasons}
    reason = reasons.get(decision.reason_code)
    return decision.policy_text if reason is None else reason.observed.both


def _name(unit: Unit, actor: str, about: str) -> str:
    """Return the address of a flag: of ours, another one for each, and leading nowhere."""
    return f"{actor.split('#', maxsplit=1)[0]}#flags/{unit.token('flag', about)[:32]}"
