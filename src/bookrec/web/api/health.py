"""Whether the server lives, whether it can make lists, and what it counts."""

import sys

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from bookrec.web.api import answered
from bookrec.web.api.bodies import answer
from bookrec.web.context import InContext

router = APIRouter(tags=["health"])


@router.get("/health/live", response_model=answered.LiveOut)
async def live() -> Response:
    """Say that the process answers."""
    return answer({"status": "live"})


@router.get(
    "/health/ready",
    response_model=answered.ReadyOut,
    responses={503: {"model": answered.ReadyOut}},
)
async def ready(context: InContext) -> Response:
    """Say whether lists can be made, and whether a mood would first load the text encoder."""
    serving = context.serving
    document = {
        "status": "ready" if serving.is_ready else "not ready",
        "moods": "torch" in sys.modules,
        "model": serving.served.fingerprint if serving.is_ready else None,
        "problem": serving.problem,
    }
    return answer(document, 200 if serving.is_ready else 503)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(context: InContext) -> Response:
    """Return what the server counts, in Prometheus' text format."""
    serving = context.serving
    gauges = {
        "bookrec_queue_lists": ("Lists made or waiting.", context.lists.n_pending),
        "bookrec_queue_slow": ("Files and moods read or waiting.", context.slow.n_pending),
        "bookrec_models_loaded": ("Models loaded since the start.", serving.n_loaded),
        "bookrec_models_refused": ("Damaged models refused.", serving.n_refused),
        "bookrec_ready": ("Whether lists can be made.", float(serving.is_ready)),
    }
    model = serving.served.fingerprint if serving.is_ready else ""
    return PlainTextResponse(context.metrics.to_text(gauges, model))
