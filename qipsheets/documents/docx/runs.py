"""What a paragraph of a Word file holds: letters with their looks, what is drawn, and what is beside the text."""

import re
from collections.abc import Callable, Iterator

from qipsheets.documents.docx import markup
from qipsheets.documents.docx.markup import MC, A, Element, W, attribute, child, children, switched, value, whole
from qipsheets.documents.docx.paper import Drawn, Letters
from qipsheets.documents.docx.styles import Looks
from qipsheets.documents.docx.symbols import LOWERED, RAISED, SYMBOL_LETTERS, equation, moved, shown_symbol

_EMU = 36_000  # to a millimetre
_WRITTEN = {f"{W}{name}": text for name, text in (("tab", "\t"), ("ptab", "\t"), ("cr", "\n"), ("noBreakHyphen", "-"))}
_SILENT = frozenset(
    f"{W}{name}"
    for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "delInstrText", "rubyPr", "ffData", "moveFrom")
)
_EQUATIONS = frozenset({f"{markup.MATH}oMath", f"{markup.MATH}oMathPara"})
_LINES = frozenset({"line", "straightConnector1"})
_LENGTH = re.compile(r"(-?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9}))\s*(pt|in|mm|cm|px)?")
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*width\s*:([^;]*)")
_UNITS = {"pt": 25.4 / 72, "in": 25.4, "mm": 1.0, "cm": 10.0, "px": 25.4 / 96, None: 25.4 / 72}
PICTURE_WORDS = "[hình]"


