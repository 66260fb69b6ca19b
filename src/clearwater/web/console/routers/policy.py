"""The rules by which an organisation decides, what changed in them, and what they let go."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final

from starlette.responses import Response

from clearwater.app.case.policy_history import policy_now
from clearwater.app.privacy.foreseeing import MOST_DUE, due_now
from clearwater.cases.measures.policy import Policy
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.etags import body_of, etag_of
from clearwater.web.models.store import policy_out

policy = page_router()


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


SECTIONS: Final = {
    "second_person": _("A second person"),
    "deadlines": _("Deadlines"),
    "breaker": _("When everything stops"),
    "staging": _("Beginning in stages"),
    "queue": _("The queue"),
    "intake": _("Reports of users"),
    "privacy": _("Names, and how long they are kept"),
    "publishing": _("What is published"),
    "duties": _("What other bodies owe"),
    "identity": _("Signing in"),
}
"""Part of the policy -> what it is called; what is not here stands in the JSON alone."""
WORDS: Final = {
    "second_person.accounts": _("needed from so many accounts"),
    "second_person.severity": _("needed from this severity"),
    "second_person.window_s": _("small decisions of one person are added up over"),
    "deadlines.assign_s": _("until somebody is responsible"),
    "deadlines.review_s": _("until it is decided"),
    "deadlines.approve_s": _("until a second person has answered"),
    "deadlines.notify_s": _("until notices have gone out"),
    "deadlines.resolve_s": _("until an appeal is answered"),
    "breaker.accounts": _("measures for so many accounts"),
    "breaker.window_s": _("in a time of"),
    "staging.longest_s": _("a beginning may be put off by"),
    "staging.most_stages": _("stages at most"),
    "staging.jitter_s": _("spread at random over"),
    "queue.head_start_s": _("a step of severity at full confidence is ahead by"),
    "queue.effort_milli": _("thousandths of that head start that are divided by the effort"),
    "intake.window_s": _("one reporter, account and category count once within"),
    "intake.prior_reports_milli": _("thousandths of decided reports that the first guess is worth"),
    "intake.head_start_s": _("reports move a clue forward by at most"),
    "privacy.keep_s": _("names of a case are kept after it was over for"),
    "privacy.keep_reports_s": _("who reported is kept after the decision for"),
    "privacy.backups_s": _("backups with keys are kept for"),
    "privacy.reveals": _("accounts that one person may be shown"),
    "privacy.reveals_window_s": _("in a time of"),
    "publishing.smallest": _("smallest count that is published"),
    "publishing.offset_min": _("minutes by which weeks begin before those of UTC"),
    "duties.handover_s": _("to answer a hand-over"),
    "duties.position_s": _("to say whether a body agrees"),
    "duties.self_report_s": _("a platform's report of a week, after its end"),
    "identity.second_factor": _("roles for which a password is not enough"),
    "identity.setup_s": _("a set-up token is good for"),
    "identity.idle_s": _("a session in which nothing happens is over after"),
    "identity.session_s": _("every session is over after"),
    "identity.fresh_s": _("a proof for what cannot be undone is good for"),
    "identity.failures": _("wrong tries before a wait"),
    "identity.first_lock_s": _("the first wait"),
    "identity.longest_lock_s": _("the longest wait"),
    "identity.token_s": _("a program's token is good for at most"),
}
"""Field -> what it says. A field that somebody adds is shown by its own name."""


@policy.get("/policy", **page(Verb.READ))
def show_policy(at: Viewing) -> Response:
    """The policy in force, those before it, holds, what is due to be erased."""
    now = policy_now(at.desk)
    return at.page(
        "policy",
        now=now,
        policy=now.policy,
        sections=_sections(now.policy),
        times=[
            (_("An appeal may be made for"), now.policy.appeal_window_s * 1_000_000),
            (_("Strikes are worth half after"), now.policy.strikes_half_life_s * 1_000_000),
        ],
        as_kept=json.dumps(json.loads(now.policy.canonical()), ensure_ascii=False, indent=1),
        etag=etag_of(body_of(policy_out(now.policy))),
        due=due_now(at.desk),
        most_due=MOST_DUE,
        purposes=at.purposes,
        rights={
            "change": at.may(Verb.CHANGE_POLICY),
            "hold": at.may(Verb.HOLD),
            "retain": at.may(Verb.RETAIN),
            "erase": at.may(Verb.ERASE),
        },
    )


def _sections(of: Policy) -> list[tuple[str, list[tuple[str, str, Any]]]]:
    """Return each part with its fields: what it says, how it is written, its value."""
    return [
        (
            name,
            [
                _field(part, one.name, getattr(getattr(of, part), one.name))
                for one in fields(getattr(of, part))
            ],
        )
        for part, name in SECTIONS.items()
    ]


def _field(part: str, name: str, value: Any) -> tuple[str, str, Any]:
    words = WORDS.get(f"{part}.{name}", name)
    if name.endswith("_s"):
        return words, "time", value * 1_000_000
    if isinstance(value, tuple):
        return words, "list", value
    return words, "count", value
