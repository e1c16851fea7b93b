"""An index over one column of values: look-ups by key, by pattern and by order without walking the column each time."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import TypeAlias

from tests.sheets_server.formulas.coercion import Order, order
from tests.sheets_server.formulas.values import FormulaError, Value

Key: TypeAlias = str | float | bool
_WILD = re.compile(r"~([?*~])|([?*])")


def is_pattern(text: str) -> bool:
    """Whether a text has wildcards or escaped ones."""
    return bool(_WILD.search(text))


@lru_cache(maxsize=1_000)
def pattern(text: str) -> re.Pattern[str]:
    """A text with * (any letters), ? (one letter) and ~ (the next one is meant as such) as an expression."""
    parts, at = [], 0
    for found in _WILD.finditer(text):
        parts.append(re.escape(text[at : found.start()]))
        parts.append(re.escape(found[1]) if found[1] else ".*" if found[2] == "*" else ".")
        at = found.end()
    return re.compile("".join(parts) + re.escape(text[at:]), re.IGNORECASE | re.DOTALL)


class Finder:
    """Positions (0-based) of the values of a column, by kind and value; texts without regard to case."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.values = values
        self.texts: dict[str, list[int]] = {}
        self.numbers: dict[float, list[int]] = {}
        self.truths: dict[bool, list[int]] = {}
        self.blanks: list[int] = []
        self._sorted: dict[int, tuple[list[Order], list[int]]] = {}
        self._patterns: dict[str, list[int]] = {}
        self.asked: dict[Hashable, frozenset[int]] = {}
        for position, value in enumerate(values):
            if value is None:
                self.blanks.append(position)
            elif isinstance(value, str):
                self.texts.setdefault(value.lower(), []).append(position)
            elif isinstance(value, bool):
                self.truths.setdefault(value, []).append(position)
            elif not isinstance(value, FormulaError):
                self.numbers.setdefault(value, []).append(position)

    def exact(self, key: Value, wildcards: bool = True) -> Sequence[int]:
        """Every position of a key, in order. A text with * or ? is a pattern unless told otherwise."""
        if isinstance(key, str):
            return self.like(key) if wildcards and is_pattern(key) else self.texts.get(key.lower(), ())
        if isinstance(key, bool):
            return self.truths.get(key, ())
        if key is None or isinstance(key, FormulaError):
            return ()
        return self.numbers.get(key, ())

    def like(self, text: str) -> Sequence[int]:
        """Every position of a text that a pattern fits, in order."""
        found = self._patterns.get(text)
        if found is None:
            fits = pattern(text).fullmatch
            found = sorted(place for found_text, places in self.texts.items() if fits(found_text) for place in places)
            self._patterns[text] = found
        return found

    def up_to(self, key: Key) -> int | None:
        """The last position whose value is at most the key, in a column sorted upwards; None if there is none."""
        keys, places = self._of_kind(key)
        found = bisect_right(keys, order(key))
        return places[found - 1] if found else None

    def down_to(self, key: Key) -> int | None:
        """The last position whose value is at least the key, in a column sorted downwards; None if there is none."""
        keys, places = self._of_kind(key)
        found = len(keys) - bisect_left(keys[::-1], order(key))
        return places[found - 1] if found else None

    def nearest(self, key: Key, larger: bool, last: bool = False) -> int | None:
        """The position of the next larger or smaller value (or the key itself), in any order of the column."""
        keys, places = self._of_kind(key)
        wanted = order(key)
        fit = [found for found in keys if (found >= wanted if larger else found <= wanted)]
        if not fit:
            return None
        best = min(fit) if larger else max(fit)
        at = len(keys) - 1 - keys[::-1].index(best) if last else keys.index(best)
        return places[at]

    def _of_kind(self, key: Key) -> tuple[list[Order], list[int]]:
        """Keys and positions of the values of the key's kind, in the column's order."""
        kind = order(key)[0]
        if kind not in self._sorted:
            pairs = [(order(value), at) for at, value in enumerate(self.values) if _has_kind(value, kind)]
            self._sorted[kind] = ([found for found, _ in pairs], [at for _, at in pairs])
        return self._sorted[kind]


def _has_kind(value: Value, kind: int) -> bool:
    """Whether a value is a number (0), a text (1) or a truth value (2)."""
    return value is not None and not isinstance(value, FormulaError) and order(value)[0] == kind
