"""Benchmarks as ratios within one run: each figure against a baseline measured beside it, the bound it must keep.

All of them, those of bench_journal.py, bench_sync.py, bench_documents.py, bench_publishing.py and bench_offices.py too; each of these runs alone as well.

Run it in the environment of scripts/test.py: .venv/bin/python scripts/bench.py [--seed PLAN.docx]
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, TODAY, big_workbook, least, process, row


def startup():
    """--help against an empty Python."""
    empty = least(lambda: process("-c", "pass"))
    started = least(lambda: process("-m", "qipsheets", "--help"))
    return row("--help / python -c pass", started / empty, 8, f"{started * 1000:.0f} ms / {empty * 1000:.0f} ms")


def loading(folder, actions, observations):
    """A workbook's tables against their reader alone, its plan against its tables, and all rules against the plan."""
    from python_calamine import CalamineWorkbook

    from qipsheets.checks.catalogue import CHECKS
    from qipsheets.checks.check import run_checks
    from qipsheets.loading import load
    from qipsheets.stores.xlsx.store import ExcelStore

    path = big_workbook(folder, actions, observations)

    def reader():
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    def read():
        return ExcelStore(path, path.parent).read()

    def whole():
        return load(read(), path.parent)

    alone, found, loaded = least(reader), least(read), least(whole)
    plan = whole().plan
    checked = least(lambda: run_checks(CHECKS, plan, TODAY))
    detail = f"{found * 1000:.0f} ms / {alone * 1000:.0f} ms, {len(plan.actions)} actions, {len(plan.observations)} observations"
    kept = [
        row("reading / calamine alone", found / alone, 3, detail),
        row("loading / reading", loaded / found, 2, f"{loaded * 1000:.0f} ms / {found * 1000:.0f} ms"),
        row("all rules / loading", checked / loaded, 1, f"{checked * 1000:.0f} ms / {loaded * 1000:.0f} ms"),
    ]
    return all(kept)


def importing(seed):
    """A Word plan read against python-docx opening and walking the same file."""
    import docx

    from qipsheets.documents.importing.documents import read_documents

    def walk():
        document = docx.Document(str(seed))
        return [p.text for p in document.paragraphs] + [
            c.text for t in document.tables for r in t.rows for c in r.cells
        ]

    theirs, ours = least(walk), least(lambda: read_documents([seed]))
    return row("import / python-docx open and walk", ours / theirs, 5, f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms")


def blanks():
    """A cell with a run of blanks against one of words as long: expressions that backtrack take a thousand times."""
    from qipsheets.vietnamese import criteria_in, parse_level, split_owners, times

    def read(text):
        times.__wrapped__(text, None)
        split_owners.__wrapped__(text)
        parse_level(text)
        criteria_in(text)

    usual, blank = least(lambda: read("chữ " * 7_500)), least(lambda: read("a" + " " * 30_000 + "b"))
    return row("a cell of blanks / a cell of words", blank / usual, 3, f"{blank * 1000:.1f} ms / {usual * 1000:.1f} ms")


MEMORY = """
import sys
from pathlib import Path
from datetime import date
from measuring import most_memory
from qipsheets.loading import load
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.checks.catalogue import CHECKS
from qipsheets.checks.check import run_checks
path = Path(sys.argv[1])
plan = load(ExcelStore(path, path.parent).read(), path.parent).plan
run_checks(CHECKS, plan, date(2025, 3, 15))
print(len(plan.observations), most_memory() // 1024)
"""


def memory(folder):
    """The most memory a process takes at 20,000 observations."""
    if os.name != "posix":
        print("memory: not measured on this system")
        return True
    path = big_workbook(folder, 300, 20_000)
    env = dict(os.environ, PYTHONPATH=os.pathsep.join((str(ROOT), str(ROOT / "scripts"))))
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path)], check=True, capture_output=True, text=True, env=env
    )
    count, megabytes = map(int, done.stdout.split())
    return row(f"memory at {count} observations / 300 MB", megabytes / 300, 1, f"{megabytes} MB")


def main():
    """Runs all; ends with 1 where a bound is not kept."""
    from bench_documents import BOUNDS, measured
    from bench_documents import memory as print_memory
    from bench_journal import journal
    from bench_offices import offices
    from bench_publishing import publishing
    from bench_sync import sync

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=Path, default=ROOT.parent / "shared" / "seed" / "ke-hoach-97.docx")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = [startup(), loading(folder, 300, 5_000), loading(folder, 1_000, 5_000), blanks(), memory(folder)]
        kept += [
            journal(Path(folder)),
            sync(Path(folder)),
            publishing(folder),
            offices(folder),
            *map(measured, BOUNDS),
            print_memory(),
        ]
        if arguments.seed.exists():
            kept.append(importing(arguments.seed))
        else:
            print("import: not measured, no plan at", arguments.seed)
    sys.exit(not all(kept))


if __name__ == "__main__":
    main()
