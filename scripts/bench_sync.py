"""Benchmarks of a sync with a Google Sheet on the local server: calls, time of the processor, the whole process.

The baseline is the usual script: nine tabs read one by one, then a call for each cell, by the real gspread.
Run it in the environment of scripts/test.py: .venv/bin/python scripts/bench_sync.py [--actions N ...]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from measuring import ROOT, TODAY, least, process, row

ROBOT = "robot@example.iam.gserviceaccount.com"
SIZES = (10, 100, 1_000, 5_000)
NINE = ("Trường", "Hành động", "Bước thực hiện", "Nhật ký giám sát", "Minh chứng", "Tự đánh giá", "Nhân sự", "Mốc thời gian", "Chỉ tiêu")  # fmt: skip
FULL = 1_000  # actions of the figures that are not calls
LIBRARIES = "import typer, requests, gspread.http_client, google.oauth2.service_account"


@contextmanager
def service(folder):
    """The local server with a robot's key, and the environment that leads the tool to it."""
    from tests.sheets_server.server import SheetsServer

    with SheetsServer() as server:
        key = server.write_key(folder, email=ROBOT)
        variables = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(key),
            "QIPSHEETS_SHEETS_URL": server.url,
            "QIPSHEETS_HOME": str(folder),
            "QIPSHEETS_LANG": "vi",
        }
        os.environ.update(variables)
        yield server


def sheet_of(server, folder, actions):
    """A Sheet of the sample school with so many actions."""
    from qipsheets.frameworks.load import framework
    from qipsheets.new_workbook import lists, sample_content
    from qipsheets.stores.google.store import GoogleStore

    content = sample_content()
    known = content["actions"]
    content["actions"] = [dict(known[n % len(known)], Mã=f"HD-{n + 1:03d}") for n in range(actions)]
    sheet = server.new_spreadsheet(title="Kế hoạch", locale="vi_VN", writers=[ROBOT])
    GoogleStore(sheet, folder).prepare(content, lists(framework("tt17-2018-primary"), content))
    return sheet


def calls_since(server, start):
    """Calls to the service; those for tokens are left out, as both sides need them."""
    return sum("/v4/spreadsheets" in entry.path for entry in server.log[start:])


def usual_script(server, sheet):
    """The baseline: its calls."""
    import gspread
    from google.oauth2.service_account import Credentials

    class Client(gspread.HTTPClient):
        def request(self, method, endpoint, **words):  # type: ignore[override]
            return super().request(method, endpoint.replace("https://sheets.googleapis.com", server.url), **words)

    start = len(server.log)
    scopes = ["https://www.googleapis.com/auth/spreadsheets"]
    robot = Credentials.from_service_account_file(os.environ["GOOGLE_APPLICATION_CREDENTIALS"], scopes=scopes)
    robot._is_regional_access_boundary_lookup_required = lambda: False  # else newer versions ask the real Google
    client = Client(robot)
    book = gspread.Spreadsheet(client, {"id": sheet})
    tabs = {title: book.worksheet(title) for title in NINE}
    rows = {title: rows_of(book, tab.id) for title, tab in tabs.items()}
    head, *lines = rows["Hành động"]
    places = [head.index(heading) for heading in ("Tình trạng", "Số ngày trễ")]
    for number, line in enumerate(lines, 1):
        if line[head.index("Tiêu chí")]:
            for place in places:
                book.batch_update({"requests": [typed(tabs["Hành động"].id, number, place, "x")]})
    return calls_since(server, start)


def rows_of(book, number):
    """The texts of a tab, by a call of its own."""
    fields = "sheets(properties/sheetId,data/rowData/values/effectiveValue/stringValue)"
    sheets = book.fetch_sheet_metadata({"fields": fields})["sheets"]
    rows = next(sheet["data"][0]["rowData"] for sheet in sheets if sheet["properties"]["sheetId"] == number)
    texts = [[cell.get("effectiveValue", {}).get("stringValue", "") for cell in row.get("values", ())] for row in rows]
    return [row + [""] * (len(texts[0]) - len(row)) for row in texts]


