"""Both claims about an account that is to be added, and what each step may spend on them.

That an account met the circle too often is claimed over all accounts of the log. That it is no
shared interest is claimed of those who did, and of them alone: they are the fans and pupils whom
the claim would wrong. Half of a step's level goes to each.

Step s may spend q / (s (s + 1)) of the false discovery rate: all steps together spend q, and no
number of steps has to be fixed beforehand. Ours; as in alpha spending, Lan and DeMets, 1983,
Biometrika 70, 659.
"""

from __future__ import annotations

import numpy as np

from clearwater.kernels.benjamini_hochberg import q_values


def level_of_step(q: float, step: int, windows: int) -> float:
    """Return the false discovery rate of one window at one step, counted from 1."""
    return q / (step * (step + 1) * windows)


def q_of_claims(choice: np.ndarray, signs: np.ndarray, hypotheses: int, level: float) -> np.ndarray:
    """Return one q-value for each account asked, float64, in 0..1.

    Parameters
    ----------
    choice, signs : float64 array
        p-values of the two claims, of one shape.
    hypotheses : int
        Accounts (or pairs) that could have been asked, at least as many as were.
    level : float
        Who is above it by the first claim is not asked the second, 0..1.
    """
    there = np.minimum(1.0, 2.0 * q_values(choice, max(hypotheses, choice.size)))
    asked = there <= level
    q = np.ones(choice.size)
    q[asked] = np.minimum(1.0, 2.0 * q_values(signs[asked], max(1, int(asked.sum()))))
    larger: np.ndarray = np.maximum(there, q)
    return larger
