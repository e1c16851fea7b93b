"""The words of one Word paragraph: insertions kept, deletions, text boxes and pictures told apart."""

from dataclasses import dataclass, field
from typing import Any

from qipsheets.documents.reading.word_numbering import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PICTURES = frozenset(
    {
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{urn:schemas-microsoft-com:vml}imagedata",
    }
)
_WRITTEN = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_SILENT = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{W}instrText", f"{W}delText"})


@dataclass
class Runs:
    """What a paragraph holds. `boxes` are the text boxes anchored in it."""

    pieces: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    pictures: int = 0

    @property
    def text(self) -> str:
        """The words that stand."""
        return "".join(self.pieces)

    @property
    def deleted(self) -> str:
        """The words struck out while changes were tracked."""
        return "".join(self.removed)


def gather(paragraph: Any) -> Runs:
    """Everything a paragraph holds, in order."""
    runs = Runs()
    _walk(paragraph, runs)
    return runs


def _walk(parent: Any, runs: Runs) -> None:
    for child in parent:
        tag = child.tag
        if tag in (f"{W}t", _MATH_TEXT):
            runs.pieces.append(child.text or "")
        elif tag in _WRITTEN:
            runs.pieces.append(_WRITTEN[tag])
        elif tag == f"{W}sym":
            runs.pieces.append(_symbol(child))
        elif tag in _DELETED:
            # A moved text stands at its new place, so only a struck-out one is told.
            runs.removed.extend(child.itertext(f"{W}delText"))
        elif tag == f"{W}txbxContent":
            runs.boxes.append(child)
        elif tag in _PICTURES:
            runs.pictures += 1
        elif tag == f"{_MC}AlternateContent":
            _walk_one_choice(child, runs)
        elif isinstance(tag, str) and tag not in _SILENT:
            _walk(child, runs)


def _walk_one_choice(alternatives: Any, runs: Runs) -> None:
    """The same words stand in every alternative, so one of them is read."""
    chosen = alternatives.find(f"{_MC}Choice")
    if chosen is None:
        chosen = alternatives.find(f"{_MC}Fallback")
    if chosen is not None:
        _walk(chosen, runs)


def _symbol(element: Any) -> str:
    """A character of a symbol font: a ticked or empty box where known, else a bullet."""
    known = {"F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓"}
    return known.get(str(element.get(f"{W}char", "")).upper(), "•")
