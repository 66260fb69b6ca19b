"""What it costs a seller to deliver likes, in units of one bought account.

Prices are ours and relative: what matters is that an account is dear against an act, a device
against an account, a person against a machine. They are data, so that the page prints the very
numbers that were used, and whoever knows better can put in others.

A like *survives* if the account that gave it is not flagged at the end of the log; whoever follows
a method sets the likes of flagged accounts aside. What does not survive must be delivered again, so
everything is counted against 1,000 surviving likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

PER_LIKES = 1_000

Priced = Literal[
    "account", "wear", "device", "line", "address", "act", "warm-up day", "part-timer", "like",
    "late", "booked",
]  # fmt: skip


@dataclass(frozen=True)
class Price:
    """One price."""

    units: float
    """Units of one bought account, or a share where `per` says so; 0 or more."""
    per: str
    """What it is paid for."""
    why: str
    """One sentence."""


PRICES: dict[Priced, Price] = {
    "account": Price(1.0, "account that is flagged", "The unit. It is lost and bought anew."),
    "wear": Price(
        0.25, "account that is not flagged, a month",
        "It works on next month; a quarter of it is written off.",
    ),
    "device": Price(
        3.0, "device, a month", "A used phone written off over some months, with power and space."
    ),
    "line": Price(5.0, "access line, a month", "A contract for a month, in somebody's name."),
    "address": Price(
        0.02, "act through a fresh address", "Sold by volume; fifty cost as much as an account."
    ),
    "act": Price(
        0.005, "act of a machine (job, decoy or cover)",
        "Power, software and supervision; two hundred cost as much as an account.",
    ),
    "warm-up day": Price(
        0.02, "account and day of warming up", "It earns nothing; fifty days double its price."
    ),
    "part-timer": Price(
        0.05, "job or decoy done by a person",
        "People are paid by the job, half of what a like sells for. They bring device, line and a "
        "life of their own; whoever is flagged must be replaced as an account must.",
    ),
    "like": Price(0.1, "like sold", "Ten pay for an account. A cost of a hundred breaks even."),
    "late": Price(
        0.01, "hour that a like comes late, share of its price",
        "Who buys likes wants them while the object is new; after two days half of it is gone.",
    ),
    "booked": Price(
        0.2, "like booked before its object is there, share of its price",
        "A buyer who must announce what he will publish, and when, asks for a rebate.",
    ),
}  # fmt: skip
"""In the order of the page."""


@dataclass(frozen=True)
class Month:
    """What a farm used and delivered in one log; months of several logs add up."""

    accounts: int = 0
    """Accounts of the farm."""
    lost: int = 0
    """Those that were flagged."""
    devices: int = 0
    """Devices of the desk."""
    lines: int = 0
    """Access lines of the desk."""
    addresses: float = 0.0
    """Acts through a fresh address, expected."""
    acts: int = 0
    """Acts of machines besides warming up: jobs, decoys, cover."""
    warm_up_days: float = 0.0
    """Days of warming up, summed over accounts."""
    paid_jobs: int = 0
    """Jobs and decoys done by part-timers."""
    delivered: int = 0
    """Likes that were ordered and given."""
    surviving: int = 0
    """Those of accounts that were not flagged."""
    decoys: int = 0
    """Likes that nobody had ordered, to hide among."""
    late_h: float = 0.0
    """Hours from an order to each surviving like, summed."""
    booked: int = 0
    """Surviving likes that had been booked before their object was there."""

    def __add__(self, other: Month) -> Month:
        """Return the sum, field by field."""
        return Month(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def cost(self) -> float:
        """Units spent and not earned: wear and losses, what was used, and rebates."""
        price = {name: one.units for name, one in PRICES.items()}
        kept = (self.accounts - self.lost) * price["wear"] * price["account"]
        used = (
            self.devices * price["device"]
            + self.lines * price["line"]
            + self.addresses * price["address"]
            + self.acts * price["act"]
            + self.warm_up_days * price["warm-up day"]
            + self.paid_jobs * price["part-timer"]
        )
        rebates = self.late_h * price["late"] + self.booked * price["booked"]
        return self.lost * price["account"] + kept + used + price["like"] * rebates


@dataclass(frozen=True)
class Costs:
    """What may be told about a farm: what it loses, nothing about how it works."""

    cost: float | None
    """Units for 1,000 surviving likes; nothing where no like survives at any cost."""
    accounts_lost: float | None
    """Accounts flagged for 1,000 surviving likes."""
    orders_lost: float | None
    """Orders' worth of likes that were set aside, or were decoys, for 1,000 surviving likes."""
    days: float | None
    """Days of warming up and from an order to its average surviving like, together. In tenths:
    finer would tell how orders are spread."""
    surviving: float
    """Share of the delivered likes that survive, 0 to 1; 0 where none was delivered."""


def costs_of(months: Sequence[Month], likes_an_order: int) -> Costs:
    """Return the costs of one or more months together.

    Parameters
    ----------
    months
        At least one; likes and costs are added up before they are divided.
    likes_an_order
        1 or more.

    Examples
    --------
    >>> costs_of([Month(accounts=4, lost=2, delivered=40, surviving=20)], likes_an_order=10)
    Costs(cost=125.0, accounts_lost=100.0, orders_lost=100.0, days=0.0, surviving=0.5)
    """
    month = sum(months, Month())
    survived = month.surviving / month.delivered if month.delivered else 0.0
    if not month.surviving:
        return Costs(None, None, None, None, survived)
    per = PER_LIKES / month.surviving
    wasted = month.delivered - month.surviving + month.decoys
    days = month.warm_up_days / month.accounts + month.late_h / month.surviving / 24.0
    return Costs(
        cost=month.cost * per,
        accounts_lost=month.lost * per,
        orders_lost=wasted / likes_an_order * per,
        days=round(days, 1),
        surviving=survived,
    )
