"""What ``clearwater serve`` does. Imports the web and the database, so: lazily."""

from __future__ import annotations

import ipaddress
import os
import re
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TextIO

import uvicorn
from fastapi import FastAPI

from clearwater.app.case.at_store import StoreAt, require_store
from clearwater.app.parts import Parts
from clearwater.app.work.places import Limits
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.messages import say
from clearwater.cli.serve_connection import Connection
from clearwater.cli.serve_processes import Children
from clearwater.errors import CannotRunError, ParameterError
from clearwater.units import duration_s
from clearwater.web import ServerSettings, create_app, make_ready
from clearwater.web.rate_limits import Rate, Rates

GRACE_S = 30
"""How long requests may go on after somebody asked to stop."""
BACKLOG = 2_048
"""Connections that wait to be accepted, at most."""
AT_A_TURN = 1
"""Connections that a process accepts before it looks after those it has."""
MEMORY_SHARE = 0.7
"""Of the machine, for all jobs together."""
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?([kmgt]?b)", re.ASCII | re.IGNORECASE)
_UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
BURST_S = 4
"""Seconds of an address's requests that may come at once."""


@dataclass(frozen=True)
class Serving:
    """Options of ``clearwater serve``."""

    store: str
    files: Path | None
    organisations: tuple[str, ...]
    host: str
    port: int
    certificate: Path | None
    key: Path | None
    behind_proxy: str | None
    runs: Path | None
    deliver_every: str | None
    requests_per_address: int
    threads: int
    processes: int = 1
    logs: Path | None = None
    jobs: int = 1
    job_memory: str | None = None
    upload_quota: str = "100GB"
    log: TextIO | None = None
    """Where the access log goes; None: standard error."""

    @property
    def tls(self) -> bool:
        """Whether whoever asks does so over TLS."""
        return self.certificate is not None or self.behind_proxy is not None


class _Server(uvicorn.Server):
    """Says that it listens once it does."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGTERM and Ctrl-C end the serving, and not the process after it."""
        asked = (signal.SIGTERM, signal.SIGINT)
        before = {one: signal.signal(one, self.handle_exit) for one in asked}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        for one in sockets or ():
            # Only a few are accepted at a turn; those that wait for it may be many.
            one.listen(BACKLOG)
        if self.started:
            self._on_listening()


def serve(
    asked: Serving,
    load_parts: Callable[[], Parts],
    on_listening: Callable[[str], None] | None = None,
) -> None:
    """Serve until somebody asks to stop.

    Parameters
    ----------
    on_listening
        Called with the address once it is listened on; by default that is said. One process only.

    Raises
    ------
    ParameterError
        If it would be heard in the open, or nobody could log in, or everybody.
    CannotRunError
        If the address is taken, or the certificate cannot be used.
    """
    check_heard_safely(asked)
    require_store(asked.store)
    settings = settings_of(asked, load_parts)
    app = create_app(settings)
    try:
        listening = _listening(asked.host, asked.port)
    except BaseException:
        app.state.served.store.close()
        raise
    address = _address(asked, listening)
    told = f"listening on {address}; Ctrl-C stops it"
    hear = partial(say, told) if on_listening is None else partial(on_listening, address)
    with listening:
        if asked.processes == 1:
            _answer(asked, app, listening, hear)
        else:
            # It could be opened, so the children will open it, each for itself.
            app.state.served.store.close()
            Children(
                partial(_answer_as_child, asked, load_parts), listening, asked.processes
            ).serve(told)
    say("stopped")


def _answer(
    asked: Serving, app: FastAPI, listening: socket.socket, on_listening: Callable[[], None]
) -> None:
    make_ready(app)
    server = _Server(config_of(asked, app), on_listening)
    server.run(sockets=[listening])
    if not server.started:
        raise CannotRunError("the server could not be started", where=asked.store)


def _answer_as_child(
    asked: Serving,
    load_parts: Callable[[], Parts],
    listening: socket.socket,
    number: int,
    on_listening: Callable[[], None],
) -> None:
    """Answer as one of several processes; the first one sends what is due, and looks after jobs."""
    own = asked if number == 0 else replace(asked, deliver_every=None, jobs=0)
    _answer(asked, create_app(settings_of(own, load_parts)), listening, on_listening)


