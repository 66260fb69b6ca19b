"""The directed co-action network of coordination_network_toolkit 1.5.2."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pyarrow as pa

from clearwater.compat.columns import NO_CODE, Codes, Ids, ids, not_negative, share_of_one
from clearwater.compat.coordination_network_toolkit.messages import (
    Messages,
    Traces,
    filled_ids,
    link_traces,
    no_reposts,
    read_messages,
)
from clearwater.compat.coordination_network_toolkit.text import preprocess, token_documents
from clearwater.errors import ParameterError, near_names
from clearwater.kernels.ordering import group_starts, scatter_order
from clearwater.kernels.partner_counts import Documents, partner_counts, reach

Kind = Literal["co_retweet", "co_reply", "co_link", "co_post", "co_tweet", "co_similar_tweet"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of network."""

_COLUMNS: dict[Kind, tuple[str, ...]] = {
    "co_retweet": ("repost_id",),
    "co_reply": ("repost_id", "reply_id"),
    "co_link": ("repost_id", "urls"),
    "co_post": (),
    "co_tweet": ("repost_id", "message"),
    "co_similar_tweet": ("repost_id", "message"),
}


def compute_network(
    table: pa.Table,
    kind: Kind,
    *,
    time_window: float,
    min_edge_weight: int,
    similarity_threshold: float = 0.8,
    min_document_size: int = 1,
    bug_compatible: bool = False,
) -> pa.Table:
    """Return the directed edges (user_1, user_2, weight) between accounts that did the same.

    The weight of (u, v) is the number of distinct messages of u that have at least one message of
    v on the same key within the window. Directions are decided apart: (u, v) may be kept where
    (v, u) is not. What counts as the same key:

    ==================  ==========================================================
    co_retweet          the same ``repost_id``
    co_reply            the same ``reply_id``; no reposts
    co_link             a link in common; no reposts
    co_post             nothing: any two messages, reposts too (a background level)
    co_tweet            the same text after `preprocess`; no reposts
    co_similar_tweet    token sets (`tokenize`) of a Jaccard similarity of at least the threshold;
                        no reposts
    ==================  ==========================================================

    Of several rows with one ``message_id`` the first counts. Ids compare as text. An empty
    ``repost_id`` or ``reply_id`` is a missing one. Rows without account, message id or time take
    no part. ``urls`` are split at spaces, or come as lists.

    Parameters
    ----------
    table
        Columns message_id, user_id, timestamp (seconds, or Arrow timestamps) and, as the kind
        needs them, repost_id, reply_id, message, urls.
    kind
        One of `KINDS`.
    time_window
        Seconds, >= 0, inclusive on both sides.
    min_edge_weight
        Least weight of an edge, >= 1, for each direction by itself.
    similarity_threshold
        Least Jaccard similarity of co_similar_tweet, 0..1, inclusive.
    min_document_size
        Least number of distinct tokens for co_similar_tweet, >= 0; a smaller message is similar
        to nothing.
    bug_compatible
        Reproduce what follows.

    Returns
    -------
    pa.Table
        user_1, user_2 (text), weight (int64), ordered by user_1 and user_2. Loops (u, u) are
        among them, as in the peer's database; its export leaves them out.

    Raises
    ------
    SchemaError
        If a column is missing or cannot be used.
    ParameterError
        If a parameter is out of range.

    Notes
    -----
    Where the peer has a bug, the default is right and `bug_compatible` reproduces it:

    * An empty ``urls`` cell is a link, "", that all such messages share; so is the gap between
      two spaces. Default: no link.
    * The links of a row whose message id was seen before stay although the row itself is dropped.
      Default: they go with it.
    * Messages without any text left after `preprocess` have the same text. Default: nothing was
      said, so nothing in common (co_tweet).
    * A message meets itself, so the weight of (u, u) is just u's number of messages (the authors
      changed this after 1.5.2). Default: (u, u) counts messages near *another* message of u.

    The peer's crash on two empty token sets is not reproduced: they share nothing, 0.

    Examples
    --------
    >>> shares = {"message_id": ["m1", "m2"], "user_id": ["a", "b"], "repost_id": ["x", "x"]}
    >>> log = pa.table({**shares, "timestamp": [0.0, 8.0]})
    >>> compute_network(log, "co_retweet", time_window=10, min_edge_weight=1).to_pylist()[0]
    {'user_1': 'a', 'user_2': 'b', 'weight': 1}
    """
    _check(kind, time_window, min_edge_weight, similarity_threshold, min_document_size)
    messages = read_messages(table, _COLUMNS[kind])
    documents = None
    if kind == "co_similar_tweet":
        traces, documents = _similar(messages, similarity_threshold, min_document_size)
    else:
        traces = _traces(messages, kind, bug_compatible=bug_compatible)
    return _edges(
        messages.users,
        traces,
        documents,
        time_window=time_window,
        least_weight=min_edge_weight,
        match_self=bug_compatible,
    )


