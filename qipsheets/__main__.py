"""The program: the language is chosen before the commands, whose help texts are made when they are imported."""

import sys
from pathlib import Path

from qipsheets import console
from qipsheets.language import take_language
from qipsheets.settings import read_env_file


def main() -> None:
    """Runs the command line of this process."""
    console.use_utf8()
    read_env_file(Path.cwd())
    arguments = take_language(sys.argv[1:])
    from qipsheets.cli import run

    sys.exit(run(arguments or ["--help"]))


if __name__ == "__main__":
    main()
