"""Every kind of data folder, by name.

Own tables stand last: their files have common names, which a folder of another kind may use too.
"""

from bookrec.data.sources.bookcrossing import BookCrossingReader
from bookrec.data.sources.goodbooks import GoodbooksReader
from bookrec.data.sources.kaggle import KaggleReader
from bookrec.data.sources.tables import TablesReader
from bookrec.data.sources.ucsd import UcsdReader
from bookrec.protocols import DatasetReader

READERS: dict[str, DatasetReader] = {
    reader.name: reader
    for reader in (
        KaggleReader(),
        GoodbooksReader(),
        UcsdReader(),
        BookCrossingReader(),
        TablesReader(),
    )
}
