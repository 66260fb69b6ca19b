from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.merkle import hash_of_hex, leaf_hash_of, root_by_proof
from tests.helpers.second_package_verifier import _root


def leaves(size: int) -> list[bytes]:
    return [leaf_hash_of(f"第{n}条".encode()) for n in range(size)]


def naive_root(hashes: list[bytes]) -> bytes:
    from hashlib import sha256  # noqa: PLC0415 - the definition in one place

    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + naive_root(hashes[:half]) + naive_root(hashes[half:])).digest()


def naive_proof(hashes: list[bytes], place: int) -> list[str]:
    if len(hashes) == 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if place < half:
        return [*naive_proof(hashes[:half], place), naive_root(hashes[half:]).hex()]
    return [*naive_proof(hashes[half:], place - half), naive_root(hashes[:half]).hex()]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_of_every_small_tree_is_proved(size: int) -> None:
    hashes = leaves(size)
    for place in range(size):
        proof = naive_proof(hashes, place)
        assert root_by_proof(hashes[place], place, size, proof) == naive_root(hashes)
        paths = {place: [bytes.fromhex(one) for one in proof]}
        assert _root(hashes[place], place, size, paths) == naive_root(hashes)


@given(st.integers(2, 40), st.data())
def test_a_proof_of_another_place_size_or_length_gives_no_root(
    size: int, data: st.DataObject
) -> None:
    hashes = leaves(size)
    place = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != place))
    proof, root = naive_proof(hashes, place), naive_root(hashes)
    assert answer(hashes[other], place, size, proof) != root
    assert answer(hashes[place], place, size, [*proof, proof[-1]]) is None
    assert answer(hashes[place], place, size, proof[:-1]) is None


def answer(leaf: bytes, place: int, size: int, proof: list[str]) -> bytes | None:
    try:
        return root_by_proof(leaf, place, size, proof)
    except BrokenError:
        return None


@pytest.mark.parametrize(
    ("number", "size", "proof"),
    [
        (0, 0, []),
        (1, 1, []),
        (-1, 3, []),
        (0, 2, None),
        (0, 2, "00"),
        (0, 2, [7]),
        (0, 2, ["0" * 63]),
    ],
)
def test_what_is_no_proof_is_refused(number: int, size: int, proof: object) -> None:
    with pytest.raises(BrokenError):
        root_by_proof(bytes(32), number, size, proof)


@pytest.mark.parametrize("said", ["A" * 64, "g" * 64, "0" * 65, "", None, 5, "０" * 64])
def test_what_is_no_hash_is_refused(said: object) -> None:
    with pytest.raises(BrokenError):
        hash_of_hex(said)
