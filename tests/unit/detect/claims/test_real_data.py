"""Quality on real sets, as floors a little below what was measured; parameters are from train."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.claims_quality import chinese, english, measured, told_again

from clearwater.detect.claims import rank_claims

pytestmark = [pytest.mark.data, pytest.mark.slow]


def test_english_train_posts_find_their_checks(data_dir: Path) -> None:
    task = english(data_dir / "text", "train", ("title", "subtitle"))
    found = measured(rank_claims(task.posts, task.claims, threads=2).claim, task.right)
    assert found["MAP@5"] >= 0.85
    assert found["recall@20"] >= 0.94


def test_told_again_is_as_sure_as_it_was_chosen_to_be(data_dir: Path) -> None:
    for fields in ((), ("title",), ("title", "subtitle")):
        task = english(data_dir / "text", "train", fields)
        assert told_again(task, [])["precision_strict"] >= 0.95


def test_chinese_posts_find_their_notices(data_dir: Path) -> None:
    task = chinese(data_dir / "text")
    found = measured(rank_claims(task.posts, task.claims, threads=2).claim, task.right)
    assert found["MAP@5"] >= 0.85
