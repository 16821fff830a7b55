"""Whatever stands in a file or an option is read or refused with one line, never with a traceback.

A few thousand cases here; `benchmarks/fuzz.py` tries hundreds of thousands.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .targets import PIECES, SEEDS, TARGETS, WORDS, attempt

CASES = {"raw_files": 60, "goodbooks": 30, "bookcrossing": 60, "ucsd_books": 60}
"""pandas makes these slow."""


def pieces(name: str) -> st.SearchStrategy[bytes]:
    """Words of a target's grammar, its sound input, and anything."""
    words = st.sampled_from([word.encode() for word in WORDS[name]] + list(PIECES[name]))
    parts = st.one_of(words, words, st.just(SEEDS[name]), st.binary(max_size=8))
    return st.lists(parts, max_size=20).map(b"".join)


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_bytes_are_read_or_refused(name: str) -> None:
    @settings(max_examples=CASES.get(name, 300))
    @given(pieces(name))
    def try_once(data: bytes) -> None:
        attempt(name, data)

    try_once()


@pytest.mark.parametrize("name", TARGETS)
def test_long_repetitions_are_read_or_refused(name: str) -> None:
    for piece in PIECES[name]:
        attempt(name, piece * (20_000 // len(piece)))


@pytest.mark.parametrize("name", ["titles", "series", "csv_rows", "formulas"])
def test_a_sound_input_is_read(name: str) -> None:
    assert attempt(name, SEEDS[name])


@pytest.mark.parametrize("piece", [b"the ", b"Jr, "])
def test_many_articles_or_suffixes_are_read_in_linear_time(piece: bytes) -> None:
    # Taking one off, or putting one on, at the cost of all the others would take hours.
    assert attempt("titles", piece * 100_000)


@pytest.mark.parametrize("head", [b"\x00ID,Name\n1,", b'\x80ID,Name\n1,"'])
def test_a_field_beyond_the_limit_costs_its_row_alone(head: bytes) -> None:
    assert attempt("csv_rows", head + b"a" * 200_000 + b"\n2,b\n")


@pytest.mark.parametrize(
    ("name", "opening"), [("manifest", b"["), ("manifest", b'{"a":'), ("settings_file", b"[")]
)
def test_deep_nesting_is_refused(name: str, opening: bytes) -> None:
    assert not attempt(name, (b"a=" if name == "settings_file" else b"") + opening * 5_000)
