"""Lives that are killed again and again, each until it is over, and what was wrong with them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from clearwater.cases.delivery.signing import public_key_text, webhook_key
from tests.helpers.killed_life import PLANS, audit
from tests.helpers.killing import Fate, Nursery
from tests.helpers.webhook_receiver import receiving

LIFE = "tests.helpers.killed_life:live"
POINTS_OF_A_CASE = 300
"""How many points within writes a case has, about."""
OFTEN = {
    "before COMMIT": 28,
    "before INSERT INTO messages": 14,
    "before link a file": 7,
    "before the connector": 12,
    "after the connector": 12,
}
"""Points at which every other kill is, and how many a case has of each, about."""
ALARMS = 5
"""Of this many kills one is by the clock, which no code can see coming."""
LONGEST_S = 1.5
"""How long the clock waits at most."""
RECOVERY_S = 60


@dataclass
class Outcome:
    """What happened."""

    kills: Counter[str] = field(default_factory=Counter)
    """How often it was killed where."""
    lives: int = 0
    entries: int = 0
    """Of all ledgers."""
    requests: int = 0
    """Genuine ones that receivers got."""
    messages: int = 0
    """Of which they made so many."""
    faults: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many kills in all."""
        return self.kills.total()


def many_kills(
    nursery: Nursery,
    new_place: Callable[[], tuple[str, Path]],
    kills: int,
    seed: int,
    *,
    a_life: int = 8,
    plans: Sequence[int] = range(len(PLANS)),
    backends: int = 0,
) -> Outcome:
    """Kill lives until there were as many kills, and see each life to its end.

    Parameters
    ----------
    new_place
        Returns URL and folder for a new store.
    seed
        Of the points; what the clock hits depends on the machine.
    a_life
        Kills of one life, about.
    plans
        Places in `PLANS`.
    backends
        Every so many kills it is the database's backend that is killed; 0 for never.
    """
    drawn = random.Random(seed)  # noqa: S311 - a test has to be repeatable, not secret
    outcome = Outcome()

    def next_kill() -> dict[str, Any]:
        if outcome.killed >= kills:
            return {}
        number = outcome.killed + 1
        if number % ALARMS == 0 and not (backends and number % backends == 0):
            return {"after_s": drawn.uniform(0.01, LONGEST_S)}
        only, of_a_case = "", POINTS_OF_A_CASE
        if number % 2:
            only, of_a_case = drawn.choice(list(OFTEN.items()))
        last = drawn.randint(1, max(2 * of_a_case * len(plans) // a_life, 1))
        return {"last": last, "only": only, "backend": backends and number % backends == 0}

    while outcome.killed < kills and not outcome.faults:
        one_life(nursery, new_place(), outcome, next_kill, plans=plans)
    return outcome


def one_life(
    nursery: Nursery,
    place: tuple[str, Path],
    outcome: Outcome,
    next_kill: Callable[[], dict[str, Any]],
    *,
    plans: Sequence[int] = range(len(PLANS)),
    broken: str | None = None,
) -> None:
    """Live one life to its end through every kill that is asked for, and note what was wrong."""
    url, files = place
    with receiving((public_key_text(webhook_key(files)),)) as receiver:
        arguments = {"url": url, "files": str(files), "webhook": receiver.url}
        said: dict[str, Any] = {**arguments, "plans": list(plans), "broken": broken}
        while True:
            kill = next_kill()
            before = _checkpointer(url) if kill.get("backend") else 0
            fate = nursery.live(LIFE, said, **kill)
            if fate.ended == "done":
                break
            if not _expected(fate, kill):
                outcome.faults.append(str(fate.said))
                return
            outcome.kills[fate.at] += 1
            if fate.at.endswith("(backend)"):
                _wait_for_another(before, url)
        outcome.lives += 1
        outcome.entries += int(fate.said)
        outcome.requests += receiver.requests
        outcome.messages += len(receiver.messages)
        outcome.faults += [*audit(url, files, plans, receiver.messages)]
        outcome.faults += [
            f"{one} came again and said something else" for one in receiver.conflicts
        ]
        outcome.faults += [f"a request was not genuine: {why}" for why in receiver.forged]


def _expected(fate: Fate, kill: dict[str, Any]) -> bool:
    """Whether a life may end like this: where a backend was killed, with the database's error."""
    if fate.ended == "killed":
        return True
    lost = kill.get("backend", False) and fate.at.endswith("(backend)")
    return lost and "clearwater.errors.StoreError" in str(fate.said).splitlines()[-1]


def _wait_for_another(checkpointer: int, url: str) -> None:
    """Return once the server has started anew, as it does when a backend is killed.

    That it takes connections does not say so: for a moment it does not know yet that one is dead,
    takes another one, and hangs up on it. Its checkpointer dies and comes anew with all the others.
    """
    over = time.monotonic() + RECOVERY_S
    while True:
        try:
            if _checkpointer(url) != checkpointer:
                return
        except psycopg.OperationalError:
            pass
        assert time.monotonic() < over, f"no recovery within {RECOVERY_S} s"
        time.sleep(0.05)


def _checkpointer(url: str) -> int:
    """Return the number of the process that writes the server's pages."""
    asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
    with psycopg.connect(url) as connection:
        row = connection.execute(asked).fetchone()
    return 0 if row is None else int(row[0])
