"""A data set in numbers, on the terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookrec.data.statistics import DataStatistics, Spread

_BARS = " ▁▂▃▄▅▆▇█"


def print_statistics(statistics: "DataStatistics") -> None:
    """Print a table of the numbers, with small plots."""
    from rich.table import Table

    from bookrec.cli.console import out

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, number in (
        ("users", statistics.users),
        ("books", statistics.books),
        ("ratings", statistics.ratings),
    ):
        table.add_row(name, f"{number:,}")
    table.add_row("sparsity", f"{statistics.sparsity:.3%} of the user-book pairs have no rating")
    stars = statistics.stars
    shares = ", ".join(f"{name} {n / max(statistics.ratings, 1):.0%}" for name, n in stars.items())
    table.add_row(
        "stars", f"{sparkline(list(stars.values()))}  mean {statistics.mean_rating:.2f}; {shares}"
    )
    table.add_row("ratings a user", _spread_line(statistics.per_user))
    table.add_row("ratings a book", _spread_line(statistics.per_book))
    table.add_row("", f"{statistics.unrated_books:,} books without a rating")
    known = ", ".join(f"{name} {share:.0%}" for name, share in statistics.shares.items())
    table.add_row("books with", known)
    table.add_row("languages", _counts_line(statistics.languages))
    table.add_row("ratings from", _counts_line(statistics.sources))
    out.print(table, highlight=False)


def sparkline(counts: list[int]) -> str:
    """Draw counts as bars of a line of text, the largest the full height.

    >>> sparkline([0, 1, 4, 8])
    ' ▁▄█'
    """
    largest = max(counts, default=0)
    steps = len(_BARS) - 1
    return "".join(_BARS[-(-count * steps // largest)] if largest else _BARS[0] for count in counts)


def _spread_line(spread: "Spread") -> str:
    if not spread.quantiles:
        return "none"
    quantiles = ", ".join(f"{name} {number:,.0f}" for name, number in spread.quantiles.items())
    first, *_, last = spread.histogram
    plot = f"{first} {sparkline(list(spread.histogram.values()))} {last}+"
    return f"{plot}  mean {spread.mean:,.1f}; {quantiles}"


def _counts_line(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "not known"
