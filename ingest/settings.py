"""What can be set for reading a corpus, by environment variables that begin with WEGWIJZER_."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import IngestError


class IngestSettingsError(IngestError):
    """A setting is wrong; nothing is read. The message names the variable."""


class IngestSettings(BaseSettings):
    """Read from the environment; an argument given by hand wins."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJZER_", extra="ignore")

    corpus: Path = Path("corpus")
    """Folder of the documents; an address in the index is a path below it."""
    index: Path = Path("index")
    """Folder of the index."""
    embedder: str = "trilingual"
    """Encoder that the index is built with."""
    ingest_threads: int = Field(default=2, ge=1, le=64)
    """Processor threads of the encoder while an index is built."""
    most_tokens: int = Field(default=220, ge=40, le=250)
    """Most tokens of a passage; the encoder reads 256, title and headings included."""
    largest_file_mb: int = Field(default=200, ge=1)
    """A larger file is not read."""
    thesaurus: Path | None = None
    """Folder of the concepts; None means the ones that ship."""


def load_settings(**given: object) -> IngestSettings:
    """Return the settings; raises IngestSettingsError naming the variable that is wrong."""
    try:
        return IngestSettings.model_validate(
            {**IngestSettings().model_dump(), **{k: v for k, v in given.items() if v is not None}}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = f"WEGWIJZER_{str(first['loc'][0]).upper()}"
        raise IngestSettingsError(
            f"{name} is {str(first['input'])!r}: {first['msg']}; correct it or unset it."
        ) from error
