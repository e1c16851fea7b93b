"""Makes the environment that demo.py, test.py and begin.py run in: a .venv beside this folder, filled only when needed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VIETNAMESE = {
    "Python 3.11 or newer is needed; this is %d.%d.": "Cần Python 3.11 trở lên; máy này có bản %d.%d.",
    "Install it from python.org.": "Hãy cài bản mới từ trang python.org, đánh dấu ô «Add python.exe to PATH».",
    "Making the environment in %s ...": "Đang chuẩn bị chỗ chạy trong %s ...",
    "the environment cannot be made": "chưa tạo được chỗ chạy cho công cụ",
    "On Debian or Ubuntu: apt install python3-venv": "Xem thư mục có ghi được và ổ đĩa còn chỗ không. Trên Debian, Ubuntu: apt install python3-venv",
    "Installing what it needs (once, a minute or two) ...": "Đang cài những phần cần thiết (chỉ một lần, vài phút, xin chờ) ...",
    "the packages could not be installed": "chưa cài được các phần cần thiết",
    "Check the connection to the package registry (a proxy?) and run the command again; it goes on where it stopped.": "Xem máy có mạng không (mạng trường có bộ lọc không), rồi chạy lại; công cụ cài tiếp từ chỗ dừng.",
    "Cannot go on: %s\n-> %s": "Chưa làm tiếp được: %s\n→ %s",
}
_spoken = {}  # type: dict[str, str]


def speak_vietnamese():
    """From now on what is said is Vietnamese: begin.py is for schools."""
    _spoken.update(VIETNAMESE)


def words(text):
    """A text in the language that is spoken."""
    return _spoken.get(text, text)


def ready(group=""):
    """The environment's Python with qipsheets and a dependency group of pyproject.toml in it; ends with a plain word if not."""
    if sys.version_info < (3, 11):
        stop(
            words("Python 3.11 or newer is needed; this is %d.%d.") % sys.version_info[:2],
            words("Install it from python.org."),
        )
    if not works():
        print(words("Making the environment in %s ...") % FOLDER, flush=True)
        call(
            [sys.executable, "-m", "venv", "--clear", str(FOLDER)],
            words("the environment cannot be made"),
            words("On Debian or Ubuntu: apt install python3-venv"),
        )
    project = (ROOT / "pyproject.toml").read_bytes()
    stamp = FOLDER / ("stamp-%s" % (group or "base"))
    mark = hashlib.sha256(project).hexdigest()
    if not stamp.exists() or stamp.read_text() != mark:
        print(words("Installing what it needs (once, a minute or two) ..."), flush=True)
        pip(["install", str(ROOT), *(requirements(project, group) if group else ())])
        stamp.write_text(mark)
    return PYTHON


def requirements(project, group):
    """The requirements of a dependency group: pip knows --group from 25.1 on, and Python 3.11 comes with an older one."""
    import tomllib  # Python 3.11 is asked for in words above, so an older one must get as far as that

    return tomllib.loads(project.decode())["dependency-groups"][group]


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


def pip(arguments):
    """Runs the environment's pip."""
    call(
        [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", *arguments],
        words("the packages could not be installed"),
        words(
            "Check the connection to the package registry (a proxy?) and run the command again; it goes on where it stopped."
        ),
    )


def call(command, trouble, remedy):
    """Runs a command; when it fails, shows what it said and ends."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        stop(trouble, remedy)


def stop(trouble, remedy):
    """Ends with one sentence and the one thing to do."""
    sys.exit(words("Cannot go on: %s\n-> %s") % (trouble, remedy))


def environment():
    """The variables for a child: UTF-8 on every system, Vietnamese letters on every console."""
    return dict(os.environ, PYTHONUTF8="1", PYTHONIOENCODING="utf-8")
