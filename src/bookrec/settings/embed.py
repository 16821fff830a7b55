"""Settings of `embed`."""

from typing import Literal

from pydantic import Field

from bookrec.settings.base import StageSettings


class EmbedSettings(StageSettings):
    """Settings of `embed`."""

    model: str = Field(
        "sentence-transformers/all-MiniLM-L6-v2",
        description="Folder with a saved model, or Hugging Face model name (or name@revision).",
    )
    device: Literal["auto", "cuda", "mps", "cpu"] = Field(
        "auto", description="Where the encoder runs; auto: CUDA, MPS or the processor."
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="Of matrix products; bfloat16 is faster where the processor supports it. "
        "auto: bfloat16 on CUDA, else float32.",
    )
    min_genre_books: int = Field(
        10, ge=1, description="Genres of fewer books share one indicator column."
    )
