"""Sentences that a run writes, in the language of the page.

A run writes English, with figures in it; its files are the same for everybody. Each kind of
sentence stands here once, as a pattern, and its translation in the catalogues under the same text.
"""

from __future__ import annotations


def said_by_run(language: str, text: str) -> str | None:
    """Return a sentence of a run in a language; nothing where it is not known there."""
    return text if language == "en" else None
