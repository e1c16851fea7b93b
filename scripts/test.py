"""Runs the tests: makes an environment with what they need, then pytest with whatever words follow."""

import os
import subprocess
import sys

import environment


def main():
    """Runs pytest on the checkout."""
    python = environment.ready("dev")
    # One worker more than there are cores: some tests wait for servers, browsers and LibreOffice.
    usual = ["-q", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]
    words = [str(python), "-m", "pytest", *(sys.argv[1:] or usual)]
    told = environment.environment()
    told.pop("PYTHONDONTWRITEBYTECODE", None)  # else each worker and each child compiles all of it anew
    sys.exit(subprocess.run(words, cwd=environment.ROOT, env=told).returncode)


if __name__ == "__main__":
    main()
