"""What every seeker of groups must keep, and deliberately wrong ones that checks must reject.

Seekers are found by looking into the registry: one that is added later is checked without a line
here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, ClassVar

import numpy as np
import pytest

from clearwater.detect.base import DetectorSpec
from clearwater.detect.blocks.seekers import SEEKERS, DenseBlocks, Seeker, block_groups
from clearwater.detect.measure import Limits
from clearwater.engine.coded_log import CodedLog
from clearwater.errors import ParameterError
from clearwater.events.schema import OPTIONAL, REQUIRED
from tests.helpers.coded import Row, coded_log
from tests.helpers.null_graphs import HOUR_US, Codes, chung_lu, planted

FOUR_WEEKS_S = 28 * 86_400.0
GANG = 15
Groups = set[frozenset[str]]


@cache
def rows() -> tuple[Row, ...]:
    """Four hundred people on two hundred objects, and a gang with ten jobs of an hour."""
    rng = np.random.default_rng(3)
    base = chung_lu(rng, 400, 200, 2_400, days=60)
    return _rows(*planted(rng, base, GANG, 10, 0.8, HOUR_US // 12))


def _rows(codes: Codes, fresh: np.ndarray) -> tuple[Row, ...]:
    gang = set(fresh.tolist())
    columns = (codes.accounts.tolist(), codes.objects.tolist(), codes.times.tolist())
    return tuple(
        (f"{'gang' if who in gang else 'person'}{who:04d}", f"o{what:04d}", time / 1e6)
        for who, what, time in zip(*columns, strict=True)
    )


def people() -> list[Row]:
    return [row for row in rows() if row[0].startswith("person")]


def found(
    seeker: Seeker, listed: Sequence[Row], back: Callable[[str], str] = lambda name: name
) -> Groups:
    log = coded_log(listed)
    names = [back(name) for name in log.actors.to_pylist()]
    return {frozenset(names[a] for a in block.tolist()) for block in seeker.seek(log, [])}


def check_spec(seeker: Seeker) -> None:
    """A frozen dataclass whose spec says everything, in the words of the project."""
    assert is_dataclass(seeker)
    name = "anything"
    with pytest.raises(FrozenInstanceError):
        setattr(seeker, name, 1)
    for one in fields(seeker.spec):
        assert getattr(seeker.spec, one.name) or one.name == "either", f"{one.name} is empty"
    assert seeker.spec.family == "moves"
    assert set(seeker.spec.columns) <= {*REQUIRED, *OPTIONAL}


def check_limits(seeker: Seeker) -> None:
    """A parameter out of range is named, with the range and the value."""
    assert seeker.LIMITS
    for name, (low, high) in seeker.LIMITS.items():
        for wrong in (low - 1, high + 1):
            with pytest.raises(ParameterError, match=name):
                replace(seeker, **{name: wrong})  # type: ignore[type-var]  # any dataclass


def check_hardly_any(seeker: Seeker) -> None:
    """One event is no group, and neither are two accounts that share everything."""
    assert found(seeker, [("a", "x", 0.0)]) == set()
    assert found(seeker, [(who, what, 1.0) for who in "ab" for what in "uvwxyz"]) == set()


def check_planted(seeker: Seeker) -> None:
    """A gang is found, whole and pure."""
    (group,) = found(seeker, rows())
    assert len(group) >= 0.9 * GANG
    assert all(name.startswith("gang") for name in group)


def check_honest(seeker: Seeker) -> None:
    """People who have nothing to do with each other are no group."""
    assert found(seeker, people()) == set()


def check_rows(seeker: Seeker) -> None:
    """Neither the order of rows nor a repeated row changes anything."""
    twice = [*rows(), *rows()[:50]]
    shuffled = [twice[n] for n in np.random.default_rng(3).permutation(len(twice)).tolist()]
    assert found(seeker, shuffled) == found(seeker, rows())


def check_names(seeker: Seeker) -> None:
    """Accounts are told apart by their names, and nothing else is read from these."""
    renamed = [(who[::-1], what, when) for who, what, when in rows()]
    assert found(seeker, renamed, back=lambda name: name[::-1]) == found(seeker, rows())


def check_clock(seeker: Seeker) -> None:
    """The same log four weeks later says the same."""
    later = [(who, what, when + FOUR_WEEKS_S) for who, what, when in rows()]
    assert found(seeker, later) == found(seeker, rows())


def check_same(seeker: Seeker) -> None:
    """Asked twice, it says the same twice, in codes that go up."""
    log = coded_log(rows())
    first, again = seeker.seek(log, []), seeker.seek(log, [])
    assert [one.tolist() for one in first] == [one.tolist() for one in again]
    assert all((np.diff(one) > 0).all() for one in first)


CHECKS: dict[str, Callable[[Seeker], None]] = {
    "spec": check_spec,
    "limits": check_limits,
    "hardly any": check_hardly_any,
    "planted": check_planted,
    "honest": check_honest,
    "rows": check_rows,
    "names": check_names,
    "clock": check_clock,
    "same": check_same,
}
Blocks = list[np.ndarray]
_ASKED: list[int] = []


@dataclass(frozen=True)
class Altered:
    """The seeker of dense blocks, with one thing gone wrong."""

    LIMITS: ClassVar[Limits] = DenseBlocks.LIMITS
    seeds: int = 64
    most_visits: int = 10_000_000
    spec: DetectorSpec = DenseBlocks().spec
    checked: bool = True
    change: Callable[[Blocks, CodedLog], Blocks] = lambda blocks, _: blocks

    def __post_init__(self) -> None:
        if self.checked:
            DenseBlocks(self.seeds, self.most_visits)

    def seek(self, log: CodedLog, groups: Sequence[np.ndarray]) -> Blocks:
        return self.change(DenseBlocks().seek(log, groups), log)


def _with_everybody(blocks: Blocks, log: CodedLog) -> Blocks:
    return [*blocks, np.arange(log.accounts, dtype=np.int32)]


def _without_first_row(blocks: Blocks, log: CodedLog) -> Blocks:
    return [block[log.duplicates :] for block in blocks]


def _by_name(blocks: Blocks, log: CodedLog) -> Blocks:
    return [block[block > 0] if log.actors[0].as_py()[0] == "g" else block[:3] for block in blocks]


def _by_clock(blocks: Blocks, log: CodedLog) -> Blocks:
    return [block[int(log.time.min() // 10**6 > FOUR_WEEKS_S / 2) :] for block in blocks]


def _remembers(blocks: Blocks, _: CodedLog) -> Blocks:
    _ASKED.append(1)
    return blocks[: len(_ASKED) % 2]


WRONG: dict[str, Any] = {
    "spec": Altered(spec=replace(DenseBlocks().spec, innocent="")),
    "limits": Altered(checked=False),
    "hardly any": Altered(change=_with_everybody),
    "planted": Altered(change=_with_everybody),
    "honest": Altered(change=_with_everybody),
    "rows": Altered(change=_without_first_row),
    "names": Altered(change=_by_name),
    "clock": Altered(change=_by_clock),
    "same": Altered(change=_remembers),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("seeker", list(SEEKERS), ids=lambda seeker: seeker.spec.id)
def test_every_seeker_keeps(seeker: Seeker, check: str) -> None:
    CHECKS[check](seeker)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_rejects_a_wrong_seeker(check: str) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception, ValueError)):
        CHECKS[check](WRONG[check])


@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_accept_a_right_seeker(check: str) -> None:
    """One that is left as it is is right; so a rejection above is for the fault."""
    CHECKS[check](Altered())


def test_what_pairs_found_already_is_not_found_again() -> None:
    log = coded_log(rows())
    (gang,) = DenseBlocks().seek(log, [])
    assert [one.tolist() for one in block_groups(log, [])] == [gang.tolist()]
    most, few = gang[: gang.size // 2 + 1], gang[: gang.size // 2 - 2]
    assert len(block_groups(log, [most])) == 1
    _, rest = block_groups(log, [few])
    assert rest.tolist() == gang[few.size :].tolist()
