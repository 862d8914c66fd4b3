"""What reading one file comes to, as a value: the contract of `wegwijzer read --json`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from ingest.documents import Document, Language, Source
from ingest.errors import ReadError, SourceError
from ingest.readers import read, sniff


@dataclass(frozen=True, kw_only=True)
class PageText:
    """The text of one page; `page` is physical and 1-based, `page_label` is what is printed."""

    page: int
    page_label: str | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Stable: a field is never renamed or removed within one `schema` number."""

    path: str
    format: str
    status: str
    """ok, partly (some pages without text), or the `status` of the ReadError that came up."""
    reason: str = ""
    """Why there is no text and what to do next; empty when all is well."""
    title: str = ""
    language: Language | None = None
    pages: tuple[PageText, ...] = ()
    warnings: tuple[str, ...] = ()
    schema: int = 1

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON knows them, `schema` first."""
        fields = asdict(self)
        return {"schema": fields.pop("schema"), **fields}


def outcome_of(path: Path) -> Outcome:
    """Read a file and tell how that went; only a file that cannot be opened raises SourceError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    name = sniff(data, path.name) if data else "empty"
    try:
        document = read(Source(uri=path.name, read=partial(bytes, data)))
    except ReadError as error:
        return Outcome(path=str(path), format=name, status=error.status, reason=str(error))
    return _told(path, document)


def _told(path: Path, document: Document) -> Outcome:
    labels = {s.locator.page: s.locator.page_label for s in document.sections}
    pages = tuple(
        PageText(page=page, page_label=labels[page], text=text)
        for page, text in document.pages().items()
    )
    lacking = [page for page in pages if not page.text]
    return Outcome(
        path=str(path),
        format=document.format,
        status="partly" if lacking else "ok",
        reason="; ".join(document.warnings) if lacking else "",
        title=document.metadata.title,
        language=document.metadata.language,
        pages=pages,
        warnings=document.warnings,
    )
