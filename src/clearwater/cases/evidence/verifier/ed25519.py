"""Ed25519 signatures checked in plain Python, after RFC 8032, section 5.1.7.

About 3 ms a signature: enough for a package, which carries two. It refuses everything that has a
second form: S not below the order, points not in canonical encoding, keys of small order. It only
checks, so it keeps no secret that the time it takes could give away.
"""

from __future__ import annotations

import hashlib
from typing import Tuple  # noqa: UP035 - see CurvePoint

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE_D = (-121665 * pow(121666, PRIME - 2, PRIME)) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

CurvePoint = Tuple[int, int, int, int]  # noqa: UP006 - an alias is run, and on Python 3.8
"""Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x y = T/Z."""

ZERO_POINT: CurvePoint = (0, 1, 1, 0)


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether `signature` (64 bytes) is that of `message` under `public_key` (32 bytes)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key = _decoded_point(public_key)
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER or _same_point(_times_eight(key), ZERO_POINT):
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(hashed, "little") % ORDER
    # R = S B - h A. Comparing encodings refuses an R that is not in canonical form.
    return (
        _encoded_point(_sum_of_two(scalar, BASE_POINT, challenge, _negated(key))) == signature[:32]
    )


def _add_points(left: CurvePoint, right: CurvePoint) -> CurvePoint:
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a = (y1 - x1) * (y2 - x2) % PRIME
    b = (y1 + x1) * (y2 + x2) % PRIME
    c = 2 * t1 * t2 * CURVE_D % PRIME
    d = 2 * z1 * z2 % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def _double_point(point: CurvePoint) -> CurvePoint:
    x, y, z, _ = point
    a, b = x * x % PRIME, y * y % PRIME
    c = 2 * z * z % PRIME
    h = a + b
    e = h - (x + y) * (x + y) % PRIME
    g = a - b
    f = c + g
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def _times_eight(point: CurvePoint) -> CurvePoint:
    return _double_point(_double_point(_double_point(point)))


def _negated(point: CurvePoint) -> CurvePoint:
    x, y, z, t = point
    return (-x % PRIME, y, z, -t % PRIME)


def _sum_of_two(first: int, left: CurvePoint, second: int, right: CurvePoint) -> CurvePoint:
    """Return ``first * left + second * right``, bit by bit of both at once."""
    choice = (ZERO_POINT, left, right, _add_points(left, right))
    total = ZERO_POINT
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        total = _double_point(total)
        which = (first >> bit & 1) | (second >> bit & 1) << 1
        if which:
            total = _add_points(total, choice[which])
    return total


def _same_point(left: CurvePoint, right: CurvePoint) -> bool:
    same_x = (left[0] * right[2] - right[0] * left[2]) % PRIME == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % PRIME == 0


def _encoded_point(point: CurvePoint) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, PRIME - 2, PRIME)
    x, y = x * inverse % PRIME, y * inverse % PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _decoded_point(encoded: bytes) -> CurvePoint | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= PRIME:
        return None
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % PRIME)


def _x_of(y: int, sign: int) -> int | None:
    above, below = (y * y - 1) % PRIME, (CURVE_D * y * y + 1) % PRIME
    squared = above * pow(below, PRIME - 2, PRIME) % PRIME
    if squared == 0:
        return None if sign else 0
    x = pow(squared, (PRIME + 3) // 8, PRIME)
    if (x * x - squared) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - squared) % PRIME:
        return None
    return PRIME - x if x & 1 != sign else x


_BASE_Y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
_BASE_X = _x_of(_BASE_Y, 0) or 0
BASE_POINT: CurvePoint = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % PRIME)
