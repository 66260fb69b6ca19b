"""A server is ready before it listens, and readying changes nothing that it says."""

from __future__ import annotations

import gc

import pytest
from jinja2 import Environment

from clearwater.web.application import described_app
from clearwater.web.console import rendering
from clearwater.web.console.languages import LOCALES
from clearwater.web.console.preferences import Preferences
from clearwater.web.readying import make_ready


@pytest.fixture(autouse=True)
def _thawed() -> object:
    yield
    gc.unfreeze()


def test_every_template_is_compiled_once_for_all_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rendering.compile_all()
    monkeypatch.setattr(Environment, "compile", lambda *_a, **_k: pytest.fail("again"))
    rendering._environment.cache_clear()
    rendering.compile_all()
    for language in LOCALES:
        assert len(rendering._environment(language).cache or ()) > 60


def test_no_language_says_what_was_compiled_in_another() -> None:
    rendering.compile_all()
    said = {
        language: rendering.rendered(
            "problem",
            Preferences(language=language),
            problem={"title": "-", "detail": "-", "status": 404, "what": "-", "instance": "-"},
        ).body
        for language in LOCALES
    }
    assert "没有".encode() not in said["en"]
    assert said["en"] != said["zh"]


def test_routes_are_worked_out_and_what_is_kept_is_frozen() -> None:
    app = described_app()
    make_ready(app)
    assert gc.get_freeze_count() > 100_000
