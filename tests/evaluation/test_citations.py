"""Every quote is looked up in the file that it names, by another road than the readers take."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from pdfminer.high_level import extract_text

from bench.questions import load_questions
from bot.answers import Answer, Citation, Handoff, Reply
from bot.channels.terminal.render import as_json, render
from bot.phrases import language_name, phrase
from ingest.embedding import Embedder
from ingest.index import IndexBuilder
from ingest.outcomes import outcome_of

pytestmark = pytest.mark.encoder

STUDY = "reports/student-study-2019"
GERMAN = "Was sagt die GO4EXPORT-Studie über Vertrauen?"
DECLINED = ("Hoeveel van de 200 ondernemers deden echt mee?", "Wat is de hoofdstad van Frankrijk?")
QUESTIONS = {asked.id: asked.q for asked in load_questions()}
ALL = {**QUESTIONS, "count": DECLINED[0], "capital": DECLINED[1], "trust": GERMAN}

Ask = Callable[[str], Reply]

SOFT_HYPHEN = "\u00ad"
LINE_END_HYPHEN = "\x01"
"""Stands for a hyphen at the end of a line: part of the word or not, only a reader can tell."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BULLET = re.compile(r"\(cid:\d+\)|[•‣▪◦●■□]")


@cache
def raw(path: Path, page: int) -> str:
    """The file itself, or one page of a PDF as pdfminer reads it, without its white space."""
    if path.suffix == ".pdf":
        text = extract_text(path, page_numbers=[page - 1])
    else:
        text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = _LINK.sub(r"\1", text).replace("**", "").replace("`", "")
    return squeezed(re.sub(r"[-‐]\s*\n\s*", LINE_END_HYPHEN, text))


def squeezed(text: str) -> str:
    """Without white space, soft hyphens and the marks of list items."""
    return "".join(_BULLET.sub("", text).replace(SOFT_HYPHEN, "").split())


def is_in(quote: str, page: str) -> bool:
    """Character by character; a hyphen that ended a line may stand in the quote or not."""
    hyphen = f"[-‐{LINE_END_HYPHEN}]"
    signs = (hyphen if sign in "-‐" else re.escape(sign) for sign in squeezed(quote))
    return re.search(f"{LINE_END_HYPHEN}?".join(signs), page) is not None


@cache
def pages(path: Path) -> dict[int, str]:
    return {page.page: page.text for page in outcome_of(path).pages}


def citations(reply: Reply) -> tuple[Citation, ...]:
    return reply.citations if isinstance(reply, Answer) else ()


# --- the comparison itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "page", "found"),
    [
        ("Meet de stilstand.", "Meet de\nstil-\nstand.", True),
        ("CE-markering telt.", "CE-\nmarkering telt.", True),
        ("Meet de stilstand.", "Meet de still-\nstand.", False),
        ("Meet de stil-stand.", "Meet de stilstand.", False),
        ("Meet 3 weken.", "Meet 2 weken.", False),
        ("Meet (niet) vaak.", "Meet niet vaak.", False),
    ],
)
def test_the_comparison_forgives_a_line_end_and_nothing_else(
    quote: str, page: str, found: bool, tmp_path: Path
) -> None:
    path = tmp_path / "page.txt"
    path.write_text(page, encoding="utf-8")
    assert is_in(quote, raw(path, 1)) is found


# --- every quote of every answer ----------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_every_quote_stands_in_the_file_on_the_page_that_is_cited(
    name: str, ask: Ask, corpus: Path
) -> None:
    reply = ask(ALL[name])
    assert not isinstance(reply, Handoff) or reply.reason != "failure"
    for citation in citations(reply):
        path, page = corpus / citation.passage.uri, citation.passage.locator.page
        place = f"{citation.passage.uri} p. {page}: {citation.quote}"
        assert is_in(citation.quote, raw(path, page)), place
        assert citation.quote in pages(path)[page], place


def test_the_questions_bring_quotes_from_all_kinds_of_files(ask: Ask) -> None:
    found = [citation.passage.uri for name in ALL for citation in citations(ask(ALL[name]))]
    assert len(found) > len(ALL)
    assert {Path(uri).suffix for uri in found} == {".md", ".pdf", ".yaml"}


# --- questions that must go right ---------------------------------------------------------------


@pytest.mark.parametrize("question", DECLINED)
def test_what_no_source_says_is_declined_without_a_citation(question: str, ask: Ask) -> None:
    reply = ask(question)
    assert isinstance(reply, Handoff), render(reply)
    assert reply.reason in ("no_evidence", "off_topic")
    assert reply.language == "nl"
    assert as_json(reply, 0.0)["citations"] == as_json(reply, 0.0)["steps"] == []


def test_a_german_question_about_the_study_is_answered_in_german_from_the_study(ask: Ask) -> None:
    reply = ask(GERMAN)
    assert isinstance(reply, Answer), render(reply)
    assert reply.language == "de"
    assert any(
        citation.passage.uri.startswith(STUDY) or "GO4EXPORT" in citation.passage.text
        for citation in reply.citations
    )
    assert phrase("de", "sources_heading") in render(reply)


def test_a_dutch_source_alone_answers_a_german_question_and_its_language_is_named(
    built: Callable[[Path, Path], Path],
    ask_on: Callable[[Path], Ask],
    corpus: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "corpus" / "reports"
    folder.mkdir(parents=True)
    shutil.copy(corpus / f"{STUDY}.nl.md", folder)
    reply = ask_on(built(tmp_path / "corpus", tmp_path / "index"))(GERMAN)
    assert isinstance(reply, Answer), render(reply)
    assert reply.language == "de"
    assert {citation.passage.language for citation in reply.citations} == {"nl"}
    named = phrase("de", "in_language", language=language_name("de", "nl"))
    sources = render(reply).split(phrase("de", "sources_heading"))[1]
    assert " ".join(sources.split()).count(named) == len(reply.citations)
    for citation in reply.citations:
        assert is_in(citation.quote, raw(corpus / f"{STUDY}.nl.md", 1))


def test_what_is_removed_is_not_cited_any_more_by_an_assistant_that_was_open(
    corpus_index: Path, ask_on: Callable[[Path], Ask], embedder: Embedder, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(corpus_index, index)
    ask = ask_on(index)
    asked = [text for text in ALL.values() if _cites_study(ask(text))]
    assert GERMAN in asked
    with IndexBuilder(index, embedder_name=embedder.name, dimension=embedder.dimension) as builder:
        gone = [builder.remove(f"{STUDY}.{language}.md") for language in ("nl", "de", "en")]
        builder.publish()
    assert all(gone)
    for question in asked:
        reply = ask(question)
        assert not isinstance(reply, Handoff) or reply.reason != "failure"
        assert not _cites_study(reply), question


def _cites_study(reply: Reply) -> bool:
    return any(citation.passage.uri.startswith(STUDY) for citation in citations(reply))
