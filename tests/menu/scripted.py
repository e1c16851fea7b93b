"""The menu in this process, with somebody at the keyboard who reads each question before answering it."""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets import language
from qipsheets.cli import run
from qipsheets.menu.menu import menu

MOST = 4000  # answers: whoever needs more is trapped


class Trapped(AssertionError):
    """The menu asks and asks, whatever is answered."""


class Screen(io.StringIO):
    """What was shown; the last line without an end is the question."""

    @property
    def question(self) -> str:
        return self.getvalue().rpartition("\n")[2]


class Keyboard:
    """Gives to each question what a person answers to it."""

    def __init__(self, screen: Screen, answer: Callable[[str, str], str | None]) -> None:
        self._screen, self._answer, self._since, self.typed = screen, answer, 0, 0

    def isatty(self) -> bool:
        return True

    def readline(self, *_size: int) -> str:
        self.typed += 1
        if self.typed > MOST:
            raise Trapped(self._screen.getvalue()[-3000:])
        shown = self._screen.getvalue()
        answer = self._answer(self._screen.question, shown[self._since :])
        if answer is None:
            raise KeyboardInterrupt
        self._screen.write("\n")
        self._since = len(self._screen.getvalue())
        return f"{answer}\n"


def play(answer: Callable[[str, str], str | None], words: tuple[str, ...] = ()) -> tuple[int, str]:
    """Opens the menu, or runs a command line; `answer` gets a question and what was shown before it.

    Returns the exit code and all that was shown; None for an answer is Ctrl-C.
    """
    language.choose("vi")
    screen = Screen()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, screen)
        patch.setattr(sys, "stdin", Keyboard(screen, answer))
        code = run(list(words)) if words else menu(run)
    return code, screen.getvalue()


def one_by_one(*answers: str | None) -> Callable[[str, str], str | None]:
    """Answers in their order; then «0» to whatever is asked."""
    left = list(answers)
    return lambda _question, _shown: left.pop(0) if left else "0"


TECHNICAL = re.compile(
    r"qipsheets (?!\d)|--\w|QIPSHEETS_|GOOGLE_APPLICATION|Traceback|\b[0-9a-f]{12,}\b|\b[a-z]+_[a-z_]+\b|tt\d\d-\d{4}-|\bdocs/|\.env\b"
)


def technical_words(shown: str, folder: Path) -> list[str]:
    """The lines that say what a secretary should not have to read; the test's own folder aside."""
    plain = re.sub(rf"{re.escape(str(folder))}[\w./-]*", "", shown)
    return [line for line in plain.splitlines() if TECHNICAL.search(line)]
