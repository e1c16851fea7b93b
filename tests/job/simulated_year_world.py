"""The world of the simulated year: the school's Sheet, a mail server to switch off, machines, and a clock of our own."""

import contextlib
import io
import re
import socket
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from qipsheets import language, settings
from qipsheets.cli import run as run_line
from qipsheets.sheets.schema import SYNCED
from qipsheets.store_address import StoreAddress, StoreKind
from qipsheets.stores.google import store as google_store
from tests import google_sheet
from tests.delivery.mail_server import Handler
from tests.job.simulated_year_policy import IDLE, LATE, OTHERS, SOON, WRONG, day_of
from tests.job.simulated_year_staff import Staff
from tests.sheets_server import staff
from tests.sheets_server.server import SheetsServer

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MAINTAINER = "trong-coi@thmaythuong.example"
SECTIONS = {"QUÁ HẠN": LATE, "SẮP ĐẾN HẠN": SOON, "CHƯA BẮT ĐẦU HOẶC LÂU CHƯA CẬP NHẬT": IDLE,
            "VIỆC QUÁ HẠN CỦA NGƯỜI KHÁC, CHUYỂN LÊN THẦY/CÔ": OTHERS, "CẦN SỬA TRONG BẢNG TÍNH": WRONG}  # fmt: skip


class MailBox:
    """A mail server that can be switched off and on again at the same port."""

    def __init__(self) -> None:
        self.handler = Handler()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._controller: Controller | None = None

    @property
    def on(self) -> bool:
        """Whether it listens."""
        return self._controller is not None

    def switch(self, on: bool) -> None:
        """On or off; nothing where it is so already."""
        if on and self._controller is None:
            self._controller = Controller(self.handler, hostname="127.0.0.1", port=self.port)
            self._controller.start()
        elif not on and self._controller is not None:
            self._controller.stop()
            self._controller = None


@dataclass(frozen=True)
class Ran:
    """A run of the job: its code, what left, what it said, and its calls to the Sheet."""

    code: int
    mails: tuple[tuple[str, EmailMessage], ...]
    out: str
    reads: int
    writes: int


class World:
    """The school's Sheet, its mail server and its clock."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, server: SheetsServer, first: date, seed: int) -> None:
        self.folder, self.patch, self.server, self.box = folder, patch, server, MailBox()
        key = server.write_key(folder, email=google_sheet.ROBOT)
        sheet = server.new_spreadsheet(
            title="Kế hoạch", locale="vi_VN", owner=google_sheet.OWNER, writers=[google_sheet.ROBOT]
        )
        self.book, self.url = server.book(sheet), str(StoreAddress(StoreKind.SHEET, sheet))
        self.book.adopt(google_sheet.prepared().shell())
        for row, line in enumerate(staff.values(self.book, "Nhật ký giám sát")[1:], 1):
            if len(line) > 1 and (day := day_of(str(line[1]), end=False)) and day >= first:
                staff.type_row(self.book, "Nhật ký giám sát", row, [""] * 9, 1)  # yet to be written
        self.tool = {self.book.sheet(tab.title).id for tab in SYNCED if self.book.find(tab.title)}
        self.staff = Staff(self.book, seed)
        patch.setattr(google_store, "SCHEDULE", google_sheet.QUICK)
        self.environment = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(key), "QIPSHEETS_SHEETS_URL": server.url, "QIPSHEETS_STORE": self.url,
            "QIPSHEETS_SMTP_HOST": "127.0.0.1", "QIPSHEETS_SMTP_PORT": str(self.box.port), "QIPSHEETS_SMTP_SECURITY": "none",
            "QIPSHEETS_SMTP_FROM": "Trường Mây Thượng <so@thmaythuong.example>", "QIPSHEETS_MAINTAINER": MAINTAINER,
            "QIPSHEETS_REPORTS": str(folder / "báo cáo"), "QIPSHEETS_BACKUPS": str(folder / "sao lưu"),
        }  # fmt: skip
        self.machine("trường")
        language.choose("en")

    def machine(self, name: str) -> None:
        """Goes to a machine: its own journal, locks and ID."""
        self.environment["QIPSHEETS_HOME"] = str(self.folder / name)

    @property
    def home(self) -> Path:
        """The folder of the machine that is run now."""
        return Path(self.environment["QIPSHEETS_HOME"])

    def run(self, moment: datetime, *words: str) -> Ran:
        """`job` as the scheduler starts it, at a moment of the machine's clock."""
        self.patch.setattr(settings, "now", lambda: moment)
        for name, value in self.environment.items():
            self.patch.setenv(name, value)
        self.server.log.clear()
        taken, out = len(self.box.handler.taken), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = run_line(["job", *words])
        verbs = [entry.method for entry in self.server.log if "/v4/spreadsheets" in entry.path]
        mails = tuple(self.box.handler.taken[taken:])
        return Ran(code, mails, out.getvalue(), verbs.count("GET"), verbs.count("POST"))

    def ill(self, status: int) -> None:
        """The Sheets service answers so to every call; 0 is a well one."""
        self.server.faults.clear()
        if status == 429:
            self.server.faults.quota(times=10**6)
        elif status:
            self.server.faults.error(status, times=10**6)

    def drafts(self) -> set[str]:
        """The names of the report drafts that were made."""
        return {path.name for path in (self.folder / "báo cáo").glob("[!.]*")}

    def backups(self) -> list[str]:
        """The days of the backups that lie there."""
        return sorted(path.stem[-10:] for path in (self.folder / "sao lưu").rglob("*.xlsx"))

    def wrong(self) -> list[tuple[str, str]]:
        """What the tool's own tab tells people to mend: (tab, ID)."""
        rows = staff.values(self.book, "Kiểm tra")[1:]
        return [(row[2], row[4]) for row in rows if len(row) > 4 and row[0] in ("Lỗi", "Cảnh báo")]


def sections(mail: EmailMessage) -> dict[str, frozenset[str]]:
    """The IDs a digest tells, by section."""
    found: dict[str, set[str]] = {}
    section = ""
    for line in mail.get_body(("plain",)).get_content().splitlines():  # type: ignore[union-attr]
        section = SECTIONS.get(line.strip(), section)
        if match := re.match(r"- ([A-Z]{2}-\d+)", line):
            found.setdefault(section, set()).add(match[1])
    return {name: frozenset(keys) for name, keys in found.items()}
