"""Alterations of a store by somebody who holds its file, and whether two verifiers name each.

Each alteration is made on a fresh copy, and each copy is verified as a whole. The triggers are put
back after it, as a careful forger would.
"""

from __future__ import annotations

# ruff: noqa: S311, S608 - a seed that anybody may know; names of tables come from the store
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearwater.cases.store.backup_files import check_files
from clearwater.cases.store.verifying import check_store
from clearwater.errors import StoreError
from tests.helpers import second_backup_verifier, second_verifier

Value = Any


@dataclass(frozen=True)
class Alteration:
    """What was done, and the names that a verifier must say, each of them."""

    what: str
    targets: tuple[str, ...]


@dataclass
class Tally:
    """What came of many alterations."""

    made: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    """Alterations that a verifier did not find, or did not name, with what it said."""

    def note(self, done: Alteration, verifier: str, named: list[str]) -> None:
        """Keep what a verifier said of an alteration."""
        if not done.targets or not all(is_named(target, named) for target in done.targets):
            self.missed.append(f"{verifier}: {done.what} {done.targets}: {named[:6]}")


def is_named(target: str, named: list[str]) -> bool:
    """Return whether one of the places that a verifier named is the target or a part of it."""
    return any(where == target or where.startswith(f"{target} ") for where in named)


def alter_many(source: Path, work: Path, count: int, seed: int) -> Tally:
    """Make `count` random alterations, each on a copy of the store in `source`, and verify each.

    Parameters
    ----------
    source
        Folder with ``cases.db`` and ``files``, settled.
    work
        Folder for the copies.
    """
    rng = random.Random(seed)
    tally = Tally()
    key = _key(source)
    files = Path(shutil.copytree(source / "files", work / "files"))
    while tally.made < count:
        shutil.copyfile(source / "cases.db", work / "cases.db")
        done = _one(work / "cases.db", files / "evidence", rng)
        if done is None:
            continue
        tally.made += 1
        kind = done.what.split(":")[0]
        tally.by_kind[kind] = tally.by_kind.get(kind, 0) + 1
        faults = check_store(work / "cases.db", files)
        tally.note(done, "first", [fault.where for fault in faults])
        tables = second_verifier.read_sqlite(work / "cases.db")
        said = second_verifier.verify(tables, files / "evidence", key)
        if not done.what.startswith("trigger"):  # the second knows rows and files, no guards
            tally.note(done, "second", [where for where, _ in said])
        if done.what.startswith("blob"):
            shutil.rmtree(files)
            shutil.copytree(source / "files", files)
    return tally


def flip_raw(source: Path, work: Path, count: int, seed: int) -> Tally:
    """Flip single bits anywhere in the database file, and verify each copy.

    Not every bit of such a file means something: there is free space, and counters that nobody
    reads. Where both verifiers say nothing, every row and every object must be as it was.
    """
    rng = random.Random(seed)
    tally = Tally()
    before = _dumped(source / "cases.db")
    for _ in range(count):
        shutil.copyfile(source / "cases.db", work / "raw.db")
        flip_file(work / "raw.db", rng)
        tally.made += 1
        try:
            found = bool(check_store(work / "raw.db", source / "files"))
        except StoreError:
            found = True
        kind = "raw: named" if found else "raw: without meaning"
        tally.by_kind[kind] = tally.by_kind.get(kind, 0) + 1
        if not found and _dumped(work / "raw.db") != before:
            tally.missed.append(f"raw flip {tally.made} of seed {seed}")
    return tally


def _dumped(path: Path) -> list[object]:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    connection.text_factory = bytes
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    objects = connection.execute("SELECT type, name, lower(sql) FROM sqlite_master").fetchall()
    # Blanks and capitals of a statement mean nothing.
    dumped: list[object] = [(k, n, re.sub(rb'[\s"]', b"", sql or b"")) for k, n, sql in objects]
    for (name,) in sorted(tables):
        dumped += connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()
    connection.close()
    return dumped


