"""Figures held against the last accepted ones: what fell, what rose, and what an acceptance needs.

Everything here is pure: texts and numbers come in, verdicts and texts go out. A figure may move by
its stated noise and no further. One that fell by more fails; whoever means the fall says so in a
news fragment of kind ``score`` and accepts it, and the acceptance is kept with the figures.

Accepting leaves figures that moved within their noise as they were: ten small falls, each accepted
along with something else, would otherwise add up to a large one that nobody ever saw.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, assert_never

from clearwater.errors import ParameterError

Outcome = Literal["same", "better", "worse", "new", "gone", "terms changed"]
FAILING: frozenset[Outcome] = frozenset({"worse", "new", "gone", "terms changed"})
"""A figure without an accepted value, and one that is measured no more, guard nothing."""

_FRAGMENT = re.compile(r"[^/\\]+\.score(\.\d+)?\.md")
_DIGITS_LOST = 1e-9
"""Figures are kept with four digits after the point; sums of them are no more exact than this."""


@dataclass(frozen=True)
class Terms:
    """What a figure is, and how far it may move before that counts."""

    name: str
    """One figure's, as it stands in the table."""
    unit: str
    """Such as ``share`` or ``accounts``."""
    better: Literal["higher", "lower"]
    noise: float
    """It may get worse by so much, in its unit, 0 or more; see `relative`."""
    spread: tuple[float, float]
    """Lowest and highest of five repetitions (``python -m bench.quick --spread``)."""
    measured: str
    """One sentence: how the noise was measured, and why it is no larger."""
    relative: bool = False
    """The noise is a share of the accepted value."""


@dataclass(frozen=True)
class Figure:
    """A figure with its value."""

    terms: Terms
    value: float

    @property
    def allowed(self) -> float:
        """By how much it may get worse, in its unit."""
        return self.terms.noise * (abs(self.value) if self.terms.relative else 1.0)


@dataclass(frozen=True)
class Acceptance:
    """One entry of the history."""

    fragment: str
    """File name in ``news/``."""
    says: str
    """The fragment's words, which move to the change log at a release."""
    date: str
    digest: str
    """Of all figures as they were accepted; see `digest`."""


@dataclass(frozen=True)
class Accepted:
    """Everything that ``accepted.json`` holds."""

    figures: dict[str, Figure]
    """By name."""
    history: tuple[Acceptance, ...]
    """The latest last."""


@dataclass(frozen=True)
class Verdict:
    """What became of one figure."""

    name: str
    outcome: Outcome
    accepted: Figure | None
    now: Figure | None

    @property
    def fails(self) -> bool:
        """Whether it must be put right, or accepted."""
        return self.outcome in FAILING


NOTHING = Accepted({}, ())


def compared(accepted: Mapping[str, Figure], now: Mapping[str, Figure]) -> list[Verdict]:
    """Return a verdict on every figure: in the order of `now`, those that are gone last."""
    names = [*now, *(name for name in accepted if name not in now)]
    return [verdict(name, accepted.get(name), now.get(name)) for name in names]


def verdict(name: str, accepted: Figure | None, now: Figure | None) -> Verdict:
    """Return what became of a figure.

    The accepted terms decide: widening the noise in the list of figures has to be accepted, too.

    Examples
    --------
    >>> terms = Terms("recall", "share", "higher", 0.02, (0.94, 0.96), "by hand")
    >>> verdict("recall", Figure(terms, 0.95), Figure(terms, 0.92)).outcome
    'worse'
    """
    return Verdict(name, _outcome(accepted, now), accepted, now)


def _outcome(accepted: Figure | None, now: Figure | None) -> Outcome:
    if accepted is None:
        return "new"
    if now is None:
        return "gone"
    if _deciding(accepted.terms) != _deciding(now.terms):
        return "terms changed"
    match accepted.terms.better:
        case "higher":
            rise = now.value - accepted.value
        case "lower":
            rise = accepted.value - now.value
        case _ as never:
            assert_never(never)
    # Written so that what is not a number is worse: nothing about it is known to be as good.
    if not rise >= -accepted.allowed - _DIGITS_LOST:
        return "worse"
    return "better" if rise > accepted.allowed + _DIGITS_LOST else "same"


def _deciding(terms: Terms) -> tuple[str, str, float, bool]:
    return terms.unit, terms.better, terms.noise, terms.relative


