"""When two texts say the same: every figure that decides it, with its limits."""

from __future__ import annotations

from dataclasses import dataclass, fields

from clearwater.errors import ParameterError


@dataclass(frozen=True)
class Alike:
    """Parameters of text clusters. The defaults were set on half of one made benchmark.

    Information is in natural units: a shingle of one text in a thousand weighs ``log(1000)``, 6.9.

    Raises
    ------
    ParameterError
        If a value lies outside `LIMITS`.
    """

    span: int = 5
    """Weight of a shingle: Hanzi and Hangul weigh 2, everything else 1."""
    unseen: int = 1_000_000
    """Other texts that are imagined besides those given, so that a small input has rare shingles
    too, and a campaign that fills an input is not thought common."""
    common: int = 3
    """Texts from which on the holders of a shingle are compared."""
    holders: int = 5
    """Holders that are compared, at most."""
    samples: int = 16
    """Shingles by which a text is proposed."""
    telling: float = 1.5
    """What a shingle must prove to be sampled, natural units."""
    rarity: float = 4.0
    """How much sooner a shingle is sampled that proves more: power of its proof."""
    room: int = 16
    """Texts that a bucket of samples remembers."""
    meetings: int = 2
    """Samples that two texts must share before they are compared."""
    looks: int = 12
    """Other texts that a text is compared with, at most."""
    enough: int = 8
    """Links after which a text looks no further."""
    part: float = 0.45
    """Part of the lighter text's weight that must lie in the other for a link."""
    proof: float = 18.0
    """What the shared shingles of a link must prove, natural units."""
    near: float = 0.5
    """As `part`, for a text and the centre of a larger group that it joins."""
    cohesion: float = 0.52
    """Mean part of the texts of a group that lies in its centre."""
    full_proof: float = 41.0
    """Less proof than this makes a text count for less in the cohesion, natural units."""

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = LIMITS[field.name]
            value = getattr(self, field.name)
            if not low <= value <= high:
                raise ParameterError(
                    f"{field.name} is out of range",
                    where="Alike",
                    expected=f"{low} to {high}",
                    found=str(value),
                )


LIMITS: dict[str, tuple[float, float]] = {
    "span": (1, 12),
    "unseen": (1, 10**9),
    "common": (2, 10**6),
    "holders": (2, 250),
    "samples": (1, 64),
    "telling": (0.125, 100.0),
    "rarity": (0.0, 16.0),
    "room": (1, 250),
    "meetings": (1, 64),
    "looks": (1, 10_000),
    "enough": (1, 64),
    "part": (0.0, 1.0),
    "proof": (0.0, 10**4),
    "near": (0.0, 1.0),
    "cohesion": (0.0, 1.0),
    "full_proof": (0.125, 10**4),
}
"""Least and largest value of each parameter."""
