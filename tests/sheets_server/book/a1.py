"""Columns, titles and ranges as the service writes them in formulas and refusals (A1 notation)."""

import re

from tests.sheets_server.book.boxes import Box

CELL = re.compile(r"[A-Za-z]{1,3}[1-9]\d*\Z")
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


def quoted(title: str) -> str:
    """The title as the service writes it before the mark: quoted unless it is a plain word that is no cell."""
    if PLAIN_TITLE.match(title) and not CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def box_text(title: str, box: Box) -> str:
    """A range as it was asked for, open sides left open: `Sheet1!A1001:B`, `Sheet1!AA1:2`."""
    first = ("" if box.left is None else letters(box.left)) + ("" if box.top is None else str(box.top + 1))
    last = ("" if box.right is None else letters(box.right - 1)) + ("" if box.bottom is None else str(box.bottom))
    if not first and not last:
        return quoted(title)
    return f"{quoted(title)}!{first}" if first == last else f"{quoted(title)}!{first}:{last}"
