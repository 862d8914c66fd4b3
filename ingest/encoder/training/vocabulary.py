"""Which word pieces the encoder reads: those of the body, and the Dutch and German ones we add."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import wordfreq
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from ingest.analysis import compound_parts
from ingest.documents import Language
from ingest.encoder.training.rows import Row

SHARE_OF_ROWS = 0.35
"""Of the mixture of frequencies: our rows know the field, wordfreq knows the language."""

SCALE = 3_000_000
BATCH = 2_000
UNKNOWN = "[UNK]"
_WORD = re.compile(r"[^\W\d_]+")
NEW_LANGUAGES: tuple[Language, ...] = ("nl", "de")


def word_frequencies(rows: Iterable[Row]) -> dict[Language, dict[str, float]]:
    """Return lower-case word -> share of all words, for Dutch and for German."""
    counts: dict[Language, Counter[str]] = {language: Counter() for language in NEW_LANGUAGES}
    for row in rows:
        for language in NEW_LANGUAGES:
            counts[language].update(_WORD.findall(row.texts.get(language, "").lower()))
    return {language: _mixed(counts[language], language) for language in NEW_LANGUAGES}


def _mixed(counts: Counter[str], language: Language) -> dict[str, float]:
    total = sum(counts.values()) or 1
    general = wordfreq.get_frequency_dict(language, wordlist="best")
    mixed = {word: SHARE_OF_ROWS * count / total for word, count in counts.items()}
    for word, share in general.items():
        if _WORD.fullmatch(word):
            mixed[word] = mixed.get(word, 0.0) + (1 - SHARE_OF_ROWS) * share
    return mixed


def piece_counts(frequencies: dict[Language, dict[str, float]]) -> Counter[str]:
    """Return how often each word, and each later part of a compound ("##keten"), is needed."""
    pieces: Counter[str] = Counter()
    for language, shares in frequencies.items():
        for word, share in shares.items():
            count = int(share * SCALE)
            if count:
                pieces[word] += count
                for piece in _later_parts(word, language):
                    pieces[piece] += count
    return pieces


def _later_parts(word: str, language: Language) -> Iterator[str]:
    """Yield the parts behind the first one, with the letters that link them to the next."""
    parts = compound_parts(word, language)
    starts = [word.find(part) for part in parts]
    if len(parts) < 2 or -1 in starts or starts != sorted(starts):
        return
    for start, end in zip(starts[1:], [*starts[2:], len(word)], strict=True):
        yield f"##{word[start:end]}"


def new_pieces(pieces: Counter[str], known: set[str], most: int, trained: int) -> list[str]:
    """Return the pieces to add: `trained` by WordPiece as a safety net, the others by frequency.

    A frequent word is read best as one piece; a rare compound as its parts; and what is neither
    falls into the pieces that WordPiece finds by itself.
    """
    net = _trained_pieces(pieces, trained, known)
    whole = (piece for piece, _ in pieces.most_common() if piece not in known)
    chosen = dict.fromkeys(net)
    for piece in whole:
        if len(chosen) >= most:
            break
        chosen.setdefault(piece)
    return list(chosen)[:most]


def _trained_pieces(pieces: Counter[str], most: int, known: set[str]) -> list[str]:
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=most + 9_000,
        min_frequency=2,
        limit_alphabet=120,
        special_tokens=[UNKNOWN],
        show_progress=False,
    )
    words = {piece: count for piece, count in pieces.items() if not piece.startswith("##")}
    tokenizer.train_from_iterator(_repeated(words), trainer)
    by_rank = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in by_rank if piece not in known and piece != UNKNOWN][:most]


def _repeated(words: dict[str, int]) -> Iterator[str]:
    for word, count in words.items():
        for start in range(0, count, BATCH):
            yield " ".join([word] * min(BATCH, count - start))


def extended(base: Tokenizer, added: Sequence[str]) -> Tokenizer:
    """Return a tokenizer with the pieces of `base` under their numbers, then the added ones."""
    vocabulary = base.get_vocab()
    for piece in added:
        vocabulary[piece] = len(vocabulary)
    model = models.WordPiece(vocab=vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=100)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    specials = [(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=specials
    )
    return tokenizer


def _normalizer() -> normalizers.Normalizer:
    """Accents stay: "für" and "fur" are two words; the body of English would strip them."""
    return normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True
    )
