"""A second verifier of backups, written from the format; it imports nothing of Clearwater.

A backup is a folder: ``manifest.json`` in canonical JSON with the hash of every file, and
``manifest.sig`` with the ledger key's Ed25519 signature over it in hex, and a newline.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from tests.helpers.second_canonical import canonical
from tests.helpers.second_verifier import Complaint, signed


def verify_backup(folder: Path, key: bytes | None = None) -> list[Complaint]:
    """Return what is wrong with the files of a backup."""
    said: list[Complaint] = []
    try:
        raw = (folder / "manifest.json").read_bytes()
        manifest = json.loads(raw)
        if canonical(manifest) != raw:
            raise ValueError("not canonical")
        known = bytes.fromhex(manifest["public_key"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return [("manifest.json", str(error))]
    signature = folder / "manifest.sig"
    seal = signature.read_bytes() if signature.is_file() else b""
    if key is not None and known != key:
        said.append(("manifest.json", "another key"))
    if not re.fullmatch(b"[0-9a-f]{128}\n", seal) or not signed(
        known, bytes.fromhex(seal.decode()), raw
    ):
        said.append(("manifest.sig", "is not there, or not the key's signature"))
        if signature.is_file():
            said.append(("manifest.json", "is not what manifest.sig signs"))
    listed = manifest.get("files")
    if not isinstance(listed, dict):
        return [*said, ("manifest.json", "lists no files")]
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir()}
    for name in sorted(set(listed) | there - {"manifest.json", "manifest.sig"}):
        content = (folder / name).read_bytes() if name in there else None
        if name not in listed or content is None:
            said.append((name, "is not listed, or not there"))
        elif not isinstance(listed[name], dict) or (
            hashlib.sha256(content).hexdigest() != listed[name].get("sha256")
        ):
            said.append((name, "has another hash"))
    return said
