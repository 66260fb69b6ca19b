"""What somebody asks of a log: which events, by codes and never by names."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clearwater.app.identity.sealing import NONCE_BYTES, Sealing, key_for
from clearwater.app.investigate.open_log import KINDS, OpenLog
from clearwater.errors import NothingThereError, ParameterError, near_names

ANY, NONE = "any", "none"
"""Instead of a finding: members of whichever, and members of no finding."""
MOST_VALUES = 50
"""Values of one kind that a question names."""
MOST_HANDLE = 4_000
"""Signs of a handle."""


@dataclass(frozen=True)
class Question:
    """Which events are asked about. What is empty restricts nothing."""

    actions: tuple[str, ...] = ()
    since_us: int | None = None
    """From this moment on, microseconds since 1970, UTC."""
    until_us: int | None = None
    """Before this moment."""
    members: str | None = None
    """Only what members of this finding did; `ANY`, `NONE`."""
    values: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Kind -> codes, one of which an event has to carry."""

    def require_fits(self, log: OpenLog) -> None:
        """Return if the question can be asked of this log.

        Raises
        ------
        ParameterError
            If it names an action, a finding, a kind or a code that the log does not have.
        """
        for action in self.actions:
            _require_known("action", action, log.actions)
        if self.members is not None:
            _require_known("finding", self.members, (ANY, NONE, *log.findings))
        for kind, codes in self.values.items():
            _require_known("kind of value", kind, log.kinds)
            many = log.values(kind).many
            if any(not 0 <= code < many for code in codes):
                raise ParameterError(f"the log has no such {kind}", expected=f"0 to {many - 1:,}")

    def document(self) -> dict[str, Any]:
        """Return it as JSON holds it, without what restricts nothing."""
        said = {
            "actions": list(self.actions),
            "since": self.since_us,
            "until": self.until_us,
            "members": self.members,
            "values": {kind: list(codes) for kind, codes in self.values.items() if codes},
        }
        return {name: value for name, value in said.items() if value not in (None, [], {})}

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Question:
        """Return the question of a document."""
        return cls(
            actions=tuple(said.get("actions", ())),
            since_us=said.get("since"),
            until_us=said.get("until"),
            members=said.get("members"),
            values={kind: tuple(codes) for kind, codes in said.get("values", {}).items()},
        )


@dataclass(frozen=True)
class Handles:
    """Questions as they stand in an address: sealed, so that an address says nothing.

    Even opened they hold codes only. They open for the same organisation and the same run or case,
    as long as its log is the same.
    """

    sealing: Sealing
    about: str

    @classmethod
    def of(cls, store_key: bytes, organisation: str, place: str) -> Handles:
        """Return the handles of a run or a case of an organisation."""
        return cls(Sealing(key_for("questions", store_key)), f"question {organisation} {place}")

    def write(self, question: Question, log: OpenLog) -> str:
        """Return the handle of a question."""
        said = {"log": log.identity, **question.document()}
        return self.sealing.sealed_object(said, self.about, secrets.token_bytes(NONCE_BYTES))

    def read(self, handle: str, log: OpenLog) -> Question:
        """Return the question of a handle.

        Raises
        ------
        NothingThereError
            If it is none of this log.
        """
        said = self.sealing.opened_object(handle, self.about) if handle.isascii() else None
        if said is None or said.get("log") != log.identity:
            raise NothingThereError(
                "there is no such question here",
                expected="a handle that was given out for this run, whose log has not changed",
                next_step="Ask anew.",
            )
        return Question.of(said)


def _require_known(what: str, said: str, known: tuple[str, ...]) -> None:
    if said not in known:
        raise ParameterError(
            f"the log has no such {what}",
            expected=", ".join(known[:20]) or "none",
            found=repr(said[:80]),
            next_step=near_names(said, known),
        )


__all__ = ["ANY", "KINDS", "MOST_HANDLE", "MOST_VALUES", "NONE", "Handles", "Question"]
