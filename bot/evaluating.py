"""The command `wegwijzer eval`: what judged sets are put through the search with."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import exit_on_error

if TYPE_CHECKING:
    from bot.retrieval import Retriever
    from bot.settings import Settings


@click.group(name="eval")
def evaluate() -> None:
    """Run judged sets through the search.

    \b
    Example:
      wegwijzer eval beir sets/xquad-nl-de --run runs/xquad-nl-de.tsv --parts
    """


@evaluate.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--run", "run", required=True, type=click.Path(path_type=Path), help="File to write.")
@click.option("--parts", is_flag=True, help="Also write FILE.dense and FILE.lexical.")
@click.option(
    "--index", type=click.Path(path_type=Path), help="Keep the index here, and use it again."
)
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def beir(folder: Path, run: Path, parts: bool, index: Path | None, quiet: bool) -> None:
    """Rank the documents of a BEIR FOLDER (corpus.jsonl, queries.jsonl) for each of its queries.

    The documents go through the product's own cutting, analysis, index and fusion. A line of the
    run is query-id, corpus-id and score, with tabs between.

    \b
    Example:
      wegwijzer eval beir sets/xquad-nl-de --run runs/xquad-nl-de.tsv --parts
    """
    from bot.runs import runs_of, write_run
    from bot.settings import load_settings
    from ingest.beir import read_entries

    with exit_on_error(), _folder(index) as place:
        queries = read_entries(folder / "queries.jsonl")
        retriever = _retriever(folder, place, load_settings(), _progress(quiet))
        runs = list(runs_of(retriever, [query.text for query in queries], _progress(quiet)))
        names = [query.id for query in queries]
        write_run(run, names, [found.fused for found in runs])
        if parts:
            write_run(run.with_name(f"{run.name}.dense"), names, [r.dense for r in runs])
            write_run(run.with_name(f"{run.name}.lexical"), names, [r.lexical for r in runs])
    click.echo(f"{len(names)} queries: {run}")


def _retriever(
    folder: Path, index: Path, settings: Settings, progress: Callable[..., None]
) -> Retriever:
    """Build the index of the folder unless it lies there already, and open it."""
    from bot.bootstrap import reranker_of, retriever_over
    from ingest.beir import build, digest_of_corpus, read_entries
    from ingest.embedding import load_embedder
    from ingest.index import published_generation

    encoder = load_embedder(settings.embedder, threads=2)
    place = index / digest_of_corpus(folder / "corpus.jsonl", encoder.name)
    if published_generation(place) is None:
        build(read_entries(folder / "corpus.jsonl"), place, encoder, progress)
    opened = retriever_over(place, encoder, settings.thesaurus)
    return replace(opened, reranker=reranker_of(settings))


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="wegwijzer-") as made:
        yield Path(made)


def _progress(quiet: bool) -> Callable[[int, int, str], None]:
    if quiet or not sys.stderr.isatty():
        return lambda done, total, what: None
    return lambda done, total, what: click.echo(f"\r{what} {done}/{total} ", nl=False, err=True)
