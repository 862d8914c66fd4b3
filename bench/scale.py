"""An index of many passages to measure speed on, and the same passages in the plain recipe.

    python -m bench.scale --passages N --index FOLDER [--without-plain] [--rebuild]

Speed depends on numbers, sizes and word statistics, not on meaning. A passage is some 80 words of
sentences of the guides in corpus/, drawn from three guides a document, with a number of its own and
a compound that hardly any other passage has, for a large corpus holds many rare words. Only the
sentences are encoded (some thousands), by each side's own encoder; the vector of a passage is the
mean of its sentences' vectors with a little seeded noise, at length 1.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from ingest.analysis import sentences
from ingest.chunking import passages_of
from ingest.documents import (
    LANGUAGES,
    Document,
    Language,
    Locator,
    Metadata,
    Passage,
    Section,
    digest_of,
)
from ingest.embedding import Embedder, Vectors, load_embedder
from ingest.index import SCHEMA, IndexBuilder
from ingest.readers import read
from ingest.sources import corpus_sources

GUIDES = Path(__file__).parents[1] / "corpus" / "guides"
OURS, PLAIN = "ours", "plain"
SEED = 20
VERSION = 1
"""To be raised when other passages would be made."""

PASSAGES_PER_DOCUMENT = 30
GUIDES_PER_DOCUMENT = 3
LEAST_WORDS = 72
"""A passage ends with the sentence that reaches this, so that most have about 80."""

NOISE = 0.2
"""Length of the noise beside a vector of length 1."""

_LAST_LINE: dict[Language, str] = {
    "nl": "Dossier {number}, trefwoord {word}.",
    "de": "Vorgang {number}, Stichwort {word}.",
    "en": "Case {number}, keyword {word}.",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence of a guide; `row` is its place among all, and in the array of their vectors."""

    row: int
    text: str
    language: Language
    guide: str
    """Title of the guide."""


@dataclass(frozen=True)
class Made:
    """A document, its passages in reading order, and the rows of the sentences of each."""

    document: Document
    passages: list[Passage]
    rows: list[list[int]]


# --- texts ------------------------------------------------------------------------------------


def guide_sentences(embedder: Embedder, folder: Path = GUIDES) -> list[Sentence]:
    """Return the distinct sentences of all guides, as they stand in passages."""
    found: dict[str, Sentence] = {}
    for document in map(read, corpus_sources(folder)):
        for passage in passages_of(document, embedder.count_tokens):
            for start, end in sentences(passage.text, passage.language):
                text, title = passage.text[start:end], document.metadata.title
                found.setdefault(text, Sentence(len(found), text, passage.language, title))
    return list(found.values())


def documents(known: Sequence[Sentence], passages: int, seed: int = SEED) -> Iterator[Made]:
    """Yield documents with so many passages in all, the three languages in turn."""
    draw = random.Random(seed)
    shelves = {language: _shelf(known, language) for language in LANGUAGES}
    for number, first in enumerate(range(0, passages, PASSAGES_PER_DOCUMENT)):
        language = LANGUAGES[number % len(LANGUAGES)]
        shelf = shelves[language]
        guides = draw.sample(sorted(shelf), min(GUIDES_PER_DOCUMENT, len(shelf)))
        pool = [sentence for guide in guides for sentence in shelf[guide]]
        last = min(first + PASSAGES_PER_DOCUMENT, passages)
        drawn = [_drawn(pool, place, draw) for place in range(first, last)]
        yield _made(f"{guides[0]} {number}", language, drawn)


def _shelf(known: Sequence[Sentence], language: Language) -> dict[str, list[Sentence]]:
    shelf: dict[str, list[Sentence]] = {}
    for sentence in known:
        if sentence.language == language:
            shelf.setdefault(sentence.guide, []).append(sentence)
    return shelf


def _drawn(pool: Sequence[Sentence], number: int, draw: random.Random) -> tuple[str, list[int]]:
    """Return the text of a passage and the rows of its sentences."""
    chosen: list[Sentence] = []
    words = 0
    while words < LEAST_WORDS:
        chosen.append(draw.choice(pool))
        words += len(chosen[-1].text.split())
    last = _LAST_LINE[pool[0].language].format(number=number, word=_compound(pool, draw))
    text = " ".join([*(sentence.text for sentence in chosen), last])
    return text, [sentence.row for sentence in chosen]


def _compound(pool: Sequence[Sentence], draw: random.Random) -> str:
    """Join two words: most of what comes out is in hardly any other passage."""
    halves: list[str] = []
    while len(halves) < 2:
        word = draw.choice(draw.choice(pool).text.split()).strip(".,;:!?()")
        if word.isalpha() and len(word) > 4:
            halves.append(word.lower())
    return "".join(halves)


