"""The shim's log as a list of operations, in the order in which they happened."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

_HEAD = struct.Struct("<QQqIiHHI")


class Op(IntEnum):
    """What was done; the numbers are the shim's. LOST_SYNC is a sync that was answered with an error."""

    WRITE = 1
    TRUNCATE = 2
    SYNC = 3
    DATASYNC = 4
    CREATE = 5
    UNLINK = 6
    RENAME = 7
    MKDIR = 8
    RMDIR = 9
    CONNECT = 10
    SEND = 11
    SAY = 12
    LOST_SYNC = 13


@dataclass(frozen=True, slots=True)
class Record:
    """One operation that was carried out. `at_s` is UTC, in seconds since 1970.

    Attributes:
        offset: where it wrote, or the new size of the file.
        path: the file as it was called then, whole; `to` is its new name.
        data: the bytes written, sent or said.
    """

    op: Op
    at_s: float
    fd: int
    ino: int
    offset: int
    path: str
    to: str
    data: bytes


def read_log(path: Path) -> list[Record]:
    """All operations of a log."""
    raw = path.read_bytes()
    records: list[Record] = []
    at = 0
    while at < len(raw):
        at_ns, ino, offset, op, fd, path_len, to_len, data_len = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        name = raw[at : at + path_len].decode()
        to = raw[at + path_len : at + path_len + to_len].decode()
        at += path_len + to_len
        records.append(Record(Op(op), at_ns / 1e9, fd, ino, offset, name, to, raw[at : at + data_len]))
        at += data_len
    return records
