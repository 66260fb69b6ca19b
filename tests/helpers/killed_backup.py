"""Backups and restores, killed at one point after the other: ``python -m`` this, FOLDER, STEP.

A child process is forked for each point and ends without any clean-up when it has opened, moved or
linked so many files. Prints one line of JSON a point: how the child ended and what was found.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import check_files
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import restore
from clearwater.cases.store.staging import sweep
from tests.helpers.stores import START_US, filled_sqlite

EVENTS = frozenset({"open", "os.rename", "os.link", "os.mkdir", "os.remove", "sqlite3.connect"})
KILLED = 9


def main(folder: Path, step: int) -> None:
    """Kill a restore and a backup at every so many points, and go on after each."""
    with filled_sqlite(folder, 1, 1) as store:
        back_up(store, folder / "backup", user="root", now_us=START_US, with_keys=True)
    for name, act, found in (("restore", _restore, _restored), ("backup", _back_up, _backed_up)):
        for point in range(1, 400, step):
            place = folder / name / str(point)
            place.mkdir(parents=True)
            shutil.copytree(folder / "files", place / "kept" / "files")
            shutil.copyfile(folder / "cases.db", place / "kept" / "cases.db")
            ended = _killed_at(point, lambda act=act, place=place: act(folder, place))  # type: ignore[misc]
            said = {"act": name, "point": point, "ended": ended, **found(folder, place)}
            sys.stdout.write(json.dumps(said) + "\n")
            shutil.rmtree(place)
            if ended == 0:
                break


def _killed_at(point: int, act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        left = [point]

        def hook(event: str, _arguments: object) -> None:
            if event in EVENTS:
                left[0] -= 1
                if left[0] == 0:
                    os._exit(KILLED)

        sys.addaudithook(hook)
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _restore(folder: Path, place: Path) -> None:
    restore(folder / "backup", place / "new.db", place / "files", user="root", now_us=START_US)


def _restored(folder: Path, place: Path) -> dict[str, object]:
    there = (place / "new.db").exists()
    if there:
        sweep(place)  # as the next who makes something here would
    else:
        _restore(folder, place)
    store = open_store(place / "new.db", place / "files", create=False)
    faults = len(store.check())
    store.close()
    return {"there": there, "faults": faults, "left": _left(place)}


def _back_up(folder: Path, place: Path) -> None:
    del folder
    store = open_store(place / "kept/cases.db", place / "kept/files", create=False)
    back_up(store, place / "backup", user="root", now_us=START_US)
    store.close()


def _backed_up(folder: Path, place: Path) -> dict[str, object]:
    there = (place / "backup").exists()
    if there:
        sweep(place)
    else:
        _back_up(folder, place)
    store = open_store(place / "kept/cases.db", place / "kept/files", create=False)
    faults = len(store.check()) + len(check_files(place / "backup"))
    store.close()
    return {"there": there, "faults": faults, "left": _left(place)}


def _left(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name.startswith("."))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
