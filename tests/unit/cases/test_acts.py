"""The acts are a closed list: every type of them is public, and no two have the same name."""

from __future__ import annotations

from clearwater.cases import acts


def _every_kind(kind: type[acts.Act]) -> set[type[acts.Act]]:
    found = {one for one in kind.__subclasses__() if one.__module__.startswith("clearwater.")}
    return found.union(*(_every_kind(one) for one in found))


def test_every_act_is_listed() -> None:
    listed = {name for name in acts.__all__ if name != "Act"}
    assert listed == {kind.__name__ for kind in _every_kind(acts.Act)}


def test_no_two_acts_have_the_same_name() -> None:
    names = [kind.NAME for kind in _every_kind(acts.Act)]
    assert len(names) == len(set(names))


def test_an_act_names_its_case_beside_its_details() -> None:
    closed = acts.CaseClosed(case="case-1", outcome="no action", why="c0ffee")
    assert closed.of_case == "case-1"
    assert dict(closed.details()) == {"outcome": "no action", "why": "c0ffee"}
    assert acts.BackupMade(size=1, root="00").of_case is None
