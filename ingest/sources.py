"""A corpus folder becomes sources; no file is opened before its `read()` is called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingest.documents import Source
from ingest.errors import SourceError

MAX_BYTES = 200_000_000
"""Largest file that is read unless the caller says otherwise."""

_NOT_DOCUMENTS = {"readme.md", "sources.toml", "thumbs.db", "desktop.ini"}


def corpus_sources(root: Path, max_bytes: int = MAX_BYTES) -> list[Source]:
    """Return the files under `root`, or `root` itself if it is a file, sorted by address.

    Hidden files, lock files of Office and the notes for staff (README.md, sources.toml) are
    no documents. A file that cannot be read raises only when it is read.
    """
    if root.is_file():
        return [_source(root, root.name, max_bytes)]
    if not root.is_dir():
        raise SourceError(f"{root}: no such file or folder. Check the corpus folder setting.")
    found = {path.relative_to(root).as_posix(): path for path in _files(root)}
    return [_source(found[uri], uri, max_bytes) for uri in sorted(found)]


def _files(folder: Path) -> Iterator[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise SourceError(
            f"{folder}: cannot be listed ({error.strerror}). Check its rights."
        ) from error
    for path in entries:
        if _is_skipped(path.name):
            continue
        # A link to a folder may lead back up; a link to a file is a file.
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif not path.is_dir():
            yield path


def _is_skipped(name: str) -> bool:
    return name.startswith((".", "~$", "~lock")) or name.lower() in {
        *_NOT_DOCUMENTS,
        "__pycache__",
    }


def _source(path: Path, uri: str, max_bytes: int) -> Source:
    return Source(uri=uri, read=partial(_bytes_of, path, uri, max_bytes))


def _bytes_of(path: Path, uri: str, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise SourceError(
                f"{uri}: {size // 1_000_000} MB is more than the {max_bytes // 1_000_000} MB "
                "allowed. Split the file or raise the limit."
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{uri}: cannot be read ({error.strerror}). Check the file.") from error
