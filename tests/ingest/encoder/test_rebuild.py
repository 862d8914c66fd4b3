from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.documents import LANGUAGES
from ingest.encoder.training.gathering import READERS
from ingest.encoder.training.rebuild import main
from ingest.encoder.training.rows import FORBIDDEN_LICENCES, Row, read_rows
from ingest.encoder.training.sources import HELP_ROOT, SOURCES

NAV = "MicrosoftDocs/nav-content"
TATOEBA = "Helsinki-NLP/OPUS-MT-testsets"

Rebuild = Callable[..., Result]


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commit(repository: Path) -> None:
    git = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    for command in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "All"),
    ):
        subprocess.run((*git, *command), cwd=repository, check=True, capture_output=True)


@pytest.fixture
def remote(tmp_path: Path) -> Callable[[str, Mapping[str, str]], Path]:
    """Make a repository that can be cloned by its name."""

    def of(name: str, files: Mapping[str, str]) -> Path:
        repository = tmp_path / "remote" / name
        write(repository, files)
        commit(repository)
        return repository

    return of


@pytest.fixture
def rebuild(tmp_path: Path) -> Rebuild:
    """Run the command on the repositories made in this test."""

    def run(*only: str, out: str = "rows.jsonl.gz") -> Result:
        (tmp_path / "remote").mkdir(exist_ok=True)
        named = [word for name in only for word in ("--only", name)]
        places = ["--out", str(tmp_path / out), "--cache", str(tmp_path / "cache")]
        root = (tmp_path / "remote").as_uri()
        return CliRunner().invoke(main, [*places, "--root", root, *named])

    return run


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[], list[Row]]:
    """Read what was written, as the training does."""
    return lambda: read_rows([tmp_path / "rows.jsonl.gz"])


def make_nav(remote: Callable[[str, Mapping[str, str]], Path]) -> None:
    """Two pages, whose names differ in capitals, and a file that only one language has."""
    remote(
        f"{NAV}.en-gb",
        {
            "app/Orders.md": "# Post orders\n\nOpen [!INCLUDE[p](includes/p.md)].\n",
            "app/bank.md": "# Pay the bank\n\nChoose an account.\n",
            "app/includes/p.md": "Dynamics NAV\n",
        },
    )
    remote(
        f"{NAV}.nl-nl",
        {
            "app/orders.md": '# <a name="post-orders"></a>Orders boeken\n\n'
            "Open [!INCLUDE[p](includes/p.md)] nu.\n",
            "app/bank.md": "# De bank betalen\n\nKies een rekening.\n",
            "app/includes/p.md": "Dynamics NAV\n",
            "app/alleen.md": "# Alleen hier\n",
        },
    )
    remote(f"{NAV}.de-de", {"app/bank.md": "# Die Bank bezahlen\n\nWählen Sie ein Konto.\n"})


def test_repositories_of_documentation_become_rows_page_by_page(
    remote: Callable[[str, Mapping[str, str]], Path],
    rebuild: Rebuild,
    rows: Callable[[], list[Row]],
) -> None:
    make_nav(remote)
    result = rebuild("ms-nav")
    assert result.exit_code == 0, result.output
    assert [(row.source, row.texts) for row in rows()] == [
        (
            "ms-nav",
            {"nl": "De bank betalen", "de": "Die Bank bezahlen", "en": "Pay the bank"},
        ),
        (
            "ms-nav",
            {"nl": "Kies een rekening.", "de": "Wählen Sie ein Konto.", "en": "Choose an account."},
        ),
        ("ms-nav", {"nl": "Orders boeken", "en": "Post orders"}),
        ("ms-nav", {"nl": "Open Dynamics NAV nu.", "en": "Open Dynamics NAV."}),
        ("ms-nav-slug", {"nl": "Orders boeken", "en": "post orders"}),
    ]
    assert {row.licence for row in rows()} == {"CC-BY-4.0"}


def test_the_same_sources_give_the_same_bytes(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild, tmp_path: Path
) -> None:
    make_nav(remote)
    rebuild("ms-nav")
    rebuild("ms-nav", out="again.jsonl.gz")
    rebuild("ms-nav", out="plain.jsonl")
    first = (tmp_path / "rows.jsonl.gz").read_bytes()
    assert (tmp_path / "again.jsonl.gz").read_bytes() == first
    assert (tmp_path / "plain.jsonl").read_bytes() == gzip.decompress(first)


def test_a_source_that_cannot_be_reached_is_named_in_one_line_and_the_rest_goes_on(
    remote: Callable[[str, Mapping[str, str]], Path],
    rebuild: Rebuild,
    rows: Callable[[], list[Row]],
) -> None:
    make_nav(remote)
    result = rebuild("tldr", "ms-nav")
    assert result.exit_code == 1
    told = [line for line in result.output.splitlines() if "skipped" in line]
    assert len(told) == 1
    assert told[0].startswith("tldr: skipped, tldr-pages/tldr cannot be fetched (fatal: ")
    assert "--root" in told[0]
    assert {row.source for row in rows()} == {"ms-nav", "ms-nav-slug"}


