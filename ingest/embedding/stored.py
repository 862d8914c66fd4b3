"""The files of a sentence-transformers model, and what they tell without torch."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from ingest.documents import digest_of
from ingest.embedding.refusals import ANOTHER, InOneSentence, refused

BackEndName = Literal["torch", "onnx", "openvino"]
Json = TypeVar("Json", dict[str, Any], list[Any])

MOST_TOKENS = 512
"""More are not read at once: passages are shorter, and attention costs the square."""

GRAPH = "onnx/model.onnx"
"""Where models on the hub keep what onnxruntime and OpenVINO read."""

WEIGHTS: dict[BackEndName, tuple[str, ...]] = {
    "torch": ("*.safetensors", "pytorch_model*.bin"),
    "onnx": ("onnx/model.onnx*",),
    "openvino": ("onnx/model.onnx*",),
}
"""Patterns of the files with the weights; of several, the first that is there is taken."""

WITHOUT: dict[BackEndName, str] = {
    "torch": ANOTHER,
    "onnx": "leave 'onnx:' before its name out, for torch",
    "openvino": "leave 'openvino:' before its name out, for torch",
}
"""What to do when a back end cannot run a model."""

SETTINGS = ("*.json", "*.txt", "*.model", "*/pytorch_model.bin", "onnx/Constant_*")
NOT_SETTINGS = ("onnx/*.json", "openvino/*")

OLD_VOCABULARIES = ("vocab.*", "*.model")
"""What models had before tokenizer.json; transformers reads them."""

SAMPLES, SAMPLE = 2048, 4096
"""Of a file larger than both together, so many pieces of so many bytes enter the stamp."""


@dataclass(frozen=True)
class Prompts:
    """What stands before a text, so that the model knows a question from a passage."""

    query: str = ""
    passage: str = ""


QUERY_NAMES = ("query",)
PASSAGE_NAMES = ("document", "passage", "corpus")
"""Names of the prompts in config_sentence_transformers.json, as encode_document knows them."""

# The E5 models were taught with these, and their configuration on the hub does not say so. Source:
# the model cards of intfloat/e5-base-v2 and intfloat/multilingual-e5-small, and arXiv 2402.05672.
FAMILIES = {
    re.compile(r"(multilingual-)?e5-(small|base|large)(-v2)?"): Prompts("query: ", "passage: ")
}


@dataclass(frozen=True)
class StoredModel:
    """A folder with a model; `name` is how it was asked for."""

    name: str
    back_end: BackEndName
    folder: Path

    @property
    def label(self) -> str:
        """The last part of the name, for people."""
        return (self.folder.resolve() if Path(self.name).is_dir() else Path(self.name)).name

    @property
    def modules(self) -> list[tuple[str, str]]:
        """Class and folder of each step; a plain transformer gets the steps it is given there."""
        listed = [step for step in self._json("modules.json", list) if isinstance(step, dict)]
        return [(str(step.get("type")), str(step.get("path"))) for step in listed] or [
            ("sentence_transformers.models.Transformer", ""),
            ("sentence_transformers.models.Pooling", "1_Pooling"),
        ]

    def settings(self, *path: str) -> dict[str, Any]:
        """Return what a file of settings holds; nothing when it is missing."""
        return self._json("/".join(part for part in path if part), dict)

    @cached_property
    def prompts(self) -> Prompts:
        """The model's own prompts, or those of its family.

        encode_document of sentence-transformers 6 takes "document" even where it is empty, which
        it is in every model saved with "query" and "passage" alone; here an empty one counts for
        nothing.
        """
        own = Prompts(self._prompt(QUERY_NAMES), self._prompt(PASSAGE_NAMES))
        if own != Prompts():
            return own
        known = (prompts for label, prompts in FAMILIES.items() if label.fullmatch(self.label))
        return next(known, Prompts())

    def _prompt(self, names: Sequence[str]) -> str:
        place = "config_sentence_transformers.json"
        own = self.settings(place).get("prompts") or {}
        if not isinstance(own, dict) or not all(isinstance(own.get(n, ""), str) for n in names):
            raise refused(self.name, f'"prompts" in {place} must be texts by their names')
        return next((own[name] for name in names if own.get(name)), "")

    @cached_property
    def transformer(self) -> dict[str, Any]:
        """What the first step is set to, such as max_seq_length and do_lower_case."""
        place = self.folder / self.modules[0][1]
        names = sorted(path.name for path in place.glob("sentence_*_config.json"))
        return self.settings(self.modules[0][1], names[0]) if names else {}

    @cached_property
    def most_tokens(self) -> int:
        """What is read of a text, with its prompt and the two tokens that mark begin and end."""
        place = self.modules[0][1]
        stated = (
            self.transformer.get("max_seq_length"),
            self.settings(place, "tokenizer_config.json").get("model_max_length"),
            self.settings(place, "config.json").get("max_position_embeddings"),
        )
        return min(MOST_TOKENS, *(int(n) for n in stated if isinstance(n, int | float) and n > 0))

    @cached_property
    def tokenizer(self) -> str:
        """The content of tokenizer.json; empty when the model has none."""
        place = self.modules[0][1]
        if found := self.settings(place, "tokenizer.json"):
            return json.dumps(found)
        # Transformers 5 goes on with an empty vocabulary, and every word would be unknown.
        if not any(path for kind in OLD_VOCABULARIES for path in (self.folder / place).glob(kind)):
            raise refused(self.name, "it has no tokenizer (tokenizer.json)")
        return ""

    @cached_property
    def stamp(self) -> str:
        """Digest of settings and weights.

        Large files are sampled, for the digest is made at every start: another training changes
        every matrix, and each is met by a sample. A few rows changed by hand may go unseen.
        """
        with InOneSentence(self.name):
            parts = [
                part
                for path in self._files()
                for part in (path.relative_to(self.folder).as_posix(), _fingerprint(path))
            ]
        return digest_of(*parts)

    def _files(self) -> Iterator[Path]:
        for folder, below, names in os.walk(self.folder):
            below[:] = sorted(n for n in below if n not in ("onnx", "openvino") and n[0] != ".")
            settings = (Path(folder) / name for name in sorted(names))
            yield from (path for path in settings if path.suffix in (".json", ".txt", ".model"))
        yield from weights_in(self.folder, self.back_end)

    def _json(self, place: str, kind: type[Json]) -> Json:
        path = self.folder / place
        try:
            found = json.loads(path.read_bytes())
        except FileNotFoundError:
            return kind()
        except (OSError, ValueError) as error:
            raise refused(self.name, f"{place} cannot be read ({error})") from error
        if not isinstance(found, kind):
            raise refused(self.name, f"{place} holds something else than it should")
        return found


def find_model(name: str, back_end: BackEndName, instead: str = ANOTHER) -> StoredModel:
    """Return the model in the folder of this name, or of the hub; raises EmbedderError.

    `instead` is what to do when it cannot be used.
    """
    without = {**WITHOUT, "torch": instead}
    with InOneSentence(name, instead):
        folder = Path(name) if Path(name).is_dir() else _from_hub(name, back_end)
        if not (folder / "modules.json").exists() and not (folder / "config.json").exists():
            raise refused(name, "the folder holds neither modules.json nor config.json", instead)
        if not weights_in(folder, back_end):
            pattern = WEIGHTS[back_end][0]
            raise refused(name, f"it has no weights for {back_end} ({pattern})", without[back_end])
    return StoredModel(name, back_end, folder)


def weights_in(folder: Path, back_end: BackEndName) -> list[Path]:
    """Return the files with the weights, sorted; empty when there are none."""
    found = (sorted(folder.rglob(pattern)) for pattern in WEIGHTS[back_end])
    return next((paths for paths in found if paths), [])


def _from_hub(name: str, back_end: BackEndName) -> Path:
    """Take what was fetched before, and ask the hub only for what is missing.

    So a model does not change under an index, and a start needs no network.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    folder = Path()
    for fetched_before in (True, False):
        for pattern in WEIGHTS[back_end]:
            try:
                folder = Path(
                    snapshot_download(
                        name,
                        allow_patterns=[*SETTINGS, pattern],
                        ignore_patterns=list(NOT_SETTINGS),
                        local_files_only=fetched_before,
                    )
                )
            except LocalEntryNotFoundError:
                if not fetched_before:
                    raise
                continue
            if any(folder.rglob(pattern)):
                return folder
    return folder


def _fingerprint(path: Path) -> bytes:
    """Return the content, or the size and evenly spread pieces of a large file."""
    size = path.stat().st_size
    if size <= SAMPLES * SAMPLE:
        return path.read_bytes()
    pieces = [str(size).encode()]
    with path.open("rb") as file:
        for number in range(SAMPLES):
            file.seek(number * (size - SAMPLE) // (SAMPLES - 1))
            pieces.append(file.read(SAMPLE))
    return b"".join(pieces)
