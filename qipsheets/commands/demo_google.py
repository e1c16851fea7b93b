"""`demo --google`: the shared Sheet on a Sheets server of this machine, through the real client and sign-in."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qipsheets import console
from qipsheets.commands.import_plan import import_plan
from qipsheets.commands.init import init
from qipsheets.commands.overdue import overdue
from qipsheets.commands.plan import plan
from qipsheets.commands.sync import sync
from qipsheets.language import _
from qipsheets.local_sheets import staff
from qipsheets.local_sheets.server import LocalSheets
from qipsheets.stores.address import StoreAddress, StoreKind

DAY = "2025-03-15"
ROBOT = "so-theo-doi@truong.iam.gserviceaccount.com"


def demo_google(folder: Path, step: Any) -> None:
    """A plan comes into a Sheet, staff work in it, the job flags what is late, each flag in its own row."""
    workbook, word = folder / "truong-mau.xlsx", folder / "ke-hoach-cu.docx"
    for old in (workbook, word):
        old.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    with LocalSheets() as server, _signed_in(server, folder):
        step(
            1, _("A Sheets server on this machine ({url}); a person makes a Sheet and shares it").format(url=server.url)
        )
        identity = server.new_spreadsheet("Kế hoạch cải tiến chất lượng", "vi_VN", "Asia/Ho_Chi_Minh", writers=[ROBOT])
        sheet, book = str(StoreAddress(StoreKind.SHEET, identity)), server.book(identity)
        step(2, _("init: tabs, headings, drop-downs, guards and charts"))
        init(store=sheet, framework="tt17-2018-primary", year="2024-2025")
        step(3, _("import: a school's Word plan into the Sheet"))
        init(store=str(workbook), sample=True)
        plan(out=word, store=str(workbook), today=DAY, draft=True)
        import_plan(word, store=sheet)
        step(4, _("sync: what is late on {day}").format(day="15/03/2025"))
        sync(store=sheet, today=DAY)
        _show(book)
        step(5, _("Staff work in the Sheet: a row put in, two rows sorted away, a due date moved, a tab renamed"))
        _work(book)
        _show(book)
        step(6, _("sync again: the flags follow the IDs"))
        before = len(server.log)
        sync(store=sheet, today=DAY)
        _show(book)
        calls = [record.method for record in server.log[before:] if record.path.startswith("/v4/")]
        console.say(_("Calls to the service: {reads} read, {writes} write.").format(
            reads=calls.count("GET"), writes=calls.count("POST"))
        )  # fmt: skip
        step(7, _("What is late, from the Sheet"))
        overdue(store=sheet, today=DAY)


@contextmanager
def _signed_in(server: Any, folder: Path) -> Iterator[None]:
    """The environment in which commands find the server; what stood there before comes back."""
    told = {
        "GOOGLE_APPLICATION_CREDENTIALS": str(server.write_key(folder, email=ROBOT)),
        "QIPSHEETS_SHEETS_URL": server.url,
    }
    held: Mapping[str, str | None] = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        yield
    finally:
        for name, value in held.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _work(book: Any) -> None:
    """What staff do between two syncs, each through the service's own rules."""
    head = list(staff.values(book, "Hành động")[0])
    staff.insert_row(book, "Hành động", 1)
    staff.sort_rows(book, "Hành động", head.index("Người phụ trách"), descending=True)
    rows = staff.values(book, "Hành động")
    late = next(at for at, row in enumerate(rows) if len(row) > 9 and row[head.index("Tình trạng")] == "Quá hạn")
    staff.type_cell(book, "Hành động", late, head.index("Hoàn thành"), "30/5/2025")
    staff.rename_sheet(book, "Hành động", "Bảng hành động")


def _show(book: Any) -> None:
    """The first rows with a flag, as people see them in the Sheet."""
    title = next(sheet.title for sheet in book.sheets if sheet.title in ("Hành động", "Bảng hành động"))
    head, *rows = staff.values(book, title)
    wanted = ("Mã", "Tiêu chí", "Người phụ trách", "Hoàn thành", "Tình trạng", "Số ngày trễ")
    at = [list(head).index(name) for name in wanted]
    lines = [
        [str(number), *(str(row[place] if place < len(row) else "") for place in at)]
        for number, row in enumerate(rows, 2)
        if len(row) > at[3] and row[at[3]]
    ]
    colours = ["red" if line[5] == "Quá hạn" else "" for line in lines]
    console.table((_("Row"), *wanted), lines[:12], colours)
