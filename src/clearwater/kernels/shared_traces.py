"""Untimed traces that accounts share: which key each account leaves most, and who leaves it."""

from __future__ import annotations

import numpy as np


def dominant_keys(account: np.ndarray, key: np.ndarray, accounts: int) -> np.ndarray:
    """Return the key that each account leaves most often, int32, -1 where it leaves none.

    Of keys that are left equally often the smallest counts. `account` and `key` are one entry an
    event; a key of -1 is none.
    """
    home = np.full(accounts, -1, np.int32)
    seen = key >= 0
    if not seen.any():
        return home
    keys = int(key.max()) + 1
    pair, count = np.unique(account[seen].astype(np.int64) * keys + key[seen], return_counts=True)
    owner, of = pair // keys, pair % keys
    order = np.lexsort((of, -count, owner))
    first = np.flatnonzero(np.diff(owner[order], prepend=-1))
    home[owner[order][first]] = of[order][first]
    return home


def accounts_of_keys(account: np.ndarray, key: np.ndarray, keys: int) -> np.ndarray:
    """Return how many distinct accounts leave each key, int64, shape (keys,)."""
    seen = key >= 0
    pair = np.unique(account[seen].astype(np.int64) * max(1, keys) + key[seen])
    return np.bincount(pair % max(1, keys), minlength=keys)
