"""A second verifier of stores, written from the format and from nothing else.

It imports nothing of Clearwater, so a mistake in one of the two verifiers shows as a difference.
The format, in short:

- Row digest: SHA-256 of ``{"row":{...},"table":"..."}`` in canonical JSON (names sorted, no blanks,
  only control signs, quote and backslash escaped).
- Entry: canonical JSON with act, case, details, format, number, organisation, previous, time, user,
  writes; ``previous`` is the leaf hash of the entry before, sixty-four zeros in the first;
  ``writes`` a list of [table, key, digest].
- Tree: RFC 6962; leaf SHA-256(0 || bytes), node SHA-256(1 || left || right); table ``ledger_nodes``
  holds each complete node once.
- Head: size, root, and a signed note: origin, size, base64 root, blank, em dash line with
  base64(4 bytes of SHA-256(origin, newline, 1, key) || Ed25519 signature over the three lines);
  origin is ``clearwater/`` and the first 32 hex digits of the key.
- Disclosure: commitment = SHA-256(salt || text). Evidence: file ``<two hex>/<sha256>``. Both may be
  sealed, see `second_sealing`; a text is gone where its row of ``data_keys`` has a time and no key,
  the files of a case where ``erasures`` has it.
"""

from __future__ import annotations

# ruff: noqa: S608 - names of tables come from the database that is read
import base64
import hashlib
import json
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import sql

from tests.helpers import second_sealing
from tests.helpers.second_canonical import canonical

Row = dict[str, Any]
Newest = dict[tuple[str, tuple[str, ...]], tuple[str, str]]
"""Table and key -> digest and organisation, as the newest entry has them."""
Complaint = tuple[str, str]
"""(where, what)."""
OWN = ("ledger", "ledger_nodes", "ledger_head", "alembic_version")
_VERSIONS = "src/clearwater/cases/store/migrations/versions"
NEWEST = max(one.name[1:5] for one in (Path(__file__).parents[2] / _VERSIONS).glob("v0*.py"))
ENTRY_FIELDS = {
    *("act", "case", "details", "format", "number", "organisation", "previous", "time", "user"),
    "writes",
}


# Reading ----------------------------------------------------------------------------------------


