"""How a store's provider of logins is set up: one file of JSON, which holds a secret.

::

    {"issuer": "https://login.example.org", "client_id": "clearwater",
     "client_secret": "...", "redirect_uri": "https://clearwater.example.org/api/v1/provider/returns",
     "second_factor": true}
"""

from __future__ import annotations

import ipaddress
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clearwater.errors import ParameterError, near_names

SETTINGS_NAME = "keys/oidc.json"
"""Where the settings are, in the folder beside a store."""
_NEEDED = ("issuer", "client_id", "redirect_uri")
_ALSO = ("client_secret", "second_factor")


@dataclass(frozen=True)
class Provider:
    """What the provider and whoever runs the server agreed on."""

    issuer: str
    """Its address, exactly as it stands in its tokens."""
    client_id: str
    redirect_uri: str
    """Where it sends people back to."""
    client_secret: str = field(default="", repr=False)
    """Empty for a client without one."""
    second_factor: bool = False
    """Whether it asks everybody for more than a password. Else it has to say so each time, with
    ``mfa`` in ``amr`` (RFC 8176)."""


def read_provider(files: Path) -> Provider | None:
    """Return the provider that is set up for a store; None where there is none.

    Raises
    ------
    ParameterError
        If the file of settings is not as it should be.
    """
    path = files / SETTINGS_NAME
    try:
        _require_secret(path)
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ParameterError(
            "the settings of the provider of logins cannot be read",
            where=str(path),
            expected="JSON",
            found=str(error)[:200],
        ) from error
    return _provider(said, str(path))


def _provider(said: Any, where: str) -> Provider:
    known = (*_NEEDED, *_ALSO)
    if not isinstance(said, dict):
        raise _wrong(where, f"an object with {', '.join(_NEEDED)}", type(said).__name__)
    for name, value in said.items():
        if name not in known:
            raise _wrong(where, " | ".join(known), repr(name), near_names(name, known))
        if not isinstance(value, bool if name == "second_factor" else str):
            raise _wrong(where, f"{name} as text, second_factor as true or false", repr(name))
    for name in _NEEDED:
        if not said.get(name):
            raise _wrong(where, name, "none")
    for name in ("issuer", "redirect_uri"):
        if not is_safe(said[name]):
            raise _wrong(where, f"{name} with https (http to this machine only)", said[name])
    return Provider(**said)


def _require_secret(path: Path) -> None:
    """Return if nobody but the owner of a file can read it; Windows keeps that elsewhere."""
    open_to_others = path.stat().st_mode & 0o077
    if os.name == "posix" and open_to_others:
        raise _wrong(
            str(path),
            "a file that only its owner can read",
            f"mode {path.stat().st_mode & 0o777:o}",
        )


def is_safe(address: str) -> bool:
    """Return whether what goes there cannot be read or changed on the way."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(where: str, expected: str, found: str, near: str = "") -> ParameterError:
    return ParameterError(
        "the settings of the provider of logins cannot be used",
        where=where,
        expected=expected,
        found=found,
        next_step=near,
    )
