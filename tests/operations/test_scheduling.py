"""Recipes for schedulers: words that each scheduler reads as they were meant."""

import configparser
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from qipsheets.errors import UsageError
from qipsheets.operations.scheduling import MARK, ScheduleOptions, crontab_with, minute_of, recipe

FOLDER = Path("/trường học/kế hoạch 100%")
SETTING = ScheduleOptions(("/opt/py thon/bin/python", "-m", "qipsheets"), FOLDER, Path("/var/log/a b/job.log"), 17)


def test_cron_runs_the_command_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "kế hoạch 100%"
    folder.mkdir()
    setting = ScheduleOptions(
        (sys.executable, "-c", "import os;print(os.getcwd())"), folder, tmp_path / "chưa có" / "log file.txt", 5
    )
    make_folder, (_crontab, line) = recipe("cron", setting, {}).commands
    subprocess.run(make_folder, check=True)
    minute, hours, *rest = line.split(" ", 5)
    assert (minute, hours, rest[:3]) == ("5", "6-18", ["*", "*", "*"])
    # what cron hands to the shell: \% is a percent sign
    subprocess.run(["sh", "-c", rest[3].replace(r"\%", "%")], check=True)
    assert (tmp_path / "chưa có" / "log file.txt").read_text(encoding="utf-8").strip() == str(folder)


def test_a_crontab_holds_our_line_once_and_keeps_the_others() -> None:
    once = crontab_with("0 1 * * * backup\n", f"5 6 * * * new {MARK}")
    assert crontab_with(once, f"7 6 * * * newer {MARK}") == f"0 1 * * * backup\n7 6 * * * newer {MARK}\n"


def test_systemd_units_name_program_folder_and_zone() -> None:
    made = recipe("systemd", SETTING, {})
    (service_path, service), (timer_path, timer) = made.files
    assert made.commands[0] == ("mkdir", "-p", "/var/log/a b") and "append:/var/log/a b/job.log" in service
    read = configparser.RawConfigParser(strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(service)
    assert shlex.split(read["Service"]["ExecStart"].replace("%%", "%")) == [*SETTING.words]
    assert read["Service"]["WorkingDirectory"] == "/trường học/kế hoạch 100%%"
    assert "OnCalendar=*-*-* 06..18:17:00 Asia/Ho_Chi_Minh" in timer
    assert "Persistent=true" in timer
    assert (service_path.name, timer_path.name) == ("qipsheets.service", "qipsheets.timer")


def test_windows_task_is_well_formed_and_catches_up() -> None:
    setting = ScheduleOptions(
        (r"C:\Chương trình\py & co\python.exe", "-m", "qipsheets"), Path(r"C:\Kế hoạch"), Path("x"), 3
    )
    [(_path, text)] = recipe("windows", setting, {}).files
    root = ElementTree.fromstring(text.encode("utf-16"))
    names = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert names["Command"] == r"C:\Chương trình\py & co\python.exe"
    assert names["Arguments"] == "-m qipsheets job"
    assert (names["StartWhenAvailable"], names["MultipleInstancesPolicy"]) == ("true", "IgnoreNew")


def test_github_keeps_the_journal_and_no_secret() -> None:
    yaml = pytest.importorskip("yaml")
    [(path, text)] = recipe("github", SETTING, {"QIPSHEETS_STORE": "abc", "QIPSHEETS_SMTP_PASSWORD": "bí-mật"}).files
    read = yaml.safe_load(text)
    assert path.name == "qipsheets.yml"
    assert read[True]["schedule"] == [{"cron": "17 0,1,2,3,4,5,6,7,8,9,10,11,23 * * *"}]
    assert any("git push" in step.get("run", "") for step in read["jobs"]["job"]["steps"])
    assert "bí-mật" not in text


def test_schools_ask_at_different_minutes() -> None:
    minutes = {minute_of(f"truong-{number}.xlsx") for number in range(300)}
    assert minutes == set(range(60))


def test_an_unknown_scheduler_is_refused() -> None:
    with pytest.raises(UsageError, match="at"):
        recipe("at", SETTING, {})
