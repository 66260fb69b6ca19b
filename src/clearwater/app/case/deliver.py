"""Hand over what is due: notices, measures that begin, measures that end.

Nothing here has to be running for a measure to lapse: what is in force follows from the time alone.
But other systems hear of it when somebody runs `deliver`, and then whatever came due goes out.

Each message takes two short transactions, one before it is handed over and one after, and none
while a connector works. The first says that the receiver may have it from now on. So whoever kills
the process, and whenever: a message that was handed over is known to have been, it is handed over
again under the same id, and an appeal that comes in between ends what may have begun.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import assert_never

from clearwater.app.case.desk import policy_of, taken
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.cases.delivery.base import (
    Connector,
    DeliveryError,
    Outgoing,
    Receipt,
    RefusedDelivery,
)
from clearwater.cases.delivery.rendering import NotRenderableError, rendered
from clearwater.cases.delivery.retries import longest_pause_us, pause_us
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import Case
from clearwater.cases.records.decision import Measure
from clearwater.cases.records.notice import Message, MessageState
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.workflow.base import Caller, CaseFile, Context
from clearwater.cases.workflow.commands import (
    BeginDelivery,
    Command,
    RecordDelivered,
    RecordFailed,
    VoidMessage,
)
from clearwater.cases.workflow.delivering import MessageStanding, standing_of
from clearwater.cases.workflow.dispatch import decide_on
from clearwater.cases.workflow.rights import SYSTEM

PAGE = 200
"""How many due messages are looked up at once."""
GIVE_UP_AFTER = 20
"""So many temporary failures in a row, and the receiver is taken to be away."""
MOST_TROUBLES = 100
"""How many messages that were not taken are named."""


@dataclass(frozen=True)
class Trouble:
    """A message that was not taken."""

    message: str
    reason: str
    words: str
    """For the operator: what the connector says of it."""


@dataclass(frozen=True)
class Deliveries:
    """What one run did."""

    delivered: int
    voided: int
    """No longer needed: their measures ended before they could begin."""
    failed: int
    """Not taken; tried again by themselves."""
    refused: int
    """Not taken, and not going to be until a person changes something; tried again, but rarely."""
    held: int
    """Due, but another message must go out before: a measure waits for its notice."""
    troubles: tuple[Trouble, ...]
    """The first hundred that were not taken."""
    stopped: str | None
    """Why the run ended early, where it did: the receiver was away."""


class _Fate(Enum):
    """What became of a message."""

    DELIVERED = auto()
    VOIDED = auto()
    FAILED = auto()
    REFUSED = auto()
    HELD = auto()
    ELSEWHERE = auto()
    """Somebody else has it, or it is not due any more."""


def deliver(
    store: Store,
    connector: Connector,
    clock_us: Callable[[], int],
    *,
    organisation: str = "main",
    on_progress: ProgressListener = no_progress,
) -> Deliveries:
    """Hand over every message of an organisation that is due, each at most once in this run.

    Several processes may do so at the same time. One message that cannot be delivered does not hold
    up others; after `GIVE_UP_AFTER` temporary failures in a row the run ends, as nobody is there.

    Parameters
    ----------
    store
        Where the messages wait.
    connector
        What carries them.
    clock_us
        The time, microseconds, UTC, asked for each message: a run can take hours.
    organisation
        Whose messages.
    on_progress
        Told after each message.

    Returns
    -------
    Deliveries
        Counts, and which messages were not taken and why.

    Raises
    ------
    StoreError
        If the database refuses. What was handed over until then is recorded, but for one message,
        which is handed over again.
    """
    run = _Run(store, connector, clock_us, organisation, on_progress)
    # What a message was held for may have gone out in the same pass.
    while run.one_pass():
        pass
    return run.result()


@dataclass
class _Run:
    store: Store
    connector: Connector
    clock_us: Callable[[], int]
    organisation: str
    on_progress: ProgressListener
    fates: dict[str, _Fate] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    failures_in_a_row: int = 0
    stopped: str | None = None
    policy: Policy | None = None

    def one_pass(self) -> bool:
        """Look at every due message once; return whether another pass may do more."""
        self.fates = {name: fate for name, fate in self.fates.items() if fate is not _Fate.HELD}
        went_out = False
        while names := self._due():
            for name in names:
                if self.stopped is not None:
                    return False
                self.fates[name] = fate = self._one(name)
                went_out |= fate in {_Fate.DELIVERED, _Fate.VOIDED}
                self.on_progress(Progress("deliver messages", len(self.fates), 0))
        return went_out and _Fate.HELD in self.fates.values()

    def result(self) -> Deliveries:
        """Return what was done; a message counts by what became of it last."""
        counts = Counter(self.fates.values())
        return Deliveries(
            delivered=counts[_Fate.DELIVERED],
            voided=counts[_Fate.VOIDED],
            failed=counts[_Fate.FAILED],
            refused=counts[_Fate.REFUSED],
            held=counts[_Fate.HELD],
            troubles=tuple(self.troubles[:MOST_TROUBLES]),
            stopped=self.stopped,
        )

    def _due(self) -> list[str]:
        """Return names of due messages that this pass has not looked at."""
        # Those that it has looked at and that are due all the same would fill the first page.
        gone = {_Fate.DELIVERED, _Fate.VOIDED}
        passed = sum(fate not in gone for fate in self.fates.values())
        with self.store.reading(self.organisation) as unit:
            due = unit.due_messages(self.clock_us(), PAGE + passed)
        return [message.message for message in due if message.message not in self.fates]

    def _one(self, name: str) -> _Fate:
        """Deliver one message, and return what became of it."""
        with self.store.writing(self.organisation) as unit:
            begun = self._begin(unit, name)
        if not isinstance(begun, Outgoing):
            return begun
        try:
            receipt = self.connector.deliver(begun)
        except DeliveryError as error:
            with self.store.writing(self.organisation) as unit:
                fate = self._not_taken(unit, name, error)
            self._count(error)
            return fate
        self.failures_in_a_row = 0
        with self.store.writing(self.organisation) as unit:
            return self._taken(unit, name, receipt)

    def _count(self, error: DeliveryError) -> None:
        """Stop the run where nobody seems to be there; a refusal comes from somebody who is."""
        if isinstance(error, RefusedDelivery):
            self.failures_in_a_row = 0
            return
        self.failures_in_a_row += 1
        if self.failures_in_a_row >= GIVE_UP_AFTER:
            self.stopped = f"{GIVE_UP_AFTER} messages in a row were not taken: {error.reason}"

    def _begin(self, unit: Unit, name: str) -> Outgoing | _Fate:
        """Save that the message is handed over, and return it; or what else becomes of it."""
        message = unit.get(Message, name)
        if message is None:
            return _Fate.ELSEWHERE
        file, context = _measure_file(unit, message), self._context(unit)
        match standing_of(file, message, context.now_us):
            case MessageStanding.NOT_NEEDED:
                self._save(unit, file, VoidMessage(name), context)
                return _Fate.VOIDED
            case MessageStanding.HELD:
                return _Fate.HELD
            case MessageStanding.NOT_DUE | MessageStanding.DONE:
                return _Fate.ELSEWHERE
            case MessageStanding.SEND:
                return self._handed_over(unit, file, message, context)
            case never:
                assert_never(never)

    def _handed_over(
        self, unit: Unit, file: CaseFile, message: Message, context: Context
    ) -> Outgoing | _Fate:
        try:
            outgoing = rendered(unit, message)
        except NotRenderableError as error:
            return self._failed(unit, file, message, error, context)
        begin = BeginDelivery(message.message, self.connector.patience_s)
        self._save(unit, file, begin, context)
        return outgoing

    def _taken(self, unit: Unit, name: str, receipt: Receipt) -> _Fate:
        """Save that a message was taken, unless another process has saved it meanwhile."""
        message = unit.get(Message, name)
        if message is None or message.state == MessageState.DELIVERED:
            return _Fate.ELSEWHERE
        file, context = _measure_file(unit, message), self._context(unit)
        self._save(unit, file, RecordDelivered(name, receipt.words), context)
        return _Fate.DELIVERED

    def _not_taken(self, unit: Unit, name: str, error: DeliveryError) -> _Fate:
        """Save that an attempt failed, unless the message does not wait any more."""
        message = unit.get(Message, name)
        if message is None or message.state != MessageState.WAITING:
            return _Fate.ELSEWHERE
        file = _measure_file(unit, message)
        return self._failed(unit, file, message, error, self._context(unit))

    def _failed(
        self, unit: Unit, file: CaseFile, message: Message, error: DeliveryError, context: Context
    ) -> _Fate:
        lasting = isinstance(error, RefusedDelivery | NotRenderableError)
        retry, attempt = context.policy.retry, max(message.attempts, 1)
        if lasting:
            pause = longest_pause_us(retry, message.message, attempt)
        else:
            asked_s = error.retry_after_s or 0
            pause = pause_us(retry, message.message, attempt, asked_s=asked_s)
        self._save(unit, file, RecordFailed(message.message, error.reason, pause), context)
        self.troubles.append(Trouble(message.message, error.reason, str(error)))
        return _Fate.REFUSED if lasting else _Fate.FAILED

    def _context(self, unit: Unit) -> Context:
        system = Caller(SYSTEM, self.organisation, frozenset())
        if self.policy is None:  # reading it takes as long as a message does
            self.policy = policy_of(unit, self.organisation)
        return Context(system, self.clock_us(), self.policy, unit.fresh)

    def _save(self, unit: Unit, file: CaseFile, command: Command, context: Context) -> None:
        steps = taken(decide_on(file, command, context))
        unit.save(steps, SYSTEM, context.now_us)


def _measure_file(unit: Unit, message: Message) -> CaseFile:
    """Return as much of the case as the delivery of a message is decided on.

    Not the whole case: with ten thousand accounts it has sixty thousand rows, and as many messages
    to deliver.
    """
    case = unit.get(Case, message.case)
    siblings = unit.find(Message, measure=message.measure)
    measure = unit.get(Measure, message.measure)
    return CaseFile(
        {
            Case: {} if case is None else {case.key: case},
            Measure: {} if measure is None else {measure.key: measure},
            Message: {one.key: one for one in siblings},
        }
    )
