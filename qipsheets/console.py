"""What a person sees in the terminal: text, tables, progress; and JSON for programs."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias
from unicodedata import normalize

from qipsheets.errors import UsageError
from qipsheets.language import Message, _

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
"""What JSON can hold."""
_YES = frozenset(("y", "yes", "c", "có", "co", "vâng", "vang", "ừ", "đồng ý"))
_NO = frozenset(("", "n", "no", "k", "không", "khong", "thôi", "q", "0"))


def use_utf8() -> None:
    """Vietnamese letters print on every console, Windows ones too; what a console cannot show becomes «?»."""
    for stream, encoding in ((sys.stdout, "utf-8"), (sys.stderr, "utf-8"), (sys.stdin, None)):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=encoding, errors="replace")  # a keyboard too may send what is no letter


def say(text: str = "") -> None:
    """A line for the person."""
    print(text)  # noqa: T201


def warn(text: str) -> None:
    """A line on the error stream."""
    print(text, file=sys.stderr)  # noqa: T201


_answers: list[bool] = []  # of the command lines that run: True where --json was asked for and nothing answered yet


@contextmanager
def answers_in_json(*, wanted: bool) -> Iterator[None]:
    """While a command line runs: whether a program waits for one JSON object."""
    _answers.append(wanted)
    try:
        yield
    finally:
        _answers.pop()


def say_json(value: Mapping[str, object]) -> None:
    """One JSON object on standard output, with the version of its schema."""
    print(json_text({"schema_version": 1, **value}))  # noqa: T201
    _answers[-1:] = [False] if _answers else []


def answer_json_error(message: str, hint: str, code: int, details: Sequence[str]) -> None:
    """An error as the JSON object that a program waits for; nothing where it has its answer, or asked for none."""
    if _answers and _answers[-1]:
        error = {"exit_code": code, "message": message, "hint": hint, "details": details}
        say_json({"error": error})


def json_text(value: object) -> str:
    """One JSON object as text."""
    return json.dumps(json_value(value), ensure_ascii=False, indent=2)


def picked(record: object, *names: str) -> dict[str, object]:
    """Some fields of a record by name, as part of a JSON object."""
    return {name: getattr(record, name) for name in names}


def json_value(value: object) -> Json:
    """Records, days, decimals, enumerations, messages as JSON knows them. Raises TypeError for anything else."""
    if isinstance(value, Message):
        return value.text()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: json_value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): json_value(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(entry) for entry in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return json_value(value.value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"JSON holds no {type(value).__name__}")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], colours: Sequence[str] = ()) -> None:
    """A table as wide as the terminal; piped, as wide as its text. `colours` gives a row's colour or ''."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, no_color=no_colour() or None)
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    for index, row in enumerate(rows):
        colour = colours[index] if index < len(colours) else ""
        grid.add_row(*(Text(cell, style=colour) for cell in row))
    console.print(grid)


def spinner(text: str) -> AbstractContextManager[object]:
    """A turning sign on a terminal while something takes long; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True, no_color=no_colour() or None).status(text)


def no_colour() -> bool:
    """True where the person asked for no colours [no-color.org]."""
    return bool(os.environ.get("NO_COLOR"))


def confirmed(question: str, yes: bool) -> bool:
    """Asks before something is written, again where the answer is neither yes nor no; True at once where `yes` says so.

    Enter is no. Raises UsageError where nobody can answer and `yes` is not given.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError(
            _("Nothing was written, for nobody is here to confirm it."), _("Add --yes to write without being asked.")
        )
    while True:
        answer = normalize("NFC", input(f"{question} {_('[y = yes, Enter = no]')} ")).strip(" .").casefold()
        if answer in _YES or answer in _NO:
            return answer in _YES
        warn(_("Type y for yes, or n for no."))
