"""Everybody's acts, one block of accounts after the other, so that memory is that of a block.

Crowds, campaigns and strays are drawn for the whole world and are few; what people do on their own
account is nearly everything, and is drawn block by block. A world of up to 500,000 private events
is one block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from clearwater.simulate.acts import Acts
from clearwater.simulate.private import ObjectChoice, private_acts, second_acts
from clearwater.simulate.shadows import Shadow
from clearwater.simulate.world_config import WorldConfig
from clearwater.simulate.worlds import World

BLOCK_EVENTS = 500_000


def drafts(
    world: World,
    together: Acts,
    strays: Acts,
    shadows: Sequence[Shadow],
    rng: np.random.Generator,
    seed: int,
) -> Iterator[Acts]:
    """Yield the finished acts of each block of accounts, every act with its action.

    Parameters
    ----------
    together
        What crowds and campaigns do.
    strays
        Acts before an object's creation.
    shadows
        Who follows whom; what they do comes last, as a draft of its own.
    rng
        Used for the first block; the others have streams of their own.
    """
    choice = ObjectChoice.of(world.objects, world.config.topics)
    followed: list[Acts] = []
    for block, (first, end) in enumerate(_blocks(world)):
        stream = rng if block == 0 else np.random.default_rng([seed, 6, block])
        tail = [block] if block else []
        own = private_acts(world.part(first, end), choice, [seed, 4, *tail])
        own = replace(own, account=own.account + first)
        mine = [_of(together, first, end), own, _of(strays, first, end)]
        acts = _with_actions(Acts.joined(mine).inside(world.config.span_s), world.config, stream)
        acts = second_acts(acts, world.config, [seed, 7, *tail]).unique()
        yield acts
        followed += [
            shadow.acts(acts, np.random.default_rng([seed, 9, block, number]))
            for number, shadow in enumerate(shadows)
        ]
    if followed:
        yield Acts.joined(followed).inside(world.config.span_s).unique()


def _blocks(world: World) -> list[tuple[int, int]]:
    """Return (first, end) of blocks of accounts that expect about BLOCK_EVENTS events each."""
    running = np.cumsum(world.habits.activity)
    count = max(1, int(np.ceil(running[-1] / BLOCK_EVENTS)))
    ends = np.searchsorted(running, running[-1] * np.arange(1, count) / count)
    edges = np.unique(np.concatenate([[0], ends, [len(running)]]))
    return [(int(a), int(b)) for a, b in pairwise(edges)]


def _of(acts: Acts, first: int, end: int) -> Acts:
    return acts.chosen((acts.account >= first) & (acts.account < end))


def _with_actions(acts: Acts, config: WorldConfig, rng: np.random.Generator) -> Acts:
    """Return the acts with an action each; where none was ordered, one from the world's mix."""
    weights = np.array([weight for _, weight in config.actions])
    drawn = rng.choice(len(weights), len(acts), p=weights / weights.sum())
    return replace(acts, action=np.where(acts.action >= 0, acts.action, drawn))
