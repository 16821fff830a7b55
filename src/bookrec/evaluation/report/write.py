"""Write an evaluation down: `report.html`, its pictures as PNG files, and `report.json`."""

from collections.abc import Sequence
from pathlib import Path

from bookrec.evaluation.evaluate import OURS
from bookrec.evaluation.lists import LISTS
from bookrec.evaluation.report.page import build_page, heading, paragraph, picture
from bookrec.evaluation.report.plots import (
    plot_balance,
    plot_book_map,
    plot_groups,
    plot_history_lengths,
    plot_models,
    plot_reliability,
    to_png,
)
from bookrec.evaluation.report.quality_tables import (
    build_difference_table,
    build_embedding_table,
    build_group_table,
    build_metric_table,
    format_signed,
)
from bookrec.evaluation.report.tables import MetricRow
from bookrec.evaluation.results import Evaluation
from bookrec.storage.files import REPORT, REPORT_HTML, write_json

PROTOCOL = (
    "Users are divided by a seeded hash of their id; nothing was learnt or chosen on the users "
    "reported here. A part of each user's ratings, drawn by seed, is the history; the rest is "
    "test. Every model sees the same users, histories and test books. A user whose test ratings "
    "are all equal has no order to predict and is left out of the order metrics for all models "
    "alike; a constant prediction counts as 0. A book is relevant for ranking if the user gave "
    "it 4 stars or more, and every book of the catalogue outside the history is a candidate. "
    "Intervals are 95 % bootstrap intervals over users; ± is half their width. Errors are means of "
    "each user's own RMSE and MAE in stars. Differences are tested by Wilcoxon's signed-rank test, "
    "corrected after Holm for the rows of one metric."
)


def write_report(evaluation: Evaluation, folder: Path) -> None:
    """Write the report's files.

    Args:
        evaluation: What to report.
        folder: Existing folder; files of the same names are replaced.
    """
    pictures = draw_pictures(evaluation)
    for name, png in pictures.items():
        (folder / f"{name}.png").write_bytes(png)
    (folder / REPORT_HTML).write_text(build_report(evaluation, pictures), encoding="utf-8")
    write_json(folder / REPORT, evaluation.to_dict())


def draw_pictures(evaluation: Evaluation) -> dict[str, bytes]:
    """Draw every picture of the report.

    Returns:
        File name without ending -> PNG.
    """
    ratings, rankings = evaluation.ratings, evaluation.rankings
    figures = {
        "ratings": plot_models(_of_metric(ratings.summary, "spearman"), OURS, "Spearman"),
        "rankings": plot_models(_of_metric(rankings.summary, "ndcg@10"), OURS, "NDCG@10"),
        "balance": plot_balance(evaluation.balance, evaluation.popularity_weight),
        "groups": plot_groups(_of_metric(ratings.groups, "spearman"), OURS, "Spearman"),
        "reliability": plot_reliability(evaluation.reliability, evaluation.uncertainty),
        "book_map": plot_book_map(evaluation.book_map),
    }
    lengths = _of_metric(evaluation.history_lengths, "spearman")
    if lengths:
        figures["history_lengths"] = plot_history_lengths(lengths, OURS, "Spearman")
    return {name: to_png(figure) for name, figure in figures.items()}


def build_report(evaluation: Evaluation, pictures: dict[str, bytes]) -> str:
    """Build the HTML page from an evaluation and its pictures."""
    parts = [
        paragraph(_headline(evaluation), "lead"),
        paragraph(", ".join(f"{n:,} {what}" for what, n in evaluation.data.items()) + ".", "note"),
        heading("Predicted ratings"),
        build_metric_table(evaluation.ratings.summary, OURS),
        picture(pictures["ratings"], "Order of each user's test books: Spearman by model"),
        heading("Differences, user by user"),
        build_difference_table(evaluation.ratings.differences),
        heading("Ranked lists"),
        build_metric_table(evaluation.rankings.summary, OURS),
        picture(pictures["rankings"], "The first ten of the whole catalogue: NDCG by model"),
        build_difference_table(evaluation.rankings.differences),
        *_lists_part(evaluation),
        heading("Balance of personal preference and average rating"),
        picture(pictures["balance"], "Chosen on validation users, drawn for test users afterwards"),
        heading("Groups of users and books"),
        picture(pictures["groups"], "Spearman by group; rare books have few training readers"),
        build_group_table(evaluation.ratings.groups, OURS),
        build_group_table(evaluation.rankings.groups, OURS),
        *_history_part(evaluation, pictures),
        *_cold_part(evaluation),
        heading("Can a predicted rating be taken at its word?"),
        picture(pictures["reliability"], "On the dotted line, prediction and truth agree"),
        *_embedding_part(evaluation),
        heading("Map of the books"),
        picture(pictures["book_map"], "The most rated books, near each other where embeddings are"),
        heading("How it was measured"),
        paragraph(PROTOCOL),
    ]
    return build_page("bookrec evaluation", parts)


def _headline(evaluation: Evaluation) -> str:
    first = evaluation.headline()
    low, high = format_signed(first["low"]), format_signed(first["high"])
    return (
        f"Over {first['users']} test users, predicted and true ratings agree with a mean Spearman "
        f"of {first['spearman']:.3f}; the average rating reaches {first['baseline']:.3f}. "
        f"The difference is {format_signed(first['difference'])}, 95 % interval {low} to {high}."
    )


def _lists_part(evaluation: Evaluation) -> list[str]:
    if not evaluation.lists:
        return []
    note = (
        "The list as `recommend` gives it, with all its rules, beside the ranking alone and the "
        "books that these users liked themselves. Famous is a book with 500,000 Goodreads ratings "
        "or more; in the stratified recall a hit counts the more, the fewer ratings a book has."
    )
    return [
        heading("Lists, rules and all"),
        paragraph(note, "note"),
        build_metric_table(evaluation.lists, LISTS),
    ]


def _history_part(evaluation: Evaluation, pictures: dict[str, bytes]) -> list[str]:
    if "history_lengths" not in pictures:
        return []
    caption = "The same users and test ratings, with more and more of their history"
    return [heading("Longer histories"), picture(pictures["history_lengths"], caption)]


def _cold_part(evaluation: Evaluation) -> list[str]:
    if not evaluation.cold_books:
        return []
    note = "A tenth of the books lost all training ratings; only these books are tested."
    return [
        heading("Books without ratings"),
        paragraph(note, "note"),
        build_metric_table(evaluation.cold_books, OURS),
    ]


def _embedding_part(evaluation: Evaluation) -> list[str]:
    if not evaluation.embeddings:
        return []
    note = "Held-out books took no part in training; n counts the books, pairs or users measured."
    return [
        heading("Embeddings before and after training"),
        paragraph(note, "note"),
        build_embedding_table(evaluation.embeddings),
    ]


def _of_metric(rows: Sequence[MetricRow], metric: str) -> list[MetricRow]:
    return [row for row in rows if row.metric == metric]