def read_sqlite(path: Path) -> dict[str, tuple[list[str], list[Row]]]:
    """Return table -> (names of the key's columns, rows)."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    tables = {}
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        key = [column[1] for column in sorted(columns, key=lambda one: one[5]) if column[5]]
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
        tables[name] = (key, [dict(zip([c[1] for c in columns], r, strict=True)) for r in rows])
    connection.close()
    return tables


def read_postgresql(url: str) -> dict[str, tuple[list[str], list[Row]]]:
    """Return table -> (names of the key's columns, rows); `url` is a superuser's."""
    tables = {}
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in names.fetchall():
            key = connection.execute(
                "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
                "AND a.attnum = ANY(i.indkey) WHERE i.indisprimary AND i.indrelid = %s::regclass "
                "ORDER BY array_position(i.indkey::int[], a.attnum::int)",
                (f'"{name}"',),
            )
            keys = [one for (one,) in key.fetchall()]
            found = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
            heads = [column.name for column in found.description or ()]
            tables[name] = (keys, [dict(zip(heads, r, strict=True)) for r in found.fetchall()])
    return tables


# Verifying --------------------------------------------------------------------------------------


def verify(
    tables: dict[str, tuple[list[str], list[Row]]],
    evidence: Path | None,
    key: bytes | None = None,
    checkpoints: tuple[str, ...] = (),
) -> list[Complaint]:
    """Return what is wrong; nothing where a store is whole."""
    said: list[Complaint] = []
    newest: Newest = {}
    leaves = _entries(_rows(tables, "ledger"), newest, said)
    stored = _stored_nodes(_rows(tables, "ledger_nodes"), said)
    _nodes(leaves, stored, said)
    first = _loaded(_rows(tables, "ledger"))
    named_key = _key_of(first)
    if named_key is None or (key is not None and named_key != key):
        said.append(("entry 0", "names no key, or another one"))
    key = key or named_key
    if key is not None:
        _head(_rows(tables, "ledger_head"), leaves, key, said)
        for note in checkpoints:
            _earlier(note, leaves, key, said)
    versions = [row["version_num"] for row in _rows(tables, "alembic_version")]
    if versions != [NEWEST]:
        said.append(("alembic_version", f"is {versions}"))
    master = evidence.parent / "keys" / "master.key" if evidence is not None else None
    secret = master.read_bytes() if master is not None and master.is_file() else None
    blobs, erased = _records(tables, newest, said, secret)
    if evidence is not None:
        _blobs(evidence, blobs, erased - set(blobs), said)
    return said


def _rows(tables: dict[str, tuple[list[str], list[Row]]], name: str) -> list[Row]:
    return tables[name][1] if name in tables else []


def _loaded(ledger: list[Row]) -> Row:
    kept = next((row["entry"] for row in ledger if row["number"] == 0), None)
    try:
        said = json.loads(kept) if isinstance(kept, str) else None
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _key_of(entry: Row) -> bytes | None:
    details = entry.get("details")
    said = details.get("public_key") if isinstance(details, dict) else None
    if entry.get("act") != "store created" or not isinstance(said, str):
        return None
    return bytes.fromhex(said) if re.fullmatch("[0-9a-f]{64}", said) else None


def _entries(
    ledger: list[Row],
    newest: Newest,
    said: list[Complaint],
) -> dict[int, bytes]:
    """Check entries one by one, and return number -> leaf hash."""
    leaves: dict[int, bytes] = {}
    previous, due = "0" * 64, 0
    for row in sorted(ledger, key=lambda one: _number(one["number"])):
        number = row["number"]
        if type(number) is not int:
            said.append(("ledger", f"number {number!r}"))
            continue
        if number != due:
            said.append((f"entry {due}", f"is followed by {number}"))
        due, where = number + 1, f"entry {number}"
        kept = row["entry"]
        raw = kept.encode("utf-8", "surrogateescape") if isinstance(kept, str) else b""
        entry = _parsed(raw)
        if entry is None:
            said.append((where, "is no entry"))
        else:
            _entry(entry, row, previous, where, said)
            for table, key, digest in entry["writes"]:
                newest[table, tuple(key)] = digest, entry["organisation"]
        leaves[number] = hashlib.sha256(b"\0" + raw).digest()
        previous = leaves[number].hex()
    return leaves


def _number(value: object) -> int:
    return value if type(value) is int else -1


def _parsed(raw: bytes) -> Row | None:
    try:
        entry = json.loads(raw)
        fits = isinstance(entry, dict) and set(entry) == ENTRY_FIELDS and canonical(entry) == raw
    except (ValueError, RecursionError):
        return None
    if not fits or entry["format"] != 1 or not _is_writes(entry["writes"]):
        return None
    return entry  # type: ignore[no-any-return]


def _is_writes(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, list)
        and len(one) == 3
        and isinstance(one[0], str)
        and isinstance(one[1], list)
        and all(isinstance(part, str) for part in one[1])
        for one in value
    )


def _entry(entry: Row, row: Row, previous: str, where: str, said: list[Complaint]) -> None:
    if not entry["user"]:
        said.append((where, "nobody acted"))
    if entry["previous"] != previous:
        said.append((where, "does not follow the entry before"))
    beside = {
        "number": entry["number"],
        "organisation": entry["organisation"],
        "act": entry["act"],
        "case": entry["case"],
        "time_us": _microseconds(entry["time"]),
        "user": entry["user"],
    }
    for column, value in beside.items():
        if row[column] != value or type(row[column]) is not type(value):
            said.append((where, f"column {column} is {row[column]!r}, the entry says {value!r}"))


def _microseconds(shown: object) -> int | None:
    if not isinstance(shown, str) or not re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", shown
    ):
        return None
    try:
        whole = datetime.strptime(shown[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    since = whole - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + int(shown[20:26])


def _stored_nodes(rows: list[Row], said: list[Complaint]) -> dict[tuple[int, int], str]:
    stored = {}
    for row in rows:
        level, place = row["level"], row["place"]
        if type(level) is int and type(place) is int:
            stored[level, place] = row["hash"]
        else:
            said.append((f"node {level!r}/{place!r}", "is no place"))
    return stored


def _nodes(
    leaves: dict[int, bytes], stored: dict[tuple[int, int], str], said: list[Complaint]
) -> None:
    """Compare every complete node by the definition: two halves, from the leaves up."""
    level, hashes = 0, dict(leaves)
    left = dict(stored)
    while hashes:
        for place, hashed in hashes.items():
            found = left.pop((level, place), None)
            if found != hashed.hex():
                said.append((f"node {level}/{place}", f"is {found!r}"))
                if level == 0:
                    said.append((f"entry {place}", "has another hash than its node"))
        hashes = {
            place // 2: hashlib.sha256(b"\1" + hashed + hashes[place + 1]).digest()
            for place, hashed in hashes.items()
            if place % 2 == 0 and place + 1 in hashes
        }
        level += 1
    for level, place in left:
        said.append((f"node {level}/{place}", "belongs to no entry"))
        if level == 0:
            said.append((f"entry {place}", "is missing"))


def _root(leaves: list[bytes]) -> bytes:
    """Return the root by the recursive definition of RFC 6962."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + _root(leaves[:half]) + _root(leaves[half:])).digest()


def _head(rows: list[Row], leaves: dict[int, bytes], key: bytes, said: list[Complaint]) -> None:
    if len(rows) != 1:
        said.append(("ledger_head", f"{len(rows)} rows"))
        return
    row = rows[0]
    root = _root([leaves[number] for number in sorted(leaves)])
    if (row["head"], row["size"], row["root"]) != ("ledger", len(leaves), root.hex()):
        said.append(("ledger_head", f"says {row['head']!r}, {row['size']!r}, {row['root']!r}"))
    problem = _note_problem(row["checkpoint"], key, len(leaves), root)
    if problem:
        said.append(("ledger_head", problem))


def _earlier(note: str, leaves: dict[int, bytes], key: bytes, said: list[Complaint]) -> None:
    lines = note.split("\n")
    plain = len(lines) > 1 and re.fullmatch("0|[1-9][0-9]{0,15}", lines[1])
    size = int(lines[1]) if plain else -1
    if not 0 <= size <= len(leaves):
        said.append(("checkpoint", "of more entries than there are"))
        return
    root = _root([leaves[number] for number in sorted(leaves)[:size]])
    problem = _note_problem("\n".join([*lines[:5], ""]), key, size, root)
    if problem:
        said.append(("checkpoint", problem))


def _note_problem(note: object, key: bytes, size: int, root: bytes) -> str:
    """Return why a note is not the one that the key signed for this tree."""
    origin = f"clearwater/{key.hex()[:32]}"
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    start = f"{text}\n\u2014 {origin} "
    if not isinstance(note, str) or not note.startswith(start) or not note.endswith("\n"):
        return "the note is about something else"
    encoded = note[len(start) : -1]
    try:
        signature = base64.b64decode(encoded, validate=True)
    except ValueError:
        return "the signature is not base64"
    known = hashlib.sha256(origin.encode() + b"\n\1" + key).digest()[:4]
    if base64.b64encode(signature).decode() != encoded or signature[:4] != known:
        return "the signature line is not in its form"
    return "" if signed(key, signature[4:], text.encode()) else "the signature is false"


def signed(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _records(
    tables: dict[str, tuple[list[str], list[Row]]],
    newest: Newest,
    said: list[Complaint],
    master: bytes | None,
) -> tuple[dict[str, int], set[str]]:
    """Check the rows of all other tables; return the blobs that they name, and those erased."""
    blobs: dict[str, int] = {}
    erased: set[str] = set()
    keys = {row["commitment"]: row for row in _rows(tables, "data_keys")}
    gone = {
        row["about"] for row in _rows(tables, "erasures") if row["what"] in ("case", "evidence")
    }
    left = dict(newest)
    for table, (key, rows) in tables.items():
        if table in OWN:
            continue
        for row in rows:
            name = tuple(str(row[column]) for column in key)
            where = f"{table} {' '.join(name)}"
            try:
                digest = hashlib.sha256(canonical({"row": row, "table": table})).hexdigest()
            except ValueError as error:
                digest = str(error)
            if left.pop((table, name), None) != (digest, row.get("organisation")):
                said.append((where, "is not what the newest entry wrote"))
            if table == "disclosures" and not _disclosed(row, keys.get(row["commitment"]), master):
                said.append((where, "does not fit its commitment"))
            if table in {"evidence", "duty_documents"} and isinstance(row["sha256"], str):
                if row.get("case") in gone:  # what platforms sent is of no case
                    erased.add(row["sha256"])
                else:
                    blobs[row["sha256"]] = row["size"]
    said.extend((f"{table} {' '.join(name)}", "is missing") for table, name in left)
    return blobs, erased


def _disclosed(row: Row, key: Row | None, master: bytes | None) -> bool:
    salt, text = row["salt"], row["text"]
    if salt is None and text is None:
        return row["erased_us"] is not None
    if salt is None and isinstance(text, str) and text.startswith("sealed:1:"):
        return row["erased_us"] is None and _sealed(row, key, master)
    if not isinstance(salt, str) or not isinstance(text, str) or row["erased_us"] is not None:
        return False
    try:
        mixed = bytes.fromhex(salt) + text.encode("utf-8", "surrogateescape")
    except ValueError:
        return False
    return bool(hashlib.sha256(mixed).hexdigest() == row["commitment"])


def _sealed(row: Row, key: Row | None, master: bytes | None) -> bool:
    if key is None:
        return False
    if key["wrapped"] is None:
        return key["erased_us"] is not None
    if key["erased_us"] is not None or master is None:
        return False
    mixed = second_sealing.opened_text(master, key["wrapped"], row["commitment"], row["text"])
    return mixed is not None and hashlib.sha256(mixed).hexdigest() == row["commitment"]


def _blobs(folder: Path, blobs: dict[str, int], erased: set[str], said: list[Complaint]) -> None:
    keys = folder.parent / "keys"
    for sha256, size in blobs.items():
        path = folder / sha256[:2] / sha256
        there = re.fullmatch("[0-9a-f]{64}", sha256) and path.is_file()
        content = second_sealing.content_of(path, keys) if there else None
        fits = content is not None and len(content) == size
        if not fits or hashlib.sha256(content or b"").hexdigest() != sha256:
            said.append((f"blob {sha256}", "is not what its name says"))
    said.extend(
        (f"blob {one}", "was erased") for one in erased if (folder / one[:2] / one).exists()
    )
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in blobs and not path.name.startswith("."):
            hashed = hashlib.sha256(second_sealing.content_of(path, keys) or b"").hexdigest()
            if path != folder / hashed[:2] / hashed:
                said.append((f"evidence/{path.relative_to(folder)}", "is no blob"))
        elif path.is_symlink() and path.is_dir():
            said.append((f"evidence/{path.relative_to(folder)}", "is no blob"))
