"""The thesaurus as SKOS in Turtle, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.thesaurus.concepts import Concept

PREFIXES = """\
@prefix : <urn:wegwijzer:thesaurus:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<urn:wegwijzer:thesaurus> a skos:ConceptScheme .
"""

_RELATIONS = (
    ("skos:broader", "broader"),
    ("skos:related", "related"),
    ("owl:differentFrom", "distinct"),
)
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


def turtle(concepts: Iterable[Concept]) -> Iterator[str]:
    """Yield the document in blocks: the prefixes, then one block per concept."""
    yield PREFIXES
    for concept in concepts:
        lines = [f":{concept.id} a skos:Concept", "skos:inScheme <urn:wegwijzer:thesaurus>"]
        yield " ;\n  ".join([*lines, *_statements(concept)]) + " .\n"


def _statements(concept: Concept) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for text, language, name in concept.labels():
        # A label is one of the three kinds in SKOS, never two.
        if (text, language) not in seen:
            seen.add((text, language))
            yield f"skos:{name} {literal(text, language)}"
    for language, text in concept.definition.items():
        yield f"skos:definition {literal(text, language)}"
    for property, name in _RELATIONS:
        others: tuple[str, ...] = getattr(concept, name)
        if others:
            yield f"{property} {', '.join(f':{other}' for other in others)}"


def literal(text: str, language: str) -> str:
    """Return a text with its language, as Turtle writes it."""
    return f'"{text.translate(_ESCAPES)}"@{language}'
