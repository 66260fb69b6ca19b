"""Petition, slogan, share button: one text that many were handed."""

from __future__ import annotations

from clearwater.detect.innocent.base import NOT_RULED_OUT, NOT_TESTED, RULED_OUT, Case, Explanation

NAME = "petition or prefilled text"


def prefilled_text(case: Case) -> Explanation:
    """Return whether what the members say is what outsiders say as well."""
    says = [answer for spec, answer in case.answers.by_question if spec.family == "says"]
    if not says:
        return Explanation(NAME, NOT_TESTED, "the log has no texts, links or pictures")
    strongest = max(says, key=lambda answer: answer.bits)
    if strongest.bits > 0.0:
        return Explanation(
            NAME, RULED_OUT, f"what outsiders use as much was left out: {strongest.figure}"
        )
    return Explanation(NAME, NOT_RULED_OUT, f"nothing rests on texts: {strongest.figure}")
