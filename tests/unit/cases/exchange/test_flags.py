"""Flags of federated servers: the plain form is read, everything else is refused by its field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.exchange.flags import CONTEXT, Flag, flag_of, is_flag, written_flag
from clearwater.cases.exchange.strict_json import NotReadableError

OURS = "https://our.example/users/"
# In the form that Mastodon sends: the account first, then its posts.
FROM_MASTODON: dict[str, Any] = {
    "@context": CONTEXT,
    "id": "https://m.example/8a1c4d3e",
    "type": "Flag",
    "actor": "https://m.example/actor",
    "content": "同一条评论刷了四十遍 \u0645\u0643\u0631\u0631",
    "object": [f"{OURS}xiao.ming", f"{OURS}xiao.ming/statuses/1", f"{OURS}xiao.ming/statuses/2"],
}


def test_what_mastodon_sends_is_read() -> None:
    assert flag_of(FROM_MASTODON, OURS) == Flag(
        id="https://m.example/8a1c4d3e",
        actor="https://m.example/actor",
        accounts=("xiao.ming",),
        objects=(f"{OURS}xiao.ming/statuses/1", f"{OURS}xiao.ming/statuses/2"),
        content="同一条评论刷了四十遍 \u0645\u0643\u0631\u0631",
    )


def test_without_a_beginning_the_first_object_is_the_account_by_its_address() -> None:
    flag = flag_of(FROM_MASTODON, "")
    assert flag.accounts == (f"{OURS}xiao.ming",)
    assert len(flag.objects) == 2


@pytest.mark.parametrize(
    ("said", "accounts"),
    [
        # Lemmy and Misskey: one object, as an address or embedded; some name several accounts.
        ({"object": f"{OURS}a"}, ("a",)),
        ({"object": {"id": f"{OURS}a", "type": "Person", "name": "x" * 999}}, ("a",)),
        ({"object": [f"{OURS}a", f"{OURS}b", f"{OURS}a"]}, ("a", "b")),
        ({"actor": {"id": "https://m.example/users/1", "type": "Person"}}, ("xiao.ming",)),
        ({"type": ["Flag"]}, ("xiao.ming",)),
        ({"type": f"{CONTEXT}#Flag"}, ("xiao.ming",)),
        ({"content": None, "to": "x", "published": 5, "tag": [{}]}, ("xiao.ming",)),
    ],
)
def test_other_servers_forms_are_read(said: dict[str, Any], accounts: tuple[str, ...]) -> None:
    assert flag_of({**FROM_MASTODON, **said}, OURS).accounts == accounts


def test_a_context_means_nothing_and_is_not_looked_at() -> None:
    hostile = [CONTEXT, "https://evil.example/ctx", {"Flag": "as:Like", "object": {"@id": "x"}}]
    assert flag_of({**FROM_MASTODON, "@context": hostile}, OURS) == flag_of(FROM_MASTODON, OURS)
    assert not is_flag({"@context": {"Report": "as:Flag"}, "type": "Report"})


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another kind": ({"type": "Like"}, "type"),
    "no kind": ({"type": None}, "type"),
    "a kind among others": ({"type": ["Flag", "Delete"]}, "type"),
    "a graph": ({"@graph": []}, "@graph"),
    "a name of JSON-LD": ({"@id": "https://m.example/1"}, "@id"),
    "no id": ({"id": None}, "id"),
    "an id that is no address": ({"id": "1"}, "id"),
    "an id of a script": ({"id": "javascript:alert(1)"}, "id"),
    "a file": ({"id": "file:///etc/passwd"}, "id"),
    "an id with a blank": ({"id": "https://m.example/a b"}, "id"),
    "a long id": ({"id": "https://m.example/" + "x" * 3_000}, "id"),
    "no actor": ({"actor": []}, "actor"),
    "an actor without id": ({"actor": {"type": "Person"}}, "actor.id"),
    "no object": ({"object": []}, "object"),
    "nothing": ({"object": None}, "object[0]"),
    "a number": ({"object": 5}, "object[0]"),
    "too many": ({"object": [f"{OURS}{n}" for n in range(101)]}, "object"),
    "a list in a list": ({"object": [[f"{OURS}a"]]}, "object[0]"),
    "nobody of ours": ({"object": "https://m.example/users/a"}, "object"),
    "posts of ours only": ({"object": f"{OURS}a/statuses/1"}, "object"),
    "words that are a number": ({"content": 5}, "content"),
    "words in an object": ({"content": {"zh": "x"}}, "content"),
    "a book": ({"content": "x" * 20_001}, "content"),
    "a control sign": ({"content": "\x1b[2J"}, "content"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_everything_else_is_refused_by_its_field(what: str) -> None:
    said, field = REFUSED[what]
    with pytest.raises(NotReadableError, match=re.escape(f"(field {field})")):
        flag_of({**FROM_MASTODON, **said}, OURS)


NAMES = st.from_regex(r"[a-z0-9_.]{1,30}", fullmatch=True)


@given(st.lists(NAMES, min_size=1, max_size=100, unique=True), NAMES)
def test_what_we_write_is_read(names: list[str], flag: str) -> None:
    made = written_flag(
        flag=f"https://o.example/actor#flags/{flag}",
        actor="https://o.example/actor",
        accounts=[f"{OURS}{name}" for name in names],
        content="一起刷 together",
    )
    read = flag_of(made, OURS)
    assert read.accounts == tuple(names)
    assert (read.content, read.actor) == ("一起刷 together", "https://o.example/actor")
    assert list(made) == ["@context", "id", "type", "actor", "content", "object"]
