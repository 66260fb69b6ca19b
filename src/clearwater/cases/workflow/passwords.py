"""Which passwords are refused: short ones, the login, and those that are tried first.

After NIST SP 800-63B-4, section 3.1.1: length counts, a list of what is guessed first counts, and
rules about digits and signs do not: they make passwords alike. A password may hold any sign, spaces
and Chinese included; it is brought to one form first (NFC), as a keyboard may write the same sign
in two ways.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.refusals import Code, refuse

SHORTEST = 12
"""Signs. With fewer, an offline search of a stolen database ends."""
LONGEST = 256
"""Signs; more would only make the server work."""
_FEWEST_DIFFERENT = 4
"""Signs that have to differ: ``aaaaaaaaaaaa`` is one sign."""
_BESIDE_LOGIN = 9
"""Signs that have to be left when the login is taken out."""

COMMON = frozenset(
    {
        *("password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "pass", "secret", "admin"),
        *("administrator", "root", "user", "login", "welcome", "letmein", "qwerty", "qwertyuiop"),
        *("qwertz", "azerty", "asdf", "asdfgh", "asdfghjkl", "zxcv", "zxcvbn", "zxcvbnm", "qazwsx"),
        *("1qaz2wsx", "qweasd", "iloveyou", "monkey", "dragon", "football", "baseball", "sunshine"),
        *(
            "princess",
            "superman",
            "batman",
            "master",
            "shadow",
            "changeme",
            "default",
            "abc",
            "abcd",
        ),
        *("aa", "test", "guest", "clearwater", "woaini", "woaini1314", "wodemima", "mima", "nihao"),
        *("zhongguo", "beijing", "shanghai", "5201314", "1314520", "1314", "520", "我爱你", "密码"),
        *("一二三四五六七八九十", "你好", "123", "1234", "12345", "123456", "1234567", "12345678"),
        *("123456789", "1234567890", "0123456789", "987654321", "9876543210", "112233", "123123"),
        *("123321", "abc123", "a123456", "888888", "666666", "000000", "111111", "147258369"),
    }
)
"""Words of which passwords are made that everybody tries; also several of them in a row."""
_MOST_AROUND = 6
"""Digits and marks that people put around and between such words."""


def in_one_form(password: str) -> str:
    """Return the password as it is compared, however a keyboard wrote it."""
    return unicodedata.normalize("NFC", password)


def password_refused(password: str, login: str) -> Refusal | None:
    """Return why a password is not taken, if it is not; the password itself is never repeated.

    Examples
    --------
    >>> password_refused("correct horse battery", "li.wei") is None
    True
    >>> str(password_refused("Password2026!", "li.wei").code)
    'weak password'
    """
    said = in_one_form(password)
    try:
        said.encode()
    except UnicodeEncodeError:
        return refuse(Code.WEAK_PASSWORD, expected="Unicode text", found="half a sign")
    if not SHORTEST <= len(said) <= LONGEST:
        expected = f"{SHORTEST} to {LONGEST} signs, such as four words"
        return refuse(Code.WEAK_PASSWORD, expected=expected, found=f"{len(said)}")
    folded, name = said.casefold(), in_one_form(login).casefold()
    if name and len(folded.replace(name, "")) < _BESIDE_LOGIN and name in folded:
        return refuse(Code.WEAK_PASSWORD, expected="not the login", found="little besides it")
    if len(set(folded)) < _FEWEST_DIFFERENT or _in_order(folded) or _is_common(folded):
        expected = "none of the passwords that are tried first"
        return refuse(Code.WEAK_PASSWORD, expected=expected, found="one of them, or a row of signs")
    return None


def _in_order(folded: str) -> bool:
    """Return whether the signs are one row up or down, or one short piece again and again."""
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    again = any(
        folded == (folded[:size] * len(folded))[: len(folded)]
        for size in range(1, len(folded) // 3 + 1)
    )
    return again or steps in ({1}, {-1})


def _is_common(folded: str) -> bool:
    """Return whether the whole is made of common words, with few digits and marks around them.

    ``around[n]`` is the fewest digits and marks with which the first n signs can be read like that.
    Every way is tried, as ``abcd1234`` begins with ``abc`` as well as with ``abcd``.
    """
    around = {0: 0}
    for start, sign in enumerate(folded):
        if start not in around:
            continue
        ends = [(start + len(word), 0) for word in COMMON if folded.startswith(word, start)]
        ends += [] if sign.isalpha() else [(start + 1, 1)]
        for end, more in ends:
            around[end] = min(around[start] + more, around.get(end, len(folded)))
    return around.get(len(folded), len(folded)) <= _MOST_AROUND
