"""Schemas of the tables in a run folder: the contract with everyone who reads one.

Columns may be added, never removed or renamed. Every table is sorted by a total order named beside
it, so that the same input gives the same bytes.
"""

from __future__ import annotations

import pyarrow as pa

from clearwater.events.schema import QUARANTINE_SCHEMA, TIME_TYPE

_STR = pa.string()
_I64 = pa.int64()
_F64 = pa.float64()

# One row a finding, strongest first. `meetings` counts joint acts: at a moment with k members
# somebody came first, and k - 1 acts were joint; `expected` is the choice null's mean of the same,
# from the members' rates and the crowds of those moments. `families`: those whose evidence survives
# by itself. `level`: "coordinated" (moves or words alone) or "likely inauthentic" (two families
# without a common cause). `signatures`: what the trade calls what they do. `refutation` says what
# would prove the headline wrong.
FINDINGS = pa.schema(
    [
        ("finding", _STR),
        ("kind", _STR),
        ("level", _STR),
        ("headline", _STR),
        ("refutation", _STR),
        ("score_bits", _F64),
        ("q_value", _F64),
        ("accounts", _I64),
        ("objects", _I64),
        ("events", _I64),
        ("meetings", _I64),
        ("expected", _F64),
        ("window_s", _F64),
        ("layer", _STR),
        ("first_time", TIME_TYPE),
        ("last_time", TIME_TYPE),
        ("families", pa.list_(_STR)),
        ("signatures", pa.list_(_STR)),
    ]
)

# By finding, then score_bits descending, then account. `role`: "core" or "edge".
# `objects`: group objects this account met others on. `partners`: members it met significantly.
# `leave_one_out_bits`: the finding's score_bits without this account.
MEMBERS = pa.schema(
    [
        ("finding", _STR),
        ("account", _STR),
        ("score_bits", _F64),
        ("role", _STR),
        ("leave_one_out_bits", _F64),
        ("q_value", _F64),
        ("objects", _I64),
        ("partners", _I64),
        ("events", _I64),
    ]
)

# By account. One row for each account with any evidence.
ACCOUNTS = pa.schema(
    [
        ("account", _STR),
        ("score_bits", _F64),
        ("q_value", _F64),
        ("finding", _STR),
        ("events", _I64),
    ]
)

# By pair. `pair` numbers the rows from 0; `meetings` counts occasions (distinct objects, merged
# where closer than the occasion gap); `expected` is the choice null's mean for the same count.
PAIRS = pa.schema(
    [
        ("pair", _I64),
        ("account_l", _STR),
        ("account_r", _STR),
        ("layer", _STR),
        ("window_s", _F64),
        ("meetings", _I64),
        ("expected", _F64),
        ("p_choice", _F64),
        ("p_timing", _F64),
        ("q_value", _F64),
        ("score_bits", _F64),
        ("finding", _STR),
    ]
)

# By pair, time_l, then the log's own order (object, action, time). Which events tie which accounts.
# `trace` is the shared key, "action object"; `lag_s` = time of event_r minus time of event_l, in
# seconds.
MEETINGS = pa.schema(
    [
        ("pair", _I64),
        ("trace", _STR),
        ("event_l", _STR),
        ("event_r", _STR),
        ("time_l", TIME_TYPE),
        ("time_r", TIME_TYPE),
        ("lag_s", _F64),
    ]
)

# By finding, then start, object, action. Moments in which members of a finding met on an object.
OBJECTS = pa.schema(
    [
        ("object", _STR),
        ("action", _STR),
        ("start", TIME_TYPE),
        ("end", TIME_TYPE),
        ("score_bits", _F64),
        ("q_value", _F64),
        ("finding", _STR),
        ("members", _I64),
        ("others", _I64),
    ]
)

