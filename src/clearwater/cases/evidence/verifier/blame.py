"""Which file was altered, where one alteration shows in many checks.

A file whose hash is in a manifest that the signature covers is as it was sealed. If another file
was altered, whatever no longer fits between the two is the other's fault. If none was, the fault
stays where it is: then the package was sealed with it.
"""

from __future__ import annotations

from clearwater.cases.evidence.verifier.bag import MANIFEST, SIGNATURE, TAG_MANIFEST
from clearwater.cases.evidence.verifier.ed25519 import signature_holds
from clearwater.cases.evidence.verifier.faults import Checked
from clearwater.cases.evidence.verifier.package import PartError, SealedPackage

SEEN_BY_ITSELF = frozenset(
    {"missing", "not listed", "no plain file", "unreadable", "broken", "altered"}
)
"""Faults that say of a file alone that it is not what it was."""

OF_OTHERS = ("key", "elsewhere")
"""Checks against what the reader brings: no alteration in the package excuses these."""


def without_consequences(checked: list[Checked], package: SealedPackage) -> list[Checked]:
    """Return the checks without faults of files that are certainly as they were sealed."""
    if not any(fault.code in SEEN_BY_ITSELF for one in checked for fault in one.faults):
        return checked
    sealed = _as_sealed(package)
    return [one if one.check in OF_OTHERS else _without(one, sealed) for one in checked]


def _without(one: Checked, sealed: set[str]) -> Checked:
    kept = tuple(f for f in one.faults if f.code in SEEN_BY_ITSELF or f.file not in sealed)
    if kept or not one.faults:
        return one._replace(faults=kept)
    return one._replace(faults=(), done=False)


def _as_sealed(package: SealedPackage) -> set[str]:
    """Return the files that the signature covers, directly or through the manifests."""
    try:
        said, signed = package.signature(), package.content(TAG_MANIFEST)
        if not signature_holds(said.key, signed, said.signature):
            return set()
        sealed = {SIGNATURE, TAG_MANIFEST} | _fitting(package, TAG_MANIFEST)
        return sealed | _fitting(package, MANIFEST) if MANIFEST in sealed else sealed
    except PartError:
        return set()


def _fitting(package: SealedPackage, manifest: str) -> set[str]:
    listed = package.listed(manifest)
    return {name for name in listed if _is_as_listed(package, name, listed[name])}


def _is_as_listed(package: SealedPackage, name: str, digest: str) -> bool:
    try:
        return package.digest(name) == digest
    except PartError:
        return False
