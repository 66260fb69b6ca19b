"""What is done to a store as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class StoreCreated(Act):
    """The first entry of every ledger."""

    NAME = "store created"
    public_key: str
    """Ed25519 key that signs checkpoints, 32 bytes in hex."""
    users: str
    """``open``: whoever is named on the command line may act; ``listed``: who was added."""
    rehearsal: str | None
    """The seed, where ids and salts are not random: an exercise, no real case."""


@dataclass(frozen=True)
class UserChanged(Act):
    """Somebody was added, has other roles, or left."""

    NAME = "user changed"
    user_changed: str
    roles: str
    state: str


@dataclass(frozen=True)
class PolicyChanged(Act):
    """The organisation's rules changed."""

    NAME = "policy changed"
    version: int
    sha256: str
    """Of the policy's RFC 8785 JSON."""


@dataclass(frozen=True)
class CheckpointPublished(Act):
    """A signed checkpoint was given to somebody outside."""

    NAME = "checkpoint published"
    size: int
    root: str


@dataclass(frozen=True)
class BackupMade(Act):
    """The store was copied."""

    NAME = "backup made"
    size: int
    root: str


@dataclass(frozen=True)
class StoreRestored(Act):
    """The store was made anew from a backup."""

    NAME = "store restored"
    size: int
    root: str
    made: str
    """When the backup was made, RFC 3339."""
