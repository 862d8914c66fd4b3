from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from ingest.index import IndexBuilder, PassageIndex

Write = Callable[[str, str | bytes], Path]
Run = Callable[..., Result]

BOTH = {"guides/meten.md", "guides/messen.md"}


@pytest.fixture
def run(corpus: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as a person would, on the small corpus and without the real encoder."""
    monkeypatch.setenv("WEGWIJZER_CORPUS", str(corpus))
    monkeypatch.setenv("WEGWIJZER_INDEX", str(index_folder))
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "hashing")
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def data(result: Result) -> dict[str, Any]:
    """Return the JSON of a command; its first field is the schema."""
    row: dict[str, Any] = json.loads(result.stdout)
    assert (next(iter(row)), row["schema"]) == ("schema", 1)
    return row


def indexed(folder: Path) -> set[str]:
    return {row.uri for row in PassageIndex.open(folder).documents()}


# --- ingest -----------------------------------------------------------------------------------


def test_ingest_reads_the_corpus_and_says_what_it_read(run: Run, index_folder: Path) -> None:
    done = run("ingest")
    assert done.exit_code == 0
    assert "markdown" in done.stdout
    assert "Generation 1: 2 new; 2 passages embedded" in done.stdout
    assert indexed(index_folder) == BOTH


def test_ingest_tells_every_file_as_json(run: Run, write: Write) -> None:
    write("kapot.pdf", b"%PDF-1.4 rest")
    done = run("ingest", "--json")
    told = data(done)
    assert done.exit_code == 1
    assert (told["generation"], told["published"], told["failed"], told["added"]) == (1, True, 1, 2)
    files = {file["uri"]: file for file in told["files"]}
    assert files["kapot.pdf"]["status"] == "broken"
    assert files["guides/meten.md"]["passages"] == 1
    assert done.stderr == ""


def test_a_file_that_fails_is_named_on_stderr_and_the_others_are_indexed(
    run: Run, write: Write, index_folder: Path
) -> None:
    write("kapot.pdf", b"%PDF-1.4 rest")
    done = run("ingest")
    assert done.exit_code == 1
    assert "broken: kapot.pdf" in done.stderr
    assert indexed(index_folder) == BOTH


def test_quiet_is_one_line_and_then_silence_until_there_is_a_problem(
    run: Run, write: Write
) -> None:
    assert run("ingest", "--quiet").stdout.count("\n") == 1
    again = run("ingest", "--quiet")
    assert (again.exit_code, again.output) == (0, "")
    write("leeg.txt", b"")
    problem = run("ingest", "--quiet")
    assert (problem.exit_code, problem.stdout) == (1, "")
    assert problem.stderr.startswith("wegwijzer: empty: leeg.txt")


def test_a_folder_or_file_of_the_corpus_leaves_the_other_documents_alone(
    run: Run, corpus: Path, index_folder: Path, write: Write
) -> None:
    write("reports/a.txt", "Een rapport over de regio en haar bedrijven.")
    run("ingest")
    (corpus / "reports" / "a.txt").unlink()
    (corpus / "guides" / "messen.md").unlink()
    write("guides/meten.md", "# Meten\n\nMeet voortaan elke dag.")
    assert run("ingest", corpus / "guides" / "meten.md").exit_code == 0
    assert indexed(index_folder) == BOTH | {"reports/a.txt"}
    assert run("ingest", corpus / "guides").exit_code == 0
    assert indexed(index_folder) == {"guides/meten.md", "reports/a.txt"}
    assert run("ingest").exit_code == 0
    assert indexed(index_folder) == {"guides/meten.md"}


def test_a_folder_elsewhere_is_a_corpus_of_its_own(
    run: Run, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_CORPUS", str(tmp_path / "nowhere"))
    assert run("ingest", corpus, "--index", tmp_path / "other").exit_code == 0
    assert indexed(tmp_path / "other") == BOTH


def test_a_folder_that_would_empty_the_index_is_refused_unless_asked_for(
    run: Run, tmp_path: Path, index_folder: Path
) -> None:
    run("ingest")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "ander.md").write_text("# Ander\n\nMeet eerst een week lang de stilstand.\n")
    refused = run("ingest", elsewhere)
    assert refused.exit_code == 2
    assert "--rebuild" in refused.stderr
    assert indexed(index_folder) == BOTH
    assert run("ingest", elsewhere, "--rebuild").exit_code == 0
    assert indexed(index_folder) == {"ander.md"}


def test_another_encoder_is_refused_even_when_nothing_changed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest")
    monkeypatch.setattr("ingest.embedding.HashingEmbedder.name", "another")
    refused = run("ingest")
    assert refused.exit_code == 2
    assert "--rebuild" in refused.stderr


def test_a_dry_run_changes_nothing(run: Run, index_folder: Path) -> None:
    told = data(run("ingest", "--dry-run", "--json"))
    assert set(told["new"]) == BOTH
    assert "new      guides/meten.md" in run("ingest", "--dry-run").stdout
    assert not index_folder.exists()


def test_a_rebuild_reads_everything_again(run: Run, corpus: Path) -> None:
    run("ingest")
    assert data(run("ingest", "--rebuild", "--json"))["added"] == 2
    refused = run("ingest", corpus / "guides", "--rebuild")
    assert refused.exit_code == 2
    assert "cannot be rebuilt" in refused.stderr


def test_what_cannot_start_says_why_in_one_line(
    run: Run, corpus: Path, index_folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("README.md", "Voor collega's.")
    refusals = [run("ingest", corpus / "nergens"), run("ingest", corpus / "README.md")]
    with IndexBuilder(index_folder, embedder_name="hashing-512", dimension=512):
        refusals.append(run("ingest"))
    no_folder = write("leeg.txt", b"")
    refusals.append(run("ingest", "--index", no_folder))
    monkeypatch.setenv("WEGWIJZER_EMBEDDER", "magic")
    refusals.append(run("ingest"))
    monkeypatch.setenv("WEGWIJZER_MOST_TOKENS", "9999")
    refusals.append(run("ingest"))
    for refused, word in zip(
        refusals, ["nergens", "README.md", "wait", "leeg.txt", "magic", "MOST_TOKENS"], strict=True
    ):
        assert refused.exit_code == 2, word
        assert refused.stderr.startswith("wegwijzer: ") and word in refused.stderr
        assert refused.stderr.count("\n") == 1


# --- status and documents ---------------------------------------------------------------------


def test_status_counts_and_names_what_is_overdue(run: Run, write: Write) -> None:
    write("oud.md", "---\nreview_by: 2020-01-01\n---\nMeet elke dag hoe het met de machine gaat.")
    write("vers.md", "---\nreview_by: 2999-01-01\n---\nMeet elke dag hoe het met de pers gaat.")
    run("ingest")
    told = data(run("status", "--json"))
    assert (told["generation"], told["documents"], told["passages"]) == (1, 4, 4)
    assert (told["embedder"], told["records"]) == ("hashing-512", 0)
    assert told["languages"] == {"de": 1, "nl": 3}
    assert told["overdue"] == [{"uri": "oud.md", "title": "oud", "review_by": "2020-01-01"}]
    assert "2020-01-01  oud.md" in run("status").stdout


@pytest.mark.parametrize(
    "words",
    [["status"], ["documents", "list"], ["documents", "show", "a"], ["documents", "remove", "a"]],
)
def test_without_an_index_a_command_says_how_to_make_one(run: Run, words: list[str]) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert "wegwijzer ingest" in refused.stderr


def test_documents_are_listed_and_shown_by_address_or_id(run: Run) -> None:
    run("ingest")
    rows = data(run("documents", "list", "--json"))["documents"]
    assert {row["uri"] for row in rows} == BOTH
    assert "guides/meten.md" in run("documents", "list").stdout
    by_id = data(run("documents", "show", rows[0]["id"], "--json"))
    by_uri = data(run("documents", "show", rows[0]["uri"], "--json"))
    assert by_id == by_uri
    assert by_id["document"]["passages"] == len(by_id["texts"]) == 1
    assert by_id["texts"][0]["text"] in run("documents", "show", rows[0]["uri"]).stdout


def test_a_removed_document_is_found_no_more_and_comes_back_with_its_file(
    run: Run, index_folder: Path
) -> None:
    run("ingest")
    done = run("documents", "remove", "guides/meten.md")
    assert done.exit_code == 0
    assert "1 passages removed, generation 2" in done.stdout
    assert "brings it back" in done.stdout
    assert indexed(index_folder) == {"guides/messen.md"}
    run("ingest")
    assert indexed(index_folder) == BOTH


def test_a_document_is_removed_with_its_file(run: Run, corpus: Path, index_folder: Path) -> None:
    run("ingest")
    told = data(run("documents", "remove", "guides/meten.md", "--file", corpus, "--json"))
    assert (told["passages_removed"], told["still_found"], told["also_in"]) == (1, False, [])
    assert told["file_deleted"] == str(corpus / "guides" / "meten.md")
    assert not (corpus / "guides" / "meten.md").exists()
    run("ingest")
    assert indexed(index_folder) == {"guides/messen.md"}


def test_a_copy_of_the_removed_text_is_named(run: Run, corpus: Path, write: Write) -> None:
    write("kopie.md", (corpus / "guides" / "meten.md").read_bytes())
    run("ingest")
    told = data(run("documents", "remove", "kopie.md", "--json"))
    assert (told["still_found"], told["also_in"]) == (False, ["guides/meten.md"])


def test_nothing_is_removed_when_the_file_is_not_where_it_is_said_to_be(
    run: Run, corpus: Path, index_folder: Path
) -> None:
    run("ingest")
    for target, folder in (("guides/meten.md", corpus / "guides"), ("nergens.md", corpus)):
        assert run("documents", "remove", target, "--file", folder).exit_code == 2
    assert indexed(index_folder) == BOTH


# --- read -------------------------------------------------------------------------------------


def test_read_shows_the_text_of_a_file(run: Run, corpus: Path, write: Write) -> None:
    done = run("read", corpus / "guides" / "meten.md")
    assert done.exit_code == 0
    assert "markdown, nl, 1 pages, ok" in done.stdout and "Meet twee weken" in done.stdout
    told = data(run("read", corpus / "guides" / "meten.md", "--json"))
    assert (told["status"], told["title"]) == ("ok", "Meten")
    broken = run("read", write("kapot.pdf", b"%PDF-1.4 rest"), "--json")
    assert (broken.exit_code, data(broken)["status"]) == (1, "broken")
    assert run("read", corpus / "nergens.md").exit_code == 2


# --- help -------------------------------------------------------------------------------------

COMMANDS = [
    ["ingest"], ["status"], ["documents"], ["documents", "list"], ["documents", "show"],
    ["documents", "remove"], ["read"],
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
def test_every_help_gives_examples(run: Run, words: list[str]) -> None:
    shown = run(*words, "--help")
    assert shown.exit_code == 0
    assert "Examples:\n" in shown.output


def test_help_of_a_command_loads_no_heavy_library() -> None:
    code = (
        "import sys; from bot.cli import main; main(['ingest', '--help'], standalone_mode=False);"
        "print('loaded:', *{'torch', 'chromadb', 'tantivy', 'numpy', 'pydantic'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "loaded:"
