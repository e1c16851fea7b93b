"""The program: the language is chosen before the commands, whose help texts are made when they are imported."""

import sys

from qipsheets import console
from qipsheets.language import take_language


def main() -> None:
    """Runs the command line of this process."""
    console.use_utf8()
    arguments = take_language(sys.argv[1:])
    from qipsheets.cli import run

    sys.exit(run(arguments or ["--help"]))


if __name__ == "__main__":
    main()