def test_a_source_of_which_one_repository_is_missing_is_skipped_whole(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild, tmp_path: Path
) -> None:
    remote(f"{NAV}.nl-nl", {"a.md": "# Titel\n"})
    result = rebuild("ms-nav")
    assert result.exit_code == 1
    assert f"ms-nav: skipped, {NAV}.de-de cannot be fetched" in result.output
    assert not (tmp_path / "rows.jsonl.gz").exists()


def test_without_any_row_an_older_file_stays(rebuild: Rebuild, tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl.gz"
    out.write_bytes(b"older")
    assert rebuild("tldr").exit_code == 1
    assert out.read_bytes() == b"older"


def test_what_is_in_the_cache_is_not_fetched_again(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild, tmp_path: Path
) -> None:
    make_nav(remote)
    rebuild("ms-nav")
    (tmp_path / "remote").rename(tmp_path / "gone")
    assert rebuild("ms-nav").exit_code == 0


def test_a_repository_without_the_folder_of_a_language_is_named(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild
) -> None:
    remote("tldr-pages/tldr", {"pages/common/x.md": "# x\n"})
    result = rebuild("tldr")
    assert result.exit_code == 1
    assert "tldr-pages/tldr has no folder pages.nl" in result.output


def test_pages_of_commands_are_joined_by_command(
    remote: Callable[[str, Mapping[str, str]], Path],
    rebuild: Rebuild,
    rows: Callable[[], list[Row]],
) -> None:
    remote(
        "tldr-pages/tldr",
        {
            "pages/common/x.md": "# x\n\n> Make archives.\n\n- Pack it:\n\n`x a {{file}}`\n\n"
            "- List it:\n\n`x l {{file}}`\n",
            "pages.nl/common/x.md": "# x\n\n> Maak archieven.\n\n- Toon het:\n\n`x l {{pad}}`\n",
            "pages.de/common/y.md": "# y\n\n> Etwas.\n",
        },
    )
    assert rebuild("tldr").exit_code == 0
    assert [row.texts for row in rows()] == [
        {"nl": "Maak archieven.", "en": "Make archives."},
        {"nl": "Toon het", "en": "List it"},
    ]


def test_messages_are_joined_by_id_with_the_names_they_refer_to(
    remote: Callable[[str, Mapping[str, str]], Path],
    rebuild: Rebuild,
    rows: Callable[[], list[Row]],
) -> None:
    remote(
        "mozilla-l10n/www-l10n",
        {
            "en/brands.ftl": "-sync = Firefox Sync\n-mail = Thunderbird\n",
            "nl/brands.ftl": "-sync = Firefox Synchronisatie\n",
            "en/a.ftl": "one = Start { -sync }\ntwo = Open { -mail }\nthree = Only here\n",
            "nl/a.ftl": "two = { -mail } openen\none = { -sync } starten\n",
            "de/a.ftl": "one = { -sync } { $when } starten\n",
        },
    )
    assert rebuild("mozilla-www").exit_code == 0
    assert [row.texts for row in rows()] == [
        {"nl": "Firefox Synchronisatie starten", "en": "Start Firefox Sync"},
        {"nl": "Thunderbird openen", "en": "Open Thunderbird"},
    ]


def test_files_of_sentences_are_read_once_and_only_those_of_tatoeba(
    remote: Callable[[str, Mapping[str, str]], Path],
    rebuild: Rebuild,
    rows: Callable[[], list[Row]],
) -> None:
    repository = remote(
        TATOEBA,
        {
            "testsets/deu-nld/tatoeba-test-v1.deu": "Guten Morgen.\nWo ist er?\n",
            "testsets/deu-nld/tatoeba-test-v1.deu.labels": "deu\ndeu\n",
            "testsets/deu-nld/tatoeba-test-v1.nld": "Goedemorgen.\nWaar is hij?\n",
            "testsets/deu-eng/flores.deu": "Unter anderer Lizenz.\n",
            "testsets/deu-eng/flores.eng": "Under another licence.\n",
            "testsets/deu-eng/tatoeba-test-v1.deu": "Ohne Gegenstück.\n",
        },
    )
    other = repository / "testsets" / "nld-deu"
    other.mkdir()
    for code in ("deu", "nld"):
        (other / f"tatoeba-test-v1.{code}").symlink_to(f"../deu-nld/tatoeba-test-v1.{code}")
    commit(repository)
    assert rebuild("tatoeba").exit_code == 0
    assert [(row.texts, row.licence) for row in rows()] == [
        ({"nl": "Goedemorgen.", "de": "Guten Morgen."}, "CC-BY-2.0-FR"),
        ({"nl": "Waar is hij?", "de": "Wo ist er?"}, "CC-BY-2.0-FR"),
    ]


def test_files_of_sentences_of_different_length_are_refused(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild
) -> None:
    remote(
        TATOEBA,
        {
            "testsets/deu-nld/tatoeba-test-v1.deu": "Guten Morgen.\nWo ist er?\n",
            "testsets/deu-nld/tatoeba-test-v1.nld": "Goedemorgen.\n",
        },
    )
    result = rebuild("tatoeba")
    assert result.exit_code == 1
    assert "deu-nld/tatoeba-test-v1.nld" in result.output
    assert "differ in length" in result.output


def test_a_link_out_of_a_repository_is_not_followed(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild, tmp_path: Path
) -> None:
    write(tmp_path, {"private.md": "# Geheim\n"})
    make_nav(remote)
    page = tmp_path / "remote" / f"{NAV}.nl-nl" / "app" / "bank.md"
    page.unlink()
    page.symlink_to(tmp_path / "private.md")
    commit(page.parents[1])
    assert rebuild("ms-nav").exit_code == 0
    assert "Geheim" not in gzip.decompress((tmp_path / "rows.jsonl.gz").read_bytes()).decode()


def test_help_pages_are_joined_by_path_and_id_without_what_is_for_another_platform(
    rebuild: Rebuild, rows: Callable[[], list[Row]], tmp_path: Path
) -> None:
    keys = '<span hidden="true" class="MAC">{}</span><span class="WIN">Ctrl</span>'
    english = (
        '<h2 id="hd_id1">Saving files</h2>'
        f'<p id="par_id2">Press {keys.format("Command")} to save.</p>'
        '<p id="par_id3">Not translated here</p>'
        '<p id="par_id4">SUM</p><p>No id at all</p><p id="bm_id5">Bookmark text</p>'
    )
    dutch = (
        f'<p id="par_id2">Druk op {keys.format("Cmd")} om op te slaan.</p>'
        '<h2 id="hd_id1">Bestanden opslaan</h2>'
        '<p id="par_id3">Not translated here</p><p id="par_id4">SOM</p>'
    )
    for package, folder, body in (
        ("libreoffice-help-en-us", "en-US", english),
        ("libreoffice-help-nl", "nl", dutch),
        ("libreoffice-help-de", "de", '<h2 id="hd_id1">Dateien speichern</h2>'),
    ):
        place = f"{package}/{HELP_ROOT}/{folder}/text/shared"
        page = f"<html><body>{body}</body></html>"
        write(tmp_path / "cache", {f"{place}/save.html": page, f"{place}/empty.html": ""})
    assert rebuild("libreoffice-help").exit_code == 0
    assert [(row.texts, row.licence) for row in rows()] == [
        (
            {"nl": "Bestanden opslaan", "de": "Dateien speichern", "en": "Saving files"},
            "MPL-2.0",
        ),
        ({"nl": "Druk op Ctrl om op te slaan.", "en": "Press Ctrl to save."}, "MPL-2.0"),
    ]


def test_the_same_row_of_two_pages_is_written_once(
    remote: Callable[[str, Mapping[str, str]], Path],
    rebuild: Rebuild,
    rows: Callable[[], list[Row]],
) -> None:
    for locale, text in (("en-gb", "See also"), ("nl-nl", "Zie ook"), ("de-de", "Siehe auch")):
        remote(f"{NAV}.{locale}", {"a.md": f"# {text}\n", "b.md": f"# {text}\n"})
    assert rebuild("ms-nav").exit_code == 0
    assert [row.texts for row in rows()] == [
        {"nl": "Zie ook", "de": "Siehe auch", "en": "See also"}
    ]


def test_each_line_carries_source_licence_and_texts(
    remote: Callable[[str, Mapping[str, str]], Path], rebuild: Rebuild, tmp_path: Path
) -> None:
    make_nav(remote)
    rebuild("ms-nav", out="rows.jsonl")
    first = (tmp_path / "rows.jsonl").read_text(encoding="utf-8").split("\n")[0]
    assert list(json.loads(first)) == ["src", "lic", "nl", "de", "en"]


def test_every_source_has_a_reader_and_a_licence_that_may_be_given_away() -> None:
    names = [source.name for source in SOURCES]
    assert names == sorted(set(names))
    for source in SOURCES:
        assert source.how in READERS
        assert not source.licence.startswith(FORBIDDEN_LICENCES)
        assert len(source.where) > 1
        assert set(source.folders) <= set(source.where) <= set(LANGUAGES)
