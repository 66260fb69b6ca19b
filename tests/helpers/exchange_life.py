"""A store in which cases were decided and partners stand in the register, for tests of exchange."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case import telling, working
from clearwater.app.case.desk import Desk
from clearwater.app.case.found import named_accounts
from clearwater.app.case.freeze import SHORT
from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.exchange.arriving import Request
from clearwater.app.exchange.partners import PartnerSaid, add_partner
from clearwater.cases.delivery.signing import public_key_text, signed_headers
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Clue, Member
from clearwater.cases.records.decision import Decision
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import CaseFile
from clearwater.findings.tables import FINDINGS
from tests.helpers.case_desk import DAY_US, NOON_US, found

ACCOUNTS = ("canary_user_1001", "金丝雀_水军07", "canary-1003")
WHY = "canary why: 同一批设备，同一节奏"
PARTNER = "shop-b"
SIGNING = SigningKey(b"p" * 32)
FIRST_US = NOON_US - 3 * DAY_US


@dataclass
class Exchanging:
    """A store, its clock, and who stands at it."""

    store: SqlStore
    organisation: str = "main"
    now_us: int = NOON_US
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def desk(self, user: str = "li.wei") -> Desk:
        """Return the desk of somebody; the store is open to all."""
        return Desk(self.store, user, self.organisation, lambda: self.now_us, open_to_all=True)

    def opened(self, accounts: tuple[str, ...] = ACCOUNTS) -> str:
        """Return a case for a finding, with what a run would have frozen of it."""
        desk, number = self.desk(), next(self.numbers)
        with desk.store.writing(self.organisation) as unit:
            context = desk.context(unit)
            steps = desk.without_case(
                unit, context, c.ReceiveClue("finding", unit.token("clue", f"members {number}"))
            )
            (clue,) = (put for put in steps[0].puts if isinstance(put, Clue))
            plain = found(*accounts, finding="F001")
            named = named_accounts(unit, list(accounts))
            members = tuple(
                replace(one, account=named[one.account.identifier]) for one in plain.members
            )
            given = replace(plain, members=members, run=f"{number:064x}")
            wanted = c.OpenCase(clue, "同时点赞 liked together", 3, (given,))
            evidence = c.FreezeEvidence((self._frozen(given),))
            file = desk.done(unit, context, CaseFile(), wanted, evidence)
        case = file.all(Member)[0].case
        working.assign(desk, case, desk.user)
        return case

    def _frozen(self, given: c.Found) -> c.FrozenFile:
        row = dict.fromkeys(FINDINGS.names) | {
            "finding": given.finding,
            "families": ["moves", "place"],
            "meetings": 98,
            "expected": 2.7,
            "first_time": FIRST_US,
            "last_time": NOON_US - 1,
        }
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist([row], FINDINGS), sink)
        blob = self.store.blobs.put(sink.getvalue().to_pybytes())
        name = f"findings/{given.run[:SHORT]}/{given.finding}/findings.parquet"
        return c.FrozenFile(name, blob.sha256, blob.size)

    def decided(self, measure: str = "mute", reason: str = "device farm") -> str:
        """Return a case with a decision, agreed to where it has to be."""
        case = self.opened()
        working.decide(self.desk(), case, working.Choice(measure, reason, WHY))
        with self.store.reading(self.organisation) as unit:
            file = self.desk().file_of(unit, case)
        (decision,) = file.all(Decision)
        if decision.state == "proposed":
            working.approve(self.desk("zhang.min"), case)
        return case

    def begun(self, measure: str = "mute", reason: str = "device farm") -> str:
        """Return a case whose measures have begun."""
        case = self.decided(measure, reason)
        telling.notify(self.desk(), case)
        return case

    def partner(self, name: str = PARTNER) -> None:
        """Add a partner to whom and from whom everything may pass."""
        said = PartnerSaid(
            name,
            frozenset({"clues", "flags", "receipts"}),
            frozenset({"stix", "flags"}),
            (public_key_text(SIGNING),),
        )
        add_partner(self.store, self.desk(), said)

    def policy(self, **exchange: Any) -> Policy:
        """Put a policy in force with other words in its section of exchange."""
        policy = policy_in_force(self.desk())
        changed = replace(policy, exchange=replace(policy.exchange, **exchange))
        change_policy(self.desk(), changed)
        return changed

    def acts(self, case: str | None = None) -> list[str]:
        """Return the names of the acts of the organisation, oldest first."""
        with self.store.reading(self.organisation) as unit:
            return [entry.act for entry in unit.entries(case)]


def request(said: object, now_s: int, message: str = "msg_1", partner: str = PARTNER) -> Request:
    """Return a request that the partner signed."""
    body = json.dumps(said, ensure_ascii=False).encode()
    return Request(partner, signed_headers(message, now_s, body, [SIGNING]), body)


def everything_in(folder: Path) -> bytes:
    """Return the bytes of every file below a folder."""
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())
