"""The command `wegwijzer thesaurus`: check the concepts, show what a question finds, export."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli import json_option, plain_errors
from ingest.documents import LANGUAGES, Language

if TYPE_CHECKING:
    from ingest.thesaurus import Concept, Problem, Term, Thesaurus

SCHEMA = 1

folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Folder of the concepts (default: WEGWIJZER_THESAURUS, or the ones that ship).",
)


@click.group()
def thesaurus() -> None:
    """Check, show or export the words of the field.

    \b
    Examples:
      wegwijzer thesaurus check
      wegwijzer thesaurus show lasrobot MIT
      wegwijzer thesaurus export > thesaurus.ttl
    """


@thesaurus.command()
@folder_option
@json_option
def check(folder: Path | None, as_json: bool) -> None:
    """Tell everything that is wrong in the files of concepts.

    Exit code 0: nothing wrong, warnings aside. 1: the thesaurus cannot be loaded. 2: a setting.
    """
    from ingest.thesaurus.checking import problems_of
    from ingest.thesaurus.concepts import SHIPPED, read_folder

    reading = read_folder(_folder(folder) or SHIPPED)
    problems = problems_of(reading)
    counts = _counts([concept for _, concept in reading.concepts])
    if as_json:
        _print_json({**counts, "problems": [_problem_row(problem) for problem in problems]})
    else:
        _tell_problems(counts, problems)
    sys.exit(1 if any(not problem.warning for problem in problems) else 0)


@thesaurus.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the one who asks.")
@folder_option
@json_option
def show(
    words: tuple[str, ...], language: Language | None, folder: Path | None, as_json: bool
) -> None:
    """Show which concepts stand in WORDS, and what else they are called."""
    text = " ".join(words)
    known = _load(folder)
    terms = known.terms_in(text, language)
    if as_json:
        rows = [_term_row(term, known) for term in terms]
        _print_json({"text": text, "language": language, "terms": rows})
    elif terms:
        click.echo("\n\n".join(_told(term, known) for term in terms))
    else:
        click.echo("No concept. To add one, see docs/thesaurus.md.")


@thesaurus.command()
@folder_option
def export(folder: Path | None) -> None:
    """Print the thesaurus as SKOS, in Turtle."""
    from ingest.thesaurus.skos import turtle

    for block in turtle(_load(folder).concepts.values()):
        click.echo(block)


def _load(folder: Path | None) -> Thesaurus:
    from ingest.thesaurus import Thesaurus

    with plain_errors():
        return Thesaurus.load(_folder(folder))


def _folder(given: Path | None) -> Path | None:
    from ingest.settings import load_settings

    with plain_errors():
        return load_settings(thesaurus=given).thesaurus


def _counts(concepts: list[Concept]) -> dict[str, int]:
    labels = sum(len(list(concept.labels())) for concept in concepts)
    return {"concepts": len(concepts), "labels": labels}


def _tell_problems(counts: dict[str, int], problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(f"{'warning: ' if problem.warning else ''}{problem}", err=True)
    warnings = sum(problem.warning for problem in problems)
    found = f"{len(problems) - warnings} problems, {warnings} warnings"
    click.echo(f"{counts['concepts']} concepts, {counts['labels']} labels: {found}.")


def _told(term: Term, known: Thesaurus) -> str:
    lines = [f"{term.text}: ambiguous, so never expanded"] if term.ambiguous else []
    for concept in term.concepts:
        lines.append(f"{term.text}: {concept.id}")
        for language in LANGUAGES:
            labels = [concept.pref[language], *concept.alt.get(language, ())]
            typed = [f"({text})" for text in concept.hidden.get(language, ())]
            lines.append(f"  {language:9}{', '.join([*labels, *typed])}")
        for name, ids in (("broader", concept.broader), ("distinct", concept.distinct)):
            lines += [f"  {name:9}{_named(id, known)}" for id in ids]
        lines += [f"  {text}" for text in concept.definition.values()]
    return "\n".join(lines)


def _named(id: str, known: Thesaurus) -> str:
    pref = known.concepts[id].pref
    return f"{id}: {', '.join(pref[language] for language in LANGUAGES)}"


def _term_row(term: Term, known: Thesaurus) -> dict[str, Any]:
    return {
        "start": term.start,
        "end": term.end,
        "text": term.text,
        "ambiguous": term.ambiguous,
        "concepts": [_concept_row(concept) for concept in term.concepts],
        "others": [
            {"label": label, "language": language, "weight": weight}
            for label, language, weight in known.others(term)
        ],
    }


def _concept_row(concept: Concept) -> dict[str, Any]:
    return {
        "id": concept.id,
        "pref": concept.pref,
        "alt": concept.alt,
        "hidden": concept.hidden,
        "broader": concept.broader,
        "related": concept.related,
        "distinct": concept.distinct,
        "definition": concept.definition,
    }


def _problem_row(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "concept": problem.concept,
        "field": problem.field,
        "text": problem.text,
        "warning": problem.warning,
    }


def _print_json(row: dict[str, Any]) -> None:
    click.echo(json.dumps({"schema": SCHEMA, **row}, ensure_ascii=False, indent=2))
