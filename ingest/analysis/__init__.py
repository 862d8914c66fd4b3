"""Words and sentences of Dutch, German and English, without a model."""

from ingest.analysis.compounds import compound_parts
from ingest.analysis.segmentation import sentences
from ingest.analysis.words import fold, grams, query_stems, stems

__all__ = ["compound_parts", "fold", "grams", "query_stems", "sentences", "stems"]
