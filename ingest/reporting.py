"""What the commands of this package print: for people, and the JSON that scripts rely on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from ingest.documents import Passage
from ingest.index import DocumentRow, PassageIndex
from ingest.outcomes import Outcome
from ingest.removal import Receipt
from ingest.sync import FileReport, SyncPlan, SyncReport

SCHEMA = 1


def print_json(row: dict[str, Any]) -> None:
    """Print one object, `schema` first, with its letters as they are."""
    text = json.dumps({"schema": SCHEMA, **row}, ensure_ascii=False, indent=2)
    click.echo(text)


# --- ingest -----------------------------------------------------------------------------------


def plan_row(plan: SyncPlan) -> dict[str, Any]:
    """Return what `wegwijzer ingest --dry-run --json` prints."""
    return {
        "dry_run": True,
        "new": [source.uri for source in plan.new],
        "changed": [source.uri for source in plan.changed],
        "same": len(plan.same),
        "gone": list(plan.gone),
        "unreadable": plan.unreadable,
        "twins": plan.twins,
    }


def tell_plan(plan: SyncPlan, as_json: bool) -> None:
    """Tell what would be done."""
    if as_json:
        print_json(plan_row(plan))
        return
    for what, uris in (
        ("new", [source.uri for source in plan.new]),
        ("changed", [source.uri for source in plan.changed]),
        ("gone", list(plan.gone)),
    ):
        for uri in uris:
            click.echo(f"{what:8} {uri}")
    for reason in plan.unreadable.values():
        click.echo(f"problem  {reason}", err=True)
    counts = f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.gone)} gone"
    click.echo(f"{counts}, {len(plan.same)} the same. Nothing was done.")


def report_row(report: SyncReport, index: Path) -> dict[str, Any]:
    """Return what `wegwijzer ingest --json` prints."""
    fields = asdict(report)
    return {"index": str(index), "failed": len(report.failed), **fields}


def tell_report(report: SyncReport, index: Path, *, as_json: bool, quiet: bool) -> None:
    """Tell what was read; problems go to stderr, since they are for people."""
    if as_json:
        print_json(report_row(report, index))
        return
    for file in report.files:
        for line in _problems(file):
            click.echo(f"wegwijzer: {line}", err=True)
    if quiet and not report.published:
        return
    if not quiet:
        _tell_formats(report)
    click.echo(_summary(report))


def _problems(file: FileReport) -> list[str]:
    if file.failed:
        kept = " What was read of it before stays in the index." if file.kept else ""
        return [f"{file.status}: {file.reason}{kept}"]
    return [f"{file.uri}: {warning}" for warning in file.warnings]


def _tell_formats(report: SyncReport) -> None:
    by_format: dict[str, list[FileReport]] = {}
    for file in report.files:
        if not file.failed:
            by_format.setdefault(file.format, []).append(file)
    for name, files in sorted(by_format.items()):
        pages, passages = sum(f.pages for f in files), sum(f.passages for f in files)
        counts = f"{len(files):6} files {pages:7} pages {passages:8} passages"
        languages = Counter(file.language or "several" for file in files)
        spoken = ", ".join(f"{count} {language}" for language, count in languages.most_common())
        click.echo(f"  {name:10}{counts}   {spoken}")


def _summary(report: SyncReport) -> str:
    counts = [
        (report.added, "new"),
        (report.renewed, "changed"),
        (len(report.removed), "removed"),
        (len(report.failed), "not readable"),
        (report.same, "the same"),
    ]
    told = ", ".join(f"{count} {what}" for count, what in counts if count) or "no documents"
    if not report.published:
        return f"Nothing to publish: {told}."
    work = f"{report.embedded} passages embedded in {report.seconds:.1f} s"
    return f"Generation {report.generation}: {told}; {work}."


# --- status and documents ---------------------------------------------------------------------


def status_row(index: PassageIndex, folder: Path, today: date) -> dict[str, Any]:
    """Return what `wegwijzer status --json` prints."""
    rows, meta = index.documents(), index.meta()
    languages = Counter(p.language for row in rows for p in index.document_passages(row.id))
    return {
        "index": str(folder),
        "generation": index.generation,
        "created": meta["created"],
        "embedder": meta["embedder"],
        "dimension": int(meta["dimension"]),
        "documents": len(rows),
        "records": len(index.records()),
        "passages": index.count(),
        "languages": dict(sorted(languages.items())),
        "overdue": [
            {"uri": row.uri, "title": row.metadata.title, "review_by": str(row.metadata.review_by)}
            for row in rows
            if row.metadata.review_by and row.metadata.review_by < today
        ],
    }


def tell_status(index: PassageIndex, folder: Path, today: date, as_json: bool) -> None:
    """Tell what the index holds and which documents somebody should look at again."""
    row = status_row(index, folder, today)
    if as_json:
        print_json(row)
        return
    overdue = row.pop("overdue")
    row["languages"] = ", ".join(f"{count} {name}" for name, count in row["languages"].items())
    for name, value in row.items():
        click.echo(f"{name:12}{value}")
    click.echo(f"{'overdue':12}{len(overdue)} documents are past their review date")
    for late in overdue:
        click.echo(f"  {late['review_by']}  {late['uri']}")


def document_row(row: DocumentRow) -> dict[str, Any]:
    """Return one document as scripts read it."""
    metadata = row.metadata
    return {
        "id": row.id,
        "uri": row.uri,
        "title": metadata.title,
        "format": row.format,
        "language": metadata.language,
        "publisher": metadata.publisher,
        "published": metadata.published,
        "licence": metadata.licence,
        "review_by": str(metadata.review_by) if metadata.review_by else None,
        "superseded_by": metadata.superseded_by,
        "pages": row.pages,
        "passages": row.passages,
        "digest": row.digest,
    }


def tell_documents(rows: Iterable[DocumentRow], as_json: bool) -> None:
    """Tell which documents are indexed."""
    if as_json:
        print_json({"documents": [document_row(row) for row in rows]})
        return
    for row in rows:
        language = row.metadata.language or "-"
        click.echo(f"{row.id}  {language:2} {row.passages:5}  {row.uri}  {row.metadata.title}")


def tell_document(row: DocumentRow, passages: Sequence[Passage], as_json: bool) -> None:
    """Tell everything that the index holds of one document."""
    fields = document_row(row)
    if as_json:
        print_json({"document": fields, "texts": [passage_row(passage) for passage in passages]})
        return
    for name, value in fields.items():
        click.echo(f"{name:14}{'' if value is None else value}")
    for passage in passages:
        headings = " > ".join(passage.locator.headings)
        click.echo(f"\n--- page {passage.locator.page} [{passage.language}] {headings}")
        click.echo(passage.text)


def passage_row(passage: Passage) -> dict[str, Any]:
    """Return one passage as scripts read it."""
    return {
        "id": passage.id,
        "page": passage.locator.page,
        "page_label": passage.locator.page_label,
        "headings": list(passage.locator.headings),
        "offset": passage.offset,
        "language": passage.language,
        "text": passage.text,
    }


def receipt_row(receipt: Receipt, file: Path | None) -> dict[str, Any]:
    """Return what `wegwijzer documents remove --json` prints."""
    return {**asdict(receipt), "file_deleted": str(file) if file else None}


def tell_receipt(receipt: Receipt, file: Path | None, as_json: bool) -> None:
    """Tell what was removed, whether it is gone, and whether it will come back."""
    if as_json:
        print_json(receipt_row(receipt, file))
        return
    count = f"{receipt.passages_removed} passages"
    click.echo(f"{receipt.uri}: {count} removed, generation {receipt.generation} published.")
    if receipt.still_found:
        click.echo("Its text is STILL found; run: wegwijzer ingest --rebuild", err=True)
    else:
        click.echo("Checked: the new generation finds its text no more under this address.")
    for uri in receipt.also_in:
        click.echo(f"The same text still stands in {uri}; remove that document too.", err=True)
    if file:
        click.echo(f"{file}: deleted.")
    else:
        click.echo("The file itself stays: the next `wegwijzer ingest` brings it back.")


# --- read -------------------------------------------------------------------------------------


def tell_outcome(outcome: Outcome, as_json: bool) -> None:
    """Tell what the reader made of a file."""
    if as_json:
        print_json(outcome.as_dict())
        return
    told = [outcome.format, outcome.language or "", f"{len(outcome.pages)} pages", outcome.status]
    click.echo(f"{outcome.path}: {', '.join(part for part in told if part)}")
    if outcome.title:
        click.echo(f"Title: {outcome.title}")
    for line in outcome.warnings or ([outcome.reason] if outcome.reason else []):
        click.echo(f"wegwijzer: {line}", err=True)
    for page in outcome.pages:
        label = f" (printed: {page.page_label})" if page.page_label else ""
        click.echo(f"\n--- page {page.page}{label}\n{page.text}")
