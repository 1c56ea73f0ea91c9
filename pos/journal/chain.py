"""The links of the chain of events: each carries the hash of the one before. Pure."""

from __future__ import annotations

import hashlib

FIRST_HASH = "0" * 64
"""What the first link carries as the hash of the one before."""


def event_hash(previous: str, seq: int, *parts: str) -> str:
    """The link of the chain: sha256 over the previous link and every field of this one."""
    return hashlib.sha256("\x1f".join((previous, str(seq), *parts)).encode()).hexdigest()
