"""The encoder against sentence-transformers, and against itself in other circumstances."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer

from bookrec.encoder import transformer
from bookrec.encoder.opening import open_encoder
from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import ModelSource, resolve_model
from bookrec.errors import ArtifactError, ConfigError

TEXTS = [
    "A boy learns on his eleventh birthday that he is a wizard. " * 2,
    "Dune",
    "dune",
    "J.R.R. Tolkien",
    "Ἰλιάς — μῆνιν ἄειδε, θεά; 西遊記 🐒\n\n\tand <i>markup</i>",
    "In a hole in the ground there lived a hobbit.",
    "The sea, the sea! " * 100,  # cut at the model's limit
]


class CountingEncoder(Encoder):
    """Counts the texts that go through the model."""

    def __init__(self, source: ModelSource) -> None:
        super().__init__(source, device="cpu")
        self.forwarded: list[int] = []

    @property
    def n_forwarded(self) -> int:
        return sum(self.forwarded)

    def _forward(self, texts: list[str]) -> NDArray[np.float32]:
        self.forwarded.append(len(texts))
        return super()._forward(texts)


def _lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1)
    return lengths


def test_minilm_agrees_with_sentence_transformers(minilm: Encoder) -> None:
    reference = SentenceTransformer(str(minilm.source.folder), device="cpu").encode(TEXTS)
    encoded = minilm.encode_all(TEXTS)
    np.testing.assert_allclose(encoded.vectors, reference, atol=1e-5, rtol=0)
    np.testing.assert_allclose(_lengths(encoded.vectors), 1, atol=1e-6)
    assert encoded.vectors.dtype == np.float32
    assert encoded.n_truncated == 1


@pytest.mark.parametrize("pooling", ["mean", "cls", "max", "lasttoken"])
def test_any_encoder_agrees_with_sentence_transformers(
    tiny_folder: Path, tmp_path: Path, pooling: str
) -> None:
    words = Transformer(str(tiny_folder), max_seq_length=12)
    reference = SentenceTransformer(modules=[words, Pooling(32, pooling)], device="cpu")
    reference.save(str(tmp_path))
    encoded = Encoder(resolve_model(str(tmp_path)), device="cpu").encode(TEXTS)
    expected = reference.encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(encoded, expected, atol=1e-5, rtol=0)


def test_prompts_and_later_modules_are_the_models_own(tiny_folder: Path, tmp_path: Path) -> None:
    words = Transformer(str(tiny_folder), max_seq_length=12)
    modules = [words, Pooling(32, "cls"), Dense(32, 8)]
    reference = SentenceTransformer(
        modules=modules, device="cpu", prompts={"book": "a book of "}, default_prompt_name="book"
    )
    reference.save(str(tmp_path))
    encoder = Encoder(resolve_model(str(tmp_path)), device="cpu")
    expected = reference.encode(TEXTS, normalize_embeddings=True)
    unprompted = reference.encode(TEXTS, prompt="", normalize_embeddings=True)
    encoded = encoder.encode_all([*TEXTS, "xyz", "xyzx"])
    np.testing.assert_allclose(encoded.vectors[:-2], expected, atol=1e-5, rtol=0)
    assert np.abs(expected - unprompted).max() > 0.01
    assert encoder.dim == 8
    assert encoder.encode_all(["xyz"]).n_truncated == 0  # 7 letters of prompt, 3, and 2 special
    assert encoder.encode_all(["xyzx"]).n_truncated == 1


@pytest.mark.parametrize("module", ["os.system", "custom_st.Transformer"])
def test_code_that_comes_with_a_model_is_refused(
    tiny_folder: Path, tmp_path: Path, module: str
) -> None:
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    modules = [{"idx": 0, "name": "0", "path": "", "type": module}]
    (tmp_path / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ConfigError, match="own code is not run"):
        Encoder(resolve_model(str(tmp_path)), device="cpu")


def test_pickled_weights_of_a_module_are_refused(tiny_folder: Path, tmp_path: Path) -> None:
    words = Transformer(str(tiny_folder))
    SentenceTransformer(modules=[words, Pooling(32), Dense(32, 8)], device="cpu").save(
        str(tmp_path), safe_serialization=True
    )
    (weights,) = (tmp_path / "2_Dense").glob("*.safetensors")
    weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(ConfigError, match="pickled"):
        Encoder(resolve_model(str(tmp_path)), device="cpu")


def test_an_encoder_is_loaded_once(tiny_source: ModelSource) -> None:
    name, fingerprint = tiny_source.name, tiny_source.fingerprint
    assert open_encoder(name, fingerprint) is open_encoder(name, fingerprint)


def test_missing_packages_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "bookrec.encoder.transformer")
    with pytest.raises(ConfigError, match=r"needs the package torch.*pip install bookrec"):
        open_encoder("nothing that was opened before")


def test_bfloat16_stays_close(minilm_source: ModelSource, minilm: Encoder) -> None:
    reduced = Encoder(minilm_source, device="cpu", precision="bfloat16").encode(TEXTS)
    cosines = (reduced * minilm.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9995
    assert cosines.min() < 1 - 1e-6  # it really is another precision


@given(st.lists(st.text(max_size=50), max_size=20), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
def test_a_vector_depends_on_its_text_alone(
    tiny_encoder: Encoder, texts: list[str], random: Random
) -> None:
    together = tiny_encoder.encode(texts)
    order = random.sample(range(len(texts)), len(texts))
    shuffled = tiny_encoder.encode([texts[row] for row in order])
    np.testing.assert_allclose(shuffled, together[order], atol=1e-6)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(tiny_encoder.encode([text])[0], row, atol=1e-6)
        assert np.linalg.norm(row) == pytest.approx(1 if text.strip() else 0, abs=1e-6)


def test_padding_changes_nothing(
    tiny_encoder: Encoder, tiny_source: ModelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transformer, "CPU_MAX_PADDING", 1000)
    padded = Encoder(tiny_source, device="cpu").encode(TEXTS)
    np.testing.assert_allclose(padded, tiny_encoder.encode(TEXTS), atol=1e-5)


def test_the_number_of_threads_changes_no_bit(
    tiny_source: ModelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transformer, "BLOCK_CHARACTERS", 40)
    texts = ["a" * n + "b" * m for n in range(1, 8) for m in range(1, 8)]
    vectors = []
    for n_threads in (1, 3):
        monkeypatch.setattr(transformer.torch, "get_num_threads", lambda n=n_threads: n)
        encoder = Encoder(tiny_source, device="cpu")
        monkeypatch.undo()
        vectors.append(encoder.encode(texts))
    np.testing.assert_array_equal(*vectors)


def test_equal_texts_go_through_the_model_once(tiny_source: ModelSource) -> None:
    encoder = CountingEncoder(tiny_source)
    seen: list[tuple[int, int]] = []
    encoded = encoder.encode_all(
        ["b", "a", "b", "", "  ", "a", "b"], lambda *step: seen.append(step)
    )
    assert encoder.n_forwarded == encoded.n_unique == 2
    assert seen[-1] == (2, 2)
    np.testing.assert_array_equal(encoded.vectors[0], encoded.vectors[2])
    assert not encoded.vectors[3:5].any()


def test_no_texts(tiny_encoder: Encoder) -> None:
    assert tiny_encoder.encode([]).shape == (0, 32)


def test_counts_what_is_longer_than_the_limit(tiny_encoder: Encoder) -> None:
    fits, cut = "x" * 30, "x" * 31  # and two special tokens; the limit is 32
    encoded = tiny_encoder.encode_all([fits, cut, cut])
    assert encoded.n_truncated == 1
    np.testing.assert_array_equal(encoded.vectors[0], encoded.vectors[1])


def test_only_new_texts_are_encoded_and_counts_are_remembered(
    tiny_source: ModelSource, tmp_path: Path
) -> None:
    encoder = CountingEncoder(tiny_source)
    cache = encoder.open_cache(tmp_path)
    first = encoder.encode_all(["a", "x" * 99], cache=cache)
    again = encoder.encode_all(["x" * 99, "new", "a"], cache=cache)
    assert encoder.n_forwarded == 3
    assert (again.n_unique, again.n_cached, again.n_truncated) == (3, 2, 1)
    np.testing.assert_array_equal(again.vectors[[2, 0]], first.vectors)


KILLED = """
import os, signal, sys
from pathlib import Path
from bookrec.encoder import transformer
from bookrec.encoder.weights import resolve_model

