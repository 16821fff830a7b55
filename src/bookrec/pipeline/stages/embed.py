"""`embed`: book texts to text embeddings."""

from typing import Any

from bookrec.encoder.embeddings import (
    TextCounts,
    arrange_books,
    embed_books,
    texts_of,
)
from bookrec.encoder.plugged import encode_texts
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import resolve_model
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import read_books
from bookrec.protocols import TextEncoder


def run_embed(context: StageContext) -> dict[str, Any]:
    """Write the text embeddings; texts embedded by an earlier run come from the cache."""
    if context.given.encoder is not None:
        return _embed_with(context.given.encoder, context)
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
    return _summarize(texts, counts) | {
        "device": encoder.device,
        "precision": encoder.precision,
        "model_fingerprint": encoder.source.fingerprint,
    }


def _embed_with(encoder: TextEncoder, context: StageContext) -> dict[str, Any]:
    """Embed with what a caller of the library gave."""
    books = read_books(context)
    encoded = encode_texts(encoder, texts_of(books), context.progress)
    texts, counts = arrange_books(books, encoded, context.settings.embed.min_genre_books)
    texts.save(context.folder)
    return _summarize(texts, counts) | {"encoder": encoder.name}


def _summarize(texts: TextEmbeddings, counts: TextCounts) -> dict[str, Any]:
    return {
        "books": len(texts.book_ids),
        "texts": counts.n_unique,
        "cached": counts.n_cached,
        "truncated": counts.n_truncated,
        "genres": len(texts.genre_names),
        "dim": texts.description.shape[1],
    }
