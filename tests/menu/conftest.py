"""The sample school at work in a folder of its own: made and synced once, as it was again for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qipsheets import operations
from tests.invented_plan import write_invented_plan

BOOK = "ke-hoach.xlsx"
DAY = "2025-03-15"


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder as every test finds it, beside the one that tests work in: the journal knows its path."""
    place = tmp_path_factory.mktemp("school")
    school = place / "now" / "school"
    school.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QIPSHEETS_HOME", str(place / "now" / "home"))
        patch.chdir(school)
        operations.setup.make_workbook(BOOK, "", "", sample=True)
        operations.syncing.sync_store(BOOK, DAY, dry_run=False, accept_loss=False, take_over=False)
        (school / "quet.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
        write_invented_plan(school / "cu.docx")
    shutil.copytree(place / "now", place / "kept")
    yield place


@pytest.fixture
def school(_kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The school's folder; what would be opened in other programs is not."""
    shutil.rmtree(_kept / "now")
    shutil.copytree(_kept / "kept", _kept / "now")
    folder = _kept / "now" / "school"
    monkeypatch.chdir(folder)
    for name, value in (("HOME", str(_kept / "now" / "home")), ("STORE", BOOK), ("TODAY", DAY)):
        monkeypatch.setenv(f"QIPSHEETS_{name}", value)
    monkeypatch.setattr("qipsheets.menu.dialogue.webbrowser.open", lambda _address: True)
    monkeypatch.setattr("qipsheets.menu.dialogue.typer.launch", lambda _address: 0)
    return folder
