"""A package signed again after it was altered, as somebody with the ledger's key could do it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.records.canonical import canonical
from clearwater.cases.store.fresh import derived

KEY = SigningKey(derived("封存", "ledger key"))
"""That of `tests.helpers.sealed_case.made_store`."""


def change_json(path: Path, change: Callable[[Any], object]) -> None:
    """Change what a file says, and write it in its canonical form."""
    said = json.loads(path.read_bytes())
    change(said)
    path.write_bytes(canonical(said))


def signed_anew(folder: Path, key: SigningKey = KEY) -> None:
    """Make both manifests and the signature fit what lies in the folder."""
    manifest(folder, "manifest-sha256.txt", lambda name: name.startswith("data/"))
    unlisted = {"tagmanifest-sha256.txt", "signature.json"}
    manifest(
        folder,
        "tagmanifest-sha256.txt",
        lambda name: not name.startswith("data/") and name not in unlisted,
    )
    signed = (folder / "tagmanifest-sha256.txt").read_bytes()
    change_json(
        folder / "signature.json",
        lambda said: said.update(key=key.public.hex(), signature=key.sign(signed).hex()),
    )


def manifest(folder: Path, name: str, listed: Callable[[str], bool]) -> None:
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = [f"{sha256(folder / one)}  {one}\n" for one in files if listed(one)]
    (folder / name).write_text("".join(lines))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
