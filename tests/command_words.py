"""The words of command lines in what the program says, held against the command line itself."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer

from qipsheets.cli import COMMAND_GROUPS, COMMANDS, program

# A command line is in quotes or brackets or behind a colon; it ends there, at the sentence's end, or where another begins.
LINE = re.compile(r"(?:[«`(]|: )qipsheets ([a-z-]+(?:(?!\bqipsheets )[^«»`()\n;])*)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


@cache
def options_of(name: str) -> frozenset[str]:
    """The options of a command, --help and --lang too."""
    command: Any = typer.main.get_command(program())
    for word in name.split():
        command = command.commands[word]
    return frozenset({"--help", "--lang", *(option for one in command.params for option in one.opts)})


def faults_in(text: str) -> Iterator[str]:
    """What is wrong with the command lines in a text: no such command, no such option."""
    names = sorted((name for _panel, name, *_rest in COMMANDS), key=len, reverse=True)
    for match in LINE.finditer(text):
        words = match[1].strip()
        name = next((name for name in names if re.match(rf"{re.escape(name)}(?![\w-])", words)), None)
        if name is None:
            if words.split()[0] not in COMMAND_GROUPS and not words.startswith("--"):
                yield f"no command: {words}"
            continue
        sentence = re.split(r"[.:,] ", words)[0]
        yield from (f"{name} has no {option}" for option in OPTION.findall(sentence) if option not in options_of(name))


def is_bare(text: str) -> bool:
    """True for a text that names options without a command: then they are those of the command that says it."""
    return not LINE.search(text)
