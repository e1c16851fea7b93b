"""Shows qipsheets on an invented school: makes an environment, fills a workbook, checks, flags, prints the plan.

With --google the same happens in a Google Sheet, on the Sheets server of the tests; with --office sixty schools are
collected and counted.
"""

import subprocess
import sys

import environment

OTHERS = {"--google": ("demo_google.py", "demo"), "--office": ("demo_office.py", "demo-office")}


def main():
    """Runs `qipsheets demo` in the checkout's own environment, or another demo in that of the tests."""
    words = [word for word in sys.argv[1:] if word not in OTHERS]
    other = next((OTHERS[word] for word in sys.argv[1:] if word in OTHERS), None)
    sys.exit(in_the_tests(*other, words) if other else in_a_workbook(words))


def in_a_workbook(words):
    """The installed package shows the main job; its exit code."""
    python = environment.ready("")
    environment.install_checkout()
    folder = environment.ROOT / "demo"
    # -P and a neutral folder: the installed package is shown, not the checkout's files.
    command = [str(python), "-P", "-m", "qipsheets", "demo", str(folder), *words]
    return subprocess.run(command, cwd=environment.FOLDER, env=environment.environment()).returncode


def in_the_tests(script, folder, words):
    """The checkout's own code and what its tests need; the exit code."""
    python = environment.ready("dev")
    command = [str(python), str(environment.ROOT / "scripts" / script), *(words or [folder])]
    return subprocess.run(command, cwd=environment.ROOT, env=environment.environment()).returncode


if __name__ == "__main__":
    main()