class RunReader:
    """Walks the runs of a paragraph and keeps what it finds. `related` gives the root of the part that an ID names."""

    def __init__(
        self,
        looks: Looks,
        table_style: str,
        related: Callable[[str], Element | None],
        decode: Callable[[str, str], str],
    ) -> None:
        self.looks = looks
        self.style = ""
        self.table_style = table_style
        self.related, self.decode = related, decode
        self.letters: list[Letters] = []
        self.drawn: list[Drawn] = []
        self.fields: list[str] = []
        self.boxes: list[tuple[Element, float]] = []  # text boxes with their width in millimetres
        self.asides: list[tuple[str, str]] = []  # words, and what they are instead of content
        self.page_breaks = 0
        self.hidden: list[str] = []

    def read(self, paragraph: Element) -> None:
        """Finds all that the paragraph holds."""
        self.style = value(child(paragraph, "pPr"), "pStyle")
        self.walk(paragraph, None)
        self.set_aside("".join(self.hidden), "hidden")

    def set_aside(self, words: str, kind: str) -> None:
        """Keeps words that are no content, with what they are instead."""
        if words.strip():
            self.asides.append((words.strip(), kind))

    def walk(self, parent: Element | None, run: Element | None) -> None:
        """Reads all that an element holds, with the looks of a run."""
        for tag, element in children(parent):
            if tag == f"{W}r":
                self.walk(element, child(element, "rPr"))
            elif tag == f"{W}t":
                self.write(element.text or "", run)
            elif tag in _SILENT:
                continue
            elif tag in _WRITTEN:
                self.write(_WRITTEN[tag], run)
            elif (read := _READERS.get(tag)) is not None:
                read(self, element, run)
            else:
                self.walk(element, run)

    def write(self, text: str, run: Element | None) -> None:
        """Adds letters with the looks of their run."""
        if not text:
            return
        look = self.looks.look(run, self.style, self.table_style)
        if look.hidden:
            self.hidden.append(text)
            return
        if SYMBOL_LETTERS.search(text):
            text = "".join(shown_symbol(letter, look.fonts[0]) for letter in text)
        if look.raised:
            text = moved(text, RAISED if look.raised == "superscript" else LOWERED)
        self.letters.append(look._replace(text=self.decode(text, look.fonts[0])))

    def _break(self, element: Element, run: Element | None) -> None:
        self.page_breaks += attribute(element, "type") == "page"
        self.write("\n", run)

    def _symbol(self, element: Element, run: Element | None) -> None:
        code = attribute(element, "char")
        letter = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{2,4}", code) else "\uf0b7"
        if letter < "\u0100":
            letter = chr(ord(letter) + 0xF000)
        self.write(shown_symbol(letter, attribute(element, "font")), run)

    def _control(self, element: Element, run: Element | None) -> None:
        content = child(element, "sdtContent")
        if content is not None and switched(child(element, "sdtPr"), "showingPlcHdr"):
            self.set_aside(markup.words_in(content, f"{W}t") or "[ô trống]", "placeholder")
        else:
            self.walk(content, run)

    def _field(self, element: Element, run: Element | None) -> None:
        """A field's first word; Word may cut an instruction in pieces, of which the first names it."""
        words = (element.text or attribute(element, "instr")).split()
        if words and words[0].isupper():
            self.fields.append(words[0])
        self.walk(element, run)

    def _form_field(self, element: Element, run: Element | None) -> None:
        """A box to tick or a list to choose from shows what its field says; other fields show their result."""
        box, choices = child(element, "ffData/checkBox"), child(element, "ffData/ddList")
        if box is not None:
            ticked = switched(box, "checked")
            self.write("☒" if (switched(box, "default") if ticked is None else ticked) else "☐", run)
        if choices is not None:
            entries = [attribute(entry, "val") for entry in choices.findall(f"{W}listEntry")]
            at = whole(value(choices, "result") or value(choices, "default"))
            self.write(entries[at] if at < len(entries) else "", run)

    def _reading_aid(self, element: Element, run: Element | None) -> None:
        """Words set in small letters above others (w:rt) are behind them, in brackets."""
        if words := markup.words_in(element, f"{W}t"):
            self.write(f"({words})", run)

    def _drawing(self, drawing: Element, _run: Element | None) -> None:
        extent = next(drawing.iter(f"{markup.WP}extent"), None)
        width = 0.0 if extent is None else whole(str(extent.get("cx") or ""), most=10**9) / _EMU
        boxes = list(_boxes(drawing))
        self.boxes += [(box, width) for box in boxes]
        shapes = {str(shape.get("prst")) for shape in drawing.iter(f"{A}prstGeom")}
        charts = list(drawing.iter(f"{markup.CHART}chart"))
        has_picture = next(drawing.iter(f"{markup.PICTURE}pic"), None) is not None
        if charts or has_picture:
            described = _is_described(next(drawing.iter(f"{markup.WP}docPr"), None))
            self.drawn.append(Drawn("picture", width, described))
        elif shapes and shapes <= _LINES and not boxes:
            dashes = {str(dash.get("val")) for dash in drawing.iter(f"{A}prstDash")}
            self.drawn.append(Drawn("line", width, solid=dashes <= {"solid"}))
        self.set_aside(PICTURE_WORDS if has_picture else "", "picture")
        for chart in charts:
            self._part(chart.get(f"{markup.RELATION}id"), "[biểu đồ]", "chart", (f"{A}t", f"{markup.CHART}v"))
        for diagram in drawing.iter(f"{markup.DIAGRAM}relIds"):
            self._part(diagram.get(f"{markup.RELATION}dm"), "[sơ đồ]", "diagram", (f"{A}t",))
        self.set_aside(markup.words_in(drawing, f"{A}t"), "shape")

    def _part(self, identity: str | None, name: str, kind: str, tags: tuple[str, ...]) -> None:
        """The words of a part that is drawn here: each once, for a chart keeps them twice."""
        root = self.related(identity or "")
        found = [] if root is None else [text for one in root.iter(*tags) if (text := (one.text or "").strip())]
        self.set_aside("; ".join(dict.fromkeys(found)) or name, kind)

    def _old_drawing(self, picture: Element, _run: Element | None) -> None:
        for box in _boxes(picture):
            shape = next((one for one in box.iterancestors() if one.get("style")), None)
            self.boxes.append((box, 0.0 if shape is None else _style_width(shape)))
        for shape in picture.iter(f"{markup.VML}line"):
            solid = next(shape.iter(f"{markup.VML}stroke"), None) is None
            self.drawn.append(Drawn("line", _line_width(shape), solid=solid))
        for image in picture.iter(f"{markup.VML}imagedata"):
            shape = image.getparent()
            if shape is not None:
                described = bool(shape.get("alt") or shape.get("title"))
                self.drawn.append(Drawn("picture", _style_width(shape), described))
            self.set_aside(PICTURE_WORDS, "picture")
        for shape in picture.iter(f"{markup.VML}shape"):
            if shape.get("type") == "#_x0000_t32":  # a straight connector
                self.drawn.append(Drawn("line", _style_width(shape)))
        for path in picture.iter(f"{markup.VML}textpath"):
            self.set_aside(path.get("string") or "", "shape")
        for entry in picture.iter(f"{markup.OFFICE}OLEObject"):
            self.set_aside(f"[{entry.get('ProgID') or 'tệp nhúng'}]", "object")


