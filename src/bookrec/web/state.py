"""What is served: loaded beside what was served before, warmed, and swapped between requests."""

import threading
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bookrec.data.history import RatedBook
from bookrec.data.matching import search
from bookrec.errors import ArtifactError, BookrecError
from bookrec.scoring.catalog.columns import to_codes
from bookrec.scoring.recommender import Recommender
from bookrec.settings import RecommendSettings
from bookrec.storage.artifacts import Artifact, latest_fingerprint, open_lineage, read_consistently
from bookrec.storage.files import SERVED
from bookrec.web.book_map import draw_map
from bookrec.web.encoding import PatientEncode, once
from bookrec.web.groups import Group, make_groups

_RETRY_SECONDS = 30.0
"""After which a result that was refused is tried again: another stage may have been repaired."""
_N_WARMING = 3


@dataclass(frozen=True, eq=False)
class Served:
    """One recommender and what it was made from.

    Attributes:
        recommender: Warmed; safe to use from several threads.
        fingerprint: Of its `fit` result: the model's name in answers.
        lineage: The results it was made from, by stage.
    """

    recommender: Recommender
    fingerprint: str
    lineage: dict[str, Artifact]

    @cached_property
    def genres(self) -> list[tuple[str, int]]:
        """Genres and their number of books, most books first."""
        return _count(to_codes(self.recommender.catalog.column("genres").flatten()))

    @cached_property
    def languages(self) -> list[tuple[str, int]]:
        """Languages and their number of books, most books first."""
        return _count(to_codes(self.recommender.catalog.column("language")))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of books that a newcomer may choose."""
        return make_groups(self.recommender)

    @cached_property
    def book_map(self) -> bytes:
        """All books as points of a plane, as JSON."""
        return draw_map(self.recommender)


class Serving:
    """Holds what is served; safe to use from several threads."""

    def __init__(
        self, artifacts_dir: Path, settings: RecommendSettings, served: Served | None = None
    ) -> None:
        """Serve what is loaded already, if anything; `refresh` loads what is newer."""
        self._artifacts_dir = artifacts_dir
        self._settings = settings
        self._served = served
        self._problem: BookrecError = ArtifactError("the recommender is still being loaded")
        self._refused: tuple[str | None, float] = (None, 0.0)
        self._loading = threading.Lock()
        self.n_loaded = 0
        self.n_refused = 0

    @property
    def served(self) -> Served:
        """What is served now.

        Raises:
            ArtifactError: If there is nothing yet; the message says what to run.
        """
        served = self._served
        if served is None:
            raise ArtifactError(str(self._problem))
        return served

    @property
    def is_ready(self) -> bool:
        """Whether a warmed recommender is there."""
        return self._served is not None

    @property
    def problem(self) -> str | None:
        """Why the newest results are not served; None where they are."""
        served, (refused, _) = self._served, self._refused
        return str(self._problem) if served is None or refused is not None else None

    def refresh(self) -> bool:
        """Load newer results, if there are any; what is damaged is refused and the old one stays.

        Returns:
            Whether something new is served.
        """
        with self._loading:
            try:
                newest = latest_fingerprint(self._artifacts_dir, SERVED)
                if self._served is not None and newest in (None, self._served.fingerprint):
                    self._refused = (None, 0.0)
                    return False
                refused, since = self._refused
                if newest == refused and time.monotonic() - since < _RETRY_SECONDS and newest:
                    return False
                served = load_served(self._artifacts_dir, self._settings)
            except BookrecError as error:
                if (newest := _peek(self._artifacts_dir)) != self._refused[0]:
                    self.n_refused += newest is not None
                self._problem, self._refused = error, (newest, time.monotonic())
                return False
            self._served, self._refused = served, (None, 0.0)
            self.n_loaded += 1
            return True


def load_served(artifacts_dir: Path, settings: RecommendSettings) -> Served:
    """Load and warm the newest recommender.

    Raises:
        ArtifactError: If a result is missing or damaged.
    """
    lineage = read_consistently(lambda: open_lineage(artifacts_dir, SERVED))
    recommender = Recommender.load(artifacts_dir, settings)
    if recommender.encode is not None and recommender.load_descriptions is not None:
        recommender = replace(
            recommender,
            encode=PatientEncode(recommender.encode),
            load_descriptions=once(recommender.load_descriptions),
        )
    served = Served(recommender, lineage[SERVED].manifest.fingerprint, lineage)
    warm(served)
    return served


def warm(served: Served) -> None:
    """Fill everything that is filled on first use, so that the first reader need not wait."""
    recommender = served.recommender
    catalog = recommender.catalog
    catalog.hold(*catalog.names)
    known = catalog.n_ratings.argsort()[::-1][:_N_WARMING].tolist()
    titles = [(catalog.cell("title", num), catalog.cell("author", num)) for num in known]
    rated = [RatedBook(title=title, author=author, rating=5) for title, author in titles]
    disliked = [RatedBook(title=title, author=author, rating=1) for title, author in titles]
    for history in ([], rated, disliked):
        recommender.recommend_list(recommender.read(history))
    misspelt = RatedBook(title=f"{titles[0][0]} zzyzx", book_id="0.no_such_book", isbn="0000000000")
    recommender.read([misspelt])
    search("the lord", catalog.index)
    _ = served.genres, served.languages, served.groups


def _count(coded: tuple[object, list[str]]) -> list[tuple[str, int]]:
    import numpy as np

    codes, names = coded
    counts = np.bincount(np.asarray(codes)[np.asarray(codes) >= 0], minlength=len(names))
    return sorted(zip(names, counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))


def _peek(artifacts_dir: Path) -> str | None:
    try:
        return latest_fingerprint(artifacts_dir, SERVED)
    except ArtifactError:
        return None
