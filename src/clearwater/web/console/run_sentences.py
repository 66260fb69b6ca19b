"""Sentences that a run writes, in the language of the page.

A run writes English, with figures in it; its files are the same for everybody. Each kind of
sentence stands here once, with places for its figures, and its translation in the catalogues under
the same text. A sentence that is not known here stands as the run wrote it, marked as English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from clearwater.web.console.languages import DEFAULT, translations
from clearwater.web.console.terms import EXPLANATIONS


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


SENTENCES: Final = (
    # The headline, and what would refute it.
    _(
        "%(accounts)s accounts met on %(objects)s objects within %(span)s of each other: "
        "%(meetings)s joint acts, where %(expected)s were expected."
    ),
    _(
        "Wrong if, on objects outside this log, these accounts are no more often than %(habit)s %% "
        "of the times they come near each other within %(span)s (here %(observed)s %%; their own "
        "habits explain %(again)s %%)."
    ),
    _("Wrong if behind it stands %(rest)s (here %(rest_2)s)."),
    # The steps of the waterfall.
    _("%(meetings)s joint acts, %(expected)s expected of accounts this active, at these hours"),
    _("own reaction lags and clocks explain %(expected)s of %(meetings)s close acts"),
    _("%(n)s pairs and windows could have shown something"),
    _(
        "%(inside)s of %(members)s members live on %(places)s of the log's %(thing)s, as %(there)s "
        "of %(others)s other accounts do"
    ),
    _(
        "%(inside)s of %(members)s members use %(places)s of the log's %(thing)s, as %(there)s "
        "of %(others)s other accounts do"
    ),
    _("no %(thing)s that more than %(n)s members, and few others, live on"),
    _("no %(thing)s that more than %(n)s members, and few others, use"),
    _(
        "%(inside)s of %(members)s members signed up in %(batches)s batches of about %(days)s "
        "days, in which %(there)s of %(others)s other accounts did"
    ),
    _("no %(n)s members signed up within %(days)s days"),
    _(
        "%(inside)s of %(members)s members that can be asked are among the %(share)s of accounts "
        "as active with the highest %(thing)s"
    ),
    _(
        "%(inside)s of the members' %(trials)s %(thing)s repeat %(own)s they share; %(chance)s "
        "would be by chance"
    ),
    _("the members left no %(thing)s"),
    # Innocent explanations.
    _(
        "reaction lags since their creation times, which must be those of publication: each "
        "account's own lags explain %(expected)s of %(meetings)s joint acts"
    ),
    _(
        "reaction lags since the first act of somebody else: each account's own lags explain "
        "%(expected)s of %(meetings)s joint acts"
    ),
    _(
        "%(share)s of the joint acts come from one of the %(thing)s, where hardly anybody but "
        "members is; the middle half of those who come to an object take %(pace)s s, and "
        "colleagues who look at a message take %(usual)s s or more"
    ),
    _(
        "%(share)s of the joint acts come from %(thing)s whose other users come to the same "
        "moments, too"
    ),
    _("%(occasions)s occasions in %(hours)s hours of the week"),
    _("%(rest)s: too few to tell"),
    _("%(n)s members, where a household has up to %(most)s"),
    _("%(n)s of %(members)s members share one of the %(thing)s"),
    _("no device that more than %(n)s members live on"),
    _(
        "%(share)s of the %(n)s joint acts on devices of more than %(most)s members are within a "
        "minute of another member's on the same device; people who change seats take longer"
    ),
    _(
        "%(joint)s of the joint acts lie within 10 s after a whole five minutes, %(usual)s of all "
        "acts do; an application that polls one source for many users does not show; clocks at "
        "fixed minutes, hours and weekdays are allowed for"
    ),
    _(
        "%(joint)s of the joint acts lie within 10 s after a whole five minutes, %(usual)s of all "
        "acts do"
    ),
    _(
        "%(occasions)s occasions at least an hour apart, each of these is one; of a typical member "
        "habits leave %(acts)s acts at them unexplained, and half as many or more of %(regulars)s "
        "other accounts, where there are %(members)s members"
    ),
    _("nothing rests on texts: %(rest)s"),
    _("what outsiders use as much was left out: %(rest)s"),
    _(
        "at the hours and on the days that each account keeps, %(expected)s of %(meetings)s joint "
        "acts are expected"
    ),
    _(
        "people who are told of an object by the same unseen signal, and all act on it at once, "
        "look like this"
    ),
    # Why a detector was skipped, and what was assumed of the log.
    _("the log has no column %(names)s"),
    _("the log has no action %(names)s"),
    _("the accounts table has no column %(names)s"),
    _("the accounts table has no creation times"),
    _("read as format %(name)s"),
    _("%(name)s is column %(name_2)s, matched by name (not %(names)s)"),
    _("%(name)s is column %(name_2)s, matched by name"),
    _("the times are dates: every event is placed at midnight"),
    _("times without a zone are read as %(name)s; of an hour shown twice, the earlier"),
    _("%(name)s: no creation times"),
    _("%(name)s: %(n)s of %(m)s creation times are unknown"),
    _(
        "%(n)s of %(objects)s objects have no creation time; it was estimated by the first act of "
        "another account, and the estimate is trusted only as far as the log's own first acts allow"
    ),
    _(
        "creation times of %(n)s objects are whole minutes, hours or days; at shorter windows they "
        "were not trusted, and estimated like those that are missing"
    ),
    _(
        "window %(window)s s: %(n)s events at moments with more than %(m)s others were left out, "
        "the same for everybody"
    ),
    _("the log has no addresses, lines or devices"),
    _("the log has no texts, links or pictures"),
    _("the log has no devices"),
    # Why an expansion went no further, and why somebody in it does not hold.
    _("The bound of %(n)s steps was reached."),
    _(
        "Step %(n)s would add nobody at its part of the false discovery rate (%(level)s): of "
        "%(others)s other accounts none was there more often than its activity explains, and not "
        "by its own habits."
    ),
    _("Of %(n)s accounts nobody met the others elsewhere beyond chance."),
    _("nobody was joined to it, so there was no circle to ask it against"),
    _("did not hold: it came near too few of the circle's moments to be asked"),
    _("did not hold: asked against the final circle, chance explains it"),
    _("not named: the circle as a whole is not beyond chance"),
    _("not named: %(explanation)s explains the circle"),
    # What can stand behind a place, a text or a day.
    _("a dormitory, an office, a household of more than six"),
    _(
        "a mobile carrier, a campus or a company that puts thousands behind a few addresses; "
        "their other users weigh against the group"
    ),
    _(
        "a family's tablet, a device of a library, a café or a shop: many use it one after the "
        "other, and most of them have another"
    ),
    _("an old telephone model or a beta version that few have, a company's own application"),
    _(
        "a slogan, a petition's or a share button's prefilled text, a lyric: outsiders use it, "
        "too, or it is said once"
    ),
    _("a page that a newsletter or a forum sends its readers to"),
    _("a meme, a poster handed out at an event: outsiders post it, too"),
    _("an event's or a broadcaster's hashtags, which are put down in the order announced"),
    _(
        "a class that registers in one lesson, a star or a campaign that brings many people on one "
        "day: everybody else's sign-ups of that day weigh against the group"
    ),
)
THINGS: Final = (
    *(_("access lines"), _("address prefixes"), _("devices"), _("client builds")),
    *(_("texts"), _("links"), _("pictures"), _("sequences of hashtags")),
    _("pictures and films"),
    *(_("warm up"), _("sleepless"), _("regular gaps"), _("action mix"), _("device turns")),
    *(_("profile shape"),),
)
"""What stands in a place called ``thing``."""
_PLACE = re.compile(r"%\\\((\w+)\\\)s")
_BETWEEN = re.compile(r"(?<=\.) (?=Wrong if)|; (?=\d[\d,]* of \d[\d,]* members )")
LONGEST: Final = 2_000


def said_by_run(language: str, text: str) -> str | None:
    """Return what a run wrote in a language; nothing where one of its sentences is not known.

    Examples
    --------
    >>> said_by_run("zh", "the log has no devices") is not None
    True
    >>> said_by_run("zh", "something else") is None
    True
    """
    if language == DEFAULT:
        return text
    if len(text) > LONGEST:
        return None
    parts = [_said(language, part) for part in _BETWEEN.split(text)]
    known = [part for part in parts if part is not None]
    return "；".join(known).replace("。；", "。") if len(known) == len(parts) else None


def titled(language: str, title: str) -> str:
    """Return the title of a case in a language, where it is a finding's headline.

    What a person wrote stands as they wrote it, in whatever language.
    """
    return said_by_run(language, title) or title


def _said(language: str, text: str) -> str | None:
    for sentence in SENTENCES:
        found = _pattern(sentence).fullmatch(text)
        if found is None:
            continue
        figures = {name: _figure(language, name, said) for name, said in found.groupdict().items()}
        if None not in figures.values():
            return str(translations(language).gettext(sentence) % figures)
    return None


def _figure(language: str, name: str, said: str) -> str | None:
    if name.startswith("rest"):
        return said_by_run(language, said)
    if name == "explanation":
        return str(translations(language).gettext(said)) if said in EXPLANATIONS else None
    if name == "thing":
        return str(translations(language).gettext(said))
    if name == "names":
        return re.sub(r",? (?:and no|and|or) |, ", "、", said)
    return _span(language, said) if name == "span" else said


def _span(language: str, said: str) -> str:
    """Return ``10 minutes`` in a language."""
    number, _blank, unit = said.partition(" ")
    return str(translations(language).gettext(f"%(n)s {unit.rstrip('s')}s") % {"n": number})


UNITS: Final = (_("%(n)s seconds"), _("%(n)s minutes"), _("%(n)s hours"), _("%(n)s days"))


_FORMS: Final = {
    "rest": r".{1,600}?",
    "thing": r"[a-z ]{1,40}",
    "explanation": r"[\w ,]{1,60}",
    "span": r"[\d.]{1,12} [a-z]{1,8}",
    "name": r"\S{1,120}",
    "names": r"\S.{0,300}?",
}
_FIGURE: Final = r"[\d.,%e+-]{1,24}"


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what fits a sentence; places are bounded: a run may come from anywhere."""

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return f"(?P<{name}>{_FORMS.get(name.partition('_')[0], _FIGURE)})"

    return re.compile(_PLACE.sub(place, re.escape(sentence).replace("%%", "%")), re.DOTALL)
