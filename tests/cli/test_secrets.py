"""A Kaggle key is in no output, whatever is run and however it fails."""

import json
from pathlib import Path

import pytest

KEY = "fedcba9876543210fedcba9876543210"
NOWHERE = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
"""No server listens there, so that every download fails at once."""


@pytest.mark.parametrize("place", ["variables", "file"])
def test_no_command_shows_the_key(bookrec, tmp_path: Path, place: str) -> None:  # noqa: ANN001
    variables = dict(NOWHERE)
    if place == "variables":
        variables |= {"KAGGLE_USERNAME": "reader", "KAGGLE_KEY": KEY, "KAGGLE_API_TOKEN": ""}
    else:
        path = tmp_path / ".kaggle" / "kaggle.json"
        path.parent.mkdir()
        path.write_text(json.dumps({"username": "reader", "key": KEY}), encoding="utf-8")
        path.chmod(0o600)
    for command in (
        ("info", "--json"),
        ("info",),
        ("clean",),
        ("recommend", "--book", "Dune"),
        ("--set", "train.epoch=1", "info"),
    ):
        result = bookrec(*command, **variables)
        assert KEY not in result.stdout + result.stderr, command
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "kaggle.json":
            assert KEY.encode() not in path.read_bytes(), path