def alter_backup(source: Path, work: Path, count: int, seed: int) -> Tally:
    """Flip single bits in the files of a backup, remove, add and swap files; check each copy."""
    rng = random.Random(seed)
    tally = Tally()
    while tally.made < count:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(source, work)
        files = sorted(path for path in work.rglob("*") if path.is_file())
        one, two = rng.sample(files, 2)
        done = rng.choices(BACKUP_KINDS, weights=(6, 1, 1, 1))[0](one, two, rng)
        if done is None:
            continue
        tally.made += 1
        tally.by_kind[done] = tally.by_kind.get(done, 0) + 1
        named = [path.relative_to(work).as_posix() for path in (one, two)]
        # Of a file that lies in the manifest's place nothing says any more what it was.
        swapped = ["manifest.json"] if "manifest.json" in named else named
        targets = {"backup: added": [f"{named[0]}.copy"], "backup: swapped": swapped}
        alteration = Alteration(done, tuple(targets.get(done, named[:1])))
        first = [part for fault in check_files(work) for part in fault.where.split(" or ")]
        tally.note(alteration, "first", first)
        said = second_backup_verifier.verify_backup(work)
        tally.note(alteration, "second", [where for where, _ in said])
    return tally


def _flip_backup(one: Path, two: Path, rng: random.Random) -> str | None:
    if not one.stat().st_size:
        return None
    flip_file(one, rng)
    return "backup: flip"


def _remove_file(one: Path, two: Path, rng: random.Random) -> str | None:
    one.unlink()
    return "backup: removed"


def _add_file(one: Path, two: Path, rng: random.Random) -> str | None:
    shutil.copyfile(one, one.with_name(f"{one.name}.copy"))
    return "backup: added"


def _swap_files(one: Path, two: Path, rng: random.Random) -> str | None:
    first, second = one.read_bytes(), two.read_bytes()
    if first == second:
        return None
    for path, content in ((one, second), (two, first)):
        path.chmod(0o600)
        path.write_bytes(content)
    return "backup: swapped"


BACKUP_KINDS = (_flip_backup, _remove_file, _add_file, _swap_files)


def _key(source: Path) -> bytes:
    first = second_verifier.read_sqlite(source / "cases.db")
    entry = next(row for row in first["ledger"][1] if row["number"] == 0)
    key = second_verifier._key_of(second_verifier._parsed(entry["entry"].encode()) or {})
    assert key is not None
    return key


def _one(database: Path, evidence: Path, rng: random.Random) -> Alteration | None:
    if rng.random() < 0.1:
        return rng.choice(BLOB_KINDS)(evidence, rng)
    connection = sqlite3.connect(database, isolation_level=None)
    connection.text_factory = bytes
    try:
        connection.execute("PRAGMA synchronous = OFF")
        if rng.random() < 0.02:
            return _drop_trigger(connection, rng)
        triggers = _take_triggers(connection)
        done = rng.choices(ROW_KINDS, weights=(6, 1, 1, 1))[0](connection, rng)
        for statement in triggers:
            connection.execute(statement)
        return done
    except (sqlite3.IntegrityError, OverflowError):
        return None  # the key is taken already: nothing was altered
    finally:
        connection.close()


def _take_triggers(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = found.fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name.decode()}"')
    return [sql.decode() for _, sql in triggers]


def _drop_trigger(connection: sqlite3.Connection, rng: random.Random) -> Alteration:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    name = rng.choice(names)[0].decode()
    connection.execute(f'DROP TRIGGER "{name}"')
    return Alteration("trigger: dropped", (f"trigger {name}",))


# Rows -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """One row of one table, chosen so that every row of the store is as likely."""

    table: str
    columns: list[str]
    key: list[str]
    rowid: int
    values: list[Value]

    @property
    def target(self) -> str:
        """How a verifier names it."""
        named = [self._shown(self.columns.index(one)) for one in self.key]
        if self.table == "ledger":
            return f"entry {named[0]}"
        if self.table == "ledger_nodes":
            return f"node {named[0]}/{named[1]}"
        if self.table in ("ledger_head", "alembic_version"):
            return self.table
        return f"{self.table} {' '.join(named)}"

    def _shown(self, at: int) -> str:
        value = self.values[at]
        return value.decode() if isinstance(value, bytes) else str(value)


def _choose(connection: sqlite3.Connection, rng: random.Random) -> Chosen:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = [name.decode() for (name,) in names]
    counts = [connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables]
    # Half by rows and half by tables: else the one row of the head would hardly ever be chosen.
    weights = [n / sum(counts) + (1 / len(counts) if n else 0) for n in counts]
    table = rng.choices(tables, weights)[0]
    info = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    rows = connection.execute(f'SELECT rowid, * FROM "{table}"').fetchall()
    row = rng.choice(rows)
    keyed = sorted((column for column in info if column[5]), key=lambda column: column[5])
    return Chosen(
        table,
        [column[1].decode() for column in info],
        [column[1].decode() for column in keyed],
        row[0],
        list(row[1:]),
    )


