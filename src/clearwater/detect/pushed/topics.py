"""Topics: hashtags as objects, so that who lit one can be asked like who pushed a post.

Every text with a hashtag is an act on it, whatever else the event was. A topic has no creation
time: it is as old as its first act in the log. Search words that a log records as objects are
objects already.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from clearwater.detect.population import Population
from clearwater.detect.texts import hashtag_sequence
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedColumn

MENTION = "mention"
"""What an account does to a topic."""


def topics_of(population: Population) -> Population | None:
    """Return the acts on topics of a log, its accounts and their codes as they were.

    None where no text has a hashtag.
    """
    log = population.log
    texts = log.columns.get("text")
    if texts is None:
        return None
    tags = [_tags(text) for text in texts.names.to_pylist()]
    names = sorted({tag for own in tags for tag in own})
    if not names:
        return None
    place = {tag: code for code, tag in enumerate(names)}
    sizes = np.array([len(own) for own in tags] + [0])[texts.code]
    row = np.repeat(np.arange(log.events), sizes)
    key = np.array(
        [place[t] for code in texts.code.tolist() if code >= 0 for t in tags[code]], np.int32
    )
    order = np.lexsort((log.actor[row], log.time[row], key))
    row, key = row[order], key[order]
    mentions = replace(
        log,
        actor=log.actor[row],
        key=key,
        time=log.time[row],
        starts=np.searchsorted(key, np.arange(len(names) + 1)).astype(np.int64),
        key_action=pa.array([MENTION] * len(names), pa.string()),
        key_object=pa.array(names, pa.string()),
        object_of_key=np.arange(len(names), dtype=np.int32),
        created=np.full(len(names), UNKNOWN_TIME, np.int64),
        event=pa.chunked_array([log.event_ids(row)]),
        columns={
            name: CodedColumn(column.code[row], column.names)
            for name, column in log.columns.items()
        },
        value=None,
    )
    return Population(mentions, population.created, population.profile)


def _tags(text: str) -> tuple[str, ...]:
    """Return the hashtags of a text, folded, each once."""
    sequence = hashtag_sequence(text)
    return () if sequence is None else tuple(dict.fromkeys(sequence.split(" ")))
