"""What one paragraph holds, in order: letters in their looks, fields, drawn lines, pictures, page breaks, boxes."""

import re
from dataclasses import dataclass, field
from typing import Any

from qipsheets.documents.checking.looks import Looks, switched
from qipsheets.documents.checking.paper import Drawn, Letters
from qipsheets.documents.reading.word_numbering import W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_VML = "{urn:schemas-microsoft-com:vml}"
_EMU = 36_000  # to a millimetre
_WRITTEN = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SILENT = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "del", "moveFrom", "rt", "delInstrText")
)
_LINES = frozenset({"line", "straightConnector1"})
_LENGTH = re.compile(r"(-?[\d.]{1,12})\s*(pt|in|mm|cm|px)?")
_UNITS = {"pt": 25.4 / 72, "in": 25.4, "mm": 1.0, "cm": 10.0, "px": 25.4 / 96, None: 25.4 / 72}


@dataclass
class Held:
    """What was found in a paragraph. `boxes` are its text boxes with their width in millimetres."""

    letters: list[Letters] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    boxes: list[tuple[Any, float]] = field(default_factory=list)
    page_breaks: int = 0


class RunReader:
    """Walks the runs of a paragraph."""

    def __init__(self, looks: Looks, properties: Any | None, table_style: str) -> None:
        self.looks = looks
        self.properties = properties
        self.table_style = table_style
        self.held = Held()

    def read(self, paragraph: Any) -> Held:
        """All that the paragraph holds."""
        self._walk(paragraph, None)
        return self.held

    def _walk(self, parent: Any, run: Any | None) -> None:
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SILENT:
                continue
            if tag == f"{W}r":
                properties = child.find(f"{W}rPr")
                if not switched(properties, "vanish"):
                    self._walk(child, properties)
            elif tag == f"{W}t":
                self._write(child.text or "", run)
            elif tag in _WRITTEN:
                self._write(_WRITTEN[tag], run)
            elif tag == f"{W}br":
                self._break(child, run)
            elif tag == f"{W}instrText":
                self._field(child.text or "")
            elif tag == f"{W}fldSimple":
                self._field(str(child.get(f"{W}instr") or ""))
                self._walk(child, run)
            elif tag == f"{_MC}AlternateContent":
                self._choose(child, run)
            elif tag == f"{W}drawing":
                self._drawing(child)
            elif tag in (f"{W}pict", f"{W}object"):
                self._old_drawing(child)
            else:
                self._walk(child, run)

    def _write(self, text: str, run: Any | None) -> None:
        if text:
            self.held.letters.append(self.looks.letters(text, run, self.properties, self.table_style))

    def _break(self, mark: Any, run: Any | None) -> None:
        if mark.get(f"{W}type") == "page":
            self.held.page_breaks += 1
        else:
            self._write("\n", run)

    def _field(self, text: str) -> None:
        """A field's first word; Word may cut an instruction in pieces, of which the first names it."""
        words = text.split()
        if words and words[0].isupper():
            self.held.fields.append(words[0])

    def _choose(self, alternatives: Any, run: Any | None) -> None:
        chosen = alternatives.find(f"{_MC}Choice")
        if chosen is None:
            chosen = alternatives.find(f"{_MC}Fallback")
        if chosen is not None:
            self._walk(chosen, run)

    def _drawing(self, drawing: Any) -> None:
        extent = next(drawing.iter(f"{_WP}extent"), None)
        width = _emu(extent)
        boxes = list(drawing.iter(f"{W}txbxContent"))
        self.held.boxes += [(box, width) for box in boxes]
        shapes = {str(shape.get("prst")) for shape in drawing.iter(f"{_A}prstGeom")}
        if any(True for _found in drawing.iter(_PIC, _CHART)):
            self.held.drawn.append(Drawn("picture", width, _told(next(drawing.iter(f"{_WP}docPr"), None))))
        elif shapes and shapes <= _LINES and not boxes:
            dashes = {str(dash.get("val")) for dash in drawing.iter(f"{_A}prstDash")}
            self.held.drawn.append(Drawn("line", width, solid=dashes <= {"solid"}))

    def _old_drawing(self, picture: Any) -> None:
        for box in picture.iter(f"{W}txbxContent"):
            shape = next((one for one in box.iterancestors() if one.get("style")), None)
            self.held.boxes.append((box, 0.0 if shape is None else _style_width(shape)))
        for shape in picture.iter(f"{_VML}line"):
            self.held.drawn.append(
                Drawn("line", _vml_width(shape), solid=next(shape.iter(f"{_VML}stroke"), None) is None)
            )
        for image in picture.iter(f"{_VML}imagedata"):
            shape = image.getparent()
            self.held.drawn.append(Drawn("picture", _style_width(shape), bool(shape.get("alt") or shape.get("title"))))
        for shape in picture.iter(f"{_VML}shape"):
            if shape.get("type") == "#_x0000_t32":  # a straight connector
                self.held.drawn.append(Drawn("line", _style_width(shape)))


def _told(properties: Any | None) -> bool:
    """True where a picture has alternative text, or is marked as decoration."""
    if properties is None:
        return False
    decorative = any(
        str(one.tag).endswith("}decorative") and one.get("val") in ("1", "true") for one in properties.iter()
    )
    return decorative or bool(str(properties.get("descr") or properties.get("title") or "").strip())


def _emu(extent: Any | None) -> float:
    text = "" if extent is None else str(extent.get("cx") or "")
    return int(text) / _EMU if text.isdecimal() and len(text) < 12 else 0.0


def _length(text: str) -> float:
    match = _LENGTH.fullmatch(text.strip())
    try:
        return float(match[1]) * _UNITS[match[2]] if match else 0.0
    except ValueError:
        return 0.0


def _vml_width(line: Any) -> float:
    start, end = (str(line.get(name) or "").partition(",")[0] for name in ("from", "to"))
    return abs(_length(end) - _length(start))


def _style_width(shape: Any) -> float:
    for part in str(shape.get("style") or "").split(";"):
        name, _colon, told = part.partition(":")
        if name.strip() == "width":
            return _length(told)
    return 0.0
