"""A circle with moments: every account of the log asked against it, itself left out.

As members of groups are (`groups`): it was there more often than its activity explains, and there
is a sign that this is no shared interest, by its own habits or by what else it shares.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from clearwater.detect.asking import Answers, Asking
from clearwater.detect.background import Background
from clearwater.detect.expand.near_leads import MOST_VIA, SPEAKS
from clearwater.detect.expand.start import Picked
from clearwater.detect.expand.two_claims import q_of_claims
from clearwater.detect.expand.witness import Witness
from clearwater.detect.families import Draft
from clearwater.detect.membership import Membership, membership
from clearwater.detect.moments import Moments, moments_of
from clearwater.detect.wording import number_of, span_of
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.evidence_bits import combined


@dataclass(frozen=True)
class Asked:
    """Everybody who came near a circle's moments, at one window."""

    log: CodedLog = field(repr=False)
    circle: np.ndarray
    """int32, sorted."""
    window_us: int
    moments: Moments = field(repr=False)
    found: Membership = field(repr=False)
    answers: Answers = field(repr=False)
    signs: np.ndarray
    """float64, one for each account asked. p-value of the second claim."""

    @property
    def p_value(self) -> np.ndarray:
        """Return the larger of the two claims, one for each account asked."""
        larger: np.ndarray = np.maximum(self.found.p_choice, self.signs)
        return larger

    def q_values(self, among: np.ndarray, level: float) -> np.ndarray:
        """Return q-values over the accounts `among` (bool, shape (accounts of the log,)).

        One for each account asked; 1 for those that are not among them.
        """
        asked = among[self.found.account]
        q = np.ones(asked.size)
        q[asked] = q_of_claims(
            self.found.p_choice[asked], self.signs[asked], int(among.sum()), level
        )
        return q

    def witness(self, place: int, q_value: float) -> Witness:
        """Return what speaks for the account at `place` of those asked."""
        found = self.found
        account, hits = int(found.account[place]), int(found.hits[place])
        own = found.trial_account == place
        figure = (
            f"was at {hits} of the circle's {self.moments.size} moments within "
            f"{span_of(self.window_us)}, where {number_of(float(found.expected[place]))} are "
            f"expected; its own habits explain {number_of(float(found.trial_chance[own].sum()))}"
        )
        families = [
            family
            for family, p in zip(self.answers.families, self.answers.p_value, strict=True)
            if p[place] <= SPEAKS
        ]
        return Witness(
            account=account,
            because=" + ".join(["moves", *families]),
            figure=figure,
            window_us=self.window_us,
            observed=hits,
            expected=float(found.expected[place]),
            p_value=float(self.p_value[place]),
            q_value=q_value,
            via=self._via(account, found.trial_moment[own & found.trial_hit]),
        )

    def _via(self, account: int, moments: np.ndarray) -> tuple[tuple[int, int], ...]:
        """Return whom of the circle the account met at these moments most often."""
        starts = self.moments.starts
        rows = [self.moments.row[starts[m] : starts[m + 1]] for m in np.unique(moments).tolist()]
        if not rows:
            return ()
        who = np.concatenate([np.unique(self.log.actor[part]) for part in rows])
        names, shared = np.unique(who[who != account], return_counts=True)
        order = np.lexsort((names, -shared))[:MOST_VIA]
        return tuple(zip(names[order].tolist(), shared[order].tolist(), strict=True))


def ask_around(
    asking: Asking,
    known: Background,
    touches: np.ndarray,
    circle: np.ndarray,
    window_us: int,
    picked: Picked,
) -> Asked | None:
    """Return what is said of everybody near the circle's moments; None where it has none.

    Parameters
    ----------
    touches : float64 array
        Touches of each account of the log at this window.
    picked : Picked
        Of whom some families are no sign.
    """
    log = asking.population.log
    moments = moments_of(log, touches, circle, window_us)
    if not moments.size:
        return None
    found = membership(log, known, touches, circle, moments, window_us)
    answers = asking.ask(Draft(circle, np.unique(moments.row), window_us), found.account)
    told = [family not in picked.untold for family in answers.families]
    bits = np.array([answers.bits(family) for family in answers.families])
    signs = np.where(
        picked.account[found.account],
        combined(found.p_timing, answers.p_value[told], bits[told]),
        combined(found.p_timing, answers.p_value, bits),
    )
    return Asked(log, circle, window_us, moments, found, answers, signs)
