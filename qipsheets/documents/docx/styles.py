"""How letters and paragraphs look once defaults, styles and what was set by hand are put over each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qipsheets.documents.docx import markup
from qipsheets.documents.docx.markup import A, Element, W, attribute, child, measure, number, switched, value
from qipsheets.documents.docx.numbering import Numbering, chain, read_numbering, styles_by_name
from qipsheets.documents.docx.paper import MM, Letters, LineSpacing

_SLOTS = ("ascii", "hAnsi", "cs", "eastAsia")
_THEME_SLOTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "cs": "cstheme", "eastAsia": "eastAsiaTheme"}
_BLACK = frozenset({"", "auto", "000000"})
_BLACK_THEMES = frozenset({"text1", "dark1", "tx1", "dk1"})


@dataclass
class Looks:
    """The styles of a file, its defaults, its theme's fonts and its lists, ready to answer for a paragraph or a run."""

    numbering: Numbering
    styles: Mapping[str, Element] = field(default_factory=dict)
    default_style: str = ""
    run_defaults: Element | None = None
    paragraph_defaults: Element | None = None
    theme: Mapping[str, str] = field(default_factory=dict)
    chains: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    known_looks: dict[tuple[str, str, bytes], Letters] = field(default_factory=dict)
    known_settings: dict[tuple[str, bytes], LineSpacing] = field(default_factory=dict)

    def chain(self, style: str) -> tuple[Element, ...]:
        """A style's elements, what it rests on first."""
        if style not in self.chains:
            self.chains[style] = chain(self.styles, style)
        return self.chains[style]

    def label(self, properties: Element | None) -> str:
        """The label that Word counts for the next paragraph, which has these properties (w:pPr)."""
        return self.numbering.label(properties, self.default_style)

    def setting(self, properties: Element | None, table_style: str = "") -> LineSpacing:
        """How a paragraph with these properties is set."""
        key = (table_style, markup.element_key(properties))
        if key not in self.known_settings:
            self.known_settings[key] = self._setting(properties, table_style)
        return self.known_settings[key]

    def _setting(self, properties: Element | None, table_style: str) -> LineSpacing:
        style = value(properties, "pStyle") or self.default_style
        layers = [self.paragraph_defaults, *self._of(table_style, "pPr"), *self._of(style, "pPr")]
        level = self.numbering.levels.get(self.numbering.list_of(properties, self.default_style))
        layers += [None if level is None else child(level.properties, "pPr"), properties]
        return _setting([layer for layer in layers if layer is not None], value(self.styles.get(style), "name"))

    def _of(self, style: str, part: str) -> Iterator[Element]:
        return (found for one in self.chain(style) if (found := child(one, part)) is not None)

    def look(self, run: Element | None, paragraph_style: str, table_style: str = "") -> Letters:
        """Letters without text yet, as they look with these run properties (w:rPr) in a paragraph of a style."""
        key = (table_style, paragraph_style, markup.element_key(run))
        if key not in self.known_looks:
            self.known_looks[key] = self._look(run, paragraph_style or self.default_style, table_style)
        return self.known_looks[key]

    def _look(self, run: Element | None, paragraph_style: str, table_style: str) -> Letters:
        named = (table_style, paragraph_style, value(run, "rStyle"))
        styles = [layer for style in named for layer in self._of(style, "rPr")]
        layers = [layer for layer in (self.run_defaults, *styles, run) if layer is not None]
        underline, raised = _last(layers, "u"), attribute(_last(layers, "vertAlign"), "val")
        return Letters(
            "",
            self._fonts(layers),
            number(_last(layers, "sz"), "val", 20) / 2,
            _on(layers, "b"),
            _on(layers, "i"),
            underline is not None and underline.get(f"{W}val") not in ("none", None),
            _on(layers, "caps"),
            _colour(_last(layers, "color")),
            attribute(_last(layers, "lang"), "val"),
            _on(layers, "vanish"),
            raised if raised in ("superscript", "subscript") else "",
        )

    def _fonts(self, layers: Iterable[Element]) -> tuple[str, str, str, str]:
        names = dict.fromkeys(_SLOTS, "")
        for layer in layers:
            fonts = child(layer, "rFonts")
            for slot in _SLOTS if fonts is not None else ():
                theme = attribute(fonts, _THEME_SLOTS[slot])
                name = self.theme.get(theme, "") if theme else attribute(fonts, slot)
                names[slot] = name or names[slot]
        return names["ascii"], names["hAnsi"], names["cs"], names["eastAsia"]


