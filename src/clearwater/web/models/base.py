"""What all models have in common: they take what they name, of the type that they say, no more."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

LONGEST = 20_000
"""Signs of a reason, a statement, a note; the workflow says so too."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
"""Of something in the store."""
Login = Annotated[str, StringConstraints(pattern=r"^[\w.@+-]{1,64}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""Of a list in the policy."""
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
"""In somebody's own words."""
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
"""Of an account, as the platform names it."""
Shown = dict[str, Any]


class In(BaseModel):
    """What somebody sends. A field that is not named here is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
