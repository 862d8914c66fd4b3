"""Folders of an index: numbered generations, the pointer to the current one, the writer lock."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from pathlib import Path
from types import TracebackType

from ingest.errors import IndexStoreError

POINTER = "CURRENT"
LOCK = ".writer"
HIDDEN = ".building-"
_NAME = re.compile(r"g(\d{6,})(?:-[0-9a-f]{8})?")


def published_generation(index: Path) -> Path | None:
    """Return the folder that the pointer names, or None when nothing was published yet.

    Raises IndexStoreError when the pointer names no complete generation.
    """
    try:
        name = (index / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    folder = index / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise IndexStoreError(
            f"{index / POINTER} names {name!r}, which is no generation of this index; "
            f"build it anew with: wegwijzer ingest --rebuild --index {index}"
        )
    return folder


def published_generation_or_none(index: Path) -> Path | None:
    """Return the current generation, or None when there is none that can be trusted."""
    try:
        return published_generation(index)
    except IndexStoreError:
        return None


def number_of(generation: Path | None) -> int:
    """Return the number of a generation folder; 0 for none."""
    found = _NAME.fullmatch(generation.name) if generation else None
    return int(found.group(1)) if found else 0


def hidden_folder(index: Path) -> Path:
    """Return a new folder that no reader looks at, on the same file system."""
    folder = index / f"{HIDDEN}{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def publish(index: Path, hidden: Path) -> Path:
    """Give the hidden folder the next number and point to it, in one atomic step.

    Its own token makes the name one that never was: Chroma remembers open folders by their path.
    """
    taken = [number_of(folder) for folder in index.iterdir() if folder.is_dir()]
    folder = index / f"g{max([0, *taken]) + 1:06d}-{hidden.name.removeprefix(HIDDEN)}"
    hidden.chmod(0o755)  # mkdtemp lets nobody else in, but a bot may run as another user
    hidden.rename(folder)
    _write_pointer(index, folder.name)
    return folder


def sweep(index: Path, keep: Path | None) -> None:
    """Remove every generation but `keep`, and what interrupted builders left behind.

    A running reader keeps answering: it holds its files open and loads them when it opens them.
    One that is just opening finds the whole folder or none.
    """
    for folder in list(index.iterdir()):
        if _NAME.fullmatch(folder.name) and folder.is_dir() and folder != keep:
            folder.rename(index / f"{HIDDEN}{folder.name}")
    for folder in list(index.glob(f"{HIDDEN}*")):
        shutil.rmtree(folder)


def drop(folder: Path) -> None:
    """Remove a folder; one that is not there (any more) is no error."""
    if folder.exists():
        shutil.rmtree(folder)


def _write_pointer(index: Path, name: str) -> None:
    new = index / f"{POINTER}.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(index / POINTER)
    _sync_folder(index)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class WriterLock:
    """Lets one process write at a time; the operating system frees it when the process dies."""

    def __init__(self, index: Path) -> None:
        self._path = index / LOCK

    def __enter__(self) -> WriterLock:
        """Take the lock or raise IndexStoreError naming the process that holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            holder = self._file.read().strip() or "another process"
            self._file.close()
            raise IndexStoreError(
                f"{self._path.parent} is being written by process {holder}; "
                "wait until it is done and try again"
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Free the lock."""
        self._file.close()
