"""Which accounts share traces that few others hold, and what that proves.

A trace is whatever several accounts can hold: who paid them, whom they pay, a device, a page they
link to. It needs no time. To share one with k holders proves ``log(accounts / k)``, inverse
document frequency; several traces add up. Traces of many holders prove nothing: everybody who uses
an exchange shares its address, and who uses three exchanges shares three.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array, triu

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PairsSharing:
    """Pairs of accounts that hold a rare trace in common, each pair once; one shape (pairs,)."""

    left: Ints = field(repr=False)
    """The lower of the two account codes."""
    right: Ints = field(repr=False)
    traces: Ints = field(repr=False)
    """Rare traces that both hold."""
    proof: Floats = field(repr=False)
    """What they prove together, natural units; above 0."""


def pairs_sharing(account: Ints, trace: Ints, *, accounts: int, most_holders: int) -> PairsSharing:
    """Return the pairs of accounts that share a trace with at most so many holders.

    At most ``most_holders / 2`` pairs for each row.

    Parameters
    ----------
    account, trace
        Which account holds which trace, in any order; repeated rows count once. Codes from 0 on.
    accounts
        Number of accounts, those without a trace included.
    most_holders
        2 or more. Traces of more accounts are left out.

    Examples
    --------
    >>> pairs = pairs_sharing(np.array([0, 1, 2, 2]), np.array([7, 7, 7, 8]),
    ...                       accounts=8, most_holders=3)
    >>> list(zip(pairs.left.tolist(), pairs.right.tolist())), pairs.proof.round(3).tolist()
    ([(0, 1), (0, 2), (1, 2)], [0.981, 0.981, 0.981])
    """
    width = int(trace.max(initial=0)) + 1
    held = np.unique(account.astype(np.int64) * width + trace)
    holder, of = held // width, held % width
    holders = np.bincount(of, minlength=width)
    # What every account holds proves nothing even where there are few accounts.
    rare = (holders[of] >= 2) & (holders[of] <= most_holders) & (holders[of] < accounts)
    holder, of = holder[rare], of[rare]
    shape = (accounts, width)
    one = csr_array((np.ones(of.size), (holder, of)), shape=shape)
    worth = csr_array((np.log(accounts / holders[of]), (holder, of)), shape=shape)
    proof = coo_array(triu(worth @ one.T, k=1))
    traces = coo_array(triu(one @ one.T, k=1))
    order, same = np.lexsort((proof.col, proof.row)), np.lexsort((traces.col, traces.row))
    return PairsSharing(
        left=proof.row[order].astype(np.int64),
        right=proof.col[order].astype(np.int64),
        traces=traces.data[same].astype(np.int64),
        # The last bits of a sum depend on the order of its terms.
        proof=np.round(proof.data[order], 9),
    )
