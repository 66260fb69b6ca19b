"""How large and how lively a made-up platform is: the parameters of its honest background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf

from clearwater.errors import ParameterError
from clearwater.simulate.limits import require_range

DAY_S = 86_400.0
HOUR_S = 3_600.0


@dataclass(frozen=True)
class WorldConfig:
    """How large and how lively the honest background is. The seed is not part of it."""

    accounts: int = 20_000
    """Number of honest accounts, 2 to 5 million."""
    objects: int = 6_000
    """Number of objects that honest people make, 10 to 5 million."""
    events: int = 200_000
    """Expected number of private honest events (a Poisson number is drawn), 0 to 200 million."""
    days: int = 30
    """Length of the log in days, 1 to 3,660."""
    start: datetime = datetime(2026, 3, 2, tzinfo=UTC)
    """First moment of the log; carries a time zone. 2026-03-02 is a Monday."""
    actions: tuple[tuple[str, float], ...] = (("like", 1.0),)
    """Kinds of action and how often each is used; weights above 0, any sum."""
    second_act_share: float = 0.0
    """Share of honest acts after which the account does something else to the same object within
    seconds (likes it and comments on it), 0 to 1; needs two kinds of action."""
    zones: tuple[tuple[float, float], ...] = ((8.0, 0.6), (3.0, 0.15), (1.0, 0.15), (-5.0, 0.1))
    """Hours ahead of UTC (-12 to 14) and the weight of people who live there."""
    topics: int = 12
    """Number of interests that people and objects have, one each, 1 to 10,000."""
    topical_share: float = 0.4
    """Share of private actions that stay inside the account's own interest, 0 to 1."""
    activity_sigma: float = 1.3
    """Spread of accounts' activity: sigma of a lognormal, 0 (all alike) to 3."""
    popularity_sigma: float = 1.6
    """Spread of objects' popularity: sigma of a lognormal, 0 (all alike) to 3."""
    life_h: float = 5.0
    """Median hours after an object's creation at which people meet it, 0.01 to 1,000."""
    evergreen_share: float = 0.08
    """Share of objects that stay of interest for weeks and may be older than the log, 0 to 1."""
    stray_share: float = 0.0
    """Share of objects that some honest accounts already act on before the recorded creation (a
    link that went round before the big page posted it), 0 to 1."""
    stray_lead_h: float = 6.0
    """Median hours by which such stray events come first, 0.001 to 1,000."""
    resolution_s: float = 1.0
    """Times are recorded in whole multiples of this, seconds, 1e-6 to 60."""
    titles: bool = False
    """Objects carry readable titles, Chinese and English, instead of codes."""

    def __post_init__(self) -> None:
        require_range(
            self,
            accounts=(2, 5_000_000),
            objects=(10, 5_000_000),
            events=(0, 200_000_000),
            days=(1, 3_660),
            topics=(1, 10_000),
            second_act_share=(0, 1),
            topical_share=(0, 1),
            activity_sigma=(0, 3),
            popularity_sigma=(0, 3),
            life_h=(0.01, 1_000),
            evergreen_share=(0, 1),
            stray_share=(0, 1),
            stray_lead_h=(0.001, 1_000),
            resolution_s=(1e-6, 60),
        )
        self._check_pairs()
        if self.start.tzinfo is None:
            raise ParameterError(
                "start of WorldConfig carries no time zone",
                expected="an aware datetime",
                found=repr(self.start),
            )

    def _check_pairs(self) -> None:
        words = [word for word, _ in self.actions]
        if not all(words) or len(set(words)) < len(words):
            raise ParameterError(
                "actions of WorldConfig need different names",
                expected="one or more kinds of action, each once",
                found=repr(words),
            )
        for what, weights in (("actions", self.actions), ("zones", self.zones)):
            if not weights or not all(0 < weight < inf for _, weight in weights):
                raise ParameterError(
                    f"weights of {what} of WorldConfig are out of range",
                    expected="one or more, each above 0",
                    found=repr(weights),
                )
        if not all(-12 <= zone <= 14 for zone, _ in self.zones):
            raise ParameterError(
                "zones of WorldConfig are out of range",
                expected="hours ahead of UTC, each -12 to 14",
                found=repr(self.zones),
            )

    @property
    def span_s(self) -> float:
        """Length of the log in seconds."""
        return self.days * DAY_S
