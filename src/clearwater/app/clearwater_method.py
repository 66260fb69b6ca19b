"""Clearwater's own scan as one method among others, asked through the same door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clearwater.app.scan import WINDOWS_S, scan
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.measures import findings_of
from clearwater.events import read
from clearwater.findings.run import Run


@dataclass(frozen=True)
class Clearwater:
    """The scan, at the level a user gets who changes nothing."""

    windows_s: Sequence[float] = WINDOWS_S
    """Seconds."""
    q: float = 0.01
    """False discovery rate, 0..0.5."""
    threads: int = 1
    """Threads of one scan; results do not depend on it."""

    name: str = "Clearwater"
    needs: tuple[str, ...] = ()

    @property
    def settings(self) -> str:
        """Return windows and level in words."""
        windows = ", ".join(f"{window_s:g}" for window_s in self.windows_s)
        return f"windows of {windows} s, q = {self.q:g}: the defaults of `clearwater scan`"

    def judge(self, log: LogToJudge) -> Judgement:
        """Return the accounts of the findings, and the evidence in bits of every account."""
        if not log.events.num_rows:
            return Judgement({}, {})
        source = read(log.events, objects=log.objects, accounts=log.accounts)
        return judgement_of(
            scan(source, windows=tuple(self.windows_s), q=self.q, threads=self.threads)
        )


def judgement_of(run: Run) -> Judgement:
    """Return what a run says about accounts: bits of evidence, and the findings they are in."""
    names, bits = run.accounts["account"].to_pylist(), run.accounts["score_bits"].to_pylist()
    return Judgement(dict(zip(names, bits, strict=True)), findings_of(run.accounts))
