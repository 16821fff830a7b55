"""Lists, predictions and matches for a history that travels with the request."""

import time
from dataclasses import asdict
from typing import Any
from uuid import uuid4

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import Response

from bookrec.data.matching import match
from bookrec.errors import BookrecError
from bookrec.render.document import list_document
from bookrec.web.api import API, answered
from bookrec.web.api.asked import BatchIn, MatchIn, PredictIn, RankIn, RecommendIn
from bookrec.web.api.bodies import answer, body_schema, read_json
from bookrec.web.context import InContext
from bookrec.web.problems import describe, status_of
from bookrec.web.state import Served

router = APIRouter(prefix=API, tags=["recommend"])


@router.post("/recommend", response_model=answered.ListOut, openapi_extra=body_schema(RecommendIn))
async def recommend(request: Request, context: InContext) -> Response:
    """Recommend books to read next: the list of `bookrec recommend --json`."""
    text = await read_json(request)
    made = await context.run(lambda served: answer(_recommend(served, RecommendIn.read(text))))
    context.metrics.lists += 1
    return made


@router.post(
    "/recommend/batch", response_model=answered.BatchOut, openapi_extra=body_schema(BatchIn)
)
async def recommend_batch(request: Request, context: InContext) -> Response:
    """Recommend for several readers, in order, with a status for each."""
    text = await read_json(request)

    def make(served: Served) -> tuple[Response, int]:
        entries = [_entry(served, each) for each in BatchIn.read(text).requests]
        n_made = sum(entry["status"] == 200 for entry in entries)
        return answer({"answers": entries}), n_made

    made, n_made = await context.run(make, slow=True)
    context.metrics.lists += n_made
    return made


@router.post("/predict", response_model=answered.PredictOut, openapi_extra=body_schema(PredictIn))
async def predict(request: Request, context: InContext) -> Response:
    """Predict stars for books of the catalogue; null where an id is unknown."""
    text = await read_json(request)
    return await context.run(lambda served: answer(_predict(served, PredictIn.read(text))))


@router.post("/rank", response_model=answered.RankOut, openapi_extra=body_schema(RankIn))
async def rank(request: Request, context: InContext) -> Response:
    """Order a to-read list by predicted stars."""
    text = await read_json(request)
    return await context.run(lambda served: answer(_rank(served, RankIn.read(text))))


@router.post("/match", response_model=answered.MatchOut, openapi_extra=body_schema(MatchIn))
async def match_books(request: Request, context: InContext) -> Response:
    """Say which books of the catalogue these are; never a silent guess."""
    text = await read_json(request)
    return await context.run(lambda served: answer(_match(served, MatchIn.read(text))))


def _recommend(served: Served, asked: RecommendIn) -> dict[str, Any]:
    since = time.perf_counter()
    recommender = served.recommender
    made = recommender.recommend_list(recommender.read(asked.history()), asked.n, **asked.options())
    took = round(1000 * (time.perf_counter() - since), 3)
    return list_document(made) | {"id": uuid4().hex, "took_ms": took, "model": served.fingerprint}


def _entry(served: Served, asked: dict[str, Any]) -> dict[str, Any]:
    import json

    try:
        made = _recommend(served, RecommendIn.read(json.dumps(asked).encode()))
    except BookrecError as error:
        status = status_of(error)
        return {"status": status, "answer": None, "problem": describe(status, str(error))}
    return {"status": 200, "answer": made, "problem": None}


def _predict(served: Served, asked: PredictIn) -> dict[str, Any]:
    recommender = served.recommender
    nums = recommender.catalog.find(asked.candidates)
    known = nums[nums >= 0]
    reader = recommender.read(asked.history())
    stars, spread = recommender.scorer.predict_with_uncertainty(reader.history, known)
    found = iter(zip(stars.tolist(), spread.tolist(), strict=True))
    predictions = []
    for book_id, num in zip(asked.candidates, nums.tolist(), strict=True):
        predicted, off = next(found) if num >= 0 else (None, None)
        predictions.append({"book_id": book_id, "predicted_rating": predicted, "uncertainty": off})
    return {"predictions": predictions, "model": served.fingerprint}


def _rank(served: Served, asked: RankIn) -> dict[str, Any]:
    recommender = served.recommender
    catalog = recommender.catalog
    candidates = [book.to_book() for book in asked.candidates]
    hits = match(candidates, catalog.index)
    nums = np.array([-1 if hit.book_num is None else hit.book_num for hit in hits], dtype=np.int64)
    reader = recommender.read(asked.history())
    known = nums[nums >= 0]
    stars, spread = recommender.scorer.predict_with_uncertainty(reader.history, known)
    found = iter(zip(stars.tolist(), spread.tolist(), strict=True))
    ranked: list[dict[str, Any]] = []
    for book, hit in zip(candidates, hits, strict=True):
        predicted, off = next(found) if hit.book_num is not None else (None, None)
        ranked.append(
            {
                "input": book.label,
                "book": None if hit.book_num is None else catalog.describe(hit.book_num),
                "predicted_rating": predicted,
                "uncertainty": off,
                "why": "" if hit.book_num is not None else hit.why,
            }
        )
    ranked.sort(key=lambda each: -(each["predicted_rating"] or 0.0))
    return {"ranked": ranked, "model": served.fingerprint}


def _match(served: Served, asked: MatchIn) -> dict[str, Any]:
    catalog = served.recommender.catalog
    books = [book.to_book() for book in asked.books]
    matches = []
    for book, hit in zip(books, match(books, catalog.index), strict=True):
        row = asdict(hit) | {"input": book.label}
        num = row.pop("book_num")
        row["book"] = None if num is None else catalog.describe(num)
        row["nearest"] = [catalog.describe(near) for near in hit.nearest]
        row["confidence"] = float(hit.confidence)
        matches.append(row)
    return {"matches": matches}
