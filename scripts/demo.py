"""Shows qipsheets on an invented school: makes an environment, fills a workbook, checks, flags, prints the plan."""

import subprocess
import sys

import environment


def main():
    """Runs `qipsheets demo` in the checkout's own environment."""
    python = environment.ready()
    environment.install_checkout()
    folder = environment.ROOT / "demo"
    words = [str(python), "-m", "qipsheets", "demo", str(folder), *sys.argv[1:]]
    # -P and a neutral folder: the installed package is shown, not the checkout's files.
    words.insert(1, "-P")
    sys.exit(subprocess.run(words, cwd=environment.FOLDER, env=environment.environment()).returncode)


if __name__ == "__main__":
    main()
