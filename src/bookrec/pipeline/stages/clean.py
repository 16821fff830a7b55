"""`clean`: raw files to the books and ratings tables."""

from typing import Any

from bookrec.data.sources import choose_reader
from bookrec.data.tables.parquet import write_books, write_ratings
from bookrec.pipeline.stage import StageContext
from bookrec.storage.files import BOOKS, RATINGS, REPORT, write_json


def run_clean(context: StageContext) -> dict[str, Any]:
    """Write both tables and the full report."""
    if context.data_dir is None:
        raise ValueError("clean was started without raw files")
    # Workers elsewhere have another working directory.
    folder = context.data_dir.absolute()
    settings = context.settings
    reader = choose_reader(folder, settings.data.source)
    result = reader.read(folder, settings, context.progress, context.engine)
    write_books(result.books, context.folder / BOOKS)
    write_ratings(result.ratings, context.folder / RATINGS)
    report = {"source": reader.name, **result.report.to_dict()}
    write_json(context.folder / REPORT, report)
    return report
