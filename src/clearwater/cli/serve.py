"""``clearwater serve``: the HTTP interface of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.session import session_of
from clearwater.cli.store_options import ORGANISATION, STORE, Files, Store

SHORT = "Serve a store over HTTP, to people who log in and programs with tokens."
EXAMPLES = """Examples:

\b
  clearwater serve
  clearwater serve --store postgresql://clearwater@db/cases --runs /srv/runs --deliver-every 1min
  clearwater serve --store postgresql://clearwater@db/cases --processes 4
  clearwater serve --runs /srv/runs --logs /srv/logs --jobs 2
  clearwater serve --host 0.0.0.0 --port 443 --certificate site.pem --key site.key
  clearwater serve --host 10.0.0.5 --behind-proxy 10.0.0.2

The store must have a list of users (clearwater case init --users listed), and one of them a login
(clearwater identity set-up). What can be asked: docs/api.md, and /api/v1/openapi.json."""


def serve(  # noqa: PLR0913 - typer makes one option of each parameter
    context: typer.Context,
    *,
    store: Store = STORE,
    files: Files = None,
    organisation: Annotated[
        list[str] | None,
        typer.Option(
            envvar="CLEARWATER_ORGANISATION",
            metavar="NAME",
            help="Whose people may log in, and whose messages are sent. Repeat.",
        ),
    ] = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, metavar="NUMBER", help="0: any that is free.")
    ] = 8100,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TLS certificate with its chain, PEM.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Key of the certificate, PEM.")
    ] = None,
    behind_proxy: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A proxy at this address speaks TLS with those who ask; whom it names as the "
            "address of a request is believed. A network, or several with commas.",
        ),
    ] = None,
    runs: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Cases can be opened from run folders in DIR/ORGANISATION/.",
        ),
    ] = None,
    logs: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Logs in DIR/ORGANISATION/ can be scanned by that organisation, by name.",
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            min=0,
            max=64,
            metavar="NUMBER",
            help="Scans that work at a time, each a process of its own. 0: they wait for another "
            "server of the store.",
        ),
    ] = 1,
    job_memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="What one scan may use, such as 8GB. Default: 70 % of the machine, shared out.",
        ),
    ] = None,
    upload_quota: Annotated[
        str, typer.Option(metavar="SIZE", help="Of all logs that an organisation has brought.")
    ] = "100GB",
    deliver_every: Annotated[
        str | None,
        typer.Option(
            metavar="DURATION", help="Send due messages so often, such as 1min. Default: never."
        ),
    ] = None,
    requests_per_address: Annotated[
        int,
        typer.Option(
            min=1, metavar="NUMBER", help="A second, from one network address, in the long run."
        ),
    ] = 100,
    threads: Annotated[
        int,
        typer.Option(
            min=1, max=64, metavar="NUMBER", help="Requests that work at a time, but long ones."
        ),
    ] = 4,
    processes: Annotated[
        int,
        typer.Option(
            min=1,
            max=64,
            metavar="NUMBER",
            help="Processes that answer, for many people at once: one for each processor.",
        ),
    ] = 1,
) -> None:
    """Serve a store until SIGTERM or Ctrl-C; requests that are being answered are let finish.

    One process, and SQLite unless --store names something else: no other service is needed.

    Other addresses than this machine's own need TLS, here or at a proxy. The log goes to standard
    error, one JSON object a request, without names, addresses of things or texts.
    """
    from clearwater.cli import serve_work as work  # noqa: PLC0415 - fast --help

    work.serve(
        work.Serving(
            store=store,
            files=files,
            organisations=tuple(organisation or (ORGANISATION,)),
            host=host,
            port=port,
            certificate=certificate,
            key=key,
            behind_proxy=behind_proxy,
            runs=runs,
            logs=logs,
            jobs=jobs,
            job_memory=job_memory,
            upload_quota=upload_quota,
            deliver_every=deliver_every,
            requests_per_address=requests_per_address,
            threads=threads,
            processes=processes,
        ),
        session_of(context).load_parts,
    )
