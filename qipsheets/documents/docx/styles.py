"""How letters and paragraphs look once defaults, styles and what was set by hand are put over each other.

The labels that Word counts by itself (1., a), -), too: they are nowhere in the text of a file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from qipsheets.documents.docx import markup
from qipsheets.documents.docx.markup import A, Element, W, attribute, child, measure, measured, switched, value
from qipsheets.documents.docx.paper import MM, Letters, LineSpacing
from qipsheets.documents.docx.symbols import shown_symbol
from qipsheets.vietnamese import roman

_SLOTS = ("ascii", "hAnsi", "cs", "eastAsia")
_THEME_SLOTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "cs": "cstheme", "eastAsia": "eastAsiaTheme"}
_Layers: TypeAlias = Sequence[Element | None]  # the properties that lie over each other, the nearest last
_BLACK = frozenset({"", "auto", "000000"})
_BLACK_THEMES = frozenset({"text1", "dark1", "tx1", "dk1"})


class Looks:
    """The styles of a file, its defaults, its theme's fonts and its lists, ready to answer for a paragraph or a run."""

    def __init__(self, styles: Element | None, theme: Element | None, lists: Element | None) -> None:
        named = () if styles is None else styles.findall(f"{W}style")
        self.styles = {attribute(style, "styleId"): style for style in named}
        paragraph_styles = ((name, one) for name, one in self.styles.items() if attribute(one, "type") == "paragraph")
        usual = (name for name, one in paragraph_styles if attribute(one, "default") in ("1", "true"))
        self.default_style = next(usual, "")
        self.run_defaults = child(styles, "docDefaults/rPrDefault/rPr")
        self.paragraph_defaults = child(styles, "docDefaults/pPrDefault/pPr")
        self.theme = _theme_fonts(theme)
        self.numbering = Numbering(lists, self.styles, self.default_style)
        self.known_looks: dict[tuple[str, str, bytes], Letters] = {}
        self.known_settings: dict[tuple[str, bytes], LineSpacing] = {}

    def setting(self, properties: Element | None, table_style: str = "") -> LineSpacing:
        """How a paragraph with these properties (w:pPr) is set."""
        key = (table_style, markup.element_key(properties))
        if key not in self.known_settings:
            style = value(properties, "pStyle") or self.default_style
            level = self.numbering.levels.get(self.numbering.list_of(properties))
            layers = [self.paragraph_defaults, *self._of(table_style, "pPr"), *self._of(style, "pPr")]
            layers += [None if level is None else child(level.properties, "pPr"), properties]
            self.known_settings[key] = _setting(layers, value(self.styles.get(style), "name"))
        return self.known_settings[key]

    def _of(self, style: str, part: str) -> Iterator[Element | None]:
        return (child(one, part) for one in chain(self.styles, style))

    def look(self, run: Element | None, paragraph_style: str, table_style: str = "") -> Letters:
        """Letters without text yet, as they look with these run properties (w:rPr) in a paragraph of a style."""
        key = (table_style, paragraph_style, markup.element_key(run))
        if key not in self.known_looks:
            named = (table_style, paragraph_style or self.default_style, value(run, "rStyle"))
            styles = (layer for style in named for layer in self._of(style, "rPr"))
            self.known_looks[key] = self._look([self.run_defaults, *styles, run])
        return self.known_looks[key]

    def _look(self, layers: _Layers) -> Letters:
        underline, raised = _last(layers, "u"), attribute(_last(layers, "vertAlign"), "val")
        return Letters(
            "",
            self._fonts(layers),
            measured(_last(layers, "sz"), "val", 20) / 2,
            _on(layers, "b"),
            _on(layers, "i"),
            underline is not None and underline.get(f"{W}val") not in ("none", None),
            _on(layers, "caps"),
            _colour(_last(layers, "color")),
            attribute(_last(layers, "lang"), "val"),
            _on(layers, "vanish"),
            raised if raised in ("superscript", "subscript") else "",
        )

    def _fonts(self, layers: _Layers) -> tuple[str, str, str, str]:
        names = dict.fromkeys(_SLOTS, "")
        for fonts in (child(layer, "rFonts") for layer in layers):
            for slot in _SLOTS:
                theme = attribute(fonts, _THEME_SLOTS[slot])
                names[slot] = (self.theme.get(theme, "") if theme else attribute(fonts, slot)) or names[slot]
        return names["ascii"], names["hAnsi"], names["cs"], names["eastAsia"]


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        for tag, slots in (("latin", ("Ascii", "HAnsi")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            found = None if theme is None else theme.find(f".//{A}{kind}Font/{A}{tag}")
            fonts |= {kind + slot: "" if found is None else found.get("typeface") or "" for slot in slots}
    return fonts


def _setting(layers: _Layers, style: str) -> LineSpacing:
    indent, space = _merged(layers, "ind"), _merged(layers, "spacing")
    hanging = measure(indent.get("hanging", ""))
    rule = space.get("lineRule", "auto")
    line = measure(space.get("line", ""), 240)
    outline = _last(layers, "outlineLvl")
    borders = _last(layers, "pBdr")
    align = attribute(_last(layers, "jc"), "val") or "left"
    level = measured(outline, "val", 9)
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


def _last(layers: _Layers, name: str) -> Element | None:
    return next((mark for layer in reversed(layers) if (mark := child(layer, name)) is not None), None)


def _on(layers: _Layers, name: str) -> bool:
    return next((mark for layer in reversed(layers) if (mark := switched(layer, name)) is not None), False)


def _merged(layers: _Layers, name: str) -> Mapping[str, str]:
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


BULLET = "•"
_DEEPEST = 20  # styles that rest on each other; a circle ends there
_LEGAL = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and how its label reads («%1.%2.»)."""

    style: str = ""
    text: str = ""
    start: int = 1
    legal: bool = False  # all counts of its label in Arabic figures
    properties: Element | None = None  # how its paragraphs are set


class Numbering:
    """The lists of a file and the paragraph styles that use them, counting as the paragraphs go by."""

    def __init__(self, lists: Element | None, styles: Mapping[str, Element], default_style: str) -> None:
        self.default_style = default_style
        self.styles = _lists_of_styles(styles)
        self.levels: dict[tuple[str, int], Level] = {}  # by number of the list (w:numId) and depth
        self.shared: dict[str, str] = {}  # the kind of each list, of which all share their count
        self.restarts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[str] = set()
        if lists is not None:
            self._read(lists)

    def _read(self, lists: Element) -> None:
        kinds = {attribute(kind, "abstractNumId"): kind for kind in lists.findall(f"{W}abstractNum")}
        linked = {value(kind, "styleLink"): kind for kind in kinds.values() if value(kind, "styleLink")}
        for num in lists.findall(f"{W}num"):
            number = attribute(num, "numId")
            kind = kinds.get(value(num, "abstractNumId"))
            style = value(kind, "numStyleLink")  # such a list only names the style that another list defines
            kind = linked.get(style, kind) if style else kind
            self.shared[number] = value(num, "abstractNumId") if kind is None else attribute(kind, "abstractNumId")
            for level in kind.findall(f"{W}lvl") if kind is not None else ():
                self.levels[number, markup.whole(attribute(level, "ilvl"))] = _level(level)
            for over in num.findall(f"{W}lvlOverride"):
                at = (number, markup.whole(attribute(over, "ilvl")))
                own = child(over, "lvl")
                if own is not None:
                    self.levels[at] = _level(own)
                    self.restarts[at] = self.levels[at].start
                if child(over, "startOverride") is not None:
                    self.restarts[at] = markup.count(over, "startOverride", 1, most=10_000)
                    self.levels[at] = replace(self.levels.get(at, Level()), start=self.restarts[at])
        for (number, depth), one in self.levels.items():
            style = value(one.properties, "pStyle")
            if self.styles.get(style) == (number, 0):
                self.styles[style] = (number, depth)  # the level names the style, the style only the list

    def label(self, properties: Element | None) -> str:
        """The label of the next paragraph, which has these properties (w:pPr) and then counts; empty for none."""
        number, depth = self.list_of(properties)
        level = self.levels.get((number, depth))
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":  # one that no table knows prints as nothing
            text = level.text.strip()
            return BULLET if not text or "\ue000" <= text[0] <= "\uf8ff" else text
        return self._counted(number, depth, level)

    def list_of(self, properties: Element | None) -> tuple[str, int]:
        """The number of the list a paragraph belongs to, its own or its style's, and its depth there."""
        inherited = self.styles.get(value(properties, "pStyle") or self.default_style, ("", 0))
        own = child(properties, "numPr")
        return inherited if own is None else _list_and_depth(own, inherited)

    def _counted(self, number: str, depth: int, level: Level) -> str:
        counts = self.counts.setdefault(self.shared.get(number, number), {})
        if number not in self.begun:
            self.begun.add(number)
            for (other, at), start in self.restarts.items():
                if other == number:
                    counts[at] = start - 1
        for above in range(depth):
            counts.setdefault(above, self.levels.get((number, above), level).start)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]

        def spelt(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = self.levels.get((number, at), level)
            return spell(counts.get(at, one.start), "decimal" if level.legal and at < depth else one.style)

        return _LEGAL.sub(spelt, level.text).strip()


def spell(number: int, style: str) -> str:
    """A number as a list style writes it: 4 is iv, IV, d or D."""
    if style in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 50 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        return roman(number) if style == "upperRoman" else roman(number).lower()
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _lists_of_styles(known: Mapping[str, Element]) -> dict[str, tuple[str, int]]:
    """The list and depth of each paragraph style, its own or that of the style it rests on."""
    own = {name: mark for name, style in known.items() if (mark := child(style, "pPr/numPr")) is not None}
    found: dict[str, tuple[str, int]] = {}
    for name in (name for name, style in known.items() if own and attribute(style, "type") == "paragraph"):
        used = ("", 0)
        for style in chain(known, name):
            numbered = own.get(attribute(style, "styleId"))
            used = used if numbered is None else _list_and_depth(numbered, used)
        if used[0]:
            found[name] = used
    return found


def chain(styles: Mapping[str, Element], name: str) -> tuple[Element, ...]:
    """A style's elements, what it rests on first."""
    found: list[Element] = []
    while name in styles and len(found) < _DEEPEST:
        found.append(styles[name])
        name = value(styles[name], "basedOn")
    return tuple(reversed(found))


def _list_and_depth(numbered: Element, inherited: tuple[str, int]) -> tuple[str, int]:
    depth = inherited[1] if child(numbered, "ilvl") is None else markup.count(numbered, "ilvl", inherited[1], most=8)
    return value(numbered, "numId") or inherited[0], depth


def _level(level: Element) -> Level:
    style, text = value(level, "numFmt"), value(level, "lvlText")
    if style == "bullet":
        fonts = child(level, "rPr/rFonts")
        text = "".join(shown_symbol(letter, "" if fonts is None else fonts.get(f"{W}ascii", "")) for letter in text)
    return Level(style, text, markup.count(level, "start", 1, most=10_000), child(level, "isLgl") is not None, level)
