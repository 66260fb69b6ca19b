"""The semantics of coordination_network_toolkit 1.5.2 (QUT), over Arrow tables.

One function, `compute_network`, gives the edges that the peer stores in its database; `preprocess`
and `tokenize` are its two ways of reading a message. What differs by default, and what
``bug_compatible=True`` brings back, is listed with `compute_network` and in ``docs/compat.md``.
"""

from clearwater.compat.coordination_network_toolkit.network import KINDS, Kind, compute_network
from clearwater.compat.coordination_network_toolkit.text import preprocess, tokenize

__all__ = ["KINDS", "Kind", "compute_network", "preprocess", "tokenize"]
