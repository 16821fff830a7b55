"""`embed`: book texts to text embeddings."""

from typing import Any

from bookrec.encoder.embeddings import embed_books
from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import resolve_model
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import read_books


def run_embed(context: StageContext) -> dict[str, Any]:
    """Write the text embeddings; texts embedded by an earlier run come from the cache."""
    settings = context.settings.embed
    books = read_books(context)
    encoder = Encoder(resolve_model(settings.model), settings.device, settings.precision)
    texts, counts = embed_books(
        books,
        encoder,
        settings.min_genre_books,
        cache=encoder.open_cache(context.cache_dir / "embeddings"),
        progress=context.progress,
        engine=context.engine,
    )
    texts.save(context.folder)
    return {
        "books": len(books),
        "texts": counts.n_unique,
        "cached": counts.n_cached,
        "truncated": counts.n_truncated,
        "genres": len(texts.genre_names),
        "dim": encoder.dim,
        "device": encoder.device,
        "precision": encoder.precision,
        "model_fingerprint": encoder.source.fingerprint,
    }
