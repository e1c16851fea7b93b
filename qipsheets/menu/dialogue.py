"""The dialogue with a person: Enter takes what is safe, «q» or «0» goes back, Ctrl-C ends; long lists come in pages."""

import os
import shutil
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import TextIOBase
from pathlib import Path
from typing import TextIO, TypeVar
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import typer

from qipsheets import console
from qipsheets.errors import QipError
from qipsheets.language import _

BACK = ("q", "0")
_Answer = TypeVar("_Answer")


class WentBack(Exception):
    """The person typed «q» or «0» in place of an answer."""


def ask(question: str, default: str, check: Callable[[str], _Answer], *, leave: str = "") -> _Answer:
    """An answer that passes its check; the check's own words are shown before the question is put again.

    Enter takes the default, which is shown, or `leave`, the words for an answer that may be left out. Raises WentBack.
    """
    shown = f" [{default}]" if default else f" ({leave})" if leave else ""
    while True:
        answer = _typed(f"{question}{shown}: ")
        if answer.casefold() in BACK:
            raise WentBack
        if not answer and not default and not leave:
            console.warn(_("Type an answer, or q to go back."))
            continue
        try:
            return check(answer or default)
        except (QipError, ValueError) as error:
            show_trouble(error)


def ask_choice(choices: Sequence[str], question: str = "", default: int | None = None, *, back: str = "") -> int:
    """The place of the choice whose number a person types; without a default Enter shows the choices again.

    `back` says what 0 does where it is more than a way back. Raises WentBack.
    """

    def show() -> None:
        for number, words in enumerate(choices, 1):
            console.say(f"{number:>4}. {words}")
        console.say(f"{0:>4}. {back or _('Back')}")

    return pick(show, len(choices), question, default)


def pick(show: Callable[[], None], last: int, question: str = "", default: int | None = None) -> int:
    """The place, from 0, of a line by the number that a person types; `show` shows the lines. Raises WentBack."""
    show()
    prompt = f"{question or _('Your choice')}{'' if default is None else f' [{default + 1}]'}: "
    while True:
        answer = _typed(prompt)
        if answer.casefold() in BACK:
            raise WentBack
        if answer.isascii() and answer.isdigit() and len(answer) < 4 and 0 < int(answer) <= last:
            return int(answer) - 1
        if answer:
            words = _("«{text}» is none of the numbers. Type a number from 1 to {last}, or 0 to go back.")
            console.warn(words.format(text=answer[:40], last=last))
        elif default is not None:
            return default
        else:
            show()


def confirm(question: str) -> bool:
    """True for yes; Enter, «q» and «0» are no, anything else is asked again."""
    return console.confirmed(question, yes=False)


def wait_for_enter() -> None:
    """Lets the person read what was shown before the menu comes again."""
    console.say()
    _typed(_("Press Enter to go back to the menu.") + " ")


def file(answer: str) -> Path:
    """A file by its name, also as a window puts it there when it is dragged. Raises ValueError where there is none."""
    for path in _dragged(answer):
        if path.is_file():
            return path.resolve()
    raise ValueError(_("There is no file {path}.").format(path=answer[:200]))


def file_path(answer: str) -> str:
    """The full name of a file, which may have been dragged. Raises ValueError where there is none."""
    return str(file(answer))


def free_file(path: Path) -> Path:
    """A name that nothing bears, numbered where the wanted one is taken: what is there is never written over."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def file_or_none(answer: str) -> Path | None:
    """The file of an answer that may be left out."""
    return file(answer) if answer else None


def unquoted(answer: str) -> str:
    """A name without the quotes and the sign that windows of commands put around a dragged file's."""
    return answer.removeprefix("& ").strip().strip("\"'").strip()


def _dragged(answer: str) -> Iterator[Path]:
    """What a dragged file may mean: quoted, as file:// address, or with a backslash before each blank."""
    name = unquoted(answer)
    if name.startswith("file://"):
        place = unquote(urlsplit(name).path)
        yield Path(place[1:] if place[2:3] == ":" else place)
    for text in (name, name.replace("\\ ", " ")):
        try:
            path = Path(text).expanduser()
            os.fspath(path).encode()
        except (RuntimeError, ValueError):
            continue
        if "\0" not in text and len(text) < 1000:
            yield path


def open_it(target: str | Path) -> None:
    """Opens a file or an address with the program that this machine has for it."""
    is_page = str(target).startswith("https://") or str(target).endswith(".html")
    address = target.resolve().as_uri() if isinstance(target, Path) and is_page else str(target)
    try:
        opened = webbrowser.open(address) if is_page else typer.launch(address) == 0
    except OSError:
        opened = False
    if opened:
        console.say(_("It is being opened."))
    else:
        console.say(_("It could not be opened from here. Open it yourself: {name}").format(name=target))


def show_trouble(error: QipError | ValueError) -> None:
    """What keeps an answer or a work from going on, and the one thing to do."""
    for line in getattr(error, "details", ()):
        console.warn(f"  {line}")
    console.warn(str(error))
    if hint := getattr(error, "hint", ""):
        console.warn(f"→ {hint}")


def _typed(prompt: str) -> str:
    """A line from the keyboard, in composed letters and without blanks around it."""
    return normalize("NFC", input(prompt)).strip().rstrip(".").strip()


@contextmanager
def pages() -> Iterator[None]:
    """Shows what is said inside page by page where a person looks at it; Enter goes on, «q» leaves out the rest."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        yield
        return
    paged = _Pages(sys.stdout)
    with redirect_stdout(paged):
        yield
    paged.flush()


class _Pages(TextIOBase):
    """A screen that waits for Enter when it is full; a line that asks something begins a new page."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen
        self._begun = ""  # a line without its end
        self._lines = 0
        self._left_out = False

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            if not self._left_out:
                self._screen.write(f"{line}\n")
                self._lines += 1
            if self._lines >= max(shutil.get_terminal_size().lines - 2, 5):
                self._wait()
        return len(text)

    def _wait(self) -> None:
        self._screen.write(_("— more: Enter · leave out the rest: q —") + " ")
        self._screen.flush()
        self._lines, self._left_out = 0, sys.stdin.readline().strip().casefold() in BACK

    def flush(self) -> None:
        if self._begun:  # a question, which is shown at once
            self._screen.write(self._begun)
            self._begun, self._lines, self._left_out = "", 0, False
        self._screen.flush()

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._screen.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # the screen's, which is known only now
        return self._screen.encoding
