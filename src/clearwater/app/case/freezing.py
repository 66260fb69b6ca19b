"""How evidence is frozen: with which parts of the program, into which store of files."""

from __future__ import annotations

from dataclasses import dataclass, field

from clearwater.app.case.freeze import freeze_finding
from clearwater.app.case.run_finding import RunFinding
from clearwater.app.parts import Parts
from clearwater.app.progress import ProgressListener, no_progress
from clearwater.app.run_sources import Elsewhere
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.workflow.commands import FrozenFile


@dataclass(frozen=True)
class Freezing:
    """Everything that freezing needs besides the finding."""

    parts: Parts
    blobs: Blobs
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    """Where the logs of runs are now, if they have moved."""
    on_progress: ProgressListener = no_progress

    def of_finding(self, found: RunFinding) -> tuple[FrozenFile, ...]:
        """Keep what a finding rests on; see `freeze_finding`."""
        kept = freeze_finding(self.parts, found, self.blobs, self.elsewhere, self.on_progress)
        return tuple(FrozenFile(one.name, one.sha256, one.size) for one in kept)
