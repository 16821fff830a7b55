"""The lists of docs/examples.md: sixteen very different readers, as Markdown.

python benchmarks/examples.py --artifacts-dir artifacts
"""

import argparse
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bookrec.data.history import RatedBook, parse_book
from bookrec.scoring.explain.recommendation import Recommendation
from bookrec.scoring.lists.filters import BookFilter
from bookrec.scoring.lists.options import ListOptions
from bookrec.scoring.recommender import Recommender


class Example(NamedTuple):
    """One reader and what they type."""

    books: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    mood: str = ""
    age: int | None = None


READERS = {
    "Literary": Example(
        (
            "Wolf Hall|Hilary Mantel|5",
            "Middlemarch|George Eliot|5",
            "Beloved|Toni Morrison|5",
            "The Remains of the Day|Kazuo Ishiguro|5",
            "Gilead|Marilynne Robinson|4",
            "Never Let Me Go|Kazuo Ishiguro|4",
            "Infinite Jest|David Foster Wallace|2",
        )
    ),
    "Recent novels, few of them in the catalogue": Example(
        (
            "Shuggie Bain|Douglas Stuart|5",
            "Girl, Woman, Other|Bernardine Evaristo|5",
            "Hamnet|Maggie O'Farrell|4",
            "Small Things Like These|Claire Keegan|5",
            "Normal People|Sally Rooney|3",
        )
    ),
    "Science fiction": Example(
        (
            "Dune|Frank Herbert|5",
            "The Left Hand of Darkness|Ursula K. Le Guin|5",
            "Hyperion|Dan Simmons|5",
            "Neuromancer|William Gibson|4",
            "Snow Crash|Neal Stephenson|4",
            "Ender's Game|Orson Scott Card|3",
        )
    ),
    "Fantasy": Example(
        (
            "The Name of the Wind|Patrick Rothfuss|5",
            "A Game of Thrones|George R.R. Martin|5",
            "The Fellowship of the Ring|J.R.R. Tolkien|4",
            "The Eye of the World|Robert Jordan|3",
            "Twilight|Stephenie Meyer|1",
        )
    ),
    "Crime": Example(
        (
            "The Girl with the Dragon Tattoo|Stieg Larsson|5",
            "In the Woods|Tana French|5",
            "And Then There Were None|Agatha Christie|4",
            "The Big Sleep|Raymond Chandler|4",
            "The Da Vinci Code|Dan Brown|2",
        )
    ),
    "Cosy crime": Example(
        (
            "The No. 1 Ladies' Detective Agency|Alexander McCall Smith|5",
            "The Murder at the Vicarage|Agatha Christie|5",
            "Still Life|Louise Penny|5",
            "The Sweetness at the Bottom of the Pie|Alan Bradley|4",
            "The Girl with the Dragon Tattoo|Stieg Larsson|2",
        )
    ),
    "German titles": Example(
        (
            "Der Vorleser|Bernhard Schlink|5",
            "Das Parfum|Patrick Süskind|5",
            "Die Verwandlung|Franz Kafka|4",
            "Der Steppenwolf|Hermann Hesse|5",
            "Der kleine Prinz|Antoine de Saint-Exupéry|4",
            "Im Westen nichts Neues|Erich Maria Remarque|5",
            "Der Name der Rose|Umberto Eco|4",
        )
    ),
    "For a child of nine": Example(
        (
            "Matilda|Roald Dahl|5",
            "Charlotte's Web|E.B. White|5",
            "The Tale of Despereaux|Kate DiCamillo|4",
            "Diary of a Wimpy Kid|Jeff Kinney|5",
        ),
        age=9,
    ),
    "Hates everything": Example(
        (
            "Twilight|Stephenie Meyer|1",
            "The Da Vinci Code|Dan Brown|1",
            "Eat, Pray, Love|Elizabeth Gilbert|1",
            "The Alchemist|Paulo Coelho|2",
            "Life of Pi|Yann Martel|2",
            "The Kite Runner|Khaled Hosseini|2",
        )
    ),
    "Three books": Example(
        (
            "Circe|Madeline Miller|5",
            "The Goldfinch|Donna Tartt|4",
            "Educated|Tara Westover|5",
        )
    ),
    "Romance": Example(
        (
            "Outlander|Diana Gabaldon|5",
            "Me Before You|Jojo Moyes|5",
            "Pride and Prejudice|Jane Austen|5",
            "The Notebook|Nicholas Sparks|4",
            "Fifty Shades of Grey|E.L. James|2",
        )
    ),
    "Science": Example(
        (
            "A Brief History of Time|Stephen Hawking|5",
            "The Selfish Gene|Richard Dawkins|5",
            "The Emperor of All Maladies|Siddhartha Mukherjee|5",
            "Sapiens|Yuval Noah Harari|4",
            "The Secret|Rhonda Byrne|1",
        )
    ),
    "Two tastes on one shelf": Example(
        (
            "The Hunt for Red October|Tom Clancy|5",
            "The Bourne Identity|Robert Ludlum|5",
            "Killing Floor|Lee Child|4",
            "Persuasion|Jane Austen|5",
            "North and South|Elizabeth Gaskell|5",
            "Jane Eyre|Charlotte Brontë|5",
        )
    ),
    "A long history": Example(),
    "A mood, and no book": Example(mood="cosy village mystery with humour, no blood"),
    "More like two books, less like a third": Example(
        like=("Wolf Hall|Hilary Mantel", "The Name of the Rose|Umberto Eco"),
        less=("The Da Vinci Code|Dan Brown",),
    ),
}
LONG_READER = {
    "Agatha Christie": 5,
    "Arthur Conan Doyle": 5,
    "Dorothy L. Sayers": 5,
    "P.D. James": 5,
    "Ian Rankin": 4,
    "Michael Connelly": 4,
    "Henning Mankell": 4,
    "Raymond Chandler": 4,
    "Janet Evanovich": 3,
    "John Grisham": 3,
    "James Patterson": 2,
    "Dan Brown": 1,
}
"""The long history: all that the catalogue has of these authors, at these stars, but of each the
last book."""


