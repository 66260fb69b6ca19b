"""How coordination_network_toolkit reads a message: as one normalised text, or as a set of tokens.

Both begin the same way: lower case, and every mention removed. A mention is an ``@`` with all that
follows it up to white space, also inside a word, so ``a@b.com end`` becomes ``a end``. That is how
the peer defines a mention, and it is kept.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import regex

from clearwater.kernels.partner_counts import Documents, Int32s

_MENTION = regex.compile(r"@\S*")
# Unicode's word boundaries (UAX 29); the spaces that belong to the boundary and one apostrophe go
# with it, which is why a closing quotation mark disappears.
_WORD_BOUNDARY = regex.compile(
    r"\b\p{Word_Break=WSegSpace}*'?", regex.WORD | regex.UNICODE | regex.VERSION1
)


def preprocess(text: str) -> str:
    """Return `text` in lower case, without mentions, white space collapsed.

    Examples
    --------
    >>> preprocess("RT @Bob:  Hi")
    'rt hi'
    """
    return " ".join(_without_mentions(text).split())


def tokenize(text: str) -> str:
    """Return the distinct tokens of `text` in code point order, joined by spaces.

    Punctuation and emoji are tokens, numbers such as ``10,000.50`` stay whole, Chinese falls into
    single characters.

    Examples
    --------
    >>> tokenize("e-mail well-known")
    '- e known mail well'
    """
    return " ".join(sorted({piece for piece in _pieces(text) if piece}))


def token_documents(
    messages: pa.Array, of_row: Int32s, *, threshold: float, least_tokens: int
) -> Documents:
    """Return the token sets of `messages`, equal sets as one document, for the rows' codes.

    Parameters
    ----------
    messages
        Distinct texts.
    of_row
        Index into `messages` for each row.
    threshold
        Least Jaccard similarity, 0..1.
    least_tokens
        Least number of distinct tokens of a comparable message, >= 0.
    """
    number_of: dict[str, int] = {}
    document_of: dict[frozenset[int], int] = {}
    codes = []
    for text in messages.to_pylist():
        # Pieces such as "\t" are tokens of `tokenize` and vanish here: the peer joins the tokens
        # by spaces and takes the string apart at white space again.
        words = {word for piece in _pieces(text) for word in piece.split()}
        tokens = frozenset(number_of.setdefault(word, len(number_of)) for word in words)
        codes.append(document_of.setdefault(tokens, len(document_of)))
    starts = np.cumsum([0, *map(len, document_of)], dtype=np.int64)
    flat = [token for document in document_of for token in sorted(document)]
    of_message = np.array(codes, np.int32)
    return Documents(of_message[of_row], starts, np.array(flat, np.int32), threshold, least_tokens)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = _WORD_BOUNDARY.split(_without_mentions(text))
    return pieces


def _without_mentions(text: str) -> str:
    cleaned: str = _MENTION.sub("", text.lower())
    return cleaned
