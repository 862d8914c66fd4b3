"""The regional thesaurus: what the same thing is called, in Dutch, German and English."""

from ingest.thesaurus.checking import check
from ingest.thesaurus.concepts import SHIPPED, Concept, Problem
from ingest.thesaurus.matching import Term
from ingest.thesaurus.skos import turtle
from ingest.thesaurus.thesaurus import Thesaurus

__all__ = ["SHIPPED", "Concept", "Problem", "Term", "Thesaurus", "check", "turtle"]
