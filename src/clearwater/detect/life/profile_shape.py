"""Profile shape: accounts made at one time whose names are built alike, and that are empty.

Names that a script makes have one shape, such as a capital, five small letters and four digits. The
shape is all that is looked at: what a name says is nobody's business here. A shape counts for as
much as it is commoner among accounts made about then than among all others; an empty profile for as
much as few accounts of that age are as empty. Where it is known how full a profile is, its name
adds no more than its emptiness does: a school names its pupils alike, too, and they fill theirs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import Codes, Floats, Times
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.errors import ParameterError
from clearwater.kernels.binomial_bits import binomial_bits
from clearwater.kernels.matched_rank import matched_p_values, strata
from clearwater.kernels.near_counts import others_near
from clearwater.units import MICROSECONDS

UNKNOWN_TIME = np.iinfo(np.int64).min
"""Stands where it is not known when an account was made."""
_CLASSES = {"Lu": "L", "Lt": "L", "Ll": "l", "Lo": "c", "Lm": "c", "Nd": "d"}


@dataclass(frozen=True)
class Profiles:
    """What an accounts table says, one entry an account; make one with `Profiles.of`."""

    skeleton: Codes
    """Code of the name's shape, -1 where unknown; see `skeleton_codes`."""
    created: Times
    """Microseconds; `UNKNOWN_TIME` where not known."""
    followers: Floats
    """Not a number where unknown, as in the two below."""
    following: Floats
    posts: Floats

    @classmethod
    def of(
        cls,
        accounts: int,
        *,
        skeleton: Codes | None = None,
        created: Times | None = None,
        followers: Floats | None = None,
        following: Floats | None = None,
        posts: Floats | None = None,
    ) -> Profiles:
        """Return the profiles of `accounts` accounts; a column that is left out is unknown.

        Raises
        ------
        ParameterError
            If a column has not one entry an account.
        """
        columns = (skeleton, created, followers, following, posts)
        for column in columns:
            if column is not None and column.shape != (accounts,):
                raise ParameterError(
                    "a column of profiles does not fit",
                    expected=f"one entry for each of {accounts} accounts",
                    found=str(column.shape),
                )
        unknown = np.full(accounts, np.nan)
        return cls(
            skeleton=np.full(accounts, -1, np.int32) if skeleton is None else skeleton,
            created=np.full(accounts, UNKNOWN_TIME) if created is None else created,
            followers=unknown if followers is None else followers,
            following=unknown if following is None else following,
            posts=unknown if posts is None else posts,
        )


@dataclass(frozen=True)
class ProfileShape:
    """Bits of a common shape of name at the time, and of emptiness."""

    window_s: float = 86_400.0
    """Accounts are made at one time within this, to each side, 1 to 31,622,400 s."""
    peers: int = PEERS
    """Accounts of like age that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "window_s": (1, 31_622_400),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="profile-shape",
            version="2",
            family="life",
            columns=("actor", "created"),
            either=("followers", "following", "posts"),
            paper="ours; rarity after Shah et al., 2017 (SliceNDice)",
            cost="accounts, sorted a few times",
            quiet="p-values spread evenly among accounts of like age",
            innocent="pupils whom a school gave names; names that a platform proposes to newcomers",
        )

    def measure(self, profiles: Profiles) -> AccountMeasure:
        """Return the bits of each account of which a name's shape or an emptiness is known.

        Figures: ``made_near`` (others made within the window), ``alike_near`` (of them, with the
        same shape), ``share_elsewhere`` (of accounts made at other times that have it, 0..1),
        ``shape_bits``, ``empty_bits``.
        """
        shape, figures = self._shape(profiles)
        empty = self._emptiness(profiles)
        known = ~np.isnan(shape) | ~np.isnan(empty)
        figures |= {"shape_bits": np.nan_to_num(shape), "empty_bits": np.nan_to_num(empty)}
        named: Floats = np.fmin(shape, np.where(np.isnan(empty), shape, empty))
        score = np.where(known, np.nan_to_num(named) + np.nan_to_num(empty), np.nan)
        return AccountMeasure.ranked(score, profiles.created.astype(float), figures, self.peers)

    def _shape(self, profiles: Profiles) -> tuple[Floats, dict[str, Floats]]:
        """Return the bits of each account's shape, not a number where it is not known when."""
        asked = np.flatnonzero((profiles.created != UNKNOWN_TIME) & (profiles.skeleton >= 0))
        skeleton, created = profiles.skeleton[asked], profiles.created[asked]
        window = int(self.window_s * MICROSECONDS)
        none = np.zeros(asked.size, bool)
        near, _ = others_near(np.zeros(asked.size, np.int32), created, none, window)
        alike, _ = others_near(skeleton, created, none, window)
        all_alike = np.bincount(skeleton)[skeleton] if asked.size else np.zeros(0)
        share = (all_alike - alike) / (asked.size - near + 1.0)
        columns = (binomial_bits(alike, near, share), near, alike, share)
        bits, *rest = np.full((4, profiles.created.size), np.nan)
        for out, column in zip((bits, *rest), columns, strict=True):
            out[asked] = column
        names = ("made_near", "alike_near", "share_elsewhere")
        return bits, dict(zip(names, rest, strict=True))

    def _emptiness(self, profiles: Profiles) -> Floats:
        """Return bits of a profile as empty as this among accounts of like age."""
        columns = (profiles.followers, profiles.following, profiles.posts)
        known = ~np.all(np.isnan(columns), axis=0)
        content = np.nansum(np.log1p(columns), axis=0)
        stratum = strata(profiles.created.astype(float), known, self.peers)
        share = matched_p_values(np.round(-content, 9), stratum)
        bits: Floats = -np.log2(share)
        return bits


def skeleton(name: str) -> str:
    """Return the shape of a name: capital, small letter, other letter, digit, each with its run.

    Everything else stays what it is.

    Examples
    --------
    >>> skeleton("Maria2024"), skeleton("小明_88")
    ('L1l4d4', 'c2_1d2')
    """
    classes = (_CLASSES.get(unicodedata.category(sign), sign) for sign in name)
    return "".join(f"{kind}{sum(1 for _ in run)}" for kind, run in groupby(classes))


def skeleton_codes(names: Sequence[str | None]) -> tuple[Codes, tuple[str, ...]]:
    """Return the code of each name's shape, -1 without a name, and the shapes, sorted.

    Examples
    --------
    >>> skeleton_codes(["ab1", "xy7", None, "小明"])
    (array([ 1,  1, -1,  0], dtype=int32), ('c2', 'l2d1'))
    """
    shapes = [None if name is None else skeleton(name) for name in names]
    distinct = tuple(sorted({shape for shape in shapes if shape is not None}))
    place = {shape: code for code, shape in enumerate(distinct)}
    codes = [-1 if shape is None else place[shape] for shape in shapes]
    return np.array(codes, np.int32), distinct
