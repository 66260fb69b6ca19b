"""The chain behind findings: roles of members, suppliers and customers that several share."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

_STR = pa.string()
_I64 = pa.int64()
_F64 = pa.float64()

# By finding, then p_value, then account. `role`: lighter, rider, hub, or executor where no test
# says more; `p_value` and `q_value` are null for executors. `figure`: what it rests on, in words.
ROLES = pa.schema(
    [
        ("finding", _STR),
        ("account", _STR),
        ("role", _STR),
        ("figure", _STR),
        ("p_value", _F64),
        ("q_value", _F64),
    ]
)

# By p_value, then kind, value. `value` as it stands in the log; of a text, one of its variants.
SUPPLIERS = pa.schema(
    [
        ("kind", _STR),
        ("value", _STR),
        ("findings", pa.list_(_STR)),
        ("accounts", _I64),
        ("outsiders", _I64),
        ("p_value", _F64),
        ("q_value", _F64),
    ]
)

# By p_value, then target. `pushed`: joint acts on its objects. A target is no member.
CUSTOMERS = pa.schema(
    [
        ("target", _STR),
        ("findings", pa.list_(_STR)),
        ("objects", _I64),
        ("pushed", _I64),
        ("p_value", _F64),
        ("q_value", _F64),
        ("note", _STR),
    ]
)

MAY_BE_A_VICTIM = "may be a victim: whoever benefits has not always ordered it"


@dataclass(frozen=True)
class Chain:
    """What stands behind the findings of a run."""

    roles: pa.Table = field(repr=False)
    suppliers: pa.Table = field(repr=False)
    customers: pa.Table = field(repr=False)
    skipped: tuple[str, ...]
    """What could not be asked, and why, one sentence each."""
