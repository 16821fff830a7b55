"""Tables of the report as HTML."""

from collections.abc import Sequence

from bookrec.evaluation.embeddings import EmbeddingRow
from bookrec.evaluation.report.page import table
from bookrec.evaluation.report.tables import DifferenceRow, MetricRow

METRIC_LABELS = {
    "spearman": "Spearman",
    "kendall": "Kendall tau-b",
    "concordance": "concordant pairs",
    "rmse": "RMSE",
    "mae": "MAE",
    "recall@20": "recall@20",
    "ndcg@10": "NDCG@10",
    "mrr@20": "MRR@20",
    "coverage@10": "coverage@10",
    "novelty@10": "novelty@10, bits",
    "intra_list_similarity@10": "similarity in list@10",
    "popularity_lift@10": "popularity lift@10",
}


def build_metric_table(rows: Sequence[MetricRow], strong: str) -> str:
    """Build a table of models by metrics; the row of `strong` stands out."""
    metrics = list(dict.fromkeys(row.metric for row in rows))
    by_cell = {(row.model, row.metric): row for row in rows}
    models = list(dict.fromkeys(row.model for row in rows))
    header = ["model", *(METRIC_LABELS.get(name, name) for name in metrics), "users"]
    body = [
        [
            model,
            *(_interval_or_gap(by_cell.get((model, metric))) for metric in metrics),
            " / ".join(dict.fromkeys(str(row.n_users) for row in rows if row.model == model)),
        ]
        for model in models
    ]
    return table(header, body, strong=strong)


def _interval_or_gap(row: MetricRow | None) -> str:
    """Write a cell; a model may lack a metric."""
    return "" if row is None else _interval(row)


def build_group_table(rows: Sequence[MetricRow], model: str) -> str:
    """Build a table of groups of users and books by metrics, for one model."""
    metrics = list(dict.fromkeys(row.metric for row in rows))
    by_cell = {(row.group, row.metric): row for row in rows if row.model == model}
    body = [
        [
            group,
            *(_interval(by_cell[group, metric]) for metric in metrics),
            str(by_cell[group, metrics[0]].n_users),
        ]
        for group in dict.fromkeys(row.group for row in rows)
    ]
    return table(
        [f"{model}, by group", *(METRIC_LABELS.get(name, name) for name in metrics), "users"], body
    )


def build_difference_table(rows: Sequence[DifferenceRow]) -> str:
    """Build a table of a model less the others."""
    header = ["bookrec less ...", "metric", "difference", "95 % interval", "p (Holm)", "users"]
    body = [
        [
            row.reference,
            METRIC_LABELS[row.metric],
            format_signed(row.mean),
            f"{format_signed(row.low)} to {format_signed(row.high)}",
            "< 0.001" if row.p_holm < 0.001 else f"{row.p_holm:.3f}",
            str(row.n_users),
        ]
        for row in rows
    ]
    return table(header, body)


def build_embedding_table(rows: Sequence[EmbeddingRow]) -> str:
    """Build a table of the embeddings before and after training."""
    header = ["measure", "books", "before", "after", "difference", "95 % interval", "n"]
    body = [
        [
            row.measure,
            row.group,
            f"{row.before:.3f}",
            f"{row.after:.3f}",
            format_signed(row.difference),
            f"{format_signed(row.difference_low)} to {format_signed(row.difference_high)}",
            f"{row.n:,}",
        ]
        for row in rows
    ]
    return table(header, body)


def _interval(row: MetricRow) -> str:
    mean = f"{row.mean:z.3f}".replace("-", "−")
    if row.low != row.low:  # not a mean over users, so without an interval
        return mean
    return f"{mean} ±{(row.high - row.low) / 2:.3f}"


def format_signed(value: float) -> str:
    """Format with a sign, a true minus, and no minus before a zero."""
    return f"{value:+z.3f}".replace("-", "−")
