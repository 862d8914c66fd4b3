"""Rebuild the parallel rows of the trilingual encoder from their public sources.

    python -m ingest.encoder.training.rebuild --out rows.jsonl.gz [--cache DIR] [--only NAME ...]

A source that cannot be reached is named and left out; the exit code is then 1. The same state of
the sources gives the same file, byte for byte.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

import click

from ingest.encoder.training.aligning import distinct
from ingest.encoder.training.fetching import fetched
from ingest.encoder.training.gathering import gathered
from ingest.encoder.training.rows import Row
from ingest.encoder.training.sources import SOURCES, ParallelSource
from ingest.errors import SourceError

GITHUB = "https://github.com"


@click.command(help=__doc__)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to; one that ends in .gz is compressed.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".make/sources"),
    show_default=True,
    help="Folder for what was fetched; what is in it is not fetched again.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([source.name for source in SOURCES]),
    help="Read this source only; may be given more than once.",
)
@click.option("--root", default=GITHUB, show_default=True, help="Address before a repository.")
@click.pass_context
def main(context: click.Context, out: Path, cache: Path, only: tuple[str, ...], root: str) -> None:
    """Fetch each source, align it, and write what is left after the filters."""
    wanted = [source for source in SOURCES if not only or source.name in only]
    skipped: list[str] = []
    written = write(out, list(_rows(wanted, root, cache, skipped)))
    said = f"{written} rows written to {out}" if written else f"no rows; {out} stays as it was"
    click.echo(said, err=True)
    context.exit(1 if skipped else 0)


def _rows(
    wanted: Sequence[ParallelSource], root: str, cache: Path, skipped: list[str]
) -> Iterator[Row]:
    seen: set[Hashable] = set()
    for source in sorted(wanted, key=lambda source: source.name):
        try:
            found = list(gathered(source, fetched(source, root, cache)))
        except SourceError as error:
            skipped.append(source.name)
            click.echo(f"{source.name}: skipped, {error}", err=True)
            continue
        rows = list(distinct(found, _identity, seen))
        click.echo(f"{source.name}: {len(rows)} rows, {source.licence}", err=True)
        yield from rows


def _identity(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(row.texts.items())


def write(path: Path, rows: Sequence[Row]) -> int:
    """Write the rows as JSON lines that `read_rows` reads; return how many there are.

    The file appears when it is complete; without any row, what was there stays.
    """
    if not rows:
        return 0
    data = "".join(_line(row) for row in rows).encode()
    unfinished = path.with_name(path.name + ".part")
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    # A time within the file would make two equal ones differ.
    unfinished.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    unfinished.replace(path)
    return len(rows)


def _line(row: Row) -> str:
    texts = {str(language): text for language, text in row.texts.items()}
    entry = {"src": row.source, "lic": row.licence, **texts}
    return json.dumps(entry, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
