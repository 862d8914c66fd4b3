from __future__ import annotations

from collections import Counter

import pytest

from bot.places.gazetteer import (
    COUNTRIES,
    WIDE_REGIONS,
    by_words,
    gazetteer,
    is_known_region,
    neighbours,
    word_table,
    words_of,
)

MUNICIPALITIES = [place for place in gazetteer() if place.level == "municipality"]
GERMAN = [place for place in MUNICIPALITIES if place.country == "DE"]


def test_every_municipality_of_the_two_provinces_is_there() -> None:
    dutch = Counter(place.within for place in MUNICIPALITIES if place.country == "NL")
    assert dutch == {"Overijssel": 25, "Gelderland": 51}


def test_every_municipality_of_north_rhine_westphalia_is_there_once() -> None:
    assert len(GERMAN) == len({(place.name, place.within) for place in GERMAN}) == 396


def test_every_district_and_every_city_without_one_is_there() -> None:
    sizes = Counter(place.within for place in GERMAN)
    cities = [place for place in GERMAN if place.name == place.within]
    districts = {place.name for place in gazetteer() if place.level == "district"}
    assert (len(cities), len(districts)) == (22, 31)
    assert all(sizes[city.within] == 1 for city in cities)
    assert set(sizes) == districts | {city.name for city in cities}


def test_the_five_governments_have_as_many_municipalities_as_they_have() -> None:
    assert Counter(place.government for place in GERMAN) == {
        "Köln": 99,
        "Arnsberg": 83,
        "Münster": 78,
        "Detmold": 70,
        "Düsseldorf": 66,
    }


@pytest.mark.parametrize(
    ("district", "size"),
    [
        ("Kreis Borken", 17),
        ("Kreis Steinfurt", 24),
        ("Kreis Kleve", 16),
        ("Rhein-Sieg-Kreis", 19),
        ("Städteregion Aachen", 10),
        ("Kreis Olpe", 7),
    ],
)
def test_a_district_has_its_municipalities(district: str, size: int) -> None:
    assert sum(place.within == district for place in GERMAN) == size


def test_every_municipality_lies_in_a_sub_region_and_its_province_or_state() -> None:
    for place in MUNICIPALITIES:
        assert set(place.regions) - WIDE_REGIONS, place.name
        assert ("NRW" if place.country == "DE" else place.within) in place.regions, place.name


def test_every_municipality_is_found_by_its_official_name() -> None:
    lost = [place.name for place in MUNICIPALITIES if by_words()[words_of(place.name)] != place]
    assert lost == []


def test_every_region_is_one_that_the_bot_knows() -> None:
    regions = {region for place in gazetteer() for region in (*place.regions, *place.across)}
    assert {region for region in regions if not is_known_region(region)} == set()
    assert not is_known_region("Noord-Nederland")


def test_what_lies_beside_a_region_lies_in_the_same_country_and_what_lies_across_does_not() -> None:
    country = {place.regions[0]: place.country for place in gazetteer()}
    for region in word_table()["beside"]:
        assert {country[other] for other in neighbours([region])} == {country[region]}
    across = {(country[other], place.country) for place in gazetteer() for other in place.across}
    assert across == {("NL", "DE"), ("DE", "NL")}


def test_who_looks_across_the_border_is_seen_from_the_other_side_too() -> None:
    pairs = {
        (region, other)
        for place in gazetteer()
        for region in place.regions[:1]
        for other in place.across
    }
    assert {(other, region) for region, other in pairs} == pairs


def test_the_words_that_need_care_are_names_of_places() -> None:
    for key in ("everyday", "nouns"):
        assert [name for name in word_table()[key] if words_of(name) not in by_words()] == []


def test_a_namesake_that_is_meant_is_a_place() -> None:
    meant = [row["means"] for row in word_table()["namesakes"] if row["means"]]
    assert meant and all(words_of(name) in by_words() for name in meant)


def test_there_are_two_countries() -> None:
    assert {place.country for place in gazetteer()} == set(COUNTRIES)
