"""The papers of a school, of whatever kind, read into one draft: plan, report, evidence list, decision, workbook."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from qipsheets.characters import recognised
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing import reader
from qipsheets.documents.importing.draft import Draft, PlanDraft
from qipsheets.documents.importing.forms import assess, condition
from qipsheets.documents.importing.head import is_plan_title, read_letterhead, together
from qipsheets.documents.importing.labels import read_label
from qipsheets.documents.importing.lines import Grid, ImportedBlock, Placed, TextCell, TextLine, WordText
from qipsheets.errors import FileTrouble
from qipsheets.language import N_, _
from qipsheets.plan.model import Action
from qipsheets.vietnamese import criteria_in, parse_level

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
    return next(filter(None, (PLAN if is_plan_title(line) else _titled(line) for line in lines)), PLAN)


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


def _lines(blocks: Sequence[ImportedBlock]) -> Iterator[TextLine]:
    return (block for block in blocks if isinstance(block, TextLine))


STATE, STRENGTHS, WEAKNESSES, IMPROVEMENT, JUDGEMENT = "state", "strengths", "weaknesses", "improvement", "judgement"
_PARTS = (
    (STATE, re.compile(r"mo ta hien trang")),
    (STRENGTHS, re.compile(r"(nhung )?diem manh")),
    (WEAKNESSES, re.compile(r"(nhung )?(diem yeu|han che)")),
    (IMPROVEMENT, re.compile(r"ke hoach cai tien( chat luong( giao duc)?)?")),
    (JUDGEMENT, re.compile(r"(ket qua )?tu danh gia|xac dinh muc( dat)?")),
)
_CRITERION = re.compile(r"(?:phieu danh gia )?(?:tieu chi|tc)\W*\d")
_STANDARD = re.compile(r"(tieu chuan \d|phan [ivx\d]+|ket luan)\b")
_DECLARED = re.compile(r"(?:ket qua|truong|nha truong|tu danh gia)\b.{0,60}\bdat muc (\d)$")
_LONGEST_HEADING = 120
_UNKNOWN = "Phần này của văn bản không có chỗ trong bảng tính."
NO_STATE = "Mô tả hiện trạng không có chỗ trong bảng tính; vẫn ở tệp gốc."
OTHER_LEVEL = "Mức ghi ở đây khác mức trong bảng tổng hợp; công cụ giữ mức của bảng."


@dataclass
class Report:
    """Reads the lines of a report one by one; what belongs to no part is kept, neighbours in one row."""

    draft: Draft
    criterion: str = ""
    part: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    origin: str = ""
    rest: list[TextLine] = field(default_factory=list)

    def read(self, line: TextLine) -> None:
        """Puts one line where it belongs."""
        item = read_label(line)
        spoken = plain(item.text)
        codes = criteria_in(item.text) if _CRITERION.match(spoken) else ()
        if codes and self._is_judged(codes[0], spoken):
            self._level(line)
        elif codes:
            self._begin(codes[0], line)
        elif _STANDARD.match(spoken) and len(spoken) < _LONGEST_HEADING * 2:
            self._begin("", line)
            self.rest.append(line)
        elif self.criterion and self._heads(item.text, spoken, line):
            return
        elif self.criterion and self.part == JUDGEMENT:
            self._level(line)
        elif self.criterion and self.part:
            self.texts.setdefault(self.part, []).append(line.whole)
        elif not condition(self.draft, recognised(item.text).replace(":", " | ", 1)):
            if declared := _DECLARED.match(spoken):
                self.draft.form.setdefault("declared_level", f"Mức {declared[1]}")
            self.rest.append(line)

    def _is_judged(self, criterion: str, spoken: str) -> bool:
        """True for «Tiêu chí 1.1: Đạt Mức 2» below the heading «Tự đánh giá»."""
        short = len(spoken) < _LONGEST_HEADING * 3 and re.search(r"dat( muc \d)?$", spoken)
        return bool(short) and self.part == JUDGEMENT and criterion == self.criterion

    def _begin(self, criterion: str, line: TextLine) -> None:
        self.finish()
        self.criterion, self.part, self.origin = criterion, "", line.origin
        if criterion:
            self.texts[STATE] = [line.whole]

    def _heads(self, text: str, spoken: str, line: TextLine) -> bool:
        """True for the heading of a part of the criterion; what is behind its colon is content."""
        head, colon, rest = text.partition(":")
        numbered = text != line.whole  # «2. Điểm mạnh»; without a number only the bare words are a heading
        fits = [heading.match(spoken) if numbered else heading.fullmatch(plain(head)) for _part, heading in _PARTS]
        part = next((part for (part, _heading), fit in zip(_PARTS, fits, strict=True) if fit), "")
        if not part or len(head) > _LONGEST_HEADING:
            return False
        self.part = part
        if part == JUDGEMENT:
            self._level(line)
        elif colon and rest.strip():
            self.texts.setdefault(part, []).append(rest.strip())
        return True

    def _level(self, line: TextLine) -> None:
        level = parse_level(re.sub(r"^.*?tự đánh giá\W*", "", recognised(line.text), flags=re.IGNORECASE))
        if level is not None and assess(self.draft, self.criterion, level=level) != level:
            self.draft.leave(line.origin, line.whole, OTHER_LEVEL)

    def finish(self) -> None:
        """Enters what was collected of the criterion."""
        if self.rest:
            self.draft.leave(self.rest[0].origin, "\n".join(line.whole for line in self.rest), _UNKNOWN)
            self.rest = []
        if self.criterion:
            texts = {part: "\n".join(texts) for part, texts in self.texts.items()}
            assess(self.draft, self.criterion, strengths=texts.get(STRENGTHS, ""), weaknesses=texts.get(WEAKNESSES, ""))
            if texts.get(IMPROVEMENT):
                action = Action(criterion=self.criterion, measure=texts[IMPROVEMENT], source="Tự đánh giá")
                self.draft.add("actions", action)
            if len(self.texts.get(STATE, ())) > 1:
                self.draft.leave(self.origin, texts[STATE], NO_STATE)
        self.texts = {}


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
            cells.append(Placed(at - 1, 1, TextCell(tuple(lines), origin)))
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
