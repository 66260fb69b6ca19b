"""A refusal of the workflow, as the error that faces show."""

from __future__ import annotations

from clearwater.cases.workflow.base import Refusal
from clearwater.errors import CannotRunError


class RefusedError(CannotRunError):
    """Something was asked for that the rules do not allow now, or not to this person.

    ``code`` is the word for programs, see `clearwater.cases.workflow.refusals`.
    """

    def __init__(self, refusal: Refusal, *, where: str = "") -> None:
        self.code = refusal.code
        super().__init__(
            refusal.what,
            where=where,
            expected=refusal.expected,
            found=refusal.found,
            next_step=refusal.next_step,
        )
