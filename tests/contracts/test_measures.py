"""What every measure of accounts must keep, and deliberately wrong ones that checks must reject."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest

import clearwater.detect.follows
import clearwater.detect.life
import clearwater.detect.rates
from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.life.device_turns import DeviceEvents, DeviceTurns
from clearwater.detect.life.profile_shape import UNKNOWN_TIME, Profiles, ProfileShape
from clearwater.detect.measure import AccountMeasure, Limits, Measure
from clearwater.detect.rates.rating_deviation import RatingDeviation
from clearwater.errors import ParameterError
from clearwater.events.schema import ACCOUNT_COLUMNS, OPTIONAL, REQUIRED
from tests.helpers.made_up_shop import shop

FAMILIES = {"moves", "says", "place", "life", "rates"}
SEED = 5
AnyMeasure = Measure[Any]


def measures() -> list[AnyMeasure]:
    """Return every class of the three packages that measures, as it is by default."""
    found: list[AnyMeasure] = []
    for package in (clearwater.detect.rates, clearwater.detect.follows, clearwater.detect.life):
        for one in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(one.name)
            found += [
                each()
                for each in vars(module).values()
                if isinstance(each, type)
                and each.__module__ == one.name
                and hasattr(each, "measure")
            ]
    return found


def places(events: EventArrays) -> DeviceEvents:
    """Return the same events, each object taken for a device and three of them for a line."""
    return DeviceEvents.of(
        events.account, events.time, events.object, events.object // 3, accounts=events.accounts
    )


def profiles(events: EventArrays) -> Profiles:
    """Return profiles made of what accounts did; those that did nothing are unknown."""
    acts = events.per_account()
    first = np.full(events.accounts, np.iinfo(np.int64).max)
    np.minimum.at(first, events.account, events.time)
    known = acts > 0
    follows = np.bincount(events.account[events.named("follow")], minlength=events.accounts)
    return Profiles.of(
        events.accounts,
        skeleton=np.where(known, acts % 3, -1).astype(np.int32),
        created=np.where(known, first, UNKNOWN_TIME),
        following=np.where(known, follows, np.nan),
    )


INPUTS: dict[type, Callable[[EventArrays], object]] = {
    DeviceTurns: places,
    ProfileShape: profiles,
}
"""What measures are asked with that need more than events."""


def ask(measure: AnyMeasure, events: EventArrays) -> AccountMeasure:
    """Return what a measure says of a log."""
    made = INPUTS.get(type(measure))
    return measure.measure(events if made is None else made(events))


MEASURES = measures()
IDS = [measure.spec.id for measure in MEASURES]


def log() -> EventArrays:
    return shop(SEED).arrays()


def again(
    events: EventArrays, order: np.ndarray, *, accounts: np.ndarray, later: int = 0
) -> EventArrays:
    """Return the same log with other rows, other names of accounts and another clock."""
    return EventArrays.of(
        accounts[events.account][order].astype(np.int32),
        events.object[order],
        events.time[order] + later,
        events.value[order],
        action=events.action[order],
        actions=events.actions,
        accounts=events.accounts,
    )


def check_spec(measure: AnyMeasure) -> None:
    """Every field of the spec says something, in the words of the project."""
    assert is_dataclass(measure)
    spec = measure.spec
    for one in fields(spec):
        assert getattr(spec, one.name) or one.name == "either", f"{one.name} is empty"
    assert spec.family in FAMILIES
    assert {*spec.columns, *spec.either} <= {*REQUIRED, *OPTIONAL, *ACCOUNT_COLUMNS}


def check_limits(measure: AnyMeasure) -> None:
    """Every parameter that is a number has limits, and a value outside is refused by name."""
    numbers = {name for name, value in vars(measure).items() if isinstance(value, (int, float))}
    assert numbers == set(measure.LIMITS)
    for name, (low, high) in measure.LIMITS.items():
        for value in (low - 1, high + 1):
            try:
                replace(measure, **{name: value})  # type: ignore[type-var]
            except ParameterError as refused:
                assert name in str(refused)  # noqa: PT017
            else:
                raise AssertionError(f"{name} = {value} was taken")


def check_shapes(measure: AnyMeasure) -> None:
    """One entry an account; score, p-value and stratum are absent together; p in (0, 1]."""
    events = log()
    found = ask(measure, events)
    columns: list[np.ndarray] = [found.account, found.score, found.p_value, found.stratum]
    columns += found.figures.values()
    assert {column.shape for column in columns} == {(events.accounts,)}
    asked = ~np.isnan(found.score)
    assert asked.any()
    assert (np.isnan(found.p_value) == ~asked).all()
    assert ((found.stratum < 0) == ~asked).all()
    assert ((found.p_value[asked] > 0) & (found.p_value[asked] <= 1)).all()


def check_empty(measure: AnyMeasure) -> None:
    """Of a log without events nothing can be asked, and it is not an error."""
    nothing = np.zeros(0, np.int32)
    for accounts in (0, 3):
        events = EventArrays.of(nothing, nothing, np.zeros(0, np.int64), accounts=accounts)
        assert np.isnan(ask(measure, events).score).tolist() == [True] * accounts


def check_alone(measure: AnyMeasure) -> None:
    """One event of one account is no evidence."""
    one = np.zeros(1, np.int32)
    for name in ("view", "purchase", "review", "follow"):
        events = EventArrays.of(one, one, np.zeros(1, np.int64), np.ones(1), actions=(name,))
        p = ask(measure, events).p_value[0]
        assert np.isnan(p) or p == 1.0


def check_rows(measure: AnyMeasure) -> None:
    """Neither the order of rows nor a repeated row changes anything."""
    events = log()
    rng = np.random.default_rng(SEED)
    order = rng.permutation(np.concatenate([np.arange(events.account.size), np.arange(50)]))
    same = again(events, order, accounts=np.arange(events.accounts))
    require_equal(ask(measure, events), ask(measure, same), np.arange(events.accounts))


def check_names(measure: AnyMeasure) -> None:
    """An account's figures do not depend on how accounts are numbered."""
    events = log()
    renamed = np.random.default_rng(SEED).permutation(events.accounts)
    other = again(events, np.arange(events.account.size), accounts=renamed)
    require_equal(ask(measure, events), ask(measure, other), renamed)


