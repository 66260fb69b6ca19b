"""Expansions: from known accounts to who else belongs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clearwater.app.investigate.expanding import MOST_LEADS, MOST_STEPS, Seed
from clearwater.web.models.base import In
from clearwater.web.models.cases import FindingName
from clearwater.web.models.events import Code


class Expand(In):
    """What to start from and how far to go; a finding, or accounts by their rows."""

    finding: FindingName | None = None
    rows: Annotated[list[Code], Field(max_length=MOST_LEADS)] = Field(default_factory=list)
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 1
    q: Annotated[float, Field(gt=0, le=0.5)] = 0.01
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0

    def as_asked(self) -> Seed:
        """Return it as the use-case takes it."""
        return Seed(self.finding, tuple(self.rows), self.steps, self.q, self.seed)
