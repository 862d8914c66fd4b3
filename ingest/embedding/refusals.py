"""Whatever a library says when a model cannot be used becomes one sentence of ours."""

from __future__ import annotations

import sys
from pickle import UnpicklingError
from textwrap import shorten

from ingest.errors import EmbedderError

ANOTHER = "choose another model or 'trilingual' in WEGWIJZER_EMBEDDER"

_LOADING: tuple[type[Exception], ...] = (
    OSError, ValueError, ImportError, LookupError, RuntimeError, TypeError, AttributeError,
    EOFError, UnpicklingError,
)  # fmt: skip
"""What torch, transformers and sentence-transformers raise on files that are not as they expect."""

_MOST_LETTERS = 200


def refused(model: str, why: str, remedy: str = ANOTHER) -> EmbedderError:
    """Return the error that names the model, why it cannot be used, and what to do."""
    return EmbedderError(f"The model {model!r} cannot be used: {why}; {remedy}.")


class InOneSentence:
    """Raises EmbedderError in place of what the hub client or a library raises within."""

    def __init__(self, model: str, instead: str = ANOTHER) -> None:
        self._model = model
        self._instead = instead

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        # The tokenizers library raises the bare Exception, and nothing else there does.
        if isinstance(error, Exception) and (kind is Exception or isinstance(error, _foreign())):
            why, remedy = _explained(self._model, error, self._instead)
            raise refused(self._model, why, remedy) from error


def _foreign() -> tuple[type[Exception], ...]:
    """Return what may come up; asked for only when something did, so nothing is imported before."""
    # The base of network errors is httpx's or httpx2's, whichever the hub client was made for.
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]
    from safetensors import SafetensorError

    session = sys.modules.get("onnxruntime.capi.onnxruntime_pybind11_state")
    found = vars(session).values() if session else ()
    graph = [kind for kind in found if isinstance(kind, type) and issubclass(kind, Exception)]
    return (*_LOADING, SafetensorError, HTTPError, *graph)


def _explained(model: str, error: Exception, instead: str) -> tuple[str, str]:
    """Return why the model cannot be used and what to do about it."""
    for kind, why, remedy in _reasons_of_the_hub(model):
        if isinstance(error, kind) or isinstance(error.__cause__, kind):
            return why, f"{remedy}, or {instead}"
    if "trust_remote_code" in str(error):
        return "it brings program code of its own, which is never run here", instead
    if isinstance(error, ImportError) and error.name:
        return f"it needs the package {error.name}", f"install that, or {instead}"
    said = shorten((str(error).strip().splitlines() or [""])[0].rstrip(". "), _MOST_LETTERS)
    return f"loading or running it failed ({type(error).__name__}: {said})", instead


def _reasons_of_the_hub(model: str) -> list[tuple[type[Exception], str, str]]:
    """Return error, why and what to do; the particular before the general."""
    from huggingface_hub import errors

    fetch = f"fetch it where there is a network (hf download {model}) and give that folder"
    return [
        (
            errors.OfflineModeIsEnabled,
            "it is no folder, was not fetched before, and HF_HUB_OFFLINE forbids to ask the hub",
            fetch,
        ),
        (
            errors.GatedRepoError,
            "its owner wants terms to be accepted first",
            "accept them on its page and set HF_TOKEN",
        ),
        (
            errors.RepositoryNotFoundError,
            "it is no folder, and the hub has no public model of this name",
            "check the spelling, or set HF_TOKEN if the model is private",
        ),
        (
            errors.HFValidationError,
            "it is no folder, and not a name on the hub (owner/model) either",
            "check the path",
        ),
        (errors.EntryNotFoundError, _unreachable(), fetch),
        (errors.HTTPError, _unreachable(), fetch),  # type: ignore[attr-defined]
    ]


def _unreachable() -> str:
    return "it is no folder, was not fetched before, and the hub cannot be reached"
