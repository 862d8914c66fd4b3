"""Folders of one source, a language each, become rows; every format has its reader here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import permutations
from pathlib import Path

from ingest.documents import LANGUAGES, Language
from ingest.encoder.training.aligning import Texts, aligned, anchor_rows, by_key, kept
from ingest.encoder.training.blocks import Block, blocks_of
from ingest.encoder.training.formats import (
    commands_of,
    help_units,
    is_prose,
    message,
    messages_of,
)
from ingest.encoder.training.rows import Row
from ingest.encoder.training.sources import How, ParallelSource
from ingest.errors import SourceError

Folders = Mapping[Language, Path]

ANCHORS = "-slug"
"""Ends the name under which headings stand with the English words of their anchors."""

LONGEST_NAME = 80
"""An included file that is longer is a passage of its own, not the name of a product."""

_CODES: dict[Language, str] = {"nl": "nld", "de": "deu", "en": "eng"}


def gathered(source: ParallelSource, folders: Folders) -> Iterator[Row]:
    """Return the rows of a source in the order of its files, fit for training, doubles included.

    Raises SourceError for files that do not belong together.
    """
    for ending, texts in READERS[source.how](folders):
        fit = kept(texts)
        if fit:
            yield Row(source=source.name + ending, licence=source.licence, texts=fit)


def _markdown(folders: Folders) -> Iterator[tuple[str, Texts]]:
    documents = [
        {name: _document(path, folders[name]) for name, path in page.items()}
        for page in _pages(folders, "*.md")
    ]
    # All anchors after all pages: neighbours among rows are neighbours on a page.
    for document in documents:
        yield from (("", texts) for texts in aligned(document))
    for document in documents:
        yield from ((ANCHORS, texts) for texts in anchor_rows(document))


def _commands(folders: Folders) -> Iterator[tuple[str, Texts]]:
    for page in _pages(folders, "*.md"):
        found = {name: commands_of(_text(path)) for name, path in page.items()}
        yield from (("", texts) for texts in by_key(found))


def _fluent(folders: Folders) -> Iterator[tuple[str, Texts]]:
    own = {name: _terms(folder) for name, folder in folders.items()}
    terms = {name: {**own.get("en", {}), **found} for name, found in own.items()}
    for page in _pages(folders, "*.ftl"):
        found = {name: _messages(path, terms[name]) for name, path in page.items()}
        yield from (("", texts) for texts in by_key(found))


def _messages(path: Path, terms: Mapping[str, str]) -> dict[str, str]:
    found = messages_of(_text(path))
    return {key: message(value, terms) for key, value in found.items() if key[0] != "-"}


def _terms(folder: Path) -> dict[str, str]:
    """Return the names that messages refer to; one that changes with grammar is not usable."""
    return {
        key: value
        for path in sorted(folder.rglob("*.ftl"))
        for key, value in messages_of(_text(path)).items()
        if key.startswith("-") and "->" not in value
    }


def _help(folders: Folders) -> Iterator[tuple[str, Texts]]:
    for page in _pages(folders, "*.html"):
        found = {name: help_units(path) for name, path in page.items()}
        found["en"] = {key: text for key, text in found.get("en", {}).items() if is_prose(text)}
        yield from (("", texts) for texts in by_key(found) if "en" in texts)


def _lines(folders: Folders) -> Iterator[tuple[str, Texts]]:
    """Read pairs of files with a sentence a line, in folders such as deu-nld.

    Only those of Tatoeba: other sets in the same repository have other licences.
    """
    root = next(iter(folders.values())).resolve()
    read: set[frozenset[Path]] = set()
    for first, second in permutations(LANGUAGES, 2):
        pattern = f"{_CODES[first]}-{_CODES[second]}/tatoeba-*.{_CODES[first]}"
        for path in sorted(root.rglob(pattern)):
            other = path.with_suffix(f".{_CODES[second]}").resolve()
            # One direction of a pair is often a link to the other.
            pair = frozenset((path.resolve(), other))
            if pair in read or not other.is_file() or not _within(path, root):
                continue
            read.add(pair)
            yield from _line_by_line({first: path.resolve(), second: other})


def _line_by_line(paths: Mapping[Language, Path]) -> Iterator[tuple[str, Texts]]:
    lines = {name: _text(path).rstrip("\n").split("\n") for name, path in paths.items()}
    counts = {len(found) for found in lines.values()}
    if len(counts) > 1:
        names = " and ".join(f"{path.parent.name}/{path.name}" for path in paths.values())
        raise SourceError(f"{names} differ in length ({counts}); delete the cache and fetch anew")
    for texts in zip(*lines.values(), strict=True):
        yield "", dict(zip(lines, texts, strict=True))


READERS: dict[How, Callable[[Folders], Iterator[tuple[str, Texts]]]] = {
    "markdown": _markdown,
    "commands": _commands,
    "fluent": _fluent,
    "lines": _lines,
    "help": _help,
}
"""Each returns what to add to the name of the source, and the texts of a row."""


def _pages(folders: Folders, pattern: str) -> Iterator[dict[Language, Path]]:
    """Return the files of each page, in the order of their paths; capitals do not count."""
    pages: dict[str, dict[Language, Path]] = {}
    for language, root in folders.items():
        for path in sorted(root.rglob(pattern)):
            name = path.relative_to(root).as_posix().lower()
            if path.is_file() and _within(path, root) and not name.startswith(".git"):
                pages.setdefault(name, {}).setdefault(language, path)
    return (pages[name] for name in sorted(pages))


def _document(path: Path, root: Path) -> list[Block]:
    return blocks_of(_text(path), partial(_included, path.parent, root))


@lru_cache(maxsize=4096)
def _included(folder: Path, root: Path, target: str) -> str:
    """Return the name in a file that a page in this folder includes, or "" if it is no name."""
    path = root / target[2:] if target.startswith("~/") else folder / target
    if not _within(path, root) or not path.is_file():
        return ""
    blocks = blocks_of(_text(path))
    name = blocks[0].text if len(blocks) == 1 else ""
    return name if len(name) <= LONGEST_NAME else ""


def _within(path: Path, root: Path) -> bool:
    """Tell whether a path stays within its folder: links of a repository may lead anywhere."""
    return path.resolve().is_relative_to(root.resolve())


def _text(path: Path) -> str:
    """Return the text of a file; what is not UTF-8 becomes a HOLE, which no row may hold."""
    return path.read_bytes().decode("utf-8", errors="replace")