def digest(figures: Mapping[str, Figure]) -> str:
    """Return 16 digits that change with any value, noise or word of any figure."""
    text = json.dumps(_figures_as_json(figures), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def complaints(accepted: Accepted, fragments: Mapping[str, str], changelog: str) -> list[str]:
    """Return what is wrong with the accepted figures themselves, one sentence each.

    Parameters
    ----------
    accepted
        As read from the repository.
    fragments
        Text of each file in ``news/``, by its name.
    changelog
        Text of ``CHANGELOG.md``, where fragments go at a release.
    """
    if not accepted.history:
        return ["no figure was ever accepted"]
    last = accepted.history[-1]
    found = []
    if last.digest != digest(accepted.figures):
        found.append(
            "the accepted figures are not those of the last acceptance: they were changed by hand"
        )
    texts = (fragments.get(last.fragment, ""), changelog)
    if not any(_plain(last.says) in _plain(text) for text in texts):
        found.append(
            f"the words of the last acceptance, news/{last.fragment}, stand neither there nor in "
            "CHANGELOG.md"
        )
    return found


def check_fragment(name: str, text: str, history: tuple[Acceptance, ...]) -> None:
    """Refuse a news fragment that cannot carry an acceptance.

    Raises
    ------
    ParameterError
        If it is not of kind ``score``, says nothing, or has carried an acceptance before.
    """
    if not _FRAGMENT.fullmatch(name):
        raise ParameterError(
            "figures change with a news fragment of kind score only",
            expected="news/<id>.score.md",
            found=name,
        )
    if not text.strip():
        raise ParameterError(
            "the news fragment is empty",
            where=name,
            next_step="Say in it what changes for users, and why.",
        )
    for entry in history:
        if entry.fragment == name:
            raise ParameterError(
                "the news fragment has already been used",
                where=name,
                found=f"the acceptance of {entry.date}",
                next_step="Write one of its own for this change.",
            )


def accept(
    accepted: Accepted, now: Mapping[str, Figure], fragment: str, text: str, date: str
) -> Accepted:
    """Return the figures as accepted now, with one more entry of history.

    Figures within their noise keep their accepted value; their words are brought up to date.

    Raises
    ------
    ParameterError
        If the fragment cannot carry it (see `check_fragment`), a figure is not a number, or every
        figure is within its noise.
    """
    check_fragment(fragment, text, accepted.history)
    unknown = [name for name, figure in now.items() if not abs(figure.value) < float("inf")]
    if unknown:
        raise ParameterError("a figure is not a number", found=", ".join(unknown))
    verdicts = compared(accepted.figures, now)
    if all(one.outcome == "same" for one in verdicts):
        raise ParameterError(
            "there is nothing to accept", found="every figure within its noise of the accepted one"
        )
    figures = {
        one.name: Figure(one.now.terms, _kept(one, one.now))
        for one in verdicts
        if one.now is not None
    }
    entry = Acceptance(fragment, text.strip(), date, digest(figures))
    return Accepted(figures, (*accepted.history, entry))


def _kept(one: Verdict, now: Figure) -> float:
    return one.accepted.value if one.accepted and one.outcome == "same" else now.value


def read(text: str) -> Accepted:
    """Return what a file like ``accepted.json`` holds; what `write` wrote."""
    stored = json.loads(text)
    figures = {}
    for name, fields in stored["figures"].items():
        value, spread = fields.pop("value"), tuple(fields.pop("spread"))
        figures[name] = Figure(Terms(name=name, spread=spread, **fields), value)
    return Accepted(figures, tuple(Acceptance(**entry) for entry in stored["history"]))


def write(accepted: Accepted) -> str:
    """Return the text of a file like ``accepted.json``."""
    stored = {
        "figures": _figures_as_json(accepted.figures),
        "history": [asdict(entry) for entry in accepted.history],
    }
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"


def _figures_as_json(figures: Mapping[str, Figure]) -> dict[str, dict[str, Any]]:
    stored = {}
    for name, figure in figures.items():
        fields = asdict(figure.terms)
        del fields["name"]
        stored[name] = {"value": figure.value, **fields}
    return stored


def _plain(text: str) -> str:
    """Return the text with single spaces: a change log breaks lines where it likes."""
    return " ".join(text.split())
