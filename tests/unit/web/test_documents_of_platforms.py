"""What a platform sent is kept as it is, byte by byte, and named by the hash that it has there."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from tests.helpers.web_requests_bodies import asked
from tests.helpers.web_server import Server

SENT = b"\xef\xbb\xbfplatform,week\r\n\xe7\x9f\xad\xe8\xa7\x86\xe9\xa2\x91,2026-W10\r\n"


def test_the_bytes_of_a_file_are_kept(server: Server) -> None:
    path = f"/duties/{asked(server)}/documents"
    said = {"content": base64.b64encode(SENT).decode()}
    shown = server.post("ines", path, said)
    assert shown.status_code == 200, shown.text
    digest = hashlib.sha256(SENT).hexdigest()
    assert shown.json()["document"] == digest
    with server.store.blobs.open(digest) as kept:
        assert kept.read() == SENT


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"content": base64.b64encode(SENT).decode(), "document": {}},
        {"content": "A"},
        {"content": "AAAAA"},
        {"content": "===="},
        {"content": "零宽"},
        {"content": ""},
    ],
)
def test_what_is_no_document_is_refused(server: Server, said: dict[str, Any]) -> None:
    path = f"/duties/{asked(server)}/documents"
    before = server.entries()
    assert server.post("ines", path, said).status_code == 422
    assert server.entries() == before
