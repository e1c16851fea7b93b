"""The menu: what `qipsheets` without arguments offers on a terminal to people who know no commands."""

import sys
from collections.abc import Callable, Sequence

from qipsheets import console
from qipsheets.language import _, later

CHOICES: Sequence[tuple[str, tuple[str, ...]]] = (
    (later("Check the plan"), ("validate",)),
    (later("What is late"), ("overdue", "--soon", "14")),
    (later("Sync: show status in the workbook"), ("sync",)),
    (later("Print the plan (draft)"), ("plan", "--draft", "--out", "ke-hoach-du-thao.docx")),
    (later("Print the plan (official)"), ("plan", "--out", "ke-hoach.docx")),
    (later("Is everything set up right?"), ("doctor",)),
    (later("Set up"), ("setup",)),
)


def menu(run: Callable[[list[str]], int]) -> int:
    """Shows the choices until the person leaves; returns the last command's exit code."""
    code = 0
    while True:
        console.say("")
        for number, (words, _command) in enumerate(CHOICES, 1):
            console.say(f"  {number}. {_(words)}")
        console.say(f"  0. {_('Leave')}")
        try:
            answer = input(f"{_('Your choice')}: ").strip()
        except EOFError:
            return code
        if answer in ("", "0"):
            return code
        if answer.isascii() and answer.isdigit() and int(answer) <= len(CHOICES):
            code = run(list(CHOICES[int(answer) - 1][1]))
        else:
            console.warn(_("«{text}» is none of the numbers.").format(text=answer))


def wanted(arguments: Sequence[str]) -> bool:
    """True where somebody sits at a terminal and named no command."""
    return not arguments and sys.stdin.isatty() and sys.stdout.isatty()
