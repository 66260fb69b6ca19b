"""Who works at the demo's store, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clearwater.app.case.organisation import change_policy, change_user
from clearwater.app.demo_store.story import Story
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.people import Role

HERE = "main"
"""The organisation whose console the demo opens."""
MAKER = "demo"
"""Who makes the store and adds the others."""
YOU = "you"
"""Whoever sits before the demo: every role, so that every page can be seen."""
COLLEAGUES: Mapping[str, Role] = {
    "li.wei": Role.INVESTIGATOR,
    "zhang.min": Role.REVIEWER,
    "chen.jie": Role.APPEALS,
    "wang.fang": Role.LEAD,
    "zhao.lei": Role.AUDITOR,
    "sun.yue": Role.INTAKE,
}
"""Login -> the one role. None of them has a password: nobody can log in as one of them."""
SECOND_INVESTIGATOR = "liu.yang"


def settle(story: Story) -> None:
    """Add the people, and put rules in force under which one person alone can look around.

    The demo's rules differ from those that Clearwater brings in one thing: no role needs codes of
    a device to log in. It listens to this machine only, and whom it names does not exist.
    """
    desk = story.desk(MAKER, HERE)
    brought = default_policy()
    change_policy(desk, replace(brought, identity=replace(brought.identity, second_factor=())))
    for login, role in COLLEAGUES.items():
        change_user(desk, login, (role,))
    change_user(desk, SECOND_INVESTIGATOR, (Role.INVESTIGATOR,))
    change_user(desk, YOU, tuple(Role))
