"""Long tables: the printer makes one model row of each kind, the other rows are written straight into the file."""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from qipsheets.documents.printing.word_layout import cells_of, is_high, third_of_page

_MODELS_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOR = re.compile(r"\{%tr\s+for\s+(\w+)\s+in\s+(\w+)\s*%\}")
_BRANCH = re.compile(r"\{%tr\s+(?:if|elif)\s+(\w+)\.(\w+)\s*==\s*'([^']+)'\s*%\}")
_LINES = re.compile(r"\{%p\s+for\s+(\w+)\s+in\s+(\w+)\.(\w+)\s*%\}")
_WORD = re.compile(r"\{\{\s*(\w+)(?:\.(\w+))?\s*\}\}")
_INSTRUCTIONS = re.compile(r"\{[{%].*?[%}]\}")
_PICTURES = tuple(f"{_MODELS_W}{name}" for name in ("drawing", "pict", "object", "tbl"))
ELSE = "\ue000else"


@dataclass(frozen=True, slots=True)
class Model:
    """The model rows of one table: how many each kind has, and the fields they print, in one line or in several."""

    kinds: tuple[str, ...]
    counts: tuple[int, ...]
    kind_field: str
    single: frozenset[str]
    several: frozenset[str]

    def fits(self, row: Any) -> bool:
        """True where a row's fields are what the model prints: words, or tuples of words."""
        if not is_dataclass(row):
            return False
        held = {field.name: getattr(row, field.name) for field in fields(row)}
        wanted = [*self.single, *([self.kind_field] if self.kind_field else [])]
        return all(isinstance(held.get(name), str) for name in wanted) and all(
            isinstance(held.get(name), tuple) for name in self.several
        )


def models_of(template: Path) -> dict[str, Model]:
    """The simple tables by the view's field they list. A table read in two places is left to the printer."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(template) as file:
        names = [name for name in file.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        roots = {name: etree.fromstring(file.read(name), parser) for name in names}
    everything = [_models_words(paragraph) for root in roots.values() for paragraph in root.iter(f"{_MODELS_W}p")]
    found = {}
    for table in roots["word/document.xml"].iter(f"{_MODELS_W}tbl"):
        for field, model in _tables(table):
            if _mentions(everything, field) == 1:
                found[field] = model
    return found


def _mentions(everything: Sequence[str], field: str) -> int:
    """How often instructions name a field, but for asking whether there is any."""
    told = " ".join(word for text in everything for word in _INSTRUCTIONS.findall(text))
    asked = len(re.findall(rf"%\w*\s+(?:if|elif)\s+{field}\s*%", told))
    return len(re.findall(rf"(?<![\w.]){field}\b", told)) - asked


def _tables(table: Any) -> Iterator[tuple[str, Model]]:
    rows = table.findall(f"{_MODELS_W}tr")
    texts = ["".join(map(_models_words, row.iter(f"{_MODELS_W}p"))).strip() for row in rows]
    for at, text in enumerate(texts):
        loop = _FOR.fullmatch(text)
        end = next((n for n in range(at, len(rows)) if re.fullmatch(r"\{%tr\s+endfor\s*%\}", texts[n])), None)
        if loop and end:
            model = _model(rows[at + 1 : end], texts[at + 1 : end], loop[1])
            if model:
                yield loop[2], model


def _model(rows: Sequence[Any], texts: Sequence[str], item: str) -> Model | None:
    """The model of the rows between «for» and «endfor»; None where they hold more than words."""
    kinds: dict[str, list[Any]] = {}
    kind, kind_fields = ELSE, set()
    for row, text in zip(rows, texts, strict=True):
        branch = _BRANCH.fullmatch(text)
        if branch:
            kind = branch[3] if branch[1] == item else ""
            kind_fields.add(branch[2])
        elif re.fullmatch(r"\{%tr\s+else\s*%\}", text):
            kind = ELSE
        elif not re.fullmatch(r"\{%tr\s+endif\s*%\}", text):
            kinds.setdefault(kind, []).append(row)
    told = [_fields(row, item) for held in kinds.values() for row in held]
    if not told or None in told or "" in kinds or len(kind_fields) > 1 or (kind_fields and ELSE in [*kinds][:-1]):
        return None
    single = frozenset().union(*(one[0] for one in told if one))
    several = frozenset().union(*(one[1] for one in told if one))
    if single & (several | kind_fields) or several & kind_fields:
        return None
    counts = tuple(len(held) for held in kinds.values())
    return Model(tuple(kinds), counts, next(iter(kind_fields), ""), single, several)


def _fields(row: Any, item: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The fields that a model row prints, in one line and in several; None where it holds anything else."""
    if any(next(row.iter(name), None) is not None for name in _PICTURES):
        return None
    single, several = set(), set()
    local = field = ""
    for paragraph in row.iter(f"{_MODELS_W}p"):
        text = _models_words(paragraph).strip()
        lines = _LINES.fullmatch(text)
        if lines:
            if local or lines[2] != item:
                return None
            local, field = lines[1], lines[3]
        elif re.fullmatch(r"\{%p\s+endfor\s*%\}", text):
            local = ""
        else:
            words = [match.groups() for match in _WORD.finditer(text)]
            if "{%" in text or "{#" in text or text.count("{{") != len(words):
                return None
            if local and words == [(local, None)]:
                several.add(field)
            elif local or any(owner != item or not name for owner, name in words):
                return None
            else:
                single |= {name for _owner, name in words}
    return (frozenset(single), frozenset(several)) if single or several else None


def _models_words(paragraph: Any) -> str:
    return "".join(piece.text or "" for piece in paragraph.iter(f"{_MODELS_W}t"))


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
