"""One page a person can read, from a finished run. It renders what the run holds, no more."""

from clearwater.report.caps import Caps
from clearwater.report.page import render, write_report

__all__ = ["Caps", "render", "write_report"]
