"""Every kind of data folder, by name; where two would do, the choice is the reader's."""

from bookrec.data.sources.kaggle import KaggleReader
from bookrec.protocols import DatasetReader

READERS: dict[str, DatasetReader] = {reader.name: reader for reader in (KaggleReader(),)}