def kill_after_five(done, total):
    if done == 5:
        os.kill(os.getpid(), signal.SIGKILL)

transformer.BLOCK_CHARACTERS = 1
encoder = transformer.Encoder(resolve_model(sys.argv[1]), device="cpu")
cache = encoder.open_cache(Path(sys.argv[2]))
encoder.encode_all([chr(97 + n) * 2 for n in range(20)], kill_after_five, cache)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_stopped(
    tiny_source: ModelSource, tiny_encoder: Encoder, tmp_path: Path
) -> None:
    script = [sys.executable, "-c", KILLED, str(tiny_source.folder), str(tmp_path)]
    assert subprocess.run(script, check=False).returncode == -signal.SIGKILL
    encoder = CountingEncoder(tiny_source)
    texts = [chr(97 + number) * 2 for number in range(20)]
    resumed = encoder.encode_all(texts, cache=encoder.open_cache(tmp_path))
    assert resumed.n_cached == 5
    assert encoder.n_forwarded == 15
    np.testing.assert_allclose(resumed.vectors, tiny_encoder.encode(texts), atol=1e-6)


def test_an_error_in_between_loses_nothing_stored(
    tiny_source: ModelSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transformer, "BLOCK_CHARACTERS", 1)
    encoder = CountingEncoder(tiny_source)
    cache = encoder.open_cache(tmp_path)

    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode_all(list("abcdefgh"), interrupt, cache)
    assert encoder.encode_all(list("abcdefgh"), cache=cache).n_cached == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device": "tpu"}, "device 'tpu': not available"),
        ({"precision": "float16"}, "precision 'float16': unknown"),
    ],
)
def test_wrong_options_are_named(
    tiny_source: ModelSource, options: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        Encoder(tiny_source, **options)


def test_damaged_weights_are_an_artifact_error(tiny_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{broken}")
    with pytest.raises(ArtifactError, match="cannot be loaded"):
        Encoder(resolve_model(str(tmp_path)), device="cpu")
