"""An erasure as a child of the nursery does it; see `tests.helpers.killing`."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.privacy.erasing import Who, erase
from clearwater.cases.store.opening import open_store
from clearwater.errors import ParameterError
from tests.helpers.canaries import ASCII
from tests.helpers.canary_life import DAY_US, START_US
from tests.helpers.killing import Points

LATE_US = START_US + 300 * DAY_US


def erase_once(points: Points, url: str, files: str) -> str:
    """Erase one canary, and say what came of it."""
    del points
    store = open_store(url, Path(files), create=False)
    desk = Desk(store, "lea", "main", lambda: LATE_US, open_to_all=True)
    try:
        done = erase(store, desk, Who(ASCII), "asked")
    except ParameterError:
        return "finished"
    finally:
        store.close()
    return f"{done.subjects} erased"
