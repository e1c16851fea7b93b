"""Benchmark of the public page as a ratio within one run: the whole site against loading the same plan, in CPU time.

It also prints the size of the overview, compressed. Run: .venv/bin/python scripts/bench_publishing.py
"""

import gzip
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from measuring import TODAY, big_workbook, row

ACTIONS, OBSERVATIONS = 300, 5_000
BOUND, OVERVIEW_KB = 3, 150


def cpu(run, rounds=5):
    """The least CPU time of several runs, in seconds."""
    times = []
    for _round in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def publishing(folder):
    """The site of an issued plan, from the loaded plan to the folder, written anew each time."""

    from qipsheets.loading import load
    from qipsheets.operations.publishing import page_files
    from qipsheets.publishing import folder as page_folder
    from qipsheets.publishing.edition import Edition, EditionSource
    from qipsheets.stores.xlsx.store import ExcelStore
    from qipsheets.vietnamese import fold

    path = big_workbook(folder, ACTIONS, OBSERVATIONS)

    def loaded():
        return load(ExcelStore(path, path.parent).read(), path.parent).plan

    made: list[Path] = []

    def site():
        plan = loaded_plan()
        out = Path(folder) / f"trang {len(made)}"
        made.append(out)
        edition = Edition.of(EditionSource(plan, TODAY, plan, plan.documents[0], {}, 1))
        page_folder.switch(out, page_files(edition, out, "45/KH-THMT"))

    def loaded_plan():
        fold.cache_clear()  # as in a process of its own
        documents = tuple(replace(one, sha256="aa") for one in plan.documents)
        return replace(plan, documents=documents)

    def loaded_anew():
        fold.cache_clear()
        loaded()

    plan = loaded()
    base = cpu(loaded_anew)
    site()  # pandas is imported once
    whole = cpu(site)
    detail = f"{whole * 1000:.0f} ms / {base * 1000:.0f} ms of CPU, {ACTIONS} actions, {OBSERVATIONS} observations"
    kept = row("the whole site / loading the plan", whole / base, BOUND, detail)
    size = len(gzip.compress((made[-1] / "index.html").read_bytes())) / 1000
    return row(f"overview compressed / {OVERVIEW_KB} kB", size / OVERVIEW_KB, 1, f"{size:.1f} kB") and kept


def main():
    """Runs it; ends with 1 where a bound is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not publishing(folder))


if __name__ == "__main__":
    main()
