"""Folders in which something comes to be beside its place, and what killed processes left of them.

What is left may hold a whole store with its keys, so the next who makes something in the same
folder removes it. Age says nothing of a copy that takes a day; a lock does: the system gives it up
when the process that holds it ends, however it ends. So a folder is dead exactly when its lock can
be had. The lock is a file beside it, ``.<name>.<12 hex>.clearwater-lock``, there before the folder
and gone after it.

Folders without such a file are left alone: whoever made them could not lock, or was another
program.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SUFFIX = ".clearwater-lock"
_LOCK = re.compile(rf"\..+\.[0-9a-f]{{12}}{re.escape(_SUFFIX)}", re.ASCII)
_AT_ONCE = fcntl.LOCK_EX | fcntl.LOCK_NB


@contextmanager
def staging_folder(target: Path, mode: int = 0o700) -> Iterator[Path]:
    """Yield a new folder beside `target`; it is gone afterwards, unless it was moved.

    What killed processes left beside `target` is removed first, whatever it was to become.

    Parameters
    ----------
    target
        What is to be made; the folder around it is made where there is none.
    mode
        Of the new folder, before the process's mask.

    Raises
    ------
    OSError
        If the folder cannot be made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    staging, held = _locked_place(target)
    try:
        staging.mkdir(mode=mode)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        _lock_of(staging).unlink(missing_ok=True)
        if held is not None:
            os.close(held)


def sweep(folder: Path) -> int:
    """Remove what killed processes of this user left in `folder`; return how many there were."""
    locks = [path for path in folder.iterdir() if _LOCK.fullmatch(path.name)]
    return sum(_swept(lock) for lock in locks)


def _swept(lock: Path) -> bool:
    """Remove one folder and its lock if nobody holds it, and return whether it is gone."""
    try:
        # Whatever else somebody put there under this name: it is not followed and not waited for.
        handle = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:  # it is gone, or another user's
        return False
    try:
        if os.fstat(handle).st_uid != os.geteuid():
            return False
        fcntl.flock(handle, _AT_ONCE)
        left = lock.with_name(lock.name.removesuffix(_SUFFIX))
        shutil.rmtree(left, ignore_errors=True)
        if os.path.lexists(left):  # the next one may have more luck
            return False
        lock.unlink(missing_ok=True)
    except OSError:  # somebody is alive, or nothing can be locked here
        return False
    finally:
        os.close(handle)
    return True


def _locked_place(target: Path) -> tuple[Path, int | None]:
    """Return a free place beside `target`, and the lock that is held; None where there are none."""
    while True:
        staging = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
        lock = _lock_of(staging)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(handle, _AT_ONCE)
        except BlockingIOError:  # somebody who sweeps was quicker, and removes it
            os.close(handle)
        except OSError:  # a file system without locks: what is left there stays
            os.close(handle)
            lock.unlink(missing_ok=True)
            return staging, None
        else:
            if os.fstat(handle).st_nlink:
                return staging, handle
            os.close(handle)  # swept before it was held


def _lock_of(staging: Path) -> Path:
    return staging.with_name(staging.name + _SUFFIX)
