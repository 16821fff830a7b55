"""Measure the tuned recommender on users from other files, without touching the artifacts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookrec.data.kaggle.clean import clean_other_ratings
from bookrec.engine import LocalEngine
from bookrec.evaluation.evaluate import evaluate
from bookrec.evaluation.outside import select_outside_users
from bookrec.evaluation.report.write import write_report
from bookrec.evaluation.results import Evaluation
from bookrec.pipeline.disk import disk_refusals
from bookrec.pipeline.runner import CACHE_FOLDER
from bookrec.pipeline.stage import Progress, StageContext
from bookrec.pipeline.stages.evaluate import read_evaluation_data
from bookrec.pipeline.stages.inputs import read_books, read_ratings
from bookrec.pipeline.threads import one_thread
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import Settings
from bookrec.storage.artifacts import open_lineage


@dataclass(frozen=True)
class OutsideEvaluation:
    """What other users say of the recommender.

    Attributes:
        evaluation: As for test users; books without any rating are left out.
        n_left_out: Users whose ids were used for training or tuning.
        joins: Report of cleaning and joining their files.
    """

    evaluation: Evaluation
    n_left_out: int
    joins: dict[str, Any]


@one_thread()
def evaluate_outside_users(
    settings: Settings, folder: Path, report_folder: Path | None, progress: Progress
) -> OutsideEvaluation:
    """Evaluate on all usable users of other ratings files.

    Args:
        settings: All settings; the split is the one the recommender was trained with.
        folder: Folder with user_rating*.csv files.
        report_folder: Where report.html and its pictures go; None writes none.
        progress: Called with (done, total).

    Raises:
        ArtifactError: If the recommender is missing or damaged, or the report cannot be written.
        DataError: If the files are unusable or no user is left.
    """
    root = settings.artifacts_dir
    lineage = open_lineage(root, "tune")
    context = StageContext(
        settings=settings,
        fingerprint="",
        data_dir=None,
        inputs=lineage,
        folder=root,
        cache_dir=root / CACHE_FOLDER,
        progress=progress,
        engine=LocalEngine(),
    )
    joined, report, _ = clean_other_ratings(folder, read_books(context), settings.clean)
    outside, n_left_out = select_outside_users(joined, read_ratings(context), settings.split)
    evaluation = evaluate(
        read_evaluation_data(context, outside),
        Scorer.load(lineage["tune"].verified_folder(Scorer.FILES)),
        settings.evaluate,
        progress=progress,
    )
    if report_folder is not None:
        with disk_refusals(report_folder):
            report_folder.mkdir(parents=True, exist_ok=True)
            write_report(evaluation, report_folder)
    return OutsideEvaluation(evaluation, n_left_out, report.to_dict())
