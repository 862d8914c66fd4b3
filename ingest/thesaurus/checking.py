"""What can be wrong between concepts: references, circles, and labels with two meanings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.documents import Language
from ingest.thesaurus.concepts import SHIPPED, Concept, Problem, Reading, read_folder


def check(folder: Path | None = None) -> list[Problem]:
    """Return everything that is wrong in the folder (default: the one that ships)."""
    return problems_of(read_folder(folder or SHIPPED))


def problems_of(reading: Reading) -> list[Problem]:
    """Return what is wrong within the files, then what is wrong between concepts."""
    between = (*_twice(reading), *_references(reading), *_circles(reading), *_shared(reading))
    return [*reading.problems, *between]


def _twice(reading: Reading) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file, concept in reading.concepts:
        if concept.id in first:
            text = f"{first[concept.id]} has the same id; join the two, or rename one."
            yield Problem(file, concept.id, "id", text)
        first.setdefault(concept.id, file)


def _references(reading: Reading) -> Iterator[Problem]:
    known = {concept.id: concept for _, concept in reading.concepts}
    for file, concept in reading.concepts:
        for name in ("broader", "related", "distinct"):
            for other in getattr(concept, name):
                text = _wrong_reference(concept, name, other, known)
                if text:
                    yield Problem(file, concept.id, name, text)
                elif name == "distinct" and concept.id not in known[other].distinct:
                    text = f"{other} does not name {concept.id} in return; add it there too."
                    yield Problem(file, concept.id, name, text, warning=True)


def _wrong_reference(
    concept: Concept, name: str, other: str, known: Mapping[str, Concept]
) -> str | None:
    if other == concept.id:
        return "the concept names itself; remove that."
    if other not in known:
        return f"there is no concept {other}; correct the id or remove it."
    if name == "related" and other in concept.broader:
        return f"{other} is broader already; remove it here."
    return None


def _circles(reading: Reading) -> Iterator[Problem]:
    """Name each circle of broader concepts once, at its first concept by id."""
    files = {concept.id: file for file, concept in reading.concepts}
    above = {
        concept.id: [other for other in concept.broader if other != concept.id]
        for _, concept in reading.concepts
    }
    for start in above:
        way = _way_back(start, above)
        if way and start == min(way):
            text = f"goes in a circle: {' > '.join((*way, start))}; take one step out."
            yield Problem(files[start], start, "broader", text)


def _way_back(start: str, above: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the shortest way from a concept up to itself, or ()."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for other in above.get(way[-1], ()):
            if other == start:
                return way
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()


def _shared(reading: Reading) -> Iterator[Problem]:
    """Name labels of two concepts that do not tell each other apart, and labels given twice."""
    owners: dict[tuple[Language, str], list[tuple[str, Concept, str]]] = defaultdict(list)
    for file, concept in reading.concepts:
        for text, language, name in concept.labels():
            place = owners[language, text.casefold()]
            for other_file, other, other_text in place:
                wrong = _clash(text, concept, other_text, other, other_file)
                if wrong:
                    yield Problem(file, concept.id, f"{name}.{language}", wrong)
            place.append((file, concept, text))


def _clash(
    text: str, concept: Concept, other_text: str, other: Concept, other_file: str
) -> str | None:
    """In one concept, another case is no clash: "AI" with "ai" is then known in small letters."""
    if concept is other:
        return f'"{text}" stands twice here; remove one.' if text == other_text else None
    if concept.id == other.id or other.id in concept.distinct or concept.id in other.distinct:
        return None
    return (
        f'"{text}" is also a label of {other.id} ({other_file}); keep it in one,'
        " or let both name each other under distinct."
    )
