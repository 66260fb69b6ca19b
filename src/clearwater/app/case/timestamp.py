"""A timestamp of an authority (RFC 3161): asked for over HTTP, only where somebody names one.

The authority sees a hash and nothing else. What it answers is read up to a limit and held against
the question; whether its signature is good is for whoever verifies the package, with its root
certificate. The environment's proxies are not used, and redirects are not followed.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import ModuleType
from typing import IO
from urllib.parse import urlsplit

from cryptography import x509

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.der import read_stamp
from clearwater.errors import CannotRunError, MissingExtraError, ParameterError

TIMEOUT_S = 30.0
MOST_BYTES = 1 << 20
"""The longest answer that is read; usual ones have 2 to 8 kB."""


def request_timestamp(url: str, message: bytes, timeout_s: float = TIMEOUT_S) -> bytes:
    """Return the authority's response (DER) over the SHA-256 of `message`.

    Parameters
    ----------
    url
        ``https://...``; ``http`` only to this machine, so that nobody on the way can answer.
    timeout_s
        For connecting, and for each read, above 0.

    Raises
    ------
    ParameterError
        If the address is none that can be used.
    MissingExtraError
        If ``rfc3161-client`` is not installed.
    CannotRunError
        If the authority cannot be reached, or does not stamp what it was asked to.
    """
    _check_url(url)
    client = _client()
    algorithm = client.HashAlgorithm.SHA256
    question = client.TimestampRequestBuilder(message, algorithm, nonce=True, cert_req=True).build()
    answer = _asked(url, question.as_bytes(), timeout_s)
    # Not by `decode_timestamp_response`, which refuses sets out of order, as OpenSSL writes them.
    try:
        stamp = read_stamp(answer)
    except BrokenError as error:
        raise _unusable(url, str(error)) from error
    if stamp.imprint != hashlib.sha256(message).digest():
        raise _unusable(url, "one over another hash")
    if stamp.nonce != question.nonce:
        raise _unusable(url, "the answer to another question")
    return answer


def _asked(url: str, question: bytes, timeout_s: float) -> bytes:
    asked = urllib.request.Request(  # noqa: S310 - https, or this machine: checked above
        url,
        data=question,
        headers={
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        },
        method="POST",
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(asked, timeout=timeout_s) as answer:
            data: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise CannotRunError(
            "the timestamp authority cannot be asked",
            where=url,
            found=str(error)[:200],
            next_step="Seal without a timestamp, or name another authority.",
        ) from error
    if len(data) > MOST_BYTES:
        raise _unusable(url, f"more than {MOST_BYTES:,} bytes")
    return data


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for the refusal that it is here."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Return nothing: urllib then raises the status as an error."""


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname and _is_this_machine(parts.hostname):
        return
    raise ParameterError(
        "this cannot be the address of a timestamp authority",
        expected="https://..., or http:// to this machine",
        found=url,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _client() -> ModuleType:
    try:
        import rfc3161_client  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "timestamps need a package that is not installed",
            found=f"no module {error.name!r}",
            next_step="Install it: pip install 'clearwater[timestamp]'",
        ) from error
    return rfc3161_client


def _unusable(url: str, found: str) -> CannotRunError:
    return CannotRunError(
        "the timestamp authority gave no usable timestamp",
        where=url,
        expected="a granted one over the hash that it was asked for",
        found=found,
        next_step="Seal without a timestamp, or name another authority.",
    )


def timestamp_fault(response: bytes, message: bytes, roots: Sequence[bytes]) -> str:
    """Return why a timestamp over `message` does not hold under any of these roots, or ``""``.

    Parameters
    ----------
    response
        RFC 3161 response, DER.
    roots
        Root certificates, PEM; each may hold several.

    Raises
    ------
    ParameterError
        If one of `roots` holds no certificate.
    MissingExtraError
        If ``rfc3161-client`` is not installed.
    """
    client = _client()
    builder = client.VerifierBuilder()
    for certificate in (one for root in roots for one in _certificates(root)):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(client.decode_timestamp_response(response), message)
    except (client.VerificationError, ValueError) as error:
        return str(error)[:200] or "it does not verify"
    return ""


def _certificates(pem: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise ParameterError(
            "this is no root certificate", expected="PEM", found=str(error)[:200]
        ) from error
