"""Criteria of COUNTIF and its kin: `>=10`, `<>x`, `Quá h*`, a number, a truth value; and the cells that meet them."""

import operator
import re
from collections.abc import Iterator

from tests.sheets_server.book.locales import Locale
from tests.sheets_server.formulas.coercion import collation, number_in
from tests.sheets_server.formulas.finding import Finder
from tests.sheets_server.formulas.tables import Table
from tests.sheets_server.formulas.values import Value

_SIGN = re.compile(r"(<=|>=|<>|<|>|=)?(.*)\Z", re.DOTALL)
MOST_ASKED = 100
_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def matching(table: Table, criterion: Value, locale: Locale) -> frozenset[int]:
    """The cells that meet a criterion, counted column by column (column x height + row); case does not matter."""
    if table.width == 1:
        return _kept(table.finder(0), criterion, locale)
    columns = (_kept(table.finder(column), criterion, locale) for column in range(table.width))
    return frozenset(column * table.height + row for column, rows in enumerate(columns) for row in rows)


def _kept(finder: Finder, criterion: Value, locale: Locale) -> frozenset[int]:
    """The rows of one column; asked again with the same criterion, they are not sought again."""
    key = (locale.name, type(criterion), criterion)
    found = finder.asked.get(key)
    if found is None:
        if len(finder.asked) >= MOST_ASKED:
            finder.asked.clear()
        found = finder.asked[key] = frozenset(_positions(finder, criterion, locale))
    return found


def _positions(finder: Finder, criterion: Value, locale: Locale) -> Iterator[int]:
    if not isinstance(criterion, str):
        yield from finder.exact(0.0 if criterion is None else criterion)
        return
    found = _SIGN.match(criterion)
    sign, rest = (found[1], found[2]) if found else (None, criterion)
    if sign in _ORDERS:
        yield from _ordered(finder, sign, rest, locale)
    elif sign != "<>":
        yield from _same(finder, rest, bool(sign), locale)
    else:
        same = set(_same(finder, rest, True, locale))
        yield from (position for position in range(len(finder.values)) if position not in same)


def _same(finder: Finder, text: str, signed: bool, locale: Locale) -> Iterator[int]:
    """Positions equal to what a text spells: a number, a truth value, a pattern, or nothing at all."""
    if not text:
        yield from finder.blanks
        if not signed:
            yield from finder.texts.get("", ())
        return
    number = number_in(text, locale)
    if number is not None:
        yield from finder.numbers.get(number, ())
    elif text.lower() in ("true", "false"):
        yield from finder.truths.get(text.lower() == "true", ())
    yield from finder.exact(text)


def _ordered(finder: Finder, sign: str, text: str, locale: Locale) -> Iterator[int]:
    """Positions above or below what a text spells, of the same kind only."""
    compare, number = _ORDERS[sign], number_in(text, locale)
    if number is not None:
        for key, places in finder.numbers.items():
            if compare(key, number):
                yield from places
        return
    limit = collation(text)
    for found, places in finder.texts.items():
        if compare(collation(found), limit):
            yield from places
