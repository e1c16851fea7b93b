"""How letters and paragraphs look once defaults, styles and what was set by hand are laid over each other."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qipsheets import files
from qipsheets.documents import libreoffice
from qipsheets.documents.docx.numbering import W
from qipsheets.documents.docx.package import LARGEST_PART, Package, open_package, parse, readable
from qipsheets.documents.docx.paper import MM, Letters, LineSpacing
from qipsheets.errors import FileTrouble
from qipsheets.language import _

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLOTS = ("ascii", "hAnsi", "cs", "eastAsia")
_THEME_SLOTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "cs": "cstheme", "eastAsia": "eastAsiaTheme"}
_BLACK = frozenset({"", "auto", "000000"})
_BLACK_THEMES = frozenset({"text1", "dark1", "tx1", "dk1"})
_DEEPEST = 20  # styles that rest on each other; a circle ends there
_OFF = frozenset({"0", "false", "off"})
_NUMBER = re.compile(r"-?\d{1,7}(\.\d+)?")


def number(element: Any | None, name: str, otherwise: float = 0.0) -> float:
    """A measure as a number; `otherwise` where it is missing or none, for files hold all sorts of text."""
    text = "" if element is None else str(element.get(f"{W}{name}") or "")
    return float(text) if _NUMBER.fullmatch(text) else otherwise


def switched(parent: Any | None, name: str) -> bool | None:
    """A mark that is on, off or not there."""
    mark = None if parent is None else parent.find(f"{W}{name}")
    return None if mark is None else str(mark.get(f"{W}val", "1")).lower() not in _OFF


@dataclass
class Looks:
    """The styles of a file, its defaults and its theme's fonts, ready to answer for a paragraph or a run."""

    styles: dict[str, Any] = field(default_factory=dict)
    default_style: str = ""
    run_defaults: Any = None
    paragraph_defaults: Any = None
    theme: dict[str, str] = field(default_factory=dict)
    numbering_indents: dict[tuple[str, int], Any] = field(default_factory=dict)
    known: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def chain(self, style: str) -> tuple[Any, ...]:
        """A style's elements, what it rests on first."""
        if style not in self.known:
            found: list[Any] = []
            name = style
            while name in self.styles and len(found) < _DEEPEST:
                found.insert(0, self.styles[name])
                name = value(self.styles[name], "basedOn")
            self.known[style] = tuple(found)
        return self.known[style]

    def style_name(self, style: str) -> str:
        """The name a person sees."""
        element = self.styles.get(style)
        return "" if element is None else value(element, "name")

    def setting(self, properties: Any | None, table_style: str = "") -> LineSpacing:
        """How a paragraph with these properties (w:pPr) is set."""
        style = value(properties, "pStyle") or self.default_style
        layers = [self.paragraph_defaults, *self._of(table_style, "pPr"), *self._of(style, "pPr")]
        layers += [self._list_indent(layer) for layer in (*layers, properties)]
        layers.append(properties)
        held = [layer for layer in layers if layer is not None]
        return _setting(held, self.style_name(style))

    def _of(self, style: str, part: str) -> Iterator[Any]:
        return (found for one in self.chain(style) if (found := one.find(f"{W}{part}")) is not None)

    def _list_indent(self, properties: Any | None) -> Any | None:
        listed = None if properties is None else properties.find(f"{W}numPr")
        if listed is None:
            return None
        depth = value(listed, "ilvl")
        return self.numbering_indents.get((value(listed, "numId"), int(depth) if depth.isdecimal() else 0))

    def letters(self, text: str, run: Any | None, properties: Any | None, table_style: str = "") -> Letters:
        """A text in the looks of its run properties (w:rPr), its paragraph's style and the defaults."""
        style = value(properties, "pStyle") or self.default_style
        layers = [self.run_defaults, *self._of(table_style, "rPr"), *self._of(style, "rPr")]
        layers += [*self._of(value(run, "rStyle"), "rPr"), run]
        held = [layer for layer in layers if layer is not None]
        underline = _last(held, "u")
        language = _last(held, "lang")
        return Letters(
            text,
            self._fonts(held),
            number(_last(held, "sz"), "val", 20) / 2,
            _on(held, "b"),
            _on(held, "i"),
            underline is not None and underline.get(f"{W}val") not in ("none", None),
            _on(held, "caps"),
            _colour(_last(held, "color")),
            "" if language is None else str(language.get(f"{W}val") or ""),
        )

    def _fonts(self, layers: Iterable[Any]) -> tuple[str, str, str, str]:
        names = dict.fromkeys(_SLOTS, "")
        for layer in layers:
            fonts = layer.find(f"{W}rFonts")
            for slot in _SLOTS if fonts is not None else ():
                theme = fonts.get(f"{W}{_THEME_SLOTS[slot]}")
                told = self.theme.get(str(theme), "") if theme else fonts.get(f"{W}{slot}")
                names[slot] = str(told) if told is not None else names[slot]
        return names["ascii"], names["hAnsi"], names["cs"], names["eastAsia"]


