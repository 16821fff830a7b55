"""Stars that contradict each other: one book, rated twice and differently."""

from collections.abc import Hashable, Sequence


def find_contradictions(
    names: Sequence[str], ratings: Sequence[float | None], keys: Sequence[Hashable] | None = None
) -> list[str]:
    """Say which books have several ratings; the last one is what counts.

    Args:
        names: Of the books, as the reader is to be told.
        ratings: Stars of each; None where it has none.
        keys: What makes two books one; by default their names.

    Returns:
        A sentence for each such book, in the order of their first mention.
    """
    stars: dict[Hashable, tuple[str, list[float]]] = {}
    for name, rating, key in zip(names, ratings, names if keys is None else keys, strict=True):
        if rating is not None:
            stars.setdefault(key, (name, []))[1].append(rating)
    return [
        f"{name} has {' and '.join(f'{rating:g}' for rating in given)} stars; the last counts."
        for name, given in stars.values()
        if len(set(given)) > 1
    ]
