"""Reports of users in the week, over HTTP, each with what it adds to a count by hand.

Sixty people report as people do; fourteen and two go against an honest flower shop together, within
six minutes, in the same words, from one line. Two rings are reported by a few besides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from clearwater.cases.ledger.entry import shown_time
from tests.helpers.bodies_life import DISTRICT
from tests.helpers.week_by_hand import ByHand
from tests.helpers.week_world import HOUR_US, MINUTE_US, MONDAY_US, World, accounts_of

SHOP = "花店_春风里"
SHOPS_FRIEND = "brigade_member"
BRIGADE = 16
ORDINARY = 60
COMPLAINTS = 2
"""Honest reports about the same shop."""
BRUSHING, FAKE = "brushing", "fake engagement"
RING_REPORTED, RING_OVERTURNED = "点赞群", "刷评组"


@dataclass(frozen=True)
class Coming:
    """One report, before it is sent."""

    time_us: int
    reporter: str
    account: str
    category: str
    words: str
    place: str
    device: str


def everything() -> list[Coming]:
    """Return the reports of the week, by time."""
    drawn = Random(7)  # noqa: S311 - no secret
    said = [
        Coming(
            MONDAY_US + drawn.randrange(60 * 60 * 60) * 1_000_000,
            f"reporter_{n % 50}",
            f"someone_{drawn.randrange(18)}",
            *(BRUSHING, f"我自己的话 {n}", f"line {n}", f"phone {n}"),
        )
        for n in range(ORDINARY)
    ]
    said += [
        Coming(
            MONDAY_US + (10 + 20 * n) * HOUR_US,
            *(f"customer_{n}", SHOP, BRUSHING, f"等了 {n} 天", f"line c{n}", f"phone c{n}"),
        )
        for n in range(COMPLAINTS)
    ]
    start = MONDAY_US + 57 * HOUR_US
    said += [
        Coming(
            start + n * 20_000_000,
            *(f"{SHOPS_FRIEND}_{n}", SHOP, BRUSHING),
            *("这家店刷单，大家快举报", "line b", f"phone b{n}"),
        )
        for n in range(BRIGADE)
    ]
    for ring, place, category, count in (
        (RING_REPORTED, 0, FAKE, 5),
        (RING_OVERTURNED, 3, BRUSHING, 3),
    ):
        said += [
            Coming(
                MONDAY_US + (8 + n) * HOUR_US + MINUTE_US,
                *(f"witness_{category}_{n}", accounts_of(ring)[place], category),
                *(f"看见了 {ring} {n}", f"line w{ring}{n}", f"phone w{ring}{n}"),
            )
            for n in range(count)
        ]
    return sorted(said, key=lambda one: (one.time_us, one.reporter))


@dataclass
class Intake:
    """The desk of a district at which reports come in."""

    world: World
    hand: ByHand
    coming: list[Coming] = field(default_factory=everything)
    clues: dict[tuple[str, str], str] = field(default_factory=dict)
    """(account, category) -> clue."""
    reports: set[tuple[str, str, str]] = field(default_factory=set)
    """(reporter, account, category): what is one report within the week."""
    names: list[str] = field(default_factory=list)

    def until(self, day: int, hour: int, minute: int = 0) -> None:
        """Take in what is sent before a time, and let it be that time."""
        then = MONDAY_US + day * 24 * HOUR_US + hour * HOUR_US + minute * MINUTE_US
        while self.coming and self.coming[0].time_us < then:
            self._take(self.coming.pop(0))
        self.world.at(day, hour, minute)

    def _take(self, one: Coming) -> None:
        # What is sent while somebody works is taken in when its turn comes.
        self.world.now_us = max(self.world.now_us, one.time_us)
        said: dict[str, Any] = {
            "reporter": one.reporter,
            "account": one.account,
            "category": one.category,
            "time": shown_time(one.time_us),
            "words": one.words,
            "place": one.place,
            "device": one.device,
        }
        path, who = "/user-reports", f"intake@{DISTRICT}"
        shown = self.world.ask("POST", who, path, said, status=201).json()
        key, what = (one.reporter, one.account, one.category), (one.account, one.category)
        assert shown["new"] == (key not in self.reports)
        if key not in self.reports:
            again = "again" if what in self.clues else "new"
            self.hand.add(DISTRICT, "clues.received", "report", again)
            self.names.append(shown["report"])
        self.reports.add(key)
        assert self.clues.setdefault(what, shown["clue"]) == shown["clue"]

    def look(self) -> Any:
        """Look for brigades, and return what was seen."""
        seen = self.world.post(f"intake@{DISTRICT}", "/brigades/looks").json()
        assert seen["messages"] == ORDINARY + COMPLAINTS + BRIGADE + 5 + 3
        (name,) = seen["marked"]
        said = {"purpose": "audit"}
        shown = self.world.post(f"auditor@{DISTRICT}", "/brigades/searches", said).json()
        (brigade,) = shown["items"]
        assert brigade["brigade"] == name
        assert (brigade["accounts"], brigade["reporters"]) == ([SHOP], BRIGADE)
        return brigade

    def outcome(self, account: str, category: str, *, effective: bool) -> None:
        """Count what the reports about an account came to; a brigade's are one."""
        about = {who for who, whom, what in self.reports if (whom, what) == (account, category)}
        friends = {one for one in about if one.startswith(SHOPS_FRIEND)}
        count = len(about - friends) + bool(friends)
        self.reports = {one for one in self.reports if one[1:] != (account, category)}
        self.hand.of_all(DISTRICT, "reports.effective", count if effective else 0, count)

    def wait(self) -> None:
        """Count the reports of which nothing has come."""
        assert not any(one[0].startswith(SHOPS_FRIEND) for one in self.reports)
        self.hand.stand(DISTRICT, "reports.pending", by=len(self.reports))
