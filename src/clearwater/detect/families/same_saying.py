"""Says the same: members who write, link or attach what hardly anybody else does.

Each act with a text (a link, a picture) is a trial: was it something that at least two other
members left as well, and no more outsiders than members? The chance of that is the share of such
things among what everybody else leaves. A slogan or a prefilled text that goes round belongs to
outsiders too, so it says nothing. Nor does the first time that an account says it: a class is
handed a sentence, a petition is signed once. Who says it again an hour later, elsewhere, has more
than one occasion to explain. Ours; the layers after Pacheco et al., 2021, ICWSM 15.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

import numpy as np
import pyarrow as pa

from clearwater.detect.base import DetectorSpec
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.population import Population
from clearwater.detect.texts import canonical_url, hashtag_sequence, text_clusters
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.binomial_bits import binomial_tails
from clearwater.kernels.evidence_bits import joint_bits
from clearwater.kernels.shared_traces import accounts_of_keys

OTHERS = 2
"""Other members who must have said the same."""
OCCASION_US = 3_600_000_000
"""Sayings of one account that are closer than an hour are one occasion."""

Keys = tuple[np.ndarray, int]
"""Key of each distinct value (int32, -1 = none), and the number of keys."""


@dataclass(frozen=True)
class SameSaying:
    """One kind of thing that is said."""

    spec: DetectorSpec
    column: str
    """Event column that holds it."""
    thing: str
    """What it is called, in the plural."""
    keys: Callable[[pa.Array], Keys]
    """From the distinct values of the column to what counts as the same."""

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked, or None."""
        if self.column not in population.log.columns:
            return f"the log has no column {self.column}"
        return None

    def ready(self, population: Population) -> ReadySaying:
        """Return the question with everything that was said counted."""
        column = population.log.columns[self.column]
        of_value, keys = self.keys(column.names)
        said = np.append(of_value, np.int32(-1))[column.code]
        return ReadySaying(self.thing, population, _once_an_object(population.log, said), keys)


def _once_an_object(log: CodedLog, said: np.ndarray) -> np.ndarray:
    """Return what each event says, -1 where its account said it of that object before."""
    row = np.flatnonzero(said >= 0)
    object_ = log.object_of_key[log.key[row]]
    order = np.lexsort((row, said[row], object_, log.actor[row]))
    columns = (log.actor[row][order], object_[order], said[row][order])
    new = np.zeros(row.size, bool)
    if row.size:
        new[0] = True
        new[1:] = np.any([np.diff(column) != 0 for column in columns], axis=0)
    out = np.full(said.size, -1, np.int32)
    kept = row[order][new]
    out[kept] = said[kept]
    return out


