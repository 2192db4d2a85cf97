"""What is set on paper: layouts, pieces of type, lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont


@dataclass(frozen=True)
class Layout:
    """How a document is printed. `gap`: blank between paragraphs, in lines; 0 indents them."""

    columns: int = 2
    gap: float = 0.0
    family: str = "Times"
    size: float = 10.0
    hyphens: bool = True
    justified: bool = True
    notes_at: str = "column"
    head: tuple[str, ...] = ("Waiting for a place", "Study of home tuition")
    foot: tuple[str, ...] = ("{page}",)
    rules: str = "grid"
    boxed: str = ""


TWO_COLUMNS = Layout()
TWO_SPACED = Layout(
    gap=0.6,
    family="Vera",
    size=9,
    notes_at="page",
    justified=False,
    rules="lines",
    head=("Waiting for a place",),
    foot=("Study of home tuition | {page}",),
)
PUBLIC_REPORT = Layout(
    columns=1,
    gap=0.7,
    family="Helvetica",
    size=11,
    hyphens=False,
    justified=False,
    head=(),
    foot=("Report {title}", "Page {page} of {pages}"),
    boxed="Report summary",
)
MARGIN = 60.0
GUTTER = 20.0


@dataclass(frozen=True)
class Piece:
    """Letters of one kind: their font, size and how far they are raised."""

    text: str
    font: str
    size: float
    rise: float = 0.0

    @property
    def width(self) -> float:
        return float(pdfmetrics.stringWidth(self.text, self.font, self.size))


@dataclass
class Line:
    """One line to be set: words of pieces, or a row of cells."""

    words: list[list[Piece]] = field(default_factory=list)
    height: float = 0.0
    before: float = 0.0
    indent: float = 0.0
    marker: Piece | None = None
    stretch: bool = False
    notes: list[int] = field(default_factory=list)
    cells: list[list[Line]] | None = None
    keep: bool = False
    boxed: bool = False


def fonts(family: str) -> tuple[str, str]:
    """Return the names of the plain and the bold face of a family."""
    if family == "Times":
        return "Times-Roman", "Times-Bold"
    if family == "Helvetica":
        return "Helvetica", "Helvetica-Bold"
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd"):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    return "Vera", "VeraBd"
