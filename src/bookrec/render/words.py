"""How a recommendation's parts are written, whatever the format."""

from bookrec.scoring.explain.recommendation import Recommendation, RecommendationList


def series_label(book: Recommendation) -> str:
    """Write the place in a series: "Earthsea Cycle #2"; "" where there is nothing to say."""
    if book.series is None or (book.volume is None and book.series == book.title):
        return ""
    return book.series if book.volume is None else f"{book.series} #{book.volume:g}"


def full_title(book: Recommendation) -> str:
    """Write the title with the series in parentheses."""
    series = series_label(book)
    return f"{book.title} ({series})" if series else book.title


def year_label(book: Recommendation) -> str:
    """Write the year; "" where unknown."""
    if book.year is None:
        return ""
    return f"{-book.year} BC" if book.year < 0 else str(book.year)


def stars(rating: float | None) -> str:
    """Write a rating with one decimal; "" where unknown."""
    return "" if rating is None else f"{rating:.1f}"


def predicted(book: Recommendation) -> str:
    """Write the predicted stars, in a list for several with each one's in parentheses."""
    each = ", ".join(map(stars, book.predicted_for_each))
    return stars(book.predicted_rating) + (f" ({each})" if each else "")


def footer(made: RecommendationList) -> str:
    """Say how the list was made."""
    parts = [f"for {', '.join(made.readers)}"] if made.readers else []
    parts += [f"diversity {made.diversity:g}", f"at most {made.max_per_author} per author"]
    parts.append(f"fame {made.fame:g}")
    if made.similarity is not None:
        parts.append(f"mean similarity {made.similarity:.2f}")
    return ", ".join(parts)
