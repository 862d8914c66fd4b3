"""Words and sentences of Dutch, German and English, without a model."""

from ingest.analysis.compounds import compound_parts
from ingest.analysis.segmentation import sentences
from ingest.analysis.words import (
    Forms,
    content_words,
    fold,
    forms,
    grams,
    query_stems,
    stem,
    stems,
)

__all__ = [
    "Forms",
    "compound_parts",
    "content_words",
    "fold",
    "forms",
    "grams",
    "query_stems",
    "sentences",
    "stem",
    "stems",
]
