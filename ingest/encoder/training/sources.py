"""Where parallel rows come from: what each source is called, its licence, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ingest.documents import LANGUAGES, Language

Fetched = Literal["git", "package"]
How = Literal["markdown", "commands", "fluent", "lines", "help"]

CC_BY = "CC-BY-4.0"
CC_BY_FRANCE = "CC-BY-2.0-FR"
MPL = "MPL-2.0"

HELP_ROOT = "usr/share/libreoffice/help"
_MICROSOFT = "MicrosoftDocs"


@dataclass(frozen=True, kw_only=True)
class ParallelSource:
    """One collection of texts that say the same in two or three languages."""

    name: str
    """What its rows carry as `src`."""
    licence: str
    how: How
    """Which format the files have: a key of `gathering.READERS`."""
    where: Mapping[Language, str]
    """Repository (owner/name) or package of each language; may be the same one."""
    folders: Mapping[Language, str] = field(default_factory=dict)
    """Folder of each language in there; the top where none is named."""
    fetched: Fetched = "git"


def _repositories(pattern: str, **languages: str) -> dict[Language, str]:
    """Return the repository of each language named, with its locale put into the pattern."""
    return {name: pattern.format(languages[name]) for name in LANGUAGES if name in languages}


def _everywhere(place: str) -> dict[Language, str]:
    return dict.fromkeys(LANGUAGES, place)


SOURCES: tuple[ParallelSource, ...] = (
    ParallelSource(
        name="libreoffice-help",
        licence=MPL,
        how="help",
        fetched="package",
        where=_repositories("libreoffice-help-{}", nl="nl", de="de", en="en-us"),
        folders=_repositories(HELP_ROOT + "/{}/text", nl="nl", de="de", en="en-US"),
    ),
    ParallelSource(
        name="mozilla-www",
        licence=MPL,
        how="fluent",
        where=_everywhere("mozilla-l10n/www-l10n"),
        folders={"nl": "nl", "de": "de", "en": "en"},
    ),
    ParallelSource(
        name="ms-alchemy",
        licence=CC_BY,
        how="markdown",
        # The repository itself is gone; this is a public fork of it.
        where=_repositories("isabella232/OfficeDocs-AlchemyInsights-pr.{}", nl="nl-NL", de="de-DE"),
    ),
    ParallelSource(
        name="ms-d365bc",
        licence=CC_BY,
        how="markdown",
        where=_repositories(
            _MICROSOFT + "/dynamics365smb-docs-pr.{}", nl="nl-nl", de="de-de", en="en-gb"
        ),
    ),
    ParallelSource(
        name="ms-d365ops",
        licence=CC_BY,
        how="markdown",
        where=_repositories(_MICROSOFT + "/Dynamics-365-Operations.{}", nl="nl-nl", de="de-de"),
    ),
    ParallelSource(
        name="ms-d365po",
        licence=CC_BY,
        how="markdown",
        where=_repositories(
            _MICROSOFT + "/dynamics-365-project-operations{}",
            nl="-pr.nl-NL",
            de="-pr.de-DE",
            en="",
        ),
    ),
    ParallelSource(
        name="ms-nav",
        licence=CC_BY,
        how="markdown",
        where=_repositories(_MICROSOFT + "/nav-content.{}", nl="nl-nl", de="de-de", en="en-gb"),
    ),
    ParallelSource(
        name="tatoeba",
        licence=CC_BY_FRANCE,
        how="lines",
        where=_everywhere("Helsinki-NLP/OPUS-MT-testsets"),
    ),
    ParallelSource(
        name="tldr",
        licence=CC_BY,
        how="commands",
        where=_everywhere("tldr-pages/tldr"),
        folders={"nl": "pages.nl", "de": "pages.de", "en": "pages"},
    ),
)
"""In the order in which their rows are written."""
