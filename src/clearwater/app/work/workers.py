"""The workers of a server: jobs are taken up, followed, and said to be over.

What a server knows of a job stands in the store and in the job's folder, nothing in its memory. So
a server that was killed is followed by one that finds workers still at work, or dead ones whose
jobs it takes up again; and several servers of one store do not take the same job twice, because
taking it up is an act.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from clearwater.app.case.desk import Desk, policy_of, taken
from clearwater.app.work.expansions import EXPAND, spec_of_expansion
from clearwater.app.work.jobs import WAITING, spec_of
from clearwater.app.work.places import Limits, Places
from clearwater.app.work.spoken import OUTCOME, SPEC, Spoken
from clearwater.app.work.worker import tidy
from clearwater.cases.records.runs import OVER, Job, JobState
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.workflow.base import Caller, Context
from clearwater.cases.workflow.commands_runs import BeginJob, EndJob
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import SYSTEM
from clearwater.errors import ClearwaterError

COMMAND = (sys.executable, "-m", "clearwater.app.work.worker")
DIED = "the worker died and was begun again {attempts} times"
DEAF_S = 5.0
"""After so long a worker that was told to stop is stopped."""
DIED_NEXT = "Scan a shorter time, or ask the operator for the log of the server."


@dataclass
class Workers:
    """The workers of one server.

    Parameters
    ----------
    places_of
        Organisation -> its folders.
    at_once
        How many work at a time.
    """

    store: Store
    organisations: Sequence[str]
    places_of: Callable[[str], Places]
    limits: Limits
    clock_us: Callable[[], int]
    at_once: int = 1
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    """Job -> the process that this server has begun for it."""

    def turn(self) -> int:
        """Look once after everything, and return how many jobs wait or run."""
        rows = [row for name in self.organisations for row in self._waiting(name)]
        self._stop_unwanted({row.job for row in rows})
        running = [row for row in rows if row.state == JobState.RUNNING]
        left = [row for row in running if self._still_running(row)]
        free = self.at_once - len(left)
        queued = [row for row in rows if row.state == JobState.QUEUED]
        for row in sorted(queued, key=lambda one: (one.asked_us, one.job))[: max(0, free)]:
            self._take_up(row)
        return len(rows)

    def stop(self) -> None:
        """End the workers of this server; what they did is begun again by the next one."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.terminate()
        for job, process in self.processes.items():
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            # Who comes next need not wait for the lease.
            for organisation in self.organisations[:1]:
                Spoken(self.places_of(organisation).work(job)).fall_silent()

    def _waiting(self, organisation: str) -> list[Job]:
        with self.store.reading(organisation) as unit:
            return [row for state in WAITING for row in unit.find(Job, state=state)]

    def _stop_unwanted(self, wanted: set[str]) -> None:
        """See to it that a worker whose job was cancelled ends, and its folder goes."""
        if not self.organisations:
            return
        folder = self.places_of(self.organisations[0]).work("x").parent
        for left in folder.iterdir() if folder.is_dir() else ():
            # Of another server's organisation, or of this moment: then it is no affair of ours.
            if left.name not in wanted and self._is_over(left.name):
                self._clear(left.name, Spoken(left))

    def _is_over(self, job: str) -> bool:
        for organisation in self.organisations:
            with self.store.reading(organisation) as unit:
                row = unit.get(Job, job)
            if row is not None:
                return row.state in OVER
        return False

    def _clear(self, job: str, spoken: Spoken) -> None:
        process, beat = self.processes.get(job), spoken.beat()
        if process is None:
            ended = beat is None or beat.age_s > self.limits.lease_s
        else:
            ended = process.poll() is not None
        if not ended:
            spoken.cancel()
            if process is not None and spoken.cancelled_for_s > DEAF_S:
                process.kill()
            return
        self.processes.pop(job, None)
        tidy(spoken.read(SPEC) or {})
        spoken.remove()

    def _still_running(self, row: Job) -> bool:
        """Return whether a job is being worked on; end it or take it up again if it is not."""
        spoken = Spoken(self.places_of(row.organisation).work(row.job))
        outcome = spoken.read(OUTCOME)
        if outcome is not None and outcome["attempt"] == row.attempt:
            self._end(row, outcome)
            return False
        process, beat = self.processes.get(row.job), spoken.beat()
        if process is None:
            lost = beat is None or beat.age_s > self.limits.lease_s
        else:
            # Of a process of our own the system says whether it lives, however busy it is.
            lost = process.poll() is not None
        if not lost:
            return True
        self.processes.pop(row.job, None)
        # It may have said what came of it between the two looks.
        if (last := spoken.read(OUTCOME)) is not None and last["attempt"] == row.attempt:
            self._end(row, last)
            return False
        tidy(spoken.read(SPEC) or {})
        if row.attempt >= self.limits.attempts:
            said = {"what": DIED.format(attempts=row.attempt - 1), "next": DIED_NEXT}
            self._end(row, {"failed": said})
            return False
        return self._take_up(row)

    def _take_up(self, row: Job) -> bool:
        """Begin an attempt, and return whether this server did."""
        begun = self._begun(row)
        if begun is None:
            return False
        places = self.places_of(row.organisation)
        spoken = Spoken(places.work(row.job))
        try:
            spoken.begin(self._spec_of(begun, places))
            self.processes[row.job] = subprocess.Popen(  # noqa: S603 - our own program
                [*COMMAND, str(spoken.folder.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd=spoken.folder,
            )
        except ClearwaterError as error:
            self._end(begun, {"failed": {"what": error.what, "next": error.next_step}})
            return False
        except OSError as error:
            what = "no worker could be begun"
            self._end(begun, {"failed": {"what": what, "found": error.strerror or ""}})
            return False
        return True

    def _spec_of(self, row: Job, places: Places) -> dict[str, Any]:
        if row.kind == EXPAND:
            return spec_of_expansion(places, row, self.limits.memory)
        return spec_of(self._desk(row), places, row, self.limits.memory)

    def _begun(self, row: Job) -> Job | None:
        """Say that an attempt begins; nothing if another server was faster."""
        with self.store.writing(row.organisation) as unit:
            now = unit.get(Job, row.job)
            if now is None or now.state in OVER or now.attempt != row.attempt:
                return None
            context = self._context(unit, row.organisation)
            (step,) = steps = taken(decide_without_case(BeginJob(now), context))
            unit.save(steps, SYSTEM, context.now_us)
        (begun,) = step.puts
        assert isinstance(begun, Job)  # noqa: S101 - what the step makes
        return begun

    def _end(self, row: Job, outcome: dict[str, Any]) -> None:
        """Say what came of a job, and take its folder away."""
        failed = outcome.get("failed")
        with self.store.writing(row.organisation) as unit:
            now = unit.get(Job, row.job)
            if now is not None and now.state not in OVER:
                command = EndJob(
                    now,
                    JobState.DONE if failed is None else JobState.FAILED,
                    outcome=json.dumps(outcome["done"] if failed is None else failed),
                    error=None if failed is None else failed["what"],
                    next_step=None if failed is None else failed.get("next"),
                )
                context = self._context(unit, row.organisation)
                unit.save(taken(decide_without_case(command, context)), SYSTEM, context.now_us)
        self._wait(row.job)
        Spoken(self.places_of(row.organisation).work(row.job)).remove()

    def _wait(self, job: str) -> None:
        process = self.processes.pop(job, None)
        if process is None:
            return
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            process.wait(5)

    def _context(self, unit: Unit, organisation: str) -> Context:
        caller = Caller(SYSTEM, organisation, frozenset())
        return Context(caller, self.clock_us(), policy_of(unit, organisation), unit.fresh)

    def _desk(self, row: Job) -> Desk:
        """Return the desk of who asked: their log is looked up as they would find it."""
        return Desk(self.store, row.asked_by, row.organisation, self.clock_us, open_to_all=False)
