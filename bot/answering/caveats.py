"""What an asker must know beside the steps: age, country, law, rankings, words not found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.answering.bearing import names_in
from bot.answering.evidence import Vocabulary
from bot.answering.intent import plan_share, shows, shows_in_any_language
from bot.answers import Contact, Question, Step
from bot.phrases import phrase
from ingest.analysis import stems

OLD_AFTER_YEARS = 3


def caveats(
    question: Question,
    steps: Sequence[Step],
    contacts: Sequence[Contact],
    vocabulary: Vocabulary,
    today: date,
    unanswered: Sequence[Question] = (),
) -> tuple[str, ...]:
    """Return the caveats of an answer, most important first; name the parts without an answer."""
    parts = [phrase(question.language, "caveat_part", part=part.text) for part in unanswered]
    found = [*parts, *_from_question(question), *_taken_for_granted(question, contacts)]
    found += _missing(question, vocabulary)
    if any(contact.apply_before_start for contact in contacts) or shows(question, "funding"):
        found.insert(len(parts), phrase(question.language, "caveat_apply_first"))
    return tuple(dict.fromkeys([*found, *_old(question, steps, today)]))


def _from_question(question: Question) -> list[str]:
    found = []
    if shows_in_any_language(question, "ranking"):
        found.append(phrase(question.language, "caveat_no_ranking"))
    if shows(question, "law") and plan_share(question) < 1:
        found.append(phrase(question.language, "caveat_no_law"))
    return found


def _taken_for_granted(question: Question, contacts: Sequence[Contact]) -> list[str]:
    """Where only the language told the country of a grant or law, say which one it is.

    Not beside a contact of the other country: then the question named something of there.
    """
    rule = shows(question, "law") and plan_share(question) < 1
    differs = shows(question, "funding") or rule
    if question.located_by != "language" or not differs:
        return []
    here = {*question.countries, "EU"}
    if any(contact.country and not here & set(contact.country) for contact in contacts):
        return []
    name = phrase(question.language, f"country_{question.countries[0]}")
    return [phrase(question.language, "caveat_country", country=name)]


def _missing(question: Question, vocabulary: Vocabulary) -> list[str]:
    """Name the names that the corpus has never seen: the answer cannot be about them."""
    unknown = [n for n in names_in(question) if not _is_known(n, question, vocabulary)]
    if not unknown:
        return []
    return [phrase(question.language, "caveat_missing", words=", ".join(unknown))]


def _is_known(name: str, question: Question, vocabulary: Vocabulary) -> bool:
    found = stems(name, question.language)
    return not found or any(vocabulary.known(stem) for stem in found)


def _old(question: Question, steps: Sequence[Step], today: date) -> list[str]:
    found = []
    for step in steps:
        for citation in step.citations:
            metadata = citation.passage.metadata
            if metadata.published and int(metadata.published[:4]) + OLD_AFTER_YEARS < today.year:
                values = {"title": metadata.title, "date": metadata.published}
                found.append(phrase(question.language, "caveat_old", **values))
    return found
