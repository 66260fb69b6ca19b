"""A tree of four levels with a sibling and a platform, and people at desks in each body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.found import named_accounts
from clearwater.app.case.organisation import change_user
from clearwater.app.case.working import Choice, assign, decide, exclude
from clearwater.app.org import handing_over, joint, tree
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.records.passing import PartState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import (
    Found,
    FoundMember,
    FreezeEvidence,
    FrozenFile,
    OpenCase,
    ReceiveClue,
)
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import DAY_US
from tests.helpers.stores import START_US

NATION, PROVINCE, CITY, DISTRICT = "main", "江苏", "南京", "玄武"
SIBLING, PLATFORM = "苏州", "短视频"
LEADS = {
    NATION: "root",
    PROVINCE: "zhang.min",
    CITY: "wang.fang",
    SIBLING: "chen.jie",
    DISTRICT: "zhao.lei",
    PLATFORM: "desk",
}
"""Body -> who leads it."""
QUESTION = "Suspend three accounts? 是否同意暂停三个账号？"
ACCOUNTS = ("user_1001", "用户_水军07", "user_1003", "小明_今天也在喝茶")
WHY = "同一批设备在同一分钟内点赞 same devices, same minute"


@dataclass
class Bodies:
    """A store with a tree, and a clock that everybody shares."""

    store: SqlStore
    now_us: int = field(default=START_US)

    def desk(self, body: str, user: str | None = None) -> Desk:
        """Return somebody at a body: its lead, where nobody is named."""
        return Desk(self.store, user or LEADS[body], body, self._tick, open_to_all=False)

    def _tick(self) -> int:
        self.now_us += 60_000_000
        return self.now_us

    def wait(self, days: float) -> None:
        self.now_us += int(days * DAY_US)

    def grow(self) -> Bodies:
        """Make the tree: nation > province > city (and a sibling) > district, and a platform."""
        tree.begin(self.desk(NATION), level="nation", name="国家机关")
        for above, body, level in (
            (NATION, PROVINCE, "province"),
            (PROVINCE, CITY, "city"),
            (PROVINCE, SIBLING, "city"),
            (CITY, DISTRICT, "district"),
            (NATION, PLATFORM, "platform"),
        ):
            desk = self.desk(above)
            tree.add(desk, body, parent=None, level=level, name=f"{body}机关", lead=LEADS[body])
        for body in (PROVINCE, CITY, SIBLING, DISTRICT):
            self.staff(body)
        return self

    def staff(self, body: str) -> None:
        """Give a body one investigator, one reviewer and one auditor, named after it."""
        for role in ("investigator", "reviewer", "auditor"):
            change_user(self.desk(body), f"{role}.{body}", (role,))

    def investigator(self, body: str) -> Desk:
        return self.desk(body, f"investigator.{body}")

    def reviewer(self, body: str) -> Desk:
        return self.desk(body, f"reviewer.{body}")

    def auditor(self, body: str) -> Desk:
        return self.desk(body, f"auditor.{body}")

    def opened(self, body: str, accounts: Sequence[str] = ACCOUNTS) -> str:
        """Open a case about accounts, with evidence, one of them excluded; return its name."""
        desk = self.investigator(body)
        blob = self.store.blobs.put("事件 events of ".encode() + ",".join(accounts).encode())
        frozen = FrozenFile("findings/F1/events.parquet", blob.sha256, blob.size)
        with self.store.writing(body) as unit:
            context = desk.context(unit)
            named = named_accounts(unit, list(accounts))
            members = tuple(FoundMember(named[one], "core", 9_000, "0.004", 30) for one in accounts)
            found = Found(
                run="ab" * 32,
                finding="F1",
                level="likely inauthentic",
                headline=f"{len(accounts)} accounts liked the same posts within a minute",
                score_millibits=41_250,
                q_value="0.004",
                objects=7,
                detector="0.1.0",
                seed=7,
                members=members,
            )
            taken = desk.without_case(unit, context, ReceiveClue("finding", "|".join(accounts)))
            (clue,) = (put for step in taken for put in step.puts if isinstance(put, Clue))
            asked = OpenCase(clue, "同一批账号同时点赞 accounts like together", 4, (found,))
            file = desk.done(unit, context, CaseFile(), asked, FreezeEvidence((frozen,)))
        name = name_of(file)
        assign(desk, name, desk.user)
        exclude(desk, name, accounts[0], "被盗号的受害者 a victim")
        return name

    def decided(self, body: str, case: str, measure: str = "suspend") -> CaseFile:
        """Decide about a case as its investigator."""
        return decide(self.investigator(body), case, Choice(measure, "coordinated engagement", WHY))


def name_of(file: CaseFile) -> str:
    """Return the name of a case."""
    (case,) = file.all(Case)
    return case.case


def state_of(bodies: Bodies, body: str, case: str) -> tuple[str, str | None]:
    """Return the state and the outcome of a case."""
    with bodies.store.reading(body) as unit:
        row = unit.get(Case, case)
        assert row is not None
        return row.state, row.outcome


def refused(code: Code) -> pytest.RaisesExc[RefusedError]:
    """Return what catches a refusal of this code, and no other."""
    return pytest.RaisesExc(RefusedError, check=lambda error: error.code == code)


def handed(bodies: Bodies, giver: str, receiver: str, case: str) -> str:
    """Offer a case and take it, and return what it is called there."""
    row = handing_over.hand_over(bodies.desk(giver), case, to=receiver, why="属地管辖")
    taken = handing_over.accept(bodies.desk(receiver), row.handover)
    assert isinstance(taken, CaseFile)
    return name_of(taken)


def a_joint_case(bodies: Bodies) -> str:
    """Open a case in the province in which the sibling takes part, and return its name."""
    case = bodies.opened(PROVINCE)
    joint.invite(bodies.desk(PROVINCE), case, SIBLING, question=QUESTION)
    joint.answer(bodies.desk(SIBLING), case, PartState.TAKES_PART)
    return case
