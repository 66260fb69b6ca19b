"""Workers die, servers die, people change their minds: no job is lost, done twice or half."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.expanding import Seed
from clearwater.app.work import jobs, kinds
from clearwater.app.work.asked import Reading, Scanning
from clearwater.app.work.due import remove_due
from clearwater.app.work.expansions import ask_to_expand
from clearwater.app.work.logs import LogRef
from clearwater.app.work.places import Limits, Places
from clearwater.app.work.spoken import OUTCOME, Spoken
from clearwater.app.work.uploads import begin, complete, receive, remove
from clearwater.app.work.worker import Worker
from clearwater.app.work.workers import Workers
from clearwater.cases.records.runs import Job, JobState, Upload, UploadState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.uploading import DAY_US
from clearwater.errors import SourceError
from tests.helpers.case_desk import NOON_US
from tests.helpers.looked_into import RUN, looked_into
from tests.helpers.web_server import listed_store
from tests.helpers.work_server import desk_csv

pytestmark = pytest.mark.slow
LIMITS = Limits(keep_free=0, lease_s=2.0)


@dataclass
class Shop:
    """A store with an upload, and servers that come and go."""

    store: SqlStore
    folder: Path
    now_us: int = NOON_US
    servers: list[Workers] = field(default_factory=list)

    @property
    def places(self) -> Places:
        return Places(self.store.files, "main", runs=self.folder / "runs")

    def clock(self) -> int:
        self.now_us += 1_000
        return self.now_us

    def desk(self, user: str = "ines") -> Desk:
        return Desk(self.store, user, "main", self.clock, open_to_all=False)

    def server(self, **changed: object) -> Workers:
        limits = replace(LIMITS, **changed)  # type: ignore[arg-type]
        made = Workers(self.store, ("main",), lambda _: self.places, limits, self.clock)
        self.servers.append(made)
        return made

    def upload(self) -> str:
        content = desk_csv()
        name = begin(self.desk(), self.places, LIMITS, size=len(content), days=2).row.upload
        receive(self.desk(), self.places, name, 0, [content])
        complete(self.desk(), self.places, name, None)
        return name

    def asked(self, kind: str = "estimate", upload: str | None = None) -> str:
        reading = Reading(LogRef(upload=upload or self.upload()))
        scanning = Scanning(reading, windows=("10s",))
        return jobs.ask_for_scan(self.desk(), self.places, kind, scanning).row.job

    def row(self, job: str) -> Job:
        return jobs.the_job(self.desk(), self.places, job).row

    def spoken(self, job: str) -> Spoken:
        return Spoken(self.places.work(job))

    def begun(self, server: Workers, job: str) -> int:
        """Let a server begin a job, and return the process that works on it."""
        server.turn()
        until(lambda: (beat := self.spoken(job).beat()) is not None and beat.pid > 0)
        beat = self.spoken(job).beat()
        assert beat is not None
        return beat.pid

    def finished(self, server: Workers, job: str, wait_s: float = 60) -> Job:
        def over() -> bool:
            server.turn()
            return self.row(job).state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

        until(over, wait_s)
        return self.row(job)


def until(holds: Callable[[], bool], wait_s: float = 20) -> None:
    end = time.monotonic() + wait_s
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    store = listed_store(tmp_path / "cases.db", tmp_path / "files")
    made = Shop(store, tmp_path)
    yield made
    for process in [one for server in made.servers for one in server.processes.values()]:
        process.kill()
        process.wait()
    store.close()


@pytest.mark.heavy
def test_a_server_and_its_worker_are_killed_and_the_next_server_takes_the_job_up(
    shop: Shop,
) -> None:
    job = shop.asked("scan")
    pid = shop.begun(shop.server(), job)
    os.kill(pid, signal.SIGKILL)
    # What a worker that is killed while it writes leaves behind.
    left = shop.folder / f"runs/main/.{shop.row(job).run}.0a1b"
    left.mkdir(parents=True)
    (left / "run.json").write_text("{}")
    after = shop.server()
    assert after.turn() == 1
    assert shop.row(job).attempt == 1, "the lease is not over"
    done = shop.finished(after, job)
    assert (done.state, done.attempt) == (JobState.DONE, 2)
    assert not left.exists()
    assert [one.name for one in (shop.folder / "runs/main").iterdir()] == [done.run]
    assert not shop.places.work(job).exists()
    assert shop.store.check() == []


def test_a_worker_outlives_its_server_and_the_next_one_hears_of_it(shop: Shop) -> None:
    job = shop.asked()
    pid = shop.begun(shop.server(), job)
    after = shop.server(lease_s=30.0)
    done = shop.finished(after, job)
    assert (done.state, done.attempt) == (JobState.DONE, 1)
    assert not after.processes
    until(lambda: not alive(pid))


def test_a_worker_that_dies_again_and_again_is_said_to_have_died(shop: Shop) -> None:
    job, server = shop.asked(), shop.server(attempts=2)
    for _ in range(2):
        os.kill(shop.begun(server, job), signal.SIGKILL)
        until(lambda: server.processes[job].poll() is not None)
    done = shop.finished(server, job)
    assert (done.state, done.attempt) == (JobState.FAILED, 2)
    assert done.error == "the worker died and was begun again 1 times"
    assert done.next_step


def test_a_server_that_is_stopped_takes_its_workers_along(shop: Shop) -> None:
    job, server = shop.asked(), shop.server()
    pid = shop.begun(server, job)
    server.stop()
    assert not alive(pid)
    after = shop.server(lease_s=60.0)
    shop.begun(after, job)
    assert shop.row(job).attempt == 2, "nobody waited for the lease"


def test_two_servers_do_not_take_the_same_job(shop: Shop) -> None:
    job = shop.asked()
    first, second = shop.server(), shop.server(lease_s=30.0)
    shop.begun(first, job)
    second.turn()
    assert not second.processes
    assert shop.row(job).attempt == 1


def test_what_is_cancelled_ends_and_leaves_nothing(shop: Shop) -> None:
    job, server = shop.asked("scan"), shop.server()
    pid = shop.begun(server, job)
    jobs.cancel(shop.desk(), shop.places, job)
    until(lambda: server.turn() == 0 and not shop.places.work(job).exists())
    assert not alive(pid)
    assert shop.row(job).state == JobState.CANCELLED
    assert not list((shop.folder / "runs").rglob("run.json"))
    with pytest.raises(RefusedError, match="over"):
        jobs.cancel(shop.desk(), shop.places, job)


def kept_of(shop: Shop) -> list[str]:
    place = shop.folder / "runs/main/.expansions"
    return sorted(one.name for one in place.rglob("*") if one.is_dir() and "x-" in one.name)


@pytest.fixture
def run(shop: Shop) -> Runs:
    """Return the runs of the shop: one, of a log beside it."""
    looked_into(shop.folder)
    return Runs(shop.folder / "runs/main", lambda: REAL_PARTS, shop.store.blobs)


def expanding(shop: Shop, runs: Runs) -> str:
    return ask_to_expand(shop.desk(), runs, RUN, Seed("F001", (), 1, 0.05, 0)).row.job


def test_an_expansion_that_is_cancelled_ends_and_leaves_nothing(shop: Shop, run: Runs) -> None:
    job, server = expanding(shop, run), shop.server()
    pid = shop.begun(server, job)
    jobs.cancel(shop.desk(), shop.places, job)
    until(lambda: server.turn() == 0 and not shop.places.work(job).exists())
    assert not alive(pid)
    assert shop.row(job).state == JobState.CANCELLED
    assert kept_of(shop) == []


def test_an_expansion_whose_worker_is_killed_is_begun_again_and_kept_once(
    shop: Shop, run: Runs
) -> None:
    job, server = expanding(shop, run), shop.server()
    pid = shop.begun(server, job)
    os.kill(pid, signal.SIGKILL)
    left = shop.folder / f"runs/main/.expansions/{RUN}"
    (left / f".{json.loads(shop.row(job).settings)['expansion']}.0a1b").mkdir(parents=True)
    until(lambda: server.processes[job].poll() is not None)
    done = shop.finished(server, job)
    assert (done.state, done.attempt, done.error) == (JobState.DONE, 2, None)
    assert kept_of(shop) == [json.loads(str(done.outcome))["expansion"]]
    assert shop.store.check() == []


def test_an_expansion_of_a_log_that_is_gone_is_not_begun(shop: Shop, run: Runs) -> None:
    job = expanding(shop, run)
    (shop.folder / "events.parquet").unlink()
    with pytest.raises(SourceError, match="not there any more"):
        expanding(shop, run)
    done = shop.finished(shop.server(), job)
    assert done.state == JobState.FAILED
    assert "not there any more" in str(done.error)
    assert str(shop.folder) not in f"{done.error} {done.outcome} {done.next_step}"


def test_a_worker_that_needs_too_much_memory_stops_itself(shop: Shop) -> None:
    job, server = shop.asked(), shop.server(memory=1)
    shop.begun(server, job)
    done = shop.finished(server, job)
    assert done.state == JobState.FAILED
    assert "memory" in str(done.error)


def _no_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, "scan", _no_room)
    spoken = Spoken(tmp_path / "work")
    spec = {"kind": "scan", "attempt": 1, "memory": None}
    spoken.begin(spec)
    Worker(spoken, spec).work()
    said = spoken.read(OUTCOME)
    assert said is not None
    assert said["failed"]["what"] == "the disk of the server is full"
    assert said["failed"]["next"]


def test_a_worker_that_cannot_say_how_far_it_is_still_hears_that_it_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken, stopped = Spoken(tmp_path / "work"), threading.Event()
    spec = {"kind": "scan", "attempt": 1, "memory": None}
    spoken.begin(spec)
    worker = Worker(spoken, spec)
    beats = threading.Event()

    def beat(_: Worker) -> None:
        beats.set()
        _no_room()

    def stop(_: Worker) -> None:
        stopped.set()
        worker.over.set()

    monkeypatch.setattr(Worker, "beat", beat)
    monkeypatch.setattr(Worker, "_stop", stop)
    beating = threading.Thread(target=worker._beat_on)
    beating.start()
    assert beats.wait(5)
    spoken.cancel()
    assert stopped.wait(5)
    beating.join()


def test_as_many_work_at_a_time_as_was_said(shop: Shop) -> None:
    upload = shop.upload()
    one, other = shop.asked(upload=upload), shop.asked(upload=upload)
    server = shop.server()
    shop.begun(server, one)
    server.turn()
    assert shop.row(other).state == JobState.QUEUED
    shop.finished(server, one)
    shop.begun(server, other)


def test_a_log_that_is_gone_fails_its_job_with_a_way_on(shop: Shop) -> None:
    upload = shop.upload()
    job = shop.asked(upload=upload)
    shop.now_us += 3 * DAY_US
    done = shop.finished(shop.server(), job)
    assert done.state == JobState.FAILED
    assert done.next_step == "Bring the log again."


def test_an_upload_is_removed_on_its_day_and_not_while_a_job_reads_it(shop: Shop) -> None:
    upload, kept = shop.upload(), shop.upload()
    path = shop.places.upload(upload)
    assert remove_due(shop.store, shop.store.files, "main", shop.clock()) == 0
    job = shop.asked(upload=kept)
    with pytest.raises(RefusedError, match="still needed"):
        remove(shop.desk(), shop.places, kept)
    shop.now_us += 2 * DAY_US
    assert remove_due(shop.store, shop.store.files, "main", shop.clock()) == 1
    assert not path.exists()
    assert shop.places.upload(kept).exists()
    jobs.cancel(shop.desk(), shop.places, job)
    assert remove_due(shop.store, shop.store.files, "main", shop.clock()) == 1
    with shop.store.reading("main") as unit:
        assert {one.state for one in unit.find(Upload)} == {UploadState.GONE}
    # Killed between the act and the file: who comes next finds it.
    path.write_bytes(b"left")
    remove_due(shop.store, shop.store.files, "main", shop.clock())
    assert not path.exists()
    assert shop.store.check() == []


def test_somebody_elses_upload_is_removed_by_a_lead_only(shop: Shop) -> None:
    upload = shop.upload()
    with pytest.raises(RefusedError, match="somebody else"):
        remove(shop.desk("ivo"), shop.places, upload)
    assert remove(shop.desk("lea"), shop.places, upload).row.state == UploadState.GONE


def test_a_line_that_broke_writes_nothing_after_its_successor(shop: Shop) -> None:
    content = desk_csv()
    name = begin(shop.desk(), shop.places, LIMITS, size=len(content), days=2).row.upload
    kept: list[Upload] = []

    def slow() -> Iterator[bytes]:
        yield content[:1000]
        # Meanwhile its sender gave it up, sent the rest anew, and had it hashed.
        receive(shop.desk(), shop.places, name, 1000, [content[1000:]])
        kept.append(complete(shop.desk(), shop.places, name, None).row)
        yield b"x" * 1000

    with pytest.raises(RefusedError):
        receive(shop.desk(), shop.places, name, 0, slow())
    assert kept[0].state == UploadState.READY
    assert shop.places.upload(name).read_bytes() == content
