"""Everything that can go wrong before an answer, from a file on disk to the published index.

IngestError
├─ SourceError               no bytes: missing, unreadable, too large
├─ ReadError                 bytes, but not the document that they claim to be
│  ├─ EncryptedError         a password is needed
│  ├─ BrokenError            damaged beyond reading
│  ├─ EmptyError             readable, but without content
│  ├─ ScannedError           pages without a text layer
│  ├─ GarbledError           a text layer that is not language
│  └─ UnsupportedFormatError no reader for this kind of file
├─ EmbedderError             the encoder cannot be loaded
├─ ThesaurusError            a file of concepts that is wrong
└─ IndexStoreError           missing, locked or unreadable index
   └─ IncompatibleIndexError another schema or encoder than the one that asks
"""

from __future__ import annotations

from typing import ClassVar


class IngestError(Exception):
    """What went wrong and what to do next, in words for the person who added the document."""


class SourceError(IngestError):
    """The bytes of a source cannot be had."""


class ReadError(IngestError):
    """A file cannot be read as a document; `status` is the word that reports use for it."""

    status: ClassVar[str] = "broken"


class EncryptedError(ReadError):
    """The file asks for a password."""

    status = "encrypted"


class BrokenError(ReadError):
    """The file is damaged or is not what its first bytes promise."""

    status = "broken"


class EmptyError(ReadError):
    """The file holds nothing to read."""

    status = "empty"


class ScannedError(ReadError):
    """The pages are pictures without a text layer."""

    status = "scanned"


class GarbledError(ReadError):
    """The text layer does not decode to words."""

    status = "garbled"


class UnsupportedFormatError(ReadError):
    """There is no reader for this kind of file."""

    status = "unsupported"


class EmbedderError(IngestError):
    """The encoder named in the settings cannot be loaded."""


class ThesaurusError(IngestError):
    """The thesaurus has an error; the message names the first one and the command for the rest."""


class IndexStoreError(IngestError):
    """The index is missing, in use by another writer, or cannot be opened."""


class IncompatibleIndexError(IndexStoreError):
    """The index was built with another schema or encoder; searching it would give wrong hits."""
