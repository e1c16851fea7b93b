"""What tests of commands share: a school without errors, a mail server that takes the job's mails, a clock to set."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from qipsheets import settings
from tests.delivery.mail_server import mail_server


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Any:
    with mail_server() as (handler, port):
        for name, value in (
            ("HOST", "127.0.0.1"),
            ("PORT", port),
            ("SECURITY", "none"),
            ("FROM", "school@example.edu.vn"),
        ):
            monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", str(value))
        yield handler.taken


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_clock(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
        monkeypatch.setattr(settings, "now", lambda: moment)

    return set_clock


@pytest.fixture(scope="session")
def mended_once(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample school without its errors."""
    book = openpyxl.load_workbook(made / "sample.xlsx")
    book["Hành động"]["L10"] = "Ngân sách: 120.000.000 đồng"
    book["Số liệu công bố"]["F3"], book["Số liệu công bố"]["G3"] = "74,1%", "25,9%"
    for row in book["Nhật ký giám sát"].iter_rows(min_row=2):
        if row[0].value == "GS-046":
            row[3].value = "20%"
    for row in book["Bước thực hiện"].iter_rows(min_row=2):
        if row[1].value == "HD-099":
            row[1].value = "HD-029"
    path = tmp_path_factory.mktemp("mended") / "trường mẫu.xlsx"
    book.save(path)
    return path


@pytest.fixture
def mended(mended_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(mended_once, tmp_path))
