"""Find a reader's books in the catalogue, and search the catalogue by words."""

from bookrec.data.matching.index import CatalogIndex
from bookrec.data.matching.match import MIN_CONFIDENCE, Match, match, search

__all__ = ["MIN_CONFIDENCE", "CatalogIndex", "Match", "match", "search"]
