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

from tests.helpers.second_canonical import canonical

TAG_FILES = {
    *("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "README.txt", "verify.py"),
    *("ledger/checkpoint.txt", "ledger/proofs.json", "ledger/sealed.json"),
}
UNLISTED = {"tagmanifest-sha256.txt", "signature.json"}
UNREADABLE = "something that nobody named"
STAMP = "ledger/timestamp.tsr"
BY_CASE = {"cases", "case_findings", "evidence", "members"}
ROWS_OF_A_CASE = {
    *BY_CASE,
    *("decisions", "measures", "notices", "appeals", "appellants", "messages"),
    *("handovers", "participations", "joint_approvals"),
}
FROM_ELSEWHERE = {"rings", "subjects"}
WEAK_KEYS = {
    # Of order 1, 2, 4 and 8; the highest bit, the sign of x, is left out.
    *("00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f"),
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
}
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_./-]+)")
logging.getLogger("bagit").setLevel(logging.CRITICAL)


def altered_files(folder: Path) -> set[str]:
    """Return the names of everything that is not as it was sealed; empty where all is well."""
    found = _strangers(folder)
    manifest, tags = (_manifest(folder, f"{kind}manifest-sha256.txt") for kind in ("", "tag"))
    present = {name for name in _names(folder) if _is_plain(folder / name)}
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
    if len({name.lower() for name in manifest}) < len(manifest):
        found.add("manifest-sha256.txt")
    for step in (_bag, _signed, _ledger, _entries_fit, _stamp, _content):
        try:
            found |= step(folder)
        except FileNotFoundError as error:
            found.add(Path(str(error.filename)).relative_to(folder).as_posix())
        except _Wrong as error:
            found.add(str(error))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError):
            # A form that cannot be read: its file has another hash, and is named already.
            found |= set() if found else {UNREADABLE}
    return found


class _Wrong(Exception):  # noqa: N818 - carries a file's name, which is the answer
    pass


def _is_plain(path: Path) -> bool:
    # Not by `Path`, which raises where a path is longer than the system takes.
    return os.path.isfile(path) and not os.path.islink(path)


def _names(folder: Path) -> list[str]:
    walked = os.walk(folder)
    found = [os.path.join(inside, name) for inside, _, files in walked for name in files]
    return [os.path.relpath(name, folder) for name in found]


def _strangers(folder: Path) -> set[str]:
    found: set[str] = set()
    for inside, folders, files in os.walk(
        folder, onerror=lambda error: found.add(os.path.relpath(error.filename, folder))
    ):
        for name in (*folders, *files):
            path = Path(inside, name)
            if not _is_plain(path) and (name in files or _is_link_or_empty(path)):
                found.add(path.relative_to(folder).as_posix())
    return found


