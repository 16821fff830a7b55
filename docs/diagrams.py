"""Draw the two diagrams of the documentation: `python docs/diagrams.py`."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

BOX_WIDTH, BOX_HEIGHT, GAP = 148, 58, 34
STYLE = """
  .box { fill: #e0f2f1; stroke: #00796b; stroke-width: 1.5 }
  .arrow { stroke: #455a64; stroke-width: 1.5; fill: none; marker-end: url(#head) }
  text { font: 15px sans-serif; fill: #102a28; text-anchor: middle }
  .small { font-size: 11.5px; fill: #37474f }
"""


@dataclass(frozen=True)
class Box:
    """One box of a diagram, placed on a grid."""

    column: float
    row: float
    name: str
    says: str

    @property
    def x(self) -> float:
        """Left edge, in pixels."""
        return 10 + self.column * (BOX_WIDTH + GAP)

    @property
    def y(self) -> float:
        """Upper edge, in pixels."""
        return 10 + self.row * (BOX_HEIGHT + GAP)

    def draw(self) -> str:
        """Return its SVG."""
        middle = self.x + BOX_WIDTH / 2
        return (
            f'<rect class="box" x="{self.x}" y="{self.y}" width="{BOX_WIDTH}" '
            f'height="{BOX_HEIGHT}" rx="7"/>'
            f'<text x="{middle}" y="{self.y + 24}">{escape(self.name)}</text>'
            f'<text class="small" x="{middle}" y="{self.y + 44}">{escape(self.says)}</text>'
        )


def draw_arrow(start: Box, end: Box) -> str:
    """Return an arrow from one box to the box right of it, or to one below it."""
    if end.row == start.row:
        x, y = start.x + BOX_WIDTH, start.y + BOX_HEIGHT / 2
        to_x, to_y = end.x - 4, end.y + BOX_HEIGHT / 2
        return f'<path class="arrow" d="M{x} {y} L{to_x} {to_y}"/>'
    x, y = start.x + BOX_WIDTH / 2, start.y + BOX_HEIGHT
    to_x, to_y = end.x + BOX_WIDTH / 2, end.y - 4
    bend = (y + to_y) / 2
    return f'<path class="arrow" d="M{x} {y} C{x} {bend} {to_x} {bend} {to_x} {to_y}"/>'


def draw(title: str, boxes: list[Box], arrows: list[tuple[str, str]]) -> str:
    """Return the SVG of a diagram; arrows go from name to name."""
    by_name = {box.name: box for box in boxes}
    width = max(box.x for box in boxes) + BOX_WIDTH + 10
    height = max(box.y for box in boxes) + BOX_HEIGHT + 10
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" role="img" aria-label="{escape(title)}">',
            f"<title>{escape(title)}</title><style>{STYLE}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            '<defs><marker id="head" markerWidth="9" markerHeight="9" refX="6" refY="4" '
            'orient="auto"><path d="M0 0L8 4L0 8z" fill="#455a64"/></marker></defs>',
            *(draw_arrow(by_name[start], by_name[end]) for start, end in arrows),
            *(box.draw() for box in boxes),
            "</svg>\n",
        ]
    )


FLOW = [
    Box(0, 0, "source", "files of one kind"),
    Box(1, 0, "clean", "books and ratings"),
    Box(2, 0, "embed", "text embeddings"),
    Box(3, 0, "train", "projection head"),
    Box(4, 0, "encode", "book embeddings"),
    Box(2, 1.2, "tune", "scorer, chosen"),
    Box(3, 1.2, "evaluate", "on test users"),
    Box(2, 2.4, "fit", "on everybody"),
    Box(3, 2.4, "recommend", "in the terminal"),
    Box(4, 2.4, "serve", "page and API"),
]
FLOW_ARROWS = [
    ("source", "clean"),
    ("clean", "embed"),
    ("embed", "train"),
    ("train", "encode"),
    ("encode", "tune"),
    ("tune", "evaluate"),
    ("tune", "fit"),
    ("fit", "recommend"),
    ("recommend", "serve"),
]
HOUSE = [
    Box(0, 0, "cli", "parse, call, render"),
    Box(1, 0, "web", "pages and API"),
    Box(0.5, 1, "pipeline", "stages, artifacts"),
    Box(0.5, 2, "evaluation", "protocol, baselines"),
    Box(0.5, 3, "scoring", "model, fit, lists"),
    Box(0, 4, "encoder", "texts to vectors"),
    Box(1, 4, "head", "vectors to books"),
    Box(0, 5, "data", "books, ratings, shelves"),
    Box(1, 5, "metrics", "functions of arrays"),
    Box(0.5, 6, "storage", "artifacts, files"),
]
HOUSE_ARROWS = [
    ("cli", "pipeline"),
    ("web", "pipeline"),
    ("pipeline", "evaluation"),
    ("evaluation", "scoring"),
    ("scoring", "encoder"),
    ("scoring", "head"),
    ("encoder", "data"),
    ("head", "data"),
    ("head", "metrics"),
    ("data", "storage"),
]


def main() -> None:
    """Write both beside this file."""
    images = Path(__file__).parent / "images"
    flow = draw("From raw files to a list", FLOW, FLOW_ARROWS)
    (images / "data-flow.svg").write_text(flow, encoding="utf-8")
    house = draw("The house: imports point down", HOUSE, HOUSE_ARROWS)
    (images / "house.svg").write_text(house, encoding="utf-8")


if __name__ == "__main__":
    main()
