"""Dutch and German compounds fall into their parts (Koehn and Knight 2003, with guards)."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import wordfreq

from ingest.documents import Language

SHORTEST_COMPOUND = 8
SHORTEST_PART = 4
LEAST_FREQUENCY = 1e-6
"""Share of all words below which a part is no word (Zipf 3): most wrong splits need rare parts."""

MOST_PARTS = 4

_NL_SHORT = """
bus cel dag gas hub ijs jas kas lab las lek mkb olie pad plan rek rol tak tas vak weg
"""
_DE_SHORT = """
amt bad bau gas hof not öl rad tag tat tor typ uhr weg zug ziel
"""
_NL_NEVER = """
achter baar baars bare boven daar door eigen erig erij ering eren gegeven ging heden heid hier houd
houden ingen isch ische iteit komen komst komt legd leggen leiden lijk lijke lijkheid loos loze
maal mede naar naast neem nemen onder over rond samen schap sluit staan steld stelde stellen stil
tegen terug tiek toren tussen voor voort waar worden zaam zame
"""
_DE_NEVER = """
aber ander auch barkeit daher damit durch eben einer einen entlang erei gegen haben haft heit
hinter ieren iert ierung igkeit innen isch ische ischen keit keiten leit lich liche lichen lichkeit
losen miss nahme neben nehmen nieder nommen ober samkeit schaft schaften sein stell stellen
stellung tums unge ungen unter viel voll vorher weise wieder ziehung zusammen über
"""

_NL_FIELD = """
aanneming aanvrager afkeur afroep afschrijving calculatie coating cobot composiet configurator
conformiteit connector detachering detectie extrusie filament fotonica frees gieterij giet granulaat
grijper haalbaarheid hydrauliek kanban krapte lasnaad matrijs matrijzen mechatronica mededinging
opspanning pallet pneumatiek robotica scheepsbouw slijp snij spuit stimulering subsidie takt
taxonomie telemetrie toelever toelevering uitrol valorisatie veldbus verspaning verwerker voucher
weerbaarheid zuignap
"""
_DE_FIELD = """
abschreibung amortisation audit ausfuhr automatisierung beschichtung bestückung cobot dreh
durchlaufzeit einrichter engpass feldbus filament förder fräs granulat greifer hydraulik
instandhaltung konfigurator konformität lackierer leitstand losgrösse mechatronik mess monteur
normung palettierung pneumatik prüf reklamation resilienz retrofit rüstzeit schleif schweiss
schweisser spritzguss stapler taxonomie telemetrie unterweisung zerspanung zuliefer zulieferer
überholung überstunde
"""

_FIELD_WORDS: dict[Language, frozenset[str]] = {
    "nl": frozenset(_NL_FIELD.split()),
    "de": frozenset(_DE_FIELD.split()),
}
"""Words of our field that everyday texts seldom hold: a compound may be made of them."""

FIELD_FREQUENCY = 1e-5
"""What a word of our field counts at least: as much as a rare everyday word."""

_SHORT_PARTS: dict[Language, frozenset[str]] = {
    "nl": frozenset(_NL_SHORT.split()),
    "de": frozenset(_DE_SHORT.split()),
}
"""Three letters are a part only if they are one of these; "ver" and "ung" would be everywhere."""

_NO_PARTS: dict[Language, frozenset[str]] = {
    "nl": frozenset(_NL_NEVER.split()),
    "de": frozenset(_DE_NEVER.split()),
}
"""Prefixes, suffixes and verb halves that look like words: Dutch "onder" + "houd"."""

_LINKS: dict[Language, tuple[str, ...]] = {
    "nl": ("", "s", "en", "n", "e", "er"),
    "de": ("", "s", "n", "en", "es", "er", "e", "ens", "ns"),
}
"""Letters between two parts: Wartung-s-vertrag, bedrijv-en-terrein."""

_Split = tuple[float, tuple[str, ...]]


@lru_cache(maxsize=100_000)
def compound_parts(word: str, language: Language) -> tuple[str, ...]:
    """Return the parts of a compound without linking letters, or () for a simple word.

    The best split is the one with the highest geometric mean of the frequencies of its parts;
    it must beat the frequency of the word itself. English compounds stand apart already.
    """
    folded = word.lower().replace("ß", "ss")
    if language == "en" or len(folded) < SHORTEST_COMPOUND or not folded.isalpha():
        return ()
    best: _Split = (math.log(max(_frequency(folded, language), 1e-9)), ())
    for logs, parts in _splits(folded, language, MOST_PARTS):
        mean = logs / len(parts)
        if len(parts) > 1 and mean > best[0]:
            best = (mean, parts)
    return best[1]


def _splits(word: str, language: Language, most: int) -> list[_Split]:
    """Return every way to read the word as at most so many parts, with summed log frequencies."""
    found: list[_Split] = []
    if _is_part(word, language):
        found.append((math.log(_frequency(word, language)), (word,)))
    if most == 1:
        return found
    for cut in range(3, len(word) - 2):
        heads = _heads(word[:cut], language)
        if not heads:
            continue
        for logs, rest in _splits(word[cut:], language, most - 1):
            found += [(head[0] + logs, (*head[1], *rest)) for head in heads]
    return found


def _heads(text: str, language: Language) -> list[_Split]:
    """Return the words that the text may be when its linking letters are taken away."""
    stripped = (text.removesuffix(link) for link in _LINKS[language] if text.endswith(link))
    return [
        (math.log(_frequency(head, language)), (head,))
        for head in dict.fromkeys(stripped)
        if _is_part(head, language)
    ]


def _is_part(text: str, language: Language) -> bool:
    if len(text) < SHORTEST_PART and text not in _SHORT_PARTS[language]:
        return False
    return text not in _NO_PARTS[language] and _frequency(text, language) >= LEAST_FREQUENCY


def _frequency(word: str, language: Language) -> float:
    found = _frequencies(language).get(word, 0.0)
    if language != "en" and word in _FIELD_WORDS[language]:
        return max(found, FIELD_FREQUENCY)
    return found


@cache
def _frequencies(language: Language) -> dict[str, float]:
    frequencies: dict[str, float] = wordfreq.get_frequency_dict(language, wordlist="best")
    return frequencies
