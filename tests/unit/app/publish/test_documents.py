"""Documents as files: the same bytes as published, where there are such."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clearwater.app.publish.documents import canonical_bytes, sent_bytes


@pytest.mark.parametrize("said", [{"b": 0.5, "a": ["线索", 1, None]}, {}, {"share": 1.0}])
def test_what_we_made_comes_out_as_it_was_published(said: dict[str, Any]) -> None:
    published = canonical_bytes(said)
    assert sent_bytes(json.loads(published)) == published


@pytest.mark.parametrize("said", [{"a": 2**60}, {"a": "\ud800"}, {"\ud800": 1}])
def test_what_nobody_can_publish_is_a_file_all_the_same(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"domain|codepoints|surrogates"):
        canonical_bytes(said)
    assert json.loads(sent_bytes(said)) == said
