from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.claims import Said, unsupported
from bot.answering.claims.wording import table
from ingest.documents import LANGUAGES, Language

SAME: list[tuple[str, Language, str, Language]] = [
    ("Het kost 1.000,50 euro.", "nl", "It costs 1,000.50 euros.", "en"),
    ("It costs 380,000 euros.", "en", "Es kostet 380.000 Euro.", "de"),
    ("Er is 1,5 miljoen euro.", "nl", "Es gibt 1,5 Mio. €.", "de"),
    ("There is EUR 1.5 million.", "en", "Er is 1,5 mln euro.", "nl"),
    ("De regeling dekt 40%.", "nl", "Das Programm deckt 40 Prozent.", "de"),
    ("Vijftig bedrijven deden mee.", "nl", "Fünfzig Betriebe machten mit.", "de"),
    ("Twenty-five firms took part.", "en", "25 bedrijven deden mee.", "nl"),
    ("Het duurt drie maanden.", "nl", "It takes 3 months.", "en"),
    ("Op 20 januari 2027 gaat het in.", "nl", "Es gilt ab dem 20. Januar 2027.", "de"),
    ("It starts on January 20, 2027.", "en", "Het begint op 2027-01-20.", "nl"),
    ("Es endet am 20.01.2027.", "de", "It ends on 20 January 2027.", "en"),
    ("In het eerste kwartaal van 2026.", "nl", "In Q1 2026.", "en"),
    ("Im März 2026.", "de", "In maart 2026.", "nl"),
    ("Eind 2026 stopt het.", "nl", "Es endet Ende 2026.", "de"),
    ("Het geldt in Duitsland.", "nl", "Es gilt in Deutschland.", "de"),
    ("Firms in North Rhine-Westphalia.", "en", "Bedrijven in Noordrijn-Westfalen.", "nl"),
    ("Bel het Saxion-lab.", "nl", "Rufen Sie das Labor von Saxion an.", "de"),
    ("De AVG geldt.", "nl", "Die DSGVO gilt.", "de"),
    ("De steun is niet open.", "nl", "Die Förderung ist nicht offen.", "de"),
    ("Work without paper.", "en", "Werk zonder papier.", "nl"),
    ("Minstens 50 werknemers.", "nl", "Mindestens 50 Beschäftigte.", "de"),
]


@pytest.mark.parametrize(("text", "language", "quote", "quoted"), SAME)
def test_what_a_quote_says_in_another_language_is_proved_by_it(
    text: str, language: Language, quote: str, quoted: Language
) -> None:
    told, proof = Said(text=text, language=language), Said(text=quote, language=quoted)
    assert unsupported(told, [proof]) == ()


WRONG: list[tuple[str, str, Language, str, Language]] = [
    ("number", "Het kost 1.500 euro.", "nl", "It costs 1,600 euros.", "en"),
    ("number", "Het kost 1,5 miljoen euro.", "nl", "Es kostet 1,5 Milliarden Euro.", "de"),
    ("number", "It costs 40 dollars.", "en", "Het kost 40 euro.", "nl"),
    ("number", "Es dauert 40 Tage.", "de", "Het duurt 40 weken.", "nl"),
    ("number", "Hoogstens 50 werknemers.", "nl", "Mindestens 50 Beschäftigte.", "de"),
    ("number", "The third round.", "en", "De vierde ronde.", "nl"),
    ("number", "Zes scenario's.", "nl", "Vier Szenarien.", "de"),
    ("date", "Op 20 januari 2027.", "nl", "Am 21. Januar 2027.", "de"),
    ("date", "In March 2026.", "en", "Im Mai 2026.", "de"),
    ("date", "Sinds 2024.", "nl", "Seit 2025.", "de"),
    ("date", "In Q2 2026.", "en", "In het derde kwartaal van 2026.", "nl"),
    ("date", "Vóór 1 maart 2026.", "nl", "Nach dem 1. März 2026.", "de"),
    ("date", "On Monday.", "en", "Am Dienstag.", "de"),
    ("country", "Het geldt in België.", "nl", "Es gilt in Deutschland.", "de"),
    ("country", "It holds in Bavaria.", "en", "Het geldt in Noordrijn-Westfalen.", "nl"),
    ("name", "Bel Saxion.", "nl", "Rufen Sie Windesheim an.", "de"),
    ("name", "Rufen Sie Fraunhofer an.", "de", "Bel TNO.", "nl"),
    ("name", "Ask the WBSO desk.", "en", "Vraag het loket van de MIT.", "nl"),
    ("negation", "De steun is open.", "nl", "De steun is niet open.", "nl"),
    ("negation", "Die Förderung ist nicht offen.", "de", "De steun is open.", "nl"),
    ("negation", "Work with paper.", "en", "Werk zonder papier.", "nl"),
    ("negation", "Het betaalt niet alleen cursussen.", "nl", "Es bezahlt nur Kurse.", "de"),
]


@pytest.mark.parametrize(("kind", "text", "language", "quote", "quoted"), WRONG)
def test_a_claim_that_the_quote_does_not_make_is_told_by_its_kind(
    kind: str, text: str, language: Language, quote: str, quoted: Language
) -> None:
    told, proof = Said(text=text, language=language), Said(text=quote, language=quoted)
    assert kind in {claim.kind for claim in unsupported(told, [proof])}


def test_the_languages_have_the_same_keys() -> None:
    keys = [{name: set(rows) for name, rows in table(each).items()} for each in LANGUAGES]
    assert keys[0] == keys[1] == keys[2]


@settings(deadline=None)
@given(st.integers(1, 999_999), st.integers(1, 999_999), st.sampled_from(LANGUAGES))
def test_an_amount_is_proved_by_the_same_amount_only(
    one: int, other: int, language: Language
) -> None:
    written = {"nl": f"{one:,} euro".replace(",", "."), "en": f"{one:,} euros"}
    written["de"] = f"{one:,} Euro".replace(",", ".")
    told = Said(text=f"x {written[language]}.", language=language)
    proof = Said(text=f"x {other} euro.", language="nl")
    assert (unsupported(told, [proof]) == ()) == (one == other)


@settings(deadline=None)  # the first text waits for the word lists
@given(st.text(max_size=80), st.sampled_from((*LANGUAGES, None)))
def test_every_text_proves_its_own_amounts_dates_and_countries(
    text: str, language: Language | None
) -> None:
    said = Said(text=text, language=language)
    kinds = {claim.kind for claim in unsupported(said, [said])}
    assert kinds <= {"negation", "name"}
