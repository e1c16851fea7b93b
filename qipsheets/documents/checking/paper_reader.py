"""Reads a Word file into a Paper: every paragraph with its looks and its room, sections, tables with measures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qipsheets.documents.checking.looks import number, read_looks, switched, value
from qipsheets.documents.checking.paper import MM, Paper, Paragraph, Section, Spot, Table
from qipsheets.documents.checking.paper_tables import read_table
from qipsheets.documents.checking.paragraph_reader import ParagraphReader
from qipsheets.documents.checking.word_parts import WordParts, word_parts
from qipsheets.documents.reading.word_numbering import W, read_numbering

_HOLDERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_USUAL_PAGE = (11906.0, 16838.0)
_USUAL_MARGIN = 1440.0


def read_paper(path: Path) -> Paper:
    """The file as it stands on paper. Raises FileTrouble where it is no Word file, is damaged or too large."""
    with word_parts(path) as parts:
        return _Reader(parts).read()


class _Reader:
    """Walks the body once, counting paragraphs and tables as a person would."""

    def __init__(self, parts: WordParts) -> None:
        self.parts = parts
        looks = read_looks(parts.styles, parts.theme, parts.numbering)
        self.reader = ParagraphReader(looks, read_numbering(parts.numbering, parts.styles))
        self.paragraphs = 0
        self.tables = 0
        self.ends: list[Any] = []  # the section properties met so far

    def read(self) -> Paper:
        """The whole paper."""
        body = self.parts.document.find(f"{W}body")
        found = [] if body is None else list(self._blocks(body))
        last = None if body is None else body.find(f"{W}sectPr")
        sections = tuple(_sections([*self.ends, last], self.parts, self.reader))
        return Paper(
            tuple(_with_room(block, sections[at].text_width) for block, at in found),
            tuple(at for _block, at in found),
            sections,
            bool(switched(self.parts.settings, "evenAndOddHeaders")),
            self.reader.looks.letters("", None, None).language,
            self.parts.title,
            self.parts.properties,
        )

    def _blocks(self, parent: Any) -> Iterator[tuple[Paragraph | Table, int]]:
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraphs += 1
                section = len(self.ends)
                for paragraph in self.reader.paragraph(child, Spot(paragraph=self.paragraphs)):
                    yield paragraph, section
                end = child.find(f"{W}pPr/{W}sectPr")
                if end is not None:
                    self.ends.append(end)
            elif child.tag == f"{W}tbl":
                self.tables += 1
                section = len(self.ends)
                yield read_table(child, self.tables, section, self.reader), section
            elif child.tag in _HOLDERS:
                yield from self._blocks(child)


def _with_room(block: Paragraph | Table, width: float) -> Paragraph | Table:
    if isinstance(block, Table) or block.boxed:
        return block
    return replace(block, room=max(width - block.setting.left - block.setting.right, 0.1))


def _sections(ends: Sequence[Any], parts: WordParts, reader: ParagraphReader) -> Iterator[Section]:
    """The sections in order; what one does not tell of headers and footers it takes over from the one before."""
    headers: Mapping[str, tuple[Paragraph, ...]] = {}
    footers: Mapping[str, tuple[Paragraph, ...]] = {}
    for end in ends:
        headers = {**headers, **_beside(end, "header", parts, reader)}
        footers = {**footers, **_beside(end, "footer", parts, reader)}
        page, margins, count = (
            None if end is None else end.find(f"{W}{name}") for name in ("pgSz", "pgMar", "pgNumType")
        )
        gutter = number(margins, "gutter")
        yield Section(
            number(page, "w", _USUAL_PAGE[0]) * MM,
            number(page, "h", _USUAL_PAGE[1]) * MM,
            abs(number(margins, "top", _USUAL_MARGIN)) * MM,
            abs(number(margins, "bottom", _USUAL_MARGIN)) * MM,
            (number(margins, "left", _USUAL_MARGIN) + gutter) * MM,
            number(margins, "right", _USUAL_MARGIN) * MM,
            bool(switched(end, "titlePg")),
            headers,
            footers,
            "" if count is None else str(count.get(f"{W}fmt") or ""),
            "" if count is None else str(count.get(f"{W}start") or ""),
            value(end, "type") or "nextPage",
        )


def _beside(end: Any | None, kind: str, parts: WordParts, reader: ParagraphReader) -> dict[str, tuple[Paragraph, ...]]:
    found = {}
    for reference in end.findall(f"{W}{kind}Reference") if end is not None else ():
        part = parts.part_of(reference)
        if part is not None:
            found[str(reference.get(f"{W}type") or "default")] = tuple(reader.lines(part, Spot(beside=kind)))
    return found
