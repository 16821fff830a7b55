"""What is too large to be meant; whatever goes beyond is refused with one line that says so."""

MAX_RAW_FILE_BYTES = 4 * 2**30
"""One raw CSV file; the largest of the real ones has 0.5 GiB."""
MAX_LINE = 10_000_000
"""Characters of one line of a raw CSV file; beyond, the file is no CSV file."""
MAX_FIELD = 131_072
"""Characters of one cell; the row is left out and reported. It is the csv module's own limit."""

MAX_HISTORY_BYTES = 20_000_000
"""A reader's own file."""
MAX_HISTORY_ROWS = 100_000
"""Books in it."""
MAX_SHEET_BYTES = 200_000_000
"""An Excel file, unpacked."""
MAX_TEXT = 1_000
"""Characters of a title, author, id or genre that a reader gives; a description ten times that."""

MAX_SETTINGS_BYTES = 64_000
"""bookrec.toml; its parser takes quadratic time for dotted keys."""

MAX_ARCHIVE_BYTES = 4 * 2**30
"""A downloaded zip file; the larger data set has about 0.7 GiB."""
MAX_UNPACKED_BYTES = 8 * 2**30
"""Its unpacked size; the larger data set has about 1.5 GiB."""
MAX_UNPACKED_RATIO = 200
"""Unpacked to packed size; text of this kind reaches about 5."""
MAX_MEMBERS = 10_000
"""Files in it."""
