from __future__ import annotations

import re

from ingest.thesaurus import Concept, Thesaurus, turtle
from ingest.thesaurus.skos import PREFIXES, literal

TEXT = r'"(?:[^"\\\n]|\\["\\nrtbf])*"@(?:nl|de|en)'
NAME = r":[a-z0-9][a-z0-9-]*"
STATEMENT = (
    rf"(?:skos:(?:prefLabel|altLabel|hiddenLabel|definition) {TEXT}"
    rf"|(?:skos:broader|skos:related|owl:differentFrom) {NAME}(?:, {NAME})*"
    r"|skos:inScheme <urn:wegwijzer:thesaurus>)"
)
BLOCK = re.compile(rf"{NAME} a skos:Concept(?: ;\n  {STATEMENT})+ \.\n")


def test_every_concept_is_one_block_of_turtle(shipped: Thesaurus) -> None:
    prefixes, *blocks = turtle(shipped.concepts.values())
    assert prefixes == PREFIXES
    assert len(blocks) == len(shipped.concepts)
    assert [block for block in blocks if not BLOCK.fullmatch(block)] == []


def test_every_prefix_that_is_used_is_declared(small: Thesaurus) -> None:
    text = "\n".join(turtle(small.concepts.values()))
    used = set(re.findall(r"(?<![\w<])([a-z]*):(?=[A-Za-z])", re.sub(r'"[^"]*"|<[^>]*>', "", text)))
    assert used - {"urn"} == set(re.findall(r"@prefix ([a-z]*):", PREFIXES))


def test_the_fields_of_a_concept_become_those_of_skos() -> None:
    concept = Concept(
        id="a",
        pref={"nl": "aap"},
        alt={"nl": ("mensaap",)},
        hidden={"en": ("appe",)},
        broader=("b", "c"),
        related=("d",),
        distinct=("e",),
        definition={"en": "A so-called \"ape\"."},
    )  # fmt: skip
    _, block = turtle([concept])
    assert block.splitlines() == [
        ":a a skos:Concept ;",
        "  skos:inScheme <urn:wegwijzer:thesaurus> ;",
        '  skos:prefLabel "aap"@nl ;',
        '  skos:altLabel "mensaap"@nl ;',
        '  skos:hiddenLabel "appe"@en ;',
        '  skos:definition "A so-called \\"ape\\"."@en ;',
        "  skos:broader :b, :c ;",
        "  skos:related :d ;",
        "  owl:differentFrom :e .",
    ]


def test_a_label_is_of_one_kind_only() -> None:
    concept = Concept(id="a", pref={"nl": "aap"}, hidden={"nl": ("aap", "AAP")})
    _, block = turtle([concept])
    assert block.count('"aap"@nl') == 1 and '"AAP"@nl' in block


def test_what_turtle_cannot_hold_is_escaped() -> None:
    assert literal('a\\b "c"\nd\te', "en") == '"a\\\\b \\"c\\"\\nd\\te"@en'
    assert re.fullmatch(TEXT, literal('a\\b "c"\nd\te\r\b\f', "en"))
