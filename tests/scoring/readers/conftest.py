"""A catalogue of thirty books and a real scorer of them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.scoring.scorers import N_BOOKS, make_rows, make_scorer

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.recommender import Recommender


@pytest.fixture(scope="session")
def small(make_catalog: Callable[..., Catalog]) -> Recommender:
    """A recommender of books "Title 00" to "Title 29", two by each author, 0 to 2 one series."""
    catalog = make_catalog(
        *(
            {
                "book_id": f"{num:02d}",
                "title": f"{word} harvest" if num > 2 else f"{word} voyage",
                "author": f"Writer {'abcdefghijklmno'[num // 2]}",
                **({"series": "Voyages", "volume": num + 1} if num < 3 else {}),
            }
            for num, word in enumerate(WORDS)
        )
    )
    author_nums = np.arange(N_BOOKS) // 2
    scorer = replace(make_scorer(), books=replace(make_rows(), author_nums=author_nums))
    texts = np.eye(6, dtype=np.float32)
    return Recommender(
        catalog,
        scorer,
        scorer.books.features,
        encode=lambda lines: np.stack([texts[len(line) % 6] for line in lines]),
    )


WORDS = (
    "amber basil cedar dahlia elder fennel ginger hazel iris juniper kale laurel maple nettle "
    "olive poppy quince rose sage tulip umber violet willow xenia yarrow zinnia acorn birch "
    "clover daisy"
).split()
