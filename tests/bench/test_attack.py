from __future__ import annotations

from collections import Counter

from bench.attack import Case, Row, attack, cases
from bench.mutants import KINDS

ROWS: list[Row] = [
    {
        "nl": "De WBSO van RVO dekt sinds 1 maart 2026 in Nederland hoogstens 36 procent.",
        "de": "Die WBSO von RVO deckt seit 1. März 2026 in den Niederlanden höchstens 36 Prozent.",
        "en": "Since 1 March 2026 WBSO of RVO covers no more than 36 percent in the Netherlands.",
    },
    {
        "nl": "Saxion is in 2025 niet gestopt en heeft in Duitsland 12 weken gemeten.",
        "de": "Saxion ist 2025 nicht beendet worden und hat in Deutschland 12 Wochen gemessen.",
        "en": "Saxion has not stopped in 2025 and measured in Germany for 12 weeks.",
    },
    {
        "nl": "TNO kan vanaf juli 2024 helpen met 4.000 euro, zonder lening.",
        "de": "TNO kann ab Juli 2024 mit 4.000 Euro helfen, ohne Darlehen.",
        "en": "TNO can help from July 2024 with 4,000 euros, without a loan.",
    },
]
NAMES = ("WBSO", "Saxion", "TNO", "KfW", "ZENIT")


def attacked() -> list[Case]:
    return [case for seed in range(6) for case in cases(ROWS, NAMES, 200, seed)]


def test_true_steps_stay_and_their_twins_go_whatever_was_changed() -> None:
    found = attack(attacked())
    assert {kind for _, kind in found.cases} == set(KINDS)
    assert [(case.original, case.quoted) for case in found.lost] == []
    assert [(case.twin, case.original.quote) for case in found.survived] == []


def test_the_same_seed_makes_the_same_twins() -> None:
    assert cases(ROWS, NAMES, 30, 7) == cases(ROWS, NAMES, 30, 7)
    assert Counter(case.kind for case in cases(ROWS, NAMES, 30, 7)).keys() <= set(KINDS)
