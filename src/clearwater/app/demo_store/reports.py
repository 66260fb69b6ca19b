"""Reports by users of the demo: most of them alike, one reporter who is often right."""

from __future__ import annotations

from clearwater.app.demo_store.people import HERE
from clearwater.app.demo_store.story import DAY_US, MINUTE_US, Story
from clearwater.app.intake.receiving import Reported, receive_in

_CATEGORIES = ("fake engagement", "brushing", "malicious marketing", "clickbait")
_WORDS = (
    "评论区全是一样的话 · the same words under every post",
    "刚发出就有几百个赞 · hundreds of likes a moment after it was posted",
    "买过的人都说没收到 · nobody who bought it ever got it",
)
_NOTE = "举报人附有截图 · with a screenshot"


def come_in(story: Story, accounts: tuple[str, ...], *, first: int, count: int) -> None:
    """Take reports in, as if a platform had sent them one after the other.

    Parameters
    ----------
    accounts
        Whom they are about, in turn.
    first
        Number of the first; what differs between reports follows from it.
    """
    desk = story.desk("sun.yue", HERE)
    with story.store.writing(HERE) as unit:
        context = desk.context(unit)
        for number in range(first, first + count):
            receive_in(desk, unit, context, _report(number, accounts, context.now_us))


def _report(number: int, accounts: tuple[str, ...], now_us: int) -> Reported:
    about = accounts[number % len(accounts)]
    return Reported(
        reporter=f"r{number * 7 % 23:04d}",
        category=_CATEGORIES[number % len(accounts) % len(_CATEGORIES)],
        account=about,
        id=f"demo-{number}",
        time_us=now_us - number % 40 * 9 * MINUTE_US,
        words=_WORDS[number % len(_WORDS)],
        note=_NOTE if number % 5 == 0 else None,
        place=f"192.0.2.{number % 11}",
        device=f"device-{number % 13}",
        joined_us=now_us - (90 + number * 31 % 900) * DAY_US,
    )
