"""How high a row must be for its wrapped text: LibreOffice does not work it out when it opens a file."""

from collections.abc import Iterable
from math import ceil

LINE = 15.8  # points of a line of 12 point text
HIGHEST = 330.0


def row_height(cells: Iterable[tuple[str, float]]) -> float | None:
    """The height in points for (text, column width in characters) pairs; None where one line will do."""
    lines = max((_lines(text, width) for text, width in cells if text), default=1)
    return min(lines * LINE, HIGHEST) if lines > 1 else None


def _lines(text: str, width: float) -> int:
    # Words that do not fit move to the next line whole, so a line holds somewhat less than its width.
    return sum(max(ceil(len(line) * 1.08 / max(width, 1.0)), 1) for line in text.split("\n"))
