"""The program: the language is chosen before the commands, whose help texts are made when they are imported."""

import gc
import sys
from pathlib import Path

from qipsheets import console
from qipsheets.cli import guarded, run, show_error
from qipsheets.errors import QipError
from qipsheets.language import take_language
from qipsheets.settings import read_env_file


def collect_rarely() -> None:
    """Lets Python look for circles of dead objects seldom: a plan's records form none, and a look goes through all."""
    gc.set_threshold(10_000, 20, 100)


def main() -> None:
    """Runs the command line of this process."""
    collect_rarely()
    console.use_utf8()
    trouble: QipError | None = None
    try:
        read_env_file(Path.cwd())
    except QipError as error:
        trouble = error
    arguments = take_language(sys.argv[1:])  # before the error is shown, so that --lang holds for it too
    if trouble is not None:
        sys.exit(show_error(trouble))
    if not arguments and sys.stdin.isatty() and sys.stdout.isatty():
        sys.exit(guarded(_menu))
    sys.exit(run(arguments or ["--help"]))


def _menu() -> int:
    from qipsheets.menu.menu import menu  # all operations: a command line needs those of one command

    return menu(run)


if __name__ == "__main__":
    main()
