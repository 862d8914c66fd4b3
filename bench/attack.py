"""Grounding under attack: true steps must stay, twins with one thing changed must go.

Run: python -m bench.attack [--steps 600] [--seed 1] [--show]

Steps are made from our guides and the register: the sentence itself; the sentence shortened or
written another way; and the sentence of one language with that of another as its quote.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bench.mutants import KINDS, Original, mutant
from bot.answering.grounding import ground
from bot.answers import DraftStep
from ingest.analysis import sentences
from ingest.documents import LANGUAGES, Document, Language, Locator, Metadata, Passage
from ingest.readers import read
from ingest.sources import corpus_sources

CORPUS = Path(__file__).parents[1] / "corpus"
FORMS = ("copied", "reworded", "translated")
SHORTEST = 5


@dataclass(frozen=True, kw_only=True)
class Case:
    """A true step, and its twin of one kind."""

    form: str
    kind: str
    original: Original
    twin: str
    quoted: Language


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How many cases there were of each form and kind, and what the check made of them."""

    cases: Counter[tuple[str, str]]
    lost: tuple[Case, ...]
    """Cases whose original was dropped."""
    survived: tuple[Case, ...]
    """Cases whose twin was not."""


Row = dict[Language, str]
"""The same sentence in each language."""


def rows(folder: Path = CORPUS) -> list[Row]:
    """Return the sentences of guides and register that stand in three languages."""
    found = list[Row]()
    for document in _documents(folder):
        if document.record:
            texts = [document.record.does, *(s.text for s in document.record.statements)]
            found += [row for text in texts for row in _aligned({**text})]
    guides = {d.uri: d for d in _documents(folder) if not d.record}
    for uri in guides:
        if uri.endswith(".nl.md"):
            three = {lang: guides[uri.replace(".nl.md", f".{lang}.md")] for lang in LANGUAGES}
            found += _aligned_sections(three)
    return list({row["nl"]: row for row in found}.values())


def _documents(folder: Path) -> list[Document]:
    texts = [source for source in corpus_sources(folder) if not source.uri.endswith(".pdf")]
    return [read(source) for source in texts]


def _aligned_sections(three: dict[Language, Document]) -> Iterator[Row]:
    counts = {len(document.sections) for document in three.values()}
    if len(counts) == 1:
        for at in range(counts.pop()):
            yield from _aligned({lang: d.sections[at].text for lang, d in three.items()})


def _aligned(texts: dict[Language, str]) -> list[Row]:
    """Pair the sentences by their place, where the numbers in them say that it is the same one."""
    if set(texts) != set(LANGUAGES):
        return []
    cut = {
        lang: [text[a:b].strip() for a, b in sentences(text, lang)] for lang, text in texts.items()
    }
    if len({len(each) for each in cut.values()}) != 1:
        return []
    each = [dict(zip(cut, row, strict=True)) for row in zip(*cut.values(), strict=True)]
    return [row for row in each if _is_usable(row)]


def _is_usable(row: Row) -> bool:
    digits = {tuple(sorted(re.findall(r"\d+", text))) for text in row.values()}
    long_enough = all(len(text.split()) >= SHORTEST for text in row.values())
    same = len(digits) == 1 and len({_named(text) for text in row.values()}) == 1
    return same and long_enough and not row["nl"].startswith("Bron:")


_LANDS = (r"[dD]uits|[dD]eutsch|German", r"[nN]ederland|[nN]iederl|Dutch|Netherlands|[lL]andelijk")


def _named(text: str) -> tuple[bool, ...]:
    """Translators add what readers abroad do not know ("the Dutch ..."): such rows prove less."""
    return tuple(bool(re.search(pattern, text)) for pattern in _LANDS)


def organisations(folder: Path = CORPUS) -> list[str]:
    """Return names of the register, none of which is part of another's words by chance."""
    records = [document.record for document in _documents(folder) if document.record]
    return sorted({record.name for record in records if len(record.name) > 2})


# --- the same in other words --------------------------------------------------------------------

_REWRITTEN: dict[Language, tuple[tuple[str, str], ...]] = {
    "nl": ((r"(\d+) procent", r"\1%"), (r"([\d.]+) euro", r"€ \1"), (r" \([^()]*\)", "")),
    "de": ((r"(\d+) Prozent", r"\1 %"), (r"([\d.]+) Euro", r"\1 €"), (r" \([^()]*\)", "")),
    "en": ((r"(\d+) percent", r"\1%"), (r"([\d,]+) euros", r"EUR \1"), (r" \([^()]*\)", "")),
}
_LEAD = re.compile(r"^(?:Volgens|Laut|According to) [^,]{3,60}, (\w)")