@dataclass(frozen=True)
class ReadySaying:
    """What is said in a log."""

    thing: str
    population: Population
    said: np.ndarray
    """int32, shape (events,)."""
    keys: int

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who says what the members say."""
        log = self.population.log
        row = self.population.rows_of(draft.members)
        row = row[self.said[row] >= 0]
        if row.size == 0:
            return _silent(accounts.size, f"the members left no {self.thing}")
        inside = np.zeros(log.accounts, bool)
        inside[draft.members] = True
        members = accounts_of_keys(log.actor[row], self.said[row], self.keys)
        shared = np.flatnonzero(members > OTHERS)
        # Only what the members share is counted outside; a log holds far more than that.
        wanted = np.zeros(self.keys + 1, bool)
        wanted[shared] = True
        wanted[-1] = False
        elsewhere = np.flatnonzero(wanted[self.said] & ~inside[log.actor])
        outsiders = accounts_of_keys(log.actor[elsewhere], self.said[elsewhere], self.keys)
        own = shared[outsiders[shared] <= members[shared]]
        written = np.bincount(self.said[elsewhere], minlength=self.keys)
        total = max(1, int((self.said >= 0).sum()) - row.size)
        rate = (written + 0.5) / total
        return self._answer(draft, accounts, own, members, rate)

    def _answer(
        self,
        draft: Draft,
        accounts: np.ndarray,
        own: np.ndarray,
        members: np.ndarray,
        rate: np.ndarray,
    ) -> Answer:
        log = self.population.log
        is_own = np.zeros(self.keys, bool)
        is_own[own] = True
        # Exact, as clusters are numbered by what was written and a sum depends on its order.
        chance = min(1.0, fsum(rate[own].tolist()))
        row = self.population.rows_of(accounts)
        row = row[self.said[row] >= 0]
        place = np.searchsorted(accounts, log.actor[row])
        mine = np.isin(accounts, draft.members)
        # What only two other members share is no evidence about a third member who is one of them.
        hit = is_own[self.said[row]] & (members[self.said[row]] - mine[place] >= OTHERS)
        tried = np.bincount(place, minlength=accounts.size)
        hits = _times_again(place[hit], log.time[row[hit]], accounts.size)
        p = binomial_tails(hits, tried, chance)
        joint, trials = int(hits[mine].sum()), int(tried[mine].sum())
        bits = joint_bits(joint, trials * chance, searched=self.keys, picked=own.size)
        figure = (
            f"{joint:,} of the members' {trials:,} {self.thing} repeat {own.size:,} they share; "
            f"{trials * chance:.2g} would be by chance"
        )
        return Answer(np.maximum(p, 1e-300), bits, figure, hits > 0)


def _times_again(account: np.ndarray, time: np.ndarray, accounts: int) -> np.ndarray:
    """Return on how many occasions after its first each account did it."""
    order = np.lexsort((time, account))
    account, time = account[order], time[order]
    again = (np.diff(account) == 0) & (np.diff(time) >= OCCASION_US)
    return np.bincount(account[1:][again], minlength=accounts)


def _silent(accounts: int, figure: str) -> Answer:
    return Answer(np.ones(accounts), 0.0, figure, np.zeros(accounts, bool))


def by_cluster(texts: pa.Array) -> Keys:
    """Return near-duplicates as one key, and every text that stands alone as its own."""
    cluster = text_clusters(texts)
    alone = cluster < 0
    clusters = int(cluster.max(initial=-1)) + 1
    key = np.where(alone, clusters + np.cumsum(alone) - 1, cluster).astype(np.int32)
    return key, clusters + int(alone.sum())


def by_link(links: pa.Array) -> Keys:
    """Return links that lead to the same page as one key."""
    return _coded([canonical_url(link) for link in links.to_pylist()])


def by_hashtags(texts: pa.Array) -> Keys:
    """Return texts with the same hashtags in the same order as one key, those without as none."""
    return _coded([hashtag_sequence(text) for text in texts.to_pylist()])


def as_they_are(values: pa.Array) -> Keys:
    """Return every distinct value as a key of its own."""
    return np.arange(len(values), dtype=np.int32), len(values)


def _coded(values: list[str | None]) -> Keys:
    distinct = pa.array(values, pa.string()).dictionary_encode()
    code = distinct.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return code, len(distinct.dictionary)


LAYER = "Pacheco et al., 2021, ICWSM 15"


def _saying(name: str, column: str, paper: str, quiet: str, innocent: str) -> DetectorSpec:
    return DetectorSpec(
        id=name,
        version="1",
        family="says",
        columns=(column,),
        paper=f"ours; {paper}",
        cost=f"distinct values of {column}, and the members' events for each group",
        quiet=quiet,
        innocent=innocent,
    )


TEXT = SameSaying(
    _saying(
        "same-text",
        "text",
        f"Broder, 1997 (resemblance); {LAYER} (layer)",
        "no text of three members that as many outsiders do not use as well",
        "a slogan, a petition's or a share button's prefilled text, a lyric: outsiders use it, "
        "too, or it is said once",
    ),
    "text",
    "texts",
    by_cluster,
)
LINK = SameSaying(
    _saying(
        "same-link",
        "url",
        f"{LAYER}; Giglietto et al., 2020, Information, Communication & Society 23",
        "no page that three members link to and as many outsiders do not",
        "a page that a newsletter or a forum sends its readers to",
    ),
    "url",
    "links",
    by_link,
)
MEDIA = SameSaying(
    _saying(
        "same-media",
        "media",
        LAYER,
        "no picture or film of three members that as many outsiders do not post as well",
        "a meme, a poster handed out at an event: outsiders post it, too",
    ),
    "media",
    "pictures and films",
    as_they_are,
)
HASHTAGS = SameSaying(
    _saying(
        "same-hashtags",
        "text",
        LAYER,
        "no sequence of hashtags of three members that as many outsiders do not use as well",
        "an event's or a broadcaster's hashtags, which are put down in the order announced",
    ),
    "text",
    "sequences of hashtags",
    by_hashtags,
)

for _question in (TEXT, LINK, MEDIA, HASHTAGS):
    QUESTIONS.register(_question)
