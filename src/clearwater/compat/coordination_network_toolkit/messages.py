"""Messages as coordination_network_toolkit stores them: one row for each id, the first one wins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.compat.columns import NO_CODE, Codes, Ids, as_text, ids, plain, require, seconds
from clearwater.kernels.distinct_text import surely_distinct

Mask = npt.NDArray[np.bool_]

BASE = ("message_id", "user_id", "timestamp")


class Traces(NamedTuple):
    """Rows that can meet: the same account may leave several with one message (its links)."""

    account: Codes
    message: Codes
    key: Codes
    time_s: npt.NDArray[np.float64]


class Messages(NamedTuple):
    """The rows of a message table that can be used, in their order."""

    table: pa.Table
    users: Ids
    """Accounts, numbered in text order."""
    message: Codes
    time_s: npt.NDArray[np.float64]
    usable: Mask
    """Rows with an account, a message id and a time."""
    first: Mask
    """Usable rows that are the first with their message id."""

    def traces(self, key: Codes, keep: Mask) -> Traces:
        """Return the first rows with a key, where `keep` holds."""
        rows = np.flatnonzero(self.first & keep & (key != NO_CODE))
        return Traces(self.users.codes[rows], self.message[rows], key[rows], self.time_s[rows])


def read_messages(table: pa.Table, columns: tuple[str, ...]) -> Messages:
    """Return the messages of `table`, which must have `columns` besides those always needed."""
    require(table, (*BASE, *columns), what="the message table")
    users = _in_text_order(ids(table, "user_id"))
    message = _message_numbers(table)
    time, timed = seconds(table, "timestamp")
    usable = timed & (users.codes != NO_CODE) & (message != NO_CODE)
    return Messages(
        table, users, message, time.astype(np.float64, copy=False), usable, _first(message, usable)
    )


def filled_ids(table: pa.Table, name: str) -> Codes:
    """Return the codes of an id column in which an empty text is a missing id."""
    codes, values = ids(table, name)
    if pa.types.is_integer(values.type):
        return codes
    empty = pc.index(values, pa.scalar("", values.type)).as_py()
    return np.where(codes == empty, np.int32(NO_CODE), codes) if empty >= 0 else codes


def no_reposts(table: pa.Table) -> Mask:
    """Return which rows are not reposts."""
    original: Mask = filled_ids(table, "repost_id") == NO_CODE
    return original


def link_traces(messages: Messages, *, bug_compatible: bool) -> Traces:
    """Return one trace for each link of each message that is no repost, the same link once.

    With `bug_compatible`, an empty cell is the link "", and so is the gap between two spaces; and
    a row whose message id was seen before is dropped while its links stay, under its own account
    and time.
    """
    keep = no_reposts(messages.table) & (messages.usable if bug_compatible else messages.first)
    row, links = _links(messages.table, empty_is_a_link=bug_compatible)
    key = pc.dictionary_encode(links)
    codes = key.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    chosen = np.flatnonzero(keep[row])
    row, codes = row[chosen], codes[chosen]
    pair = messages.message[row].astype(np.int64) * (len(key.dictionary) + 1) + codes
    _, once = np.unique(pair, return_index=True)
    row, codes = row[once], codes[once]
    return Traces(messages.users.codes[row], messages.message[row], codes, messages.time_s[row])


def _links(table: pa.Table, *, empty_is_a_link: bool) -> tuple[npt.NDArray[np.int64], pa.Array]:
    kind = table.schema.field("urls").type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lists = table["urls"].combine_chunks()
    else:
        cells = as_text(plain(table, "urls")).fill_null("")
        lists = pc.split_pattern(cells, " ")
    row = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    links = pc.list_flatten(lists)
    if empty_is_a_link:
        return row, links
    full = pc.and_(pc.is_valid(links), pc.not_equal(links.fill_null(""), ""))
    return row[full.to_numpy(zero_copy_only=False)], links.filter(full)


def _message_numbers(table: pa.Table) -> Codes:
    """Return a number for each row that rows share exactly where they share a message id."""
    values = plain(table, "message_id")
    if not pa.types.is_integer(values.type) and surely_distinct(values):
        return np.arange(len(values), dtype=np.int32)
    return ids(table, "message_id").codes


def _first(message: Codes, usable: Mask) -> Mask:
    rows = np.flatnonzero(usable)[::-1]
    first_row = np.full(int(message.max(initial=-1)) + 1, -1)
    first_row[message[rows]] = rows  # backwards, so that the first row is written last
    first = np.zeros(message.size, bool)
    first[first_row[first_row >= 0]] = True
    return first


def _in_text_order(column: Ids) -> Ids:
    values = as_text(column.values)
    order = pc.sort_indices(values).to_numpy()
    rank = np.empty(order.size + 1, np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    rank[NO_CODE] = NO_CODE  # the last place, where code -1 looks
    return Ids(rank[column.codes], values.take(pa.array(order)))
