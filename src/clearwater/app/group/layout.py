"""Where the accounts of a network are drawn: springs on a circle, with no chance in it.

The same pairs always give the same drawing. After Fruchterman and Reingold, 1991, Software:
Practice and Experience 21; all pairs of at most a few hundred accounts push each other apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clearwater.app.group.dots import Whole

ROUNDS = 60


def laid_out(
    size: int, left: Whole, right: Whole, bits: NDArray[np.float64], rounds: int = ROUNDS
) -> NDArray[np.float32]:
    """Return places within the unit square.

    Parameters
    ----------
    size
        Accounts.
    left, right, bits
        Pairs, and how strongly each is tied; above 0.

    Returns
    -------
    float32 array, shape (size, 2)
    """
    if size == 0:
        return np.zeros((0, 2), np.float32)
    angle = 2 * np.pi * np.arange(size) / size
    place = np.column_stack((np.cos(angle), np.sin(angle))).astype(np.float32)
    reach = np.float32(1.6 / np.sqrt(size))
    pull = np.zeros((size, size), np.float32)
    strength = (bits / max(float(bits.max(initial=0.0)), 1e-9)) ** 0.5
    pull[left, right] = strength
    pull += pull.T
    for turn in range(rounds):
        step = 0.16 * (1 - turn / rounds) + 0.004
        square = (place * place).sum(axis=1)
        near = np.maximum(square[:, None] + square - 2 * (place @ place.T), np.float32(1e-6))
        force = reach * reach / near - pull * np.sqrt(near) / reach
        np.fill_diagonal(force, 0.0)
        # Every force times the way between the two, summed: no array of all ways is needed.
        move = force.sum(axis=1, keepdims=True) * place - force @ place - 0.35 * place
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), np.float32(1e-6))
        place += move / length * np.minimum(length, np.float32(step))
    return _in_square(place)


def _in_square(place: NDArray[np.float32]) -> NDArray[np.float32]:
    low = place.min(axis=0)
    wide = max(float((place.max(axis=0) - low).max()), 1e-6)
    inside = (place - low) / wide
    centred: NDArray[np.float32] = (inside + (1 - inside.max(axis=0)) / 2).astype(np.float32)
    return centred
