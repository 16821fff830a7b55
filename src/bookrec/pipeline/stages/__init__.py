"""All stages, in the order they run."""

from typing import Any

from bookrec.pipeline.stage import Stage, StageContext


def _clean(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.clean import run_clean

    return run_clean(context)


def _embed(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.embed import run_embed

    return run_embed(context)


def _train(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.train import run_train

    return run_train(context)


def _encode(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.encode import run_encode

    return run_encode(context)


def _tune(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.tune import run_tune

    return run_tune(context)


def _fit(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.fit import run_fit

    return run_fit(context)


def _evaluate(context: StageContext) -> dict[str, Any]:
    from bookrec.pipeline.stages.evaluate import run_evaluate

    return run_evaluate(context)


# A stage's code is imported when it runs: a run that skips everything, or needs one stage, must
# not wait for torch, pandas and matplotlib.
SHAPES_A_LIST = tuple(
    f"recommend.{name}"
    for name in ("diversity", "fame", "max_per_author", "min_predicted", "min_ratings")
)
STAGES: dict[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage("clean", 4, (), ("clean", "data"), _clean, "files"),
        Stage("embed", 2, ("clean",), ("embed",), _embed, "books"),
        Stage(
            "train",
            4,
            ("clean", "embed"),
            # Who trains; how histories are cut matters to the later stages alone.
            ("train", "split.seed", "split.validation_share", "split.test_share"),
            _train,
            "batches",
        ),
        Stage("encode", 1, ("clean", "embed", "train"), (), _encode, "books"),
        Stage(
            "tune",
            6,
            ("clean", "embed", "encode"),
            ("tune", "split", "evaluate.max_users"),
            _tune,
            "epochs",
        ),
        Stage("fit", 2, ("clean", "embed", "encode", "tune"), (), _fit, "epochs"),
        Stage(
            "evaluate",
            4,
            ("clean", "embed", "train", "encode", "tune"),
            ("evaluate", "split", *SHAPES_A_LIST),
            _evaluate,
            "steps",
        ),
    )
}
