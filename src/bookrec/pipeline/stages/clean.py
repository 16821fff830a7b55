"""`clean`: raw files to the books and ratings tables."""

from typing import Any

from bookrec.data.dataset import Dataset
from bookrec.data.sources import choose_reader
from bookrec.pipeline.stage import StageContext
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.storage.files import BOOKS, REPORT, write_json


def run_clean(context: StageContext) -> dict[str, Any]:
    """Write both tables, what is looked up in the catalogue, and the full report."""
    source, dataset = _read(context)
    dataset.save(context.folder)
    Catalog.open(context.folder / BOOKS).store(context.folder)
    report = {
        "source": source,
        **dataset.report.to_dict(),
        "missing": dataset.missing,
        "notes": dataset.notes,
    }
    write_json(context.folder / REPORT, report)
    return report


def _read(context: StageContext) -> tuple[str, Dataset]:
    if context.given.dataset is not None:
        return "given", context.given.dataset
    if context.data_dir is None:
        raise ValueError("clean was started without raw files")
    # Workers elsewhere have another working directory.
    folder = context.data_dir.absolute()
    settings = context.settings
    reader = choose_reader(folder, settings.data.source)
    read = reader.read(folder, settings, context.progress, context.engine)
    return reader.name, Dataset.of_tables(read)
