"""`clearwater evidence verify`: the checks that lie in every package, run from outside of it.

The code is that of the package's own ``verify.py``, in the version of this Clearwater. Besides, a
timestamp is checked to the end where the authority's root certificate is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.timestamp import timestamp_fault
from clearwater.cases.evidence.verifier.bag import MANIFEST, STAMP
from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.checks import Pinned, checked_package
from clearwater.cases.evidence.verifier.faults import Checked, PackageFault
from clearwater.cases.evidence.verifier.merkle import hash_of_hex
from clearwater.cases.evidence.verifier.note import SignedCheckpoint, read_checkpoint
from clearwater.cases.evidence.verifier.package import PartError, SealedPackage
from clearwater.cases.evidence.verifier.words import (
    FAULT_WORDS,
    VERIFIER_LANGUAGES,
    lines_of,
    words_of_check,
)
from clearwater.errors import ParameterError, SourceError


@dataclass(frozen=True)
class PackageRequest:
    """What to check, and what is known from elsewhere."""

    folder: Path
    key: str | None = None
    """Public key that must have signed, 64 hex digits."""
    checkpoint: Path | None = None
    """File with a checkpoint of the ledger at the size at which the package was sealed."""
    roots: Sequence[Path] = ()
    """PEM files with root certificates of timestamp authorities."""


@dataclass(frozen=True)
class PackageCheck:
    """What was found."""

    checked: tuple[Checked, ...]

    @property
    def verified(self) -> bool:
        """Whether nothing was altered."""
        return not any(one.faults for one in self.checked)

    def lines(self, language: str) -> list[str]:
        """Return one line a check and one a fault, as ``verify.py`` prints them."""
        return lines_of(list(self.checked), language)

    def rows(self, language: str) -> list[dict[str, str]]:
        """Return one row a check, and one a fault of it, with columns check, outcome, file, ..."""
        which = VERIFIER_LANGUAGES.index(language)
        return [row for one in self.checked for row in _rows(one, which)]


def check_package(request: PackageRequest) -> PackageCheck:
    """Return every check of a package.

    Raises
    ------
    ParameterError
        If key or checkpoint cannot be what they are named as, or nothing is altered and what was
        asked cannot be said: the checkpoint is of another size than the package's, or an authority
        is named and there is no timestamp.
    SourceError
        If the folder or a named file cannot be read.
    MissingExtraError
        If root certificates are named and ``rfc3161-client`` is not installed.
    """
    pinned = Pinned(_key(request.key), _checkpoint(request.checkpoint))
    try:
        checked = checked_package(str(request.folder), pinned)
    except OSError as error:
        raise SourceError(
            "the package cannot be read",
            where=str(request.folder),
            found=error.strerror or str(error),
        ) from error
    # What was altered is said first, whatever else could not be asked.
    altered = any(one.faults for one in checked)
    if pinned.checkpoint is not None and not checked[-1].done and not altered:
        raise ParameterError(
            "the checkpoint cannot be compared with the package's",
            where=str(request.checkpoint),
            expected=f"one of size {checked[-1].detail}",
            found=f"size {pinned.checkpoint.size}",
            next_step="Ask for the checkpoint of that size, or for the proof between the two.",
        )
    if request.roots:
        checked.append(_authority(request, altered=altered))
    return PackageCheck(tuple(checked))


def _authority(request: PackageRequest, *, altered: bool) -> Checked:
    """Return the check of a timestamp's own signature; an error where there never was one."""
    try:
        certificates = [path.read_bytes() for path in request.roots]
    except OSError as error:
        raise SourceError(
            "a root certificate cannot be read", where=str(error.filename), found=str(error)
        ) from error
    package = SealedPackage(str(request.folder))
    if STAMP not in package.lying.files and not altered:
        raise ParameterError(
            "the package was sealed without a timestamp, so no authority can have made it",
            where=str(request.folder),
            expected=STAMP,
            found="no such file",
            next_step="Verify without a root certificate.",
        )
    try:
        stamp, manifest = package.content(STAMP), package.content(MANIFEST)
    except PartError as error:
        code = "broken" if error.file in package.lying.files else "missing"
        return Checked("authority", (PackageFault(code, error.file, str(error)),))
    wrong = timestamp_fault(stamp, manifest, certificates)
    return Checked(
        "authority", (PackageFault("not of this authority", STAMP, wrong),) if wrong else ()
    )


def _key(said: str | None) -> bytes | None:
    if said is None:
        return None
    try:
        return hash_of_hex(said.strip().lower())
    except BrokenError as error:
        raise ParameterError(
            "this cannot be a public key", expected="64 hex digits", found=repr(said)
        ) from error


def _checkpoint(path: Path | None) -> SignedCheckpoint | None:
    if path is None:
        return None
    try:
        return read_checkpoint(path.read_bytes())
    except OSError as error:
        raise SourceError(
            "the checkpoint cannot be read", where=str(path), found=error.strerror or str(error)
        ) from error
    except BrokenError as error:
        raise ParameterError(
            "this is no checkpoint", where=str(path), expected="a signed note", found=str(error)
        ) from error


def _rows(one: Checked, which: int) -> list[dict[str, str]]:
    outcome = "altered" if one.faults else "ok" if one.done else "not checked"
    words = words_of_check(one, which)
    head = {"check": one.check, "outcome": outcome, "file": "", "what": words, "detail": one.detail}
    return [
        head,
        *(
            {
                "check": one.check,
                "outcome": "altered",
                "file": fault.file,
                "what": FAULT_WORDS[fault.code][which],
                "detail": fault.detail,
            }
            for fault in one.faults
        ),
    ]
