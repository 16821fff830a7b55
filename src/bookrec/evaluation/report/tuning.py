"""Write down how a scorer was chosen: `report.html` and its picture."""

from dataclasses import asdict
from pathlib import Path

from bookrec.evaluation.report.page import build_page, heading, paragraph, picture, table
from bookrec.evaluation.report.plots import plot_balance, to_png
from bookrec.evaluation.search import TuneResult
from bookrec.storage.files import REPORT_HTML

BALANCE_PNG = "balance.png"

PROTOCOL = (
    "Every fit learns from training users; all choices are made on validation users, test users "
    "are not looked at. A fit is judged by the mean Spearman of validation users over several "
    "lengths of history. The balance is then chosen for the best fit: 0 is personal preference "
    "only, 1 is the average rating only. The weights of the ranking are those with the greatest "
    "sum of recall@20 and NDCG@10. Intervals are 95 % bootstrap intervals over users."
)


def write_tune_report(result: TuneResult, folder: Path) -> None:
    """Write the report's files.

    Args:
        result: What was chosen and how.
        folder: Existing folder; files of the same names are replaced.
    """
    png = to_png(plot_balance(result.curve, result.chosen.popularity_weight))
    (folder / BALANCE_PNG).write_bytes(png)
    (folder / REPORT_HTML).write_text(build_tune_report(result, png), encoding="utf-8")


def build_tune_report(result: TuneResult, balance_png: bytes) -> str:
    """Build the HTML page.

    Args:
        result: What was chosen and how.
        balance_png: Picture of the balance.
    """
    chosen, average = result.chosen, result.curve[-1]
    lead = (
        f"Over {chosen.n_users} validation users, predicted and true ratings agree with a mean "
        f"Spearman of {chosen.mean:.3f} at a popularity weight of {chosen.popularity_weight:g}; "
        f"the average rating alone reaches {average.mean:.3f}."
    )
    parts = [
        paragraph(lead, "lead"),
        heading("Balance of personal preference and average rating"),
        picture(balance_png, "Spearman of validation users at every balance"),
        _balance_table(result),
        *_describe_trials(result),
        heading("What the ranking counts"),
        _ranking_table(result),
        heading("How it was chosen"),
        paragraph(PROTOCOL),
    ]
    return build_page("bookrec tune", parts)


def _balance_table(result: TuneResult) -> str:
    body = [
        [
            f"{row.popularity_weight:.2f}",
            f"{row.mean:.3f}",
            f"{row.low:.3f} to {row.high:.3f}",
            str(row.n_users),
        ]
        for row in result.curve
    ]
    strong = f"{result.chosen.popularity_weight:.2f}"
    return table(["popularity weight", "Spearman", "95 % interval", "users"], body, strong=strong)


def _describe_trials(result: TuneResult) -> list[str]:
    if result.chosen_trial is None:
        return []
    names = list(result.chosen_trial.changes)
    chosen = result.trials.index(result.chosen_trial) + 1
    body = [
        [
            f"{number}, chosen" if number == chosen else str(number),
            *(f"{trial.changes[name]:.3g}" for name in names),
            f"{trial.spearman:.4f}",
        ]
        for number, trial in enumerate(result.trials, start=1)
    ]
    header = ["fit", *(name.replace("_", " ") for name in names), "Spearman"]
    return [heading("Fits compared"), table(header, body, f"{chosen}, chosen")]


def _ranking_table(result: TuneResult) -> str:
    weights = asdict(result.scorer.reading.weights)
    return table(
        ["sign", "weight"], [[name.replace("_", " "), f"{w:.3g}"] for name, w in weights.items()]
    )
