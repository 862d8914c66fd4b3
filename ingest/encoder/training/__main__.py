"""Train the rows of the trilingual encoder.

    python -m ingest.encoder.training --rows pairs.jsonl.gz --rows words.tsv --out DIR

The same rows, seed and number of threads give the same files, byte for byte.
"""

from __future__ import annotations

import time
from pathlib import Path

import click
import numpy as np
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from ingest.encoder.training import alignment, export, vocabulary
from ingest.encoder.training.distil import Rates, distil
from ingest.encoder.training.lessons import Targets, lessons_of
from ingest.encoder.training.rows import Row, read_rows
from ingest.encoder.training.student import Student
from ingest.encoder.training.teacher import body_folder, taught

EMBEDDINGS = "embeddings.word_embeddings.weight"


@click.command(help=__doc__)
@click.option("--rows", "paths", multiple=True, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".make/encoder"))
@click.option("--seed", default=1, show_default=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--new-pieces", default=24_000, show_default=True, help="Word pieces to add.")
@click.option("--net", default=8_000, show_default=True, help="Of these, found by WordPiece.")
@click.option("--passages", default=8_000, show_default=True, help="Joined passages a language.")
@click.option("--pieces", default=6_000_000, show_default=True, help="Word pieces to read in all.")
@click.option("--rank", default=16, show_default=True, help="Rank of the adapters; 0 for none.")
@click.option("--rate", default=2e-3, show_default=True, help="Learning rate of new rows.")
def main(
    paths: tuple[Path, ...],
    out: Path,
    cache: Path,
    seed: int,
    threads: int,
    new_pieces: int,
    net: int,
    passages: int,
    pieces: int,
    rank: int,
    rate: float,
) -> None:
    """Read rows, make a vocabulary, start the new rows, distil, and write what ships."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    rows = read_rows(paths)
    tell(f"{len(rows)} parallel rows")
    base, body = read_body()
    tokenizer = read_vocabulary(rows, base, new_pieces, net)
    start = alignment.initial_rows(rows, tokenizer, base, body)
    tell(f"{len(start) - len(body)} new rows have a start")
    targets = Targets()
    lessons = lessons_of(rows, tokenizer, targets, passages=passages, seed=seed)
    tell(f"{len(lessons)} lessons, {sum(len(lesson.pieces) for lesson in lessons)} pieces")
    vectors = taught(targets.texts, cache, threads)
    tell(f"{len(vectors)} English texts are taught")
    student = Student(start, len(body), rank)
    rates = Rates(new=rate, old=rate / 4)

    def write(folder: Path) -> None:
        export.write(folder, tokenizer, body, student.rows(), student.changes())

    distil(
        student,
        lessons,
        vectors,
        pieces=pieces,
        seed=seed,
        rates=rates,
        keep=lambda quarter: write(out / f"quarter-{quarter}"),
    )
    write(out)
    tell(f"written to {out}")


def read_body() -> tuple[Tokenizer, np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    """Return tokenizer and word embeddings of the English model."""
    folder = Path(body_folder())
    base = Tokenizer.from_file(str(folder / "tokenizer.json"))
    base.no_padding()
    base.no_truncation()
    weights = load_file(folder / "model.safetensors")[EMBEDDINGS]
    return base, weights.astype(np.float32)


def read_vocabulary(rows: list[Row], base: Tokenizer, most: int, net: int) -> Tokenizer:
    """Return the tokenizer with the pieces that these rows and the languages need."""
    counts = vocabulary.piece_counts(vocabulary.word_frequencies(rows))
    added = vocabulary.new_pieces(counts, set(base.get_vocab()), most, net)
    return vocabulary.extended(base, added)


def tell(what: str) -> None:
    """Say what was done, and when."""
    click.echo(f"{time.strftime('%H:%M:%S')} {what}", err=True)


if __name__ == "__main__":
    main()
