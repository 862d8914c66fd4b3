"""A small thesaurus to try things on, and the one that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.thesaurus import Thesaurus

CONCEPTS = """\
concepts:
- id: gdpr
  prefLabel: {nl: AVG, de: DSGVO, en: GDPR}
  altLabel:
    nl: [privacywet]
    de: [Datenschutz-Grundverordnung]
  broader: [law]
- id: law
  prefLabel: {nl: wet, de: Gesetz, en: law}
- id: welding
  prefLabel: {nl: lassen, de: Schweißen, en: welding}
- id: welding-robot
  prefLabel: {nl: lasrobot, de: Schweißroboter, en: welding robot}
  altLabel:
    nl: [lasautomaat]
  hiddenLabel:
    nl: [las robot]
- id: grant
  prefLabel: {nl: subsidie, de: Förderung, en: grant}
- id: mit-scheme
  prefLabel: {nl: MIT-regeling, de: MIT-Förderung, en: MIT scheme}
  altLabel:
    nl: [MIT]
- id: slim-scheme
  prefLabel: {nl: SLIM-regeling, de: SLIM-Förderung, en: SLIM scheme}
  altLabel:
    nl: [SLIM]
  distinct: [clever]
- id: clever
  prefLabel: {nl: slim, de: klug, en: clever}
  distinct: [slim-scheme]
- id: boost-smart-industry
  prefLabel: {nl: BOOST Smart Industry, de: BOOST Smart Industry, en: BOOST Smart Industry}
  altLabel:
    nl: [BOOST, Smart Industry Hub Oost]
  broader: [edih-boost-robotics]
  distinct: [edih-boost-robotics]
- id: edih-boost-robotics
  prefLabel: {nl: EDIH BOOST Robotics, de: EDIH BOOST Robotics, en: EDIH BOOST Robotics}
  distinct: [boost-smart-industry]
- id: bank-of-money
  prefLabel: {nl: geldbank, de: Bank, en: bank}
  distinct: [workbench]
- id: workbench
  prefLabel: {nl: werkbank, de: Bank, en: workbench}
  distinct: [bank-of-money]
- id: smart-industry
  prefLabel: {nl: Smart Industry, de: Industrie 4.0, en: Industry 4.0}
- id: plc
  prefLabel: {nl: PLC, de: SPS, en: PLC}
- id: inspector
  prefLabel: {nl: keurmeester, de: Prüfer, en: inspector}
- id: machining
  prefLabel: {nl: verspanen, de: Zerspanung, en: CNC machining}
- id: cnc-machine
  prefLabel: {nl: CNC-machine, de: CNC-Maschine, en: CNC machine}
- id: bedrijf
  prefLabel: {nl: bedrijf, de: Betrieb, en: company}
"""

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "concepts"
    path.mkdir()
    return path


@pytest.fixture
def write(folder: Path) -> Write:
    """Write files of concepts, by name; returns their folder."""

    def into(**files: str) -> Path:
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return folder

    return into


@pytest.fixture
def small(write: Write) -> Thesaurus:
    return Thesaurus.load(write(part=CONCEPTS))


@pytest.fixture(scope="session")
def shipped() -> Thesaurus:
    return Thesaurus.load()