def _made(title: str, language: Language, drawn: Sequence[tuple[str, list[int]]]) -> Made:
    locator = Locator(headings=(title,))
    metadata = Metadata(title=title, publisher="Bench", language=language)
    document = Document(
        uri=f"{title}.md",
        format="markdown",
        digest=digest_of(title),
        metadata=metadata,
        sections=tuple(Section(text=t, locator=locator, language=language) for t, _ in drawn),
    )
    passages: list[Passage] = []
    offset = 0
    for text, _ in drawn:
        passages.append(_passage(document, text, language, offset))
        offset += len(text) + len("\n\n")
    return Made(document, passages, [rows for _, rows in drawn])


def _passage(document: Document, text: str, language: Language, offset: int) -> Passage:
    return Passage(
        document_id=document.id,
        text=text,
        language=language,
        locator=document.sections[0].locator,
        offset=offset,
        uri=document.uri,
        metadata=document.metadata,
    )


def mixed(vectors: Vectors, rows: Sequence[Sequence[int]], seed: int) -> Vectors:
    """Return for each list of rows the mean of these vectors with noise, at length 1."""
    means = np.stack([vectors[list(some)].mean(axis=0) for some in rows])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    noise = np.random.default_rng(seed).standard_normal(means.shape) * NOISE
    means += noise / np.sqrt(means.shape[1])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


# --- indexes ----------------------------------------------------------------------------------


def build_ours(known: Sequence[Sentence], passages: int, folder: Path, embedder: Embedder) -> None:
    """Write our index of the made passages."""
    vectors = embedder.embed_passages([sentence.text for sentence in known])
    with IndexBuilder(
        folder, embedder_name=embedder.name, dimension=embedder.dimension, rebuild=True
    ) as builder:
        for number, made in enumerate(documents(known, passages)):
            builder.put(made.document, made.passages, mixed(vectors, made.rows, number))
        builder.publish()


def build_plain(known: Sequence[Sentence], passages: int, folder: Path) -> None:
    """Write the plain recipe over the same passages, each a text of its own."""
    from bench.plain import GivenVectors, PlainRecipe, cut, minilm, with_title

    encoder = minilm()
    vectors = np.asarray(encoder.embed_documents([sentence.text for sentence in known]))
    given: dict[str, Vectors] = {}
    texts: list[tuple[str, str, str]] = []
    for number, made in enumerate(documents(known, passages)):
        title = made.document.metadata.title
        texts += [(passage.id, title, passage.text) for passage in made.passages]
        rows = mixed(vectors, made.rows, number)
        whole = [with_title(title, passage.text) for passage in made.passages]
        for text, row in zip(whole, rows, strict=True):
            given.update(dict.fromkeys(cut(text), row))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    PlainRecipe.build(texts, folder, GivenVectors(given, encoder))


def build(folder: Path, passages: int, *, plain: bool = True, rebuild: bool = False) -> None:
    """Build what is not there yet for so many passages, and print the seconds of each side."""
    embedder = load_embedder(threads=2)
    known = guide_sentences(embedder)
    sides = {OURS: embedder.name, PLAIN: "all-MiniLM-L6-v2"} if plain else {OURS: embedder.name}
    for side, encoder in sides.items():
        stamp = {"passages": passages, "seed": SEED, "version": VERSION, "encoder": encoder}
        if side == OURS:
            stamp["schema"] = SCHEMA
        if not rebuild and _stamp(folder, side) == stamp:
            continue
        start = time.perf_counter()
        (folder / f"{side}.json").unlink(missing_ok=True)
        if side == OURS:
            build_ours(known, passages, folder / side, embedder)
        else:
            build_plain(known, passages, folder / side)
        (folder / f"{side}.json").write_text(json.dumps(stamp), encoding="utf-8")
        print(
            f"built {side}: {passages} passages in {time.perf_counter() - start:.0f} s", flush=True
        )


def _stamp(folder: Path, side: str) -> Mapping[str, object] | None:
    """Return what was built, or None where a build did not come to its end."""
    path = folder / f"{side}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


@click.command()
@click.option("--passages", default=100_000, show_default=True, type=click.IntRange(1))
@click.option("--index", "folder", type=click.Path(path_type=Path), required=True)
@click.option("--without-plain", is_flag=True, help="Leave the plain recipe out.")
@click.option("--rebuild", is_flag=True, help="Build anew even what is there.")
def main(passages: int, folder: Path, without_plain: bool, rebuild: bool) -> None:
    """Build both indexes of the made passages in FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    build(folder, passages, plain=not without_plain, rebuild=rebuild)


if __name__ == "__main__":
    main()
