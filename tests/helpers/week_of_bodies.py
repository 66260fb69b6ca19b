"""A week in the life of bodies of four levels, as people ask for it over HTTP.

Everything that a figure counts is counted by hand beside the request: `week_by_hand`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.helpers.bodies_life import CITY, DISTRICT, NATION, PROVINCE, SIBLING
from tests.helpers.week_between import Between
from tests.helpers.week_by_hand import ByHand
from tests.helpers.week_cases import NO_GROUNDS, Case, Caseload
from tests.helpers.week_reports import (
    BRUSHING,
    FAKE,
    RING_OVERTURNED,
    RING_REPORTED,
    SHOP,
    Intake,
)
from tests.helpers.week_world import NEIGHBOUR, World, accounts_of, grow, world_at

COORDINATED = "coordinated engagement"
LISTS = (
    *(("investigator", path) for path in ("/cases", "/clues", "/runs", "/user-reports")),
    *(("lead", path) for path in ("/handovers", "/parts", "/duties", "/agencies", "/creators")),
)
"""What a body has, and who of it may look."""


@dataclass
class Week:
    """The week, and what is left of it."""

    world: World
    url: str
    """Of its store."""
    hand: ByHand = field(default_factory=ByHand)
    known: dict[str, Case] = field(default_factory=dict)
    """Cases by the letter that the story gives them."""
    brigade: dict[str, Any] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    """What a sibling should never see: what it is -> its name."""

    def __post_init__(self) -> None:
        self.cases = Caseload(self.world, self.hand)
        self.between = Between(self.world, self.hand, self.cases)
        self.intake = Intake(self.world, self.hand)

    def live(self) -> Week:
        """Live it, and the days before."""
        grow(self.world)
        self._before()
        self.hand.counting = True
        for day in (
            *(self._monday, self._tuesday, self._wednesday),
            *(self._thursday, self._friday, self._weekend),
        ):
            day()
            self._beside()
        self.hand.counting = False
        self.world.at(7, 9)
        return self

    def _beside(self) -> None:
        """Look at every list of things as people of a sibling do: there is nothing in any."""
        for role, path in LISTS:
            shown = self.world.get(f"{role}@{SIBLING}", path).json()
            (items,) = (one for one in shown.values() if isinstance(one, list))
            assert items == [], f"{path}: {items}"

    def _before(self) -> None:
        cases, between = self.cases, self.between
        self.world.at(-4, 10)
        case = self.known["F"] = cases.open(CITY, "旧群")
        cases.assign(case)
        cases.decide(case, "mute", COORDINATED)
        cases.notify(case)
        self.world.at(-3, 9)
        self.things["late"] = between.ask("2026-W08")
        self.things["duty"] = between.ask("2026-W09")
        self.world.at(-2, 10)
        self.things["appeal"] = cases.appeal(case, *accounts_of("旧群")[:2])
        self.known["J"] = cases.open(CITY, "好评社")

    def _monday(self) -> None:
        between = self.between
        self.intake.until(0, 9)
        clue = between.patrol(PROVINCE, "跨市账号_1")
        assert between.patrol(PROVINCE, "跨市账号_1", again=True) == clue
        self.things["down"] = between.offer(PROVINCE, clue, CITY)
        self.things["up clue"] = between.patrol(DISTRICT, "跨区账号_2")
        self.things["up"] = between.offer(DISTRICT, self.things["up clue"], CITY)
        across = between.offer(DISTRICT, between.patrol(DISTRICT, "邻区账号_3"), NEIGHBOUR)
        self.intake.until(0, 15)
        between.withdraw(DISTRICT, across)
        given = self.cases.open(NATION, "养号房")
        offer = between.offer(NATION, given.name, PROVINCE)
        self.world.at(0, 18)
        self.known["C"] = between.take_case(given, PROVINCE, offer, "down")

    def _tuesday(self) -> None:
        cases, between = self.cases, self.between
        self.intake.until(1, 9)
        between.take_clue(CITY, self.things["down"])
        between.send_back(CITY, self.things["up"])
        again = between.offer(DISTRICT, self.things["up clue"], CITY)
        between.take_clue(CITY, again)
        account = accounts_of(RING_REPORTED)[0]
        clue = self.intake.clues[account, FAKE]
        case = self.known["A"] = cases.open_for_clue(DISTRICT, clue, "report", RING_REPORTED)
        cases.assign(case)
        cases.exclude(case, accounts_of(RING_REPORTED)[7])
        self.intake.until(1, 15)
        cases.decide(case, "mute", COORDINATED)
        cases.notify(case)
        self.intake.outcome(account, FAKE, effective=True)
        cases.answer(
            self.known["F"], self.things["appeal"], "partly overturned", accounts_of("旧群")[0]
        )
        between.receive(self.things["late"], late=True)

    def _wednesday(self) -> None:
        cases, between = self.cases, self.between
        self.intake.until(2, 8)
        case = self.known["B"] = cases.open_for_clue(
            *(DISTRICT, self.intake.clues[accounts_of(RING_OVERTURNED)[3], BRUSHING]),
            *("report", RING_OVERTURNED),
        )
        cases.assign(case)
        cases.decide(case, "suspend", BRUSHING)
        given = cases.open(DISTRICT, "秒赞团")
        offer = between.offer(DISTRICT, given.name, CITY)
        taken = self.known["E"] = between.take_case(given, CITY, offer, "up")
        cases.assign(taken)
        cases.decide(taken, "remove", COORDINATED)
        self.intake.until(2, 14)
        assert not self.intake.coming
        self.brigade = self.intake.look()
        cases.refuse(taken)
        self.things["part"] = between.invite(self.known["C"], CITY)
        between.check(self.things["late"], 2)

    def _thursday(self) -> None:
        cases, between = self.cases, self.between
        self.world.at(3, 9)
        cases.approve(self.known["B"])
        cases.notify(self.known["B"])
        joint = self.known["C"]
        between.take_part(CITY, self.things["part"])
        cases.assign(joint)
        cases.decide(joint, "suspend", COORDINATED)
        path = f"/cases/{joint.name}/approvals"
        self.world.post(f"reviewer@{PROVINCE}", path, status=409)
        between.approve(joint, CITY, self.things["part"])
        cases.notify(joint)
        # A week after it was told, the mute of the week before is over by itself.
        self.world.at(3, 15)
        cases.lapsed(self.known["F"])
        cases.close(self.known["F"], "measures")
        cases.decide(self.known["E"], None, NO_GROUNDS)
        cases.close(self.known["E"], "no action")

    def _friday(self) -> None:
        cases, between = self.cases, self.between
        self.world.at(4, 9)
        between.set_aside(DISTRICT, self.intake.clues[SHOP, BRUSHING])
        self.intake.outcome(SHOP, BRUSHING, effective=False)
        self.things["all"] = cases.appeal(self.known["B"])
        self.things["some"] = cases.appeal(self.known["C"], *accounts_of("养号房")[2:5])
        case = self.known["G"] = cases.open(DISTRICT, "转发队")
        cases.assign(case)
        offer = between.offer(DISTRICT, case.name, NEIGHBOUR)
        between.send_back(NEIGHBOUR, offer)
        cases.decide(case, "warn", BRUSHING)
        cases.notify(case)
        cases.exclude(case, accounts_of("转发队")[1])
        cases.close(case, "measures")

    def _weekend(self) -> None:
        cases, between = self.cases, self.between
        self.world.at(5, 11)
        won = self.known["B"]
        cases.answer(won, self.things["all"], "overturned", *sorted(won.told))
        self.intake.outcome(accounts_of(RING_OVERTURNED)[3], BRUSHING, effective=False)
        cases.close(won, "overturned")
        cases.answer(
            self.known["C"], self.things["some"], "partly overturned", accounts_of("养号房")[3]
        )
        self.world.at(6, 20)
        self.things["open appeal"] = cases.appeal(self.known["G"], accounts_of("转发队")[4])
        case = self.known["J"]
        cases.assign(case)
        cases.decide(case, "label", COORDINATED, delay_s=2 * 86_400)
        cases.notify(case, starts_later=True)
        between.ask("2026-W10")
        between.overdue(1)
        self.intake.wait()


def lived(url: str, files: Path, runs: Path) -> Week:
    """Return a week that was lived at a new store; its client is to be closed."""
    world = world_at(url, files, runs)
    world.client.__enter__()
    return Week(world, url).live()
