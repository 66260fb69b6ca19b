"""A group as one thing: the page of a case, and of a finding before there is a case.

The page is small and comes at once; timelines, pairs, places and accounts follow as files of
numbers, asked for by its scripts. None of them names anybody.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic_core import to_json
from starlette.responses import Response

from clearwater.app.group import showing
from clearwater.app.group.packing import KIND
from clearwater.app.group.pairs import pair_figures
from clearwater.app.group.view import GroupView
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.report.texts import Language, catalogue
from clearwater.web.at import JSON
from clearwater.web.console.page import Viewer, Viewing, page, page_router
from clearwater.web.console.rail import rail_of
from clearwater.web.etags import PRIVATE, etag_of, named_in
from clearwater.web.routers.cases import CaseName
from clearwater.web.routers.groups import Finding, FindingPlace, Run, of_case, of_run
from clearwater.web.routers.runs import runs_of
from clearwater.web.served import PREFIX

groups = page_router()
LOOK = page(Verb.READ)
SLOW = page(Verb.READ, slow=True)
WORTH_PACKING = 1_400
"""Bytes that fit into one packet anyway."""
REPORT_LANGUAGE: Mapping[str, Language] = {"en": "en", "zh": "zh-CN"}
Part = Annotated[str, Path(pattern=r"^[a-z]{1,20}$")]
Row = Annotated[int, Query(ge=0, le=2**31)]


@groups.get("/cases/{case}", **LOOK)
def show_case(
    at: Viewing, case: CaseName, finding: Annotated[int, Query(ge=1, le=1000)] = 1
) -> Response:
    """A case: one of its findings with everything that it rests on, and the decision beside it."""
    found = showing.case_at(at.desk, case)
    place = min(finding, max(1, len(found.findings)))
    gone: NothingThereError | None = None
    view: GroupView | None = None
    try:
        if found.findings:
            view = of_case(at, case, place)
    except NothingThereError as error:
        gone = error
    answer = _group_page(
        at,
        view,
        case=case,
        standing=found.case,
        clues=found.clues,
        findings=found.findings,
        place=place,
        gone=gone,
        rail=rail_of(at, case),
        own=f"/cases/{case}/findings/{place}",
        run=None,
        finding=None,
    )
    if view is not None:
        # Not before the page is written: two threads of Python only take turns, and the browser
        # needs the page to begin its own work.
        view.begin()
    return answer


@groups.get("/runs/{run}/findings/{finding}", **LOOK)
def show_finding(at: Viewing, run: Run, finding: Finding) -> Response:
    """A finding as it stands in the folder of its run, before there is a case."""
    view = showing.facts_view_of_run(at.desk, runs_of(at), at.served.groups, run, finding)
    return _group_page(
        at,
        view,
        case=None,
        standing=None,
        clues=(),
        findings=(),
        place=1,
        gone=None,
        rail=None,
        own=f"/runs/{run}/findings/{finding}",
        run=run,
        finding=finding,
    )


@groups.get("/cases/{case}/findings/{place}/{part}", **SLOW)
def send_part_of_case(at: Viewing, case: CaseName, place: FindingPlace, part: Part) -> Response:
    """One part of what a page shows of a finding of a case."""
    return _sent(at, of_case(at, case, place), part, case)


@groups.get("/cases/{case}/findings/{place}/pairs/figures", **SLOW)
def send_pair_of_case(
    at: Viewing, case: CaseName, place: FindingPlace, left: Row, right: Row
) -> Response:
    """What the run says of two of the accounts."""
    return _pair(at, of_case(at, case, place), left, right)


@groups.get("/runs/{run}/findings/{finding}/{part}", **SLOW)
def send_part_of_run(at: Viewing, run: Run, finding: Finding, part: Part) -> Response:
    """One part of what a page shows of a finding of a run."""
    needs_log = part in _FROM_LOG
    view = (
        of_run(at, run, finding)
        if needs_log
        else showing.facts_view_of_run(at.desk, runs_of(at), at.served.groups, run, finding)
    )
    return _sent(at, view, part, None)


@groups.get("/runs/{run}/findings/{finding}/pairs/figures", **SLOW)
def send_pair_of_run(at: Viewing, run: Run, finding: Finding, left: Row, right: Row) -> Response:
    """What the run says of two of the accounts."""
    view = showing.facts_view_of_run(at.desk, runs_of(at), at.served.groups, run, finding)
    return _pair(at, view, left, right)


_FROM_LOG = frozenset({"behind", "recount"})
"""Parts that need more than a run folder holds."""
_CHANGING = frozenset({"accounts"})
"""Parts that say what the store knows now; all others follow from evidence, which never changes."""
_PARTS: dict[str, tuple[str, Callable[[Viewer, GroupView, str | None], bytes]]] = {
    "raster": (KIND, lambda _at, view, _case: view.raster),
    "behind": (KIND, lambda at, view, _case: showing.behind_file(at.desk, view)),
    "matrix": (KIND, lambda _at, view, _case: view.matrix),
    "network": (KIND, lambda _at, view, _case: view.network),
    "recount": (JSON, lambda _at, view, _case: to_json(view.recount)),
    "accounts": (
        JSON,
        lambda at, view, case: to_json(showing.accounts_at(at.desk, view, case)),
    ),
}
"""Name -> its kind, and what makes it."""


def _group_page(at: Viewer, view: GroupView | None, **said: Any) -> Response:
    language = at.preferences.language
    return at.page(
        "group",
        facts=None if view is None else view.facts,
        tables=frozenset() if view is None else view.group.tables,
        words=defaultdict(str, catalogue(REPORT_LANGUAGE[language])),
        purposes=showing.purposes_of(at.desk, language),
        api=PREFIX + said["own"],
        **said,
    )


def _sent(at: Viewer, view: GroupView, part: str, case: str | None) -> Response:
    if part not in _PARTS:
        raise NothingThereError("a group has no such part", found=repr(part))
    kind, make = _PARTS[part]
    if part in _CHANGING:
        return _answered(at, _packed(make(at, view, case)), kind)
    key = (view.group.key, at.organisation, part, "sent")
    return _answered(at, at.served.groups.of(key, lambda: _packed(make(at, view, case))), kind)


def _pair(at: Viewer, view: GroupView, left: int, right: int) -> Response:
    return _answered(at, _packed(to_json(pair_figures(view.group, view.dots, left, right))), JSON)


@dataclass(frozen=True)
class _Packed:
    """A body as it is sent."""

    body: bytes
    gzip: bytes | None
    """Compressed; nothing where it is not worth it."""
    etag: str


def _packed(body: bytes) -> _Packed:
    # The first level: what is slower than the network is no help.
    small = gzip.compress(body, 1, mtime=0) if len(body) > WORTH_PACKING else None
    return _Packed(body, small, etag_of(body))


def _answered(at: Viewer, packed: _Packed, kind: str) -> Response:
    """Answer with a body, compressed where that is taken; 304 where who asks has it already."""
    headers = {"ETag": packed.etag, "Vary": "Cookie, Accept-Encoding", **PRIVATE}
    if named_in(at.request.headers.get("if-none-match", ""), packed.etag, weak=True):
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    if packed.gzip is not None and "gzip" in at.request.headers.get("accept-encoding", ""):
        return Response(packed.gzip, HTTPStatus.OK, headers | {"Content-Encoding": "gzip"}, kind)
    return Response(packed.body, HTTPStatus.OK, headers, kind)