def check_clock(measure: AnyMeasure) -> None:
    """A log of another year says the same; shifted by whole days, since some count days."""
    events = log()
    everybody = np.arange(events.accounts)
    later = again(
        events, np.arange(events.account.size), accounts=everybody, later=400 * 86_400 * 10**6
    )
    require_equal(ask(measure, events), ask(measure, later), everybody)


def check_input_untouched(measure: AnyMeasure) -> None:
    """A measure writes nothing into what it was given."""
    events, untouched = log(), log()
    ask(measure, events)
    for column in ("account", "object", "action", "time", "value"):
        np.testing.assert_array_equal(getattr(events, column), getattr(untouched, column))


def check_quiet(measure: AnyMeasure) -> None:
    """Where nobody is paid, accounts that were named beforehand do not stand out.

    Every tenth account of six shops, pooled: a measure whose p-values come out too small fails.
    """
    p = np.concatenate([ask(measure, shop(seed).arrays()).p_value[::10] for seed in range(6)])
    p = p[~np.isnan(p)]
    for level in (0.05, 0.2, 0.5):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / p.size)


def require_equal(one: AccountMeasure, other: AccountMeasure, names: np.ndarray) -> None:
    np.testing.assert_allclose(one.score, other.score[names], atol=1e-8)
    np.testing.assert_allclose(one.p_value, other.p_value[names])


CHECKS: dict[str, Callable[[AnyMeasure], None]] = {
    "spec": check_spec,
    "limits": check_limits,
    "shapes": check_shapes,
    "empty": check_empty,
    "alone": check_alone,
    "rows": check_rows,
    "names": check_names,
    "clock": check_clock,
    "input untouched": check_input_untouched,
    "quiet": check_quiet,
}


def test_there_are_measures() -> None:
    assert {"rating-surprise", "fair-days", "follow-order", "warm-up"} <= set(IDS)
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
@pytest.mark.parametrize("measure", MEASURES, ids=IDS)
def test_measures_keep_the_contract(
    measure: AnyMeasure, check: Callable[[AnyMeasure], None]
) -> None:
    check(measure)


@dataclass(frozen=True)
class Wrong:
    """Deviation of ratings, with one thing done wrongly."""

    fault: str
    peers: int = 5
    LIMITS: ClassVar[Limits] = {"peers": (1, 10)}

    @property
    def spec(self) -> DetectorSpec:
        spec = RatingDeviation().spec
        return replace(spec, innocent="") if self.fault == "spec" else spec

    def measure(self, events: EventArrays) -> AccountMeasure:
        if self.fault == "input untouched":
            events.value[0] = 4.5
        found = RatingDeviation().measure(events)
        p, score = found.p_value, found.score
        if self.fault == "shapes":
            p = np.where(np.isnan(p), 1.0, p)
        if self.fault == "empty":
            score = np.nan_to_num(score)
        if self.fault == "alone":
            p = np.full(p.size, 0.5)
        if self.fault == "rows":
            score = score + events.time[0] % 7 + len(set(events.object[:60].tolist()))
            score = score * np.random.default_rng().random()
        if self.fault == "names":
            score = score + np.arange(score.size)
        if self.fault == "clock":
            score = score + events.time.max(initial=0)
        if self.fault == "quiet":
            p = p**2
        return replace(found, p_value=p, score=score)


@pytest.mark.parametrize("fault", CHECKS)
def test_every_check_rejects_a_wrong_measure(fault: str) -> None:
    with pytest.raises(AssertionError):
        CHECKS[fault](Wrong(fault))
