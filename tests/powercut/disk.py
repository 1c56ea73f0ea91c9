"""What is left of a folder after the power is cut: a model of a file system's promises.

Bytes are durable once the file was synced; of what was written since, each sector is there or not. A name
(made, renamed, removed) is durable by one of two laws, as the cut chooses:

* `strict`, POSIX to the letter: only a sync of the folder that holds the name;
* `ext4`: also a sync of the file itself, and names become durable in the order in which they were given.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.powercut.oplog import Op, Record

SECTOR = 512
STRICT, EXT4 = "strict", "ext4"
ABOVE = ".."


@dataclass(slots=True)
class File:
    """One file: its bytes on the disk, and what was done since its last sync: (offset, bytes) or a size."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    is_folder: bool = False

    def sync(self) -> None:
        """All of it is on the disk."""
        for offset, data in self.pending:
            _apply(self.durable, offset, data)
        self.pending.clear()


@dataclass(frozen=True, slots=True)
class Naming:
    """One change of names: `name` now means `file`, or nothing."""

    file: File
    gone: str = ""
    name: str = ""

    def folders(self) -> set[str]:
        """The folders that hold the names; that of the home itself is the one above it."""
        return {
            ABOVE if name == "." else str(PurePosixPath(name).parent)
            for name in (self.gone, self.name)
            if name
        }


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        if len(content) > offset:
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class Disk:
    """The folder `root` while the log is replayed. Names are relative to it; its own name is `.`."""

    def __init__(
        self, root: str, law: str, rng: random.Random, start: dict[str, bytes] | None = None
    ) -> None:
        self.rng = rng
        self.fates: Counter[str] = Counter()
        self.root = PurePosixPath(root)
        self.law = law
        self.names: dict[str, File] = {}
        self.durable_names: dict[str, File] = {}
        self.pending: list[Naming] = []
        self.by_ino: dict[int, File] = {}
        if start is not None:
            for name, content in start.items():
                is_folder = name.endswith("/")
                self.durable_names[name.rstrip("/")] = File(bytearray(content), is_folder=is_folder)
            self.names.update(self.durable_names)

    def replay(self, records: Iterable[Record]) -> None:
        """Do what the process did."""
        for record in records:
            self._do(record)

    def _do(self, record: Record) -> None:
        match record.op:
            case Op.CREATE | Op.MKDIR:
                made = File(is_folder=record.op is Op.MKDIR)
                if record.op is Op.CREATE:
                    self.by_ino[record.ino] = made
                self._name(Naming(made, name=self._relative(record.path)))
            case Op.WRITE:
                self._file(record).pending.append((record.offset, record.data))
            case Op.TRUNCATE:
                self._file(record).pending.append((record.offset, None))
            case Op.UNLINK | Op.RMDIR:
                gone = self._relative(record.path)
                self._name(Naming(self.names[gone], gone=gone))
            case Op.RENAME:
                gone = self._relative(record.path)
                self._name(Naming(self.names[gone], gone=gone, name=self._relative(record.to)))
            case Op.SYNC | Op.DATASYNC:
                self._sync(record)
            case Op.LOST_SYNC:
                self._lose(record)
            case _:
                pass  # told to others: nothing on this disk

    def _name(self, naming: Naming) -> None:
        _rename(self.names, naming)
        self.pending.append(naming)

    def _sync(self, record: Record) -> None:
        name = self._relative(record.path)
        named = self.names.get(name)
        if name == ABOVE or (named is not None and named.is_folder):
            self._settle(name)
            return
        file = self._file(record)
        file.sync()
        if self.law == EXT4:
            # The journal of the file system is one: with the file's own name all earlier names are durable.
            mine = [place for place, naming in enumerate(self.pending) if naming.file is file]
            if mine:
                for naming in self.pending[: mine[-1] + 1]:
                    _rename(self.durable_names, naming)
                del self.pending[: mine[-1] + 1]

    def _lose(self, record: Record) -> None:
        """A sync failed: the system takes its pages for clean, whatever part of them is on the disk.

        The program goes on reading them from memory; no later sync writes them.
        """
        named = self.names.get(self._relative(record.path))
        if named is None or not named.is_folder:
            file = self._file(record)
            fate = Fate(self.rng, keep=self.rng.choice((0.0, 0.5)), tear=0.3)
            file.durable[:] = fate.of(file, Counter())
            file.pending.clear()

    def _settle(self, folder: str) -> None:
        """The folder was synced: the names in it are durable."""
        for naming in self.pending:
            if folder in naming.folders():
                _rename(self.durable_names, naming)
        self.pending = [naming for naming in self.pending if folder not in naming.folders()]

    def _relative(self, path: str) -> str:
        given = PurePosixPath(path)
        return ABOVE if given == self.root.parent else str(given.relative_to(self.root))

    def _file(self, record: Record) -> File:
        """By its number; a file of the start is met by its name first."""
        if record.ino not in self.by_ino:
            self.by_ino[record.ino] = self.names[self._relative(record.path)]
        return self.by_ino[record.ino]

    def cut(self) -> dict[str, bytes]:
        """What is found after the cut, by name; a folder's ends in a slash. `fates` counts the writes."""
        names = dict(self.durable_names)
        if self.law == EXT4:
            kept = self.pending[: self.rng.randint(0, len(self.pending))]
        else:
            chance = self.rng.choice((0.0, 0.5, 0.5, 1.0))
            kept = [naming for naming in self.pending if self.rng.random() < chance]
        self.fates["names kept"] += len(kept)
        self.fates["names dropped"] += len(self.pending) - len(kept)
        for naming in kept:
            _rename(names, naming)
        fate = Fate(
            self.rng,
            keep=self.rng.choice((0.0, 0.0, 0.2, 0.5, 0.8, 1.0)),
            tear=self.rng.choice((0.0, 0.3, 0.3, 1.0)),
        )
        return {
            name + "/" * file.is_folder: fate.of(file, self.fates)
            for name, file in names.items()
            if all(str(folder) in names for folder in PurePosixPath(name).parents)  # its folder is there
        }


def _rename(names: dict[str, File], naming: Naming) -> None:
    if naming.gone and names.get(naming.gone) is naming.file:
        del names[naming.gone]
    if naming.name:
        names[naming.name] = naming.file


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of writes without a sync: kept with this chance, else torn with that, else dropped."""

    rng: random.Random
    keep: float
    tear: float

    def of(self, file: File, fates: Counter[str]) -> bytes:
        """The bytes of a file after the cut."""
        content = bytearray(file.durable)
        for offset, data in file.pending:
            if self.rng.random() < self.keep:
                _apply(content, offset, data)
                fates["writes kept"] += 1
            elif data is not None and self.rng.random() < self.tear:
                fates["writes torn"] += 1
                self._tear(content, offset, data)
            else:
                fates["writes dropped"] += 1
        return bytes(content)

    def _tear(self, content: bytearray, offset: int, data: bytes) -> None:
        """Each sector arrives or not; the new length may arrive without its bytes."""
        if self.rng.random() < 0.2:
            content.extend(bytes(max(0, offset + len(data) - len(content))))
        for start in range(-(offset % SECTOR), len(data), SECTOR):
            if self.rng.random() < 0.5:
                low = max(0, start)
                _apply(content, offset + low, data[low : start + SECTOR])


def put_on_disk(image: dict[str, bytes], folder: Path) -> None:
    """Make the folder `folder` what the image says; nothing when the folder itself was lost."""
    for name in sorted(image):
        place = folder / name
        if name.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.write_bytes(image[name])
            place.chmod(0o600)