def _traces(messages: Messages, kind: Kind, *, bug_compatible: bool) -> Traces:
    table, everyone = messages.table, np.ones(messages.message.size, bool)
    if kind == "co_retweet":
        return messages.traces(filled_ids(table, "repost_id"), everyone)
    if kind == "co_reply":
        return messages.traces(filled_ids(table, "reply_id"), no_reposts(table))
    if kind == "co_link":
        return link_traces(messages, bug_compatible=bug_compatible)
    if kind == "co_tweet":
        return messages.traces(_texts(table, empty_is_a_text=bug_compatible), no_reposts(table))
    return messages.traces(np.zeros(everyone.size, np.int32), everyone)


def _texts(table: pa.Table, *, empty_is_a_text: bool) -> Codes:
    """Return for each row the number of its normalised text, -1 where it has none."""
    codes, values = ids(table, "message")
    number_of: dict[str, int] = {} if empty_is_a_text else {"": NO_CODE}
    numbers = [
        number_of.setdefault(preprocess(str(text)), len(number_of)) for text in values.to_pylist()
    ]
    return np.array([*numbers, NO_CODE], np.int32)[codes]


def _similar(messages: Messages, threshold: float, least_tokens: int) -> tuple[Traces, Documents]:
    text = ids(messages.table, "message")
    said = messages.traces(text.codes, no_reposts(messages.table))
    documents = token_documents(
        text.values, said.key, threshold=threshold, least_tokens=least_tokens
    )
    # Any two messages may be alike, so all of them are one group; the documents decide.
    return said._replace(key=np.zeros(said.key.size, np.int32)), documents


def _edges(
    users: Ids,
    traces: Traces,
    documents: Documents | None,
    *,
    time_window: float,
    least_weight: int,
    match_self: bool,
) -> pa.Table:
    by_time = np.argsort(traces.time_s, kind="stable")
    keys = int(traces.key.max(initial=-1)) + 1
    in_time = traces.key[by_time]
    starts = group_starts(in_time, keys)
    order = by_time[scatter_order(in_time, starts)]
    account, message = traces.account[order], traces.message[order]
    if documents is not None:
        documents = documents._replace(of_row=documents.of_row[order])
    blocks = partner_counts(
        account,
        message,
        reach(starts, traces.time_s[order], time_window),
        _by_account_and_message(account, message, len(users.values)),
        accounts=len(users.values),
        least_weight=least_weight,
        match_self=match_self,
        documents=documents,
    )
    schema = pa.schema([("user_1", pa.string()), ("user_2", pa.string()), ("weight", pa.int64())])
    return pa.Table.from_batches(
        [
            pa.record_batch(
                [_named(users, account_l), _named(users, account_r), pa.array(weight)], schema
            )
            for account_l, account_r, weight in blocks
        ],
        schema,
    )


def _by_account_and_message(account: Codes, message: Codes, accounts: int) -> Codes:
    by_message = scatter_order(message, group_starts(message, int(message.max(initial=-1)) + 1))
    ordered = account[by_message]
    visit: Codes = by_message[scatter_order(ordered, group_starts(ordered, accounts))]
    return visit


def _named(users: Ids, codes: Codes) -> pa.Array:
    # Decoding a dictionary is several times quicker than taking the same rows, and for long
    # results Arrow's own allocator spends more on fresh pages than the decoding itself.
    coded = pa.DictionaryArray.from_arrays(pa.array(codes), users.values)
    return coded.cast(pa.string(), memory_pool=pa.system_memory_pool())


def _check(
    kind: str, time_window: float, min_edge_weight: int, threshold: float, min_document_size: int
) -> None:
    if kind not in KINDS:
        raise ParameterError(
            "no such kind of network",
            expected=", ".join(KINDS),
            found=repr(kind),
            next_step=near_names(kind, KINDS),
        )
    if min_edge_weight < 1:
        raise ParameterError(
            "min_edge_weight is out of range", expected=">= 1", found=repr(min_edge_weight)
        )
    not_negative("time_window", time_window)
    not_negative("min_document_size", min_document_size)
    share_of_one("similarity_threshold", threshold)
