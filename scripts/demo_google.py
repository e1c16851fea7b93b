"""The main job in a Google Sheet, on the Sheets server of the tests: real client, real sign-in, staff at work between.

`python3 scripts/demo.py --google` runs it in the environment of the tests.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qipsheets import console
from qipsheets.cli import run
from qipsheets.store_address import StoreAddress, StoreKind
from tests.sheets_server import staff
from tests.sheets_server.server import SheetsServer

DAY = "2025-03-15"
ROBOT = "so-theo-doi@truong.iam.gserviceaccount.com"
TAB, RENAMED = "Hành động", "Bảng hành động"
SHOWN = ("Mã", "Tiêu chí", "Người phụ trách", "Hoàn thành", "Tình trạng", "Số ngày trễ")


def main(folder):
    """A plan comes into a Sheet, staff work in it, a sync flags what is late, each flag in its own row."""
    folder.mkdir(parents=True, exist_ok=True)
    workbook, word = folder / "truong-mau.xlsx", folder / "ke-hoach-cu.docx"
    for old in (workbook, word):
        old.unlink(missing_ok=True)
    with SheetsServer() as server, signed_in(server, folder):
        step(1, f"A Sheets server on this machine ({server.url}); a person makes a Sheet and shares it")
        identity = server.new_spreadsheet("Kế hoạch cải tiến chất lượng", "vi_VN", "Asia/Ho_Chi_Minh", writers=[ROBOT])
        sheet, book = str(StoreAddress(StoreKind.SHEET, identity)), server.book(identity)
        step(2, "init: tabs, headings, drop-downs, protection and charts")
        command("init", "--store", sheet, "--framework", "tt17-2018-primary", "--year", "2024-2025")
        step(3, "import: a school's Word plan into the Sheet")
        command("init", "--store", workbook, "--sample")
        command("plan", "--store", workbook, "--today", DAY, "--draft", "--out", word)
        command("import", word, "--store", sheet, "--yes")
        step(4, "sync: what is late on 15/03/2025")
        command("sync", "--store", sheet, "--today", DAY)
        show(book)
        step(5, "Staff work in the Sheet: a row inserted, all rows sorted, a due date moved, the tab renamed")
        work(book)
        show(book)
        step(6, "sync again: the flags follow the IDs")
        start = len(server.log)
        command("sync", "--store", sheet, "--today", DAY)
        show(book)
        calls = [record.method for record in server.log[start:] if record.path.startswith("/v4/")]
        console.say(f"Calls to the service: {calls.count('GET')} read, {calls.count('POST')} write.")
        step(7, "What is late, from the Sheet")
        command("overdue", "--store", sheet, "--today", DAY)


@contextmanager
def signed_in(server, folder):
    """The environment in which commands find the server; the old one comes back afterwards."""
    names = {
        "GOOGLE_APPLICATION_CREDENTIALS": str(server.write_key(folder, email=ROBOT)),
        "QIPSHEETS_SHEETS_URL": server.url,
    }
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def command(*words):
    """Runs a command line of qipsheets; ends with its code where it fails."""
    code = run([str(word) for word in words])
    if code:
        sys.exit(code)


def step(number, text):
    """A headline between commands."""
    console.say(f"\n=== {number}. {text}")


def work(book):
    """What staff do between two syncs, each edit by the service's own rules."""
    head = list(staff.values(book, TAB)[0])
    staff.insert_row(book, TAB, 1)
    staff.sort_rows(book, TAB, head.index("Người phụ trách"), descending=True)
    rows = staff.values(book, TAB)
    late = next(at for at, row in enumerate(rows) if len(row) > 9 and row[head.index("Tình trạng")] == "Quá hạn")
    staff.type_cell(book, TAB, late, head.index("Hoàn thành"), "30/5/2025")
    staff.rename_sheet(book, TAB, RENAMED)


def show(book):
    """The first rows with a due date, as people see them in the Sheet."""
    title = next(sheet.title for sheet in book.sheets if sheet.title in (TAB, RENAMED))
    head, *rows = staff.values(book, title)
    places = [list(head).index(name) for name in SHOWN]
    lines = [
        [str(number), *(str(row[place] if place < len(row) else "") for place in places)]
        for number, row in enumerate(rows, 2)
        if len(row) > places[3] and row[places[3]]
    ]
    colours = ["red" if line[5] == "Quá hạn" else "" for line in lines]
    console.print_table(("Row", *SHOWN), lines[:12], colours)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("demo"))
