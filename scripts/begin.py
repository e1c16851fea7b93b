"""The first day of a school, behind Qipsheets.cmd: installs, asks for the plan's folder, sets up, opens the menu."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import environment

REASONS = {
    errno.EACCES: "không có quyền ghi",
    errno.EPERM: "không có quyền ghi",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EEXIST: "đã có một tệp mang tên này",
    errno.ENOTDIR: "đã có một tệp mang tên này",
    errno.ENOENT: "không có ổ đĩa hoặc thư mục ấy",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ENOSPC: "ổ đĩa đã đầy",
}
LAST_FOLDER = environment.FOLDER / "plan-folder.txt"


def main():
    """Goes from a fresh checkout to the menu; the next time straight to the menu."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    environment.speak_vietnamese()
    python = environment.ready()
    environment.install_checkout()
    folder = plan_folder()
    if not (folder / ".env").exists() and run(python, folder, "setup") != 0:
        sys.exit("Chưa cài đặt xong. Mở lại chương trình này khi nào muốn làm tiếp.")
    if os.name == "nt":
        launcher(python, folder)
    sys.exit(run(python, folder))


def plan_folder():
    """The folder of the school's plan: the one of last time, else the one that is named now; made where it is not there."""
    last = Path(LAST_FOLDER.read_text(encoding="utf-8")) if LAST_FOLDER.exists() else None
    if last is not None and last.is_dir():
        return last
    usual = documents() / "Ke hoach cai tien"
    print(
        "\nKế hoạch của trường và các văn bản in ra nằm trong một thư mục riêng. Nhấn Enter để dùng thư mục trong ngoặc."
    )
    while True:
        folder = asked(usual)
        trouble = trouble_with(folder)
        if not trouble:
            LAST_FOLDER.write_text(str(folder), encoding="utf-8")
            return folder
        print(trouble)


def documents():
    """The person's folder of documents, also where OneDrive has taken it over."""
    places = (os.environ.get("ONEDRIVE", ""), str(Path.home()))
    found = (Path(place) / "Documents" for place in places if place)
    return next((folder for folder in found if folder.is_dir()), Path.home())


def asked(usual):
    """The folder that a person types, drags into the window, or takes with Enter."""
    try:
        answer = input("Thư mục của kế hoạch [%s]: " % usual).strip().strip("\"'")
    except (EOFError, KeyboardInterrupt):
        sys.exit("\nĐã dừng. Mở lại chương trình này khi nào muốn làm tiếp.")
    if answer.casefold() in ("q", "0"):
        sys.exit("Đã dừng. Mở lại chương trình này khi nào muốn làm tiếp.")
    try:
        return documents() / Path(answer).expanduser() if answer else usual
    except RuntimeError:  # a «~» that names nobody
        return documents() / answer


def trouble_with(folder):
    """Makes the folder; what keeps it from serving, in words, else nothing."""
    if folder == environment.ROOT or environment.ROOT in folder.parents:
        return "Thư mục này là của công cụ, khi cập nhật có thể bị thay. Hãy chọn thư mục khác."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".thu-ghi"
        probe.write_bytes(b"")
        probe.unlink()
    except (OSError, ValueError) as error:
        reason = REASONS.get(getattr(error, "errno", 0), "máy không nhận tên này")
        return "Không dùng được thư mục này: %s. Hãy chọn thư mục khác." % reason
    return ""


def launcher(python, folder):
    """Writes the launcher in the plan's folder anew: this folder may have been moved since setup wrote it."""
    words = (
        "from pathlib import Path; from qipsheets.operations.setup import write_launcher; write_launcher(Path.cwd())"
    )
    subprocess.run([str(python), "-P", "-c", words], cwd=folder, env=environment.environment())


def run(python, folder, *words):
    """Runs qipsheets in the plan's folder; -P: a folder named qipsheets there is not the program."""
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for qipsheets, which answers it with a sentence
    command = [str(python), "-P", "-m", "qipsheets", *words]
    return subprocess.run(command, cwd=folder, env=environment.environment()).returncode


if __name__ == "__main__":
    main()
