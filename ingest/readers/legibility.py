"""Whether a text layer is language: a broken font map gives signs that only look like text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

ENOUGH = 60
"""Letters below which no verdict is given: a title page may hold a formula."""

_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿœß]{4,}", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyà-æè-ïò-öø-üýÿœ]", re.IGNORECASE)


def is_garbled(text: str) -> bool:
    """Tell whether the text is long enough to judge and is not language in any script."""
    visible = [character for character in text if not character.isspace()]
    if len(visible) < ENOUGH:
        return False
    odd = sum(unicodedata.category(character) in ("Cn", "Co", "Cc", "Cs") for character in visible)
    odd += text.count("\ufffd")
    if odd > 0.15 * len(visible):
        return True
    return _mixes_scripts(visible) or _words_run_together(text) or _lacks_vowels(text)


def _mixes_scripts(visible: list[str]) -> bool:
    """Real texts use one script, or two; a wrong font map scatters over many."""
    scripts = Counter(_script(character) for character in visible if character.isalpha())
    letters = sum(scripts.values())
    two_largest = sum(number for _, number in scripts.most_common(2))
    return letters >= ENOUGH and two_largest < 0.85 * letters


@cache
def _script(character: str) -> str:
    name = unicodedata.name(character, "UNKNOWN").split(" ")[0]
    # Japanese mixes its scripts in every sentence.
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "HANGUL") else name


def _words_run_together(text: str) -> bool:
    """Latin words are 5 to 7 letters long on average, also with German compounds."""
    words = [word for word in _WORD.findall(text) if word[0] < "\u0250"]
    if sum(map(len, words)) < 5 * ENOUGH:
        return False
    mean = sum(map(len, words)) / len(words)
    return mean > 12 or sum(len(word) > 25 for word in words) > 0.1 * len(words)


def _lacks_vowels(text: str) -> bool:
    words = _LATIN_WORD.findall(text)
    mute = sum(not _VOWEL.search(word) for word in words)
    return len(words) >= 20 and mute > 0.4 * len(words)