def read_books(recommender: Recommender, name: str, example: Example) -> Sequence[RatedBook]:
    """Return a reader's books."""
    if name != "A long history":
        return [parse_book(line) for line in example.books]
    catalog = recommender.catalog
    authors = catalog.column("author").to_pylist()
    ids = catalog.column("book_id").to_pylist()
    return [
        RatedBook(book_id=book_id, rating=stars)
        for author, stars in LONG_READER.items()
        for book_id in [i for i, name in zip(ids, authors, strict=True) if name == author][:-1]
    ]


def print_command(name: str, example: Example, n_books: int) -> None:
    """Print what the reader types."""
    options = [f"--book {shlex.quote(line)}" for line in example.books]
    options += [f"--like {shlex.quote(line)}" for line in example.like]
    options += [f"--less {shlex.quote(line)}" for line in example.less]
    options += [f"--mood {shlex.quote(example.mood)}"] if example.mood else []
    options += [f"--age {example.age}"] if example.age else []
    options = options or [f"--history {n_books}_books.csv"]
    lines = " \\\n".join(f"    {option}" for option in options)
    print(f"## {name}\n\n```sh\nbookrec recommend \\\n{lines}\n```\n")


def print_book(book: Recommendation) -> None:
    """Print one row of a list."""
    title = f"{book.title} (#{book.volume:g})" if book.volume else book.title
    average = "" if book.average_rating is None else f"{book.average_rating:.1f}"
    why = "; ".join(book.reasons)
    print(f"| {title} | {book.author} | {book.predicted_rating:.1f} | {average} | {why} |")


def show(recommender: Recommender, name: str, example: Example) -> None:
    """Print one reader's command and list."""
    books = read_books(recommender, name, example)
    print_command(name, example, len(books))
    options = ListOptions()
    if example.age:
        options["wishes"] = BookFilter(age=example.age)
    if example.like:
        options["like"] = [parse_book(line) for line in example.like]
        options["less"] = [parse_book(line) for line in example.less]
    if example.mood:
        options["mood"] = example.mood
    made = recommender.recommend_list(recommender.read(books), **options)
    for missing in made.unmatched:
        print(f"Not in the catalogue: {missing.input}.\n")
    print("| book | author | stars | average | why |\n| --- | --- | --: | --: | --- |")
    for book in made.recommendations:
        print_book(book)
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    recommender = Recommender.load(parser.parse_args().artifacts_dir)
    for name, example in READERS.items():
        show(recommender, name, example)


if __name__ == "__main__":
    main()
