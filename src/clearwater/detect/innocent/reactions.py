"""Explanations by when people act: fans, schedulers, one occasion, one time zone, one signal."""

from __future__ import annotations

import numpy as np

from clearwater.detect.groups import Group
from clearwater.detect.innocent.base import (
    EXPLAINS,
    NOT_RULED_OUT,
    RULED_OUT,
    Case,
    Explanation,
    occasions_of,
)
from clearwater.detect.pair_evidence import LEAST_GAP_US
from clearwater.detect.wording import number_of
from clearwater.engine.coded_log import UNKNOWN_TIME
from clearwater.kernels.timing_null import LEAST_EFFECT
from clearwater.units import MICROSECONDS

OCCASION = "live raid, flash sale or news event"
FEW_OCCASIONS = 5
LEAST_USUAL = 1.0
"""Acts that a typical member's habits leave unexplained, for an occasion to explain any."""
HALF_AS_OFTEN = 0.5
AS_MANY = 0.6
"""Others who come half as often, for each member, from which the members are the end of a crowd.
Who touched fewer than three of the objects is not asked and not counted. Measured: 0.8 to 7 for
raids and trains, 0 to 0.41 for campaigns, whose missed members they are."""
ROUND_US = 300 * MICROSECONDS
ROUND_SLACK_US = 10 * MICROSECONDS
OFTEN = 2.0
"""Times the log's own share of acts at round moments that speaks for a scheduler."""


def fan_club(case: Case) -> Explanation:
    """Return whether the members' own reaction lags explain that they met."""
    moves = case.moves
    known = bool((case.population.log.created > UNKNOWN_TIME).any())
    source = (
        "their creation times, which must be those of publication"
        if known
        else "the first act of somebody else"
    )
    apart = moves.joint_acts >= LEAST_EFFECT * moves.expected_timing
    return Explanation(
        "fan club",
        RULED_OUT if apart else NOT_RULED_OUT,
        f"reaction lags since {source}: each account's own lags explain "
        f"{number_of(moves.expected_timing)} of {moves.joint_acts:,} joint acts",
    )


def scheduler(case: Case) -> Explanation:
    """Return whether joint acts lie at round moments, as those of one application do."""
    time = case.population.log.time
    joint, usual = (_round_share(time[rows]) for rows in (case.draft.joint, slice(None)))
    often = joint > OFTEN * usual
    return Explanation(
        "scheduler application",
        NOT_RULED_OUT,
        f"{joint:.0%} of the joint acts lie within 10 s after a whole five minutes, {usual:.0%} of "
        "all acts do"
        + ("" if often else "; an application that polls one source for many users does not show")
        + "; clocks at fixed minutes, hours and weekdays are allowed for",
    )


def _round_share(time_us: np.ndarray) -> float:
    return float((time_us % ROUND_US < ROUND_SLACK_US).mean()) if time_us.size else 0.0


def one_occasion(case: Case) -> Explanation:
    """Return whether something brought many people at once, of whom the group are the regulars.

    Where a streamer sends viewers over, nobody's own habits explain the minute in which all come,
    and whoever has come oftenest has the best evidence. So those who came and are no members are
    counted the same way: where nearly as many came half as often as a member does, the group is the
    end of a crowd and no crowd of its own. The orders of a desk bring nobody else again and again.
    """
    occasions = occasions_of(case.group, LEAST_GAP_US)
    usual, regulars = regulars_beside(case.group)
    members = case.group.members.size
    reason = (
        f"{occasions} occasions at least an hour apart, each of these is one; of a typical member "
        f"habits leave {number_of(usual)} acts at them unexplained, and half as many or more of "
        f"{regulars:,} other accounts, where there are {members:,} members"
    )
    if usual >= LEAST_USUAL and regulars >= AS_MANY * members:
        return Explanation(OCCASION, EXPLAINS, reason, frozenset({"moves"}))
    return Explanation(OCCASION, RULED_OUT if occasions > FEW_OCCASIONS else NOT_RULED_OUT, reason)


def regulars_beside(group: Group) -> tuple[float, int]:
    """Return the acts beyond its habits of the median member, and who else has half as many.

    Counted are acts at the group's moments; one at least makes a regular. Whose evidence is as
    good as a member's is nobody else, also where another group has it.
    """
    asked = group.asked
    member = np.isin(asked.account, group.members)
    weakest = group.q_value[member].max(initial=0.0)
    other = ~member & (group.q_value > weakest)
    beyond = asked.trial_hit - np.minimum(asked.trial_chance, 1.0)
    of_account = np.bincount(asked.trial_account, weights=beyond, minlength=asked.account.size)
    usual = float(np.median(of_account[member])) if member.any() else 0.0
    enough = max(LEAST_USUAL, HALF_AS_OFTEN * usual)
    return max(0.0, usual), int((other & (of_account >= enough)).sum())


def time_zone(case: Case) -> Explanation:
    """Return whether hours that the members keep in common explain that they met."""
    moves = case.moves
    return Explanation(
        "shared time zone",
        RULED_OUT if moves.joint_acts > LEAST_EFFECT * moves.expected_choice else NOT_RULED_OUT,
        f"at the hours and on the days that each account keeps, "
        f"{number_of(moves.expected_choice)} of {moves.joint_acts:,} joint acts are expected",
    )


def same_signal(case: Case) -> Explanation:
    """Return what no log can rule out."""
    del case
    return Explanation(
        "notified at the same moment",
        NOT_RULED_OUT,
        "people who are told of an object by the same unseen signal, and all act on it at once, "
        "look like this",
    )