def reworded(text: str, language: Language) -> str:
    """Return the sentence shorter or written otherwise, with the same facts."""
    changed = text
    for pattern, new in _REWRITTEN[language]:
        changed = re.sub(pattern, new, changed)
    head, mark, _ = changed.partition("; ")
    if mark and len(head.split()) >= SHORTEST:
        changed = f"{head}."
    changed = _LEAD.sub(lambda match: match[1].upper(), changed)
    changed = _numeric_dates(changed)
    return changed if changed != text else _first_clause(text)


def _numeric_dates(text: str) -> str:
    months = {"januari": 1, "januar": 1, "january": 1, "juli": 7, "july": 7, "december": 12}
    months |= {"dezember": 12, "maart": 3, "märz": 3, "march": 3, "september": 9}
    names = "|".join(months)

    def written(match: re.Match[str]) -> str:
        return f"{match[3]}-{months[match[2].lower()]:02d}-{int(match[1]):02d}"

    return re.sub(rf"\b(\d\d?)\.? ({names}) (\d{{4}})", written, text, flags=re.IGNORECASE)


def _first_clause(text: str) -> str:
    """Return the sentence up to its last comma, where enough of it stands before."""
    head, mark, _ = text.rpartition(", ")
    return f"{head}." if mark and len(head.split()) >= 2 * SHORTEST else text


# --- cases ------------------------------------------------------------------------------------


def cases(found: Sequence[Row], names: Sequence[str], most: int, seed: int) -> list[Case]:
    """Return true steps with a twin each, as evenly over forms and kinds as there are any."""
    chance = random.Random(seed)
    made = {(form, kind): list[Case]() for form in FORMS for kind in KINDS}
    for row in chance.sample(list(found), len(found)):
        for form in FORMS:
            for kind in KINDS:
                case = _case(row, form, kind, names, chance)
                if case:
                    made[form, kind].append(case)
    return _evenly(made, most)


def _case(
    row: Row, form: str, kind: str, names: Sequence[str], chance: random.Random
) -> Case | None:
    language, other = chance.sample(list(LANGUAGES), 2)
    quoted = other if form == "translated" else language
    text = reworded(row[language], language) if form == "reworded" else row[language]
    if form == "reworded" and text == row[language]:
        return None
    original = Original(text=text, language=language, quote=row[quoted])
    twin = mutant(kind, original, names, chance)
    if not twin:
        return None
    return Case(form=form, kind=kind, original=original, twin=twin, quoted=quoted)


def _evenly(made: dict[tuple[str, str], list[Case]], most: int) -> list[Case]:
    chosen, at = list[Case](), 0
    while len(chosen) < most and any(at < len(each) for each in made.values()):
        chosen += [each[at] for each in made.values() if at < len(each)]
        at += 1
    return chosen[:most]


def attack(attacked: Sequence[Case]) -> Outcome:
    """Ground every original and every twin."""
    return Outcome(
        cases=Counter((case.form, case.kind) for case in attacked),
        lost=tuple(case for case in attacked if not _holds(case.original.text, case)),
        survived=tuple(case for case in attacked if _holds(case.twin, case)),
    )


def _holds(text: str, case: Case) -> bool:
    quote = case.original.quote
    passage = Passage(
        document_id="attack",
        text=quote,
        language=case.quoted,
        locator=Locator(),
        offset=0,
        uri="attack.md",
        metadata=Metadata(),
    )
    steps = ground([DraftStep(phase="scan", text=text, quotes=((quote, passage),))])
    return bool(steps) and steps[0].text == text


@click.command()
@click.option("--steps", default=600, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--show", is_flag=True, help="print what went wrong")
def main(steps: int, seed: int, show: bool) -> None:
    """Print, by kind and by form, how many originals are kept and how many twins survive."""
    found = attack(cases(rows(), organisations(), steps, seed))
    for name, column in (("kind", 1), ("form", 0)):
        print(f"{name:14}{'steps':>7}{'kept':>8}{'survive':>9}")
        for key in KINDS if column else FORMS:
            _print(key, column, found)
    _print("all", None, found)
    if show:
        for case in found.lost:
            print(f"LOST {case.form}\n  {case.original.text}\n  {case.original.quote}")
        for case in found.survived:
            print(f"SURVIVED {case.form} {case.kind}\n  {case.twin}\n  {case.original.quote}")


def _print(key: str, column: int | None, found: Outcome) -> None:
    def counts(case: tuple[str, str]) -> bool:
        return column is None or case[column] == key

    total = sum(n for case, n in found.cases.items() if counts(case))
    lost = sum(counts((case.form, case.kind)) for case in found.lost)
    survived = sum(counts((case.form, case.kind)) for case in found.survived)
    if total:
        print(f"{key:14}{total:7}{(total - lost) / total:8.1%}{survived / total:9.1%}")


if __name__ == "__main__":
    main()