_READERS: dict[str, Callable[[RunReader, Element, Element | None], None]] = {
    f"{W}br": RunReader._break,
    f"{W}sym": RunReader._symbol,
    f"{W}del": lambda reader, element, _run: reader.set_aside(markup.texts(element, f"{W}delText", f"{W}t"), "deleted"),
    f"{W}sdt": RunReader._control,
    f"{W}instrText": RunReader._field,
    f"{W}fldSimple": RunReader._field,
    f"{W}fldChar": RunReader._form_field,
    f"{W}rt": RunReader._reading_aid,
    f"{W}subDoc": lambda reader, _element, _run: reader.set_aside("[tài liệu con]", "object"),
    f"{W}txbxContent": lambda reader, element, _run: reader.boxes.append((element, 0.0)),
    f"{W}drawing": RunReader._drawing,
    f"{W}pict": RunReader._old_drawing,
    f"{W}object": RunReader._old_drawing,
    f"{MC}AlternateContent": lambda reader, element, run: reader.walk(one_choice(element), run),
    **dict.fromkeys(_EQUATIONS, lambda reader, element, run: reader.write(equation(element), run)),
}


def one_choice(alternatives: Element) -> Element | None:
    """The same words are in every alternative, so one of them is read: the first that holds anything."""
    options = [one for one in alternatives if one.tag in (f"{MC}Choice", f"{MC}Fallback")]
    return next((one for one in options if len(one)), None)


def _boxes(drawing: Element | None) -> Iterator[Element]:
    """The text boxes of a drawing: of two alternatives one, and none that is in another box."""
    for tag, element in children(drawing):
        if tag == f"{W}txbxContent":
            yield element
        elif tag == f"{MC}AlternateContent":
            yield from _boxes(one_choice(element))
        else:
            yield from _boxes(element)


def _is_described(properties: Element | None) -> bool:
    """True where a picture has alternative text, or is marked as decoration."""
    if properties is None:
        return False
    decorative = (one for one in properties.iter() if str(one.tag).endswith("}decorative"))
    described = str(properties.get("descr") or properties.get("title") or "").strip()
    return bool(described) or any(one.get("val") in ("1", "true") for one in decorative)


def _length(text: str) -> float:
    """A length as the older drawings write it («72pt») in millimetres."""
    match = _LENGTH.fullmatch(text.strip())
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


def _line_width(line: Element) -> float:
    start, end = (str(line.get(name) or "").partition(",")[0] for name in ("from", "to"))
    return abs(_length(end) - _length(start))


def _style_width(shape: Element) -> float:
    width = _STYLE_WIDTH.search(str(shape.get("style") or ""))
    return _length(width[1]) if width else 0.0
