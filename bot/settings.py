"""What can be set for the bot, by environment variables that begin with WEGWIJZER_."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from ingest.documents import Language


class Settings(BaseSettings):
    """Read from the environment; an argument given by hand wins."""

    model_config = SettingsConfigDict(env_prefix="WEGWIJZER_", extra="ignore")

    index: Path = Path("index")
    """Folder of the index."""
    embedder: str = "trilingual"
    """Encoder that the index was built with."""
    reranker: str | None = None
    """Cross-encoder that judges the best passages; without a name there is none."""
    thesaurus: Path | None = None
    """Folder of the terms of the field; None takes those that ship."""
    language: Language = "nl"
    """Language of the reply when the question is too short to tell."""
    database: str = "sqlite:///conversations.sqlite"
    """Address of the database of conversations and profiles, as SQLAlchemy writes it."""
    keep_days: int = Field(default=30, ge=1, le=3650)
    """Earlier messages are deleted after so many days."""
    threads: int = 1
    """Processor threads of the encoder; more than one stalls beside a busy neighbour."""
    model: str | None = None
    """Language model that writes the steps, as provider:model; without one, none."""
    model_url: str | None = None
    """Address of the model, where it is not the provider's own."""
    model_key: SecretStr | None = None
    """Key for it; without one, the provider's own variable counts."""
    model_timeout: float = Field(default=20.0, ge=1, le=120)
    """Seconds for all that the model does for one question."""


def load_settings(**given: object) -> Settings:
    """Return the settings; raises SettingsError naming the variable that is wrong."""
    try:
        return Settings.model_validate(
            {**Settings().model_dump(), **{k: v for k, v in given.items() if v is not None}}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = f"WEGWIJZER_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}: {first['msg']}; correct it or unset it") from error
