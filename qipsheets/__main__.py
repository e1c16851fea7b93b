"""The program: the language is chosen before the commands, whose help texts are made when they are imported."""

import gc
import sys
from pathlib import Path

from qipsheets import console
from qipsheets.cli import run, tell
from qipsheets.commands.menu import menu, wanted
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
    arguments = take_language(sys.argv[1:])

    if trouble is not None:
        sys.exit(tell(str(trouble), trouble.hint, trouble.exit_code))

    if wanted(arguments):
        sys.exit(menu(run))
    sys.exit(run(arguments or ["--help"]))


if __name__ == "__main__":
    main()
