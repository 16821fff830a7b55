"""Pictures of an evaluation; the only place that imports matplotlib.

Figures are built without pyplot, so that no display and no global state is touched.
"""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bookrec.evaluation.reliability import ReliabilityRow, UncertaintyRow
from bookrec.evaluation.report.book_map import GENRES, OTHER
from bookrec.evaluation.report.tables import MetricRow
from bookrec.evaluation.results import BookMap
from bookrec.evaluation.studies import BalanceRow

OURS_COLOR = "#c2410c"
OTHERS_COLOR = "#475569"
COLORS = ("#475569", "#2563eb", "#0d9488", "#7c3aed", "#a16207", "#be185d", "#64748b")
GENRE_COLORS = (
    "#2563eb", "#06b6d4", "#15803d", "#ec4899", "#92400e", "#111827", "#dc2626", "#eab308",
    "#7c3aed",
)  # fmt: skip
OTHER_COLOR = "#cbd5e1"
DPI = 130


def plot_models(rows: Sequence[MetricRow], ours: str, label: str) -> Figure:
    """Draw one metric of each model with its interval, best on top."""
    ordered = sorted(rows, key=lambda row: row.mean)
    figure, axes = _new_figure(7.5, 0.9 + 0.42 * len(ordered))
    for height, row in enumerate(ordered):
        _draw_interval(axes, row, height, OURS_COLOR if row.model == ours else OTHERS_COLOR)
        axes.annotate(
            f"{row.mean:.3f}", (row.high, height), (6, 0), textcoords="offset points", va="center"
        )
    axes.set_yticks(range(len(ordered)), [row.model for row in ordered])
    axes.set_ylim(-0.6, len(ordered) - 0.4)
    axes.margins(x=0.12)
    axes.set_xlabel(f"{label}, mean over {ordered[-1].n_users} users with 95 % interval")
    return figure


def plot_groups(rows: Sequence[MetricRow], ours: str, label: str) -> Figure:
    """Draw one metric of each model by group; rows of one group on one line."""
    groups = list(dict.fromkeys(row.group for row in rows))[::-1]
    models = [name for name in dict.fromkeys(row.model for row in rows) if name != ours] + [ours]
    figure, axes = _new_figure(9, 1.2 + 0.5 * len(groups))
    for number, model in enumerate(models):
        offset = 0.28 - 0.56 * number / max(len(models) - 1, 1)
        own = {row.group: row for row in rows if row.model == model}
        color = OURS_COLOR if model == ours else COLORS[number % len(COLORS)]
        for height, group in enumerate(groups):
            _draw_interval(axes, own[group], height + offset, color, model if height == 0 else None)
    n_users = {row.group: row.n_users for row in rows}
    axes.set_yticks(range(len(groups)), [f"{group}\n{n_users[group]} users" for group in groups])
    axes.set_ylim(-0.6, len(groups) - 0.4)
    axes.set_xlabel(f"{label}, mean with 95 % interval")
    _put_legend_outside(axes)
    return figure


