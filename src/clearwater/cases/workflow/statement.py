"""The statement of reasons: what the account's owner reads.

It says what was observed, which rule that touches, which measure follows and until when, that it is
a suspicion on which people decided, and how to contest it. It names no other account, nobody who
worked on the case, and no guilt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from clearwater.cases.measures.policy_fields import Words

LANGUAGES = ("en", "zh")

_EN = """\
Decision {decision}

What was observed: {observed}.
The rule that this touches: {rule}
What follows: {measure}, from {start} until {end}. It then ends by itself.

This is a suspicion that rests on records of behaviour, not on opinions. {people} \
It may be mistaken.

You can contest this decision until {until}, at no cost. Name the decision {decision}. \
Somebody who had no part in it will look again, and if it falls, the measure is taken back at once.
"""

_ZH = """\
决定编号：{decision}

观察到的情况：{observed}。
所涉规则：{rule}
采取的措施：{measure}，自 {start} 起，至 {end} 止，到期自动解除。

以上是根据行为记录作出的怀疑，与观点无关。{people}这一决定可能有误。

您可以在 {until} 之前提出申诉，不收取任何费用，请注明决定编号 {decision}。\
申诉将由未参与该决定的人员重新审查；如决定被撤销，措施立即解除。
"""

_ONE = Words("A person decided this, not a machine.", "该决定由人员作出，而非机器自动作出。")
_TWO = Words(
    "Two people decided this independently of each other, not a machine.",
    "该决定由两名人员分别审查后作出，而非机器自动作出。",
)


@dataclass(frozen=True)
class Said:
    """What a statement says of one account."""

    decision: str
    """Its name, by which it is contested."""
    observed: Words
    rule: Words
    measure: Words
    starts_us: int
    ends_us: int
    appeal_until_us: int
    two_people: bool
    """Whether a second person agreed."""

    def text(self, language: str) -> str:
        """Return the statement in ``zh``, or in English."""
        people = _TWO if self.two_people else _ONE
        form = _ZH if language == "zh" else _EN
        return form.format(
            decision=self.decision,
            observed=self.observed.in_language(language),
            rule=self.rule.in_language(language),
            measure=self.measure.in_language(language),
            start=shown_minute(self.starts_us),
            end=shown_minute(self.ends_us),
            until=shown_minute(self.appeal_until_us),
            people=people.in_language(language),
        )


def shown_minute(time_us: int) -> str:
    """Return ``2026-03-01 12:00 UTC``, the minute in which a moment lies."""
    return f"{datetime.fromtimestamp(time_us // 1_000_000, UTC):%Y-%m-%d %H:%M} UTC"
