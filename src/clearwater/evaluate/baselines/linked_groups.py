"""Single linkage: groups of whatever hangs together by links, however thin the chain.

Labels say which group a node belongs to: the smallest number in it. They can be joined further with
the next block of links, so that links need not be kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]


def joined(labels: Ints, left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]) -> Ints:
    """Return the labels once ``left[k]`` and ``right[k]`` are linked as well.

    Parameters
    ----------
    labels
        Smallest node of each node's group so far, shape (nodes,); ``np.arange(nodes)`` where
        nothing is linked yet.
    left, right
        Nodes, shape (links,).

    Examples
    --------
    >>> joined(np.arange(4), np.array([1]), np.array([3])).tolist()
    [0, 1, 2, 1]
    """
    nodes = np.arange(labels.size)
    tail, head = np.concatenate([nodes, left]), np.concatenate([labels, right])
    links = coo_array((np.ones(tail.size, bool), (tail, head)), shape=(nodes.size, nodes.size))
    _, component = connected_components(links, directed=False)
    _, smallest = np.unique(component, return_index=True)
    together: Ints = smallest[component]
    return together


def named_groups(labels: Ints, members: npt.NDArray[np.integer], names: pa.Array) -> dict[str, str]:
    """Return the group of each of `members`, named after the group's first account.

    Parameters
    ----------
    labels
        From `joined`; the first ``len(names)`` nodes are the accounts.
    members
        Codes of the accounts that are in a group.
    names
        Names of the accounts, in text order.
    """
    accounts, first = (
        names.take(pa.array(codes)).to_pylist() for codes in (members, labels[members])
    )
    return dict(zip(accounts, first, strict=True))