# By score_bits descending, then object, action. Objects (and topics: action "mention", object
# "#tag") with a surge or with moments of findings. `accounts`, `expected`: of its strongest surge,
# by history, age and kind; `new` (accounts made or first seen within a week), `back` (accounts that
# did anything more than a day later): shares of that surge's accounts, beside the median of surges
# about as large. `alike`: what its crowd shares, in words; `asked`: whether it was looked at.
# `lit_by_members`: share of members of findings among the first accounts; `crowd_from`: when the
# `crowd`, accounts outside of findings, was as large. `level`: "pushed" or "surge only".
# `standing`: what the owner is: a target at most, who may be a victim.
PUSHED = pa.schema(
    [
        ("object", _STR),
        ("action", _STR),
        ("target", _STR),
        ("start", TIME_TYPE),
        ("end", TIME_TYPE),
        ("accounts", _I64),
        ("expected", _F64),
        ("surge_q", _F64),
        ("new", _F64),
        ("new_others", _F64),
        ("back", _F64),
        ("back_others", _F64),
        ("alike", pa.list_(_STR)),
        ("asked", pa.bool_()),
        ("findings", pa.list_(_STR)),
        ("members", _I64),
        ("lit_by_members", _F64),
        ("crowd_from", TIME_TYPE),
        ("crowd", _I64),
        ("score_bits", _F64),
        ("q_value", _F64),
        ("level", _STR),
        ("standing", _STR),
        ("headline", _STR),
    ]
)

# By object, metric, day (null where all days are one). A metric is the count of an action, "mean
# rate" and the like, "completion of view", or "rank by like". `low`, `high`: 90 % interval.
# `set_aside`: share of its events; `remaining`: events that are left; `strict`, `lenient`: the
# metric without events ordered with a chance of at least 0.9, and 0.1. What has no row is as it
# was reported.
RECOUNT = pa.schema(
    [
        ("object", _STR),
        ("metric", _STR),
        ("day", pa.date32()),
        ("reported", _F64),
        ("authentic", _F64),
        ("low", _F64),
        ("high", _F64),
        ("set_aside", _F64),
        ("remaining", _I64),
        ("strict", _F64),
        ("lenient", _F64),
    ]
)

# By the log's own order. How likely each event was done to order; events without a row: not at all.
EVENT_WEIGHTS = pa.schema([("event", _STR), ("p_inauthentic", _F64)])

# By finding, step. The waterfall: each step adds or takes away bits; the sum is score_bits.
WATERFALL = pa.schema(
    [
        ("finding", _STR),
        ("step", _I64),
        ("family", _STR),
        ("label", _STR),
        ("bits", _F64),
        ("explanation", _STR),
    ]
)

# By finding, side (members first), row, time. Dots of the timeline raster. `side`: "members", or
# "control" = accounts outside the finding, matched one to one on activity, hours, kinds of object.
# `joint`: how many other accounts of the same side met this event within the window.
RASTER = pa.schema(
    [
        ("finding", _STR),
        ("side", _STR),
        ("row", _I64),
        ("account", _STR),
        ("time", TIME_TYPE),
        ("object", _STR),
        ("joint", _I64),
    ]
)

# By finding, position. Innocent explanations that were tested, and how each came out.
# `outcome`: "ruled out", "not ruled out", "not tested", or "explains it": it takes
# evidence away.
EXPLANATIONS = pa.schema(
    [
        ("finding", _STR),
        ("position", _I64),
        ("explanation", _STR),
        ("outcome", _STR),
        ("reason", _STR),
    ]
)

TABLES: dict[str, pa.Schema] = {
    "findings": FINDINGS,
    "members": MEMBERS,
    "accounts": ACCOUNTS,
    "pairs": PAIRS,
    "meetings": MEETINGS,
    "objects": OBJECTS,
    "pushed": PUSHED,
    "recount": RECOUNT,
    "event_weights": EVENT_WEIGHTS,
    "waterfall": WATERFALL,
    "raster": RASTER,
    "explanations": EXPLANATIONS,
    "quarantine": QUARANTINE_SCHEMA,
}
