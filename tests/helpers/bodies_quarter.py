"""Two weeks of a province with three bodies and a platform below it, through a real store."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.org import duties
from clearwater.app.org import tree as org_tree
from tests.helpers.quarter import DAY_US, MONDAY_US, Clock, Quarter
from tests.helpers.stores import open_rehearsal

_BELOW = (("nj", "南京市", "city"), ("sz", "苏州市", "city"), ("yz", "江宁区", "district"))


def province_of(folder: Path) -> Quarter:
    """Return the province; whoever asked for it closes its store."""
    store = open_rehearsal(folder / "cases.db", folder / "files", now_us=MONDAY_US)
    clock = Clock(MONDAY_US)
    top = Quarter(store, "江苏", seed=1, clock=clock)
    desk = top.desk()
    org_tree.begin(desk, level="province", name="江苏省")
    bodies = [top]
    for body, name, level in _BELOW:
        org_tree.add(desk, body, parent=None, level=level, name=name, lead="lea")
        bodies.append(Quarter(store, body, seed=2, clock=clock))
    org_tree.add(desk, "video", parent=None, level="platform", name="小河视频", lead="lea")
    duties.ask(desk, "video", "2026-W02")
    for day in range(15):
        for place, one in enumerate(bodies):
            clock.now_us = MONDAY_US + day * DAY_US + place * 3_600_000_000
            one._day(0.8 if place else 1.5)
    clock.now_us = MONDAY_US + 40 * DAY_US
    return top
