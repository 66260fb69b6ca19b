"""Alterations of a package, one at a time and undone again, and what two verifiers say of each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from clearwater.cases.evidence.verifier.checks import checked_package
from tests.helpers.second_package_verifier import altered_files


@dataclass(frozen=True)
class Alteration:
    """One thing done to a package."""

    kind: str
    named: frozenset[str]
    """What a verifier must name."""
    undo: Callable[[], object]


@dataclass
class Tally:
    """What came of many alterations."""

    made: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    """Alterations that a verifier did not find, or did not name."""
    blamed: int = 0
    """How many files that nobody touched were named by the first verifier, in all."""


def named_by_first(folder: Path) -> set[str]:
    """Return the files that the verifier of the package names, with those that details name."""
    return {fault.file for one in checked_package(str(folder)) for fault in one.faults}


def tampered(folder: Path, alterations: int, seed: int) -> Tally:
    """Return what both verifiers say of so many alterations of the package in `folder`."""
    random, tally = Random(seed), Tally()  # noqa: S311 - places to alter, no secrets
    kinds = list(KINDS)
    weights = [KINDS[kind][1] for kind in kinds]
    while sum(tally.made.values()) < alterations:
        (kind,) = random.choices(kinds, weights)
        with _made(folder, kind, random) as alteration:
            if alteration is None:
                continue
            tally.made[kind] += 1
            first = named_by_first(folder)
            for who, named in (("first", first), ("second", altered_files(folder))):
                if not alteration.named or not alteration.named <= named:
                    told = f"{sorted(alteration.named)}, named {sorted(named)}"
                    tally.missed.append(f"{who}: {kind} of {told}")
            tally.blamed += len(first - alteration.named)
    return tally


@contextmanager
def _made(folder: Path, kind: str, random: Random) -> Iterator[Alteration | None]:
    alteration = KINDS[kind][0](folder, random)
    try:
        yield alteration
    finally:
        if alteration is not None:
            alteration.undo()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def flip_bit(folder: Path, random: Random) -> Alteration:
    path = random.choice(_files(folder))
    data = path.read_bytes()
    place = random.randrange(8 * len(data))
    altered = bytearray(data)
    altered[place // 8] ^= 1 << place % 8
    return _replaced(folder, path, data, bytes(altered), "flip")


def flip_small_file(folder: Path, random: Random) -> Alteration:
    """Flip a bit of a file that proves others: these are small, and chance seldom meets them."""
    names = ("signature.json", "tagmanifest-sha256.txt", "manifest-sha256.txt", "bagit.txt")
    more = ("ledger/checkpoint.txt", "ledger/sealed.json", "ledger/proofs.json", "bag-info.txt")
    path = folder / random.choice((*names, *more))
    data = path.read_bytes()
    place = random.randrange(8 * len(data))
    altered = bytearray(data)
    altered[place // 8] ^= 1 << place % 8
    return _replaced(folder, path, data, bytes(altered), "flip in a proof")


def shorten(folder: Path, random: Random) -> Alteration:
    path = random.choice(_files(folder))
    data = path.read_bytes()
    return _replaced(folder, path, data, data[: random.randrange(len(data))], "shorten")


def lengthen(folder: Path, random: Random) -> Alteration:
    path = random.choice(_files(folder))
    data = path.read_bytes()
    return _replaced(folder, path, data, data + random.choice((b"\n", b" ", b"\0")), "lengthen")


def _replaced(folder: Path, path: Path, old: bytes, new: bytes, kind: str) -> Alteration:
    path.write_bytes(new)
    return Alteration(kind, frozenset({_name(folder, path)}), lambda: path.write_bytes(old))


def flip_name(folder: Path, random: Random) -> Alteration | None:
    """Flip a bit of a file's or folder's name."""
    path = random.choice([*folder.rglob("*")])
    name = bytearray(os.fsencode(path.name))
    place = random.randrange(8 * len(name))
    name[place // 8] ^= 1 << place % 8
    if b"/" in name or b"\0" in name or bytes(name) in (b".", b".."):
        return None
    other = Path(os.fsdecode(os.path.join(os.fsencode(path.parent), bytes(name))))
    if other.exists():
        return None
    return _renamed(folder, path, other)


def _renamed(folder: Path, path: Path, other: Path) -> Alteration:
    inside = _files(path) if path.is_dir() else [path]
    named = {_name(folder, one) for one in inside}
    path.rename(other)
    return Alteration("name", frozenset(named), lambda: other.rename(path))


def remove(folder: Path, random: Random) -> Alteration:
    path = random.choice(_files(folder))
    data = path.read_bytes()
    path.unlink()
    return Alteration("remove", frozenset({_name(folder, path)}), lambda: path.write_bytes(data))


def add(folder: Path, random: Random) -> Alteration:
    beside = random.choice(_files(folder)).parent
    path = beside / random.choice(("events.parquet", ".DS_Store", "证据.json", "x" * 200))
    path.write_bytes(b"{}")
    return Alteration("add", frozenset({_name(folder, path)}), path.unlink)


def add_folder(folder: Path, random: Random) -> Alteration:
    path = random.choice(_files(folder)).parent / "空"
    path.mkdir()
    return Alteration("add a folder", frozenset({_name(folder, path)}), path.rmdir)


def swap(folder: Path, random: Random) -> Alteration | None:
    one, other = random.sample(_files(folder), 2)
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return None
    one.write_bytes(second)
    other.write_bytes(first)
    named = frozenset({_name(folder, one), _name(folder, other)})
    return Alteration("swap", named, lambda: (one.write_bytes(first), other.write_bytes(second)))


def link(folder: Path, random: Random) -> Alteration:
    """Put a link to the very content in the place of a file."""
    path = random.choice(_files(folder))
    data = path.read_bytes()
    outside = folder.parent / "outside"
    outside.write_bytes(data)
    path.unlink()
    path.symlink_to(outside)

    def undo() -> None:
        path.unlink()
        path.write_bytes(data)

    return Alteration("link", frozenset({_name(folder, path)}), undo)


Kind = Callable[[Path, Random], Alteration | None]

KINDS: dict[str, tuple[Kind, int]] = {
    "flip": (flip_bit, 45),
    "flip in a proof": (flip_small_file, 25),
    "name": (flip_name, 10),
    "shorten": (shorten, 3),
    "lengthen": (lengthen, 3),
    "remove": (remove, 3),
    "add": (add, 3),
    "add a folder": (add_folder, 2),
    "swap": (swap, 3),
    "link": (link, 3),
}
"""Kinds of alterations, and how often each is made, of a hundred."""
