"""What every measure of accounts has in common: plain arrays go in, a score and a p-value come out.

Measures know neither engines nor tables, and no threshold: who asks decides. The score is in the
measure's own unit; the p-value is what measures have in common, against accounts of the same log
that are about as active. A group's evidence is made from its members' p-values, with the group left
out of the background (`AccountMeasure.against_others`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from clearwater.detect.base import DetectorSpec
from clearwater.errors import ParameterError
from clearwater.kernels.matched_rank import Ranks, matched_p_values, strata

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]

PEERS = 200
"""Accounts a stratum of like activity needs: p-values go down to one in so many."""

Limits = Mapping[str, tuple[float, float]]

PEERS_LIMITS = (1, 1_000_000)
"""Of the parameter of that name that every measure has."""


@dataclass(frozen=True)
class AccountMeasure:
    """What one measure says about every account of a log."""

    account: Codes
    """Shape (accounts,): 0 to accounts - 1."""
    score: Floats
    """Higher = more suspicious, in the measure's own unit; not a number where the account cannot
    be asked."""
    p_value: Floats
    """One-sided, (0, 1], against the other accounts of the stratum; not a number like `score`."""
    stratum: Codes
    """Accounts of like activity have the same number; -1 where the account cannot be asked."""
    compared: Floats = field(repr=False)
    """What is ranked within the stratum: the score, or the score for the account's activity."""
    chance: Floats = field(repr=False)
    """Below this no p-value goes: what the measure's own model of chance says, 0 if it has none.
    The most active of a stratum are not surprising merely for being so."""
    figures: Mapping[str, Floats] = field(default_factory=dict, repr=False)
    """What a sentence about the account needs, by name, each of shape (accounts,)."""

    @classmethod
    def ranked(
        cls,
        score: Floats,
        activity: Floats,
        figures: Mapping[str, Floats],
        peers: int = PEERS,
        *,
        compared: Floats | None = None,
        chance: Floats | None = None,
    ) -> AccountMeasure:
        """Return a measure whose p-values are ranks among accounts of like `activity`.

        Parameters
        ----------
        score
            Not a number where the account cannot be asked, shape (accounts,).
        activity
            What makes accounts comparable, such as their number of ratings; shape (accounts,).
        figures
            See the class.
        peers
            Accounts a stratum needs, 1 or more.
        compared, chance
            See the class; left out: the score, and no model.
        """
        # The last bits of a sum depend on the order of its terms, and with it on how accounts are
        # named; equal accounts must tie.
        ranked = np.round(score if compared is None else compared, 9)
        stratum = strata(activity, ~np.isnan(score), peers)
        least = np.zeros(score.size) if chance is None else chance
        return cls(
            account=np.arange(score.size, dtype=np.int32),
            score=np.round(score, 9),
            p_value=np.maximum(matched_p_values(ranked, stratum), least),
            stratum=stratum,
            compared=ranked,
            chance=least,
            figures=figures,
        )

    def against_others(self, members: Codes) -> Floats:
        """Return the p-values of `members` with all of them left out of the background.

        Many accounts of one campaign in one stratum hide behind each other: each alone has the
        others as its background.
        """
        return self.without(members, members)

    def without(self, members: Codes, accounts: Codes) -> Floats:
        """Return the p-values of `accounts` with `members` left out of the background.

        Parameters
        ----------
        members
            Each once.
        """
        return np.maximum(self._ranks.p_values(accounts, members), self.chance[accounts])

    @cached_property
    def _ranks(self) -> Ranks:
        # Hundreds of groups and crowds are asked about: to sort every stratum anew for each was a
        # third of a scan.
        return Ranks.of(self.compared, self.stratum)


Given_contra = TypeVar("Given_contra", contravariant=True)


class Measure(Protocol[Given_contra]):
    """One measure of accounts. Implementations are frozen dataclasses of their parameters.

    `Given_contra` is what it is asked with: `EventArrays`, or what else there is of accounts.
    """

    LIMITS: ClassVar[Limits]
    """Lowest and highest value of each parameter that is a number."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what the measure is."""
        ...

    def measure(self, given: Given_contra, /) -> AccountMeasure:
        """Return what it says about every account."""
        ...


def require_limits(parameters: object, limits: Limits) -> None:
    """Check that each parameter lies in its closed range.

    Raises
    ------
    ParameterError
        If one does not; the message names it, the range and the value.
    """
    for name, (low, high) in limits.items():
        value = getattr(parameters, name)
        if not low <= value <= high:
            raise ParameterError(
                f"{name} of {type(parameters).__name__} is out of range",
                expected=f"{low:g} to {high:g}",
                found=repr(value),
            )
