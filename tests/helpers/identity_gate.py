"""A gate at which people log in, on any store: a clock to turn, cheap hashes, no waiting."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.organisation import change_user
from clearwater.app.identity.base import Gate, Present, Waiting
from clearwater.app.identity.hashing import Hashing
from clearwater.app.identity.login import LoggedIn, log_in
from clearwater.app.identity.present import session_of
from clearwater.app.identity.setup import confirm_totp, enrol_totp, issue_setup, use_setup
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from tests.helpers.stores import START_US

CHEAP = Hashing(time_cost=1, memory_kib=64, lanes=1)
GOOD = "五个月亮照着河边的老槐树"
"""A password."""
OTHER = "七只白鹭飞过雨后的稻田去"
SECOND_US = 1_000_000


@dataclass
class Door:
    """A gate, and who stands before it."""

    store: SqlStore
    organisation: str = "main"
    now_us: int = START_US
    waited_s: list[float] = field(default_factory=list)
    """For how long failures were held back."""

    def __post_init__(self) -> None:
        self.ticks = 0.0
        self.gate = Gate(
            self.store, lambda: self.now_us, CHEAP, Waiting(self._ticking, self.waited_s.append)
        )

    def _ticking(self) -> float:
        self.ticks += 0.01
        return self.ticks

    def wait(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND_US)

    def desk(self, user: str) -> Desk:
        """Return the desk of somebody at the command line of a store of one's own."""
        return Desk(self.store, user, self.organisation, self.gate.clock_us, open_to_all=True)

    def added(self, user: str, *roles: str) -> None:
        change_user(self.desk("root"), user, roles)

    def left(self, user: str) -> None:
        change_user(self.desk("root"), user, (), active=False)

    def set_up(self, user: str, *roles: str, password: str = GOOD) -> LoggedIn:
        """Let somebody have a password."""
        self.added(user, *roles)
        token = issue_setup(self.gate, self.desk("root"), user).token
        return use_setup(self.gate, self.organisation, user, token, password)

    def log_in(self, user: str, password: str = GOOD, code: str | None = None) -> LoggedIn:
        return log_in(self.gate, self.organisation, user, password, code)

    def present(self, logged_in: LoggedIn) -> Present:
        return session_of(self.gate, logged_in.cookie)

    def with_device(self, logged_in: LoggedIn) -> tuple[LoggedIn, Device]:
        """Let somebody have a device for codes."""
        present = self.present(logged_in)
        enrolling = enrol_totp(self.gate, present)
        device = Device.of(enrolling.address, self)
        return confirm_totp(self.gate, present, enrolling.ticket, device.code()), device

    def acts(self) -> list[tuple[str, str]]:
        """Return (user, act) of everything that was written down."""
        with self.store.reading(self.organisation) as unit:
            return [(entry.user, entry.act) for entry in unit.entries()]


@dataclass(frozen=True)
class Device:
    """An authenticator, after RFC 6238 and not through the product's own library."""

    secret: str
    door: Door

    @classmethod
    def of(cls, address: str, door: Door) -> Device:
        return cls(parse_qs(urlsplit(address).query)["secret"][0], door)

    def code(self, steps_away: int = 0) -> str:
        step = self.door.now_us // (30 * SECOND_US) + steps_away
        digest = hmac.digest(base64.b32decode(self.secret), step.to_bytes(8), "sha1")
        place = digest[-1] & 15
        number = int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"


def refused(code: str, door: Door, *arguments: str) -> None:
    """Expect that a login is refused."""
    with pytest.raises(RefusedError) as caught:
        door.log_in(*arguments)
    assert caught.value.code == code
