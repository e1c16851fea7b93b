"""The labels Word counts by itself (1., a), -), which are nowhere in the text of a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qipsheets.documents.docx.markup import Element, W, attribute, child, count, value, whole
from qipsheets.documents.docx.symbols import shown_symbol
from qipsheets.vietnamese_text.labels import roman

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


@dataclass
class Numbering:
    """The lists of a file, counting as the paragraphs go by."""

    levels: Mapping[tuple[str, int], Level] = field(default_factory=dict)  # by number of the list (w:numId) and depth
    lists: Mapping[str, str] = field(default_factory=dict)  # what lists of one kind share their count
    restarts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, properties: Element | None, default_style: str = "") -> str:
        """The label of the paragraph with these properties (w:pPr), which then counts; empty for none."""
        number, depth = self.list_of(properties, default_style)
        level = self.levels.get((number, depth))
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":  # one that no table knows prints as nothing
            text = level.text.strip()
            return BULLET if not text or "\ue000" <= text[0] <= "\uf8ff" else text
        return self._counted(number, depth, level)

    def list_of(self, properties: Element | None, default_style: str = "") -> tuple[str, int]:
        """The number of the list a paragraph belongs to, its own or its style's, and its depth there."""
        inherited = self.styles.get(value(properties, "pStyle") or default_style, ("", 0))
        own = child(properties, "numPr")
        return inherited if own is None else _list_and_depth(own, inherited)

    def _counted(self, number: str, depth: int, level: Level) -> str:
        counts = self.counts.setdefault(self.lists.get(number, number), {})
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


def read_numbering(lists: Element | None, styles: Mapping[str, Element]) -> Numbering:
    """The lists of numbering.xml, with the paragraph styles (by their IDs) that use them."""
    used = _styles(styles)
    if lists is None:
        return Numbering(styles=used)
    kinds = {kind.get(f"{W}abstractNumId", ""): kind for kind in lists.findall(f"{W}abstractNum")}
    linked = {value(kind, "styleLink"): kind for kind in kinds.values() if value(kind, "styleLink")}
    levels: dict[tuple[str, int], Level] = {}
    shared: dict[str, str] = {}
    restarts: dict[tuple[str, int], int] = {}
    for num in lists.findall(f"{W}num"):
        number, kind = num.get(f"{W}numId", ""), kinds.get(value(num, "abstractNumId"))
        style = value(kind, "numStyleLink")  # such a list only names the style that another list defines
        kind = linked.get(style, kind) if style else kind
        shared[number] = value(num, "abstractNumId") if kind is None else kind.get(f"{W}abstractNumId", "")
        for level in kind.findall(f"{W}lvl") if kind is not None else ():
            levels[number, whole(attribute(level, "ilvl"))] = _level(level)
        for over in num.findall(f"{W}lvlOverride"):
            at, own = (number, whole(attribute(over, "ilvl"))), child(over, "lvl")
            if own is not None:
                levels[at] = _level(own)
                restarts[at] = levels[at].start
            if child(over, "startOverride") is not None:
                restarts[at] = count(over, "startOverride", 1, most=10_000)
                levels[at] = replace(levels.get(at, Level()), start=restarts[at])
    for (number, depth), one in levels.items():
        style = value(one.properties, "pStyle")
        if style in used and used[style] == (number, 0):
            used[style] = (number, depth)  # the level names the style, the style only the list
    return Numbering(levels, shared, restarts, used)


def spell(number: int, style: str) -> str:
    """A number as a list style writes it: 4 is iv, IV, d or D."""
    if style in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 50 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        return roman(number) if style == "upperRoman" else roman(number).lower()
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _styles(known: Mapping[str, Element]) -> dict[str, tuple[str, int]]:
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


def styles_by_name(styles: Element | None) -> dict[str, Element]:
    """The styles of styles.xml by their IDs."""
    return {} if styles is None else {attribute(style, "styleId"): style for style in styles.findall(f"{W}style")}


def chain(styles: Mapping[str, Element], name: str) -> tuple[Element, ...]:
    """A style's elements, what it rests on first."""
    found: list[Element] = []
    while name in styles and len(found) < _DEEPEST:
        found.append(styles[name])
        name = value(styles[name], "basedOn")
    return tuple(reversed(found))


def _list_and_depth(numbered: Element, inherited: tuple[str, int]) -> tuple[str, int]:
    depth = inherited[1] if child(numbered, "ilvl") is None else count(numbered, "ilvl", inherited[1], most=8)
    return value(numbered, "numId") or inherited[0], depth


def _level(level: Element) -> Level:
    """A level's own element as what it says."""
    style, text = value(level, "numFmt"), value(level, "lvlText")
    if style == "bullet":
        fonts = child(level, "rPr/rFonts")
        text = "".join(shown_symbol(letter, "" if fonts is None else fonts.get(f"{W}ascii", "")) for letter in text)
    return Level(style, text, count(level, "start", 1, most=10_000), child(level, "isLgl") is not None, level)