def check_heard_safely(asked: Serving) -> None:
    """Return if what is said cannot be read on the way.

    Raises
    ------
    ParameterError
        If others than this machine could listen, and nobody speaks TLS; or if it is not said which
        machine the proxy is, so that anybody's word for where he asks from would be taken.
    """
    if (asked.certificate is None) != (asked.key is None):
        raise ParameterError(
            "a certificate and its key belong together", expected="--certificate with --key"
        )
    if asked.behind_proxy is not None:
        _require_addresses(asked.behind_proxy)
    if asked.tls or is_loopback(asked.host):
        return
    raise ParameterError(
        "passwords and names would be sent in the open",
        where=f"--host {asked.host}",
        expected="--certificate with --key, or --behind-proxy ADDRESS",
        found="neither",
    )


def _require_addresses(proxies: str) -> None:
    for one in proxies.split(","):
        try:
            named = ipaddress.ip_network(one.strip()).prefixlen > 0
        except ValueError:
            named = False
        if not named:
            raise ParameterError(
                "whoever could name any address would be believed",
                where=f"--behind-proxy {proxies}",
                expected="the address of the proxy, or a network, or several with commas",
                found=one.strip(),
            )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can be heard at an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def settings_of(asked: Serving, load_parts: Callable[[], Parts]) -> ServerSettings:
    """Return what the web is started with."""
    every_s = None if asked.deliver_every is None else duration_s(asked.deliver_every)
    if asked.runs is not None and not asked.runs.is_dir():
        raise ParameterError("there is no such folder", where=f"--runs {asked.runs}")
    if asked.logs is not None and not asked.logs.is_dir():
        raise ParameterError("there is no such folder", where=f"--logs {asked.logs}")
    ensure_kernel_cache()  # workers inherit it
    settings = ServerSettings(
        store=asked.store,
        files=StoreAt(asked.store, asked.files, "", "", None).files_folder,
        organisations=asked.organisations,
        runs=asked.runs,
        logs=asked.logs,
        jobs=asked.jobs,
        limits=limits_of(asked),
        load_parts=load_parts,
        rates=replace(Rates(), address=_rate(asked.requests_per_address)).among(asked.processes),
        threads=asked.threads,
        deliver_every_s=every_s,
        tls=asked.tls,
    )
    return settings if asked.log is None else replace(settings, log=asked.log)


def limits_of(asked: Serving) -> Limits:
    """Return how much uploads and jobs may use."""
    quota = size_of("--upload-quota", asked.upload_quota)
    if asked.job_memory is not None:
        return replace(Limits(), quota=quota, memory=size_of("--job-memory", asked.job_memory))
    return replace(Limits(), quota=quota, memory=_share_of_memory(max(1, asked.jobs)))


def size_of(option: str, typed: str) -> int:
    """Return the bytes of a size such as ``8GB``.

    Raises
    ------
    ParameterError
        If it is none.

    Examples
    --------
    >>> size_of("--job-memory", "1.5 GB")
    1500000000
    """
    found = _SIZE.fullmatch(typed.strip())
    size = 0 if found is None else int(float(found[1]) * _UNITS[found[2].upper()])
    if size < 1:
        raise ParameterError(
            "that is no size", where=option, expected="such as 500MB, 8GB or 1TB", found=typed[:40]
        )
    return size


def _share_of_memory(jobs: int) -> int | None:
    """Return what one job may use of the machine; nothing where the system does not say."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
    return int(whole * MEMORY_SHARE / jobs)


def config_of(asked: Serving, app: object) -> uvicorn.Config:
    """Return how uvicorn serves: without its own log and without saying what it is."""
    try:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]  # an ASGI application
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            # How many connections are accepted at a turn of the loop. Whoever took all that wait
            # would leave the other processes idle, and its own people waiting.
            backlog=AT_A_TURN,
            server_header=False,
            proxy_headers=asked.behind_proxy is not None,
            forwarded_allow_ips=asked.behind_proxy or "",
            timeout_graceful_shutdown=GRACE_S,
            ssl_certfile=asked.certificate,
            ssl_keyfile=asked.key,
        )
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise CannotRunError(
            "the certificate cannot be used",
            where=f"{asked.certificate}, {asked.key}",
            found=error.strerror or str(error),
        ) from error
    return config


def _rate(a_second: int) -> Rate:
    return Rate(a_second, a_second * BURST_S)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotRunError(
            "the address cannot be listened on",
            where=f"{host}, port {port}",
            found=error.strerror or str(error),
            next_step="Name another one with --port or --host.",
        ) from error


def _address(asked: Serving, listening: socket.socket) -> str:
    scheme = "https" if asked.certificate is not None else "http"
    host = f"[{asked.host}]" if ":" in asked.host else asked.host
    return f"{scheme}://{host}:{listening.getsockname()[1]}"
