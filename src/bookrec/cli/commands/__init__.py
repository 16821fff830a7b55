"""All commands, in the order `--help` shows them."""

from collections.abc import Callable

from bookrec.cli.commands.download import download
from bookrec.cli.commands.export import export
from bookrec.cli.commands.genres import genres
from bookrec.cli.commands.info import info
from bookrec.cli.commands.predict import predict
from bookrec.cli.commands.recommend import recommend
from bookrec.cli.commands.reset import reset
from bookrec.cli.commands.run_all import run_all
from bookrec.cli.commands.schema import schema
from bookrec.cli.commands.search import search, show
from bookrec.cli.commands.serve import serve
from bookrec.cli.commands.stages import clean, embed, encode, evaluate, fit, train, tune

PIPELINE = "The pipeline"
READERS = "For readers"
HOUSEKEEPING = "Housekeeping"

COMMANDS: list[tuple[str, Callable[..., None], str]] = [
    ("recommend", recommend, READERS),
    ("predict", predict, READERS),
    ("search", search, READERS),
    ("show", show, READERS),
    ("genres", genres, READERS),
    ("serve", serve, READERS),
    ("run-all", run_all, PIPELINE),
    ("download", download, PIPELINE),
    ("schema", schema, PIPELINE),
    ("clean", clean, PIPELINE),
    ("embed", embed, PIPELINE),
    ("train", train, PIPELINE),
    ("encode", encode, PIPELINE),
    ("tune", tune, PIPELINE),
    ("fit", fit, PIPELINE),
    ("evaluate", evaluate, PIPELINE),
    ("export", export, PIPELINE),
    ("info", info, HOUSEKEEPING),
    ("reset", reset, HOUSEKEEPING),
]
