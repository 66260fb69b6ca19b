"""What every act is, see `clearwater.cases.acts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Act:
    """One thing that was done."""

    NAME: ClassVar[str]
    """What the ledger calls it."""

    def details(self) -> Mapping[str, str | int | None]:
        """Return the fields, as the ledger keeps them."""
        return {name: value for name, value in asdict(self).items() if name != "case"}

    @property
    def of_case(self) -> str | None:
        """The case in which it was done; nothing where an act has no field ``case``."""
        return getattr(self, "case", None)
