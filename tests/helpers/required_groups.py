"""Where a group of tests must run, a skip in it is a failure.

``CLEARWATER_REQUIRE=data,browser`` names markers. Continuous integration sets it, so that a missing
data folder or browser cannot turn a red build green. It is a pytest plugin.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

VARIABLE = "CLEARWATER_REQUIRE"


def required() -> frozenset[str]:
    """Return the markers whose tests must run."""
    return frozenset(filter(None, os.environ.get(VARIABLE, "").split(",")))


class _Watch:
    """Sees every report, also those that come from xdist's workers, and fails what never ran."""

    def __init__(self) -> None:
        self.missing = set(required())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.missing.difference_update(report.keywords)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.missing and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for group in sorted(self.missing):
            terminalreporter.write_line(
                f"FAILED: {VARIABLE} names {group!r}, and no such test was run",
                red=True,
            )


def pytest_configure(config: pytest.Config) -> None:
    """Watch the whole session, in the one process that hears of every test."""
    if required() and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Watch())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip in a required group into a failure that names the reason of the skip."""
    report = yield
    groups = sorted(group for group in required() if item.get_closest_marker(group))
    if groups and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{VARIABLE} says that {groups} must run, but: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure: nobody knows which groups were in it."""
    report = yield
    if required() and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{VARIABLE} is set, but the module was skipped: {reason}"
    return report
