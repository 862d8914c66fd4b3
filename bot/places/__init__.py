"""Place names to country, province or district, and the sub-regions of the register.

Every municipality of Overijssel, Gelderland and North Rhine-Westphalia, and what else people type.
"""

from bot.places.finding import Found, found_in, place_names, places, without_places
from bot.places.gazetteer import Place, gazetteer, is_known_region, neighbours
from bot.places.locating import Located, Origin, located

__all__ = [
    "Found",
    "Located",
    "Origin",
    "Place",
    "found_in",
    "gazetteer",
    "is_known_region",
    "located",
    "neighbours",
    "place_names",
    "places",
    "without_places",
]
