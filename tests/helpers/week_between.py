"""What passes between bodies in the week, over HTTP, each with what it adds to a count by hand."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass

from tests.helpers.bodies_life import NATION, PLATFORM
from tests.helpers.week_by_hand import ByHand
from tests.helpers.week_cases import Case, Caseload
from tests.helpers.week_world import World, digest

SELF_REPORT = "platform,week,figure,by,value\n短视频,2026-W08,accounts.restricted,,12\n".encode()
LOCAL = "属地管辖 it belongs there"


@dataclass
class Between:
    """Clues and cases on their way, joint cases, duties."""

    world: World
    hand: ByHand
    cases: Caseload

    # Clues -------------------------------------------------------------------------------------

    def patrol(self, body: str, account: str, *, again: bool = False) -> str:
        """Take a clue of a patrol in."""
        said = {"source": "patrol", "account": account, "note": "巡查所见 seen on patrol"}
        shown = self.world.post(f"investigator@{body}", "/clues", said, status=201).json()
        self.hand.add(body, "clues.received", "patrol", "again" if again else "new")
        return str(shown["clue"])

    def set_aside(self, body: str, clue: str) -> None:
        said = {"why": "诚信商家 an honest shop"}
        self.world.post(f"investigator@{body}", f"/clues/{clue}/settings-aside", said)
        self.hand.add(body, "clues.set_aside")

    def offer(self, giver: str, what: str, receiver: str) -> str:
        """Offer a case or a clue, and return the offer."""
        said = {"what": what, "to": receiver, "why": LOCAL}
        shown = self.world.post(f"lead@{giver}", "/handovers", said, status=201).json()
        return str(shown["handover"])

    def take_clue(self, receiver: str, offer: str) -> str:
        shown = self.world.post(f"lead@{receiver}", f"/handovers/{offer}/acceptances").json()
        self.hand.add(receiver, "clues.received", "partner", "new")
        return str(shown["clue"])

    def send_back(self, receiver: str, offer: str) -> None:
        said = {"why": "不在本地 registered elsewhere"}
        self.world.post(f"lead@{receiver}", f"/handovers/{offer}/returns", said)

    def withdraw(self, giver: str, offer: str) -> None:
        said = {"why": "我们自己办 we do it ourselves"}
        self.world.post(f"lead@{giver}", f"/handovers/{offer}/withdrawals", said)

    # Cases -------------------------------------------------------------------------------------

    def take_case(self, given: Case, receiver: str, offer: str, direction: str) -> Case:
        """Take a case over, and return the receiver's."""
        shown = self.world.post(f"lead@{receiver}", f"/handovers/{offer}/acceptances").json()
        self.hand.add(given.body, "cases.handed_over", direction)
        self.cases.closed(given, "handed over")
        self.hand.add(receiver, "clues.received", "partner", "new")
        taken = Case(
            *(receiver, shown["case"], given.ring, "partner", self.world.now_us),
            left_out=set(given.left_out),
        )
        return self.cases.opened(taken)

    def invite(self, case: Case, body: str) -> str:
        """Ask a body to take part, and return its part."""
        said = {"body": body, "question": "是否同意暂停八个账号？ Suspend eight accounts?"}
        path = f"/cases/{case.name}/invitations"
        return str(
            self.world.post(f"lead@{case.body}", path, said, status=201).json()["participation"]
        )

    def take_part(self, body: str, part: str) -> None:
        """Take part, look at the case, and agree."""
        self.world.post(f"lead@{body}", f"/parts/{part}/answers", {"state": "takes part"})
        said = {"purpose": "second opinion"}
        shown = self.world.post(f"reviewer@{body}", f"/parts/{part}/readings", said).json()
        assert len(shown["members"]) == 8
        said = {"position": "agrees", "why": "日志一致 our log says the same"}
        self.world.post(f"lead@{body}", f"/parts/{part}/positions", said)

    def approve(self, case: Case, body: str, part: str) -> None:
        """Agree, as the second person from another body."""
        self.world.post(f"reviewer@{body}", f"/parts/{part}/approvals")
        self.cases.stands(case, "two")

    # Duties ------------------------------------------------------------------------------------

    def ask(self, week: str) -> str:
        """Ask the platform for its report of a week, and return the duty."""
        said = {"platform": PLATFORM, "week": week}
        shown = self.world.post(f"lead@{NATION}", "/duties", said, status=201).json()
        self.hand.add(NATION, "platforms.asked", PLATFORM)
        return str(shown["duty"])

    def receive(self, duty: str, *, late: bool) -> None:
        """Take the report in."""
        said = {"content": base64.b64encode(SELF_REPORT).decode()}
        path = f"/duties/{duty}/documents"
        shown = self.world.post(f"investigator@{NATION}", path, said).json()
        assert shown["document"] == digest(SELF_REPORT), "the file that the platform has"
        self.hand.add(NATION, "platforms.received", PLATFORM, "late" if late else "in time")

    def check(self, duty: str, faults: int) -> None:
        """Keep what was found wrong with it."""
        found = [{"rule": "sum", "expected": "12", "found": str(n)} for n in range(faults)]
        said = {"found": found}
        self.world.post(f"investigator@{NATION}", f"/duties/{duty}/checks", said)
        self.hand.add(NATION, "platforms.faults", PLATFORM, times=faults)

    def overdue(self, count: int) -> None:
        """Count what should have come and has not."""
        shown = self.world.get(f"auditor@{NATION}", "/duties?overdue=true").json()["items"]
        assert Counter(one["platform"] for one in shown) == {PLATFORM: count}
        self.hand.stand(NATION, "platforms.overdue", PLATFORM, by=count)
