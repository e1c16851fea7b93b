"""The file beside an offline copy that lists each word the merge did not take; lines are added, never lost."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from qipsheets.exporting import safe
from qipsheets.files import free_name, read_bytes, replace_bytes
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sync.merge import Conflict

_HEADINGS = ("Lúc", "Trang", "Mã", "Cột", "Lần đồng bộ trước", "Trên Sheet (giữ lại)", "Trong bản sao (chưa lấy)")


def report_path(copy: Path) -> Path:
    """Where the conflicts of a copy are listed."""
    return copy.with_name(f"{copy.stem}-xung-dot.csv")


def add_to_report(copy: Path, conflicts: Sequence[Conflict], moment: datetime) -> Path | None:
    """Adds the conflicts that the file does not list yet; None where there are none.

    It is written before the copy is, for from then on the copy's words stand nowhere else. A file of that name that
    is no such list is left alone.
    """
    if not conflicts:
        return None
    path = report_path(copy)
    held = _lines(path) if path.exists() else []
    if held is None:
        path, held = path.with_name(free_name(path)), []
    known = {tuple(line[1:]) for line in held}
    new = [line for line in map(_line, conflicts) if tuple(line) not in known]
    if new:
        replace_bytes(path, _bytes([*held, *([f"{moment:%d/%m/%Y %H:%M}", *line] for line in new)]))
    return path


def _line(conflict: Conflict) -> list[str]:
    texts = map(safe, (conflict.base, conflict.sheet, conflict.copy))
    return [BY_KEY[conflict.tab].title, safe(conflict.key), conflict.heading, *texts]


def _lines(path: Path) -> list[list[str]] | None:
    """The lines of a list made before; None for another file."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error):
        return None
    good = bool(rows) and tuple(rows[0]) == _HEADINGS and all(len(row) == len(_HEADINGS) for row in rows)
    return rows[1:] if good else None


def _bytes(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
