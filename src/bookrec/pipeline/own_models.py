"""Measure a class of somebody's own beside the recommender and the baselines."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bookrec.data.dataset import Dataset
from bookrec.errors import UsageError
from bookrec.evaluation.baselines.by_name import BASELINES
from bookrec.evaluation.evaluate import OURS
from bookrec.evaluation.library import ModelComparison, evaluate
from bookrec.pipeline.threads import one_thread
from bookrec.protocols import Progress
from bookrec.scoring.recommender import Recommender
from bookrec.settings import Settings


@one_thread()
def compare_own_models(
    settings: Settings, names: Sequence[str], progress: Progress
) -> ModelComparison:
    """Measure own models, the recommender and all baselines on the same test users.

    Args:
        settings: All settings.
        names: Classes, or functions that return a model, as `package.module:Class`; modules are
            looked for in the working directory too.
        progress: Called with (models fitted, models).

    Returns:
        The comparison, in which the first of the own models is held against the others.

    Raises:
        ArtifactError: If there is no recommender yet.
        UsageError: If a name leads to no model.
        DataError: If a model returns what cannot be measured.
    """
    own: dict[str, object] = {name: load_model(name) for name in names}
    dataset = Dataset.open(settings.artifacts_dir)
    recommender = Recommender.load(settings.artifacts_dir, settings.recommend)
    models = own | {OURS: recommender} | {name: name for name in BASELINES}
    return evaluate(models, dataset, settings, progress=progress)


def load_model(name: str) -> object:
    """Make the model that a name leads to.

    Raises:
        UsageError: If it leads to none.
    """
    module_name, colon, attribute = name.partition(":")
    if not (module_name and colon and attribute):
        raise UsageError(f"--model {name}: write it as package.module:Class")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise  # a module of theirs lacks one that it imports
        raise UsageError(
            f"--model {name}: there is no module {error.name}, neither installed nor in {here}"
        ) from error
    make = getattr(module, attribute, None)
    if not callable(make):
        raise UsageError(f"--model {name}: {module_name} has no class {attribute}")
    model: object = make()
    return model
