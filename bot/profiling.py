"""What an asker lets the bot keep about the company: asked for, shown and deleted on request."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.answers import Clarification, Notice, Reply
from bot.conversation import Memory, Message, Profile, Size, Turn
from bot.phrases import cues, phrase, sectors
from bot.places import Located, located
from ingest.documents import LANGUAGES, Language

SIZES: tuple[tuple[int, Size], ...] = ((10, "micro"), (50, "small"), (250, "medium"))
"""Fewer people than this: the classes of EU recommendation 2003/361, by head count alone."""


def about_profile(
    message: Message, language: Language, turns: tuple[Turn, ...], memory: Memory
) -> tuple[Reply, Profile | None] | None:
    """Return the reply to a message about what is kept, and the profile it offers to keep.

    None for any other message. Nothing is kept before the asker said yes to exactly that.
    """
    text = " ".join(message.text.split())
    offered = turns[-1].offered if turns else None
    if offered is not None and (said := _yes_or_no(text)) is not None:
        return _decided(text, language, said, offered, message.user_id, memory), None
    for key, answer in _REQUESTS.items():
        if _asks(text, key):
            return answer(text, language, message.user_id, memory)
    return None


def profile_in(text: str, before: Profile | None = None) -> Profile:
    """Return what the text tells about a company, over what was known before."""
    known = before or Profile()
    # English has no country of its own, so only places tell one.
    place = located(text, "en")
    return Profile(
        country=place.countries[0] if len(place.countries) == 1 else known.country,
        regions=place.regions or known.regions,
        sector=_sector(text) or known.sector,
        size=size_in(text) or known.size,
    )


def at_home(profile: Profile) -> Located | None:
    """Return where the asker is by the profile; None when it does not tell."""
    if not profile.country:
        return None
    return Located(countries=(profile.country,), regions=profile.regions, origin="profile")


def size_in(text: str) -> Size | None:
    """Return the size class of the number of people that the text tells; None without one."""
    words = "|".join(re.escape(word) for language in LANGUAGES for word in cues(language, "people"))
    found = re.search(rf"\b(\d{{1,3}}(?:[.,]\d{{3}})*|\d+)\s+(?:{words})\b", text.casefold())
    if not found:
        return None
    people = int(re.sub(r"\D", "", found.group(1)))
    return next((size for limit, size in SIZES if people < limit), "large")


def told(profile: Profile, language: Language) -> str:
    """Return the profile in words, for the asker."""
    regions = ", ".join(profile.regions)
    size = phrase(language, f"size_{profile.size}") if profile.size else ""
    sector = sectors(language)[profile.sector][0] if profile.sector else ""
    country = phrase(language, f"country_{profile.country}") if profile.country else ""
    rows = {"country": country, "regions": regions, "sector": sector, "size": size}
    parts = [phrase(language, f"profile_{name}", value=v) for name, v in rows.items() if v]
    return "; ".join(parts)


def _sector(text: str) -> str:
    said = text.casefold()
    found = (
        name
        for language in LANGUAGES
        for name, words in sectors(language).items()
        if any(word in said for word in words)
    )
    return next(found, "")


def _asks(text: str, key: str) -> bool:
    patterns = (pattern for language in LANGUAGES for pattern in cues(language, key))
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def _yes_or_no(text: str) -> bool | None:
    said = " ".join(re.sub(r"[^\w ]+", " ", text.casefold()).split())
    for answer, key in ((True, "yes"), (False, "no")):
        if any(said in cues(language, key) for language in LANGUAGES):
            return answer
    return None


def _decided(
    text: str, language: Language, yes: bool, offered: Profile, user_id: str, memory: Memory
) -> Notice:
    if not yes:
        return Notice(question=text, language=language, text=phrase(language, "profile_not_kept"))
    memory.keep(user_id, offered)
    said = phrase(language, "profile_kept", profile=told(offered, language))
    return Notice(question=text, language=language, text=said)


_Answered = tuple[Reply, Profile | None]


def _remember(text: str, language: Language, user_id: str, memory: Memory) -> _Answered:
    if profile_in(text).empty:
        said = phrase(language, "profile_unread")
        return Notice(question=text, language=language, text=said), None
    offered = profile_in(text, memory.profile(user_id))
    said = phrase(language, "profile_ask", profile=told(offered, language))
    choices = (phrase(language, "choice_keep"), phrase(language, "choice_do_not_keep"))
    asked = Clarification(question=text, language=language, text=said, choices=choices)
    return asked, offered


def _forget(text: str, language: Language, user_id: str, memory: Memory) -> _Answered:
    said = phrase(language, "profile_forgotten", count=memory.forget(user_id))
    return Notice(question=text, language=language, text=said), None


def _show(text: str, language: Language, user_id: str, memory: Memory) -> _Answered:
    kept = memory.profile(user_id)
    shown = phrase(language, "profile_shown", profile=told(kept, language))
    said = phrase(language, "profile_empty") if kept.empty else shown
    return Notice(question=text, language=language, text=said), None


_REQUESTS: dict[str, Callable[[str, Language, str, Memory], _Answered]] = {
    "forget_me": _forget,
    "show_me": _show,
    "remember": _remember,
}
