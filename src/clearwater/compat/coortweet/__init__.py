"""The semantics of CooRTweet 2.1.3, over Arrow tables.

The five functions of the peer under their own names, with its column names; `network_nodes` gives
what igraph keeps at the vertices. Graphs are edge tables. What differs by default, and what
``bug_compatible=True`` brings back, is listed with each function and in ``docs/compat.md``; pass
the same value to every step of one analysis.
"""

from clearwater.compat.coortweet.groups import detect_groups, flag_speed_share
from clearwater.compat.coortweet.network import generate_coordinated_network, network_nodes
from clearwater.compat.coortweet.stats import account_stats, group_stats

__all__ = [
    "account_stats",
    "detect_groups",
    "flag_speed_share",
    "generate_coordinated_network",
    "group_stats",
    "network_nodes",
]
