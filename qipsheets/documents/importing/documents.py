"""The papers of a school, of whatever kind, read into one draft: plan, report, evidence list, decision, workbook."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing import reader
from qipsheets.documents.importing.draft import Draft, PlanDraft
from qipsheets.documents.importing.head import is_title, read_letterhead, together
from qipsheets.documents.importing.lines import Block, Cell, Grid, Placed, TextLine, WordText
from qipsheets.documents.importing.report import Report
from qipsheets.errors import FileTrouble
from qipsheets.language import N_, _

PLAN, REPORT, EVIDENCE, DECISION, WORKBOOK = "plan", "report", "evidence", "decision", "workbook"
KIND_NAMES = {
    PLAN: N_("a plan"),
    REPORT: N_("a self-assessment report"),
    EVIDENCE: N_("an evidence list"),
    DECISION: N_("a decision on the council"),
    WORKBOOK: N_("tables of a workbook"),
}
_TITLES = (
    (REPORT, re.compile(r"(ban )?bao cao tu danh gia|phieu danh gia tieu chi|tu danh gia$")),
    (EVIDENCE, re.compile(r"(bang )?(danh muc|ma)\b.{0,12}minh chung|bang .{0,12}minh chung")),
    (DECISION, re.compile(r"quyet dinh\b(?! so)")),
)
_FIRST_LINES = 60
_KEPT = ("superior", "name", "place_name")
HEAD = "Phần đầu của văn bản này; không phải của kế hoạch."
Value: TypeAlias = object


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was read: its name, what it is, and how many rows it gave to each tab."""

    file: str
    kind: str
    counts: dict[str, int]

    @property
    def kind_name(self) -> str:
        """What it is, in words for the catalogue."""
        return KIND_NAMES[self.kind]


def read_documents(paths: Sequence[Path]) -> tuple[PlanDraft, tuple[Found, ...]]:
    """All files in one draft, plans first, for they tell the school and the year. Raises FileTrouble."""
    texts = {path: _workbook(path) if _is_workbook(path) else reader.words_of(path) for path in paths}
    kinds = {path: WORKBOOK if _is_workbook(path) else _kind(text) for path, text in texts.items()}
    draft, found = Draft(), []
    for path, kind in sorted(kinds.items(), key=lambda one: one[1] != PLAN):
        before = {tab: len(rows) for tab, rows in draft.rows.items()}
        draft.file = path.name if len(paths) > 1 else ""
        (reader.enter_plan if kind == PLAN else _enter_other)(texts[path], draft)
        counts = {tab: len(rows) - before[tab] for tab, rows in draft.rows.items() if len(rows) > before[tab]}
        found.append(Found(path.name, kind, counts))
    return draft.finished(), tuple(found)


def _is_workbook(path: Path) -> bool:
    return path.suffix.casefold() in (".xlsx", ".xlsm", ".ods")


def _kind(text: WordText) -> str:
    """What a Word file is, by the first title in it; a file without a title is a plan."""
    lines = _lines(list(reader.flattened(text.blocks))[:_FIRST_LINES])
    return next(filter(None, (PLAN if is_title(line) else _titled(line) for line in lines)), PLAN)


def _titled(line: TextLine) -> str:
    """The kind of paper that a line is the title of, "" for another line."""
    spoken = plain(together(line.text))
    return next((kind for kind, title in _TITLES if title.match(spoken)), "") if line.text[:8].isupper() else ""


def _enter_other(text: WordText, draft: Draft) -> None:
    """Reads the tables and lines of another paper than a plan."""
    blocks = reader.without_contents(list(reader.flattened(text.blocks)), draft)
    title = next((at for at, block in enumerate(blocks) if isinstance(block, TextLine) and _titled(block)), 0)
    _read_head(list(_lines(blocks[:title])), draft)
    tables, report = reader.AllTables(draft), Report(draft)
    for block in blocks[title:]:
        report.read(block) if isinstance(block, TextLine) else tables.read(block)
    report.finish()
    reader.leave_asides(text, draft)


def _read_head(lines: Sequence[TextLine], draft: Draft) -> None:
    """Takes the names from a letterhead; its number and date are those of this paper, kept for review."""
    head = Draft()
    read_letterhead(lines, head)
    for name in _KEPT:
        if head.form.get(name):
            draft.form.setdefault(name, head.form[name])
    if lines:
        draft.leave(lines[0].origin, "\n".join(line.whole for line in lines), HEAD)


def _lines(blocks: Sequence[Block]) -> Iterator[TextLine]:
    return (block for block in blocks if isinstance(block, TextLine))


def _workbook(path: Path) -> WordText:
    """The sheets of a workbook, a table each."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise FileTrouble(
            _("{name} cannot be read as a workbook.").format(name=path.name),
            _("Open it in Excel and save it as .xlsx."),
        ) from error
    return WordText([grid for name, rows in sheets for grid in _sheet(name, rows)])


def _sheet(name: str, rows: Sequence[Sequence[Value]]) -> Iterator[Grid]:
    placed: list[tuple[Placed, ...]] = []
    for number, row in enumerate(rows, 1):
        cells: list[Placed] = []
        for at, value in enumerate(row, 1):
            origin = f"trang «{name}», hàng {number}, cột {at}"
            lines = (TextLine(line.strip(), origin=origin) for line in _shown(value).splitlines() if line.strip())
            cells.append(Placed(at - 1, 1, Cell(tuple(lines), origin)))
        if any(one.cell.lines for one in cells):
            placed.append(tuple(cells))
    if placed:
        yield Grid(f"trang «{name}»", tuple(placed))


def _shown(value: Value) -> str:
    """A value as the sheet shows it."""
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
