"""Benchmarks of printing a long table, as ratios within one run: ours against raw lxml and zip of the same document.

The measure is python-docx's add_row. Run: .venv/bin/python scripts/bench_documents.py [--rows N ...]
"""

import argparse
import io
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TEMPLATE = ROOT / "templates" / "plan.docx"
BOUNDS = {30: 5.0, 1_000: 2.5, 5_000: 1.3}
MEMORY_ROWS, MEMORY_MB = 20_000, 60
SENTENCE = "Duy trì sĩ số học sinh trong từng lớp theo quy định, phối hợp với cha mẹ học sinh."
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def least(rounds, *runs):
    """The shortest time of each run in seconds, taken in turns: what else the machine does disturbs all alike."""
    times: list[list[float]] = [[] for _run in runs]
    for _round in range(rounds):
        for run, seconds in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
    return [min(seconds) for seconds in times]


def view(rows):
    """A plan whose table has so many rows of three lines each."""
    from qipsheets.documents.printing.plan import ACTION_ROW, TableRow, plan_view
    from qipsheets.frameworks.load import framework
    from qipsheets.plan.model import Plan
    from qipsheets.plan.organisation import School, SchoolYear
    from qipsheets.vietnamese import school_year_edges

    start, end = school_year_edges(2024)
    year = SchoolYear("2024-2025", start, end.replace(month=1, day=15), end.replace(month=1, day=16), end)
    plan = Plan(School("Trường Tiểu học Mẫu", "UBND xã Mẫu"), year, framework("tt17-2018-primary"))
    made = tuple(
        TableRow(
            ACTION_ROW, "", str(number), "Tiêu chí 1.5", "Mức 1", (f"{SENTENCE} ({number})", SENTENCE), ("Hiệu trưởng",),
            "Tháng 9/2024", "Tháng 5/2025", ("Không",), (SENTENCE,), ("",),
        )
        for number in range(1, rows + 1)
    )  # fmt: skip
    return replace(plan_view(plan, draft=False), hanh_dong=made)


def raw(printed):
    """The same document built element by element with lxml, and zipped: nothing is parsed, nothing looked up."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(printed)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    model = etree.fromstring(parts["word/document.xml"])
    calls = []  # (depth, tag, attributes, text) of every element: what a program written for this document would say

    def note(element, depth):
        calls.append((depth, element.tag, dict(element.attrib), element.text))
        for child in element:
            note(child, depth + 1)

    note(model, 0)
    names = model.nsmap

    def build():
        open_elements = [etree.Element(calls[0][1], calls[0][2], nsmap=names)]  # type: ignore[arg-type]
        make = etree.SubElement
        for depth, tag, attributes, text in calls[1:]:
            element = make(open_elements[depth - 1], tag, attributes)
            element.text = text
            open_elements[depth:] = [element]
        xml = etree.tostring(open_elements[0], xml_declaration=True, encoding="UTF-8", standalone=True)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in parts.items():
                file.writestr(name, xml if name == "word/document.xml" else content)
        return packed.getvalue()

    return build


def add_row(words):
    """The same rows with python-docx's add_row and cell texts, in an empty document."""
    import docx

    document = docx.Document()
    table = document.add_table(rows=0, cols=10)
    for row in words.hanh_dong:
        cells = table.add_row().cells
        texts = (
            row.tt, row.tieu_chi, row.muc_hien_tai, "\n".join(row.noi_dung), "\n".join(row.phu_trach), row.bat_dau,
            row.hoan_thanh, "\n".join(row.kinh_phi), "\n".join(row.giam_sat), "\n".join(row.ghi_chu),
        )  # fmt: skip
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
    document.save(io.BytesIO())


def forget():
    """Nothing is known of any template or word, as in a new process."""
    from qipsheets.documents import text_width
    from qipsheets.documents.printing import compiling, tables

    for module in (text_width, tables, compiling):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


def measured(rows):
    """One line of the table; True where the bound is kept."""
    from qipsheets.documents.printing.word import document_bytes

    words = view(rows)
    build = raw(document_bytes(words, TEMPLATE))
    base, ours = least(25 if rows <= 100 else 3, build, lambda: document_bytes(words, TEMPLATE))
    (first,) = least(5, lambda: (forget(), document_bytes(words, TEMPLATE)))
    theirs = f"{least(1, lambda: add_row(words))[0] / base:.1f}x" if rows <= 1_000 else "not run"
    bound = BOUNDS.get(rows)
    kept = bound is None or ours / base <= bound
    verdict = "" if bound is None else f"bound {bound}x {'ok' if kept else 'OVER'}"
    print(
        f"{rows:>6} rows: ours {ours / base:5.2f}x {verdict:<15} ({ours * 1000:.0f} ms / {base * 1000:.0f} ms), "
        f"first of its template {first / base:.1f}x, add_row {theirs}",
        flush=True,
    )
    return kept


MEMORY = """
import sys
sys.path.insert(0, sys.argv[1] + "/scripts")
from bench_documents import TEMPLATE, view
from measuring import most_memory
from qipsheets.documents.printing.word import document_bytes
words = view(int(sys.argv[2]))
print(len(document_bytes(words, TEMPLATE)), most_memory())
"""


BARE = "from measuring import most_memory; print(most_memory())"


def memory():
    """The most memory a whole process takes over a bare interpreter, words of all rows, libraries and file included."""
    if os.name != "posix":
        print("memory: not measured on this system")
        return True
    command = [sys.executable, "-c", MEMORY, str(ROOT), str(MEMORY_ROWS)]
    size, most = map(int, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    bare = [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); " + BARE, str(ROOT / "scripts")]
    megabytes = (most - int(subprocess.run(bare, check=True, capture_output=True, text=True).stdout)) / 1024
    kept = megabytes <= MEMORY_MB
    print(
        f"memory at {MEMORY_ROWS} rows: {megabytes:.0f} MB over the interpreter, "
        f"bound {MEMORY_MB} MB {'ok' if kept else 'OVER'} (file of {size // 1024} KB)"
    )
    return kept


def main():
    """Runs all; ends with 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=list(BOUNDS))
    arguments = parser.parse_args()
    sys.exit(not all([*map(measured, arguments.rows), memory()]))


if __name__ == "__main__":
    main()
