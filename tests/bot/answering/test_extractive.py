from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.answering import Draft
from bot.answering.evidence import Vocabulary
from bot.answering.extractive import ExtractiveDrafter
from bot.answering.route import MOST_STEPS, PhaseClassifier
from bot.answers import ROUTE, Question
from bot.phrases import language_name
from ingest.analysis import stems
from ingest.documents import LANGUAGES, Hit, Language, Metadata
from ingest.embedding import HashingEmbedder, Vectors

GUIDE = {
    "scan": "Doe eerst een scan om te zien hoe digitaal je bedrijf nu is.",
    "small_win": "Begin klein met digitale werkbonnen in plaats van papier.",
    "pilot": "Test een robot in een fieldlab voordat je hem koopt.",
    "people": "Betrek de operators bij elke stap van de verandering.",
    "security": "Regel back-ups en updates voor alle machines in de fabriek.",
    "scale": "Schaal een geslaagde proef op naar de hele fabriek.",
    "border": "Zoek een partner aan de andere kant van de grens.",
}

QuestionBuilder = Callable[..., Question]
HitBuilder = Callable[..., Hit]
DraftOf = Callable[..., Draft]


@pytest.fixture
def draft_of(vocabulary_of: Callable[..., Vocabulary]) -> DraftOf:
    """Question and hits -> draft; the vocabulary knows every word of the hits and the question."""
    embedder = HashingEmbedder()

    def draft(question: Question, *hits: Hit) -> Draft:
        texts = [question.text, *(hit.passage.text for hit in hits)]
        words = {stem for text in texts for lang in LANGUAGES for stem in stems(text, lang)}
        drafter = ExtractiveDrafter(
            embedder=embedder, vocabulary=vocabulary_of(*words), phases=PhaseClassifier(embedder)
        )
        return drafter.draft(question, hits)

    return draft


@pytest.fixture
def guide(a_hit: HitBuilder) -> list[Hit]:
    return [
        a_hit(text, document_id=phase, uri=f"guides/{phase}.md", metadata=Metadata(phase=phase))
        for phase, text in GUIDE.items()
    ]


def _quotes(draft: Draft) -> list[str]:
    return [quote for step in draft.steps for quote, _ in step.quotes]


def test_every_quote_is_a_whole_sentence_of_its_passage(
    draft_of: DraftOf, a_question: QuestionBuilder, a_hit: HitBuilder
) -> None:
    text = "\n".join(f"- {sentence}" for sentence in GUIDE.values())
    draft = draft_of(a_question("Hoe kom ik vooruit met digitale werkbonnen?"), a_hit(text))
    assert _quotes(draft)
    assert set(_quotes(draft)) <= set(GUIDE.values())
    assert all(quote in passage.text for step in draft.steps for quote, passage in step.quotes)


def test_the_sentence_that_is_asked_for_is_chosen(
    draft_of: DraftOf, a_question: QuestionBuilder, guide: list[Hit]
) -> None:
    question = a_question("Hoe kan ik een robot testen in een fieldlab?", wanted=1)
    assert _quotes(draft_of(question, *guide)) == [GUIDE["pilot"]]


@pytest.mark.parametrize("wanted", [1, 2])
def test_no_more_steps_than_wanted(
    wanted: int, draft_of: DraftOf, a_question: QuestionBuilder, guide: list[Hit]
) -> None:
    question = a_question("Hoe kom ik vooruit in mijn fabriek?", wanted=wanted)
    assert len(draft_of(question, *guide).steps) == wanted


def test_never_more_than_the_most_steps_when_nobody_says_how_many(
    draft_of: DraftOf, a_question: QuestionBuilder, guide: list[Hit]
) -> None:
    draft = draft_of(a_question("Hoe kom ik vooruit in mijn fabriek?"), *guide)
    assert 1 < len(draft.steps) <= MOST_STEPS


def test_a_plan_follows_the_route(
    draft_of: DraftOf, a_question: QuestionBuilder, guide: list[Hit]
) -> None:
    draft = draft_of(a_question("Hoe kom ik vooruit in mijn fabriek?"), *reversed(guide))
    places = [ROUTE.index(step.phase) for step in draft.steps]
    assert draft.shape == "plan"
    assert len(places) > 1
    assert places == sorted(places)


def test_the_same_question_gets_the_same_draft_in_whatever_order_the_hits_come(
    draft_of: DraftOf, a_question: QuestionBuilder, guide: list[Hit]
) -> None:
    question = a_question("Hoe kom ik vooruit in mijn fabriek?")
    assert _quotes(draft_of(question, *guide)) == _quotes(draft_of(question, *reversed(guide)))


def test_statements_in_answer_to_a_question_of_fact_are_facts(
    draft_of: DraftOf, a_question: QuestionBuilder, a_hit: HitBuilder
) -> None:
    text = "Een fieldlab is een proeffabriek die bedrijven samen delen."
    draft = draft_of(a_question("Wat is een fieldlab?"), a_hit(text))
    assert (draft.shape, _quotes(draft)) == ("facts", [text])


