"""Where sentences end: what the answers quote depends on it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.analysis import sentences
from ingest.documents import Language


def cut(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("nl", ["Begin klein.", "Meet eerst."]),
        ("nl", ["Kies een proces, bijv. de werkbon, en meet.", "Stop daarna."]),
        ("nl", ["Dat kan o.a. bij RVO en KVK.", "Bel eerst."]),
        ("nl", ["Het kost ca. 1.000 euro per jaar.", "Reken ook uren mee."]),
        ("nl", ["De wet geldt sinds 1 juli 2025.", "Registreer je nu."]),
        ("nl", ["Zie art. 5 en nr. 12 van de regeling.", "Dat is alles."]),
        ("nl", ["De heer J. de Vries helpt.", "Hij is dr. ir. van beroep."]),
        ("nl", ["Dat geldt voor 20 machines.", "Daarna niet meer."]),
        ("nl", ["Denk aan tablets, sensoren enz.", "Begin daarmee."]),
        ("nl", ["Wat kost het?", "Vraag het!", "Nu."]),
        ("nl", ["Het budget is € 1,5 mln. per jaar.", "Op is op."]),
        ("nl", ["Dat duurt max. 3 weken.", "Dan klaar."]),
        ("nl", ["Hij zei: “Begin klein.”", "Dat deed men."]),
        ("nl", ["Open https://www.rvo.nl/wbso. Dan verder."[:29], "Dan verder."]),
        ("nl", ["Dit staat in t.a.v. de directie.", "Lees het."]),
        ("de", ["Beginnen Sie klein.", "Messen Sie zuerst."]),
        ("de", ["Das gilt z.B. für Maschinen.", "Prüfen Sie das."]),
        ("de", ["Das gilt z. B. für Maschinen.", "Prüfen Sie das."]),
        ("de", ["Sensoren, d. h. Fühler, messen.", "Das hilft."]),
        ("de", ["Ab dem 6. Dezember 2025 gilt das Gesetz.", "Registrieren Sie sich."]),
        ("de", ["Die Frist endet am 31.12.2026.", "Danach ist Schluss."]),
        ("de", ["Am 3. und 4. März findet die Messe statt.", "Kommen Sie."]),
        ("de", ["Siehe Nr. 5 und Art. 12 Abs. 2 der Verordnung.", "Das reicht."]),
        ("de", ["Der 2. Schritt ist der Pilot.", "Er dauert vier Wochen."]),
        ("de", ["Es nahmen 12 Betriebe teil, 2019 waren es 8.", "Die Zahl steigt."]),
        ("de", ["Die Förderung beträgt ca. 15.000 Euro.", "Sie ist begrenzt."]),
        ("de", ["Der Verein it's OWL e.V. hilft.", "Rufen Sie an."]),
        ("de", ["Tablets, Sensoren usw.", "Das reicht."]),
        ("de", ["Das gilt seit 2021.", "Unternehmen müssen handeln."]),
        ("de", ["Dr. Müller und Prof. Dr. Schmidt beraten.", "Fragen Sie."]),
        ("de", ["Es gibt viele dieser Art.", "Die meisten sind klein."]),
        ("de", ["Was kostet das?", "Fragen Sie die IHK!"]),
        ("de", ["„Klein anfangen.“", "Das rät die Kammer."]),
        ("en", ["Start small.", "Measure first."]),
        ("en", ["Use tools, e.g. a tablet, for this.", "Then stop."]),
        ("en", ["See No. 5 and Fig. 2 for details.", "That is all."]),
        ("en", ["It has applied since 1 July 2025.", "Register now."]),
        ("en", ["Ask Dr. Smith, i.e. the advisor.", "He knows."]),
        ("en", ["The budget is 1.5 million euros.", "It is capped."]),
        ("en", ["The answer is no.", "Ask again."]),
        ("nl", ["Kijk op rvo.nl.", "Daar staat meer."]),
        ("en", ["Version 2.0 is out.", "Update."]),
        ("en", ["This is known.[3]", "Act on it."]),
        ("en", ["It works (see above).", "Try it."]),
        ("en", [["Wait...", " go on."][0], "Then go on."]),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_ends_it(language: Language, parts: list[str]) -> None:
    assert cut(" ".join(parts), language) == parts


def test_headings_list_items_and_paragraphs_stand_alone() -> None:
    text = "Stap 1\n\nDoe dit:\n- kies één proces. Niet twee.\n- meet twee weken\n1. Stop\n2. Ga"
    assert cut(text, "nl") == [
        "Stap 1", "Doe dit:", "- kies één proces.", "Niet twee.", "- meet twee weken",
        "1. Stop", "2. Ga",
    ]  # fmt: skip


def test_a_line_that_breaks_within_a_sentence_goes_on() -> None:
    text = "Deze regel is langer dan veertig tekens en loopt\ndoor op de volgende. Dan stopt hij."
    assert cut(text, "nl") == [text[:69], "Dan stopt hij."]


def test_a_short_line_without_an_end_is_a_heading() -> None:
    assert cut("Wat het kost\nreken op uren", "nl") == ["Wat het kost", "reken op uren"]


def test_white_space_has_no_sentences() -> None:
    assert cut(" \n\n ", "en") == []


LETTERS = st.text(alphabet="aAbB z.B 12.!?\n-•)(\"'„“:;,…€§", max_size=120)


@given(LETTERS, st.sampled_from(["nl", "de", "en"]))
def test_sentences_leave_out_nothing_but_white_space(text: str, language: Language) -> None:
    spans = sentences(text, language)
    assert "".join(text[a:b] for a, b in spans).split() != [""]
    inside = "".join("".join(text[a:b].split()) for a, b in spans)
    assert inside == "".join(text.split())
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
