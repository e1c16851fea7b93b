"""Runs the tests: makes an environment with what they need, then pytest with whatever words follow."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import environment

MEMORY, ROOM = Path("/dev/shm"), 2_000_000_000  # noqa: S108 - a suite leaves some 300 MB


def main():
    """Runs pytest on the checkout."""
    python = environment.ready("dev")
    # One worker more than there are cores: some tests wait for servers, browsers and LibreOffice.
    usual = ["-q", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]
    words = [str(python), "-m", "pytest", *(sys.argv[1:] or usual)]
    variables = environment.environment()
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # else each worker and each child compiles all of it anew
    # In memory where there is room: each commit of a journal and each saved workbook waits for the disk.
    in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="qip-", dir=MEMORY if in_memory else None) as folder:
        variables["TMPDIR"] = folder
        sys.exit(subprocess.run(words, cwd=environment.ROOT, env=variables).returncode)


if __name__ == "__main__":
    main()
