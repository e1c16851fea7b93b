"""Shows qipsheets on an invented school: makes an environment, fills a workbook, checks, flags, prints the plan.

With --google the same happens in a Google Sheet, on the Sheets server of the tests.
"""

import subprocess
import sys

import environment

GOOGLE = "--google"


def main():
    """Runs `qipsheets demo` in the checkout's own environment, or the demo in a Sheet."""
    words = [word for word in sys.argv[1:] if word != GOOGLE]
    sys.exit(in_a_sheet(words) if GOOGLE in sys.argv else in_a_workbook(words))


def in_a_workbook(words):
    """The installed package shows the main job; its exit code."""
    python = environment.ready("")
    environment.install_checkout()
    folder = environment.ROOT / "demo"
    # -P and a neutral folder: the installed package is shown, not the checkout's files.
    command = [str(python), "-P", "-m", "qipsheets", "demo", str(folder), *words]
    return subprocess.run(command, cwd=environment.FOLDER, env=environment.environment()).returncode


def in_a_sheet(words):
    """The checkout's own code and the Sheets server of its tests; the exit code."""
    python = environment.ready("dev")
    command = [str(python), str(environment.ROOT / "scripts" / "demo_google.py"), *(words or ["demo"])]
    return subprocess.run(command, cwd=environment.ROOT, env=environment.environment()).returncode


if __name__ == "__main__":
    main()
