"""Runs the tests: makes an environment with what they need, then pytest with whatever words follow."""

import subprocess
import sys

import environment


def main():
    """Runs pytest on the checkout."""
    python = environment.ready("dev")
    words = [str(python), "-m", "pytest", *(sys.argv[1:] or ["-q", "-n", "auto"])]
    sys.exit(subprocess.run(words, cwd=environment.ROOT, env=environment.environment()).returncode)


if __name__ == "__main__":
    main()