def _is_link_or_empty(path: Path) -> bool:
    try:
        return path.is_symlink() or not any(path.iterdir())
    except OSError:
        return True


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
    with (folder / name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bag(folder: Path) -> set[str]:
    try:
        bag = bagit.Bag(str(folder))
        bag.validate()
    except bagit.BagValidationError as error:
        named = {detail.path for detail in error.details}
        return named or {"bag-info.txt" if "Oxum" in str(error) else "bagit.txt"}
    except (bagit.BagError, UnicodeError, ValueError):
        return {"bagit.txt"}
    if len(re.findall(rb"(?im)^payload-oxum", (folder / "bag-info.txt").read_bytes())) != 1:
        return {"bag-info.txt"}
    exact = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    return set() if (folder / "bagit.txt").read_bytes() == exact else {"bagit.txt"}


def _json(folder: Path, name: str) -> Any:
    data = (folder / name).read_bytes()
    return _canonical(data, name)


def _canonical(data: bytes, name: str) -> Any:
    said = None
    try:
        said = json.loads(data)
        same = canonical(said) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise _Wrong(name)
    return said


def _holds(key: str, signature: bytes, data: bytes) -> bool:
    weak = bytes.fromhex(key)
    if (weak[:31] + bytes([weak[31] & 0x7F])).hex() in WEAK_KEYS:
        return False  # which OpenSSL takes
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
    if set(proofs) != {"entries", "format", "root", "size"} or proofs["format"] != 1:
        return {"ledger/proofs.json"}
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
        paths.pop(last, None)
    found |= {"ledger/proofs.json"} if paths else set()
    said = json.loads(sealed)["details"]
    for field, name in (("manifest", "manifest-sha256.txt"), ("verifier", "verify.py")):
        if said[field] != _sha(folder, name):
            found.add(name)
    return found


def _entries_fit(folder: Path) -> set[str]:
    """Return what is wrong between the entries, the case and the sealing."""
    case, sealed = _json(folder, "data/case.json"), _json(folder, "ledger/sealed.json")
    lines = (folder / "data/custody.jsonl").read_bytes().splitlines()
    entries = [*(_canonical(line, "data/custody.jsonl") for line in lines), sealed]
    rows = {(one["table"], *one["key"]) for one in case["records"]}
    found = set()
    for before, entry in zip([None, *entries], entries, strict=False):
        leaf = "0" * 64
        if before is not None and before["number"] + 1 == entry["number"]:
            data = canonical(before)
            leaf = hashlib.sha256(b"\x00" + data).hexdigest()
        elif entry["number"]:
            leaf = entry["previous"]
        own = entry["case"] == case["case"]
        own |= any((table, *key) in rows for table, key, _ in entry["writes"])
        if entry["previous"] != leaf or not own or entry["organisation"] != case["organisation"]:
            found.add("data/custody.jsonl")
    if (sealed["act"], sealed["case"]) != ("evidence sealed", case["case"]):
        found.add("ledger/sealed.json")
    if sealed["time"] != case["as_of"]:
        found.add("data/case.json")
    listed = _manifest(folder, "manifest-sha256.txt")
    return found | (set() if sealed["details"]["files"] == len(listed) else {"ledger/sealed.json"})


def _stamp(folder: Path) -> set[str]:
    path = folder / STAMP
    if not _is_plain(path):
        return set()
    data = path.read_bytes() if path.stat().st_size <= 1 << 20 else b""
    # An octet string of 32 bytes: the imprint. Whose stamp it is, is not for this verifier.
    imprint = b"\x04\x20" + bytes.fromhex(_sha(folder, "manifest-sha256.txt"))
    return set() if data[:1] == b"\x30" and imprint in data else {STAMP}


def _checkpoint(path: Path, key: str) -> tuple[int, bytes]:
    try:
        if path.stat().st_size > 100_000:
            return _wrong("ledger/checkpoint.txt")
        body, _, tail = path.read_bytes().decode().partition("\n\n")
        origin, size, root = body.split("\n")[:3]
        signed = tail.split("\n")[0].removeprefix(f"— {origin} ")
        value = base64.b64decode(signed, validate=True)
        exact = base64.b64encode(value).decode() == signed
        exact &= re.fullmatch("0|[1-9][0-9]{0,15}", size) is not None
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
        root = up(place, size) if place < size else None
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
    wrong_case |= _is_anything_left_out(folder, case)
    words = {one["commitment"]: one["text"] for one in case["words"]}
    values = [value for one in case["records"] for value in one["row"].values()]
    wrong_case |= any(commitment not in values for commitment in words)
    good = decided["case"] == case["case"]
    known = [one["row"] for one in case["records"] if one["table"] == "decisions"]
    good &= _sorted(known) == _sorted([one["record"] for one in decided["decisions"]])
    good &= decided["root"] == roots[-1] == _hash(sorted(decided["frozen"]))
    good &= _lying_evidence(folder) == sorted(one[:2] for one in decided["frozen"])
    for one in decided["decisions"]:
        good &= _hash(sorted(one["evidence"])) == one["record"]["evidence"]
        wrong_case |= one["record"]["why"] not in words
        good &= words.get(one["record"]["why"]) == one["why"]
    found = {"data/case.json"} if wrong_case else set()
    return found if good else found | {"data/decision.json"}


def _is_anything_left_out(folder: Path, case: dict[str, Any]) -> bool:
    """Return whether an entry wrote a row of the case that is not among its records."""
    rows = [(one["table"], *one["key"]) for one in case["records"]]
    texts = all(isinstance(part, str) for row in rows for part in row)
    for line in (folder / "data/custody.jsonl").read_bytes().splitlines():
        entry = json.loads(line)
        for table, key, _ in entry["writes"]:
            mine = key[:1] == [case["case"]] if table in BY_CASE else entry["case"] == case["case"]
            if table in ROWS_OF_A_CASE and mine and (table, *key) not in rows:
                return True
    return not texts or len(set(rows)) < len(rows)


def _sorted(rows: list[Any]) -> list[bytes]:
    return sorted(map(canonical, rows))


def _lying_evidence(folder: Path) -> list[list[str]]:
    inside = folder / "data/evidence"
    files = [name for name in _names(inside) if _is_plain(inside / name)]
    return sorted([name, _sha(inside, name)] for name in files)


def _is_of_its_entry(record: dict[str, Any], newest: dict[tuple[str, str], str]) -> bool:
    digest = _hash({"row": record["row"], "table": record["table"]})
    unknown = digest if record["table"] in FROM_ELSEWHERE else ""
    return newest.get((record["table"], json.dumps(record["key"])), unknown) == digest


def _is_committed(words: dict[str, str | None]) -> bool:
    if words["text"] is None or words["salt"] is None:
        return words["text"] == words["salt"]
    salted = bytes.fromhex(words["salt"]) + words["text"].encode()
    return hashlib.sha256(salted).hexdigest() == words["commitment"]


def _hash(said: Any) -> str:
    return hashlib.sha256(canonical(said)).hexdigest()
