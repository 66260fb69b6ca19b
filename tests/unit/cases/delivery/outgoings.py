"""Messages for tests of delivery."""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.delivery.base import NoticeWords, Outgoing
from clearwater.cases.records.notice import MessageKind

NOTICE = Outgoing(
    message="message-7k3m9q2x",
    kind=MessageKind.NOTICE,
    organisation="main",
    account="小明_今天也在喝茶",
    measure="measure-4d8f",
    action="mute",
    inverse="unmute",
    starts_us=1_772_366_400_000_000,
    ends_us=1_772_971_200_000_000,
    appeal_until_us=1_774_000_000_000_000,
    case="case-1a2b",
    decision="decision-9z",
    reason_code="co-action",
    policy_text="Accounts act for themselves. 帐号须由本人自主操作。",
    notices=(
        NoticeWords("en", "Your account was muted until 8 March 2026."),
        NoticeWords("zh", "您的帐号被禁言至2026年3月8日。"),
    ),
)
START = replace(NOTICE, message="message-start", kind=MessageKind.START, notices=())
END = replace(NOTICE, message="message-end", kind=MessageKind.END, notices=())
