"""A whole package made to fit after it was altered, ledger and all, as no outsider can tell.

`tests.helpers.signing_anew` fits manifests and signature; here the sealing entry, the tree, the
proofs and the checkpoint are made anew as well, as somebody with a key and a ledger of his own
could. Only what the package says against itself is left to be found.
"""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.ledger.tree import Frontier, inclusion_proof, leaf_hash
from clearwater.cases.records.canonical import canonical
from tests.helpers.signing_anew import KEY, change_json, manifest, sha256, signed_anew


def sealed_anew(folder: Path, key: SigningKey = KEY) -> None:
    """Make everything in the folder fit what lies under ``data/``."""
    manifest(folder, "manifest-sha256.txt", lambda name: name.startswith("data/"))
    custody = folder / "data/custody.jsonl"
    entries = [json.loads(line) for line in custody.read_bytes().splitlines()]
    sealing = json.loads((folder / "ledger/sealed.json").read_bytes())
    chained = _chained([*entries, sealing])
    custody.write_bytes(b"".join(canonical(one) + b"\n" for one in chained[:-1]))
    manifest(folder, "manifest-sha256.txt", lambda name: name.startswith("data/"))
    sealing["details"].update(
        manifest=sha256(folder / "manifest-sha256.txt"),
        verifier=sha256(folder / "verify.py"),
        files=len((folder / "manifest-sha256.txt").read_bytes().splitlines()),
    )
    lines = [canonical(one) for one in _chained([*chained[:-1], sealing])]
    (folder / "ledger/sealed.json").write_bytes(lines[-1])
    _proved(folder, dict(zip((one["number"] for one in chained), lines, strict=True)), key)
    files = [path for path in (folder / "data").rglob("*") if path.is_file()]
    oxum = f"{sum(path.stat().st_size for path in files)}.{len(files)}"
    kept = (folder / "bag-info.txt").read_text(encoding="utf-8").split("Payload-Oxum: ")[0]
    (folder / "bag-info.txt").write_text(f"{kept}Payload-Oxum: {oxum}\n", encoding="utf-8")
    signed_anew(folder, key)


def _chained(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries so that each names the one before it where that is here."""
    for before, entry in pairwise(entries):
        if entry["number"] == before["number"] + 1:
            entry["previous"] = leaf_hash(canonical(before)).hex()
    return entries


def _proved(folder: Path, lines: dict[int, bytes], key: SigningKey) -> None:
    """Write a tree in which these entries stand at their numbers, and others between them."""
    frontier, nodes = Frontier(), dict[tuple[int, int], bytes]()
    for number in range(max(lines) + 1):
        leaf = leaf_hash(lines.get(number, hashlib.sha256(b"%d" % number).digest()))
        nodes |= {(made.level, made.place): made.hash for made in frontier.append(leaf)}
    size, root = frontier.size, frontier.root()

    def node(level: int, place: int) -> bytes:
        return nodes[level, place]

    said = [
        {
            "hashes": [one.hex() for one in inclusion_proof(node, number, size)],
            "number": number,
        }
        for number in sorted(lines)
    ]
    change_json(
        folder / "ledger/proofs.json",
        lambda proofs: proofs.update(entries=said, root=root.hex(), size=size),
    )
    note = Checkpoint(origin_of(key.public), size, root).signed(key).note()
    (folder / "ledger/checkpoint.txt").write_text(note, encoding="utf-8")
