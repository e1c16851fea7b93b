"""The first double-click: the launchers as Windows' command window reads them, and what begin.py asks and says."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from qipsheets.operations.setup import launcher
from tests.conftest import ROOT

SCRIPTS = ROOT / "scripts"
CMD = SCRIPTS / "Qipsheets.cmd"


def lines() -> list[str]:
    return CMD.read_bytes().decode("ascii").split("\r\n")


def test_its_lines_end_as_windows_wants_them() -> None:
    for path in (CMD, SCRIPTS / "no-python.vi.txt"):
        raw = path.read_bytes()
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r") > 5


def test_git_leaves_its_bytes_alone() -> None:
    rules = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert {"*.cmd -text", "scripts/no-python.vi.txt -text"} <= set(rules)


def test_it_jumps_nowhere_and_opens_no_block() -> None:
    """cmd finds labels by counting bytes, wrong in UTF-8; a bracket in an expanded path would close a block."""
    for line in lines():
        assert not line.startswith(":") and not re.search(r"\bgoto\b|\bcall\b", line)
        bare = re.sub(r'"[^"]*"', "", line)
        assert line.startswith("rem ") or "(" not in bare or " echo " in bare


def test_no_path_is_written_out_but_the_folder_in_quotes() -> None:
    """A folder named «100% & (mới)!» is expanded only once, between quotes, with delayed expansion off."""
    text = "\n".join(lines())
    assert [line for line in lines() if "%~" in line] == ['pushd "%~dp0"']
    assert text.index("DisableDelayedExpansion") < text.index("%~dp0")
    assert set(re.findall(r"%(\w+)%", text)) == {"PY"}


def test_the_files_it_names_lie_beside_it() -> None:
    named = set(
        re.findall(r"[\w.-]+\.(?:py|txt)\b", "\n".join(line for line in lines() if not line.startswith("rem ")))
    )
    assert named == {"begin.py", "no-python.vi.txt"}
    assert all((SCRIPTS / name).is_file() for name in named)


def test_where_python_is_missing_it_tells_what_to_do() -> None:
    words = (SCRIPTS / "no-python.vi.txt").read_text(encoding="utf-8")
    assert "python.org/downloads" in words and "Add python.exe to PATH" in words and "nhấp đúp lại" in words
    assert max(map(len, words.splitlines())) <= 90


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows runs .cmd files")
@pytest.mark.parametrize("name", ["kế hoạch", "100% (mới)", "a!b & c^d", "ổ đĩa %TEMP%"])
def test_the_plans_launcher_runs_in_any_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "Qipsheets.cmd").write_bytes(launcher(sys.executable).encode("utf-8"))
    done = subprocess.run(
        ["cmd", "/d", "/c", str(folder / "Qipsheets.cmd")],
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "validate" in done.stdout and not done.stderr
    typed = subprocess.run(
        ["cmd", "/d", "/c", "qipsheets", "rules", "PCT-01"],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "18/27" in typed.stdout and not typed.stderr


def begin(code: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Runs lines of Python after `import begin`, with what a person types; nothing of the checkout is touched."""
    env = {**os.environ, "PYTHONUTF8": "1", "ONEDRIVE": "", **more}
    command = [sys.executable, "-c", f"import begin, environment\nfrom pathlib import Path\n{code}"]
    return subprocess.run(
        command, cwd=SCRIPTS, input=typed, capture_output=True, encoding="utf-8", check=False, env=env
    )  # fmt: skip


def asked(tmp_path: Path, typed: str) -> subprocess.CompletedProcess[str]:
    kept = f"begin.LAST_FOLDER = Path({str(tmp_path / 'held.txt')!r})\n"
    return begin(f"{kept}print('->', begin.plan_folder())", typed, HOME=str(tmp_path), USERPROFILE=str(tmp_path))


def test_the_plans_folder_is_asked_for_once(tmp_path: Path) -> None:
    named = tmp_path / "Kế hoạch 100% (mới)!"
    first = asked(tmp_path, f'"{named}"\n')
    assert first.stdout.endswith(f"-> {named}\n") and named.is_dir()
    again = asked(tmp_path, "")
    assert again.stdout == f"-> {named}\n"


def test_enter_takes_a_folder_among_the_persons_documents(tmp_path: Path) -> None:
    (tmp_path / "Documents").mkdir()
    assert asked(tmp_path, "\n").stdout.endswith(f"-> {tmp_path / 'Documents' / 'Ke hoach cai tien'}\n")


def test_a_folder_that_cannot_serve_is_reported_and_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")
    shown = asked(tmp_path, f"{ROOT / 'templates'}\n{tmp_path / 'tệp'}\n{tmp_path / 'được'}\n")
    assert "Thư mục này là của công cụ" in shown.stdout and "Không dùng được thư mục này" in shown.stdout
    assert shown.stdout.endswith(f"-> {tmp_path / 'được'}\n")
    assert not (ROOT / "templates" / ".thu-ghi").exists()


def test_the_plans_launcher_names_the_python_of_now(tmp_path: Path) -> None:
    (tmp_path / "Qipsheets.cmd").write_bytes(b"old")
    done = begin(f"import sys\nbegin.launcher(sys.executable, Path({str(tmp_path)!r}))", PYTHONPATH=str(ROOT))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "Qipsheets.cmd").read_bytes() == launcher(sys.executable).encode()


def test_a_window_that_is_closed_at_the_question_ends_kindly(tmp_path: Path) -> None:
    shown = asked(tmp_path, "")
    assert shown.returncode == 1 and "Đã dừng" in shown.stderr and "Traceback" not in shown.stderr


def test_an_environment_that_cannot_be_made_is_reported_in_vietnamese(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")
    folder = f"environment.FOLDER = Path({str(tmp_path / 'tệp' / 'venv')!r})\nenvironment.PYTHON = environment.FOLDER / 'python'\n"
    shown = begin(f"{folder}environment.speak_vietnamese()\nenvironment.ready()")
    assert shown.returncode == 1
    assert "Chưa làm tiếp được: chưa tạo được chỗ chạy cho công cụ\n→ Xem thư mục có ghi được" in shown.stderr


def test_all_that_the_environment_says_is_reported_in_vietnamese() -> None:
    tree = ast.parse((SCRIPTS / "environment.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    said = {ast.literal_eval(call.args[0]) for call in calls if call.func.id == "words"}  # type: ignore[attr-defined]
    import environment

    assert said == set(environment.VIETNAMESE)
