"""New names: random in a store, repeatable in a rehearsal."""

from __future__ import annotations

import re

from clearwater.cases.store.fresh import RandomFresh, RehearsedFresh


def drawn(fresh: RandomFresh | RehearsedFresh) -> list[str]:
    return [fresh.name("case"), fresh.name("case"), fresh.salt(), fresh.salt()]


def test_a_rehearsal_repeats_itself() -> None:
    assert drawn(RehearsedFresh("排练", 7)) == drawn(RehearsedFresh("排练", 7))


def test_nothing_is_drawn_twice() -> None:
    sources: list[RandomFresh | RehearsedFresh] = [
        RehearsedFresh("a", 1),
        RehearsedFresh("a", 11),
        RehearsedFresh("b", 1),
        RandomFresh(),
    ]
    every = [one for fresh in sources for one in drawn(fresh)]

    assert len(set(every)) == len(every)
    assert len({RandomFresh().name("case") for _ in range(500)}) == 500


def test_names_can_be_read_aloud() -> None:
    for fresh in (RandomFresh(), RehearsedFresh("a", 1)):
        assert re.fullmatch(r"case-[0-9a-hjkmnp-tv-z]{12}", fresh.name("case"))
        assert re.fullmatch(r"[0-9a-f]{64}", fresh.salt())


def test_every_sign_occurs() -> None:
    fresh = RehearsedFresh("a", 1)
    signs = set("".join(fresh.name("x")[2:] for _ in range(200)))

    assert len(signs) == 32
