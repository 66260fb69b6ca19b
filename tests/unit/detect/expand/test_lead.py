from __future__ import annotations

import pytest

from clearwater.detect.expand.lead import Lead
from clearwater.errors import ParameterError


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("account:u004217", "account", "u004217"),
        ("object:夜市 第3期: 下", "object", "夜市 第3期: 下"),
        ("text:真的好用，推荐", "text", "真的好用，推荐"),
    ],
)
def test_a_lead_is_a_kind_and_a_name_that_may_hold_colons(typed: str, kind: str, name: str) -> None:
    lead = Lead.parse(typed)
    assert (lead.kind, lead.name, str(lead)) == (kind, name, typed)


@pytest.mark.parametrize("typed", ["u004217", "account:", ":x", "acount:u1", ""])
def test_anything_else_is_refused_with_what_was_expected(typed: str) -> None:
    with pytest.raises(ParameterError, match="account, device") as refused:
        Lead.parse(typed)
    assert refused.value.found == repr(typed)


def test_a_near_kind_is_offered() -> None:
    with pytest.raises(ParameterError, match="Did you mean 'account'"):
        Lead.parse("acount:u1")
