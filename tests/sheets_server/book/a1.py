"""Ranges written as text: A1 notation read and written, with the service's quoting of titles."""

import re

from tests.sheets_server.book.boxes import Area, Box

CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)\Z")
COLUMN = re.compile(r"\$?([A-Za-z]{1,3})\Z")
ROW = re.compile(r"\$?([1-9]\d*)\Z")
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z")


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def split(text: str) -> tuple[str | None, str | None]:
    """The title before the mark and the cells behind it; None for what is not written. A bare word is cells."""
    if text.startswith("'"):
        closed = re.match(r"'((?:[^']|'')*)'(?:!(.*))?\Z", text, re.DOTALL)
        if closed:
            return closed.group(1).replace("''", "'"), closed.group(2)
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, text)


def box_of(cells: str) -> Box | None:
    """The box of `A1`, `A1:B2`, `A:B`, `2:3`, `A5:B`; None if it is none of these."""
    first, mark, last = cells.partition(":")
    start = _corner(first.strip())
    end = _corner(last.strip()) if mark else start
    if start is None or end is None or (not mark and None in start):
        return None
    rows = _ordered(start[0], end[0])
    columns = _ordered(start[1], end[1])
    return Box(rows[0], rows[1], columns[0], columns[1])


def _corner(text: str) -> tuple[int | None, int | None] | None:
    """(row, column) of one corner; None stands for an open side."""
    if found := CELL.match(text):
        return int(found.group(2)) - 1, column_of(found.group(1))
    if found := COLUMN.match(text):
        return None, column_of(found.group(1))
    if found := ROW.match(text):
        return int(found.group(1)) - 1, None
    return None


def _ordered(one: int | None, two: int | None) -> tuple[int | None, int | None]:
    """Start and open end of one side, whichever way round it was written."""
    if one is None:
        return (None, None) if two is None else (two, None)
    if two is None:
        return one, None
    return min(one, two), max(one, two) + 1


def quoted(title: str) -> str:
    """The title as the service writes it before the mark: quoted unless it is a plain word that is no cell."""
    if PLAIN_TITLE.match(title) and box_of(title) is None:
        return title
    return "'" + title.replace("'", "''") + "'"


def text_of(title: str, area: Area) -> str:
    """`Sheet1!A1:B2`, or `Sheet1!A1` for one cell."""
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(max(area.right, area.left + 1) - 1)}{max(area.bottom, area.top + 1)}"
    return f"{quoted(title)}!{first}" if first == last else f"{quoted(title)}!{first}:{last}"


def box_text(title: str, box: Box) -> str:
    """A range as it was asked for, open sides left open: `Sheet1!A1001:B`, `Sheet1!AA1:2`."""
    first = ("" if box.left is None else letters(box.left)) + ("" if box.top is None else str(box.top + 1))
    last = ("" if box.right is None else letters(box.right - 1)) + ("" if box.bottom is None else str(box.bottom))
    if not first and not last:
        return quoted(title)
    return f"{quoted(title)}!{first}" if first == last else f"{quoted(title)}!{first}:{last}"