def _flip(connection: sqlite3.Connection, rng: random.Random) -> Alteration | None:
    row = _choose(connection, rng)
    at = rng.randrange(len(row.columns))
    before = row.values[at]
    if before is None:
        after: Value = rng.choice([0, b""])
    elif isinstance(before, int):
        after = before ^ (1 << rng.randrange(64))
        after -= 1 << 64 if after >= 1 << 63 else 0
    elif not before:
        after = b"\0"
    else:
        place, bit = rng.randrange(len(before)), rng.randrange(8)
        after = before[:place] + bytes([before[place] ^ 1 << bit]) + before[place + 1 :]
    holder = "CAST(? AS TEXT)" if isinstance(after, bytes) else "?"
    connection.execute(
        f'UPDATE "{row.table}" SET "{row.columns[at]}" = {holder} WHERE rowid = ?',
        (after, row.rowid),
    )
    return Alteration(f"flip: {row.table}.{row.columns[at]} {before!r} -> {after!r}", (row.target,))


def _delete(connection: sqlite3.Connection, rng: random.Random) -> Alteration | None:
    row = _choose(connection, rng)
    connection.execute(f'DELETE FROM "{row.table}" WHERE rowid = ?', (row.rowid,))
    return Alteration(f"delete: {row.table}", (row.target,))


def _insert_copy(connection: sqlite3.Connection, rng: random.Random) -> Alteration | None:
    row = _choose(connection, rng)
    at = row.columns.index(row.key[-1])
    value = row.values[at]
    other = value + rng.randrange(1, 500) if isinstance(value, int) else value + b"x"
    values = [*row.values[:at], other, *row.values[at + 1 :]]
    marks = ", ".join("CAST(? AS TEXT)" if isinstance(v, bytes) else "?" for v in values)
    connection.execute(f'INSERT INTO "{row.table}" VALUES ({marks})', values)
    copy = Chosen(row.table, row.columns, row.key, 0, values)
    return Alteration(f"insert: {row.table}", (copy.target,))


def _swap(connection: sqlite3.Connection, rng: random.Random) -> Alteration | None:
    one = _choose(connection, rng)
    rows = connection.execute(
        f'SELECT rowid, * FROM "{one.table}" WHERE rowid <> ?', (one.rowid,)
    ).fetchall()
    if not rows:
        return None
    chosen = rng.choice(rows)
    two = Chosen(one.table, one.columns, one.key, chosen[0], list(chosen[1:]))
    free = [at for at, name in enumerate(one.columns) if name not in one.key]
    if all(one.values[at] == two.values[at] for at in free):
        return None
    for row, source in ((one, two), (two, one)):
        said = ", ".join(
            f'"{one.columns[at]}" = '
            + ("CAST(? AS TEXT)" if isinstance(source.values[at], bytes) else "?")
            for at in free
        )
        connection.execute(
            f'UPDATE "{one.table}" SET {said} WHERE rowid = ?',
            [*(source.values[at] for at in free), row.rowid],
        )
    return Alteration(f"swap: {one.table}", (one.target, two.target))


ROW_KINDS: tuple[Callable[[sqlite3.Connection, random.Random], Alteration | None], ...] = (
    _flip,
    _delete,
    _insert_copy,
    _swap,
)


# Blobs ------------------------------------------------------------------------------------------


def _a_blob(evidence: Path, rng: random.Random) -> Path:
    return rng.choice(sorted(path for path in evidence.rglob("*") if path.is_file()))


def flip_file(path: Path, rng: random.Random) -> None:
    """Flip one random bit of a file."""
    content = bytearray(path.read_bytes())
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.chmod(0o600)
    path.write_bytes(content)


def _flip_blob(evidence: Path, rng: random.Random) -> Alteration:
    path = _a_blob(evidence, rng)
    flip_file(path, rng)
    return Alteration("blob: flip", (f"blob {path.name}",))


def _remove_blob(evidence: Path, rng: random.Random) -> Alteration:
    path = _a_blob(evidence, rng)
    path.unlink()
    return Alteration("blob: removed", (f"blob {path.name}",))


def _cut_blob(evidence: Path, rng: random.Random) -> Alteration:
    path = _a_blob(evidence, rng)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    return Alteration("blob: cut", (f"blob {path.name}",))


def _foreign_file(evidence: Path, rng: random.Random) -> Alteration:
    path = evidence / f"{rng.randrange(10_000)}.txt"
    path.write_text("外来文件", encoding="utf-8")
    return Alteration("blob: foreign", (f"evidence/{path.name}",))


BLOB_KINDS = (_flip_blob, _remove_blob, _cut_blob, _foreign_file)
