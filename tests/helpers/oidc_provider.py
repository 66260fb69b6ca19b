"""A provider of logins on this machine: OpenID Connect with real keys and real signatures.

It knows one person, who is always logged in there. It can be told to misbehave in what it signs;
otherwise it is as strict as one should be: a code works once, for who proves to have begun.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "clear:water", "盐水 a+secret"
SUBJECT = "24400320|王芳"

Claims = dict[str, Any]


@dataclass
class OidcProvider:
    """What the provider holds. Change it to make it misbehave."""

    clock_s: Callable[[], int]
    subject: str = SUBJECT
    key: RSAKey | ECKey = field(
        default_factory=lambda: ECKey.generate_key("P-256", {"kid": "now", "use": "sig"})
    )
    signs_with: RSAKey | ECKey | OctKey | None = None
    """Another key than the one that it publishes."""
    algorithm: str = "ES256"
    claims: Claims = field(default_factory=dict)
    """Claims of the next tokens that are other than they should be; None takes one out."""
    described: dict[str, Any] = field(default_factory=dict)
    """What it publishes about itself that is other than it should be."""
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """What browsers came with."""
    tokens_refused: list[str] = field(default_factory=list)
    """Why requests for a token were refused."""

    def description(self) -> dict[str, Any]:
        usual = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.algorithm],
        }
        return usual | self.described

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.url}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return a status and what the token endpoint answers."""
        begun = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        known = f"{quote_plus(CLIENT_ID)}:{quote_plus(CLIENT_SECRET)}"
        basic = f"Basic {base64.b64encode(known.encode()).decode()}"
        wrong = [
            why
            for why, holds in {
                "code": begun is not None,
                "client": authorization == basic,
                "verifier": begun is not None
                and begun["code_challenge_method"] == "S256"
                and begun["code_challenge"] == challenge.decode().rstrip("="),
                "redirect_uri": begun is not None
                and form.get("redirect_uri") == begun["redirect_uri"],
            }.items()
            if not holds
        ]
        if wrong or begun is None:
            self.tokens_refused.append(wrong[0])
            return 400, {"error": "invalid_grant", "error_description": wrong[0]}
        answer = {"access_token": "unused", "token_type": "Bearer", "expires_in": 60}
        return 200, answer | {"id_token": self.signed(begun)}

    def signed(self, begun: dict[str, str]) -> str:
        """Return the token that says who somebody is."""
        now_s = self.clock_s()
        usual: Claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": begun["client_id"],
            "exp": now_s + 300,
            "iat": now_s,
            "auth_time": now_s - 20,
            "nonce": begun["nonce"],
            "amr": ["pwd", "mfa"],
        }
        claims = {k: v for k, v in (usual | self.claims).items() if v is not None}
        header = {"alg": self.algorithm, "kid": "now"}
        if self.algorithm == "none":
            parts = (_part(header), _part(claims), "")
            return ".".join(parts)
        return jwt.encode(header, claims, self.signs_with or self.key, [self.algorithm])

    def browse(self, address: str) -> dict[str, str]:
        """Go to the provider as a browser does, and return with what it is sent back."""
        with httpx.Client(trust_env=False) as browser:
            answer = browser.get(address)
        assert answer.status_code == 302, answer.text
        return _flat(urlsplit(answer.headers["location"]).query)


@contextmanager
def providing(clock_s: Callable[[], int]) -> Iterator[OidcProvider]:
    """Yield a provider that listens on a free port until the block is left."""
    provider = OidcProvider(clock_s)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            if where.path == "/.well-known/openid-configuration":
                self._answer(200, provider.description())
            elif where.path == "/keys":
                self._answer(200, dict(KeySet([provider.key]).as_dict(private=False)))
            elif where.path == "/authorize":
                self.send_response(302)
                self.send_header("location", provider.authorize(_flat(where.query)))
                self.end_headers()
            else:
                self._answer(404, {"error": "not found"})

        def do_POST(self) -> None:
            form = _flat(self.rfile.read(int(self.headers["content-length"])).decode())
            self._answer(*provider.token(form, self.headers.get("authorization", "")))

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
