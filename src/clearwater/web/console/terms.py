"""Words of records that pages translate: states, acts, outcomes, names of the default policy.

Templates write them with the filter ``term``. They are data, so that they stand nowhere else as
texts; here they are marked for the catalogues, and a test holds that none is missing.
"""

from __future__ import annotations

from typing import Final


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


STATES: Final = (
    *(_("open"), _("in review"), _("offered"), _("proposed"), _("decided"), _("notified")),
    *(_("closed"), _("standing"), _("refused"), _("withdrawn"), _("overturned"), _("replaced")),
    *(_("upheld"), _("partly overturned"), _("waiting"), _("delivered"), _("void")),
)
"""Of cases, decisions, appeals and messages."""
OUTCOMES: Final = (_("measures"), _("no action"), _("handed over"))
"""Of cases, besides ``overturned``."""
ORIGINS: Final = (_("finding"), _("report"), _("partner"), _("patrol"))
KINDS: Final = (_("notice"), _("start"), _("end"))
"""Of messages."""
ROLES: Final = (
    *(_("investigator"), _("reviewer"), _("appeals"), _("lead"), _("auditor"), _("intake")),
)
MEASURES: Final = (
    *(_("label"), _("warn"), _("interview"), _("mute"), _("limit"), _("remove"), _("suspend")),
    _("ban"),
)
"""Of the default policy. An organisation's own stand as they are written."""
REASONS: Final = (
    *(_("coordinated engagement"), _("device farm"), _("paid engagement"), _("copied text")),
    *(_("batch registration"), _("account trade"), _("brushing"), _("give-away grabbing")),
    *(_("steered topic"), _("debunked claim again"), _("no sufficient grounds")),
)
RULES: Final = (_("authentic engagement"), _("own account"), _("honest trade"), _("checked claims"))
TIERS: Final = (_("nano"), _("micro"), _("middle"), _("macro"), _("mega"))
"""Of creators, by followers. These are of the default policy, too."""
EXPLANATIONS: Final = (
    *(_("fan club"), _("classroom or office"), _("live raid, flash sale or news event")),
    *(_("petition or prefilled text"), _("shared time zone"), _("notified at the same moment")),
    *(_("scheduler application"), _("household"), _("library, café or common room")),
    _("lessons or meetings at fixed hours"),
)
TESTED: Final = (_("ruled out"), _("not ruled out"), _("not tested"), _("explains it"))
ACTS: Final = (
    *(_("clue received"), _("clue joined"), _("clue set aside"), _("case opened")),
    *(_("case assigned"), _("case closed"), _("case reopened"), _("finding added")),
    *(_("ring shared"), _("evidence frozen"), _("member excluded"), _("member included")),
    *(_("decision proposed"), _("decision approved"), _("decision refused")),
    *(_("decision withdrawn"), _("notices issued"), _("measures lifted"), _("appeal filed")),
    *(_("appeal resolved"), _("delivery begun"), _("delivery failed"), _("message delivered")),
    *(_("message voided"), _("personal data read"), _("personal data erased")),
    *(_("evidence sealed"), _("exported"), _("hand-over offered"), _("hand-over accepted")),
    *(_("hand-over returned"), _("hand-over withdrawn"), _("body invited")),
    *(_("invitation answered"), _("position given"), _("joint case read")),
    *(_("second person from another body"), _("known case answered"), _("hold placed")),
    _("hold lifted"),
)
"""Of the ledger, in a case."""
BODIES: Final = (
    *(_("nation"), _("province"), _("city"), _("district"), _("company"), _("region")),
    *(_("team"), _("platform"), _("asked"), _("received"), _("checked"), _("accepted")),
    *(_("returned"), _("invited"), _("takes part"), _("declined"), _("left"), _("agrees")),
    *(_("disagrees"), _("case"), _("clue")),
)
"""Levels of bodies, states of what passes between them, positions."""
REPORTS: Final = (
    *(_("joined"), _("set aside"), _("handed on"), _("pending"), _("effective")),
    *(_("not effective"), _("being looked at"), _("decided: measures taken")),
    _("decided: no measure"),
)
"""States of clues, outcomes of users' reports, what a reporter is told."""
PROGRAMS: Final = (
    *(_("active"), _("revoked"), _("over"), _("removed"), _("clues"), _("receipts")),
    *(_("flags"), _("stix")),
)
"""States of users, tokens and partners; what passes between partners."""
ACTS_BESIDE: Final = (
    *(_("agency changed"), _("answer kept"), _("answers forgotten"), _("backup keys removed")),
    *(_("backup made"), _("blind review answered"), _("body added"), _("body closed")),
    *(_("body moved"), _("checkpoint published"), _("claim match judged")),
    *(_("creator changed"), _("figures published"), _("job asked"), _("job begun")),
    *(_("job ended"), _("known finding seeded"), _("logged in"), _("login failed")),
    *(_("login linked"), _("login locked"), _("part ended"), _("partner added")),
    *(_("partner message taken"), _("partner removed"), _("password set")),
    *(_("policy changed"), _("quality rules changed"), _("report asked")),
    *(_("report checked"), _("report received"), _("reporter named"), _("reports answered")),
    *(_("reports marked"), _("sessions ended"), _("set-up issued"), _("store created")),
    *(_("store restored"), _("token issued"), _("token revoked"), _("one-time codes set")),
    *(_("tree begun"), _("tree joined"), _("upload begun"), _("upload kept")),
    *(_("upload removed"), _("user changed"), _("user report received")),
    *(_("work asked for"), _("work ended"), _("work handed over"), _("work released")),
    _("work taken"),
)
"""Of the ledger, beside cases."""
DETAILS: Final = (
    *(_("source"), _("accounts"), _("files"), _("assigned to"), _("measure"), _("reason code")),
    *(_("outcome"), _("notices"), _("first start"), _("last end"), _("count"), _("purpose")),
    *(_("cause"), _("shared accounts"), _("needs second"), _("body"), _("position")),
)
"""Of acts."""
TERMS: Final = (
    *(*STATES, *OUTCOMES, *ORIGINS, *KINDS, *ROLES, *MEASURES, *REASONS, *EXPLANATIONS, *TESTED),
    *(*RULES, *TIERS, *ACTS, *DETAILS, *BODIES, *REPORTS, *PROGRAMS, *ACTS_BESIDE),
)
