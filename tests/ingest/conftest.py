"""A corpus folder and an index folder to try things on, without the real encoder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

DUTCH = "Meet twee weken lang hoe vaak de machine stilstaat en schrijf de oorzaak op."
GERMAN = "Messen Sie zwei Wochen lang, wie oft die Anlage steht, und schreiben Sie auf, warum."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two guides that can be read."""
    folder = tmp_path / "corpus"
    (folder / "guides").mkdir(parents=True)
    (folder / "guides" / "meten.md").write_text(f"# Meten\n\n{DUTCH}\n", encoding="utf-8")
    (folder / "guides" / "messen.md").write_text(f"# Messen\n\n{GERMAN}\n", encoding="utf-8")
    return folder


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def write(corpus: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file into the corpus folder."""

    def into(uri: str, content: str | bytes) -> Path:
        path = corpus / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return into
