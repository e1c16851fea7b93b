"""The labels Word counts by itself (1., a), -), which stand nowhere in the text of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and how its label reads («%1.%2.»)."""

    style: str
    text: str
    start: int


@dataclass
class Numbering:
    """The lists of a file, counting as the paragraphs go by."""

    levels: Mapping[tuple[str, int], Level] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    restarts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, properties: Any) -> str:
        """The label of the paragraph with these properties (w:pPr), which then counts; empty for none."""
        number, depth = self._list_of(properties)
        level = self.levels.get((self.lists.get(number, ""), depth))
        if level is None or level.style == "none":
            return ""
        if level.style == "bullet":
            return _bullet(level.text)
        return self._counted(number, depth, level)

    def _list_of(self, properties: Any) -> tuple[str, int]:
        style = properties.find(f"{W}pStyle")
        inherited = self.styles.get(style.get(f"{W}val", ""), ("", 0)) if style is not None else ("", 0)
        own = properties.find(f"{W}numPr")
        return inherited if own is None else _list_and_depth(own, inherited)

    def _counted(self, number: str, depth: int, level: Level) -> str:
        kind = self.lists[number]
        counts = self.counts.setdefault(kind, {})
        if number not in self.begun:
            self.begun.add(number)
            for (other, at), start in self.restarts.items():
                if other == number:
                    counts[at] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        label = level.text
        for at in range(depth + 1):
            above = self.levels.get((kind, at), level)
            label = label.replace(f"%{at + 1}", spell(counts.get(at, above.start), above.style))
        return label.strip()


def read_numbering(lists: Any | None, styles: Any | None) -> Numbering:
    """The lists of numbering.xml, with the paragraph styles that use them."""
    if lists is None:
        return Numbering()
    levels = {
        (kind.get(f"{W}abstractNumId", ""), int(level.get(f"{W}ilvl", "0"))): _level(level)
        for kind in lists.findall(f"{W}abstractNum")
        for level in kind.findall(f"{W}lvl")
    }
    numbers = lists.findall(f"{W}num")
    return Numbering(
        levels,
        {num.get(f"{W}numId", ""): _value(num, "abstractNumId") for num in numbers},
        {
            (num.get(f"{W}numId", ""), int(over.get(f"{W}ilvl", "0"))): int(_value(over, "startOverride"))
            for num in numbers
            for over in num.findall(f"{W}lvlOverride")
            if _value(over, "startOverride").isdecimal()
        },
        {} if styles is None else dict(_styles(styles)),
    )


def spell(number: int, style: str) -> str:
    """A number as a list style writes it: 4 is iv, IV, d or D."""
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman"):
        return roman(number) if style == "upperRoman" else roman(number).lower()
    return f"{number:02d}" if style == "decimalZero" else str(number)


def roman(number: int) -> str:
    """A number in Roman figures."""
    result = ""
    for value, figure in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        result += figure * (number // value)
        number %= value
    return result + "I" * number


def _styles(styles: Any) -> list[tuple[str, tuple[str, int]]]:
    return [
        (style.get(f"{W}styleId", ""), _list_and_depth(found, ("", 0)))
        for style in styles.findall(f"{W}style")
        if (found := style.find(f"{W}pPr/{W}numPr")) is not None
    ]


def _list_and_depth(numbered: Any, inherited: tuple[str, int]) -> tuple[str, int]:
    depth = _value(numbered, "ilvl")
    return _value(numbered, "numId") or inherited[0], int(depth) if depth.isdecimal() else inherited[1]


def _level(level: Any) -> Level:
    start = _value(level, "start")
    return Level(_value(level, "numFmt"), _value(level, "lvlText"), int(start) if start.isdecimal() else 1)


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}")
    return "" if child is None else str(child.get(f"{W}val", ""))


def _bullet(text: str) -> str:
    """A bullet as a character: those of the Symbol font stand in the private area and print as nothing."""
    return BULLET if not text.strip() or "\ue000" <= text.strip()[0] <= "\uf8ff" else text.strip()
