"""One-time codes that a device shows: RFC 6238 with SHA-1, six digits, thirty seconds.

These three are what every authenticator understands; an otpauth address with others is read wrongly
by some, without a word.
"""

from __future__ import annotations

import base64
import hmac
import unicodedata

from pyotp.totp import TOTP

from clearwater.cases.workflow.logins import CLOCKS_APART, SECOND_US, STEP_S

DIGITS = 6
ISSUER = "Clearwater"


def steps_of(secret: bytes, code: str, now_us: int) -> tuple[int, ...]:
    """Return the steps about now whose code this is: usually one, or none.

    Every step is looked at, whatever the first one says.

    Parameters
    ----------
    secret
        20 bytes.
    code
        As somebody typed it; blanks and full-width digits are read as what they mean.
    now_us
        Microseconds since 1970, UTC.
    """
    said = "".join(unicodedata.normalize("NFKC", code).split())
    device = _device(secret)
    now = now_us // (STEP_S * SECOND_US)
    near = range(max(0, now - CLOCKS_APART), now + CLOCKS_APART + 1)
    fits = {
        step: hmac.compare_digest(device.generate_otp(step).encode(), said.encode(errors="replace"))
        for step in near
    }
    return tuple(step for step in near if fits[step])


def device_address(secret: bytes, user: str, organisation: str) -> str:
    """Return the ``otpauth://`` address that an authenticator takes, as text or as a QR code."""
    name = f"{user}@{organisation}"
    return _device(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def _device(secret: bytes) -> TOTP:
    text = base64.b32encode(secret).decode().rstrip("=")
    return TOTP(text, digits=DIGITS, interval=STEP_S)
