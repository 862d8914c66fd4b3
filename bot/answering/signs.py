"""What shows that a sentence tells its reader what to do, and what shows that it does not.

Each sign is looked for by itself; what it counts stands in advice.toml (bench/advice.py learns it).
"""

from __future__ import annotations

import re
from functools import cache

from wordfreq import zipf_frequency

from bot.phrases import advice_cues, cues
from ingest.documents import Language

SIGNS = (
    "imperative",
    "imperative_later",
    "imperative_guessed",
    "infinitive",
    "told",
    "must",
    "can",
    "advised",
    "addressed",
    "step_heading",
    "released",
    "pointer",
    "past",
    "figures",
    "statement",
    "question",
    "lead_in",
    "unfinished",
)
"""The names of the signs, in the order in which `signs` returns them."""

LIST_MARK = re.compile(r"^\s*(?:[-*•–▪]|\d{1,2}[.)])\s+")

COMMON = 2.8
"""Zipf frequency from which a form is taken to be a word that people write."""

_QUOTING = "*_#>\"'“”„‘’»«([ "
_ASKS = ("?", '?"', "?”", "?)")
_ENDED = re.compile(r"[.!?:…][\"'”’“»)]*$")
_IMPERATIVES = ("imperative", "imperative_later", "imperative_guessed")
_OPENER = re.compile(r"(\w+),? ")
_LABEL = re.compile(r"^[^\s,.:]+(?: [^\s,.:]+)?: ")
_OPENING = re.compile(r"(?<=[,:;–])\s+(?:(?:and|or|en|of|und|oder)\s+)?")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_GERMAN = re.compile(r"\b(\w+(?:en|eln|ern)|tun|seien) sie\b", re.IGNORECASE)
_GERMAN_PLEASE = re.compile(r"\w+en sie (?:sich |uns |dann )?bitte\b", re.IGNORECASE)
_LAST_INFINITIVE = re.compile(r"\b[a-zäöüß]{2,}(?:en|ern|eln|[^aeiou]n)[.;,)]*$")
_LONGEST_ITEM = 14
_NEAR = 30
_OWNERS: dict[Language, tuple[str, ...]] = {"nl": ("van",), "de": ("von",), "en": ("of",)}
"""Behind a noun; behind a verb in Dutch "of" is "whether"."""

_YOU = ("je", "jij", "u", "jullie")


def signs(sentence: str, language: Language, headings: tuple[str, ...] = ()) -> tuple[float, ...]:
    """Return 1 or 0 for each of SIGNS; `figures` is a share of the letters."""
    line = " ".join(sentence.replace("*", "").split())
    text = LIST_MARK.sub("", line).lstrip(_QUOTING)
    item = bool(LIST_MARK.match(" ".join(sentence.split())))
    shown = _orders(text, language, item=item)
    # "He was told" is past; in "who was there should call" the order is not.
    plain = not any(shown[name] for name in shown if name != "can")
    shown |= {
        "addressed": found(text, language, "addressed"),
        "step_heading": is_step_heading(headings, language),
        "released": found(text, language, "released"),
        "pointer": found(text, language, "pointer"),
        "past": plain and found(text, language, "past"),
        "statement": plain and _first(text) in _words(language, "statement"),
        "question": text.endswith(_ASKS),
        "lead_in": text.endswith(":"),
        "unfinished": not item and not _ENDED.search(text),
    }
    figures = min(sum(char.isdigit() for char in text) / max(len(text), 1) * 10, 1.0)
    values: dict[str, float] = {**shown, "figures": figures}
    return tuple(float(values[name]) for name in SIGNS)


def is_step_heading(headings: tuple[str, ...], language: Language) -> bool:
    """Tell whether the text stands under a heading such as "Stap 2: ..."."""
    return bool(headings) and any(
        re.search(pattern, headings[-1], re.IGNORECASE)
        for pattern in cues(language, "step_heading")
    )


def found(text: str, language: Language, key: str) -> bool:
    """Tell whether one of the patterns of a cue stands in the text."""
    return any(pattern.search(text) for pattern in _patterns(language, key))


# --- orders and advice in other words ---------------------------------------------------------


def _orders(text: str, language: Language, *, item: bool) -> dict[str, bool]:
    """Return the signs of an order or of advice; a question gives neither."""
    names = ("infinitive", "told", "must", "can", "advised")
    if text.endswith(_ASKS):
        return dict.fromkeys((*_IMPERATIVES, *names), False)
    main = _main_clause(text, language)
    orders = [match for pattern in _patterns(language, "must") for match in pattern.finditer(main)]
    near = (main[max(match.start() - _NEAR, 0) : match.end() + _NEAR] for match in orders)
    told = any(found(part, language, "addressed") for part in near)
    bound = not found(main, language, "released")
    return {
        **_imperatives(text, language),
        "infinitive": item and _is_infinitive(text, language),
        "told": told and bound,
        "must": bool(orders) and bound,
        "can": bound and found(main, language, "can"),
        "advised": found(text, language, "advise"),
    }


def _main_clause(text: str, language: Language) -> str:
    """Leave out clauses behind "if", "whether" or "that": what must be there is no order."""
    first = _first(text)
    if first in _words(language, "asking"):
        return ""
    for pattern in _subordinate(language):
        text = pattern.sub(",", text)
    return text


