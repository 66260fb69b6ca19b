from __future__ import annotations

import pytest

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.note import checkpoint_holds, read_checkpoint
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of, witness
from clearwater.cases.ledger.keys import SigningKey

KEY, WITNESS = SigningKey(bytes(32)), SigningKey(b"\x01" * 32)
SIGNED = Checkpoint(origin_of(KEY.public), 20852163, b"\x07" * 32).signed(KEY)


def test_a_checkpoint_of_the_ledger_is_read_and_holds() -> None:
    read = read_checkpoint(SIGNED.note().encode())
    assert (read.origin, read.size, read.root) == (SIGNED.origin, SIGNED.size, SIGNED.root)
    assert checkpoint_holds(read, KEY.public)


def test_a_witness_does_not_stand_in_for_the_ledger() -> None:
    both = witness(SIGNED, log_key=KEY.public, name="见证", key=WITNESS, time_s=1_772_366_400)
    assert checkpoint_holds(read_checkpoint(both.note().encode()), KEY.public)
    alone = Checkpoint(both.origin, both.size, both.root, both.signatures[1:])
    assert not checkpoint_holds(read_checkpoint(alone.note().encode()), KEY.public)


def test_a_signature_of_another_key_or_another_text_does_not_hold() -> None:
    other = Checkpoint(SIGNED.origin, SIGNED.size, SIGNED.root).signed(WITNESS)
    assert not checkpoint_holds(read_checkpoint(other.note().encode()), KEY.public)
    grown = Checkpoint(SIGNED.origin, SIGNED.size + 1, SIGNED.root, SIGNED.signatures)
    assert not checkpoint_holds(read_checkpoint(grown.note().encode()), KEY.public)


def test_one_wrong_line_of_the_ledger_spoils_a_good_one() -> None:
    wrong = Checkpoint(SIGNED.origin, 7, SIGNED.root).signed(KEY).signatures
    both = Checkpoint(SIGNED.origin, SIGNED.size, SIGNED.root, (*SIGNED.signatures, *wrong))
    assert not checkpoint_holds(read_checkpoint(both.note().encode()), KEY.public)


GOOD = SIGNED.note()


@pytest.mark.parametrize(
    "note",
    [
        "",
        GOOD.replace("20852163", "020852163"),
        GOOD.replace("20852163", "-1"),
        GOOD.replace("20852163", "٣"),
        GOOD.replace("20852163", "9" * 5_000),
        GOOD.replace("\n\n", "\n"),
        GOOD[:-1],
        GOOD + "not a signature\n",
        GOOD.replace("— ", "- "),
        GOOD.replace("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", "BwcH"),
        GOOD.replace("BwcHBwc=", "BwcHBwd="),
        GOOD.replace("BwcHBwc=", "BwcHBw!="),
        "\n" + GOOD,
    ],
    ids=range(13),
)
def test_what_is_not_in_the_one_form_is_refused(note: str) -> None:
    with pytest.raises(BrokenError):
        read_checkpoint(note.encode())


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(BrokenError):
        read_checkpoint(b"\xff\n1\n")
