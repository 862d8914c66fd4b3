"""Message to reply, once for all channels. Never raises."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.answering import Draft, Drafter
from bot.answering.caveats import caveats
from bot.answering.disagreement import disagreements
from bot.answering.evidence import Vocabulary, refusal
from bot.answering.grounding import ground
from bot.answering.intent import shows, shows_in_any_language
from bot.answering.parts import answers, parts_of
from bot.answering.ways_out import WaysOut
from bot.answers import ROUTE, Answer, Contact, Handoff, HandoffReason, Phase, Question, Reply
from bot.clarifying import chosen, clarification
from bot.conversation import Memory, Message, Profile, ShortMemory, Turn, turn_of
from bot.dialogue import standalone
from bot.errors import StorageError
from bot.phrases import phase_prototype, phrase
from bot.places import Located
from bot.profiling import about_profile, at_home
from bot.register import LEAST_HELP_SCORE, Register
from bot.retrieval import Retriever
from ingest.documents import Hit, Language, Record

_log = logging.getLogger(__name__)

READ = 16
"""Hits whose sentences are read for an answer."""

ROUTE_PHASES = 5
"""Phases looked up for a question where to start; the later ones come after the first results."""

PHASE_HITS = 3
PHASE_POOL = 15

CONTACTS = 3
HELP_CONTACTS = 5
"""Contacts shown; more of them when the question asks who or where."""

ABROAD_PENALTY = 0.12
"""Taken from the passages of a record of the other country only, unless it is named."""

SEEN = 60
SEEN_FOR_HELP = 200
"""Hits that are looked at for contacts: a record is often not among the first."""

PART_HITS = 4
"""Hits of each part of a question that are read beside those of the whole."""

WITH_CONTACTS: tuple[HandoffReason, ...] = ("legal_advice", "product_ranking")
"""Ways out on which somebody else can go on with the question itself."""

NAMED_BOOST = 0.4
"""Added to the passages of a record that the question names."""


@dataclass(frozen=True, kw_only=True)
class Assistant:
    """Holds the parts and the order in which they work."""

    retriever: Retriever
    drafter: Drafter
    vocabulary: Vocabulary
    records: Callable[[], tuple[Record, ...]]
    """The register of the index generation that answers now."""
    today: Callable[[], date] = date.today
    default_language: Language = "nl"
    memory: Memory = field(default_factory=ShortMemory)
    ways_out: WaysOut = field(default_factory=WaysOut)
    """Told without an encoder, only greetings and personal numbers are known."""

    def reply(
        self, message: Message, known: Located | None = None, *, asked_before: bool = False
    ) -> Reply:
        """Return an answer, a question back, or a handoff; a failure is logged and handed off.

        `known` is where the asker is by an earlier turn or the profile; `asked_before` tells that
        this conversation has had its question back.
        """
        try:
            return self._in_conversation(message, known, asked_before)
        except Exception:  # noqa: BLE001 - the one broad except: a channel must always get a reply
            _log.exception("no reply in conversation %s", message.conversation_id)
            return _handoff(Question(text=message.text, language=self.default_language), "failure")

    def understood(self, message: Message, known: Located | None = None) -> Question:
        """Return the standalone question that a message comes to after its earlier turns."""
        turns, profile = self._remembered(message)
        return self._understood(message, turns, known or at_home(profile))

    def _understood(
        self, message: Message, turns: tuple[Turn, ...], known: Located | None
    ) -> Question:
        said = " ".join(message.text.split())
        waiting = turns[-1] if turns and turns[-1].choices else None
        place = chosen(said, waiting.language) if waiting else None
        if waiting is None or place is None:
            return standalone(message, self.default_language, known, turns)
        # The asker told where they are: now the question can be answered that waited for it.
        asked = replace(message, text=waiting.standalone)
        return replace(standalone(asked, waiting.language, place), typed=said)

    def _in_conversation(
        self, message: Message, known: Located | None, asked_before: bool
    ) -> Reply:
        turns, profile = self._remembered(message)
        question = self._understood(message, turns, known or at_home(profile))
        about = about_profile(message, question.language, turns, self.memory)
        if about is not None:
            reply, offered = about
            self._remember(message, question, reply, offered)
            return reply
        asked_before = asked_before or any(turn.choices for turn in turns)
        reply = self._reply(question, asked_before)
        self._remember(message, question, reply)
        return reply

    def _remembered(self, message: Message) -> tuple[tuple[Turn, ...], Profile]:
        """Return earlier turns and profile; without the database every message stands alone."""
        try:
            turns = self.memory.turns(message.conversation_id)
            return turns, self.memory.profile(message.user_id)
        except StorageError:
            _log.exception("conversation %s is not remembered", message.conversation_id)
            return (), Profile()

    def _remember(
        self, message: Message, question: Question, reply: Reply, offered: Profile | None = None
    ) -> None:
        turn = turn_of(question, reply, offered)
        try:
            self.memory.add(message.conversation_id, message.user_id, turn)
        except StorageError:
            _log.exception("conversation %s is not kept", message.conversation_id)

    def _reply(self, question: Question, asked_before: bool) -> Reply:
        reason = self.ways_out(question)
        if reason and reason not in WITH_CONTACTS:
            return _handoff(question, reason)
        register = Register(records=self.records(), today=self.today())
        named = tuple(record.id for record in register.named_in(question.text))
        question = replace(question, search=self._searchable(question), named=named)
        hits = self._hits(question, register)
        contacts = self._contacts(question, register, hits)
        if reason:
            return replace(_handoff(question, reason), contacts=contacts)
        read = hits[:READ]
        parts = [(part, self._hits(part, register)[:READ]) for part in self._parts(question)]
        draft = self._draft(question, read, parts)
        back = clarification(question, register, _record_scores(hits), asked_before=asked_before)
        if back is not None and draft.refusal != "off_topic":
            return back
        steps = ground(draft.steps)
        if not steps:
            return _refused(question, draft, contacts)
        unanswered = [
            part
            for part, found in parts
            if refusal(part, found, self.vocabulary) or not answers(part, steps)
        ]
        return Answer(
            question=question.text,
            language=question.language,
            steps=steps,
            shape=draft.shape,
            contacts=contacts,
            caveats=(
                *caveats(question, steps, contacts, self.vocabulary, self.today(), unanswered),
                *_note(draft, question.language),
            ),
            disagreements=disagreements(steps, [hit.passage for hit in read]),
            confidence=draft.confidence,
        )

    def _draft(
        self, question: Question, read: Sequence[Hit], parts: Sequence[tuple[Question, list[Hit]]]
    ) -> Draft:
        """Draft for the whole; if that fails, for the first of its parts that bears an answer."""
        borne = [(part, hits) for part, hits in parts if not refusal(part, hits, self.vocabulary)]
        seen = {hit.passage.id for hit in read}
        more = [hit for _, hits in borne for hit in hits[:PART_HITS] if hit.passage.id not in seen]
        draft = self.drafter.draft(question, [*read, *more, *self._route_hits(question, read)])
        for part, hits in borne:
            if draft.steps:
                break
            draft = self.drafter.draft(part, hits)
        return draft

    def _parts(self, question: Question) -> list[Question]:
        """A follow-up was made of two messages, of which only the last one asks."""
        if question.typed:
            return []
        return [replace(part, search=self._searchable(part)) for part in parts_of(question)]

    @staticmethod
    def _contacts(
        question: Question, register: Register, hits: Sequence[Hit]
    ) -> tuple[Contact, ...]:
        scores = _record_scores(hits)
        if shows(question, "help"):
            return register.contacts(question, scores, HELP_CONTACTS, least=LEAST_HELP_SCORE)
        # Who names a desk that may be gone needs another one beside it.
        desks = shows(question, "start") or register.names_a_doubtful_desk(question.text)
        return register.contacts(question, scores, CONTACTS, start=desks)

    def _searchable(self, question: Question) -> str:
        return self.retriever.spelled(question.search or question.text, question.language)

    def _route_hits(self, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """A question where to start asks for the route: read what stands on its first phases.

        Not where the question's own hits say that it is about something else: the route is near
        to its own prototypes, whatever was asked.
        """
        off_topic = refusal(question, hits, self.vocabulary) == "off_topic"
        if off_topic or not shows(question, "start"):
            return []
        return [hit for phase in ROUTE[:ROUTE_PHASES] for hit in self._phase_hits(phase, question)]

    def _phase_hits(self, phase: Phase, question: Question) -> list[Hit]:
        """Return what stands on a phase, in the asker's language where there is any."""
        language = question.language
        hits = self.retriever.search(phase_prototype(language, phase), language, k=PHASE_POOL)
        own = [hit for hit in hits if hit.passage.language == language]
        return (own or hits)[:PHASE_HITS]

    def _hits(self, question: Question, register: Register) -> list[Hit]:
        """Search; what the question names by name comes first."""
        named = {record.id for record in register.named_in(question.text)}
        seen = SEEN_FOR_HELP if shows(question, "help") else SEEN
        hits = self.retriever.search(
            question.search, question.language, k=seen, focus=question.focus, pool=seen
        )
        abroad = {record.id for record in register.abroad(question)}
        weighed = [
            replace(
                hit,
                score=hit.score
                + NAMED_BOOST * (hit.passage.record_id in named)
                - ABROAD_PENALTY * (hit.passage.record_id in abroad),
            )
            for hit in hits
        ]
        return sorted(weighed, key=lambda hit: -hit.score)


def _note(draft: Draft, language: Language) -> tuple[str, ...]:
    return (phrase(language, draft.note),) if draft.note else ()


def _record_scores(hits: Sequence[Hit]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for hit in hits:
        if hit.passage.record_id:
            scores[hit.passage.record_id] = max(hit.score, scores.get(hit.passage.record_id, 0.0))
    return scores


def _refused(question: Question, draft: Draft, contacts: tuple[Contact, ...]) -> Handoff:
    reason = draft.refusal or "no_evidence"
    if shows_in_any_language(question, "ranking"):
        return replace(_handoff(question, "product_ranking"), contacts=contacts)
    if reason == "off_topic":
        return _handoff(question, reason)
    text = phrase(question.language, "no_evidence_gap" if draft.gap else "no_evidence")
    return replace(_handoff(question, reason), text=text, contacts=contacts)


def _handoff(question: Question, reason: HandoffReason) -> Handoff:
    return Handoff(
        question=question.text,
        language=question.language,
        reason=reason,
        text=phrase(question.language, reason),
    )
