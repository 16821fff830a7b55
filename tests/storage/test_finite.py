"""Not-a-number and infinity are refused before they are part of an artifact."""

from pathlib import Path

import numpy as np
import pytest

from bookrec.errors import ArtifactError
from bookrec.storage.artifacts import Manifest
from bookrec.storage.files import write_array, write_json, write_rows, write_tensors

BOOK_IDS = ["1.Dune", "2.Emma", "3.It", "4.Mort"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_first_offender_is_named_by_book_and_column(tmp_path: Path, value: float) -> None:
    array = np.zeros((4, 3), np.float32)
    array[2, 1] = array[3, 0] = value
    said = rf"rows\.npy: 3\.It, column 1 is {value}, not a finite number"
    with pytest.raises(ArtifactError, match=said):
        write_array(tmp_path / "rows.npy", array, BOOK_IDS)
    with pytest.raises(ArtifactError, match=said):
        parts = [array[:2], array[2:]]
        write_rows(tmp_path / "rows.npy", parts, array.dtype, array.shape, BOOK_IDS)


def test_finite_numbers_are_written_as_numpy_does(tmp_path: Path) -> None:
    array = np.array([[1.5, np.finfo(np.float32).max]], np.float32)
    write_array(tmp_path / "rows.npy", array)
    np.testing.assert_array_equal(np.load(tmp_path / "rows.npy"), array)


def test_tensors_and_json_name_the_place(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"s\.safetensors, map: row 1, column 0 is inf"):
        write_tensors(tmp_path / "s.safetensors", {"map": np.array([[0.0], [np.inf]])})
    with pytest.raises(ArtifactError, match=r"t\.json: epochs\.1\.loss is nan"):
        write_json(tmp_path / "t.json", {"epochs": [{"loss": 0.5}, {"loss": float("nan")}]})
    summary = {"validation": float("inf")}
    with pytest.raises(ArtifactError, match=r"summary\.validation is inf"):
        Manifest("train", "0" * 16, 1, "0", {}, {}, summary=summary).to_json()
