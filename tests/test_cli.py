"""The command line as a whole: what it lists, what it reads of the program, what a shell completes."""

import os
import subprocess
import sys

import pytest
import typer
import typer.core

from qipsheets.cli import COMMAND_GROUPS, COMMANDS, program
from tests.conftest import ROOT

LOADED = "import sys; from qipsheets.cli import run; run({words!r}); print(*sys.modules, file=sys.stderr)"


def python(code: str, **expected: str) -> subprocess.CompletedProcess[str]:
    """A process of its own."""
    env = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONIOENCODING="utf-8", **expected)
    return subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def commands_loaded(*words: str) -> set[str]:
    """The files in qipsheets/commands/ that a command line reads."""
    names = python(LOADED.format(words=list(words))).stderr.split()
    return {name.rpartition(".")[2] for name in names if name.startswith("qipsheets.commands.")}


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["--help"], set()), (["history"], set()), (["--version"], set()), (["no such"], set()),
        (["backup", "--help"], {"backup", "options"}), (["email", "list", "--help"], {"email", "options"}),
    ],
)  # fmt: skip
def test_only_the_command_that_is_named_is_read(words: list[str], read: set[str]) -> None:
    assert commands_loaded(*words) == read


def test_every_command_of_the_table_is_there_and_whole() -> None:
    whole = typer.main.get_command(program())
    assert isinstance(whole, typer.core.TyperGroup)
    names = set()
    for name, command in whole.commands.items():
        members = getattr(command, "commands", {})
        names |= {f"{name} {member}" for member in members} or {name}
    assert names == {name for _panel, name, *_rest in COMMANDS}


def test_the_list_of_commands_names_each_with_what_it_does() -> None:
    found = python("from qipsheets.cli import run; run(['--help'])").stdout
    tops = {name for _panel, name, *_rest in COMMANDS if " " not in name} | set(COMMAND_GROUPS)
    assert tops <= {line.split()[0] for line in found.splitlines() if line.startswith("  ") and line.split()}


@pytest.mark.parametrize(
    ("typed", "place", "completed"),
    [("qipsheets va", "1", ["validate"]), ("qipsheets history diff --st", "3", ["--store"])],
    ids=["a command", "an option of a command that was not read yet"],
)
def test_a_shell_completes(typed: str, place: str, completed: list[str]) -> None:
    found = python(
        "import sys; sys.argv = ['qipsheets']; from qipsheets.__main__ import main; main()",
        _QIPSHEETS_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=place,
    )
    assert found.stdout.split() == completed
