"""Two runs side by side, by hand."""

from __future__ import annotations

from clearwater.app.case.from_runs import FindingOf
from clearwater.app.work.comparing import Pair, paired


def finding(name: str, accounts: int, bits: float = 10.0, level: str = "coordinated") -> FindingOf:
    return FindingOf(name, level, "", bits, 0.01, accounts, 3)


def states(pairs: tuple[Pair, ...]) -> dict[tuple[str, str], str]:
    return {
        (one.before.finding if one.before else "", one.after.finding if one.after else ""): (
            one.state
        )
        for one in pairs
    }


def named(**findings: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(accounts.split()) for name, accounts in findings.items()}


def test_kept_changed_lost_and_gained() -> None:
    before = (finding("F1", 2), finding("F2", 4), finding("F3", 2), finding("F4", 2))
    after = (finding("F1", 3), finding("F2", 2), finding("F3", 2), finding("F4", 2, 11.0))
    of_before = named(F1="a b", F2="c d e f", F3="x y", F4="p q")
    of_after = named(F1="c d e", F2="a b", F3="v w", F4="p q")
    found = states(paired((before, after), (of_before, of_after)))
    assert found == {
        ("F1", "F2"): "kept",
        ("F2", "F1"): "changed",
        ("F4", "F4"): "changed",
        ("F3", ""): "lost",
        ("", "F3"): "gained",
    }


def test_half_is_the_same_and_less_is_not() -> None:
    for theirs, state in (("a b c d", "changed"), ("a b c d e", "lost")):
        runs = ((finding("F1", 2),), (finding("F1", len(theirs.split())),))
        pairs = paired(runs, (named(F1="a b"), named(F1=theirs)))
        assert pairs[-1].state == state or pairs[0].state == state
        assert len(pairs) == (1 if state == "changed" else 2)


def test_nothing_beside_nothing() -> None:
    assert paired(((), ()), ({}, {})) == ()
