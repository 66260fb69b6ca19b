"""What every step of the workflow works with: a case file, who asks, and what may come of it.

The workflow is pure: (case file, command, context) -> steps, or a refusal with its reason. It reads
no clock and draws no random number; both come in with the context. The store saves the steps, each
with its entry in the ledger, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from clearwater.cases.acts import Act
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.base import Record
from clearwater.cases.records.people import Disclosure, Role, commitment_to

R = TypeVar("R", bound=Record)
Rows = Mapping[type[Record], Mapping[tuple[str, ...], Record]]


class Fresh(Protocol):
    """Where new names and salts come from: the system's randomness, or a rehearsal's seed."""

    def name(self, kind: str) -> str:
        """Return a name that was never used, such as ``case-7k3m9q2x`` for ``case``."""
        ...

    def salt(self) -> str:
        """Return 32 bytes in hex."""
        ...


@dataclass(frozen=True)
class Caller:
    """Who asks."""

    user: str
    organisation: str
    roles: frozenset[Role]
    scopes: frozenset[str] | None = None
    """Verbs beyond which nothing is allowed, whatever the roles; None: no such bounds."""
    home: str | None = None
    """The body that the roles are of, where somebody is a guest in `organisation`."""

    @property
    def body(self) -> str:
        """The body that somebody comes from."""
        return self.organisation if self.home is None else self.home


@dataclass(frozen=True)
class Context:
    """Everything that a step needs and that is not in the case file."""

    caller: Caller
    now_us: int
    policy: Policy
    fresh: Fresh

    def disclose(self, text: str) -> Disclosure:
        """Return the row that keeps a text; its ``commitment`` goes wherever the text is meant."""
        salt = self.fresh.salt()
        return Disclosure(self.caller.organisation, commitment_to(salt, text), salt, text, None)


@dataclass(frozen=True)
class Step:
    """One act and every row that it writes: one entry of the ledger."""

    act: Act
    puts: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why something was not done. The words are for a person; the code is for a program."""

    code: str
    """Word of the list in `clearwater.cases.workflow.refusals`."""
    what: str
    expected: str = ""
    found: str = ""
    next_step: str = ""


Outcome = tuple[Step, ...] | Refusal


@dataclass(frozen=True)
class CaseFile:
    """Every row of one case, except the words behind commitments. Never changed, only replaced."""

    rows: Rows = field(default_factory=dict)

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """Return the rows of one kind, in the order of their keys."""
        rows = self.rows.get(kind, {})
        return tuple(rows[key] for key in sorted(rows))  # type: ignore[misc]

    def get(self, kind: type[R], *key: str) -> R | None:
        """Return one row, or nothing."""
        return self.rows.get(kind, {}).get(key)  # type: ignore[return-value]

    def after(self, steps: Sequence[Step]) -> CaseFile:
        """Return the case file as it is once `steps` are saved."""
        rows: dict[type[Record], dict[tuple[str, ...], Record]] = {
            kind: dict(kept) for kind, kept in self.rows.items()
        }
        for record in (record for step in steps for record in step.puts):
            rows.setdefault(type(record), {})[record.key] = record
        return CaseFile(rows)


Handler = Callable[[CaseFile, object, Context], Outcome]
"""(case file, command, context) -> steps or a refusal."""
