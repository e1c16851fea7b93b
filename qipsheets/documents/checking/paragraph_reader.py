"""Reads paragraphs of a Word file with their looks, their room, and those of the text boxes anchored in them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qipsheets.documents.checking.looks import Looks
from qipsheets.documents.checking.paper import Paragraph, Spot
from qipsheets.documents.checking.paper_runs import RunReader
from qipsheets.documents.reading.word_numbering import Numbering, W

_BOX_MARGINS_MM = 5.0


class ParagraphReader:
    """Answers for any paragraph; the lists count on as paragraphs go by."""

    def __init__(self, looks: Looks, numbering: Numbering) -> None:
        self.looks = looks
        self.numbering = numbering

    def paragraph(self, element: Any, spot: Spot, room: float = 0.0, table_style: str = "") -> Iterator[Paragraph]:
        """A paragraph, then those of its text boxes. `room` is the container's width in millimetres, 0 if unknown."""
        properties = element.find(f"{W}pPr")
        held = RunReader(self.looks, properties, table_style).read(element)
        setting = self.looks.setting(properties, table_style)
        yield Paragraph(
            tuple(held.letters),
            setting,
            spot,
            max(room - setting.left - setting.right, 0.1) if room else 0.0,
            "" if properties is None else self.numbering.label(properties),
            tuple(held.drawn),
            tuple(held.fields),
            held.page_breaks,
            properties is not None and properties.find(f"{W}sectPr") is not None,
        )
        for box, width in held.boxes:
            for paragraph in self.lines(box, spot, max(width - _BOX_MARGINS_MM, 0)):
                yield replace(paragraph, boxed=True)

    def lines(self, parent: Any, spot: Spot, room: float = 0.0) -> Iterator[Paragraph]:
        """The paragraphs of a header or a box, those in tables of it too."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, spot, room)
            elif isinstance(child.tag, str) and not child.tag.endswith("Pr"):
                yield from self.lines(child, spot, room if not child.tag.endswith("}tbl") else 0.0)
