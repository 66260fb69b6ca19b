"""Behaviour, not opinion: texts count only as the same text again.

Every text becomes a random token, the same for texts that are alike: every score stays the same.
And every letter becomes another one, homophones homophones: nothing that was written can be read
any more, and the same groups are found.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

import clearwater as cw
from clearwater.detect.texts.code_points import code_points
from clearwater.findings.run import Run
from clearwater.simulate import PRESETS, SimulatedLog, campaigns_named, simulate

WORLD = replace(PRESETS["forum"].world, accounts=3_000, objects=1_500, events=30_000)
CAMPAIGNS = campaigns_named(("topic gang", "debunked claim"))
COMPARED = ("findings", "members", "accounts", "pairs", "waterfall", "objects")
MOSTLY = 0.85
# Not l, i and o: they are read like one another and like digits.
LATIN = "abcdefghjkmnpqrstuvwxyz"


def sound_of(letter: str) -> int:
    """Return the stand-in by which a Hanzi is compared, 0 for what is no Hanzi of its own."""
    tables = code_points()
    read = int(tables.folded[ord(letter)])
    return int(tables.sound[read]) if read == ord(letter) and "一" <= letter <= "鿿" else 0


def other_words(texts: list[str]) -> dict[int, str]:
    """Return another letter for every letter of `texts`, alike where they were alike."""
    used: dict[int, list[str]] = defaultdict(list)
    for letter in sorted(set("".join(texts))):
        if sound := sound_of(letter):
            used[sound].append(letter)
    free: dict[int, list[str]] = defaultdict(list)
    for point in range(ord("一"), ord("龥")):
        if (sound := sound_of(chr(point))) and sound not in used:
            free[sound].append(chr(point))
    roomy = sorted(free.values(), key=lambda letters: -len(letters))
    instead: dict[str, str] = {}
    for letters, others in zip(
        sorted(used.values(), key=lambda letters: -len(letters)), roomy, strict=False
    ):
        assert len(letters) <= len(others), "enough homophones for a disguise"
        instead |= dict(zip(letters, others, strict=False))
    turned = LATIN[7:] + LATIN[:7]
    instead |= dict(zip(LATIN + LATIN.upper(), turned + turned.upper(), strict=True))
    return {ord(letter): other for letter, other in instead.items()}


def tokens_of(texts: list[str | None]) -> list[str | None]:
    """Return a random token for each text, one for all that are alike."""
    rng = np.random.default_rng(8)
    cluster = cw.text_clusters(texts).tolist()
    token: dict[object, str] = {}

    def drawn(which: object) -> str:
        if which not in token:
            token[which] = "".join(chr(point) for point in rng.integers(0x4E00, 0x9FA0, 60))
        return token[which]

    return [
        None if text is None else drawn(text if number < 0 else number)
        for text, number in zip(texts, cluster, strict=True)
    ]


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    return simulate(WORLD, (), CAMPAIGNS, seed=3)


@pytest.fixture(scope="module")
def as_written(log: SimulatedLog) -> Run:
    return scan(log, log.events["text"].to_pylist())


def scan(log: SimulatedLog, texts: list[str | None]) -> Run:
    place = log.events.schema.get_field_index("text")
    events = log.events.set_column(place, "text", pa.array(texts, pa.string()))
    return cw.scan(cw.read(events, objects=log.objects, accounts=log.accounts), seed=1)


def test_there_is_something_that_rests_on_texts(as_written: Run) -> None:
    families = {family for row in as_written.findings["families"].to_pylist() for family in row}
    assert "says" in families


def test_every_score_stays_the_same_when_texts_are_tokens(
    log: SimulatedLog, as_written: Run
) -> None:
    texts = log.events["text"].to_pylist()
    tokens = tokens_of(texts)
    assert not set(filter(None, texts)) & set(filter(None, tokens))
    blind = scan(log, tokens)
    for table in COMPARED:
        assert as_written.tables[table].num_rows > 0
        assert as_written.tables[table].equals(blind.tables[table]), table


def test_the_same_groups_are_found_in_other_words(log: SimulatedLog, as_written: Run) -> None:
    texts = log.events["text"].to_pylist()
    words = other_words([text for text in texts if text])
    other = scan(log, [text and text.translate(words) for text in texts])
    found, again = members(as_written), members(other)
    assert len(found) == len(again)
    # Which shingles stand for a text is drawn by their hash: a text at the edge may change sides.
    for group in found:
        assert max(len(group & one) / len(group | one) for one in again) > MOSTLY


def members(run: Run) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in run.members.to_pylist():
        groups[row["finding"]].add(row["account"])
    return {frozenset(group) for group in groups.values()}


def test_homophones_stay_homophones() -> None:
    words = other_words(["他她它在再"])
    sounds = [sound_of(words[ord(letter)]) for letter in "他她它在再"]
    assert len(set(sounds[:3])) == 1
    assert sounds[3] == sounds[4] != sounds[0]
    assert np.all(np.array(sounds) > 0)
