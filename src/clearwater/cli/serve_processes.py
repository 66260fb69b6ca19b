"""Several processes that answer at one address: Python answers on one processor a process.

The first process opens the address and watches; each child opens the store for itself and takes
connections from the address as they come. Only the first child sends due messages. A child that
dies is replaced; where one dies before it ever listened, nothing is served and that is said.
"""

from __future__ import annotations

import multiprocessing
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from typing import Any

from clearwater.cli.messages import say
from clearwater.errors import CannotRunError

LOOK_S = 1.0
PAUSE_S = 2.0
"""Before another child starts: what killed the last one may last, as a database that is away."""
Answer = Callable[[socket.socket, int, Callable[[], None]], None]
"""Answers at a socket as the child of a number, until it is told to stop; calls once it listens."""


@dataclass
class Children:
    """The processes that answer.

    Parameters
    ----------
    answer
        What each of them does. It goes to another process, so it is a function of a module or a
        `functools.partial` of one.
    listening
        The socket that all of them take connections from.
    count
        How many there are.
    """

    answer: Answer
    listening: socket.socket
    count: int
    _context: Any = field(default_factory=lambda: multiprocessing.get_context("spawn"))
    _running: dict[int, tuple[BaseProcess, Event]] = field(default_factory=dict)
    _asked_to_stop: threading.Event = field(default_factory=threading.Event)

    def serve(self, told: str) -> None:
        """Serve until SIGTERM or Ctrl-C, and return when every child has finished.

        Parameters
        ----------
        told
            What is said once all of them listen.

        Raises
        ------
        CannotRunError
            If a child dies before it listens.
        """
        with self._signals():
            try:
                for number in range(self.count):
                    self._start(number)
                self._until_all_listen()
                if not self._asked_to_stop.is_set():
                    say(told)
                while not self._asked_to_stop.is_set():
                    self._look()
            finally:
                self._stop()

    def _start(self, number: int) -> None:
        listens = self._context.Event()
        child = self._context.Process(
            target=_child, args=(self.answer, self.listening, number, listens), name=f"{number}"
        )
        child.start()
        self._running[number] = (child, listens)

    def _until_all_listen(self) -> None:
        waiting = list(self._running.values())
        while waiting and not self._asked_to_stop.is_set():
            for child, _ in waiting:
                if not child.is_alive():
                    raise CannotRunError(
                        "a process of the server died before it listened",
                        found=f"exit code {child.exitcode}",
                        next_step="Start it with --processes 1 to see what it says.",
                    )
            waiting = [(child, listens) for child, listens in waiting if not listens.wait(0.05)]

    def _look(self) -> None:
        """Wait a moment for a child to die, and start another one in its place."""
        wait([child.sentinel for child, _ in self._running.values()], LOOK_S)
        for number, (child, _) in list(self._running.items()):
            if child.is_alive() or self._asked_to_stop.wait(PAUSE_S):
                continue
            say(f"a process of the server died (exit code {child.exitcode}); another one starts")
            self._start(number)

    def _stop(self) -> None:
        for child, _ in self._running.values():
            if child.is_alive():
                child.terminate()
        for child, _ in self._running.values():
            child.join()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def asked(_number: int, _frame: object) -> None:
            self._asked_to_stop.set()

        before = {one: signal.signal(one, asked) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def _child(answer: Answer, listening: socket.socket, number: int, listens: Event) -> None:
    # Ctrl-C goes to every process of a terminal; the first one tells the others in its time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer(listening, number, listens.set)
