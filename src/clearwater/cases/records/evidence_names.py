"""Which names a frozen file may have: those that every system reads alike, as paths in a package.

The same rule as `clearwater.cases.evidence.verifier.names`, which stands by itself because it goes
into packages; a test holds that both say the same. Here it is asked before a name is in the ledger
for ever: one that no package can hold could never be sealed.
"""

from __future__ import annotations

import re

LONGEST_NAME = 400
"""Signs of a whole path."""
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", re.ASCII)
# Windows opens a device for these, whatever stands behind the dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.ASCII | re.IGNORECASE)


def can_be_frozen_as(name: str) -> bool:
    """Return whether `name`, parts joined by ``/``, may be the name of a frozen file."""
    return len(name) <= LONGEST_NAME and all(_is_part(part) for part in name.split("/"))


def _is_part(part: str) -> bool:
    plain = _PART.fullmatch(part) is not None and not part.endswith(".")
    return plain and _DEVICE.fullmatch(part) is None
