"""Rules of the house that a machine can keep: sizes, names, and documents that cannot drift."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from fnmatch import fnmatch
from pathlib import Path
from statistics import median, quantiles
from string import Formatter
from typing import Any

import pytest
from pydantic_settings import BaseSettings

from bot import phrases
from bot.answers import ROUTE, Answer, Citation, Clarification, Contact, Disagreement, Handoff, Step
from bot.channels.terminal.render import as_json, hit_rows
from bot.cli import COMMANDS, SUMMARIES
from bot.explaining import Explanation
from ingest.documents import LANGUAGES, Document, Hit, Locator, Metadata, Passage, Record
from ingest.outcomes import Outcome, PageText
from ingest.readers import read
from ingest.reporting import report_row
from ingest.sources import corpus_sources
from ingest.sync import FileReport, SyncReport

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "ingest", "bench")
SETTINGS_MODULES = ("bot.settings", "ingest.settings")

MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 60
NINETIETH_PERCENTILE_LINES = 25
MEDIAN_LINES = 8
MOST_ADR_LINES = 40

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

FOREIGN = re.compile(
    r"(?<![\w./~-])/(?:work|root|home|tmp|Users)/"  # a path of somebody's machine
    r"|pypi\.org|pythonhosted\.org|registry\.npmjs|crates\.io"
)


def readable(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def is_ignored(path: Path) -> bool:
    """As git does: a pattern that begins with a slash holds at the top only."""
    patterns = [line for line in readable(".gitignore").splitlines() if line]
    if path.parent != ROOT:
        patterns = [pattern for pattern in patterns if not pattern.startswith("/")]
    names = [".git", *(pattern.strip("/") for pattern in patterns)]
    return any(fnmatch(path.name, name) for name in names)


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not is_ignored(path))


def files(folder: Path) -> Iterator[Path]:
    for path in entries(folder):
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def modules() -> list[Path]:
    return [p for name in PACKAGES for p in files(ROOT / name) if p.suffix == ".py"]


def parsed() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in modules()]


# --- code -------------------------------------------------------------------------------------


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; the docstring does not count."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def functions() -> dict[str, int]:
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": length(node)
        for path, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(e, ast.Name) and e.id in {"Exception", "BaseException"} for e in caught)


def test_no_file_is_longer_than_can_be_read_at_one_sitting() -> None:
    sizes = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in modules()}
    assert {name: size for name, size in sizes.items() if size > MOST_FILE_LINES} == {}


def test_functions_are_short() -> None:
    lengths = functions()
    assert {name: n for name, n in lengths.items() if n > MOST_FUNCTION_LINES} == {}
    assert quantiles(lengths.values(), n=10)[-1] <= NINETIETH_PERCENTILE_LINES
    assert median(lengths.values()) <= MEDIAN_LINES


def test_every_module_has_a_name_that_says_something() -> None:
    named = {part: path for path in modules() for part in path.relative_to(ROOT).parts}
    assert [named[name] for name in named if Path(name).stem in SAYS_NOTHING] == []


def test_the_assistant_holds_the_only_broad_except() -> None:
    broad = [
        path.relative_to(ROOT).as_posix()
        for path, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    ]
    assert broad == ["bot/assistant.py"]


# --- words ------------------------------------------------------------------------------------


def test_the_bot_knows_the_same_phrases_in_every_language() -> None:
    known = {language: phrases.keys(language) for language in LANGUAGES}
    assert known["nl"] == known["de"] == known["en"]


def test_a_phrase_fills_in_the_same_fields_in_every_language() -> None:
    tables = [tomllib.loads(readable(f"bot/phrases/{language}.toml")) for language in LANGUAGES]
    for key in tables[0]["phrases"]:
        said = [{part[1] for part in Formatter().parse(t["phrases"][key])} for t in tables]
        assert said[0] == said[1] == said[2], key


# --- what the commands print, built without an index --------------------------------------------

PASSAGE = Passage(
    document_id="d", text="Begin small.", language="en", locator=Locator(), offset=0, uri="a.md",
    metadata=Metadata(title="A"),
)  # fmt: skip
CITATION = Citation(number=1, quote="Begin small.", passage=PASSAGE)
STEP = Step(phase="small_win", text="Begin small.", citations=(CITATION,))
CONTACT = Contact(id="a", name="A", why="b", url=None, country=(), status="open", seen_on=None)
ELSEWHERE = Citation(number=2, quote="Begin small.", passage=replace(PASSAGE, document_id="e"))
REPLIES = (
    Answer(
        question="?",
        language="en",
        steps=(STEP,),
        contacts=(CONTACT,),
        disagreements=(Disagreement(about="A", citations=(CITATION, ELSEWHERE)),),
    ),
    Clarification(question="?", language="en", text="Where?"),
    Handoff(question="?", language="en", reason="no_evidence", text="No."),
)
HIT = Hit(passage=PASSAGE, score=1.0, parts={})

ASKED = {key: value for reply in reversed(REPLIES) for key, value in as_json(reply, 0.1).items()}
WHY = Explanation(
    passage=PASSAGE, score=1.0, relation="same", cosine=1.0, dense_rank=1, lexical_rank=None,
    shares=(), support=0.0, matches=(), missing=(),
)  # fmt: skip
HITS = {"schema": 1, "query": "", "hits": hit_rows([HIT], [WHY])}
OUTCOME = Outcome(
    path="", format="", status="", pages=(PageText(page=1, page_label=None, text=""),)
).as_dict()


SYNCED = {"schema": 1} | report_row(
    SyncReport(
        files=(FileReport(uri="", status="ok"),), added=1, renewed=0, same=0, removed=(),
        passages_removed=0, embedded=1, published=True, generation=1, seconds=0.1,
    ),
    Path("index"),
)  # fmt: skip


def json_paths(row: Mapping[str, Any]) -> Iterator[str]:
    """Every field, those within a list as `steps[].text`."""
    for key, value in row.items():
        yield key
        if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            yield from (f"{key}[].{below}" for below in json_paths(value[0]))


# --- documents that would drift ---------------------------------------------------------------


def fenced(text: str) -> list[list[str]]:
    return [block.splitlines() for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S)]


def shown_tree() -> list[str]:
    """Paths in the README's tree: one level is two spaces, a folder ends in a slash."""
    block = next(block for block in fenced(readable("README.md")) if "bot/" in "".join(block))
    parent, paths = "", []
    for line in block:
        name = line.split()[0]
        if not line.startswith(" "):
            parent = name
            paths.append(name)
        else:
            paths.append(parent + name)
    return sorted(paths)