def read_looks(styles: Element | None, theme: Element | None, lists: Element | None) -> Looks:
    """The looks that styles.xml, the theme and numbering.xml give."""
    found = styles_by_name(styles)
    paragraph_styles = (name for name, style in found.items() if attribute(style, "type") == "paragraph")
    return Looks(
        read_numbering(lists, found),
        found,
        next((name for name in paragraph_styles if attribute(found[name], "default") in ("1", "true")), ""),
        child(styles, "docDefaults/rPrDefault/rPr"),
        child(styles, "docDefaults/pPrDefault/pPr"),
        _theme_fonts(theme),
    )


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    if theme is None:
        return {}
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        for tag, slots in (("latin", ("Ascii", "HAnsi")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            found = theme.find(f".//{A}{kind}Font/{A}{tag}")
            fonts |= {kind + slot: "" if found is None else found.get("typeface") or "" for slot in slots}
    return fonts


def _setting(layers: Sequence[Element], style: str) -> LineSpacing:
    indent, space = _merged(layers, "ind"), _merged(layers, "spacing")
    hanging = measure(indent.get("hanging", ""))
    rule = space.get("lineRule", "auto")
    line = measure(space.get("line", ""), 240)
    outline = _last(layers, "outlineLvl")
    borders = _last(layers, "pBdr")
    align = attribute(_last(layers, "jc"), "val") or "left"
    level = number(outline, "val", 9)
    left, right = (
        measure(indent.get(one, "")) or measure(indent.get(other, ""))
        for one, other in (("left", "start"), ("right", "end"))
    )
    return LineSpacing(
        {"start": "left", "end": "right", "distribute": "both"}.get(align, align),
        left * MM,
        right * MM,
        (-hanging if hanging else measure(indent.get("firstLine", ""))) * MM,
        0.0 if space.get("beforeAutospacing") == "1" else measure(space.get("before", "")) / 20,
        14.0 if space.get("afterAutospacing") == "1" else measure(space.get("after", "")) / 20,
        line / 20 if rule in ("exact", "atLeast") else line / 240,
        rule if rule in ("exact", "atLeast") else "",
        _on(layers, "keepNext"),
        _on(layers, "pageBreakBefore"),
        _on(layers, "contextualSpacing"),
        None if outline is None or not 0 <= level <= 8 else int(level),
        style,
        _ruled(borders, "top"),
        _ruled(borders, "bottom"),
    )


def _last(layers: Iterable[Element], name: str) -> Element | None:
    found = None
    for layer in layers:
        mark = child(layer, name)
        found = mark if mark is not None else found
    return found


def _on(layers: Iterable[Element], name: str) -> bool:
    marks = [mark for layer in layers if (mark := switched(layer, name)) is not None]
    return bool(marks) and marks[-1]


def _merged(layers: Iterable[Element], name: str) -> Mapping[str, str]:
    """The attributes of an element, a later layer's over an earlier one's; a first line undoes a hanging one."""
    merged: dict[str, str] = {}
    for layer in layers:
        mark = child(layer, name)
        own = {} if mark is None else {str(key).partition("}")[2]: str(text) for key, text in mark.attrib.items()}
        for one, other in (("firstLine", "hanging"), ("hanging", "firstLine")):
            if one in own and other not in own:
                merged.pop(other, None)
        merged |= own
    return merged


def _colour(mark: Element | None) -> str:
    if mark is None:
        return ""
    theme, colour = attribute(mark, "themeColor"), attribute(mark, "val").lower()
    if theme:
        return "" if theme in _BLACK_THEMES and not attribute(mark, "themeTint") else colour or theme
    return "" if colour in _BLACK else colour


def _ruled(borders: Element | None, side: str) -> bool:
    return value(borders, side) not in ("", "none", "nil")
