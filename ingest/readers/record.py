"""Reads one entry of the register: a YAML file whose every field is checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import ValidationError as InvalidFields

from ingest.cleaning import normalise
from ingest.documents import (
    LANGUAGES,
    Document,
    Language,
    Locator,
    Metadata,
    Record,
    RecordKind,
    RecordStatus,
    Section,
    Statement,
    digest_of,
)
from ingest.errors import BrokenError
from ingest.readers.text import decode

PUBLISHER = "Wegwijzer register"

Activity = Literal[
    "advice", "scan", "test", "training", "network", "funding", "partner_search", "law", "tools",
    "research",
]  # fmt: skip


def _as_text(value: object) -> object:
    """YAML reads 2025 as a number and 2026-02-19 as a date; both are meant as written."""
    return str(value) if isinstance(value, int | date) and not isinstance(value, bool) else value


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
SeenOn = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=r"^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$"),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Texts(_Strict):
    nl: Words
    de: Words
    en: Words

    def by_language(self) -> dict[Language, str]:
        texts: dict[Language, str] = {"nl": self.nl, "de": self.de, "en": self.en}
        return {language: " ".join(normalise(text).split()) for language, text in texts.items()}


class _StatementFields(_Texts):
    source: Address
    seen_on: SeenOn | None = None


class _Fields(_Strict):
    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    kind: RecordKind
    type: Words
    name: Words
    aliases: tuple[Words, ...] = ()
    not_to_be_confused_with: tuple[Slug, ...] = ()
    does: _Texts
    topics: tuple[Words, ...] = ()
    activities: tuple[Activity, ...] = ()
    country: tuple[Literal["NL", "DE", "EU"], ...] = ()
    region: tuple[Words, ...] = ()
    languages: tuple[Words, ...] = ()
    address: Address | None = None
    seen_on: SeenOn | None = None
    evidence: tuple[Address, ...] = ()
    evidence_grade: Words | None = None
    status: RecordStatus
    valid_from: date | None = None
    valid_until: date | None = None
    apply_before_start: bool | None = None
    note: _Texts | None = None
    statements: tuple[_StatementFields, ...] = ()


def read(data: bytes, uri: str) -> Document:
    """Read the entry; per language its description and each statement become a section."""
    fields = _checked(_parsed(decode(data, uri), uri), uri)
    if fields.id != PurePosixPath(uri).stem:
        raise BrokenError(
            f"{uri}: field id is {fields.id!r}, but must equal the file name "
            f"{PurePosixPath(uri).stem!r}. Rename one of the two."
        )
    if fields.valid_from and fields.valid_until and fields.valid_from > fields.valid_until:
        raise BrokenError(f"{uri}: field valid_until lies before valid_from. Correct one of them.")
    record = _record(fields)
    return Document(
        uri=uri,
        format="record",
        digest=digest_of(data),
        metadata=_metadata(record),
        sections=tuple(_sections(record)),
        record=record,
    )


def _parsed(text: str, uri: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise BrokenError(
            f"{uri}: {place}is not YAML ({problem}). "
            "Put texts that contain a colon or a quotation mark in double quotes."
        ) from error


def _checked(fields: object, uri: str) -> _Fields:
    if not isinstance(fields, dict):
        raise BrokenError(f"{uri}: holds no fields. Begin with `schema: 1` and `id:`.")
    try:
        return _Fields.model_validate(fields)
    except InvalidFields as error:
        problems = [_problem(str_path(found["loc"]), found["type"], found["msg"], found["input"])
                    for found in error.errors()]  # fmt: skip
        raise BrokenError(f"{uri}: " + " ".join(problems[:5])) from error


def str_path(location: tuple[int | str, ...]) -> str:
    """Return the place of a field as one writes it: `statements[2].source`."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".")


def _problem(path: str, kind: str, message: str, value: object) -> str:
    if kind == "extra_forbidden":
        allowed = ", ".join(field.alias or name for name, field in _Fields.model_fields.items())
        return f"field {path} is unknown; remove it or use one of: {allowed}."
    if kind == "missing":
        return f"field {path} is missing; add it."
    reason = re.sub(r"^(Input|String|Value) should", "must", message)
    return f"field {path}: {reason} (it is {str(value)[:60]!r}); correct it."


def _record(fields: _Fields) -> Record:
    same = fields.model_dump(exclude={"schema_", "does", "note", "statements"})
    return Record(
        **same,
        does=fields.does.by_language(),
        note=fields.note.by_language() if fields.note else {},
        statements=tuple(
            Statement(text=found.by_language(), source=found.source, seen_on=found.seen_on)
            for found in fields.statements
        ),
    )


def _metadata(record: Record) -> Metadata:
    return Metadata(
        title=record.name,
        publisher=PUBLISHER,
        published=record.seen_on or "",
        region=record.region,
        topics=record.topics,
        keywords=record.aliases,
        url=record.address or next(iter(record.evidence), ""),
    )


def _sections(record: Record) -> list[Section]:
    locator = Locator(headings=(record.name,))
    sections = []
    for language in LANGUAGES:
        does = f"{record.name}. {record.does[language]}"
        sections.append(Section(text=does, locator=locator, language=language))
        sections += [_stated(found, locator, language) for found in record.statements]
    return sections


def _stated(statement: Statement, locator: Locator, language: Language) -> Section:
    """A statement is cited with the page and the date that it rests on, not with the record's."""
    return Section(
        text=statement.text[language],
        locator=locator,
        language=language,
        url=statement.source,
        published=statement.seen_on or "",
    )