def typed(sheet, row, column, text):
    """A text typed into a cell."""
    cell = {"userEnteredValue": {"stringValue": text}}
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}


def synced(server, sheet, day=TODAY):
    """The calls of one sync, by the command itself."""
    from qipsheets.cli import run

    start = len(server.log)
    sys.stdout.flush()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        shown, sys.stdout = sys.stdout, nowhere
        try:
            assert run(["sync", "--store", sheet, "--today", f"{day}"]) == 0
        finally:
            sys.stdout = shown
    return calls_since(server, start)


def calls(server, folder, sizes, most):
    """A sync's calls for each size, the first and one with nothing to do; beside them the baseline's."""
    good = []
    for actions in sizes:
        sheet = sheet_of(server, folder, actions)
        first, second = synced(server, sheet), synced(server, sheet)
        theirs = usual_script(server, sheet) if actions <= most else f"not run beyond {most} actions"
        detail = f"{first} calls, {second} with nothing changed; a read a tab and a write a cell: {theirs}"
        good.append(row(f"calls of a sync of {actions} actions / 2", first / 2, 1, detail) and second == 1)
        server.log.clear()
    return all(good)


def processor(server, folder):
    """A sync without the network, from the reply to the requests, against json.loads of the reply."""
    from qipsheets.__main__ import collect_rarely
    from qipsheets.loading import check_plan
    from qipsheets.stores.google.reading import FIELDS, book_of
    from qipsheets.stores.google.store import GoogleStore
    from qipsheets.sync.run import would_sync

    collect_rarely()  # as in a sync's process; json.loads gains by it, too
    store = GoogleStore(sheet_of(server, folder, FULL), folder)
    text = json.dumps(store.client.get(store.identity, FIELDS), ensure_ascii=False)
    alone = least(lambda: json.loads(text))
    reading = least(lambda: book_of(json.loads(text)))
    size = f"{len(text.encode()) / 1e6:.1f} MB, {FULL} actions"
    detail = f"{reading * 1000:.0f} ms / {alone * 1000:.0f} ms, {size}"
    first = row("a Sheet read into tables / json.loads", reading / alone, 4, detail)

    def whole():
        return would_sync(check_plan(store, book_of(json.loads(text)).tables, TODAY))

    ours = least(whole, 3)
    return (
        row("a sync's own work / json.loads", ours / alone, 4, f"{ours * 1000:.0f} ms / {alone * 1000:.0f} ms")
        and first
    )


def used(*words):
    """Seconds of processor time that a whole process takes; of the clock where the system does not tell."""
    if os.name != "posix":
        return least(lambda: process(*words), 5)
    import resource

    def spent():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    times = []
    env = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="")  # compiled once, as where it is installed
    for _round in range(5):
        start = spent()
        subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT, env=env)
        times.append(spent() - start)
    return min(times)


def whole_process(server, folder):
    """A sync with nothing to do as the scheduler starts it, against an empty Python, and its libraries alone."""
    sheet = sheet_of(server, folder, 31)
    synced(server, sheet)
    ours = used("-m", "qipsheets", "sync", "--store", sheet, "--today", f"{TODAY}")
    empty, libraries = used("-c", "pass"), used("-c", LIBRARIES)
    row("the libraries alone / python -c pass", libraries / empty, 25, f"{libraries * 1000:.0f} ms: {LIBRARIES}")
    return row("a sync's process / python -c pass", ours / empty, 25, f"{ours * 1000:.0f} ms / {empty * 1000:.0f} ms")


def sync(folder, sizes=SIZES, most=1_000):
    """The lines of the table; True where each bound is kept. The baseline is run for up to `most` actions."""
    with service(folder) as server:
        return all([calls(server, folder, sizes, most), processor(server, folder), whole_process(server, folder)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--baseline", type=int, default=1_000, help="up to so many actions; 5000 take ten minutes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        sys.exit(not sync(Path(place), options.actions, options.baseline))
