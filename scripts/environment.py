"""Makes the environment that demo.py and test.py run in: a .venv beside this folder, filled only when needed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ready(extra):
    """The environment's Python with qipsheets and an extra («» or «dev») in it; ends with a plain word if not."""
    if sys.version_info < (3, 11):
        stop("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2], "Install it from python.org.")
    if not works():
        print("Making the environment in %s ..." % FOLDER, flush=True)
        call(
            [sys.executable, "-m", "venv", "--clear", str(FOLDER)],
            "the environment cannot be made",
            "On Debian or Ubuntu: apt install python3-venv",
        )
    wanted = ROOT / ("pyproject.toml")
    stamp = FOLDER / ("stamp-%s" % (extra or "base"))
    mark = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != mark:
        print("Installing what it needs (once, a minute or two) ...", flush=True)
        pip(["install", "%s[%s]" % (ROOT, extra) if extra else str(ROOT)])
        stamp.write_text(mark)
    return PYTHON


def install_checkout():
    """Puts this checkout's own code into the environment when it has changed since the last time."""
    stamp = FOLDER / "stamp-code"
    code = hashlib.sha256()
    for folder in ("qipsheets", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                code.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    if not stamp.exists() or stamp.read_text() != code.hexdigest():
        pip(["install", "--no-deps", "--force-reinstall", str(ROOT)])
        stamp.write_text(code.hexdigest())


def works():
    """True where the environment's Python runs: a moved or half-made one does not."""
    if not PYTHON.exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(PYTHON), "-c", check], capture_output=True).returncode == 0


def pip(words):
    """Runs the environment's pip."""
    call(
        [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", *words],
        "the packages could not be installed",
        "Check the connection to the package registry (a proxy?) and run the command again; it goes on where it stopped.",
    )


def call(words, trouble, remedy):
    """Runs a command; when it fails, shows what it said and ends."""
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        stop(trouble, remedy)


def stop(trouble, remedy):
    """Ends with one sentence and the one thing to do."""
    sys.exit("Cannot go on: %s\n-> %s" % (trouble, remedy))


def environment():
    """The variables for a child: UTF-8 on every system, Vietnamese letters on every console."""
    return dict(os.environ, PYTHONUTF8="1", PYTHONIOENCODING="utf-8")
