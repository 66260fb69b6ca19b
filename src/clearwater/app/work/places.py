"""Where the logs, the work and the runs of an organisation lie, and how much may lie there.

::

    <store>.files/uploads/ORGANISATION/upload-...    a log that somebody brought
    <store>.files/work/job-.../                      what a worker and its server say to each other
    --logs DIR/ORGANISATION/NAME                     a log that the operator put there
    --runs DIR/ORGANISATION/run-.../                 a run folder

No name of a file comes from outside but one that is looked for among those that are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clearwater.errors import NothingThereError

GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class Limits:
    """How much a server takes, and how long it waits."""

    most_upload: int = 20 * GIBIBYTE
    """Bytes of one upload."""
    quota: int = 100 * GIBIBYTE
    """Bytes of all uploads of one organisation."""
    keep_free: int = 2 * GIBIBYTE
    """Bytes of the disk that uploads leave free."""
    days: int = 30
    """After so many an upload is removed, where nobody says otherwise."""
    memory: int | None = None
    """Bytes that one worker may use; None: no bound."""
    lease_s: float = 20.0
    """A worker that has not been heard of for so long has died."""
    attempts: int = 3
    """How often a job is begun, at most."""


@dataclass(frozen=True)
class Places:
    """The folders of one organisation."""

    files: Path
    """The store's folder."""
    organisation: str
    logs: Path | None = None
    """Above the folders of logs."""
    runs: Path | None = None
    """Above the folders of runs."""

    @property
    def uploads(self) -> Path:
        """Where uploads lie."""
        return self._own(self.files / "uploads")

    def upload(self, name: str) -> Path:
        """Return the file of an upload; its name is one of the store's."""
        return self.uploads / name

    def work(self, job: str) -> Path:
        """Return the folder in which a job is worked on."""
        return self.files / "work" / job

    @property
    def own_logs(self) -> Path | None:
        """Where the operator's logs lie."""
        return None if self.logs is None else self._own(self.logs)

    @property
    def own_runs(self) -> Path | None:
        """Where runs lie."""
        return None if self.runs is None else self._own(self.runs)

    def run(self, name: str) -> Path:
        """Return the folder that a new run is written to.

        Raises
        ------
        NothingThereError
            If this server has no folder of runs.
        """
        if self.own_runs is None:
            raise NothingThereError(
                "this server keeps no runs", next_step="Start it with --runs DIR."
            )
        return self.own_runs / name

    def _own(self, above: Path) -> Path:
        name = self.organisation
        if name.startswith(".") or not name.isprintable() or "/" in name or "\\" in name:
            raise NothingThereError("the organisation has no folder here")
        return above / name
