from __future__ import annotations

from clearwater import events


def test_public_names_are_these_and_no_others() -> None:
    assert events.__all__ == [
        "EventLog",
        "EventStream",
        "Reading",
        "SourceFile",
        "format_names",
        "read",
    ]
    assert all(hasattr(events, name) for name in events.__all__)
