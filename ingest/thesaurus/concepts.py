"""Concepts of the thesaurus, and how its files become concepts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from ingest.documents import LANGUAGES, Language
from ingest.thesaurus.parsing import BrokenYamlError, Tree, parse

SHIPPED = Path(str(resources.files("ingest.thesaurus"))) / "concepts"
"""The folder that comes with the package."""

_NAMED: dict[str, Language] = {language: language for language in LANGUAGES}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LISTS = ("broader", "related", "distinct")
_FIELDS = frozenset(("id", "prefLabel", "altLabel", "hiddenLabel", "definition", *_LISTS))


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One meaning, and what it is called; the fields are those of SKOS."""

    id: str
    pref: dict[Language, str]
    """The word that the trade uses: always in all three languages."""
    alt: dict[Language, tuple[str, ...]] = field(default_factory=dict)
    """Words that mean the same and may stand in a passage."""
    hidden: dict[Language, tuple[str, ...]] = field(default_factory=dict)
    """Ways to type it that no passage should hold; only to recognise a question."""
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    """Near-misses: ids of concepts whose words must never stand for this one."""
    definition: dict[Language, str] = field(default_factory=dict)

    def labels(self) -> Iterator[tuple[str, Language, str]]:
        """Yield every label with its language and its field: prefLabel, altLabel or hiddenLabel."""
        for language, text in self.pref.items():
            yield text, language, "prefLabel"
        for name, labels in (("altLabel", self.alt), ("hiddenLabel", self.hidden)):
            for language, texts in labels.items():
                for text in texts:
                    yield text, language, name


@dataclass(frozen=True)
class Problem:
    """Something in the files that is wrong, or (`warning`) was mended while loading."""

    file: str
    concept: str
    """Id, or "" when the file as a whole is meant."""
    field: str
    text: str
    """What is wrong and what to do."""
    warning: bool = False

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.concept, self.field) if part)
        return f"{place}: {self.text}"


@dataclass(frozen=True)
class Reading:
    """What the files of a folder hold: concepts, each with the name of its file, and problems."""

    concepts: tuple[tuple[str, Concept], ...]
    problems: tuple[Problem, ...]


def read_folder(folder: Path) -> Reading:
    """Read every *.yaml of the folder by name; concepts come as far as they can be read."""
    concepts: list[tuple[str, Concept]] = []
    problems: list[Problem] = []
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        text = "no .yaml file there; name the folder that holds the concepts."
        problems.append(Problem(str(folder), "", "", text))
    for path in paths:
        for number, row in enumerate(_rows(path, problems), start=1):
            reader = _Reader(path.name, row, number)
            concepts.append((path.name, reader.concept()))
            problems += reader.problems
    return Reading(tuple(concepts), tuple(problems))


def _rows(path: Path, problems: list[Problem]) -> list[dict[str, Tree]]:
    try:
        tree = parse(path.read_text(encoding="utf-8"))
    except (BrokenYamlError, OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, "", "", f"cannot be read: {error}."))
        return []
    rows = tree.get("concepts") if isinstance(tree, dict) and len(tree) == 1 else None
    if not isinstance(rows, list):
        text = 'holds no list; begin the file with the one line "concepts:".'
        problems.append(Problem(path.name, "", "concepts", text))
        return []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            text = f'item {number} is no concept; begin it with "- id:".'
            problems.append(Problem(path.name, "", "concepts", text))
    return [row for row in rows if isinstance(row, dict)]


class _Reader:
    """Reads one concept and notes what is wrong with its fields."""

    def __init__(self, file: str, row: Mapping[str, Tree], number: int) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._row = row
        self._id = ""
        self._id = self._read_id(number)

    def concept(self) -> Concept:
        for name in self._row.keys() - _FIELDS:
            known = ", ".join(sorted(_FIELDS))
            self._wrong(name, f"there is no such field; remove it, or use one of: {known}.")
        preferred = self._row.get("prefLabel", {})
        for language in LANGUAGES:
            if language not in preferred:
                self._wrong("prefLabel", f"{language} is missing; every concept has all three.")
        return Concept(
            id=self._id,
            pref=self._text_of("prefLabel"),
            alt=self._texts_of("altLabel"),
            hidden=self._texts_of("hiddenLabel"),
            broader=self._list("broader", self._row.get("broader", [])),
            related=self._list("related", self._row.get("related", [])),
            distinct=self._list("distinct", self._row.get("distinct", [])),
            definition=self._text_of("definition"),
        )

    def _read_id(self, number: int) -> str:
        given = self._row.get("id", "")
        if isinstance(given, str) and _ID.fullmatch(given):
            return given
        self._id = given if isinstance(given, str) and given else f"item {number}"
        self._wrong("id", "give one of small letters and digits, with single hyphens between.")
        return self._id

    def _wrong(self, name: str, text: str) -> None:
        self.problems.append(Problem(self._file, self._id, name, text))

    def _text_of(self, name: str) -> dict[Language, str]:
        found = {}
        for language, value in self._by_language(name):
            if self._is_text(f"{name}.{language}", value) and isinstance(value, str):
                found[language] = value.strip()
        return found

    def _texts_of(self, name: str) -> dict[Language, tuple[str, ...]]:
        return {
            language: self._list(f"{name}.{language}", value)
            for language, value in self._by_language(name)
        }

    def _by_language(self, name: str) -> Iterator[tuple[Language, Tree]]:
        value = self._row.get(name, {})
        if not isinstance(value, dict):
            self._wrong(name, "write it per language: {nl: ..., de: ..., en: ...}.")
            return
        for key, below in value.items():
            if key in _NAMED:
                yield _NAMED[key], below
            else:
                self._wrong(f"{name}.{key}", "no language of ours; use nl, de or en.")

    def _list(self, name: str, value: Tree) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._wrong(name, "write a list: [one, two].")
            return ()
        return tuple(
            item.strip() for item in value if self._is_text(name, item) and isinstance(item, str)
        )

    def _is_text(self, name: str, value: Tree) -> bool:
        """Tell whether there is a text to keep; spaces around it are noted and taken away."""
        if not isinstance(value, str):
            self._wrong(name, f"{value!r} is no text; put it in quotes.")
            return False
        if not any(character.isalnum() for character in value):
            self._wrong(name, f"{value!r} has no word; write one or remove it.")
            return False
        if value != value.strip():
            self._wrong(name, f"{value!r} has spaces around it; remove them.")
        return True
