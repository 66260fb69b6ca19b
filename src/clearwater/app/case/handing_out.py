"""A sealed case as one file, for somebody far away.

The package is made in a folder beside the store, where only the server's user can read, and put
into a ZIP file whose bytes follow from the package alone. Whoever sends the file removes it.
"""

from __future__ import annotations

import math
import secrets
import shutil
import time
import zipfile
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.case.seal import SealRequest, seal
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb

FOLDER = "handing-out"
LEFT_S = 3_600.0
"""What has lain there for so long is being made or sent by nobody any more."""
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest that ZIP knows: when a file was written is said in the package."""


def sealed_zip(store: SqlStore, desk: Desk, case: str) -> Path:
    """Seal a case and return a ZIP file of the package, which the caller removes.

    Raises
    ------
    RefusedError
        If the person may not, or there is no such case.
    OutputError
        If kept evidence is damaged, or there is no room.
    """
    with store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.SEAL_EVIDENCE)
        desk.file_of(unit, case)
    folder = store.files / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / f"{case}-{secrets.token_hex(6)}"
    request = SealRequest(case, context.caller, context.now_us, place / case)
    try:
        seal(store, store.keys.signing, store.blobs, request)
        return _zipped(place / case, place.with_suffix(".zip"))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _zipped(package: Path, out: Path) -> Path:
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(one for one in package.rglob("*") if one.is_file()):
            inside = f"{package.name}/{path.relative_to(package).as_posix()}"
            named = zipfile.ZipInfo(inside, _MOMENT)
            named.compress_type = zipfile.ZIP_DEFLATED
            named.external_attr = 0o644 << 16
            with path.open("rb") as source, archive.open(named, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    return out


def remove_left(store: SqlStore) -> int:
    """Remove what killed servers have left, and return how many packages that was."""
    before_s = time.time() - LEFT_S
    folder = store.files / FOLDER
    left = [one for one in folder.glob("*") if _newest_s(one) < before_s]
    for one in left:
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    return len(left)


def _newest_s(place: Path) -> float:
    """Return when something was last written there; of what has just gone, the end of time."""
    try:
        return max(one.stat().st_mtime for one in (place, *place.rglob("*")))
    except FileNotFoundError:
        return math.inf
