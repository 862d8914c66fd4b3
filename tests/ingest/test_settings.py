from __future__ import annotations

from pathlib import Path

import pytest

from ingest.settings import IngestSettingsError, load_settings


def test_the_environment_sets_and_an_argument_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_CORPUS", "documents")
    monkeypatch.setenv("WEGWIJZER_INDEX", "set")
    settings = load_settings(index=Path("given"), embedder=None)
    assert (settings.corpus, settings.index) == (Path("documents"), Path("given"))
    assert settings.embedder == "trilingual"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INGEST_THREADS", "0"),
        ("INGEST_THREADS", "many"),
        ("MOST_TOKENS", "1000"),
        ("LARGEST_FILE_MB", "-1"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"WEGWIJZER_{name}", value)
    with pytest.raises(IngestSettingsError, match=f"WEGWIJZER_{name} is '{value}': "):
        load_settings()