@pytest.mark.parametrize(("language", "own"), [("nl", True), ("de", False), ("en", False)])
def test_a_quote_in_another_language_gets_a_line_in_the_language_of_the_asker(
    language: Language, own: bool, draft_of: DraftOf, a_hit: HitBuilder
) -> None:
    question = Question(text="robot fieldlab test", language=language)
    (step,) = draft_of(question, a_hit(GUIDE["pilot"])).steps
    assert _first_quote(step.quotes) == GUIDE["pilot"]
    assert (step.text == GUIDE["pilot"]) is own
    assert own or language_name(language, "nl") in step.text


def _first_quote(quotes: tuple[tuple[str, object], ...]) -> str:
    return quotes[0][0]


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        (
            Question(text="Wat kost een cobot?", language="nl"),
            "Het artikel zegt niet wat een cobot kost.",
        ),
        (
            Question(text="Was kostet ein Cobot?", language="de"),
            "Die Quelle nennt nicht, was ein Cobot kostet.",
        ),
        (
            Question(text="What does a cobot cost?", language="en"),
            "The article does not say what a cobot costs.",
        ),
    ],
    ids=LANGUAGES,
)
def test_a_source_that_says_that_it_does_not_tell_is_a_gap_and_never_a_quote(
    question: Question, gap: str, draft_of: DraftOf, a_hit: HitBuilder
) -> None:
    draft = draft_of(question, a_hit(gap, language=question.language))
    assert (draft.steps, draft.refusal, draft.gap) == ((), "no_evidence", True)


def test_a_question_how_many_is_not_answered_without_a_figure(
    draft_of: DraftOf, a_question: QuestionBuilder, a_hit: HitBuilder
) -> None:
    question = a_question("Hoeveel kost een cobot?")
    without = draft_of(question, a_hit("Een cobot kost minder dan een lasrobot."))
    figure = draft_of(question, a_hit("Een cobot kost ongeveer 30.000 euro."))
    assert (without.steps, without.refusal) == ((), "no_evidence")
    assert _quotes(figure) == ["Een cobot kost ongeveer 30.000 euro."]


def test_a_sentence_that_points_back_is_never_quoted(
    draft_of: DraftOf, a_question: QuestionBuilder, a_hit: HitBuilder
) -> None:
    draft = draft_of(a_question("fieldlab robot"), a_hit("Daar test je een robot in een fieldlab."))
    assert (draft.steps, draft.refusal) == ((), "no_evidence")


def test_a_passage_that_says_the_same_sentence_twice_is_quoted_once(
    draft_of: DraftOf, a_question: QuestionBuilder, a_hit: HitBuilder
) -> None:
    hit = a_hit(f"{GUIDE['pilot']} {GUIDE['pilot']}")
    draft = draft_of(a_question("Hoe kan ik een robot testen in een fieldlab?"), hit)
    assert _quotes(draft) == [GUIDE["pilot"]]


def test_without_hits_the_draft_says_why_there_is_no_step(
    draft_of: DraftOf, a_question: QuestionBuilder
) -> None:
    draft = draft_of(a_question("robot"))
    assert (draft.steps, draft.refusal, draft.confidence) == ((), "no_evidence", 0.0)


def test_the_confidence_is_a_share(
    draft_of: DraftOf, a_question: QuestionBuilder, a_hit: HitBuilder
) -> None:
    hit = a_hit(GUIDE["pilot"], score=1.0, dense=1.0)
    assert 0.0 < draft_of(a_question(GUIDE["pilot"]), hit).confidence <= 1.0


class MeaningEmbedder(HashingEmbedder):
    """Gives the German sentence the vector of the Dutch one that it translates."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return super().embed_passages([text.replace(GERMAN, DUTCH) for text in texts])


DUTCH = "Bewaar de back-up buiten de fabriek."
GERMAN = "Bewahren Sie die Sicherung außerhalb auf."


@pytest.mark.parametrize(("embedder", "steps"), [(MeaningEmbedder(), 1), (HashingEmbedder(), 2)])
def test_the_same_advice_of_two_documents_in_two_languages_is_one_step(
    embedder: HashingEmbedder,
    steps: int,
    a_hit: HitBuilder,
    a_question: QuestionBuilder,
    vocabulary_of: Callable[..., Vocabulary],
) -> None:
    known = vocabulary_of(*stems(f"{DUTCH} {GERMAN}", "nl"))
    drafter = ExtractiveDrafter(
        embedder=embedder, vocabulary=known, phases=PhaseClassifier(embedder)
    )
    hits = [a_hit(DUTCH), a_hit(GERMAN, language="de", document_id="other")]
    text = f"How? {DUTCH} {GERMAN}"
    assert len(drafter.draft(a_question(text, language="en"), hits).steps) == steps
