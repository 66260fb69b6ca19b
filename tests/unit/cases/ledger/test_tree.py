"""The Merkle tree against published vectors and against the recursive definition of RFC 6962."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    NodeReader,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    peaks_of,
    root_at,
)

# Leaves, roots and proofs of the Certificate Transparency reference tests
# (transparency-dev/merkle, proof/verify_test.go, Apache-2.0): data, numbered from 1 there.
LEAVES = [
    bytes.fromhex(said)
    for said in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[1, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): INCLUSION[2, 5][1:],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


def grown(leaves: list[bytes]) -> tuple[Frontier, NodeReader]:
    """Return a tree and a reader of its complete nodes."""
    frontier, nodes = Frontier(), {}
    for leaf in leaves:
        for node in frontier.append(leaf_hash(leaf)):
            assert (node.level, node.place) not in nodes, "a node is made once"
            nodes[node.level, node.place] = node.hash
    return frontier, lambda level, place: nodes[level, place]


def by_definition(leaves: list[bytes]) -> bytes:
    """Return MTH of RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    halves = by_definition(leaves[:left]) + by_definition(leaves[left:])
    return hashlib.sha256(b"\x01" + halves).digest()


def raw(hashes: list[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(one) for one in hashes)


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    frontier, node = grown(LEAVES)

    assert root_at(node, size).hex() == ROOTS[size - 1]
    assert grown(LEAVES[:size])[0].root().hex() == ROOTS[size - 1]
    assert frontier.root().hex() == ROOTS[7]


@pytest.mark.parametrize(("leaf", "size"), INCLUSION)
def test_published_inclusion_proofs(leaf: int, size: int) -> None:
    proof = raw(INCLUSION[leaf, size])

    assert inclusion_proof(grown(LEAVES)[1], leaf - 1, size) == proof
    root = bytes.fromhex(ROOTS[size - 1])
    assert check_inclusion(leaf_hash(LEAVES[leaf - 1]), leaf - 1, size, proof, root)


@pytest.mark.parametrize(("earlier", "size"), CONSISTENCY)
def test_published_consistency_proofs(earlier: int, size: int) -> None:
    proof = raw(CONSISTENCY[earlier, size])

    assert consistency_proof(grown(LEAVES)[1], earlier, size) == proof
    roots = bytes.fromhex(ROOTS[earlier - 1]), bytes.fromhex(ROOTS[size - 1])
    assert check_consistency(earlier, size, proof, *roots)


@given(st.lists(st.binary(max_size=3), max_size=40))
def test_the_root_is_the_definitions(leaves: list[bytes]) -> None:
    frontier, node = grown(leaves)

    assert frontier.root() == by_definition(leaves)
    for size in range(len(leaves) + 1):
        assert root_at(node, size) == by_definition(leaves[:size])


@given(st.integers(1, 70), st.data())
def test_proofs_hold_for_what_they_prove_and_for_nothing_else(
    size: int, data: st.DataObject
) -> None:
    leaves = [str(number).encode() for number in range(size)]
    _, node = grown(leaves)
    number = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(node, number, size), root_at(node, size)

    assert check_inclusion(leaf_hash(leaves[number]), number, size, proof, root)
    assert check_inclusion(leaf_hash(leaves[other]), number, size, proof, root) == (other == number)
    assert check_inclusion(leaf_hash(leaves[number]), other, size, proof, root) == (other == number)


@given(st.integers(0, 70), st.integers(0, 70))
def test_consistency_holds_between_any_two_sizes(one: int, two: int) -> None:
    earlier, size = sorted((one, two))
    _, node = grown([str(number).encode() for number in range(size)])
    proof = consistency_proof(node, earlier, size)
    forked = leaf_hash(b"fork")

    assert check_consistency(earlier, size, proof, root_at(node, earlier), root_at(node, size))
    assert not check_consistency(earlier, size, proof, forked, root_at(node, size))
    # Every tree begins with the empty one, so there nothing is said of the later root.
    assert check_consistency(earlier, size, proof, root_at(node, earlier), forked) == (
        earlier == 0 < size
    )


@pytest.mark.parametrize(("leaf", "size"), [key for key in INCLUSION if INCLUSION[key]])
def test_damaged_inclusion_proofs_are_refused(leaf: int, size: int) -> None:
    proof, root = raw(INCLUSION[leaf, size]), bytes.fromhex(ROOTS[size - 1])
    hashed = leaf_hash(LEAVES[leaf - 1])
    flipped = (bytes([proof[0][0] ^ 8]) + proof[0][1:], *proof[1:])

    for wrong in (flipped, proof[:-1], (*proof, root), (*proof, b""), (root, *proof), ()):
        assert not check_inclusion(hashed, leaf - 1, size, wrong, root)
    for number, count in ((leaf, size), (leaf - 2, size), (leaf - 1, size * 2), (leaf - 1, 0)):
        assert not check_inclusion(hashed, number, count, proof, root)
    assert not check_inclusion(b"short", leaf - 1, size, proof, root)


@pytest.mark.parametrize(("earlier", "size"), [key for key in CONSISTENCY if CONSISTENCY[key]])
def test_damaged_consistency_proofs_are_refused(earlier: int, size: int) -> None:
    proof = raw(CONSISTENCY[earlier, size])
    old, new = bytes.fromhex(ROOTS[earlier - 1]), bytes.fromhex(ROOTS[size - 1])
    flipped = (*proof[:-1], bytes([proof[-1][0] ^ 16]) + proof[-1][1:])

    for wrong in (flipped, proof[:-1], (*proof, new), (*proof, b""), (old, *proof), ()):
        assert not check_consistency(earlier, size, wrong, old, new)
    assert not check_consistency(earlier, size, proof, new, old)
    for one, two in (
        (earlier - 1, size),
        (earlier + 1, size),
        (earlier, size * 2),
        (size, earlier),
    ):
        assert not check_consistency(one, two, proof, old, new)


def test_sizes_without_a_proof() -> None:
    root = leaf_hash(b"")

    assert check_consistency(0, 0, (), EMPTY_ROOT, EMPTY_ROOT)
    assert check_consistency(0, 1, (), EMPTY_ROOT, root)
    assert not check_consistency(0, 1, (), root, root), "the empty tree has one root"
    assert not check_consistency(1, 1, (root,), root, root)


def test_an_append_makes_two_nodes_on_average() -> None:
    frontier = Frontier()
    made = sum(len(frontier.append(leaf_hash(b"x"))) for _ in range(1024))

    assert made == 2047


def test_a_frontier_goes_on_from_its_peaks() -> None:
    frontier, node = grown(LEAVES[:5])
    went_on = Frontier(5, [node(level, place) for level, place in peaks_of(5)])
    for leaf in LEAVES[5:]:
        went_on.append(leaf_hash(leaf))

    assert went_on.root().hex() == ROOTS[7]
    with pytest.raises(ValueError, match="has 2 peaks"):
        Frontier(5, frontier.peaks[:1])


def test_what_is_not_there_has_no_proof() -> None:
    _, node = grown(LEAVES[:3])

    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(node, 3, 3)
    with pytest.raises(ValueError, match="no beginning of 4"):
        consistency_proof(node, 4, 3)
