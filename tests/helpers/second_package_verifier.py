"""A second verifier of packages, written from the format: it imports nothing of Clearwater.

It shares no code and no ideas of order with the first: BagIt is left to ``bagit``, signatures to
``cryptography``, and the tree is the recursive definition of RFC 6962, section 2.1.1. It answers
with the names of the files that are not what they should be.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import re
from pathlib import Path
from typing import Any

import bagit  # type: ignore[import-untyped]  # ships no types
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TAG_FILES = {
    *("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "README.txt", "verify.py"),
    *("ledger/checkpoint.txt", "ledger/proofs.json", "ledger/sealed.json"),
}
UNLISTED = {"tagmanifest-sha256.txt", "signature.json"}
UNREADABLE = "something that nobody named"
STAMP = "ledger/timestamp.tsr"
ROWS_OF_A_CASE = {
    *("cases", "case_findings", "evidence", "members", "decisions", "measures", "notices"),
    *("appeals", "appellants", "messages", "handovers", "participations", "joint_approvals"),
}
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]+)")
logging.getLogger("bagit").setLevel(logging.CRITICAL)


def altered_files(folder: Path) -> set[str]:
    """Return the names of everything that is not as it was sealed; empty where all is well."""
    found = _strangers(folder)
    manifest, tags = (_manifest(folder, f"{kind}manifest-sha256.txt") for kind in ("", "tag"))
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if _is_plain(p)}
    listed = {**manifest, **tags}
    found |= (set(listed) | UNLISTED | TAG_FILES) ^ present
    found |= {name for name in listed if name in present and _sha(folder, name) != listed[name]}
    found |= {
        f"{kind}manifest-sha256.txt" for kind, all_ in (("", manifest), ("tag", tags)) if not all_
    }
    if set(tags) - {STAMP} != TAG_FILES:
        found.add("tagmanifest-sha256.txt")
    if any(not name.startswith("data/") for name in manifest):
        found.add("manifest-sha256.txt")
    for step in (_bag, _signed, _ledger, _content):
        try:
            found |= step(folder)
        except FileNotFoundError as error:
            found.add(Path(str(error.filename)).relative_to(folder).as_posix())
        except _Wrong as error:
            found.add(str(error))
        except (KeyError, TypeError, ValueError, AttributeError):
            # A form that cannot be read: its file has another hash, and is named already.
            found |= set() if found else {UNREADABLE}
    return found


class _Wrong(Exception):  # noqa: N818 - carries a file's name, which is the answer
    pass


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _strangers(folder: Path) -> set[str]:
    found = set()
    for inside, folders, files in os.walk(folder):
        here = Path(inside)
        for name in (*folders, *files):
            path = here / name
            empty = path.is_dir() and not path.is_symlink() and not any(path.rglob("*"))
            if path.is_symlink() or empty or not (path.is_dir() or path.is_file()):
                found.add(path.relative_to(folder).as_posix())
    return found


def _manifest(folder: Path, name: str) -> dict[str, str]:
    path = folder / name
    if not _is_plain(path):
        return {}
    lines = path.read_bytes().decode("latin-1").split("\n")
    pairs = [(match[2], match[1]) for line in lines[:-1] if (match := LINE.fullmatch(line))]
    good = lines[-1] == "" and len(pairs) == len(lines) - 1
    names = [one for one, _ in pairs]
    return dict(pairs) if good and names == sorted(set(names)) else {}


def _sha(folder: Path, name: str) -> str:
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


def _bag(folder: Path) -> set[str]:
    try:
        bag = bagit.Bag(str(folder))
        bag.validate()
    except bagit.BagValidationError as error:
        named = {detail.path for detail in error.details}
        return named or {"bag-info.txt" if "Oxum" in str(error) else "bagit.txt"}
    except (bagit.BagError, UnicodeError, ValueError):
        return {"bagit.txt"}
    exact = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    return set() if (folder / "bagit.txt").read_bytes() == exact else {"bagit.txt"}


def _json(folder: Path, name: str) -> Any:
    data = (folder / name).read_bytes()
    return _canonical(data, name)


def _canonical(data: bytes, name: str) -> Any:
    said = None
    try:
        said = json.loads(data)
        form = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        same = form.encode() == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise _Wrong(name)
    return said


def _holds(key: str, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(folder: Path) -> set[str]:
    said = _json(folder, "signature.json")
    plain = {"algorithm": "Ed25519", "file": "tagmanifest-sha256.txt", "format": 1}
    if not isinstance(said, dict) or {k: said.get(k) for k in plain} != plain or len(said) != 5:
        return {"signature.json"}
    hexes = (str(said.get("key")), str(said.get("signature")))
    if any(re.fullmatch("[0-9a-f]+", one) is None for one in hexes):
        return {"signature.json"}
    data = (folder / "tagmanifest-sha256.txt").read_bytes()
    if _holds(hexes[0], bytes.fromhex(hexes[1]), data):
        return set()
    anew = _tags_anew(folder)
    if anew == data:
        return {"signature.json"}
    if _holds(hexes[0], bytes.fromhex(hexes[1]), anew):
        return {"tagmanifest-sha256.txt"}
    return {"tagmanifest-sha256.txt", "signature.json", "README.txt", "bag-info.txt"}


def _tags_anew(folder: Path) -> bytes:
    names = sorted(n for n in (*TAG_FILES, STAMP) if _is_plain(folder / n))
    return "".join(f"{_sha(folder, name)}  {name}\n" for name in names).encode()


def _ledger(folder: Path) -> set[str]:
    key = str(_json(folder, "signature.json").get("key"))
    size, root = _checkpoint(folder / "ledger/checkpoint.txt", key)
    proofs = _json(folder, "ledger/proofs.json")
    if (proofs.get("size"), proofs.get("root")) != (size, root.hex()):
        return {"ledger/proofs.json"}
    paths = {one["number"]: [bytes.fromhex(h) for h in one["hashes"]] for one in proofs["entries"]}
    sealed = (folder / "ledger/sealed.json").read_bytes()
    lines = (folder / "data/custody.jsonl").read_bytes().split(b"\n")
    if lines.pop():
        return {"data/custody.jsonl"}
    kept = [("data/custody.jsonl", line) for line in lines] + [("ledger/sealed.json", sealed)]
    found, last = set(), -1
    for name, data in kept:
        entry = _canonical(data, name)
        leaf = hashlib.sha256(b"\x00" + data).digest()
        if entry["number"] <= last or _root(leaf, entry["number"], size, paths) != root:
            found.add(name)
        last = entry["number"]
    said = json.loads(sealed)["details"]
    for field, name in (("manifest", "manifest-sha256.txt"), ("verifier", "verify.py")):
        if said[field] != _sha(folder, name):
            found.add(name)
    return found


def _checkpoint(path: Path, key: str) -> tuple[int, bytes]:
    try:
        body, _, tail = path.read_bytes().decode().partition("\n\n")
        origin, size, root = body.split("\n")[:3]
        signed = tail.split("\n")[0].removeprefix(f"— {origin} ")
        value = base64.b64decode(signed, validate=True)
        exact = base64.b64encode(value).decode() == signed
        told = hashlib.sha256(f"{origin}\n".encode() + b"\x01" + bytes.fromhex(key)).digest()[:4]
        good = exact and value[:4] == told and _holds(key, value[4:], f"{body}\n".encode())
        return (int(size), base64.b64decode(root)) if good else _wrong("ledger/checkpoint.txt")
    except ValueError:
        return _wrong("ledger/checkpoint.txt")


def _wrong(name: str) -> tuple[int, bytes]:
    raise _Wrong(name)


def _root(leaf: bytes, place: int, size: int, paths: dict[int, list[bytes]]) -> bytes | None:
    path = list(paths.get(place, []))

    def up(place: int, size: int) -> bytes:
        if size == 1:
            return leaf
        half = 1 << (size - 1).bit_length() - 1
        inner = up(place, half) if place < half else up(place - half, size - half)
        other = path.pop(0)
        both = inner + other if place < half else other + inner
        return hashlib.sha256(b"\x01" + both).digest()

    try:
        root = up(place, size)
    except IndexError:
        return None
    return None if path else root


def _content(folder: Path) -> set[str]:
    case, decided = _json(folder, "data/case.json"), _json(folder, "data/decision.json")
    newest: dict[tuple[str, str], str] = {}
    roots = [""]
    for line in (folder / "data/custody.jsonl").read_bytes().splitlines():
        entry = _canonical(line, "data/custody.jsonl")
        newest |= {(table, json.dumps(k)): digest for table, k, digest in entry["writes"]}
        roots += [entry["details"]["root"]] if entry["act"] == "evidence frozen" else []
    wrong_case = any(not _is_of_its_entry(one, newest) for one in case["records"])
    wrong_case |= any(not _is_committed(one) for one in case["words"])
    good = decided["root"] == roots[-1] == _hash(sorted(decided["frozen"]))
    good &= _lying_evidence(folder) == sorted(one[:2] for one in decided["frozen"])
    for one in decided["decisions"]:
        good &= _hash(sorted(one["evidence"])) == one["record"]["evidence"]
    found = {"data/case.json"} if wrong_case else set()
    return found if good else found | {"data/decision.json"}


def _lying_evidence(folder: Path) -> list[list[str]]:
    inside = folder / "data/evidence"
    files = (path for path in inside.rglob("*") if _is_plain(path))
    return sorted([p.relative_to(inside).as_posix(), _sha(inside, str(p))] for p in files)


def _is_of_its_entry(record: dict[str, Any], newest: dict[tuple[str, str], str]) -> bool:
    digest = _hash({"row": record["row"], "table": record["table"]})
    unknown = "" if record["table"] in ROWS_OF_A_CASE else digest
    return newest.get((record["table"], json.dumps(record["key"])), unknown) == digest


def _is_committed(words: dict[str, str | None]) -> bool:
    if words["text"] is None or words["salt"] is None:
        return words["text"] == words["salt"]
    salted = bytes.fromhex(words["salt"]) + words["text"].encode()
    return hashlib.sha256(salted).hexdigest() == words["commitment"]


def _hash(said: Any) -> str:
    form = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()
