"""A timestamp authority on this machine, made of ``openssl ts``, with certificates of its own."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OPENSSL = shutil.which("openssl")
CONFIGURATION = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/leaf.pem
signer_key = {folder}/leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
[leaf]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
"""


@dataclass
class Authority:
    """An authority that is running."""

    url: str
    root: Path
    """Its root certificate, PEM."""
    answers: list[bytes] = field(default_factory=list)
    """Put answers here, and they are given instead of honest ones."""
    status: int = 200
    asked: int = 0


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """Yield an authority that keeps its keys in `folder`."""
    root = make_certificates(folder)
    running = Authority("", root)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            running.asked += 1
            answer = running.answers.pop(0) if running.answers else stamped(folder, question)
            self.send_response(running.status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_port}/tsa"
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_certificates(folder: Path) -> Path:
    """Make a root and the authority's certificate, and return the root."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "tsa.cnf"
    settings.write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    files = {name: str(folder / name) for name in ("root.key", "root.pem", "leaf.key", "leaf.pem")}
    common = ("-x509", "-config", str(settings), "-days", "2")
    own = ("-keyout", files["root.key"], "-out", files["root.pem"], "-subj", "/CN=Test root")
    _openssl(folder, "req", *common, *new_key, *own, "-extensions", "root")
    leaf = ("-keyout", files["leaf.key"], "-out", files["leaf.pem"], "-subj", "/CN=Test TSA")
    signer = ("-CA", files["root.pem"], "-CAkey", files["root.key"], "-extensions", "leaf")
    _openssl(folder, "req", *common, *new_key, *leaf, *signer)
    return folder / "root.pem"


def stamped(folder: Path, question: bytes) -> bytes:
    """Return an honest answer to a question."""
    asked, answer = folder / "question.tsq", folder / "answer.tsr"
    asked.write_bytes(question)
    settings = ("-config", str(folder / "tsa.cnf"), "-section", "own")
    _openssl(folder, "ts", "-reply", "-queryfile", str(asked), "-out", str(answer), *settings)
    return answer.read_bytes()


def verified_by_openssl(folder: Path, data: Path, stamp: Path, root: Path) -> bool:
    """Return what ``openssl ts -verify`` says."""
    words = ("-verify", "-data", str(data), "-in", str(stamp), "-CAfile", str(root))
    done = subprocess.run(
        [OPENSSL or "openssl", "ts", *words], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run([OPENSSL or "openssl", *words], cwd=folder, capture_output=True, check=True)
