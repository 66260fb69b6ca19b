"""Cases in every state at a server for tests, made by the use-cases and not by its routes."""

from __future__ import annotations

import itertools
from dataclasses import replace

from clearwater.app.case import telling, working
from clearwater.app.case.found import named_accounts
from clearwater.app.case.opening import Told, receive_clue
from clearwater.cases.records.case import Clue, Member
from clearwater.cases.records.notice import Appeal
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile
from tests.helpers.case_desk import DAY_US, found
from tests.helpers.web_server import Server

WHY = "同一批设备，同一节奏 · one rhythm"
_numbers = itertools.count(1)


def a_clue(server: Server, by: str = "ivo") -> str:
    """Return a clue that waits."""
    told = Told("patrol", f"账号_{next(_numbers)}", None, "巡查所见 · seen")
    return receive_clue(server.desk(by), told).clue


def opened(server: Server, by: str = "ivo", accounts: int = 3, called: str = "用户") -> str:
    """Return a case for a finding, with frozen evidence."""
    # Many small decisions of one person within a day would be a bulk.
    server.clock.now_us += 2 * DAY_US
    desk = server.desk(by)
    number = next(_numbers)
    identifiers = [f"{called}_{number}_{place}" for place in range(accounts)]
    blob = server.store.blobs.put(f"证据 {number}".encode())
    frozen = c.FrozenFile(f"findings/F{number}/events.parquet", blob.sha256, blob.size)
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        fingerprint = unit.token("clue", f"members {number}")
        steps = desk.without_case(unit, context, c.ReceiveClue("finding", fingerprint))
        (clue,) = (put for put in steps[0].puts if isinstance(put, Clue))
        plain = found(*identifiers, finding=f"F{number}")
        named = named_accounts(unit, identifiers)
        members = tuple(
            replace(one, account=named[one.account.identifier]) for one in plain.members
        )
        wanted = c.OpenCase(clue, f"同时点赞 {number}", 3, (replace(plain, members=members),))
        file = desk.done(unit, context, CaseFile(), wanted, c.FreezeEvidence((frozen,)))
    return file.all(Member)[0].case


def in_review(server: Server, by: str = "ivo", called: str = "用户") -> str:
    """Return a case that somebody works on."""
    case = opened(server, by, called=called)
    working.assign(server.desk(by), case, by)
    return case


def decided(
    server: Server, measure: str | None = "mute", by: str = "ivo", called: str = "用户"
) -> str:
    """Return a case with a decision; proposed where a second person has to agree."""
    case = in_review(server, by, called)
    reason = "coordinated engagement" if measure else "no sufficient grounds"
    working.decide(server.desk(by), case, working.Choice(measure, reason, WHY))
    return case


def notified(server: Server, by: str = "ivo", called: str = "用户") -> str:
    """Return a case whose notices were issued."""
    case = decided(server, by=by, called=called)
    telling.notify(server.desk(by), case)
    return case


def appealed(server: Server, by: str = "ivo") -> tuple[str, str]:
    """Return a case and an open appeal in it."""
    case = notified(server, by)
    file = telling.appeal(server.desk(by), case, "我们是同学 · classmates")
    return case, file.all(Appeal)[0].appeal


def subjects_of(server: Server, case: str, by: str = "ivo") -> list[str]:
    """Return the accounts of a case by their names in the store."""
    desk = server.desk(by)
    with desk.store.reading(desk.organisation) as unit:
        return [one.subject for one in unit.find(Member, case=case)]
