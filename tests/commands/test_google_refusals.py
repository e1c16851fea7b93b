"""What a school meets with its first Sheet, by the command line, in both languages.

Each ends with its exit code, one sentence and one way out; no cell of the Sheet is another one than before.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from qipsheets import settings
from tests.conftest import ROOT
from tests.google_sheet import OWNER, ROBOT, Google, google, school  # noqa: F401 - fixtures
from tests.sheets_server import staff

DAY = "2025-03-15"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Harm = Callable[[Google, pytest.MonkeyPatch], object]


def sharing_revoked(google: Google, _patch: Any) -> None:  # noqa: F811
    google.server.book(google.sheet).sharing.writers.clear()


def viewer_only(google: Google, _patch: Any) -> None:  # noqa: F811
    sharing = google.server.book(google.sheet).sharing
    sharing.writers.clear()
    sharing.readers.add(ROBOT)


def xlsx_in_drive(google: Google, _patch: Any) -> None:  # noqa: F811
    google.sheet = google.server.new_spreadsheet(title="a.xlsx", owner=OWNER, writers=[ROBOT], mime_type=EXCEL_TYPE)


def wrong_id(google: Google, _patch: Any) -> None:  # noqa: F811
    google.sheet = "1" + "x" * 43


def key_expired(google: Google, _patch: Any) -> None:  # noqa: F811
    google.server.tokens.keys[ROBOT] = {}


def key_file_gone(google: Google, patch: pytest.MonkeyPatch) -> None:  # noqa: F811
    patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google.key.with_name("không có.json")))


def tab_renamed(google: Google, _patch: Any) -> None:  # noqa: F811
    staff.rename_sheet(google.server.book(google.sheet), "Hành động", "Việc phải làm")


def storm(google: Google, _patch: Any) -> None:  # noqa: F811
    """The service asks for an hour, so that the test need not wait until the tool gives up by itself."""
    google.server.faults.quota(times=500, retry_after=3600)


CASES: dict[str, tuple[Harm, int, str, str]] = {
    "revoked sharing": (
        sharing_revoked,
        4,
        f"The Sheet is not shared with {ROBOT}.",
        f"Bảng tính chưa được chia sẻ cho {ROBOT}.",
    ),
    "wrong ID": (wrong_id, 4, "There is no Google Sheet with the ID", "Không có Google Trang tính nào có mã"),
    "an .xlsx in Drive": (
        xlsx_in_drive,
        4,
        "This file in Google Drive is an Excel file",
        "Tệp này trong Google Drive là tệp Excel",
    ),
    "viewer-only robot": (
        viewer_only,
        4,
        f"{ROBOT} may read the Sheet but not write to it.",
        f"{ROBOT} chỉ được đọc bảng tính, không được ghi.",
    ),
    "expired key": (
        key_expired,
        4,
        f"The key of {ROBOT} has expired",
        f"Khóa của {ROBOT} đã hết hạn",
    ),
    "key file gone": (key_file_gone, 4, "There is no key file", "Không có tệp khóa"),
    "429 storm": (
        storm,
        6,
        "Google counts too many calls in this minute.",
        "Google báo quá nhiều lượt gọi trong phút này.",
    ),
}


def command(run: Any, google: Google, language: str, day: str) -> tuple[int, str, str]:  # noqa: F811
    """Exit code, output and errors of a sync: in English here, in Vietnamese by a process of its own."""
    words = ("sync", "--today", day, "--store", google.url)
    if language == "en":
        result = run(*words)
        return result.code, result.out, result.err
    found = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUTF8="1", QIPSHEETS_LANG=language)
    line = [sys.executable, "-m", "qipsheets", *words]
    done = subprocess.run(line, env=found, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def cells(google: Google) -> dict[str, list[Any]]:  # noqa: F811
    """Every cell of every Sheet there is, with its format and note."""
    return {
        f"{identity} {sheet.title}": [[dict(cell) for cell in row] for row in sheet.rows]
        for identity, book in google.server.service.books.items()
        for sheet in book.sheets
    }


@pytest.mark.parametrize(("harm", "code", "english", "vietnamese"), CASES.values(), ids=CASES.keys())
def test_one_sentence_in_each_language_and_nothing_changed(
    run: Any,
    school: Google,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    harm: Harm,
    code: int,
    english: str,
    vietnamese: str,
) -> None:
    harm(school, monkeypatch)
    before, written = cells(school), len(school.server.written)
    for language, sentence in (("en", english), ("vi", vietnamese)):
        found, out, err = command(run, school, language, DAY)
        assert (found, out) == (code, ""), err
        message, hint = err.strip().split("\n")
        assert sentence in message
        assert hint.startswith("→ ")
    assert cells(school) == before
    assert len(school.server.written) == written
    assert not list((settings.home() / "logs").glob("error-*"))


def test_a_renamed_tab_is_found_and_people_s_cells_stay(run: Any, school: Google) -> None:  # noqa: F811
    tab_renamed(school, None)
    people = {
        name: rows for name, rows in cells(school).items() if name.endswith((" Việc phải làm", " Bước thực hiện"))
    }
    for language, sentence in (("en", "Nobody's own cells were touched"), ("vi", "Các ô do người dùng điền")):
        code, out, err = command(run, school, language, DAY if language == "en" else "2025-03-16")
        assert (code, err) == (0, "")
        assert sentence in out
    after = cells(school)
    assert {name: after[name] for name in people} == people
    assert staff.values(school.server.book(school.sheet), "Tiến độ")[1][0].startswith("HD-")
