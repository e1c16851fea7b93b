"""The journal against bare SQLite and zipped copies: a year on disk, one row's history, a day restored or recorded.

Run it in the environment of scripts/test.py: .venv/bin/python scripts/bench_journal.py
"""

import json
import sqlite3
import sys
import tempfile
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

from measuring import least, row

ADDRESS = "/kế hoạch/năm học.xlsx"
START = datetime(2024, 9, 1, 18, tzinfo=timezone(timedelta(hours=7)))
ROWS, DAYS, EDITS = 5_000, 250, 20
DUE = 7


def plan(rows):
    """A plan of so many actions, as a store reads it."""
    from qipsheets.sheets.schema import BY_KEY
    from qipsheets.sheets.table import Table

    headings = tuple(column.heading for column in BY_KEY["actions"].columns)
    return {"actions": Table("Hành động", headings, [[*cells, *[""] * (len(headings) - len(cells))] for cells in rows])}


def year():
    """A school year of working days: each day some cells change, now and then rows come, go or are sorted."""
    rng = Random(2024)  # noqa: S311 - a bench, no secret
    words = "rà soát, bổ sung hồ sơ; họp tổ chuyên môn, thống nhất cách làm, phân công người phụ trách từng phần việc"
    rows = [
        [
            f"HD-{n:04d}",
            f"{n % 5 + 1}.{n % 9 + 1}",
            "Mức 1",
            "Mức 1",
            f"Việc {n}: {words}",
            "Hiệu trưởng",
            "9/2024",
            "5/2025",
        ]
        for n in range(1, ROWS + 1)
    ]
    yield rows
    for day in range(1, DAYS):
        rows = [list(cells) for cells in rows]
        for _edit in range(EDITS):
            cells = rng.choice(rows)
            cells[rng.choice((4, 5, DUE))] = f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/2025: sửa lần {day}"
        if day % 10 == 0:
            rows.insert(
                rng.randrange(len(rows)),
                [f"HD-{ROWS + day:04d}", "1.5", "", "", f"Việc mới ngày {day}", "", "", "5/2025"],
            )
        if day % 60 == 0:
            rng.shuffle(rows)
        yield rows


def filled(folder):
    """A journal of the year, a bare database of the same rows, and how large a zipped copy of each day would be."""
    from qipsheets.journal.journal import open_journal
    from qipsheets.store_address import StoreAddress

    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    columns = ", ".join(f"c{at}" for at in range(len(plan([])["actions"].headings)))
    marks = ", ".join("?" * len(plan([])["actions"].headings))
    bare.execute(f"CREATE TABLE day (place INTEGER PRIMARY KEY, {columns})")
    bare.execute(f"CREATE TABLE versions (state INTEGER, moment TEXT, key TEXT, {columns})")
    bare.execute("CREATE INDEX by_key ON versions (key, state)")
    before: dict[str, object] = {}
    zipped = 0
    with open_journal(folder, StoreAddress.parse(ADDRESS)) as journal:
        for number, rows in enumerate(year(), 1):
            tables = plan(rows)
            moment = START + timedelta(days=number)
            journal.record(tables, moment)
            zipped += len(zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 9))
            new = [cells for cells in tables["actions"].rows if before.get(cells[0]) != cells]
            detail = [(number, moment.isoformat(), cells[0], *cells) for cells in new]
            bare.execute("BEGIN")
            bare.executemany(f"INSERT INTO versions VALUES (?, ?, ?, {marks})", detail)  # noqa: S608 - our words
            bare.execute("COMMIT")
            before = {cells[0]: cells for cells in tables["actions"].rows}
        bare.execute("BEGIN")
        placed = [(place, *cells) for place, cells in enumerate(tables["actions"].rows)]
        bare.executemany(f"INSERT INTO day VALUES (?, {marks})", placed)  # noqa: S608 - our words
        bare.execute("COMMIT")
    return bare, zipped


def journal(folder):
    """The lines of the table; True where each bound is kept."""
    from qipsheets.journal.journal import open_journal
    from qipsheets.store_address import StoreAddress

    bare, zipped = filled(folder)
    with open_journal(folder, StoreAddress.parse(ADDRESS)) as kept:
        size = kept.path.stat().st_size
        detail = f"{size / 1e6:.2f} MB / {zipped / 1e6:.2f} MB, {DAYS} days, {EDITS} edits a day"
        good = [row("a year on disk / a zipped copy of each day", size / zipped, 4, detail)]
        [(key, _count)] = bare.execute(
            "SELECT key, count(*) FROM versions GROUP BY key ORDER BY 2 DESC LIMIT 1"
        ).fetchall()
        sql = "SELECT * FROM versions WHERE key = ? ORDER BY state"
        assert len(kept.row_history("actions", key)) == len(bare.execute(sql, (key,)).fetchall())
        ours = least(lambda: kept.row_history("actions", key), 50)
        theirs = least(lambda: bare.execute(sql, (key,)).fetchall(), 50)
        changes = len(kept.row_history("actions", key))
        detail = f"{ours * 1e6:.0f} µs / {theirs * 1e6:.0f} µs, {changes} changes"
        good.append(row("one row's history / bare SQLite", ours / theirs, 5, detail))
        sql = "SELECT * FROM day ORDER BY place"
        number = kept.states()[-1].number
        wanted = [list(cells[1:]) for cells in bare.execute(sql).fetchall()]
        assert kept.tables(number)["actions"].rows == wanted
        ours, theirs = least(lambda: kept.tables(number)), least(lambda: bare.execute(sql).fetchall())
        detail = f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms, {len(wanted)} rows"
        good.append(row("a day restored / bare SQLite", ours / theirs, 5, detail))
        tables = kept.tables(number)
        text = json.dumps(tables["actions"].rows, ensure_ascii=False)
        ours, theirs = least(lambda: kept.record(tables, START)), least(lambda: json.loads(text))
        detail = f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms"
        good.append(row("an unchanged day / json.loads of its rows", ours / theirs, 10, detail))
        turned = [
            plan([[*cells[:-1], str(n)] if at == n else cells for at, cells in enumerate(tables["actions"].rows)])
            for n in range(5)
        ]
        days = iter(turned)
        ours = least(lambda: kept.record(next(days), START), len(turned))
        good.append(row("a changed day / json.loads of its rows", ours / theirs, 40, f"{ours * 1000:.0f} ms"))
    return all(good)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(not journal(Path(place)))
