"""Names of the register join the concepts; an entry that is one already adds its names to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ingest.analysis import fold
from ingest.documents import LANGUAGES, Language, Record
from ingest.thesaurus.concepts import Concept

Owners = Mapping[str, set[str]]
"""Folded label -> ids of the concepts that have it."""


def with_records(concepts: Mapping[str, Concept], records: Iterable[Record]) -> list[Concept]:
    """Return the concepts, with the names of each record in one of them or in a new one.

    A name that a concept has already stays there, so that no label gets a second meaning.
    """
    given = tuple(records)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for concept in concepts.values():
        for text, _, _ in concept.labels():
            owners[_folded(text)].add(concept.id)
    ids = {record.id: _concept_of(record, concepts, owners) for record in given}
    known = dict(concepts)
    for record in given:
        id = ids[record.id]
        fresh = [name for name in _names(record) if not owners.get(_folded(name), set()) - {id}]
        apart = [ids[other] for other in record.not_to_be_confused_with if other in ids]
        known[id] = _named(known.get(id), id, fresh or [record.name], apart)
        for name in fresh:
            owners[_folded(name)].add(id)
    return list(known.values())


def _names(record: Record) -> list[str]:
    names: dict[str, str] = {}
    for name in (record.name, *record.aliases):
        names.setdefault(_folded(name), name)
    return list(names.values())


def _folded(name: str) -> str:
    return fold(name).replace("-", " ")


def _concept_of(record: Record, concepts: Mapping[str, Concept], owners: Owners) -> str:
    """Return the concept that is this record, or an id of its own.

    It has the record's own name, or the record's id and one of its names, or half of the names that
    no other concept has: one alias may be the name of something wider ("BAFA" of its grant).
    """
    names = _names(record)
    shared = Counter(id for name in names for id in owners.get(_folded(name), ()))
    by_name = owners.get(_folded(record.name), set())
    ways = (
        [id for id, _ in shared.most_common() if id in by_name],
        [id for id in shared if id == record.id],
        [id for id, count in shared.most_common() if 2 * count >= _free_for(id, names, owners)],
    )
    free = f"record-{record.id}" if record.id in concepts else record.id
    return next((way[0] for way in ways if way), free)


def _free_for(id: str, names: list[str], owners: Owners) -> int:
    held = [owners.get(_folded(name), set()) for name in names]
    return sum(not owned or id in owned for owned in held)


def _named(concept: Concept | None, id: str, names: list[str], apart: list[str]) -> Concept:
    """Add names as altLabels, and near-misses; the first name of a new concept is its prefLabel."""
    if concept is None:
        concept = Concept(id=id, pref=dict.fromkeys(LANGUAGES, names[0]))
    known: dict[Language, set[str]] = {language: set() for language in LANGUAGES}
    for text, language, _ in concept.labels():
        known[language].add(_folded(text))
    alt = {
        language: (
            *concept.alt.get(language, ()),
            *(name for name in names if _folded(name) not in known[language]),
        )
        for language in LANGUAGES
    }
    distinct = dict.fromkeys((*concept.distinct, *(other for other in apart if other != id)))
    return replace(concept, alt=alt, distinct=tuple(distinct))
