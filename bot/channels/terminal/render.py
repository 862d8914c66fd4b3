"""Reply to text for a terminal, and to the JSON that scripts rely on (schema 1)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, assert_never

from bot.answers import (
    Answer,
    Citation,
    Clarification,
    Contact,
    Disagreement,
    Handoff,
    Notice,
    Question,
    Reply,
    Shape,
    Step,
)
from bot.explaining import Explanation
from bot.phrases import language_name, phase_name, phrase, status_name
from bot.standing import seen_words
from ingest.documents import Hit, Language

SCHEMA = 1
WIDTH = 96
CONTACTS_FIRST = ("contacts", "status")
"""Shapes whose question is answered by a contact or its status; the quotes come after it."""

HEADINGS: dict[Shape, str] = {
    "plan": "plan_heading",
    "facts": "facts_heading",
    "definition": "definition_heading",
    "contacts": "who_heading",
    "status": "status_heading",
    "conditions": "conditions_heading",
}

_AMOUNT = re.compile(r"€|\beuros?\b|\d ?(?:%|procent\b|prozent\b|per ?cent\b)", re.IGNORECASE)
"""A sum or a share, in the three languages."""


def render(reply: Reply) -> str:
    """Return the reply as plain text, wrapped for a terminal."""
    match reply:
        case Answer():
            return _answer(reply)
        case Clarification():
            return "\n".join([reply.text, *(f"  - {choice}" for choice in reply.choices)])
        case Handoff():
            parts = [_wrapped(reply.text), *_contacts(reply.contacts, reply.language)]
            return "\n".join(parts)
        case Notice():
            return _wrapped(reply.text)
        case _:
            assert_never(reply)


def as_json(reply: Reply, seconds: float) -> dict[str, Any]:
    """Return the stable contract of `wegwijzer ask --json`; see docs/contracts.md."""
    answer = reply if isinstance(reply, Answer) else None
    contacts = reply.contacts if isinstance(reply, (Answer, Handoff)) else ()
    row = {
        "schema": SCHEMA,
        "kind": type(reply).__name__.lower(),
        "language": reply.language,
        "question": reply.question,
        "shape": answer.shape if answer else None,
        "steps": [_step_row(step) for step in answer.steps] if answer else [],
        "citations": [citation_row(citation) for citation in answer.citations] if answer else [],
        "disagreements": [_disagreement_row(each) for each in answer.disagreements]
        if answer
        else [],
        "contacts": [_contact_row(contact) for contact in contacts],
        "caveats": list(answer.caveats) if answer else [],
        "text": render(reply),
        "seconds": round(seconds, 3),
    }
    if isinstance(reply, Handoff):
        row["reason"] = reply.reason
    if isinstance(reply, Clarification):
        row["choices"] = list(reply.choices)
    return row


def render_understood(question: Question) -> str:
    """Return what was made of the message, for `ask --explain`."""
    rows = {
        "question": question.text,
        "typed": question.typed,
        "asks": question.asks,
        "searched for": question.search,
        "language": question.language,
        "places": ", ".join(question.places),
        "countries": ", ".join(question.countries),
        "regions": ", ".join(question.regions),
    }
    return "\n".join(_wrapped(f"{name}: {value}", "  > ") for name, value in rows.items() if value)


def citation_row(citation: Citation) -> dict[str, Any]:
    """Return one citation as scripts read it."""
    passage = citation.passage
    return {
        "number": citation.number,
        "quote": citation.quote,
        "title": passage.metadata.title,
        "publisher": passage.metadata.publisher,
        "published": passage.metadata.published,
        "uri": passage.uri,
        "page": passage.locator.page,
        "page_label": passage.locator.page_label,
        "language": passage.language,
        "url": passage.url,
    }


def hit_rows(
    hits: Sequence[Hit], explanations: Sequence[Explanation] | None = None
) -> list[dict[str, Any]]:
    """Return the hits of `wegwijzer search --json`; with explanations, each tells why."""
    rows = [hit_row(hit) for hit in hits]
    for row, explanation in zip(rows, explanations or (), strict=False):
        row["explanation"] = explanation_row(explanation)
    return rows


def explanation_row(explanation: Explanation) -> dict[str, Any]:
    """Return why a hit is where it is."""
    return {
        "relation": explanation.relation,
        "cosine": round(explanation.cosine, 4),
        "dense_rank": explanation.dense_rank,
        "lexical_rank": explanation.lexical_rank,
        "shares": [
            {"proof": name, "value": round(value, 4), "adds": round(adds, 4)}
            for name, value, adds in explanation.shares
        ],
        "support": round(explanation.support, 4),
        "words": [asdict(match) for match in explanation.matches],
        "missing": list(explanation.missing),
    }


def hit_row(hit: Hit) -> dict[str, Any]:
    """Return one hit of `wegwijzer search --json`."""
    passage = hit.passage
    return {
        "id": passage.id,
        "uri": passage.uri,
        "title": passage.metadata.title,
        "page": passage.locator.page,
        "page_label": passage.locator.page_label,
        "language": passage.language,
        "score": round(hit.score, 4),
        "parts": {name: round(score, 4) for name, score in hit.parts.items()},
        "text": passage.text,
        "twins": [twin.uri for twin in hit.twins],
    }


def render_hits(hits: Sequence[Hit], explanations: Sequence[Explanation] | None = None) -> str:
    """Return the hits as text, each with its explanation below it where there is one."""
    if explanations is None:
        return "\n\n".join(map(render_hit, hits))
    pairs = zip(hits, explanations, strict=True)
    return "\n\n".join(f"{render_hit(hit)}\n{render_explanation(why)}" for hit, why in pairs)


def render_explanation(explanation: Explanation) -> str:
    """Return which words, which vectors and which weights brought a hit up."""
    relation = "the question's language" if explanation.relation == "same" else "another language"
    shares = " + ".join(f"{name} {adds:.3f}" for name, _, adds in explanation.shares if adds)
    if explanation.support:
        shares += f" + document {explanation.support:.3f}"
    words = ", ".join(f"{m.word} = {m.found} ({m.origin})" for m in explanation.matches)
    ranks = f"meaning {_rank(explanation.dense_rank)}, words {_rank(explanation.lexical_rank)}"
    lines = [
        f"score: {shares}",
        f"vector: cosine {explanation.cosine:.3f}; place by {ranks}; in {relation}",
        f"words: {words or 'none'}",
    ]
    if explanation.missing:
        lines.append(f"not there: {', '.join(explanation.missing)}")
    return "\n".join(_wrapped(line, "  > ") for line in lines)


def _rank(rank: int | None) -> str:
    return f"{rank}." if rank else "not among the first"


def render_hit(hit: Hit) -> str:
    """Return one hit as text: score and place, then the passage."""
    passage = hit.passage
    parts = " ".join(f"{name} {score:.2f}" for name, score in hit.parts.items())
    head = f"{hit.score:.3f} ({parts})  {passage.uri} p. {passage.locator.page}"
    return f"{head} [{passage.language}]\n{_wrapped(passage.text, '  ')}"


def place(citation: Citation, language: Language) -> str:
    """Return where the quote stands: printed label and physical page, or the heading."""
    passage = citation.passage
    locator = passage.locator
    if not passage.paged:
        heading = locator.headings[-1] if locator.headings else ""
        return phrase(language, "section", heading=heading) if heading else ""
    if locator.page_label and locator.page_label != str(locator.page):
        return phrase(language, "page_label", label=locator.page_label, page=locator.page)
    return phrase(language, "page", page=locator.page)


def _answer(answer: Answer) -> str:
    contacts = _contacts(answer.contacts, answer.language)
    first = _before_amounts(answer)
    lines = [*contacts[1:], ""] if answer.shape in CONTACTS_FIRST and contacts else []
    lines += [phrase(answer.language, HEADINGS[answer.shape])]
    lines += [*(_wrapped(caveat, "  ! ") for caveat in first), ""]
    for number, step in enumerate(answer.steps, start=1):
        lines += [_step(number, step, answer), ""]
    lines += _disagreements(answer)
    lines.append(phrase(answer.language, "sources_heading"))
    lines += [_source(citation, answer.language) for citation in answer.citations]
    lines += [] if answer.shape in CONTACTS_FIRST else contacts
    others = [caveat for caveat in answer.caveats if caveat not in first]
    if others:
        lines += ["", phrase(answer.language, "caveats_heading")]
        lines += [_wrapped(caveat, "  ! ") for caveat in others]
    return "\n".join(lines)


def _before_amounts(answer: Answer) -> tuple[str, ...]:
    """Put "apply before you start" in front of the sums: who reads a sum first may order first."""
    said = " ".join(text for step in answer.steps for text in (step.text, *_quotes(step)))
    warning = phrase(answer.language, "caveat_apply_first")
    return (warning,) if warning in answer.caveats and _AMOUNT.search(said) else ()


def _quotes(step: Step) -> list[str]:
    return [citation.quote for citation in step.citations]


def _step(number: int, step: Step, answer: Answer) -> str:
    marks = "".join(f"[{citation.number}]" for citation in step.citations)
    label = f"{phase_name(answer.language, step.phase)}: " if answer.shape == "plan" else ""
    own = [citation for citation in step.citations if citation.quote == step.text]
    if own:
        return _wrapped(f"{label}“{step.text}” {marks}", f"{number}. ")
    quotes = " ".join(f"“{citation.quote}”" for citation in step.citations)
    return _wrapped(f"{step.text} {quotes} {marks}", f"{number}. ")


def _disagreements(answer: Answer) -> list[str]:
    if not answer.disagreements:
        return []
    lines = [phrase(answer.language, "disagreements_heading")]
    for each in answer.disagreements:
        lines.append(_wrapped(f"{each.about}:", "  - "))
        lines += [_dated_quote(citation, answer.language) for citation in each.citations]
    return [*lines, ""]


def _dated_quote(citation: Citation, language: Language) -> str:
    date = citation.passage.metadata.published or phrase(language, "seen_never")
    return _wrapped(f"“{citation.quote}” ({date}) [{citation.number}]", "    ")


def _source(citation: Citation, language: Language) -> str:
    metadata = citation.passage.metadata
    parts = [metadata.title, metadata.publisher, metadata.published]
    parts.append(place(citation, language))
    if citation.passage.language != language:
        name = language_name(language, citation.passage.language)
        parts.append(phrase(language, "in_language", language=name))
    parts.append(citation.passage.url)
    return _wrapped(", ".join(part for part in parts if part), f"  [{citation.number}] ")


def _contacts(contacts: tuple[Contact, ...], language: Language) -> list[str]:
    if not contacts:
        return []
    lines = ["", phrase(language, "contacts_heading")]
    for contact in contacts:
        lines.append(_wrapped(_contact(contact, language), "  - "))
        if contact.url:
            lines.append(f"    {contact.url}")
    return lines


def _contact(contact: Contact, language: Language) -> str:
    """Tell how it stands first, then "apply before you start", and only then what may hold sums."""
    stands = contact.standing or status_name(language, contact.status)
    first = phrase(language, "apply_first") if contact.apply_before_start else ""
    said = [f"{contact.name} ({stands}; {seen_words(contact.seen_on, language)}):"]
    return " ".join(part for part in [*said, first, contact.why, contact.note] if part)


def _step_row(step: Step) -> dict[str, Any]:
    numbers = [citation.number for citation in step.citations]
    return {"phase": step.phase, "text": step.text, "citations": numbers}


def _disagreement_row(disagreement: Disagreement) -> dict[str, Any]:
    numbers = [citation.number for citation in disagreement.citations]
    return {"about": disagreement.about, "citations": numbers}


def _contact_row(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "why": contact.why,
        "url": contact.url,
        "country": list(contact.country),
        "status": contact.status,
        "standing": contact.standing,
        "valid_from": contact.valid_from,
        "valid_until": contact.valid_until,
        "apply_before_start": contact.apply_before_start,
        "seen_on": contact.seen_on,
        "note": contact.note,
    }


def _wrapped(text: str, mark: str = "") -> str:
    return textwrap.fill(
        text,
        width=WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