@cache
def _subordinate(language: Language) -> tuple[re.Pattern[str], ...]:
    words = "|".join(sorted(_words(language, "subordinate")))
    inner = "|".join(sorted(_words(language, "inner")))
    shapes = (
        rf", (?:{words})\b[^,;:]*",
        rf"(?<=\w) (?:{inner})\b[^,;:]*",
        rf"^(?:{words})\b[^,]*, ",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


# --- imperatives ------------------------------------------------------------------------------


def _imperatives(text: str, language: Language) -> dict[str, bool]:
    """Tell where an imperative stands: first, behind a clause, or first by a guess."""
    bare = _bare(text, language)
    openings = [text, *(text[match.end() :] for match in _OPENING.finditer(text))]
    first = _is_imperative(bare, language)
    later = not first and _is_later_imperative(openings, language)
    guessed = not (first or later) and _may_be_imperative(bare, language)
    return dict(zip(_IMPERATIVES, (first, later, guessed), strict=True))


def _bare(text: str, language: Language) -> str:
    """Leave out a label ("Tip: ...") and words before the verb ("always", "please")."""
    text = _LABEL.sub("", text)
    while (word := _OPENER.match(text)) and word[1].lower() in _words(language, "openers"):
        text = text[word.end() :]
    return text


def _is_imperative(text: str, language: Language) -> bool:
    words = _WORD.findall(text[:80].lower())
    if not words:
        return False
    if language == "de" and _is_german_imperative(text):
        return True
    if words[0] not in _words(language, "imperatives"):
        return False
    following = words[1] if len(words) > 1 else ""
    if following in _YOU:
        # "Gebruik je een app, dan ..." is a condition; "Controleer je gegevens" is not.
        return following == "je" and not re.search(r", dan\b|, (?:kun|moet|heb|krijg)\b", text)
    return not found(following, language, "auxiliary") and following not in _OWNERS[language]


def _is_german_imperative(text: str) -> bool:
    match = _GERMAN.match(re.sub(r"^bitte ", "", text, flags=re.IGNORECASE))
    return match is not None and match[1].lower() not in _words("de", "not_imperative")


def _is_later_imperative(openings: list[str], language: Language) -> bool:
    """Tell whether a clause behind the first one orders something: "If ..., wash your hands"."""
    if language == "de":
        return _is_german_later(openings)
    if _first(openings[0]) not in _words(language, "condition"):
        return False
    return any(_is_imperative(part, language) and not _inverted(part) for part in openings[1:])


def _is_german_later(openings: list[str]) -> bool:
    """German inverts statements too ("Dann erhalten Sie"): common verbs of that kind are out."""
    if _GERMAN_PLEASE.search(openings[0]):
        return True
    conditional = _first(openings[0]) in _words("de", "condition")
    wide = _GERMAN.finditer(openings[0]) if conditional else iter(())
    verbs = [match[1].lower() for match in wide]
    verbs += [match[1].lower() for part in openings[1:] if (match := _GERMAN.match(part))]
    return any(verb not in _words("de", "not_imperative") for verb in verbs)


def _inverted(text: str) -> bool:
    """Tell whether the subject follows the verb, as in the Dutch "..., krijg je een melding"."""
    words = _WORD.findall(text[:40].lower())
    return len(words) > 1 and words[1] in _YOU


def _may_be_imperative(text: str, language: Language) -> bool:
    """Tell whether a verb that is not listed opens the sentence in its bare form."""
    words = _WORD.findall(text[:80].lower())
    if language == "de" or len(words) < 2:
        return False
    known = _words(language, "not_imperative") | _words(language, "statement")
    if words[0] in known or words[1] not in _words(language, "follows"):
        return False
    return _is_bare_verb(words[0], language)


@cache
def _is_bare_verb(word: str, language: Language) -> bool:
    """Tell whether the forms exist that a verb with this stem would have."""
    if language == "en":
        root = word.removesuffix("e")
        shapes = ((root + "ing", root + "ed"), (word + word[-1] + "ing", word + word[-1] + "ed"))
        return zipf_frequency(word, "en") >= COMMON and any(_all_common(s, "en") for s in shapes)
    infinitives = (word + "en", word + word[-1] + "en", re.sub(r"(.)\1(.)$", r"\1\2en", word))
    changed = tuple(
        re.sub(f"{end}en$", f"{into}en", form)
        for form in infinitives
        for end, into in (("f", "v"), ("s", "z"))
    )
    exists = any(form != word and _all_common((form,), "nl") for form in infinitives + changed)
    return exists and _all_common((word, f"{word}t"), "nl")


def _all_common(forms: tuple[str, ...], language: Language) -> bool:
    return all(zipf_frequency(form, language) >= COMMON for form in forms)


def _is_infinitive(text: str, language: Language) -> bool:
    """Tell whether an item of a list names an act: "Back-ups maken", "Daten sichern"."""
    if language == "en" or len(text.split()) > _LONGEST_ITEM or found(text, language, "auxiliary"):
        return False
    return bool(_LAST_INFINITIVE.search(text))


def _first(text: str) -> str:
    word = _WORD.search(text)
    return word[0].lower() if word else ""


@cache
def _words(language: Language, key: str) -> frozenset[str]:
    return frozenset(advice_cues(language, key))


@cache
def _patterns(language: Language, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in advice_cues(language, key))
