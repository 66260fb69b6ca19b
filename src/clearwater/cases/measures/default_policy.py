"""The policy of an organisation that has not written its own: made for organised fake engagement.

Its reasons are kinds of behaviour. None of them speaks of what somebody said, thinks or supports:
the same accounts doing the same things for the opposite opinion break the same rules. Durations and
limits are starting points of ours, to be replaced by an organisation's own: ``default_policy.json``
beside this file is the form to copy.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from clearwater.cases.measures.policy import Policy


@cache
def default_policy() -> Policy:
    """Return the default policy: 8 measures, 11 reasons, a second person from 50 accounts on."""
    kept = files("clearwater.cases.measures").joinpath("default_policy.json")
    return Policy.of_json(kept.read_bytes())
