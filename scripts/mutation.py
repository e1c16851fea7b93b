"""Changes one sign at a time in a copy of the program and names the changes that no test notices.

python scripts/mutation.py [NAME ...] [--list]: exit 1 where a change survives, or where the text it changes is gone.
Run it in the environment of scripts/test.py.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("qipsheets", "templates", "tests", "scripts", "docs", "pyproject.toml", "README.md", "README.vi.md")


@dataclass(frozen=True)
class Change:
    """The promise, the text of the program and what takes its place, and the tests that must notice."""

    name: str
    old: str
    new: str
    tests: tuple[str, ...]


CHANGES = (
    Change(
        "UNKNOWN mails count in the day's limit", "(day.isoformat(), MailStatus.ACCEPTED, MailStatus.UNKNOWN)",
        "(day.isoformat(), MailStatus.ACCEPTED, MailStatus.ACCEPTED)", ("tests/delivery/test_sending.py",),
    ),
    Change(
        "Auto-Submitted", 'built["Auto-Submitted"] = "auto-generated"', 'built["Auto-Submitted"] = "no"',
        ("tests/delivery/test_message.py",),
    ),
    Change(
        "no redirect with a token", "allow_redirects=False", "allow_redirects=True",
        ("tests/stores/google/test_google_redirects.py",),
    ),
    Change(
        "408 is tried again", "_AGAIN = (408, 409, 429", "_AGAIN = (409, 429", ("tests/stores/google/test_google_retry.py",),
    ),
    Change(
        "408 may have been applied", "status in (408, 409)", "status in (409,)", ("tests/stores/google/test_google_retry.py",),
    ),
    Change(
        "a formula in the first row is not written over", "return (index, column) in table.formulas or",
        "return (index > 0 and (index, column) in table.formulas) or", ("tests/sync/test_read_guards.py",),
    ),
    Change(
        "the row that is written, in a workbook", "sheet.set(write.row + 1, write.column",
        "sheet.set(write.row + 2, write.column", ("tests/stores/test_excel.py",),
    ),
    Change("a file keeps its mode", "st_mode & 0o777", "st_mode & 0o700", ("tests/test_replaced_files.py",)),
    Change("a new file is readable as usual", "0o666 & ~mask", "0o600 & ~mask", ("tests/test_replaced_files.py",)),
    Change(
        "an action once in the month form", "if item.is_step or item.action not in stepped", "if item.is_step or True",
        ("tests/documents/test_forms.py",),
    ),
    Change("paper margin 35 mm", '("left", 30.0, 35.0)', '("left", 30.0, 36.0)', ("tests/documents/test_check_document_rules.py",)),
    Change("line spacing 1.5", "<= line <= 1.53", "<= line <= 1.63", ("tests/documents/test_check_document_rules.py",)),
    Change("line spacing 1.0", "if not 0.97 <= line", "if not 0.87 <= line", ("tests/documents/test_check_document_rules.py",)),
    Change(
        "the width of text", "* size / UNITS_PER_EM * POINT_MM", "* size / UNITS_PER_EM * POINT_MM * 1.01",
        ("tests/documents/test_text_width.py",),
    ),
    Change("the most that is shown", "_MOST_SHOWN = 30", "_MOST_SHOWN = 31", ("tests/commands/test_documents.py",)),
    Change(
        "more than the most is said", "if len(troubles) > _MOST_SHOWN", "if len(troubles) >= _MOST_SHOWN",
        ("tests/commands/test_documents.py",),
    ),
    Change(
        "a level needs every criterion", "or count.not_met or count.met != count.total", "or count.not_met",
        ("tests/plan",),
    ),
    Change(
        "days until work is stale", "(today - item.last_update).days > STALE_DAYS",
        "(today - item.last_update).days >= STALE_DAYS", ("tests/plan/test_plan_thresholds.py",),
    ),
    Change("work is stale after 45 days", "STALE_DAYS = 45", "STALE_DAYS = 46", ("tests/plan/test_plan_thresholds.py",)),
    Change("over half is damage", "and gone * 2 > rows", "and gone * 2 >= rows", ("tests/sync/test_read_guards.py",)),
    Change(
        "all of a few rows are damage", "if gone == used > 1 or", "if gone == used > 2 or",
        ("tests/sync/test_read_guards.py",),
    ),
    Change("the fewest rows of a damage", "FEWEST_ROWS = 4", "FEWEST_ROWS = 5", ("tests/sync/test_read_guards.py",)),
    Change(
        "four rows are enough for a damage", "return rows >= FEWEST_ROWS", "return rows > FEWEST_ROWS",
        ("tests/sync/test_read_guards.py",),
    ),
    Change(
        "of two equal headings the first is read", "places.setdefault(fold(heading), index)",
        "places[fold(heading)] = index", ("tests/sheets/test_rows.py",),
    ),
    Change(
        "of two equal headings the first is written",
        "{fold(heading): at for at, heading in reversed(list(enumerate(self.headings)))}",
        "{fold(heading): at for at, heading in enumerate(self.headings)}", ("tests/stores/test_writing.py",),
    ),
    Change(
        "of two equal headings the first has what was written",
        "{fold(heading): index for index, heading in reversed(list(enumerate(table.headings)))}",
        "{fold(heading): index for index, heading in enumerate(table.headings)}", ("tests/sync/test_restoring.py",),
    ),
    Change(
        "the row that is written, in a Sheet", "(row, row + 1), (left, right)",
        "(row + 1, row + 2), (left, right)", ("tests/stores/google/test_google_writing.py",),
    ),
    Change("the most places that are named", "_MOST_SHOWN = 5 ", "_MOST_SHOWN = 6 ", ("tests/sync/test_read_guards.py",)),
    Change("the most changes on «Nhật ký»", "_MOST_SHOWN = 12", "_MOST_SHOWN = 13", ("tests/sync/test_run_log.py",)),
    Change(
        "more changes than the most are counted", "if len(statuses) > _MOST_SHOWN", "if len(statuses) >= _MOST_SHOWN",
        ("tests/sync/test_run_log.py",),
    ),
    Change(
        "half a tenth is rounded up", '.quantize(Decimal("0.1"), ROUND_HALF_UP)\n', '.quantize(Decimal("0.1"), "ROUND_HALF_EVEN")\n',
        ("tests/plan", "tests/checks/test_checks.py"),
    ),
)  # fmt: skip


def main() -> int:
    """Makes each change and runs its tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a part of the name of the changes to make")
    parser.add_argument("--list", action="store_true", help="only list the changes, with the file of each")
    options = parser.parse_args()
    chosen = [one for one in CHANGES if not options.names or any(name in one.name for name in options.names)]
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(Path(folder) / "copy")
        outcomes = {
            one.name: str(_place(copy, one) or "gone") if options.list else _outcome(copy, one) for one in chosen
        }
    bad = [name for name, outcome in outcomes.items() if outcome in ("SURVIVED", "gone", "broken")]
    print(f"{len(chosen)} changes, {len(bad)} not noticed{': ' if bad else ''}{'; '.join(bad)}")
    return 1 if bad else 0


def _copied(copy: Path) -> Path:
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


def _place(copy: Path, change: Change) -> Path | None:
    """The one file of the program with the text that is changed."""
    found = [path for path in (copy / "qipsheets").rglob("*.py") if change.old in path.read_text(encoding="utf-8")]
    return found[0] if len(found) == 1 else None


def _outcome(copy: Path, change: Change) -> str:
    place = _place(copy, change)
    outcome = "gone"
    if place:
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace(change.old, change.new), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *change.tests]
        done = subprocess.run(
            command, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True
        )
        place.write_text(text, encoding="utf-8")
        outcome = {0: "SURVIVED", 1: "noticed"}.get(done.returncode, "broken")
        if outcome == "broken":
            print(done.stdout[-2000:], done.stderr[-1000:])
    print(f"{outcome:<9} {change.name}", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
