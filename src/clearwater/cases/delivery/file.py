"""The default connector: one file a message, in a folder that somebody or something else reads.

Nothing happens on a platform through it, so it is also the rehearsal of every other connector. A
file appears whole or not at all: it is written beside its place, forced to the disk, and linked to
its name. A link, not a move, because a link never replaces what is there, whoever else is writing.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from clearwater.cases.delivery.base import DeliveryError, Outgoing, Receipt, RefusedDelivery
from clearwater.cases.ledger.keys import sync_folder

_MODE = 0o600  # it names an account
_PATIENCE_S = 30


class FileConnector:
    """Writes ``<folder>/<message>.json``; makes the folder where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def patience_s(self) -> int:
        """Half a minute: what a slow disk may take."""
        return _PATIENCE_S

    def deliver(self, message: Outgoing) -> Receipt:
        """Write the message, unless it is there.

        Raises
        ------
        DeliveryError
            If it cannot be written.
        RefusedDelivery
            If another content stands under its id: one of the two was altered.
        """
        place = self.folder / f"{message.message}.json"
        content = message.payload()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not place.exists():
                self._write(place, content)
            # A writer that was killed leaves its part behind. Taking away the part of one that is
            # alive does no harm: it finds the message in place.
            for part in self.folder.glob(f".{message.message}.*.part"):
                part.unlink(missing_ok=True)
            sync_folder(self.folder)
            there = place.read_bytes()
        except OSError as error:
            raise _cannot_write(place, error) from error
        if there != content:
            raise _other_content(place)
        return Receipt(place.name)

    def _write(self, place: Path, content: bytes) -> None:
        part = place.with_name(f".{place.stem}.{secrets.token_hex(6)}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # Not there any more, or there already: somebody else wrote the same message meanwhile.
        with suppress(FileExistsError, FileNotFoundError):
            os.link(part, place)


def _cannot_write(place: Path, error: OSError) -> DeliveryError:
    return DeliveryError(
        "file not written",
        what="the message cannot be written",
        where=str(place),
        found=error.strerror or str(error),
        next_step="Make room, or name another folder.",
    )


def _other_content(place: Path) -> RefusedDelivery:
    return RefusedDelivery(
        "other content under this id",
        what="another message stands under this id",
        where=str(place),
        expected="the same bytes at every attempt",
        next_step="Compare the file with the store: one of the two was altered.",
    )
