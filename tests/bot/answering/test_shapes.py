from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from bot.answering.shapes import ShapeClassifier, defines, term_of
from bot.answers import Question, Shape
from bot.phrases import shape_prototypes
from ingest.documents import LANGUAGES, Hit, Language, RecordKind
from ingest.embedding import HashingEmbedder

KINDS: Mapping[str, RecordKind] = {"mit": "grant", "nis2": "rule", "oost-nl": "organisation"}


@pytest.mark.parametrize(
    ("text", "language", "term"),
    [
        ("Wat is een cobot?", "nl", "cobot"),
        ("wat is nou eigenlijk een digital twin", "nl", "digital twin"),
        ("Wat betekent NIS2 eigenlijk?", "nl", "NIS2"),
        ("Wat houdt predictive maintenance in?", "nl", "predictive maintenance"),
        ("Was ist eine Verwaltungsschale?", "de", "Verwaltungsschale"),
        ("Was versteht man unter einem Retrofit?", "de", "Retrofit"),
        ("What does OEE mean?", "en", "OEE"),
        ("What is a digital twin?", "en", "digital twin"),
        ("Waar begin ik?", "nl", ""),
        ("Was kostet ein Cobot?", "de", ""),
    ],
)
def test_the_term_that_is_asked_for_is_read_from_the_question(
    text: str, language: Language, term: str, a_question: Callable[..., Question]
) -> None:
    assert term_of(a_question(text, language=language)) == term


@pytest.mark.parametrize(
    ("sentence", "term", "language", "expected"),
    [
        ("Een cobot is een robotarm die naast mensen werkt.", "cobot", "nl", True),
        (
            "Een robot of cobot (een robotarm die naast mensen werkt) kan laden.",
            "cobot",
            "nl",
            True,
        ),
        ("De cobot van de buren is kapot.", "robot", "nl", False),
        ("Koop een cobot als het werk steeds hetzelfde is.", "cobot", "nl", False),
        ("OEE steht für Gesamtanlageneffektivität.", "OEE", "de", True),
        ("Die Kosten eines Cobots sind hoch.", "Kosten", "de", True),
        ("A digital twin is a model that follows its machine.", "digital twin", "en", True),
        ("Ask who is behind the digital twin.", "digital twin", "en", False),
    ],
)
def test_a_sentence_that_says_what_a_term_means_is_known(
    sentence: str, term: str, language: Language, expected: bool
) -> None:
    assert defines(sentence, term, language) is expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("shape", "record_id"), [("contacts", "oost-nl"), ("status", "mit"), ("conditions", "nis2")]
)
def test_a_shape_needs_something_of_its_kind_among_what_was_found(
    shape: Shape,
    record_id: str,
    language: Language,
    a_question: Callable[..., Question],
    a_hit: Callable[..., Hit],
) -> None:
    classifier = ShapeClassifier(embedder=HashingEmbedder())
    asked = a_question(shape_prototypes(language, shape)[0], language=language)
    assert classifier.shape_of(asked, [a_hit("Tekst.", record_id=record_id)], KINDS) == shape
    others = [name for name in KINDS if name != record_id]
    assert classifier.shape_of(asked, [a_hit("Tekst.", record_id=others[0])], KINDS) != shape
    assert classifier.shape_of(asked, [a_hit("Tekst.")], KINDS) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", ["plan", "facts"])
def test_what_asks_for_steps_or_facts_gets_no_special_shape(
    shape: Shape, language: Language, a_question: Callable[..., Question], a_hit: Callable[..., Hit]
) -> None:
    classifier = ShapeClassifier(embedder=HashingEmbedder())
    hits = [a_hit("Tekst.", record_id=name) for name in KINDS]
    for text in shape_prototypes(language, shape):
        assert classifier.shape_of(a_question(text, language=language), hits, KINDS) is None


def test_a_definition_needs_a_sentence_that_defines(
    a_question: Callable[..., Question], a_hit: Callable[..., Hit]
) -> None:
    classifier = ShapeClassifier(embedder=HashingEmbedder())
    asked = a_question("Wat is een cobot?")
    found = a_hit("Een cobot is een robotarm die naast mensen werkt.")
    assert classifier.shape_of(asked, [found], KINDS) == "definition"
    assert classifier.shape_of(asked, [a_hit("Koop geen cobot zonder proef.")], KINDS) is None


def test_in_a_follow_up_the_new_words_decide(
    a_question: Callable[..., Question], a_hit: Callable[..., Hit]
) -> None:
    classifier = ShapeClassifier(embedder=HashingEmbedder())
    text = "Waar begin ik met digitaliseren? Kan ik deze subsidie nog aanvragen?"
    asked = a_question(text, asks="Kan ik deze subsidie nog aanvragen?")
    assert classifier.shape_of(asked, [a_hit("Tekst.", record_id="mit")], KINDS) == "status"
