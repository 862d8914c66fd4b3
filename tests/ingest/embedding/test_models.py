"""Models by the name of their folder: prompts, stamp, and what cannot be used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bot.cli import main
from ingest.embedding import ModelEmbedder, Vectors, load_embedder
from ingest.errors import EmbedderError

PROMPTS = {"query": "query: ", "passage": "passage: "}
TEXTS = ["meet de stilstand", "wartung der maschine", ""]

Change = Callable[[Path], object]


def edit(path: Path, **changes: object) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**found, **changes}), encoding="utf-8")


def with_prompts(folder: Path, **prompts: str) -> None:
    edit(folder / "config_sentence_transformers.json", prompts=prompts)


def by_hand(folder: Path, texts: list[str]) -> Vectors:
    """Encode what is typed, with sentence-transformers alone."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    found = model.encode(texts, prompt="", normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(found, np.float32)


def refusal(name: str) -> str:
    """Return the sentence with which a model is refused at whatever asks for its files."""
    embedder = load_embedder(name)
    with pytest.raises(EmbedderError) as refused:
        assert embedder.name
        assert embedder.max_tokens
        embedder.embed_passages(["een"])
    return str(refused.value)


# --- prompts ----------------------------------------------------------------------------------


def test_a_query_and_a_passage_are_encoded_as_with_their_prompts_typed_by_hand(
    original: Path,
) -> None:
    model = load_embedder(str(original))
    passages = model.embed_passages(TEXTS)
    queries = np.stack([model.embed_query(text) for text in TEXTS])
    typed = [f"{PROMPTS[kind]}{text}" for kind in ("passage", "query") for text in TEXTS]
    expected = by_hand(original, typed)
    assert np.allclose(passages, expected[:3], atol=1e-6)
    assert np.allclose(queries, expected[3:], atol=1e-6)
    assert np.abs(passages - queries).max() > 0.01


def test_a_model_without_prompts_gets_none(folder: Path) -> None:
    with_prompts(folder)
    model = load_embedder(str(folder))
    assert np.allclose(model.embed_passages(TEXTS), by_hand(folder, TEXTS), atol=1e-6)
    assert np.array_equal(model.embed_passages(TEXTS[:1])[0], model.embed_query(TEXTS[0]))


def test_a_prompt_by_default_is_for_neither_side(folder: Path) -> None:
    with_prompts(folder, classify="classify: ")
    edit(folder / "config_sentence_transformers.json", default_prompt_name="classify")
    model = load_embedder(str(folder))
    assert np.allclose(model.embed_query(TEXTS[0]), by_hand(folder, TEXTS[:1])[0], atol=1e-6)


def test_a_family_that_says_nothing_of_its_prompts_gets_those_it_was_taught_with(
    folder: Path,
) -> None:
    with_prompts(folder, query="", document="")
    e5 = folder.rename(folder.with_name("multilingual-e5-small"))
    found = load_embedder(str(e5)).embed_passages(TEXTS)
    assert np.allclose(found, by_hand(e5, [f"passage: {text}" for text in TEXTS]), atol=1e-6)


def test_the_prompts_in_the_configuration_come_before_those_of_the_family(folder: Path) -> None:
    with_prompts(folder, query="frage: ")
    e5 = folder.rename(folder.with_name("e5-base"))
    model = load_embedder(str(e5))
    expected = by_hand(e5, [f"frage: {TEXTS[0]}", TEXTS[0]])
    assert np.allclose(model.embed_query(TEXTS[0]), expected[0], atol=1e-6)
    assert np.allclose(model.embed_passages(TEXTS[:1]), expected[1:], atol=1e-6)


# --- the contract of an embedder --------------------------------------------------------------


def test_vectors_have_length_1_and_the_stated_dimension(original: Path) -> None:
    model = load_embedder(str(original))
    vectors = model.embed_passages(TEXTS)
    assert vectors.shape == (3, model.dimension) == (3, 32)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert model.embed_passages([]).shape == (0, 32)


