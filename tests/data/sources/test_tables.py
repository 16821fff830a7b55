"""Own files as a data folder: found out, or named; and read as frames are."""

from pathlib import Path

import pandas as pd
import pytest

from bookrec.data.dataset import Dataset
from bookrec.data.sources import choose_reader, find_reader
from bookrec.engine import LocalEngine
from bookrec.errors import ConfigError, DataError
from bookrec.settings import DataSettings, Settings

BOOKS = pd.DataFrame(
    {
        "book_id": ["30", "7"],
        "Title": ["Mort (Discworld, #4)", "Dune"],
        "genres": ["Fantasy|Humour", ""],
        "description": ["Death takes\nan apprentice.", ""],
    }
)
RATINGS = pd.DataFrame(
    {"user_id": [1, 1, 2], "book_id": ["30", "7", "8"], "rating": ["4.5", "1", "3"]}
)


def write(folder: Path, kind: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, table in (("books", BOOKS), ("ratings", RATINGS)):
        if kind == "csv":
            table.to_csv(folder / f"{name}.csv", index=False)
        else:
            table.to_parquet(folder / f"{name}.parquet")
    return folder


def read(folder: Path, settings: Settings | None = None) -> Dataset:
    reader = choose_reader(folder)
    assert reader.name == "tables"
    return Dataset.of_tables(reader.read(folder, settings or Settings(), None, LocalEngine()))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_files_are_read_as_frames_are(tmp_path: Path, kind: str) -> None:
    dataset = read(write(tmp_path / kind, kind))
    assert dataset.books["title"].tolist() == ["Mort", "Dune"]
    assert dataset.books["genres"].tolist() == [["Fantasy", "Humour"], []]
    assert dataset.ratings["rating"].tolist() == [4.5, 1]
    report = dataset.report.to_dict()
    assert report["join_rate"] == pytest.approx(2 / 3, abs=1e-4)
    (place,) = report["dropped"]["book_id not in the books table"]["examples"]
    assert (place["line"], place["detail"]) == (4 if kind == "csv" else 2, "8")


def test_a_saved_dataset_is_a_data_folder(tmp_path: Path) -> None:
    saved = read(write(tmp_path / "own", "csv"))
    saved.save(tmp_path / "saved")
    again = read(tmp_path / "saved")
    pd.testing.assert_frame_equal(again.books, saved.books)
    pd.testing.assert_frame_equal(
        again.ratings.astype({"book_id": "str"}), saved.ratings.astype({"book_id": "str"})
    )


def test_the_scale_is_a_setting(tmp_path: Path) -> None:
    settings = Settings(data=DataSettings.model_validate({"rating_scale": "1, 10"}))
    dataset = read(write(tmp_path / "own", "csv"), settings)
    assert dataset.ratings["rating"].tolist() == pytest.approx([1 + 4 * 3.5 / 9, 1])


def test_two_kinds_in_one_folder_need_a_word(tmp_path: Path) -> None:
    folder = write(tmp_path, "csv")
    (tmp_path / "best_books_dataset").mkdir()
    (tmp_path / "best_books_dataset/b.csv").touch()
    with pytest.raises(DataError, match="--set data.source=kaggle"):
        find_reader(folder)
    assert choose_reader(folder, "tables").name == "tables"


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    assert find_reader(tmp_path) is None
    with pytest.raises(DataError, match="bookrec schema"):
        choose_reader(tmp_path)
    with pytest.raises(DataError, match=r"no file books.csv or books.parquet"):
        choose_reader(tmp_path, "tables")
    with pytest.raises(ConfigError, match="did you mean kaggle"):
        choose_reader(tmp_path, "kagle")
    write(tmp_path, "csv")
    write(tmp_path, "parquet")
    with pytest.raises(DataError, match="both books.csv and books.parquet"):
        choose_reader(tmp_path).files(tmp_path)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, "parquet")
    (folder / "ratings.parquet").write_bytes(b"nothing")
    with pytest.raises(DataError, match="no readable Parquet file"):
        read(folder)
