"""The table of DISARM techniques, and whose it is."""

from __future__ import annotations

from importlib.resources import files

from clearwater.cases.exchange.techniques import table
from clearwater.cases.measures.default_policy import default_policy
from clearwater.detect.evidence import MOVES, PLACE


def test_the_table_brings_its_licence() -> None:
    notice = files("clearwater.cases.exchange").joinpath("DISARM-NOTICE.txt").read_text("utf-8")
    for said in (notice, table().notice):
        assert "DISARM Foundation" in said
        assert "CC BY-SA 4.0" in said


def test_whatever_the_table_and_the_policy_point_to_has_a_name() -> None:
    listed = (*table().by_family.values(), *table().by_level.values())
    ids = {one for some in listed for one in some}
    ids |= {one for category in default_policy().categories for one in category.techniques}
    assert ids <= set(table().names)
    assert all(name and not name.startswith("C0") for name in table().names.values())


def test_a_finding_points_to_what_its_families_and_its_level_say() -> None:
    found = table().of_finding((MOVES, PLACE), "likely inauthentic")
    assert [one.id for one in found] == ["T0049.003", "T0121", "T0149.006", "T0149.009"]
    # Coordination alone says nothing of automation.
    assert [one.id for one in table().of_finding((MOVES,), "coordinated")] == ["T0121"]
    assert table().of_finding(("unheard of",), "?") == ()


def test_an_id_that_the_table_lacks_is_its_own_name() -> None:
    newer = table().of("T0999.001")
    assert (newer.name, newer.page.endswith("/T0999.001.md")) == ("T0999.001", True)