def test_counting_naming_and_measuring_do_not_load_torch(original: Path) -> None:
    program = (
        "import sys; from ingest.embedding import load_embedder; e = load_embedder(sys.argv[1]);"
        "e.count_tokens(['a']); e.name; e.max_tokens; sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(original)], check=False)
    assert done.returncode == 0


def test_counting_is_not_cut_by_what_the_model_reads(original: Path) -> None:
    model = load_embedder(str(original))
    model.embed_query("eerst laden")
    assert model.count_tokens(["a " * 300, "ab", ""]) == [300, 2, 0]


def test_a_model_without_tokenizer_json_is_counted_by_its_older_files(
    folder: Path, vocabulary: list[str]
) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    assert load_embedder(str(folder)).count_tokens(["ab a", ""]) == [3, 0]


def test_the_prompt_takes_its_tokens_from_what_a_passage_may_have(original: Path) -> None:
    model = load_embedder(str(original))
    assert model.max_tokens == 128 - model.count_tokens(["passage: "])[0] == 128 - 8


@pytest.mark.parametrize(("stated", "read"), [(100, 100), (8192, 512)])
def test_a_model_reads_what_it_states_but_never_more_than_512(
    folder: Path, stated: int, read: int
) -> None:
    with_prompts(folder)
    edit(folder / "sentence_bert_config.json", max_seq_length=stated)
    edit(folder / "tokenizer_config.json", model_max_length=10**30)
    edit(folder / "config.json", max_position_embeddings=8192)
    assert load_embedder(str(folder)).max_tokens == read


def test_what_lies_beyond_the_stated_tokens_is_not_seen(folder: Path) -> None:
    edit(folder / "sentence_bert_config.json", max_seq_length=100)
    model = load_embedder(str(folder))
    # Two tokens mark begin and end.
    seen, beyond = "a " * (model.max_tokens - 2), "z " * 20
    vectors = model.embed_passages([seen, seen + beyond, seen[4:] + beyond])
    assert np.allclose(vectors[0], vectors[1], atol=1e-6)
    assert not np.allclose(vectors[0], vectors[2], atol=1e-6)


# --- the stamp --------------------------------------------------------------------------------


def test_the_stamp_stays_when_the_folder_moves_and_its_files_are_touched(
    original: Path, tmp_path: Path
) -> None:
    moved = Path(shutil.copytree(original, tmp_path / "elsewhere" / "tiny"))
    for path in moved.rglob("*"):
        os.utime(path, (1, 1))
    (moved / "README.md").write_text("Read me.", encoding="utf-8")
    stamp = load_embedder(str(original)).name
    assert stamp == load_embedder(f"torch:{moved}").name
    assert stamp.startswith("tiny@")


def other_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


CHANGES: dict[str, Change] = {
    "a prompt": lambda folder: with_prompts(folder, **{**PROMPTS, "query": "frage: "}),
    "the weights": other_weights,
    "the pooling": lambda folder: edit(folder / "1_Pooling" / "config.json", pooling_mode="cls"),
    "the tokenizer": lambda folder: edit(folder / "tokenizer.json", normalizer=None),
    "how much is read": lambda f: edit(f / "sentence_bert_config.json", max_seq_length=100),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_stamp_changes_with(what: str, original: Path, folder: Path) -> None:
    CHANGES[what](folder)
    assert load_embedder(str(folder)).name != load_embedder(str(original)).name


@pytest.mark.parametrize("change", [b"\1", b"\0\0"], ids=["one training", "one byte more"])
def test_the_stamp_of_large_weights_is_made_of_samples(folder: Path, change: bytes) -> None:
    weights = folder / "model.safetensors"
    size = 20_000_000
    weights.write_bytes(bytes(size))
    before = load_embedder(str(folder)).name
    weights.write_bytes(change * size if len(change) == 1 else bytes(size + 1))
    assert load_embedder(str(folder)).name != before


# --- what cannot be used ----------------------------------------------------------------------


def test_a_name_that_is_neither_in_the_table_nor_a_model_is_refused_with_the_choices() -> None:
    with pytest.raises(EmbedderError, match=r"hashing, trilingual.*owner/model"):
        load_embedder("onnx:word2vec")


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def custom_code(folder: Path) -> None:
    steps = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    steps[0]["type"] = "custom_st.Transformer"
    (folder / "modules.json").write_text(json.dumps(steps), encoding="utf-8")


BREAKS: dict[str, tuple[Change, str]] = {
    "holds neither": (emptied, "modules.json nor config.json"),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "no weights for torch"),
    "cut weights": (lambda f: (f / "model.safetensors").write_bytes(b"\1"), "SafetensorError"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "no tokenizer"),
    "cut tokenizer": (lambda f: (f / "tokenizer.json").write_text("{"), "tokenizer.json cannot be"),
    "new tokenizer": (lambda f: edit(f / "tokenizer.json", model=1), "ModelUntagged"),
    "wrong modules": (lambda f: (f / "modules.json").write_text("{}"), "modules.json holds"),
    "own code": (custom_code, "program code of its own, which is never run"),
    "unknown kind": (lambda f: edit(f / "config.json", model_type="berta"), "berta"),
    "wrong prompts": (lambda f: with_prompts(f, query=1), '"prompts" in config'),  # type: ignore[arg-type]
    "reads too little": (lambda f: edit(f / "config.json", max_position_embeddings=60), "need 80"),
}  # fmt: skip


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_model_is_refused_in_one_sentence(what: str, folder: Path) -> None:
    damage, reason = BREAKS[what]
    damage(folder)
    told = refusal(str(folder))
    assert told.startswith(f"The model '{folder}' cannot be used: ")
    assert reason in told
    assert told.endswith("; choose another model or 'trilingual' in WEGWIJZER_EMBEDDER.")
    assert "\n" not in told


def test_a_path_that_leads_nowhere_is_refused_in_one_sentence(tmp_path: Path) -> None:
    told = refusal(str(tmp_path / "nowhere"))
    assert "it is no folder, and not a name on the hub (owner/model) either" in told
    assert "\n" not in told


def test_a_hub_model_that_was_never_fetched_is_one_line_on_the_command_line(
    corpus: Path, index_folder: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", "ingest", str(corpus)],
        env={
            **os.environ,
            "HF_HUB_OFFLINE": "1",
            "HF_HOME": str(index_folder.parent),
            "WEGWIJZER_EMBEDDER": "nobody/nothing",
            "WEGWIJZER_INDEX": str(index_folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "wegwijzer: The model 'nobody/nothing' cannot be used: it is no folder, was not fetched "
        "before, and HF_HUB_OFFLINE forbids to ask the hub; fetch it where there is a network "
        "(hf download nobody/nothing) and give that folder, or choose another model or "
        "'trilingual' in WEGWIJZER_EMBEDDER."
    ]
    assert not index_folder.exists()


# --- all of it --------------------------------------------------------------------------------


def test_a_corpus_is_indexed_and_searched_with_a_model(
    original: Path, corpus: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Leg elke storing vast met tijd, plaats en oorzaak. " * 12
    (corpus / "guides" / "lang.md").write_text(f"# Storingen\n\n{long}\n", encoding="utf-8")
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", str(original))
    monkeypatch.setenv("WEGWIJZER_INDEX", str(index_folder))
    done = CliRunner().invoke(main, ["ingest", str(corpus), "--json"])
    assert (done.exit_code, done.stderr) == (0, "")
    found = CliRunner().invoke(main, ["search", "storing vastleggen", "--json"])
    hits = json.loads(found.stdout)["hits"]
    assert hits[0]["uri"] == "guides/lang.md"
    model = ModelEmbedder(str(original))
    assert max(model.count_tokens([hit["text"] for hit in hits])) <= model.max_tokens - 36


def test_an_index_of_a_model_is_refused_once_a_prompt_is_another(
    folder: Path, corpus: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", str(folder))
    monkeypatch.setenv("WEGWIJZER_INDEX", str(index_folder))
    assert CliRunner().invoke(main, ["ingest", str(corpus)]).exit_code == 0
    with_prompts(folder, query="frage: ")
    refused = CliRunner().invoke(main, ["search", "meten"])
    assert refused.exit_code == 2
    assert "tiny@" in refused.stderr
