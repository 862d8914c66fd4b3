"""Reads plain text in any common encoding; the only place that guesses encodings."""

from __future__ import annotations

import codecs
from pathlib import PurePosixPath

from charset_normalizer import from_bytes

from ingest.cleaning import normalise, unwrap
from ingest.documents import Document, Metadata, Section, digest_of
from ingest.errors import BrokenError, EmptyError, GarbledError
from ingest.language import settle
from ingest.readers.legibility import is_garbled

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KEEPS_LINES = {".csv", ".tsv", ".eml"}


def read(data: bytes, uri: str) -> Document:
    """Read the whole file as one section; hard-wrapped lines become paragraphs."""
    raw = decode(data, uri)
    text = normalise(raw)
    if not text:
        raise EmptyError(f"{uri}: the file holds no text. Check whether it is the right file.")
    if is_garbled(text):
        raise GarbledError(f"{uri}: holds signs but no words. Save it again as UTF-8 text.")
    if PurePosixPath(uri).suffix.lower() not in _KEEPS_LINES:
        text = unwrap(text)
    return Document(
        uri=uri,
        format="text",
        digest=digest_of(data),
        metadata=Metadata(title=PurePosixPath(uri).stem, language=settle(text, None)),
        sections=(Section(text=text),),
    )


def decode(data: bytes, uri: str, declared: str | None = None) -> str:
    """Return the characters: by byte order mark, as UTF-8, as declared, then by likelihood."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    for candidate in ("utf-8", declared):
        text = _decoded(data, candidate)
        if text is not None and "\0" not in text:
            return text
    return _guessed(data, uri)


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, UnicodeDecodeError):
        return None  # the next encoding is tried


def _guessed(data: bytes, uri: str) -> str:
    wide = _wide_without_mark(data)
    if wide:
        return data.decode(wide, errors="replace")
    if b"\0" in data:
        raise BrokenError(f"{uri}: is not text. Save it as PDF, DOCX or UTF-8 text.")
    western = _decoded(data, "cp1252")
    # Short texts give the guesser too little: our three languages are written in cp1252.
    if western is not None and (len(data) < 200 or _is_western(western)):
        return western
    best = from_bytes(data).best()
    return str(best) if best else data.decode("latin-1")


def _wide_without_mark(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: nearly every other byte of western text is zero."""
    half = len(data) // 2
    if half < 2:
        return None
    if data[1::2].count(0) > 0.8 * half and data[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if data[::2].count(0) > 0.8 * half and data[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


_WESTERN_LETTERS = frozenset("äöüÄÖÜßéèëêïîíóôöáàâçñúùûÉ€–—‘’“”„…•·°§«»\u00a0\u00adøåæØÅÆ²³µ½¼×®©™")


def _is_western(text: str) -> bool:
    beyond = [character for character in text if ord(character) > 127]
    known = sum(character in _WESTERN_LETTERS for character in beyond)
    return known >= 0.9 * len(beyond)
