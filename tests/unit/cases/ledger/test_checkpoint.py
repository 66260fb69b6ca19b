"""Signed checkpoints, and witnesses that look before they sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.ledger.checkpoint import (
    WITNESS_TYPE,
    Checkpoint,
    follows,
    key_id,
    origin_of,
    parse_checkpoint,
    verifier_key,
    witness,
)
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.ledger.tree import Frontier, consistency_proof, leaf_hash

KEY = SigningKey(b"k" * 32)
OTHER = SigningKey(b"o" * 32)
WITNESS = SigningKey(b"w" * 32)
ORIGIN = origin_of(KEY.public)
NOW_S = 1_772_366_400


def tree(size: int, salt: str = "") -> tuple[bytes, dict[tuple[int, int], bytes]]:
    frontier, nodes = Frontier(), {}
    for number in range(size):
        for node in frontier.append(leaf_hash(f"{salt}{number}".encode())):
            nodes[node.level, node.place] = node.hash
    return frontier.root(), nodes


def signed(size: int, salt: str = "") -> Checkpoint:
    return Checkpoint(ORIGIN, size, tree(size, salt)[0]).signed(KEY)


NOTE = signed(7).note()


def test_it_has_the_form_that_witnesses_read() -> None:
    """The three lines and the dash of the example in c2sp.org/tlog-checkpoint."""
    example = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
        "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    parsed = parse_checkpoint(example)

    assert (parsed.origin, parsed.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert parsed.signatures[0].key_id.hex() == "033de0ae"
    assert len(parsed.signatures[0].value) == 64
    assert parsed.note() == example


def test_the_key_id_is_that_of_a_published_key() -> None:
    """The verifier key of Go's checksum database: name, id and key belong together."""
    published = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    public = bytes.fromhex("ce3372d75ad1ee5ecdaf8727293d4b111d87eb37531d7c86d4d3003f0eb809fc")

    assert key_id("sum.golang.org", public, 1).hex() == "033de0ae"
    assert verifier_key("sum.golang.org", public) == published


def test_a_note_comes_back_and_is_signed() -> None:
    parsed = parse_checkpoint(NOTE)

    assert parsed == signed(7)
    assert parsed.is_signed_by(KEY.public)
    assert not parsed.is_signed_by(OTHER.public)


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_every_flipped_bit_is_found(bit: int) -> None:
    raw = bytearray(NOTE.encode())
    raw[bit // 8] ^= 1 << bit % 8
    try:
        parsed = parse_checkpoint(raw.decode())
    except ValueError:
        return
    assert not parsed.is_signed_by(KEY.public)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "a\n1\n",
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n７\n"),
        NOTE.replace("\n7\n", "\n-7\n"),
        NOTE + "\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("=\n\n", "=\nextension\n\n"),
        NOTE.split("\n\n")[0] + "\n\n",
        "x" * 200_000,
    ],
)
def test_other_forms_are_refused(note: str) -> None:
    with pytest.raises(ValueError, match=r"checkpoint|size|base64|signature"):
        parse_checkpoint(note)


def test_a_witness_signs_what_goes_on_from_what_it_saw() -> None:
    seen, now = signed(5), signed(7)
    nodes = tree(7)[1]
    proof = consistency_proof(lambda level, place: nodes[level, place], 5, 7)

    witnessed = witness(
        *(now,),
        log_key=KEY.public,
        name="witness.example/w1",
        key=WITNESS,
        time_s=NOW_S,
        seen=seen,
        proof=proof,
    )

    again = parse_checkpoint(witnessed.note())
    assert again.is_signed_by(KEY.public)
    assert again.witnessed_at("witness.example/w1", WITNESS.public) == NOW_S
    assert again.witnessed_at("witness.example/w1", OTHER.public) is None
    assert again.witnessed_at("witness.example/w2", WITNESS.public) is None
    assert again.signatures[1].key_id == key_id("witness.example/w1", WITNESS.public, WITNESS_TYPE)


def test_a_witness_refuses_a_fork() -> None:
    nodes = tree(7, "fork")[1]
    proof = consistency_proof(lambda level, place: nodes[level, place], 5, 7)

    with pytest.raises(ValueError, match="does not go on"):
        witness(
            *(signed(7, "fork"),),
            log_key=KEY.public,
            name="w",
            key=WITNESS,
            time_s=NOW_S,
            seen=signed(5),
            proof=proof,
        )


def test_a_witness_refuses_another_log_and_a_log_is_no_witness() -> None:
    with pytest.raises(ValueError, match="not signed"):
        witness(signed(7), log_key=OTHER.public, name="w", key=WITNESS, time_s=NOW_S)
    with pytest.raises(ValueError, match="no witness of itself"):
        witness(signed(7), log_key=KEY.public, name="w", key=KEY, time_s=NOW_S)
    assert not follows(signed(7), Checkpoint("another", 7, tree(7)[0]), ())


@pytest.mark.parametrize("name", ["", "a witness", "w+1", "w\n", "\u3000", "w\x00"])
def test_a_witness_signs_under_no_name_that_cannot_be_read_again(name: str) -> None:
    with pytest.raises(ValueError, match="name of a key"):
        witness(signed(7), log_key=KEY.public, name=name, key=WITNESS, time_s=NOW_S)


def test_a_witness_line_is_bound_to_its_time_and_text() -> None:
    line = witness(signed(7), log_key=KEY.public, name="w", key=WITNESS, time_s=NOW_S).signatures[1]
    moved = Checkpoint(ORIGIN, 5, tree(5)[0], (line,))
    later = Checkpoint(
        *(ORIGIN, 7, tree(7)[0]),
        (type(line)(line.name, line.key_id, (NOW_S + 1).to_bytes(8, "big") + line.value[8:]),),
    )

    assert moved.witnessed_at("w", WITNESS.public) is None
    assert later.witnessed_at("w", WITNESS.public) is None
