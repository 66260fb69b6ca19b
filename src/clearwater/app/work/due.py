"""Uploads whose time is over: removed by the clock alone, once a day or never, again at will."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.case.desk import policy_of
from clearwater.app.work.places import Places
from clearwater.app.work.uploads import HERE
from clearwater.cases.records.runs import Job, Upload, UploadState
from clearwater.cases.sealing.file_keys import shred
from clearwater.cases.store.base import Store
from clearwater.cases.workflow.base import Caller, Context, Refusal
from clearwater.cases.workflow.commands_runs import RemoveDueUpload
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import SYSTEM


def remove_due(store: Store, files: Path, organisation: str, now_us: int) -> int:
    """Remove the uploads of an organisation that are due, and return how many those were.

    One that a job reads stays until the job is over. Files of uploads that are gone are taken away
    too: whoever was killed between the act and the file is followed by one who finds it.
    """
    with store.reading(organisation) as unit:
        rows = [row for state in HERE for row in unit.find(Upload, state=state)]
    removed = 0
    for row in rows:
        if row.until_us > now_us:
            continue
        with store.writing(organisation) as unit:
            command = RemoveDueUpload(
                unit.get(Upload, row.upload), unit.find(Job, upload=row.upload)
            )
            caller = Caller(SYSTEM, organisation, frozenset())
            context = Context(caller, now_us, policy_of(unit, organisation), unit.fresh)
            outcome = decide_without_case(command, context)
            if isinstance(outcome, Refusal):
                continue
            unit.save(outcome, SYSTEM, now_us)
        removed += 1
    _sweep(store, Places(files, organisation))
    return removed


def _sweep(store: Store, places: Places) -> None:
    """Take away the files of uploads that are gone."""
    with store.reading(places.organisation) as unit:
        gone = unit.find(Upload, state=UploadState.GONE)
    for row in gone:
        shred(places.upload(row.upload))
