"""The training on a handful of rows: every step, and the same files from the same seed."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from tokenizers import Tokenizer

from ingest.embedding import TrilingualEmbedder
from ingest.encoder.training import alignment, export, vocabulary
from ingest.encoder.training.__main__ import main, read_body
from ingest.encoder.training.distil import _loss
from ingest.encoder.training.lessons import Targets, lessons_of
from ingest.encoder.training.rows import (
    MOST_PASSAGE_WORDS,
    WORD_LIST,
    Row,
    RowsError,
    joined,
    read_rows,
)

PAIRS = [
    ("Een lasrobot last.", "Ein Schweißroboter schweißt.", "A welding robot welds."),
    ("De bevolking groeit.", "Die Bevölkerung wächst.", "The population grows."),
    ("De gemeente helpt.", "Die Gemeinde hilft.", "The municipality helps."),
]


def a_row(*texts: str, source: str = "test") -> Row:
    nl, de, en = texts
    return Row(source=source, licence="CC-BY-4.0", texts={"nl": nl, "de": de, "en": en})


def test_rows_are_read_from_lines_word_lists_and_concepts(tmp_path: Path) -> None:
    lines = tmp_path / "rows.jsonl.gz"
    entry = {"src": "x", "lic": "CC-BY-4.0", "nl": "keten\u2028lang", "en": "chain"}
    lines.write_bytes(gzip.compress(json.dumps(entry, ensure_ascii=False).encode()))
    words = tmp_path / "words.tsv"
    words.write_text("keten; ketting\tKette\tchain\n", "utf-8")
    concepts = tmp_path / "field.yaml"
    concepts.write_text(
        "concepts:\n- id: cobot\n  prefLabel: {nl: cobot, de: Cobot, en: cobot}\n"
        "  altLabel: {nl: [samenwerkende robot]}\n",
        "utf-8",
    )
    row, word, concept = read_rows([lines, words, concepts])
    assert row.texts == {"nl": "keten\u2028lang", "en": "chain"}
    assert (word.source, word.texts["nl"]) == (WORD_LIST, "keten; ketting")
    assert concept.texts["nl"] == "cobot; samenwerkende robot"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"src": "x", "lic": "CC-BY-SA-4.0", "nl": "a", "en": "b"}', "CC-BY-SA"),
        ('{"src": "x", "lic": "GPL-3.0", "nl": "a", "en": "b"}', "GPL"),
        ('{"nl": "a", "en": "b"}', "src"),
        ("no json", "no parallel row"),
    ],
)
def test_a_row_that_may_not_be_used_is_named_with_its_line(
    tmp_path: Path, line: str, told: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{line}\n", "utf-8")
    with pytest.raises(RowsError, match=rf"rows\.jsonl:1.*{told}"):
        read_rows([path])


def test_neighbours_of_one_source_become_passages() -> None:
    rows = [a_row(f"regel {n} " * 9, f"Zeile {n} " * 9, f"line {n} " * 9) for n in range(40)]
    rows.insert(20, a_row("woord", "Wort", "word", source=WORD_LIST))
    passages = joined(rows, ("en", "nl"), seed=1)
    assert passages == joined(rows, ("en", "nl"), seed=1) != joined(rows, ("en", "nl"), seed=2)
    for passage in passages:
        lines = passage.texts["en"].split("\n")
        assert [line.split()[1] for line in lines] == [
            line.split()[1] for line in passage.texts["nl"].split("\n")
        ]
        assert len(passage.texts["en"].split()) < 2 * MOST_PASSAGE_WORDS
        assert "word" not in lines


def test_later_parts_of_compounds_become_pieces_of_their_own() -> None:
    pieces = vocabulary.piece_counts({"nl": {"toeleveringsketen": 1e-3}, "de": {}})
    assert pieces["toeleveringsketen"] == pieces["##keten"] > 0


def test_new_pieces_are_new_and_the_old_ones_keep_their_numbers() -> None:
    base, _ = read_body()
    known = set(base.get_vocab())
    counts = Counter({"robot": 9, "bevolking": 8, "##keten": 7, "gemeente": 5})
    added = vocabulary.new_pieces(counts, known, most=3, trained=0)
    assert added == ["bevolking", "##keten", "gemeente"]
    extended = vocabulary.extended(base, added)
    assert extended.encode("de bevolking").tokens == ["[CLS]", "de", "bevolking", "[SEP]"]
    assert all(extended.token_to_id(piece) == number for piece, number in base.get_vocab().items())


def test_a_new_row_starts_at_its_translation() -> None:
    base, body = read_body()
    tokenizer = vocabulary.extended(base, ["bevolking", "gemeente"])
    rows = [a_row("bevolking", "Bevölkerung", "population", source=WORD_LIST)] * 5
    start = alignment.initial_rows(
        [*rows, *(a_row(*pair) for pair in PAIRS)], tokenizer, base, body
    )
    assert start.shape == (len(body) + 2, body.shape[1])
    assert np.array_equal(start[: len(body)], body)

    def cosine(piece: str, word: str) -> float:
        one, other = start[tokenizer.token_to_id(piece)], body[base.token_to_id(word)]
        return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))

    assert cosine("bevolking", "population") > 0.8
    assert cosine("bevolking", "population") > cosine("bevolking", "robot") + 0.3


def test_alternatives_of_a_word_list_share_one_target(tmp_path: Path) -> None:
    base, _ = read_body()
    row = a_row("keten; ketting", "Kette", "chain; necklace", source=WORD_LIST)
    targets = Targets()
    lessons = lessons_of([row], base, targets, passages=0, seed=1)
    assert "chain, necklace" in targets.texts
    foreign = [lesson for lesson in lessons if lesson.target == 0]
    assert len(foreign) >= 3


def test_stored_rows_are_within_half_a_step_of_the_originals() -> None:
    rows = np.random.default_rng(1).normal(0, 0.05, (50, 384)).astype(np.float32)
    rows[3] = 0.0
    steps, scale = export.quantised(rows)
    restored = steps.astype(np.float32) * scale.astype(np.float32)[:, None]
    assert np.abs(restored - rows).max() <= 0.75 * np.abs(rows).max() / 127
    assert not restored[3].any()


def test_a_text_that_is_nearer_to_a_text_outside_its_batch_costs_more() -> None:
    found, wanted = torch.tensor([[0.8, 0.6, 0.0]]), torch.tensor([[1.0, 0.0, 0.0]])
    near, far = torch.tensor([[0.6, 0.8, 0.0]]), torch.tensor([[0.0, 0.0, 1.0]])
    assert _loss(found, wanted, near)[0] > _loss(found, wanted, far)[0] + 0.1
    assert _loss(found, wanted, near)[1] == _loss(found, wanted, far)[1]


@pytest.mark.encoder
def test_the_same_seed_gives_the_same_files_and_an_encoder_that_runs(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    entries = [
        {"src": "x", "lic": "CC-BY-4.0", "nl": nl, "de": de, "en": en} for nl, de, en in PAIRS * 4
    ]
    source.write_text("\n".join(map(json.dumps, entries)), "utf-8")
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        arguments = ["--rows", str(source), "--out", str(folder), "--cache", str(tmp_path / "c")]
        sizes = ["--new-pieces", "40", "--net", "10", "--pieces", "1500", "--threads", "1"]
        result = CliRunner().invoke(main, [*arguments, *sizes], catch_exceptions=False)
        assert result.exit_code == 0
    for name in (export.ROWS, export.TOKENIZER):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    vector = TrilingualEmbedder(folder=folders[0]).embed_query("De bevolking groeit.")
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert Tokenizer.from_file(str(folders[0] / export.TOKENIZER)).get_vocab_size() == 30522 + 40
