"""How messages leave: by the connector that the policy names, into files where it names none."""

from __future__ import annotations

import time
from dataclasses import dataclass

from clearwater.app.case.deliver import Deliveries, deliver
from clearwater.app.case.desk import Desk, policy_of
from clearwater.app.progress import ProgressListener, no_progress
from clearwater.cases.delivery.base import Connector
from clearwater.cases.delivery.file import FileConnector
from clearwater.cases.delivery.signing import public_key_text, webhook_key
from clearwater.cases.delivery.webhook import WebhookConnector
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb


@dataclass(frozen=True)
class Sent:
    """What went out, and where to."""

    where: str
    done: Deliveries

    def words(self) -> str:
        """Return one line for a person."""
        done = self.done
        said = f"messages: {done.delivered:,} delivered to {self.where}"
        for count, what in (
            (done.voided, "not needed any more"),
            (done.failed, "not taken, tried again later"),
            (done.refused, "refused"),
            (done.held, "waiting for another message"),
        ):
            said += f", {count:,} {what}" if count else ""
        return said if done.stopped is None else f"{said}; stopped: {done.stopped}"


def deliver_due(store: SqlStore, desk: Desk, on_progress: ProgressListener = no_progress) -> Sent:
    """Hand over every message of the organisation that is due, and return what became of them."""
    with store.reading(desk.organisation) as unit:
        address = policy_of(unit, desk.organisation).webhook
    where = address or str(store.outgoing_folder)
    done = deliver(
        store,
        _connector(store, address),
        desk.clock_us,
        organisation=desk.organisation,
        on_progress=on_progress,
    )
    return Sent(where, done)


def deliver_asked(store: SqlStore, desk: Desk) -> Sent:
    """Hand over what is due because somebody asked who may tell people."""
    with store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.NOTIFY)
    return deliver_due(store, desk)


def _connector(store: SqlStore, address: str) -> Connector:
    if not address:
        return FileConnector(store.outgoing_folder)
    return WebhookConnector(address, (webhook_key(store.files),), lambda: int(time.time()))


def receivers_key(store: SqlStore) -> str:
    """Return what receivers of webhooks check signatures with: never the ledger's key."""
    return public_key_text(webhook_key(store.files))
