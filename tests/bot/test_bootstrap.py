from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import Answer, Handoff
from bot.bootstrap import open_assistant, open_retriever
from bot.conversation import Message
from bot.settings import Settings
from ingest.documents import Language
from ingest.embedding import HashingEmbedder
from ingest.errors import EmbedderError, IncompatibleIndexError, IndexStoreError


class OtherEmbedder(HashingEmbedder):
    """The same vectors under another stamp: an index built before cannot be trusted."""

    name = "other-512"


def _settings(index: Path) -> Settings:
    return Settings(index=index, embedder="hashing")


@pytest.mark.parametrize(
    ("text", "language", "quote"),
    [
        (
            "Hoe kan ik een robot testen in een fieldlab voordat ik hem koop?",
            "nl",
            "Test een robot in een fieldlab voordat je hem koopt.",
        ),
        (
            "Wie können wir einen Roboter im Testlabor testen, bevor wir ihn kaufen?",
            "de",
            "Testen Sie einen Roboter im Testlabor, bevor Sie ihn kaufen.",
        ),
        (
            "How can we test a robot in a field lab before we buy it?",
            "en",
            "Test a robot in a field lab before you buy it.",
        ),
    ],
)
def test_a_question_is_answered_from_the_index_with_quotes_to_the_letter(
    text: str, language: Language, quote: str, small_index: Path
) -> None:
    reply = open_assistant(_settings(small_index)).reply(Message(text=text))
    assert isinstance(reply, Answer)
    assert reply.language == language
    assert quote in [citation.quote for citation in reply.citations]


def test_what_the_question_names_is_a_contact(small_index: Path) -> None:
    text = "Hoe helpt Techhub met een robot testen in een fieldlab?"
    reply = open_assistant(_settings(small_index)).reply(Message(text=text))
    assert isinstance(reply, Answer)
    assert [contact.name for contact in reply.contacts] == ["Techhub"]


def test_a_question_about_something_else_is_refused(small_index: Path) -> None:
    reply = open_assistant(_settings(small_index)).reply(Message(text="Recept voor appelmoes?"))
    assert isinstance(reply, Handoff)
    assert reply.reason == "off_topic"
    assert reply.contacts == ()


def test_without_an_index_the_error_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexStoreError, match="wegwijzer ingest"):
        open_retriever(_settings(tmp_path / "none"))


def test_an_index_of_another_encoder_is_refused(small_index: Path) -> None:
    with pytest.raises(IncompatibleIndexError, match=r"hashing-512.*other-512"):
        open_assistant(_settings(small_index), OtherEmbedder())


def test_an_unknown_encoder_is_refused_with_the_choices(small_index: Path) -> None:
    with pytest.raises(EmbedderError, match="hashing"):
        open_retriever(Settings(index=small_index, embedder="word2vec"))
