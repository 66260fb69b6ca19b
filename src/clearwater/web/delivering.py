"""Delivery of due messages inside the server, where its operator asked for it.

It survives whatever goes wrong: a receiver that is away, a database that is restarted. It is one of
many that may deliver at the same time, and does no harm beside a timer.
"""

from __future__ import annotations

import asyncio
from typing import Any

import anyio.to_thread

from clearwater.app.case.connecting import deliver_due
from clearwater.cases.workflow.rights import SYSTEM
from clearwater.web.served import Served


async def deliver_now_and_then(served: Served, log: Any) -> None:
    """Hand over what is due of each organisation, wait, and do it again, until cancelled."""
    every_s = served.settings.deliver_every_s
    if every_s is None:
        return
    # A limiter of its own: a receiver that takes its time must not hold up those who ask.
    own = anyio.CapacityLimiter(1)
    while True:
        for organisation in served.settings.organisations:
            await anyio.to_thread.run_sync(_deliver, served, log, organisation, limiter=own)
        await asyncio.sleep(every_s)


def _deliver(served: Served, log: Any, organisation: str) -> None:
    try:
        done = deliver_due(served.store, served.gate.desk(SYSTEM, organisation)).done
    except Exception as error:  # noqa: BLE001 - it must still be there when the trouble is over
        log.info("delivery", fault=type(error).__name__)
        return
    if done.delivered or done.failed or done.refused or done.stopped:
        log.info(
            "delivery",
            delivered=done.delivered,
            failed=done.failed,
            refused=done.refused,
            stopped=done.stopped is not None,
        )
