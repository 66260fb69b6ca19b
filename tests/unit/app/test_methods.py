from __future__ import annotations

from typing import get_args

import pytest

from clearwater.app.clearwater_method import Clearwater
from clearwater.app.methods import METHODS, OURS, askable, methods_named
from clearwater.app.peer_methods import PEERS
from clearwater.cli import evaluate
from clearwater.errors import ParameterError
from clearwater.evaluate.baselines import BASELINES


def test_every_method_has_a_short_name_of_its_own() -> None:
    assert list(METHODS.values()) == [Clearwater(), *BASELINES, *PEERS]
    assert len({method.name for method in METHODS.values()}) == len(METHODS)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("clearwater", "Clearwater"),
        ("same-device", "same device, 5 or more accounts"),
        ("same-address", "same address, 5 or more accounts"),
        ("same-second", "same second, 3 or more accounts"),
        ("toolkit-60s", "coordination_network_toolkit, 60 s"),
        ("toolkit-1s", "coordination_network_toolkit, 1 s"),
        ("coortweet", "CooRTweet, 10 s"),
    ],
)
def test_a_short_name_is_that_of_its_method(short: str, name: str) -> None:
    """The two lists are zipped: one that is out of step would be measured under another's name."""
    assert METHODS[short].name == name


def test_other_short_names_begin_their_methods_names() -> None:
    for short in ("synchrotrap", "synchrotrap-0.3", "copycatch", "fraudar"):
        family, _, setting = short.partition("-")
        assert METHODS[short].name.lower().startswith(family)
        assert setting in METHODS[short].name


def test_who_names_nobody_asks_clearwater() -> None:
    assert list(methods_named([])) == [OURS]


def test_methods_come_as_they_were_named_and_once() -> None:
    named = methods_named(["coortweet", "clearwater", "coortweet"])
    assert list(named) == ["coortweet", "clearwater"]
    assert named["coortweet"] is METHODS["coortweet"]


def test_all_are_all_in_the_order_of_tables() -> None:
    everything = methods_named(["fraudar", "all"])
    assert everything == METHODS
    assert list(everything) == list(METHODS)
    everything.clear()
    assert METHODS


def test_an_unknown_method_is_refused_with_near_names() -> None:
    with pytest.raises(ParameterError) as refused:
        methods_named(["clearwater", "same-seconds"])
    assert refused.value.found == "'same-seconds'"
    assert refused.value.expected == ", ".join([*METHODS, "all"])
    assert refused.value.next_step == "did you mean 'same-second'?"


def test_who_needs_a_column_that_is_not_there_is_left_out_with_the_reason() -> None:
    methods = methods_named(["same-device", "clearwater", "same-address", "same-second"])
    left, reasons = askable(methods, ["actor", "action", "object", "time", "ip"])
    assert list(left) == ["clearwater", "same-address", "same-second"]
    assert reasons == {"same-device": "the log has no column device"}


def test_a_wrong_name_beside_all_is_still_wrong() -> None:
    with pytest.raises(ParameterError, match="unknown method"):
        methods_named(["all", "typo"])


def test_with_every_column_all_are_asked() -> None:
    left, reasons = askable(METHODS, ["time", "object", "action", "actor", "ip", "device"])
    assert (left, reasons) == (METHODS, {})


def test_where_nobody_is_left_that_is_an_error() -> None:
    methods = methods_named(["same-device", "same-address"])
    with pytest.raises(ParameterError, match="no method can be asked about this log") as refused:
        askable(methods, ["actor", "time"])
    assert refused.value.expected == "columns device, ip"
    assert refused.value.found == "columns actor, time"


def test_the_help_of_the_command_line_names_them_all() -> None:
    """It is written out there, for reading the list would import the engine."""
    _, option = get_args(evaluate.Methods)
    for name in METHODS:
        assert f" {name}," in option.help
