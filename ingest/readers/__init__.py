"""Bytes become documents: one module per format, named in one table and loaded on first use."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import PurePosixPath

import filetype

from ingest.documents import Document, Source
from ingest.errors import BrokenError, EmptyError, EncryptedError, UnsupportedFormatError
from ingest.readers.text import decode

READERS: dict[str, str] = {
    "pdf": "ingest.readers.pdf:read",
    "html": "ingest.readers.html:read",
    "docx": "ingest.readers.docx:read",
    "markdown": "ingest.readers.markdown:read",
    "record": "ingest.readers.record:read",
    "text": "ingest.readers.text:read",
}
"""Format name -> "module:function"; the function takes the bytes and the address."""

Read = Callable[[bytes, str], Document]

_NAMES = {
    ".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".md": "markdown", ".markdown": "markdown", ".yaml": "record", ".yml": "record",
    ".xml": "xml", ".rtf": "rtf", ".json": "json",
}  # fmt: skip
"""What a name says; asked only where the content does not say it."""

_MARKED = {
    b"%PDF-": "pdf",
    b"{\\rtf": "rtf",
    b"%!PS": "ps",
    b"\xd0\xcf\x11\xe0": "ole",
    b"PK\x03\x04": "zip",
}
_ZIPPED = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OLE_STREAMS = {
    "EncryptedPackage": "encrypted office", "WordDocument": "doc", "PowerPoint Document": "ppt",
    "Workbook": "xls", "__properties_version1.0": "msg", "Book": "xls",
}  # fmt: skip
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|main|div|table|h[1-6]|p|ul)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:.*\r?\n)*?---[ \t]*(?:\r?\n|$)")
_RECORD = re.compile(r"^schema:\s*1\b.*^kind:", re.DOTALL | re.MULTILINE)


def read(source: Source) -> Document:
    """Read the bytes and make a document of them; raises SourceError or ReadError."""
    data = source.read()
    if not data.strip(b"\0\t\r\n "):
        raise EmptyError(f"{source.uri}: the file is empty. Check whether it is the right file.")
    name = sniff(data, source.uri)
    if name == "encrypted office":
        raise EncryptedError(
            f"{source.uri}: the Office file asks for a password. Save a copy without one."
        )
    if name not in READERS:
        raise UnsupportedFormatError(
            f"{source.uri}: files of the kind {name} cannot be read yet. "
            "Save it as PDF or DOCX and add that."
        )
    return reader(name)(data, source.uri)


def reader(name: str) -> Read:
    """Return the function that reads this format."""
    module, function = READERS[name].split(":")
    found: Read = getattr(import_module(module), function)
    return found


def sniff(data: bytes, uri: str) -> str:
    """Return the name of the format: by content first, by the file name where that tells nothing.

    The name may be one without a reader ("xlsx", "png"); a file that claims to be a PDF or DOCX
    and shows nothing else goes to that reader, which says what is wrong with it.
    """
    head = data[:1024]
    marked = next((name for mark, name in _MARKED.items() if head.startswith(mark)), None)
    if marked == "ole":
        return _ole(data)
    if marked == "zip":
        return _zip(data)
    # Mail and web servers sometimes put a few bytes before a PDF.
    if marked == "pdf" or (b"%PDF-" in head and uri.lower().endswith(".pdf")):
        return "pdf"
    kind = None if marked or _is_text(head) else filetype.guess(data[:8192])
    return marked or (str(kind.extension) if kind else _textual(data, uri))


def _ole(data: bytes) -> str:
    """Tell old Office files apart by the names of their streams, written in UTF-16."""
    streams = _OLE_STREAMS.items()
    return next((kind for name, kind in streams if name.encode("utf-16-le") in data), "ole")


def _zip(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        return "docx" if b"word/" in data else "zip"
    if "mimetype" in names:
        return "odt" if "content.xml" in names else "epub"
    found = (kind for folder, kind in _ZIPPED.items() if any(n.startswith(folder) for n in names))
    return next(found, "zip")


def _is_text(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or b"\0" not in head


def _textual(data: bytes, uri: str) -> str:
    suffix = PurePosixPath(uri.split("?")[0]).suffix.lower()
    named = _NAMES.get(suffix, "text")
    try:
        text = decode(data[:65536], uri).lstrip("\ufeff")
    except BrokenError:
        return named if named in ("pdf", "docx") else suffix.lstrip(".") or "binary"
    if _HTML.match(text) and named != "markdown":
        return "html"
    if _XML.match(text):
        return "xml"
    if _RECORD.search(text) and named == "text":
        return "record"
    return "markdown" if _FRONT_MATTER.match(text) and named == "text" else named
