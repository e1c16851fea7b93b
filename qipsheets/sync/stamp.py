"""The tool's tab «Đồng bộ»: the last sync, the machine that runs it, and in an offline copy which state it is of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qipsheets import __version__
from qipsheets.sheets.headings import shown
from qipsheets.sheets.table import Plain, Table
from qipsheets.sheets.tool_tabs import STAMP

Rows = list[list[Plain]]
_LAST, _VERSION, _RUNNER, _COPY = "Lần đồng bộ gần nhất", "Phiên bản công cụ", "Máy chạy", "Bản sao ngoại tuyến"
_TOLD = re.compile(r"(.*?)\s*· *(\w+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Runner:
    """The one machine that syncs a store: the computer's name and the ID it keeps."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Which copy a workbook is, and the state of the journal that it and the Sheet last agreed on."""

    copy_id: str
    state: int
    sha256: str

    @property
    def text(self) -> str:
        """As the cell holds it: a cell of text outlives every program that saves the workbook."""
        return f"{self.copy_id} {self.state} {self.sha256}"


def stamp_rows(tables: Mapping[str, Table], today: date, moment: datetime, runner: Runner) -> Rows:
    """The tab after a sync; lines it does not know stay."""
    lines: dict[str, Plain] = {
        _LAST: f"{today:%d/%m/%Y} {moment:%H:%M}",
        _VERSION: __version__,
        _RUNNER: f"{runner.name} · {runner.id}",
    }
    return _rows({**lines, **{label: text for label, text in _lines(tables).items() if label not in lines}})


def marked(tables: Mapping[str, Table], mark: CopyMark) -> Rows:
    """The tab with the mark of an offline copy; who runs the Sheet's sync is not told in it."""
    return _rows({_COPY: mark.text, **{k: text for k, text in _lines(tables).items() if k not in (_COPY, _RUNNER)}})


def stamped_on(tables: Mapping[str, Table], today: date) -> bool:
    """True where the stamp is of this day already."""
    return _lines(tables).get(_LAST, "").startswith(f"{today:%d/%m/%Y}")


def runner_of(tables: Mapping[str, Table]) -> Runner | None:
    """The machine that runs the sync; None before the first."""
    told = _TOLD.fullmatch(_lines(tables).get(_RUNNER, ""))
    return Runner(told[1], told[2]) if told else None


def mark_of(tables: Mapping[str, Table]) -> CopyMark | None:
    """The mark of an offline copy; None for another workbook."""
    words = _lines(tables).get(_COPY, "").split()
    return CopyMark(words[0], int(words[1]), words[2]) if len(words) == 3 and words[1].isdecimal() else None


def _lines(tables: Mapping[str, Table]) -> dict[str, str]:
    rows = tables[STAMP.key].rows if STAMP.key in tables else ()
    return {shown(row[0]): shown(row[1]) for row in rows if len(row) > 1 and shown(row[0])}


def _rows(lines: Mapping[str, Plain]) -> Rows:
    return [[label, text] for label, text in lines.items()]
