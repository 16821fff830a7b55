"""The stages for callers of the library: from a data set to a recommender, without files of theirs.

What the stages make is what the command makes, in a folder of the same layout; so there is one way
to fit, and `Recommender.save` leaves what every command reads.
"""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from bookrec.data.dataset import Dataset
from bookrec.encoder.plugged import EncoderLike, as_text_encoder
from bookrec.pipeline.runner import run_stage
from bookrec.pipeline.stage import Given
from bookrec.pipeline.stages import STAGES
from bookrec.protocols import TextEncoder
from bookrec.scoring.loading import RecommenderParts
from bookrec.scoring.recommender import Recommender
from bookrec.settings import Settings, load_settings

FITTED = tuple(name for name in STAGES if name != "evaluate")
"""Stages that make a recommender."""
StageProgress = Callable[[str, int, int], None]
"""Called with the stage's name, and what is done and what there is to do in its own unit."""


def fit_recommender(
    dataset: Dataset,
    settings: Settings | None = None,
    encoder: EncoderLike | None = None,
    progress: StageProgress | None = None,
) -> Recommender:
    """Embed, train, encode and tune; see `Recommender.fit`.

    Raises:
        BookrecError: As the stages do.
    """
    settings = load_settings({}) if settings is None else settings
    settings, plugged = with_encoder(settings, encoder)
    folder = Path(mkdtemp(prefix="bookrec-"))
    try:
        run_fitting(dataset, settings, plugged, folder, progress)
        parts = RecommenderParts(folder, plugged)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    # The recommender reads some of it when it is asked for; nobody else knows of it.
    finalize(parts, rmtree, folder, ignore_errors=True)
    return Recommender.of_parts(parts, settings.recommend)


def with_encoder(
    settings: Settings, encoder: EncoderLike | None
) -> tuple[Settings, TextEncoder | None]:
    """Put an encoder that is a name or folder into the settings; name any other one."""
    if encoder is None:
        return settings, None
    if isinstance(encoder, str | Path):
        embed = settings.embed.model_copy(update={"model": str(encoder)})
        return settings.model_copy(update={"embed": embed}), None
    return settings, as_text_encoder(encoder)


def run_fitting(
    dataset: Dataset,
    settings: Settings,
    encoder: TextEncoder | None,
    folder: Path,
    progress: StageProgress | None = None,
) -> None:
    """Run every stage that makes a recommender, with results in a folder."""
    settings = settings.model_copy(update={"artifacts_dir": folder})
    given = Given(dataset, encoder)
    for name in FITTED:

        def report(done: int, total: int, stage: str = name) -> None:
            if progress is not None:
                progress(stage, done, total)

        run_stage(name, settings, None, progress=report, given=given)
