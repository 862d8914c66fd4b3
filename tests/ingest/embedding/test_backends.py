"""The ONNX file of a model, run without torch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import Vectors, load_embedder
from ingest.errors import EmbedderError

TEXTS = ["meet de stilstand", "wartung der maschine"]

Change = Callable[[Path], object]


def edit(path: Path, **changes: object) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**found, **changes}), encoding="utf-8")


def refusal(name: str) -> str:
    with pytest.raises(EmbedderError) as refused:
        load_embedder(name).embed_query("een")
    return str(refused.value)


def message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """Return a message of the wire format of protocol buffers; for small numbers only."""
    coded = b""
    for number, value in fields:
        data = value.encode() if isinstance(value, str) else value
        coded += varint(number << 3 | (0 if isinstance(data, int) else 2))
        coded += varint(data) if isinstance(data, int) else varint(len(data)) + data
    return coded


def varint(number: int) -> bytes:
    rest, low = number >> 7, number & 127
    return bytes([low | 128]) + varint(rest) if rest else bytes([low])


def tensor(name: str, kind: int, *sizes: str) -> bytes:
    shape = message(*((1, message((2, size))) for size in sizes))
    return message((1, name), (2, message((1, message((1, kind), (2, shape))))))


def lookup(rows: Vectors, output: str = "last_hidden_state") -> bytes:
    """Return the ONNX file of a model whose states are a row for each token, and nothing more."""
    table = message(
        (1, rows.shape[0]), (1, rows.shape[1]), (2, 1), (8, "rows"), (9, rows.tobytes())
    )
    node = message((1, "rows"), (1, "input_ids"), (2, output), (4, "Gather"))
    inputs = [(11, tensor(name, 7, "texts", "tokens")) for name in ("input_ids", "attention_mask")]
    ends = [*inputs, (12, tensor(output, 1, "texts", "tokens", "width"))]
    graph = message((1, node), (2, "lookup"), (5, table), *ends)
    return message((1, 8), (8, message((1, ""), (2, 13))), (7, graph))


@pytest.fixture
def rows(vocabulary: list[str]) -> Vectors:
    return np.random.default_rng(7).normal(size=(len(vocabulary), 16)).astype(np.float32)


@pytest.fixture
def graph(folder: Path, rows: Vectors) -> Path:
    """The model with an ONNX file; no weights for torch are left."""
    (folder / "model.safetensors").unlink()
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.onnx").write_bytes(lookup(rows))
    return folder


@pytest.fixture
def tokens(vocabulary: list[str]) -> Callable[[str], list[int]]:
    """As the tokenizer does: letters are word pieces, and two tokens mark begin and end."""

    def numbers(text: str) -> list[int]:
        words = text.replace(":", " :").split()
        pieces = [letter if n == 0 else f"##{letter}" for w in words for n, letter in enumerate(w)]
        return [vocabulary.index(piece) for piece in ("[CLS]", *pieces, "[SEP]")]

    return numbers


POOLINGS: dict[str, Callable[[Vectors], Vectors]] = {
    "mean": lambda states: np.asarray(states.mean(axis=0)),
    "cls": lambda states: states[0],
    "lasttoken": lambda states: states[-1],
}


@pytest.mark.parametrize("pooling", POOLINGS)
def test_an_onnx_file_is_run_with_the_prompts_and_the_pooling_of_its_model(
    pooling: str, graph: Path, rows: Vectors, tokens: Callable[[str], list[int]]
) -> None:
    edit(graph / "1_Pooling" / "config.json", pooling_mode=pooling)
    model = load_embedder(f"onnx:{graph}")
    texts = [f"passage: {TEXTS[0]}", f"passage: {TEXTS[1]}", f"query: {TEXTS[0]}"]
    expected = np.stack([POOLINGS[pooling](rows[tokens(text)]) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    found = [*model.embed_passages(TEXTS[:2]), model.embed_query(TEXTS[0])]
    assert np.allclose(np.stack(found), expected, atol=1e-6)
    assert model.dimension == 16


def test_an_onnx_file_reads_no_more_tokens_than_the_model(
    graph: Path, rows: Vectors, tokens: Callable[[str], list[int]]
) -> None:
    found = load_embedder(f"onnx:{graph}").embed_query("a " * 300)
    read = tokens("query: " + "a " * (128 - 2 - 6))
    assert len(read) == 128
    expected = rows[read].mean(axis=0)
    assert np.allclose(found, expected / np.linalg.norm(expected), atol=1e-6)


def test_settings_of_older_models_name_their_pooling_otherwise(
    graph: Path, rows: Vectors, vocabulary: list[str]
) -> None:
    (graph / "1_Pooling" / "config.json").write_text(
        '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}', encoding="utf-8"
    )
    expected = rows[vocabulary.index("[CLS]")]
    found = load_embedder(f"onnx:{graph}").embed_query("een")
    assert np.allclose(found, expected / np.linalg.norm(expected), atol=1e-6)


def test_an_onnx_file_needs_no_torch_and_has_a_stamp_of_its_own(graph: Path) -> None:
    program = (
        "import sys; from ingest.embedding import load_embedder; e = load_embedder(sys.argv[1]);"
        "e.embed_query('a'); print(e.name); sys.exit('torch' in sys.modules)"
    )
    run = [sys.executable, "-c", program, f"onnx:{graph}"]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == load_embedder(f"onnx:{graph}").name
    assert done.stdout.strip() != load_embedder(f"openvino:{graph}").name


def another_step(folder: Path) -> None:
    steps = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    steps.append({"path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(steps), encoding="utf-8")


LIMITS: dict[str, tuple[Change, str]] = {
    "no file": (lambda f: (f / "onnx" / "model.onnx").unlink(), "no weights for onnx"),
    "another step": (another_step, "steps (Transformer, Pooling, Dense)"),
    "another pooling": (lambda f: edit(f / "1_Pooling/config.json", pooling_mode="max"), "(max)"),
    "no prompt in it": (lambda f: edit(f / "1_Pooling/config.json", include_prompt=False), "steps"),
    "no states": (
        lambda f: (f / "onnx" / "model.onnx").write_bytes(lookup(np.ones((61, 2), "f"), "vector")),
        "gives no states of tokens (vector)",
    ),
}


@pytest.mark.parametrize("what", LIMITS)
def test_what_only_torch_can_run_is_said_so(what: str, graph: Path) -> None:
    change, reason = LIMITS[what]
    change(graph)
    told = refusal(f"onnx:{graph}")
    assert reason in told
    assert told.endswith("; leave 'onnx:' before its name out, for torch.")


def test_a_broken_onnx_file_is_refused_in_one_sentence(graph: Path) -> None:
    (graph / "onnx" / "model.onnx").write_bytes(b"no graph")
    assert "loading or running it failed (" in refusal(f"onnx:{graph}")


@pytest.mark.skipif(find_spec("openvino") is not None, reason="openvino is installed")
def test_openvino_that_is_not_installed_is_named(graph: Path) -> None:
    assert "it needs the package openvino; install that" in refusal(f"openvino:{graph}")


@pytest.mark.skipif(find_spec("openvino") is None, reason="openvino is not installed")
def test_openvino_gives_the_vectors_of_onnxruntime(graph: Path) -> None:
    both = [load_embedder(f"{name}:{graph}").embed_passages(TEXTS) for name in ("onnx", "openvino")]
    assert np.allclose(both[0], both[1], atol=1e-2)
