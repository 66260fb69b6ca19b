"""Honest packages that differ: in evidence, names, words and length of custody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from clearwater.cases import acts
from clearwater.cases.evidence.frozen import Frozen
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.evidence_root import evidence_root
from clearwater.cases.workflow.base import Step
from tests.helpers.package_tampering import named_by_first
from tests.helpers.sealed_case import CASE, MAIN, T0, SealedStore, evidence_rows, made_store, said
from tests.helpers.second_package_verifier import altered_files

A_STORE = 25
"""Packages that are sealed from one store before another one is made."""
SIGNS = 'abc 0-_.小明点赞刷单🀄\u202e\u2028\x01"\\\n\r\té'


def honest(folder: Path, packages: int, seed: int) -> list[str]:
    """Return what verifiers said against so many honest packages: nothing, where all is well."""
    random, against = Random(seed), []  # noqa: S311 - contents to differ by, no secrets
    made: SealedStore | None = None
    for number in range(packages):
        if made is None or number % A_STORE == 0:
            if made is not None:
                made.store.close()
            made = made_store(folder / f"store-{number}", dict(_contents(random, number)))
        _more(made, random, number)
        out = folder / "package"
        made.seal(out)
        named = named_by_first(out) | altered_files(out)
        if named:
            against.append(f"package {number} of seed {seed}: {sorted(named)}")
        shutil.rmtree(out)
    if made is not None:
        made.store.close()
    return against


def _contents(random: Random, number: int) -> Iterator[tuple[str, bytes]]:
    for n in range(random.randrange(1, 5)):
        yield (
            f"findings/{number:016x}/F{n:03d}/events.parquet",
            random.randbytes(random.randrange(300)),
        )


def _more(made: SealedStore, random: Random, number: int) -> None:
    """Let something more happen in the case: evidence is frozen, words are said, it is read."""
    with made.store.writing(MAIN) as unit:
        rows = unit.find(Evidence, case=CASE)
        kept = {row.name: Frozen(row.name, row.sha256, row.size) for row in rows}
        new = []
        for name, data in _contents(random, number + 1_000_000):
            if name not in kept:
                blob = made.blobs.put(data)
                new.append(Frozen(name, blob.sha256, blob.size))
        root = evidence_root([*kept.values(), *new])
        words = said("".join(random.choices(SIGNS, k=random.randrange(40))), number + 50)
        steps = [
            Step(acts.EvidenceFrozen(CASE, len(new), root), evidence_rows(tuple(new))),
            Step(acts.PersonalDataRead(CASE, "case", random.randrange(9), "appeal"), (words,)),
        ]
        unit.save(steps, random.choice(("lin", "sun", "小周")), T0 + 40_000_000)
