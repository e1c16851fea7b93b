"""How long an office's work takes: collecting against the schools' own `validate`, two processes against one, the report.

As scripts/bench.py: ratios within one run. `--schools 2000` for a province.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench_publishing import cpu
from measuring import ROOT, least, row

UNITS, OF_A_UNIT = 1_000, 40
REPORT = """
import resource, sys, time
from datetime import date
from pathlib import Path
from qipsheets.offices.figures import office_figures
from qipsheets.offices.keeping import Office
office = Office(Path(sys.argv[1]))
before = time.perf_counter()
figures = office_figures(office, date.fromisoformat(sys.argv[2]))
print(time.perf_counter() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, figures.whole.schools)
"""
READING = """
import sys, time
from pathlib import Path
import pandas as pd
before = time.perf_counter()
for table in ("summary", "assessments", "funding"):
    pd.read_parquet([str(path) for path in sorted(Path(sys.argv[1]).glob(f"*/{table}.parquet"))])
print(time.perf_counter() - before)
"""


def offices(folder, count=120):
    """Collecting so many workbooks, and the report of 40,000 schools."""
    return all([collecting(Path(folder) / "schools", count), report(Path(folder) / "office")])


def collecting(folder, count):
    """One process against the sum of the schools' own validate, and against two."""
    from make_schools import TODAY, make

    from qipsheets.loading import check_plan
    from qipsheets.offices.office import Collecting, Force
    from qipsheets.offices.register import open_register
    from qipsheets.stores.xlsx.store import ExcelStore

    register = make(folder, count)

    def validate():
        for path in folder.glob("*.xlsx"):
            store = ExcelStore(path, folder)
            check_plan(store, store.read(), TODAY)

    def collect(name, workers):
        def work():
            force = Force(workers=workers)
            Collecting(open_register(str(register)), folder / name, TODAY, force).run(lambda _: None, lambda *_: None)

        return work

    alone = cpu(validate, 2)  # the second time texts are known, as they are to what comes after it
    work, again = cpu(collect("1", 1), 1), cpu(collect("1", 1), 1)
    kept = row("office collect / validate of each", work / alone, 1.3, f"{work:.1f} s / {alone:.1f} s, {count} schools")
    kept = row("collected again, nothing changed / first", again / work, 0.15, f"{again:.1f} s / {work:.1f} s") and kept
    one, two = least(collect("3", 1), 1), least(collect("2", 2), 1)
    return row("two processes / one, by the clock", two / one, round(1 / 1.8, 2), f"{two:.1f} s / {one:.1f} s") and kept


def report(folder):
    """The counts over 40,000 schools against pandas reading the same files, and their memory."""
    from make_schools import TODAY

    make_office(folder, TODAY)
    day = folder / "collections" / TODAY.isoformat()
    read = min(float(process(READING, day)[0]) for _round in range(3))
    done = [process(REPORT, folder, TODAY.isoformat()) for _round in range(3)]
    seconds, megabytes = min(float(one[0]) for one in done), max(int(one[1]) for one in done)
    assert int(done[0][2]) == UNITS * OF_A_UNIT
    detail = f"{seconds:.1f} s / {read:.1f} s, {UNITS * OF_A_UNIT} schools"
    kept = row("office report / pandas reading", seconds / read, 3, detail)
    return row("memory of the report / 1 GB", megabytes / 1024, 1, f"{megabytes} MB") and kept


def make_office(folder, today):
    """A day of 40,000 schools, made of forty."""
    from make_schools import school

    from qipsheets.loading import check_plan
    from qipsheets.offices.collecting import Collected
    from qipsheets.offices.facts import facts_of
    from qipsheets.offices.keeping import Office
    from qipsheets.offices.register import SchoolRegister
    from qipsheets.offices.summary import Receipt, Sent, summary_of
    from qipsheets.stores.xlsx.store import ExcelStore
    from tests.offices.made import entry_of, tables

    office, known = Office(folder), []
    for number in range(OF_A_UNIT):
        made = school(number)
        facts = facts_of(check_plan(ExcelStore(folder / "a.xlsx", folder), tables(made.content), today))
        known.append(Collected(summary_of(entry_of(made), Receipt(Sent.SENT), facts, today), facts))
    entries = []
    for unit in range(UNITS):
        name, schools = f"UBND xã {unit:04d}", []
        for at, one in enumerate(known):
            code = f"{unit:04d}{at:02d}"
            schools.append(replace(one, summary=replace(one.summary, code=code, unit=name)))
        office.write_unit(today, name, schools)
        entries.append(replace(entry_of(school(0)), code=f"{unit}", unit=name))
    units = {one.unit: f"Sở {int(one.code) // 30}" for one in entries}
    office.end_day(today, SchoolRegister(tuple(entries), units, ()), {})


def process(code, *words):
    """What a Python of its own prints, word by word."""
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.split()


def main():
    """Runs them; ends with 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=120)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = offices(folder, arguments.schools)
    sys.exit(not kept)


if __name__ == "__main__":
    main()
