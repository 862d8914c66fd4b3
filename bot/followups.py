"""A message that points back to earlier turns becomes a question that stands alone, by rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from bot.conversation import Item, Turn, last_question
from bot.phrases import cues
from ingest.analysis import content_words
from ingest.documents import LANGUAGES, Language

MOST_NEW_WORDS = 3
"""A message that says more than this about something is a question of its own."""

MOST_CHOICE_WORDS = 4
ALIKE = 85.0
Places = Callable[[str], tuple[str, ...]]
"""Returns the places that a text names, as they are typed."""

_INTENTS = ("start", "help", "plan", "facts", "funding", "law", "ranking")


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """What a message means."""

    text: str
    """The standalone question."""
    asks: str = ""
    """The words that show what kind of answer is wanted; empty: all of the text."""
    focus: str = ""
    """The new words with what they are about: what is searched for first."""
    earlier: Turn | None = None
    """The turn that the message points back to; None when it stands alone."""


def resolved(text: str, turns: Sequence[Turn], language: Language, places: Places) -> Resolved:
    """Return what the text means after these turns; it may stand alone already."""
    earlier = last_question(turns)
    if earlier is None or not text:
        return Resolved(text=text)
    if earlier.choices and (chosen := _chosen(text, earlier.choices)):
        return Resolved(
            text=f"{earlier.standalone} ({chosen})", asks=earlier.standalone, earlier=earlier
        )
    listed = next((turn for turn in reversed(turns) if turn.items), None)
    if listed and (named := _with_item(text, listed.items, language)):
        return Resolved(text=named, asks=text, earlier=listed)
    if points_back(text, language):
        return _continued(text, earlier, places)
    return Resolved(text=text)


def _continued(text: str, earlier: Turn, places: Places) -> Resolved:
    """Put both together; a new place takes the place of the old one."""
    elsewhere = places(text)
    before = _moved(earlier.standalone, places(earlier.standalone), elsewhere)
    if _begins(text, "follow_if") and elsewhere and before != earlier.standalone:
        return Resolved(text=before, asks=before, earlier=earlier)
    if _begins(text, "follow_if"):
        return Resolved(text=_joined(before, text), asks=before, earlier=earlier)
    new = [w for w in content_words(text) if not _is_pointer(w) and w not in elsewhere]
    topic = [w for w in content_words(before) if w not in places(before)]
    return Resolved(
        text=_joined(before, text),
        asks=text if new else before,
        focus=" ".join([text, *topic]) if new else "",
        earlier=earlier,
    )


def _moved(text: str, old: Sequence[str], new: Sequence[str]) -> str:
    """Say the new places where the old ones stood."""
    if not old or not new or set(old) & set(new):
        return text
    first, *others = (re.compile(rf"\b{re.escape(place)}\b", re.IGNORECASE) for place in old)
    moved = first.sub(", ".join(new), text, count=1)
    for other in others:
        moved = other.sub("", moved)
    return " ".join(moved.split())


def points_back(text: str, language: Language) -> bool:
    """Tell whether the text needs an earlier turn to be understood."""
    new = [word for word in content_words(text) if not _is_pointer(word)]
    if _begins(text, "follow_about") or _begins(text, "follow_if"):
        return True
    connected, points = _begins(text, "follow_connectors"), _has_pointer(text, language)
    if len(new) > MOST_NEW_WORDS:
        return False
    if points or (connected and not _shows_intent(text)):
        return True
    # A single word is a search of its own ("cobots"); "why?" and "how much?" are none.
    return not new


def _chosen(text: str, choices: Sequence[str]) -> str | None:
    said = _bare(text)
    numbers = {str(number): choice for number, choice in enumerate(choices, start=1)}
    if said in numbers:
        return numbers[said]
    alike = [c for c in choices if fuzz.ratio(said, _bare(c)) >= ALIKE or said == _bare(c)]
    inside = [c for c in choices if said and re.search(rf"\b{re.escape(said)}\b", _bare(c))]
    # "Which grants are there in the Netherlands for robots?" is a question, not a choice.
    short = len(said.split()) <= MOST_CHOICE_WORDS
    held = [c for c in choices if short and re.search(rf"\b{re.escape(_bare(c))}\b", said)]
    return next(iter([*alike, *(inside or held)]), None)


def _with_item(text: str, items: Sequence[Item], language: Language) -> str | None:
    """Put what "the second one" means in its place; None when nothing is counted."""
    for spoken in dict.fromkeys((language, *LANGUAGES)):
        for pattern in _ordinals(spoken):
            found = pattern.search(text)
            if not found:
                continue
            wanted = _wanted(items, found.groupdict().get("noun") or "", spoken)
            item = _counted(wanted, found.group("number"), spoken)
            if item is not None:
                name = item.text if item.kind == "contact" else f"“{item.text}”"
                return f"{text[: found.start()]}{name}{text[found.end() :]}".strip()
    return None


def _wanted(items: Sequence[Item], noun: str, language: Language) -> list[Item]:
    """Of "the second address" only contacts count, of "the second step" only steps."""
    said = noun.casefold()
    for kind in ("contact", "step"):
        if said and said in cues(language, f"{kind}_nouns"):
            return [item for item in items if item.kind == kind]
    return list(items)


def _counted(items: Sequence[Item], number: str, language: Language) -> Item | None:
    said = number.casefold()
    if said.isdigit():
        place = int(said) - 1
    else:
        stems = cues(language, "ordinals")
        place = next(n for n, stem in enumerate(stems) if said.startswith(stem))
        if place == len(stems) - 1:
            # The last of the words is "last".
            place = len(items) - 1
    return items[place] if 0 <= place < len(items) else None


@cache
def _ordinals(language: Language) -> tuple[re.Pattern[str], ...]:
    """Patterns of "the second (one)", and of "step 2"."""
    words = "|".join(rf"{stem}\w{{0,2}}" for stem in cues(language, "ordinals"))
    articles = "|".join(cues(language, "articles"))
    nouns = "|".join([*cues(language, "contact_nouns"), *cues(language, "step_nouns")])
    own = "|".join(cues(language, "one_nouns"))
    which = rf"\b(?:{articles})\s+(?P<number>{words})"
    plain = rf"{which}(?=\W*$|\s*[,.;:?!])"
    inner = rf"{which}\s+(?P<noun>{nouns}|{own})\b"
    counted = rf"\b(?P<noun>{nouns})\s+(?P<number>\d)\b"
    return tuple(re.compile(p, re.IGNORECASE) for p in (inner, plain, counted))


def _joined(earlier: str, text: str) -> str:
    """Both as they were said: nothing is put into the asker's mouth."""
    return f"{earlier} {text}" if earlier.endswith((".", "?", "!")) else f"{earlier}. {text}"


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]+", " ", text.casefold()).split())


def _begins(text: str, key: str) -> bool:
    patterns = (pattern for language in LANGUAGES for pattern in cues(language, key))
    return any(re.match(pattern, text.strip(), re.IGNORECASE) for pattern in patterns)


def _is_pointer(word: str) -> bool:
    return any(word.casefold() in cues(language, "pointers") for language in LANGUAGES)


def _has_pointer(text: str, language: Language) -> bool:
    """German "das" before a noun is an article: "wie wird das Wetter" points at nothing."""
    words = re.findall(r"\w+", text)
    articles = cues(language, "bare_articles")
    return any(
        word.casefold() in cues(language, "pointers")
        and not (word.casefold() in articles and after[:1].isupper())
        for word, after in zip(words, [*words[1:], ""], strict=True)
    )


def _shows_intent(text: str) -> bool:
    return any(
        re.search(pattern, text, re.IGNORECASE)
        for language in LANGUAGES
        for key in _INTENTS
        for pattern in cues(language, key)
    )