def real_tree() -> list[str]:
    seen = [p for p in entries(ROOT) if not p.name.startswith(".")]
    below = [p for name in ("bot", "ingest") for p in entries(ROOT / name)]
    shown = [p for p in (*seen, *below) if p.name != "py.typed"]
    return sorted(p.relative_to(ROOT).as_posix() + "/" * p.is_dir() for p in shown)


def test_the_tree_in_the_readme_is_the_tree_on_disk() -> None:
    assert shown_tree() == real_tree()


def test_the_readme_opens_with_the_two_commands_that_matter() -> None:
    readme = readable("README.md")
    first = [line.split("#")[0].strip() for line in fenced(readme)[0]]
    assert first == ["make ask", "make test"]
    assert len(readme.split("```")[0].splitlines()) <= 5


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "corpus/README.md"])
def test_every_make_target_that_is_told_of_exists(path: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", readable("Makefile"), re.M))
    told = set(re.findall(r"(?:`|^|\s{2})make ([a-z]+)", readable(path), re.M))
    assert told and told <= targets


@pytest.mark.parametrize("path", ["README.md", "corpus/README.md", "docs/contracts.md"])
def test_every_command_that_is_told_of_exists(path: str) -> None:
    told = set(re.findall(r"\bwegwijzer ([a-z]+)", readable(path)))
    assert told and told <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_contracts_tell_every_command_with_its_summary(command: str) -> None:
    assert f"## `wegwijzer {command}`\n\n{SUMMARIES[command]}" in readable("docs/contracts.md")


@pytest.mark.parametrize(
    ("command", "data"), [("ask", ASKED), ("search", HITS), ("ingest", SYNCED), ("read", OUTCOME)]
)
def test_the_contracts_tell_every_field_of_the_json(command: str, data: dict[str, Any]) -> None:
    section = readable("docs/contracts.md").split(f"## `wegwijzer {command}`")[1].split("\n## ")[0]
    told = re.findall(r"^\| `([\w.\[\]]+)` \|", section, re.M)
    assert set(told) == set(json_paths(data))


def settings_fields() -> dict[str, Any]:
    """Variable name -> default, over every settings class there is."""
    found: dict[str, Any] = {}
    for name in SETTINGS_MODULES:
        if importlib.util.find_spec(name) is None:
            continue
        for thing in vars(importlib.import_module(name)).values():
            if isinstance(thing, type) and issubclass(thing, BaseSettings):
                prefix = thing.model_config.get("env_prefix", "")
                for field, info in thing.model_fields.items():
                    found[f"{prefix}{field}".upper()] = info.default
    return found


def test_every_setting_is_told_with_its_default_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `?([^|`]*)`? \|", readable("docs/settings.md"), re.M)
    assert dict(rows) == {name: str(value) for name, value in settings_fields().items()}


def told_rows(path: str) -> set[str]:
    """First cells of the tables in this text, where they hold one name in code."""
    return set(re.findall(r"^\| `([\w.]+)` \|", readable(path), re.M))


@pytest.mark.parametrize("data", [Record, Metadata])
def test_staff_are_told_every_field_of_a_record_and_of_the_front_matter(data: type) -> None:
    assert {field.name for field in fields(data)} <= told_rows("corpus/README.md")


def test_decisions_are_short_and_numbered_without_holes() -> None:
    decisions = [path for path in entries(ROOT / "docs" / "adr") if path.suffix == ".md"]
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(decisions) + 1)) and numbers
    long = [p.name for p in decisions if len(p.read_text("utf-8").splitlines()) > MOST_ADR_LINES]
    assert long == []


def test_no_text_names_a_machine_or_a_package_registry() -> None:
    found = []
    for path in files(ROOT):
        data = path.read_bytes()
        if b"\0" not in data:
            match = FOREIGN.search(data.decode("utf-8", errors="ignore"))
            found += [f"{path.relative_to(ROOT)}: {match[0]}"] if match else []
    assert found == []


# --- corpus -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """Every guide and every record, read as `wegwijzer ingest` reads them."""
    texts = [s for s in corpus_sources(ROOT / "corpus") if not s.uri.endswith(".pdf")]
    return [read(source) for source in texts]


def test_the_readers_have_nothing_to_say_against_the_corpus(documents: list[Document]) -> None:
    assert [(document.uri, document.warnings) for document in documents if document.warnings] == []
    formats = {"resources": "record", "guides": "markdown", "reports": "markdown"}
    assert [d.uri for d in documents if d.format != formats[d.uri.split("/")[0]]] == []


def test_every_guide_exists_in_the_three_languages(documents: list[Document]) -> None:
    subjects: dict[str, set[str]] = {}
    for document in documents:
        if document.uri.startswith("guides/"):
            subject, language, _ = document.uri.split("/")[1].split(".")
            subjects.setdefault(subject, set()).add(language)
            assert document.metadata.language == language, document.uri
            assert document.metadata.phase in ROUTE, document.uri
            assert document.metadata.review_by, document.uri
    assert {
        s: sorted(set(LANGUAGES) - had) for s, had in subjects.items() if had != {*LANGUAGES}
    } == {}
    assert subjects


def test_records_point_at_records_that_exist(documents: list[Document]) -> None:
    records = {d.record.id: d.record for d in documents if d.record}
    pointed = {other for record in records.values() for other in record.not_to_be_confused_with}
    assert records and pointed <= set(records)
