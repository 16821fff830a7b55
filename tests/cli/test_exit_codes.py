"""Every failure a reader can meet: one line on stderr, its own exit code, nothing on stdout."""

import json
from pathlib import Path

import pytest


def assert_failed(result, code: int, *words: str) -> None:  # noqa: ANN001
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("Error: ")
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in line


def test_usage_is_2(bookrec) -> None:  # noqa: ANN001
    result = bookrec("recommend", "--no-such-option")
    assert result.returncode == 2
    assert "No such option" in result.stderr


def test_an_unknown_setting_is_3(bookrec) -> None:  # noqa: ANN001
    assert_failed(bookrec("--set", "split.sed=1", "info"), 3, "split.seed")


def test_a_wrong_settings_file_is_3(bookrec, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "bookrec.toml").write_text("[train]\nepoch = 3\n")
    assert_failed(bookrec("info"), 3, "train.epochs")


def test_half_a_data_folder_is_4(bookrec, tmp_path: Path) -> None:  # noqa: ANN001
    folder = tmp_path / "data" / "best_books_dataset"
    folder.mkdir(parents=True)
    (folder / "books.csv").write_text("bookId,title,author\n1,It,Stephen King\n")
    assert_failed(bookrec("clean"), 4, "user_rating")


def test_a_missing_column_is_4(bookrec, tmp_path: Path) -> None:  # noqa: ANN001
    for folder, name, text in (
        ("best_books_dataset", "books.csv", "bookId,title,author\n1,It,Stephen King\n"),
        ("all_books_dataset", "user_rating_0_to_1.csv", "ID,Name\n1,It\n"),
    ):
        (tmp_path / "data" / folder).mkdir(parents=True)
        (tmp_path / "data" / folder / name).write_text(text)
    assert_failed(bookrec("clean"), 4, "user_rating_0_to_1.csv", "Rating")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("recommend", "--book", "Dune|Frank Herbert|7"), "'7' is not a number from 1 to 5"),
        (("recommend", "--book", "Dune", "--pages", "many"), "--pages 'many'"),
        (("rate", "add", "Dune|Frank Herbert|5|9780441172710"), "check digit"),
    ],
)
def test_a_bad_value_of_an_option_is_2(bookrec, arguments: tuple[str, ...], said: str) -> None:  # noqa: ANN001
    assert_failed(bookrec(*arguments), 2, said)


def test_recommending_before_running_is_5(bookrec) -> None:  # noqa: ANN001
    assert_failed(bookrec("recommend", "--book", "Dune"), 5, "bookrec run-all")


def test_no_raw_files_to_clean_is_4(bookrec) -> None:  # noqa: ANN001
    assert_failed(bookrec("clean"), 4, "bookrec download")


def test_downloading_without_credentials_is_6(bookrec) -> None:  # noqa: ANN001
    assert_failed(bookrec("download"), 6, "kaggle.json", "KAGGLE_USERNAME", "KAGGLE_API_TOKEN")


def test_a_missing_history_file_is_8(bookrec) -> None:  # noqa: ANN001
    assert_failed(bookrec("recommend", "--history", "no_such.csv"), 8, "no_such.csv")


@pytest.mark.parametrize("command", ["run-all", "recommend", "info", "reset"])
def test_help_needs_nothing(bookrec, command: str) -> None:  # noqa: ANN001
    result = bookrec(command, "--help")
    assert result.returncode == 0
    assert command in result.stdout


def test_the_version_is_the_packages(bookrec) -> None:  # noqa: ANN001
    from importlib.metadata import version

    assert bookrec("--version").stdout == f"bookrec {version('bookrec')}\n"


def test_resetting_in_a_script_needs_yes(bookrec, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "artifacts" / "clean").mkdir(parents=True)
    assert_failed(bookrec("reset"), 3, "--yes")
    assert bookrec("reset", "--yes").returncode == 0
    assert not (tmp_path / "artifacts" / "clean").exists()


def test_with_json_a_failure_is_a_document_too(bookrec) -> None:  # noqa: ANN001
    result = bookrec("recommend", "--book", "Dune||5", "--json")
    assert result.returncode == 5
    error = json.loads(result.stdout)["error"]
    assert (error["kind"], error["exit"]) == ("ArtifactError", 5)
    assert result.stderr == f"Error: {error['message']}\n"
