"""Sentences of documents that we did not write, labelled by hand: advice or not, which phase.

    python -m bench.labelled draw nl > sheet.tsv

draws the sentences to label. A text is the page of a document as our readers give it: a file below
the folder of sets, or a document of a corpus.jsonl as `ingest.beir.document_of` reads it. A
sentence is a span of `ingest.analysis.sentences` in that text, of 5 to 48 words; the labels keep
its place and the first figures of its digest, never the sentence itself.

They are drawn at random with a fixed seed, so many from each file, before anything classified them;
of a set of questions mostly documents that answer a question what to do. Rules and weights were
made with the parts `dev` and `check` (whole documents, in turns); the part `test` was drawn, read
and labelled once they were fixed, and nothing was changed after that.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import click

from bot.answers import Phase
from ingest.analysis import sentences
from ingest.beir import document_of, read_entries
from ingest.documents import Document, Language, Source, digest_of
from ingest.readers import read

SETS = Path("../shared/eval")
LABELS = Path(__file__).parent / "labels"
SEED = 20
FEWEST_WORDS, MOST_WORDS = 5, 48
MOST_OF_ONE = 8
"""Sentences of one document of a corpus.jsonl; a file that is one document gives its number."""

PHASES: tuple[Phase, ...] = get_args(Phase)

Part = Literal["dev", "check", "test"]
PARTS: tuple[Part, ...] = get_args(Part)
EARLY: tuple[Part, Part] = ("dev", "check")

ASKING = re.compile(
    r"\b(hoe|moet|kan ik|wat kan|wat doe)\b"
    r"|\b(wie|soll|sollte|sollten|muss|müssen|kann ich|was kann|was tun)\b"
    r"|\b(how|should|can i|what can|do i need|must)\b",
    re.IGNORECASE,
)
"""A question that asks what to do: its document is likely to tell it."""

ANY = "any:"
"""Also documents that answer another question."""

DRAWN: dict[Language, tuple[tuple[str, int], ...]] = {
    "nl": (
        ("coronacheck-nl-nl/corpus.jsonl", 90),
        ("coronamelder-de-nl/corpus.jsonl", 40),
        ("docs/derived/nl08-bom.md", 34),
        ("docs/topic/nl/ftv/20251015*.docx", 22),
        ("docs/topic/nl/ftv-nieuwsbrief/*.html", 8),
        ("docs/topic/nl/ftv/*fase-2.docx", 8),
        ("docs/derived/nl05-bom.md", 8),
        ("docs/derived/nl06-cp1252.txt", 8),
        ("docs/derived/nl07-1col.pdf", 4),
        ("xquad-nl-nl/corpus.jsonl", 12),
        (ANY + "coronacheck-nl-nl/corpus.jsonl", 80),
        (ANY + "coronamelder-de-nl/corpus.jsonl", 40),
    ),
    "de": (
        ("covidfaq-de/corpus.jsonl", 100),
        ("coronamelder-nl-de/corpus.jsonl", 16),
        ("docs/topic/de/foerderprogramme/*Forschung*.md", 24),
        ("docs/topic/de/foerderprogramme/*Markt*.md", 24),
        ("docs/derived/de01-utf16.txt", 24),
        ("docs/derived/de02-bom.md", 24),
        ("docs/derived/de03-1col.pdf", 6),
        ("docs/derived/de04-1col.pdf", 6),
        ("xquad-de-de/corpus.jsonl", 12),
        (ANY + "coronamelder-nl-de/corpus.jsonl", 24),
        ("covidfaq-de/corpus.jsonl", 80),
    ),
    "en": (
        ("covidfaq-en/corpus.jsonl", 100),
        ("docs/topic/en/aas-faq/reading-guide__README.md", 20),
        ("docs/topic/nl/algoritmekader/*.docx", 16),
        ("topic-en/corpus.jsonl", 70),
        ("xquad-en-en/corpus.jsonl", 12),
    ),
}
"""Files, and how many sentences are drawn from each: three in four where advice is likely."""

DRAWN_LATER: dict[Language, tuple[tuple[str, int], ...]] = {
    "nl": (
        (ANY + "coronacheck-nl-nl/corpus.jsonl", 90),
        (ANY + "coronamelder-de-nl/corpus.jsonl", 30),
        ("docs/derived/nl08-bom.md", 20),
        ("docs/topic/nl/ftv/20251015*.docx", 10),
        ("docs/topic/nl/ftv/*fase-2.docx", 6),
        ("docs/derived/nl05-bom.md", 8),
        ("docs/derived/nl06-cp1252.txt", 8),
        ("xquad-nl-nl/corpus.jsonl", 8),
    ),
    "de": (
        ("covidfaq-de/corpus.jsonl", 80),
        (ANY + "coronamelder-nl-de/corpus.jsonl", 10),
        ("docs/topic/de/foerderprogramme/*Forschung*.md", 12),
        ("docs/topic/de/foerderprogramme/*Markt*.md", 12),
        ("docs/derived/de01-utf16.txt", 20),
        ("docs/derived/de02-bom.md", 20),
        ("xquad-de-de/corpus.jsonl", 8),
    ),
    "en": (
        ("covidfaq-en/corpus.jsonl", 80),
        ("docs/topic/en/aas-faq/reading-guide__README.md", 8),
        ("topic-en/corpus.jsonl", 40),
        ("xquad-en-en/corpus.jsonl", 8),
    ),
}
"""What was drawn and labelled after rules and weights were fixed: the part `test`."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a sentence stands."""

    file: str
    document: str
    """Its id in a corpus.jsonl; empty where the file is the document."""
    page: int
    offset: int
    length: int


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A sentence and what a reader said of it."""

    place: Place
    sentence: str
    headings: tuple[str, ...]
    language: Language
    part: Part
    advice: bool
    phase: Phase | None
    """None where it is no advice, or advice about something else than the route."""


@cache
def _documents(path: Path) -> dict[str, Document]:
    """Return the documents of a file by id."""
    if path.suffix == ".jsonl":
        return {entry.id: document_of(entry) for entry in read_entries(path)}
    return {"": read(Source(uri=path.name, read=path.read_bytes))}


def _check(sentence: str) -> str:
    return digest_of(sentence)[:8]


# --- drawing ----------------------------------------------------------------------------------


def _asked(path: Path) -> frozenset[str] | None:
    """Return the documents that answer a question what to do; None where a file has no such."""
    if path.suffix != ".jsonl" or path.parent.name.startswith(("xquad", "topic")):
        return None
    queries = {query.id: query.text for query in read_entries(path.with_name("queries.jsonl"))}
    rows = path.with_name("qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [row.split("\t")[:2] for row in rows]
    return frozenset(document for query, document in pairs if ASKING.search(queries[query]))


def _places(
    folder: Path, path: Path, language: Language, *, asked_only: bool
) -> Iterator[list[Place]]:
    """Yield, a document each, where its sentences stand that are long enough to quote."""
    asked = _asked(path) if asked_only else None
    for name, document in _documents(path).items():
        if asked is not None and name not in asked:
            continue
        found = []
        for page, text in document.pages().items():
            for start, end in sentences(text, language):
                if FEWEST_WORDS <= len(text[start:end].split()) <= MOST_WORDS:
                    place = Place(
                        file=path.relative_to(folder).as_posix(),
                        document=name,
                        page=page,
                        offset=start,
                        length=end - start,
                    )
                    found.append(place)
        if found:
            yield found


def draw(folder: Path, language: Language) -> list[tuple[Part, Place]]:
    """Return sentences at random, no text twice, with the part of the labels they belong to."""
    seen: set[str] = set()
    first = _drawn(folder, language, DRAWN[language], random.Random(SEED), seen)
    later = _drawn(folder, language, DRAWN_LATER[language], random.Random(SEED + 1), seen)
    return first + [("test", place) for _, place in later]


def _drawn(
    folder: Path,
    language: Language,
    numbers: tuple[tuple[str, int], ...],
    chance: random.Random,
    seen: set[str],
) -> list[tuple[Part, Place]]:
    drawn: list[tuple[Part, Place]] = []
    part_of: dict[tuple[str, str], Part] = {}
    for turn, (pattern, number) in enumerate(numbers):
        (path,) = sorted(folder.glob(pattern.removeprefix(ANY)))
        documents = list(_places(folder, path, language, asked_only=not pattern.startswith(ANY)))
        parts = _parts(documents, turn, part_of, chance)
        for part, places in parts.items():
            fresh = [place for place in places if sentence_at(folder, place) not in seen]
            chosen = chance.sample(fresh, min(round(number / len(parts)), len(fresh)))
            seen.update(sentence_at(folder, place) for place in chosen)
            drawn += [(part, place) for place in chosen]
    return drawn


def _parts(
    documents: list[list[Place]],
    turn: int,
    part_of: dict[tuple[str, str], Part],
    chance: random.Random,
) -> dict[Part, list[Place]]:
    """Return what may be drawn: documents in turns to both parts, a single one to one of them."""
    if len(documents) == 1:
        return {EARLY[turn % 2]: documents[0]}
    chance.shuffle(documents)
    found: dict[Part, list[Place]] = {part: [] for part in EARLY}
    for at, places in enumerate(documents):
        part = part_of.setdefault((places[0].file, places[0].document), EARLY[at % 2])
        found[part] += chance.sample(places, min(MOST_OF_ONE, len(places)))
    return found


def sentence_at(folder: Path, place: Place) -> str:
    """Return the sentence that stands there."""
    text = _documents(folder / place.file)[place.document].pages()[place.page]
    return text[place.offset : place.offset + place.length]


def labelled(folder: Path, language: Language) -> list[Labelled]:
    """Return the labels of a language; a sentence that is not where it was is an error."""
    rows = []
    with (LABELS / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = Place(
                file=row["file"],
                document=row["document"],
                page=int(row["page"]),
                offset=int(row["offset"]),
                length=int(row["length"]),
            )
            sentence = sentence_at(folder, place)
            if _check(sentence) != row["check"]:
                raise ValueError(f"{place}: another text stands there; draw and label it anew")
            rows.append(
                Labelled(
                    place=place,
                    sentence=sentence,
                    headings=_headings_at(folder, place),
                    language=language,
                    part=_part(row["part"]),
                    advice=row["advice"] == "yes",
                    phase=next((phase for phase in PHASES if phase == row["phase"]), None),
                )
            )
    return rows


def _part(name: str) -> Part:
    return next(part for part in PARTS if part == name)


def _headings_at(folder: Path, place: Place) -> tuple[str, ...]:
    """Return the headings of the section in which the sentence stands."""
    document = _documents(folder / place.file)[place.document]
    end = 0
    for section in document.sections:
        if section.locator.page == place.page:
            end += len(section.text) + len("\n\n")
            if place.offset < end:
                return section.locator.headings
    return ()


@click.group()
def main() -> None:
    """Sentences labelled by hand."""


@main.command(name="draw")
@click.argument("language", type=click.Choice(["nl", "de", "en"]))
@click.option("--sets", default=SETS, type=click.Path(path_type=Path, exists=True))
def draw_command(language: Language, sets: Path) -> None:
    """Print a sheet to label: advice and phase are left open, the sentence stands last."""
    sheet = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for part, place in draw(sets, language):
        sentence = sentence_at(sets, place)
        where = (place.file, place.document, place.page, place.offset, place.length)
        sheet.writerow((part, *where, _check(sentence), "", "", " ".join(sentence.split())))


if __name__ == "__main__":
    main()
