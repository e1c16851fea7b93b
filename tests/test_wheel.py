"""The wheel carries all it needs: installed away from the checkout, the main job runs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_it_holds_templates_frameworks_sample_and_catalogue(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "qipsheets/templates/plan.docx",
        "qipsheets/templates/sample/actions.csv",
        "qipsheets/frameworks/tt57-2026-general.toml",
        "qipsheets/locales/vi/LC_MESSAGES/qipsheets.mo",
        "qipsheets/documents/times_widths.json",
        "qipsheets/schemas/validate.json",
    }
    assert wanted <= names
    assert not [name for name in names if name.startswith(("tests/", "scripts/"))]


def test_it_does_the_main_job_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    place, work = tmp_path / "đã cài", tmp_path / "nơi khác"
    zipfile.ZipFile(wheel).extractall(place)
    work.mkdir()
    env = dict(os.environ, PYTHONPATH=str(place), QIPSHEETS_HOME=str(tmp_path / "home"), QIPSHEETS_LANG="en")
    env.pop("QIPSHEETS_STORE", None)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "qipsheets", *words]
        return subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, encoding="utf-8", check=False)

    done = run("demo", "thử")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (work / "thử").iterdir()} == {"truong-mau.xlsx", "ke-hoach-du-thao.docx"}
    again = run("demo", "thử")
    assert again.returncode == 0, again.stderr
    english = run("init", "--store", "a.xlsx", "--framework", "tt57-2026-general", "--year", "2026-2027")
    assert english.returncode == 0, english.stderr