def value(parent: Any | None, name: str) -> str:
    """The w:val of a child, "" where there is none."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return "" if child is None else str(child.get(f"{W}val") or "")


def read_looks(styles: Any | None, theme: Any | None, lists: Any | None) -> Looks:
    """The looks that styles.xml, the theme and numbering.xml give."""
    looks = Looks(theme=_theme_fonts(theme), numbering_indents=dict(_list_indents(lists)))
    if styles is None:
        return looks
    looks.run_defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    looks.paragraph_defaults = styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
    for style in styles.findall(f"{W}style"):
        key = str(style.get(f"{W}styleId") or "")
        looks.styles[key] = style
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
            looks.default_style = key
    return looks


def _theme_fonts(theme: Any | None) -> dict[str, str]:
    if theme is None:
        return {}
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        for tag, slots in (("latin", ("Ascii", "HAnsi")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            found = theme.find(f".//{_A}{kind}Font/{_A}{tag}")
            for slot in slots:
                fonts[kind + slot] = "" if found is None else str(found.get("typeface") or "")
    return fonts


def _list_indents(lists: Any | None) -> Iterator[tuple[tuple[str, int], Any]]:
    if lists is None:
        return
    kinds = {kind.get(f"{W}abstractNumId"): kind for kind in lists.findall(f"{W}abstractNum")}
    for num in lists.findall(f"{W}num"):
        kind = kinds.get(value(num, "abstractNumId"))
        for level in kind.findall(f"{W}lvl") if kind is not None else ():
            depth = str(level.get(f"{W}ilvl") or "0")
            if depth.isdecimal() and (properties := level.find(f"{W}pPr")) is not None:
                yield (str(num.get(f"{W}numId")), int(depth)), properties


def _setting(layers: list[Any], style: str) -> LineSpacing:
    indent, space = _merged(layers, "ind"), _merged(layers, "spacing")
    hanging = _measure(indent, "hanging")
    rule = space.get("lineRule", "auto")
    line = _measure(space, "line", 240)
    outline = _last(layers, "outlineLvl")
    borders = _last(layers, "pBdr")
    return LineSpacing(
        {"start": "left", "end": "right", "distribute": "both"}.get(_align(layers), _align(layers)),
        (_measure(indent, "left") or _measure(indent, "start")) * MM,
        (_measure(indent, "right") or _measure(indent, "end")) * MM,
        (-hanging if hanging else _measure(indent, "firstLine")) * MM,
        0.0 if space.get("beforeAutospacing") == "1" else _measure(space, "before") / 20,
        14.0 if space.get("afterAutospacing") == "1" else _measure(space, "after") / 20,
        line / 20 if rule in ("exact", "atLeast") else line / 240,
        rule if rule in ("exact", "atLeast") else "",
        _on(layers, "keepNext"),
        _on(layers, "pageBreakBefore"),
        _on(layers, "contextualSpacing"),
        None if outline is None or number(outline, "val", 9) > 8 else int(number(outline, "val", 9)),
        style,
        _ruled(borders, "top"),
        _ruled(borders, "bottom"),
    )


def _align(layers: list[Any]) -> str:
    mark = _last(layers, "jc")
    return "left" if mark is None else str(mark.get(f"{W}val") or "left")


def _last(layers: Iterable[Any], name: str) -> Any | None:
    found = None
    for layer in layers:
        mark = layer.find(f"{W}{name}")
        found = mark if mark is not None else found
    return found


def _on(layers: Iterable[Any], name: str) -> bool:
    told = [mark for layer in layers if (mark := switched(layer, name)) is not None]
    return bool(told) and told[-1]


def _merged(layers: Iterable[Any], name: str) -> Mapping[str, str]:
    """The attributes of an element, a later layer's over an earlier one's; a first line undoes a hanging one."""
    merged: dict[str, str] = {}
    for layer in layers:
        mark = layer.find(f"{W}{name}")
        told = {} if mark is None else {str(key).partition("}")[2]: str(text) for key, text in mark.attrib.items()}
        for one, other in (("firstLine", "hanging"), ("hanging", "firstLine")):
            if one in told and other not in told:
                merged.pop(other, None)
        merged |= told
    return merged


def _measure(attributes: Mapping[str, str], name: str, otherwise: float = 0.0) -> float:
    text = attributes.get(name, "")
    return float(text) if _NUMBER.fullmatch(text) else otherwise


def _colour(mark: Any | None) -> str:
    if mark is None:
        return ""
    theme = mark.get(f"{W}themeColor")
    told = str(mark.get(f"{W}val") or "").lower()
    if theme is not None:
        return "" if theme in _BLACK_THEMES and mark.get(f"{W}themeTint") is None else told or str(theme)
    return "" if told in _BLACK else told


def _ruled(borders: Any | None, side: str) -> bool:
    return value(borders, side) not in ("", "none", "nil")


_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class WordParts:
    """The parsed parts of a Word file; None where it has no such part."""

    document: Any
    styles: Any | None = None
    numbering: Any | None = None
    settings: Any | None = None
    theme: Any | None = None
    related: Mapping[str, Any] = field(default_factory=dict)  # headers and footers by relation id
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    def part_of(self, reference: Any) -> Any | None:
        """The header or footer that a reference names."""
        return self.related.get(str(reference.get(f"{_RELATION}id") or ""))


@contextmanager
def word_parts(path: Path) -> Iterator[WordParts]:
    """The parts of a Word file; what is damaged in them while they are looked at raises FileTrouble too."""
    package = open_package(path)
    with readable(path), files.scratch_folder() as folder:
        if not _has(path, package.main):  # an older format, which was converted to be read
            path = libreoffice.convert(path, ".docx", folder)
            package = open_package(path)
        yield _parts(package, path)


def _has(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _parts(package: Package, path: Path) -> WordParts:
    folder = posixpath.dirname(package.main)
    names = {
        "relations": f"{folder}/_rels/{posixpath.basename(package.main)}.rels",
        "settings": f"{folder}/settings.xml",
        "core": _CORE,
        "custom": _CUSTOM,
    }
    extra = _extra(path, list(names.values()))
    related, theme = _related(extra.get(names["relations"]), package, folder)
    themes = _extra(path, [theme]) if theme else {}
    core = extra.get(_CORE)
    return WordParts(
        document=parse(package.parts[package.main]),
        styles=_beside(package, "styles."),
        numbering=_beside(package, "numbering"),
        settings=extra.get(names["settings"]),
        theme=themes.get(theme),
        related=related,
        title="" if core is None else str(core.findtext(f"{_DC}title") or "").strip(),
        properties=_custom(extra.get(_CUSTOM)),
    )


def _beside(package: Package, prefix: str) -> Any | None:
    return next((root for _name, root in package.beside(prefix)), None)


def _extra(path: Path, names: list[str]) -> dict[str, Any]:
    """The parts of these names that the file has, parsed; what is no XML counts as not there."""
    found: dict[str, Any] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            held = {entry.filename: entry for entry in archive.infolist()}
            for name in names:
                if name in held and held[name].file_size <= LARGEST_PART:
                    content = archive.read(held[name])
                    try:
                        found[name] = parse(content)
                    except ValueError:
                        continue
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileTrouble(
            _("{name} is damaged: it cannot be read as a Word file.").format(name=path.name),
            _("Open it in Word, let Word repair it, and save it as .docx."),
        ) from error
    return found


def _related(relations: Any | None, package: Package, folder: str) -> tuple[dict[str, Any], str]:
    """Headers and footers by relation, and the name of the theme's part."""
    related: dict[str, Any] = {}
    theme = ""
    for relation in relations if relations is not None else ():
        kind = str(relation.get("Type") or "").rpartition("/")[2]
        told = str(relation.get("Target") or "")
        name = told.lstrip("/") if told.startswith("/") else posixpath.normpath(f"{folder}/{told}")
        if kind in ("header", "footer") and name in package.parts:
            related[str(relation.get("Id") or "")] = parse(package.parts[name])
        elif kind == "theme":
            theme = name
    return related, theme


def _custom(root: Any | None) -> dict[str, str]:
    """The file's own properties by name, as text."""
    return {
        str(entry.get("name")): "".join(entry.itertext()).strip()
        for entry in (root if root is not None else ())
        if isinstance(entry.tag, str) and entry.get("name")
    }
