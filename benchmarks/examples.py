"""The lists of docs/examples.md: ten very different readers, as Markdown.

python benchmarks/examples.py --artifacts-dir artifacts
"""

import argparse
import shlex
from pathlib import Path

from bookrec.data.history import parse_book
from bookrec.scoring.recommender import Recommender

READERS = {
    "Fantasy": (
        "The Name of the Wind|Patrick Rothfuss|5",
        "A Game of Thrones|George R.R. Martin|5",
        "The Fellowship of the Ring|J.R.R. Tolkien|4",
        "The Eye of the World|Robert Jordan|3",
        "Twilight|Stephenie Meyer|1",
    ),
    "Literary": (
        "Never Let Me Go|Kazuo Ishiguro|5",
        "Beloved|Toni Morrison|5",
        "Mrs. Dalloway|Virginia Woolf|5",
        "Gilead|Marilynne Robinson|4",
        "Infinite Jest|David Foster Wallace|2",
    ),
    "Crime": (
        "The Girl with the Dragon Tattoo|Stieg Larsson|5",
        "In the Woods|Tana French|5",
        "And Then There Were None|Agatha Christie|4",
        "The Big Sleep|Raymond Chandler|4",
        "The Da Vinci Code|Dan Brown|2",
    ),
    "Science": (
        "A Brief History of Time|Stephen Hawking|5",
        "The Selfish Gene|Richard Dawkins|5",
        "The Emperor of All Maladies|Siddhartha Mukherjee|5",
        "Sapiens|Yuval Noah Harari|4",
        "The Secret|Rhonda Byrne|1",
    ),
    "Romance": (
        "Outlander|Diana Gabaldon|5",
        "Me Before You|Jojo Moyes|5",
        "Pride and Prejudice|Jane Austen|5",
        "The Notebook|Nicholas Sparks|4",
        "Fifty Shades of Grey|E.L. James|2",
    ),
    "Children's books": (
        "Charlotte's Web|E.B. White|5",
        "Where the Wild Things Are|Maurice Sendak|5",
        "Matilda|Roald Dahl|5",
        "The Very Hungry Caterpillar|Eric Carle|4",
    ),
    "Classics": (
        "Crime and Punishment|Fyodor Dostoyevsky|5",
        "Middlemarch|George Eliot|5",
        "Madame Bovary|Gustave Flaubert|4",
        "Great Expectations|Charles Dickens|3",
        "Moby-Dick|Herman Melville|2",
    ),
    "A bit of everything": (
        "Dune|Frank Herbert|5",
        "Watchmen|Alan Moore|5",
        "Pride and Prejudice|Jane Austen|4",
        "Freakonomics|Steven D. Levitt|4",
        "The Hunger Games|Suzanne Collins|3",
        "Zen and the Art of Motorcycle Maintenance|Robert M. Pirsig|2",
    ),
    "Dislikes only": (
        "Twilight|Stephenie Meyer|1",
        "The Da Vinci Code|Dan Brown|1",
        "Eat, Pray, Love|Elizabeth Gilbert|1",
        "The Alchemist|Paulo Coelho|2",
    ),
    "One book": ("The Hitchhiker's Guide to the Galaxy|Douglas Adams|5",),
}
N_REASONS = 2


def show(recommender: Recommender, name: str, lines: tuple[str, ...]) -> None:
    """Print one reader's command and list."""
    options = " \\\n".join(f"    --book {shlex.quote(line)}" for line in lines)
    print(f"## {name}\n\n```sh\nbookrec recommend \\\n{options}\n```\n")
    made = recommender.recommend_list(recommender.read([parse_book(line) for line in lines]))
    print("| book | author | stars | average | why |\n| --- | --- | --: | --: | --- |")
    for book in made.recommendations:
        title = f"{book.title} (#{book.volume:g})" if book.volume else book.title
        why = "; ".join(book.reasons[:N_REASONS])
        rating, average = f"{book.predicted_rating:.1f}", f"{book.average_rating:.1f}"
        print(f"| {title} | {book.author} | {rating} | {average} | {why} |")
    print(f"\nSimilarity within the list {made.similarity:.2f}.\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    recommender = Recommender.load(parser.parse_args().artifacts_dir)
    for name, lines in READERS.items():
        show(recommender, name, lines)


if __name__ == "__main__":
    main()
