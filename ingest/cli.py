"""Commands for whoever keeps the corpus. What is heavy is imported when a command runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.errors import IngestError, SourceError

if TYPE_CHECKING:
    from ingest.documents import Source
    from ingest.settings import IngestSettings
    from ingest.sync import Progress, SyncPlan

index_option = click.option(
    "--index", type=click.Path(path_type=Path), help="Folder of the index (default: ./index)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (schema 1).")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an error in our own words, or of the file system, into one line and exit code 2."""
    try:
        yield
    except IngestError as error:
        click.echo(f"wegwijzer: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        raise  # whoever reads our output (head, less) has seen enough; click ends quietly
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or str(error)
        click.echo(f"wegwijzer: {place}{reason}. Check folder, rights and free space.", err=True)
        sys.exit(2)


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@index_option
@json_option
@click.option("--rebuild", is_flag=True, help="Read everything anew, into a new index.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be read and removed.")
@click.option("--quiet", is_flag=True, help="One line; only problems when nothing changed.")
def ingest(
    path: Path | None,
    index: Path | None,
    as_json: bool,
    rebuild: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Read the corpus, or what lies under PATH, and publish it as a new index generation.

    Only files that are new or changed are read. A document whose file is gone leaves the index,
    but only if it lay under PATH: reading one file or folder of the corpus never removes the
    others. A folder outside the corpus is taken as a corpus of its own. A file that cannot be read
    stops nobody; what was known of it stays.

    Exit code 0: all read. 1: some file could not be read. 2: nothing done.

    \b
    Examples:
      wegwijzer ingest
      wegwijzer ingest corpus/guides --dry-run
      wegwijzer ingest corpus/reports/new.pdf --json
    """
    from ingest import reporting, sync
    from ingest.embedding import load_embedder
    from ingest.settings import load_settings

    with plain_errors():
        settings = load_settings(index=index)
        sources, scope = sources_under(path, settings)
        if rebuild and scope:
            raise SourceError(
                f"{path}: a part of the corpus cannot be rebuilt; leave out PATH or --rebuild."
            )
        plan = sync.plan(sources, settings.index, scope=scope, rebuild=rebuild)
        refuse_another_corpus(plan, path, settings.index)
        if dry_run:
            reporting.tell_plan(plan, as_json)
            sys.exit(1 if plan.unreadable else 0)
        embedder = load_embedder(settings.embedder, threads=settings.ingest_threads)
        with progress_bar(not quiet and sys.stderr.isatty()) as progress:
            report = sync.apply(
                plan,
                settings.index,
                embedder,
                most_tokens=settings.most_tokens,
                progress=progress,
            )
    reporting.tell_report(report, settings.index, as_json=as_json, quiet=quiet)
    sys.exit(1 if report.failed else 0)


def sources_under(path: Path | None, settings: IngestSettings) -> tuple[list[Source], str]:
    """Return the sources at or under `path`, and its address in the corpus ("" for all of it)."""
    from ingest.sources import corpus_sources
    from ingest.sync import lies_under

    largest = settings.largest_file_mb * 1_000_000
    corpus = settings.corpus.resolve()
    given = (path or settings.corpus).resolve()
    if not given.exists():
        raise SourceError(f"{path or settings.corpus}: no such file or folder. Check the path.")
    if given == corpus or not given.is_relative_to(corpus):
        return corpus_sources(given, largest), given.name if given.is_file() else ""
    scope = given.relative_to(corpus).as_posix()
    sources = [s for s in corpus_sources(corpus, largest) if lies_under(s.uri, scope)]
    if given.is_file() and not sources:
        raise SourceError(f"{path}: is a note for staff or a hidden file, and is never indexed.")
    return sources, scope


def refuse_another_corpus(plan: SyncPlan, path: Path | None, index: Path) -> None:
    """Raise SourceError when a folder shares no file with what the index holds."""
    if path is None or not plan.gone or set(plan.gone) != plan.indexed:
        return
    raise SourceError(
        f"{path}: none of the {len(plan.indexed)} documents of {index} lie there, so all of them "
        "would be removed. Give a corpus of its own another --index, or add --rebuild to replace."
    )


@contextmanager
def progress_bar(shown: bool) -> Iterator[Progress]:
    """Give a function that draws progress on stderr, or one that does nothing."""
    if not shown:
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")

        def draw(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what[-48:])

        yield draw


@click.command()
@index_option
@json_option
def status(index: Path | None, as_json: bool) -> None:
    """Tell what the index holds and how fresh it is.

    \b
    Examples:
      wegwijzer status
      wegwijzer status --json --index index
    """
    from datetime import date

    from ingest import reporting
    from ingest.index import PassageIndex
    from ingest.settings import load_settings

    with plain_errors():
        folder = load_settings(index=index).index
        reporting.tell_status(PassageIndex.open(folder), folder, date.today(), as_json)


@click.group()
def documents() -> None:
    """List, show or remove indexed documents.

    \b
    Examples:
      wegwijzer documents list
      wegwijzer documents show guides/small-win.nl.md
      wegwijzer documents remove reports/old.pdf --file corpus
    """


@documents.command(name="list")
@index_option
@json_option
def list_documents(index: Path | None, as_json: bool) -> None:
    """List the indexed documents by address.

    \b
    Examples:
      wegwijzer documents list
      wegwijzer documents list --json
    """
    from ingest import reporting
    from ingest.index import PassageIndex
    from ingest.settings import load_settings

    with plain_errors():
        rows = PassageIndex.open(load_settings(index=index).index).documents()
        reporting.tell_documents(rows, as_json)


@documents.command()
@click.argument("target", metavar="ADDRESS|ID")
@index_option
@json_option
def show(target: str, index: Path | None, as_json: bool) -> None:
    """Show a document and its passages as they are indexed.

    \b
    Examples:
      wegwijzer documents show resources/boost.yaml
      wegwijzer documents show 9f2c51d07be3a846 --json
    """
    from ingest import reporting
    from ingest.index import PassageIndex
    from ingest.removal import find_document
    from ingest.settings import load_settings

    with plain_errors():
        opened = PassageIndex.open(load_settings(index=index).index)
        row = find_document(opened, target)
        reporting.tell_document(row, opened.document_passages(row.id), as_json)


@documents.command()
@click.argument("target", metavar="ADDRESS|ID")
@click.option(
    "--file",
    "corpus",
    type=click.Path(path_type=Path, file_okay=False),
    help="Corpus folder: delete the file there too.",
)
@index_option
@json_option
def remove(target: str, corpus: Path | None, index: Path | None, as_json: bool) -> None:
    """Remove a document from the index at once, and check that its text is found no more.

    Without --file the file stays, and the next `wegwijzer ingest` brings the document back.
    Exit code 1: removed, but its text is still found; then rebuild the index.

    \b
    Examples:
      wegwijzer documents remove reports/old.pdf
      wegwijzer documents remove reports/old.pdf --file corpus
    """
    from ingest import removal, reporting
    from ingest.index import PassageIndex
    from ingest.settings import load_settings

    with plain_errors():
        folder = load_settings(index=index).index
        uri = removal.find_document(PassageIndex.open(folder), target).uri
        file = file_of(corpus, uri) if corpus else None
        receipt = removal.remove(folder, uri)
        if file:
            file.unlink()
    reporting.tell_receipt(receipt, file, as_json)
    sys.exit(1 if receipt.still_found else 0)


def file_of(corpus: Path, uri: str) -> Path:
    """Return the file of a document; raises SourceError unless it lies in the corpus folder."""
    file = corpus / uri
    inside = file.parent.resolve().is_relative_to(corpus.resolve())
    if inside and (file.is_file() or file.is_symlink()):
        return file
    raise SourceError(f"{file}: no such file. Give the corpus folder to --file, or leave it out.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def read(file: Path, as_json: bool) -> None:
    """Show what the reader makes of FILE, page by page; the index is not touched.

    Exit code 0: read, perhaps not every page. 1: no text could be read. 2: no such file.

    \b
    Examples:
      wegwijzer read corpus/reports/new.pdf
      wegwijzer read --json corpus/guides/small-win.nl.md
    """
    from ingest import reporting
    from ingest.outcomes import outcome_of

    with plain_errors():
        outcome = outcome_of(file)
    reporting.tell_outcome(outcome, as_json)
    sys.exit(0 if outcome.status in ("ok", "partly") else 1)
