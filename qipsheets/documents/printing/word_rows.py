"""Long tables: the printer makes one model row of each kind, the other rows are written straight into the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from qipsheets.documents.printing.word_layout import cells_of, is_high, third_of_page
from qipsheets.documents.printing.word_models import ELSE, Model

_OPEN, _CLOSE = "\ue000", "\ue001"  # private letters: no school's text holds a field's name between them
_BATCH = 200
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_NAMESPACE}}}"
_WHOLE = "<w:cantSplit/>"


@dataclass(frozen=True, slots=True)
class Streamed:
    """A table of the template whose rows are simple enough to be written without the printer."""

    field: str
    model: Model
    rows: Sequence[Any]

    @property
    def mark(self) -> str:
        """What stands before a field's name in the model rows."""
        return f"{_OPEN}{self.field}."


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text up to a field, and the field; one of several lines is written line by line between `before` and `after`."""

    text: str
    field: str = ""
    before: str = ""
    after: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A model row made ready: whole, and as one that may split over pages where `high` says so."""

    pieces: tuple[_Piece, ...]
    split: tuple[_Piece, ...]
    high: Callable[[Any], bool]


def streamed_tables(models: Mapping[str, Model], words: Mapping[str, Any]) -> tuple[Streamed, ...]:
    """The tables whose rows fit their model; one whose rows hold more than words is left to the printer."""
    found = []
    for field, model in models.items():
        rows = words.get(field)
        if isinstance(rows, Sequence) and not isinstance(rows, str) and len(rows) and model.fits(rows[0]):
            found.append(Streamed(field, model, rows))
    return tuple(found)


def model_words(one: Streamed) -> tuple[dict[str, Any], ...]:
    """A row of each kind with marks in place of its words, for the printer."""
    marks: dict[str, Any] = {name: f"{one.mark}{name}{_CLOSE}" for name in one.model.single}
    marks |= {name: (f"{one.mark}{name}{_CLOSE}",) for name in one.model.several}
    kind_field = one.model.kind_field
    return tuple(marks | ({kind_field: kind} if kind_field else {}) for kind in one.model.kinds)


def chunks(xml: bytes, streamed: Sequence[Streamed]) -> Iterator[bytes]:
    """The document's XML piece by piece, every streamed table with its real rows."""
    text, at = xml.decode("utf-8"), 0
    for one in sorted(streamed, key=lambda one: text.find(one.mark)):
        first, last = text.find(one.mark), text.rfind(one.mark)
        start = max(text.rfind("<w:tr>", 0, first), text.rfind("<w:tr ", 0, first))
        end = text.find("</w:tr>", last) + len("</w:tr>")
        if first >= 0:  # else the table stands in a part that is not printed now
            yield text[at:start].encode("utf-8")
            yield from _rows(one, text[start:end], _columns(text, start))
            at = end
    yield text[at:].encode("utf-8")


def _columns(text: str, before: int) -> list[int]:
    """The widths in twips of the table that a place in the document stands in."""
    start, end = text.rfind("<w:tblGrid>", 0, before), text.rfind("</w:tblGrid>", 0, before)
    grid = _element(f"{text[start:end]}</w:tblGrid>")
    return [int(column.get(f"{_W}w", "0")) for column in grid.iter(f"{_W}gridCol")]


def _element(xml: str) -> Any:
    from lxml import etree

    names = " ".join(f'xmlns:{prefix}="{prefix}"' for prefix in ("r", "w14", "w15", "wp", "mc"))
    return etree.fromstring(f'<row xmlns:w="{_NAMESPACE}" {names}>{xml}</row>')[0]


def _rows(one: Streamed, region: str, widths: Sequence[int]) -> Iterator[bytes]:
    made = [_row(f"{part}</w:tr>", one, widths) for part in region.split("</w:tr>")[:-1]]
    by_kind: dict[str, list[_Row]] = {}
    for kind, number in zip(one.model.kinds, one.model.counts, strict=True):
        by_kind[kind], made = made[:number], made[number:]
    rest, kind_field = by_kind.get(ELSE, []), one.model.kind_field
    batch: list[str] = []
    for at, row in enumerate(one.rows, 1):
        for model in by_kind.get(getattr(row, kind_field), rest) if kind_field else rest:
            _write(batch, model.split if model.high(row) else model.pieces, row)
        if at % _BATCH == 0:
            yield _xml(batch)
            batch.clear()
    yield _xml(batch)


def _xml(batch: Sequence[str]) -> bytes:
    """The rows as the printer would have written them: an element without words is closed at once."""
    return "".join(batch).replace("></w:t>", "/>").encode("utf-8")


def _write(batch: list[str], pieces: Sequence[_Piece], row: Any) -> None:
    for piece in pieces:
        batch.append(piece.text)
        if piece.several:
            for line in getattr(row, piece.field):
                batch += (piece.before, escape(line), piece.after)
        elif piece.field:
            batch.append(escape(getattr(row, piece.field)))


def _row(xml: str, one: Streamed, widths: Sequence[int]) -> _Row:
    pieces = tuple(_pieces(xml, one))
    if _WHOLE not in xml or "<w:tblHeader/>" in xml:
        return _Row(pieces, pieces, lambda _row: False)
    split = xml.replace(_WHOLE, "").replace("<w:trPr></w:trPr>", "<w:trPr/>")
    third = third_of_page(widths)
    cells = [(room, [tuple(_words(text, one)) for text in texts]) for room, texts in cells_of(_element(xml), widths)]

    def high(row: Any) -> bool:
        held = ((room, [line for words in texts for line in _lines(words, row)]) for room, texts in cells)
        return is_high(held, third)

    return _Row(pieces, tuple(_pieces(split, one)), high)


def _pieces(xml: str, one: Streamed) -> Iterator[_Piece]:
    at = 0
    while (found := xml.find(one.mark, at)) >= 0:
        close = xml.find(_CLOSE, found)
        name = xml[found + len(one.mark) : close]
        if name in one.model.several:
            start = max(xml.rfind("<w:p>", 0, found), xml.rfind("<w:p ", 0, found))
            end = xml.find("</w:p>", close) + len("</w:p>")
            yield _Piece(xml[at:start], name, xml[start:found], xml[close + 1 : end], several=True)
            at = end
        else:
            yield _Piece(xml[at:found], name)
            at = close + 1
    yield _Piece(xml[at:])


def _words(text: str, one: Streamed) -> Iterator[_Piece]:
    """A paragraph of a model row, as pieces."""
    before, *rest = text.split(one.mark)
    for part in rest:
        name, _close, after = part.partition(_CLOSE)
        yield _Piece(before, name, several=name in one.model.several)
        before = after
    yield _Piece(before)


def _lines(pieces: Sequence[_Piece], row: Any) -> Iterator[str]:
    """The paragraphs that a row has in place of the model's."""
    several = next((piece.field for piece in pieces if piece.several), None)
    if several is None:
        yield "".join(piece.text + (getattr(row, piece.field) if piece.field else "") for piece in pieces).strip()
    else:
        yield from (f"{pieces[0].text}{line}{pieces[-1].text}".strip() for line in getattr(row, several))
