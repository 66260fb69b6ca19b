"""What has an ETag and is the same is not sent again."""

from __future__ import annotations

from tests.helpers.web_server import Server

FROM_RUNS = frozenset({"GET /runs/{run}", "GET /runs/{run}/comparisons/{other}"})
"""Single things that a server without runs does not have: ``test_work.py``."""


def check_etag(server: Server, who: str, path: str) -> None:
    """Check that one thing comes with an ETag, and with a fitting one is not sent."""
    first = server.get(who, path)
    etag = first.headers["etag"]
    for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = server.get(who, path, headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert server.get(who, path, headers={"If-None-Match": '"other"'}).content == first.content
