"""The papers of a school, of whatever kind, read into one draft: plan, report, evidence list, decision, workbook."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from qipsheets.documents.importing.draft import Draft, PlanDraft, plain
from qipsheets.documents.importing.head import is_title, read_letterhead, together
from qipsheets.documents.importing.lines import Block, Cell, Grid, Placed, TextLine, WordText
from qipsheets.documents.importing.reader import (
    AllTables,
    enter_plan,
    flattened,
    leave_asides,
    without_contents,
    words_of,
)
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
    texts = [(path, _text(path)) for path in paths]
    read = sorted(((path, text, _kind(path, text)) for path, text in texts), key=lambda one: one[2] != PLAN)
    draft, found = Draft(), []
    for path, text, kind in read:
        before = {tab: len(rows) for tab, rows in draft.rows.items()}
        draft.file = path.name if len(paths) > 1 else ""
        if kind == PLAN:
            enter_plan(text, draft)
        else:
            _enter(text, draft)
        counts = {tab: len(rows) - before[tab] for tab, rows in draft.rows.items() if len(rows) > before[tab]}
        found.append(Found(path.name, kind, counts))
    return draft.finished(), tuple(found)


def _text(path: Path) -> WordText:
    return _workbook(path) if path.suffix.casefold() in (".xlsx", ".xlsm", ".ods") else words_of(path)


def _kind(path: Path, text: WordText) -> str:
    """What a file is, by the first title in it; a file without a title is a plan."""
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".ods"):
        return WORKBOOK
    for line in _lines(list(flattened(text.blocks))[:_FIRST_LINES]):
        if is_title(line):
            return PLAN
        spoken = plain(together(line.text))
        kind = next((kind for kind, title in _TITLES if title.match(spoken)), "")
        if kind and line.text[:8].isupper():
            return kind
    return PLAN


def _enter(text: WordText, draft: Draft) -> None:
    """Reads the tables and lines of another paper than a plan."""
    blocks = without_contents(list(flattened(text.blocks)), draft)
    title = next((at for at, block in enumerate(blocks) if isinstance(block, TextLine) and _titled(block)), 0)
    _read_head(list(_lines(blocks[:title])), draft)
    tables, report = AllTables(draft), Report(draft)
    for block in blocks[title:]:
        if isinstance(block, TextLine):
            report.read(block)
            continue
        tables.read(block)
    report.finish()
    leave_asides(text, draft)


def _titled(line: TextLine) -> bool:
    spoken = plain(together(line.text))
    return line.text[:8].isupper() and any(title.match(spoken) for _kind, title in _TITLES)


def _read_head(lines: Sequence[TextLine], draft: Draft) -> None:
    """Takes the names from a letterhead; its number and date are those of this paper, and told."""
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
        cells = [_cell(value, f"trang «{name}», hàng {number}, cột {at}") for at, value in enumerate(row, 1)]
        if any(cell.lines for cell in cells):
            placed.append(tuple(Placed(at, 1, cell) for at, cell in enumerate(cells)))
    if placed:
        yield Grid(f"trang «{name}»", tuple(placed))


def _cell(value: Value, origin: str) -> Cell:
    lines = tuple(TextLine(line.strip(), origin=origin) for line in _shown(value).splitlines() if line.strip())
    return Cell(lines, origin)


def _shown(value: Value) -> str:
    """A value as the sheet shows it."""
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
