"""Names of one shape, made on one day, stand out; common shapes and pupils' full profiles less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.life.profile_shape import (
    Profiles,
    ProfileShape,
    skeleton,
    skeleton_codes,
)
from clearwater.errors import ParameterError

DAY_US = 86_400 * 10**6
PEERS = 60
SYLLABLES = ("ma", "ri", "an", "jo", "el", "小明", "大海", "lu", "南山", "ko")
FORMS = ("{a}{b}", "{a}_{b}", "{a}{b}{y}", "{a}{y}", "{A}{b}", "{A}.{b}", "{a}{b}{d}", "x{a}{d}")


def people(rng: np.random.Generator, count: int = 2_000) -> list[str]:
    """Return handles as people make them, some Chinese, with forms of very unequal frequency."""
    weight = 1.0 / np.arange(1, len(FORMS) + 1)
    names = []
    for form in rng.choice(len(FORMS), count, p=weight / weight.sum()):
        a, b = (SYLLABLES[k] for k in rng.integers(len(SYLLABLES), size=2))
        year, digit = rng.integers(1960, 2012), rng.integers(10)
        names.append(FORMS[form].format(a=a, b=b, A=a.title(), y=year, d=digit))
    return names


def scripted(rng: np.random.Generator, count: int) -> list[str]:
    """Return a capital, five small letters and four digits, as a script makes them."""
    letters = rng.integers(ord("a"), ord("z") + 1, (count, 6))
    return ["".join(map(chr, row)).capitalize() + f"{rng.integers(10_000):04d}" for row in letters]


def world(seed: int, *, empty: bool) -> tuple[Profiles, np.ndarray, np.ndarray]:
    """Return profiles of people, of thirty scripted accounts of one day, and of thirty pupils."""
    rng = np.random.default_rng(seed)
    names = people(rng)
    days = rng.uniform(0, 300, len(names))
    filled = rng.lognormal(3.0, 1.5, len(names))
    batch = np.arange(len(names), len(names) + 30, dtype=np.int32)
    pupils = batch + 30
    names += scripted(rng, 30) + [f"an{year}" for year in rng.integers(1960, 2012, 30)]
    batches = np.repeat([140.2, 200.4], 30) + rng.uniform(0, 0.3, 60)
    created = (np.append(days, batches) * DAY_US).astype(np.int64)
    filled = np.concatenate([filled, np.zeros(30), rng.lognormal(3.0, 1.5, 30)])
    codes, _ = skeleton_codes(names)
    made = Profiles.of(
        len(names),
        skeleton=codes,
        created=created,
        followers=np.floor(filled) if empty else None,
        posts=np.floor(filled) if empty else None,
    )
    return made, batch, pupils


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_batch_of_scripted_names_stands_out(seed: int, *, empty: bool) -> None:
    made, batch, _ = world(seed, empty=empty)
    found = ProfileShape().measure(made)
    p = found.against_others(batch)
    assert np.median(p) <= 0.05
    assert (found.figures["alike_near"][batch] == 29).all()
    assert (found.figures["empty_bits"][batch] > 0).all() == empty


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_rarer_a_shape_elsewhere_the_more_it_says(seed: int) -> None:
    """Pupils whom a school named alike stand out too; theirs is a shape that others have."""
    made, batch, pupils = world(seed, empty=True)
    found = ProfileShape(peers=PEERS).measure(made)
    shape = found.figures["shape_bits"]
    assert shape[pupils].max() < shape[batch].min()
    assert found.figures["share_elsewhere"][pupils].min() > 10 / made.created.size


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pupils_whom_a_school_named_stand_out_by_their_names_alone(seed: int) -> None:
    """Once it is known that they fill their profiles as others do, they no longer do."""
    for empty, stand_out in ((False, True), (True, False)):
        made, _, pupils = world(seed, empty=empty)
        p = ProfileShape().measure(made).against_others(pupils)
        assert bool((p <= 0.05).mean() > 0.5) == stand_out


def test_people_who_made_their_own_names_do_not_stand_out() -> None:
    p = np.concatenate(
        [ProfileShape(peers=PEERS).measure(world(s, empty=True)[0]).p_value[:2_000:10]
         for s in range(4, 8)]
    )  # fmt: skip
    for level in (0.05, 0.2, 0.5):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / p.size)


def test_what_is_unknown_is_not_asked() -> None:
    nothing = ProfileShape().measure(Profiles.of(3))
    assert np.isnan(nothing.score).all()
    undated = ProfileShape().measure(Profiles.of(3, skeleton=np.zeros(3, np.int32)))
    assert np.isnan(undated.score).all()
    followed = ProfileShape(peers=1).measure(Profiles.of(3, followers=np.array([0.0, 9.0, np.nan])))
    assert followed.score[0] > followed.score[1]
    assert np.isnan(followed.score[2])


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ParameterError, match="each of 3 accounts"):
        Profiles.of(3, posts=np.zeros(2))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("Maria2024", "L1l4d4"),
        ("小明_88", "c2_1d2"),
        ("", ""),
        ("Ж1 ü", "L1d1 1l1"),
        ("a.b", "l1.1l1"),
    ],
)
def test_shapes_keep_kinds_and_runs_and_nothing_else(name: str, shape: str) -> None:
    assert skeleton(name) == shape


@given(st.lists(st.none() | st.text(max_size=12), max_size=20))
def test_codes_are_places_of_shapes(names: list[str | None]) -> None:
    codes, shapes = skeleton_codes(names)
    assert list(shapes) == sorted(set(shapes))
    for name, code in zip(names, codes.tolist(), strict=True):
        assert code == -1 if name is None else shapes[code] == skeleton(name)
