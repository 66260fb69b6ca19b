from __future__ import annotations

import pytest

import clearwater as cw
from tests.helpers.desk import DESK
from tests.helpers.desk_run import SPUN, WINDOWS, desk_event_log


def test_in_python_one_lead_is_a_word() -> None:
    found = cw.expand(desk_event_log(), "line:line-desk", windows=WINDOWS)
    assert found.held == set(DESK)


def test_a_text_leads_to_those_who_post_it_or_nearly_it() -> None:
    found = cw.expand(desk_event_log(), [f"text:{SPUN[0]}"], windows=WINDOWS)
    assert found.held == set(DESK)


def test_progress_is_told() -> None:
    heard: list[str] = []
    cw.expand(
        desk_event_log(),
        "account:p003",
        windows=WINDOWS,
        on_progress=lambda progress: heard.append(progress.stage),
    )
    assert "step 1" in heard


@pytest.mark.parametrize("options", [{"steps": 0}, {"q": 0.9}, {"seed": -1}])
def test_what_lies_outside_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(cw.ParameterError):
        cw.expand(desk_event_log(), "account:p003", **options)  # type: ignore[arg-type]


def test_no_lead_is_refused() -> None:
    with pytest.raises(cw.ParameterError, match="nothing to start from"):
        cw.expand(desk_event_log(), [])