def plot_balance(rows: Sequence[BalanceRow], popularity_weight: float) -> Figure:
    """Draw Spearman against the balance, a curve for each part of the users."""
    figure, axes = _new_figure(7.5, 4.2)
    for part, color in (("validation", OTHERS_COLOR), ("test", OURS_COLOR)):
        own = [row for row in rows if row.part == part]
        if own:
            weights = [row.popularity_weight for row in own]
            low, high = [row.low for row in own], [row.high for row in own]
            axes.fill_between(weights, low, high, color=color, alpha=0.15, linewidth=0)
            label = f"{part} users ({own[0].n_users})"
            axes.plot(weights, [row.mean for row in own], "o-", color=color, ms=4, label=label)
    axes.axvline(popularity_weight, color="#0f172a", linestyle=":", linewidth=1.2)
    axes.annotate(
        f"chosen on validation users: {popularity_weight:g}",
        (popularity_weight, 0.03),
        (5, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
    )
    axes.set_xlabel("popularity_weight: 0 is personal only, 1 is the average rating only")
    axes.set_ylabel("Spearman, mean over users")
    axes.legend(frameon=False)
    return figure


def plot_history_lengths(rows: Sequence[MetricRow], ours: str, label: str) -> Figure:
    """Draw one metric of each model against the length of the history."""
    figure, axes = _new_figure(7.5, 4.2)
    groups = list(dict.fromkeys(row.group for row in rows))
    for number, model in enumerate(dict.fromkeys(row.model for row in rows)):
        own = [row for row in rows if row.model == model]
        is_ours = model == ours
        axes.errorbar(
            range(len(own)),
            [row.mean for row in own],
            _bars(own) if is_ours else None,
            fmt="o-",
            color=OURS_COLOR if is_ours else COLORS[(number - 1) % len(COLORS)],
            linewidth=2.2 if is_ours else 1.2,
            ms=4,
            label=model,
            zorder=3 if is_ours else 2,
        )
    axes.set_xticks(range(len(groups)), groups)
    axes.set_ylabel(f"{label}, mean over {rows[0].n_users} users")
    _put_legend_outside(axes)
    return figure


def plot_reliability(
    reliability: Sequence[ReliabilityRow], uncertainty: Sequence[UncertaintyRow]
) -> Figure:
    """Draw true against predicted ratings, and true against stated error."""
    figure = _empty_figure(9, 4.2)
    left, right = figure.subplots(1, 2)
    sizes = np.array([row.n_ratings for row in reliability])
    left.axline((1, 1), slope=1, color=OTHERS_COLOR, linestyle=":")
    left.scatter(
        [row.mean_predicted for row in reliability],
        [row.mean_rating for row in reliability],
        20 + 180 * sizes / sizes.max(),
        color=OURS_COLOR,
    )
    left.set(
        xlim=(1, 5), ylim=(1, 5), xlabel="predicted rating, stars", ylabel="true rating, stars"
    )
    left.set_title("Predicted against true, size by ratings", fontsize=10)
    stated = [row.mean_uncertainty for row in uncertainty]
    true = [row.rmse for row in uncertainty]
    right.axline((1, 1), slope=1, color=OTHERS_COLOR, linestyle=":")
    right.plot(stated, true, "o-", color=OURS_COLOR)
    low, high = min(stated + true) - 0.05, max(stated + true) + 0.05
    right.set(xlim=(low, high), ylim=(low, high))
    right.set(xlabel="stated uncertainty, stars", ylabel="true error (RMSE), stars")
    right.set_title("Fifths of the predictions by stated uncertainty", fontsize=10)
    for axes in (left, right):
        _clean(axes)
    return figure


def plot_book_map(book_map: BookMap) -> Figure:
    """Draw books as points, colored by genre."""
    figure, axes = _new_figure(9, 6.5)
    colors = {OTHER: OTHER_COLOR, **dict(zip(GENRES, GENRE_COLORS, strict=True))}
    for name, color in colors.items():
        points = book_map.points[book_map.genres == name]
        axes.scatter(points[:, 0], points[:, 1], 9, color=color, linewidths=0, label=name)
    axes.set_axis_off()
    _put_legend_outside(axes)
    return figure


def to_png(figure: Figure) -> bytes:
    """Render a figure."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _empty_figure(width: float, height: float) -> Figure:
    return Figure(figsize=(width, height), dpi=DPI, layout="constrained")


def _new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = _empty_figure(width, height)
    axes = figure.subplots()
    _clean(axes)
    return figure, axes


def _clean(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e2e8f0", linewidth=0.7)
    axes.set_axisbelow(True)


def _draw_interval(
    axes: Axes, row: MetricRow, height: float, color: str, label: str | None = None
) -> None:
    axes.errorbar(row.mean, height, xerr=_bars([row]), fmt="o", ms=4, color=color, label=label)


def _bars(rows: Sequence[MetricRow]) -> np.ndarray:
    """Lengths of the interval below and above the mean, shape (2, n)."""
    return np.array([[row.mean - row.low, row.high - row.mean] for row in rows]).T


def _put_legend_outside(axes: Axes) -> None:
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, markerscale=1.2)
