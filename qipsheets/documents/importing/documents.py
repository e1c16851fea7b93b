"""The papers of a school, of whatever kind, read into one draft: plan, report, evidence list, decision, workbook."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qipsheets.characters import recognised
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing import reader
from qipsheets.documents.importing.draft import PlanDraft
from qipsheets.documents.importing.forms import Tables, assess, condition
from qipsheets.documents.importing.head import is_plan_title, read_letterhead, together
from qipsheets.documents.importing.lines import ImportedBlock, TextLine, WordText, read_label, read_word, read_workbook
from qipsheets.language import N_
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
    texts = {path: read_workbook(path) if _is_workbook(path) else read_word(path) for path in paths}
    kinds = {path: WORKBOOK if _is_workbook(path) else _kind(text) for path, text in texts.items()}
    draft, found = PlanDraft(), []
    for path, kind in sorted(kinds.items(), key=lambda one: one[1] != PLAN):
        before = {tab: len(rows) for tab, rows in draft.records.items()}
        draft.file = path.name if len(paths) > 1 else ""
        blocks = reader.without_contents(list(reader.flattened(texts[path].blocks)), draft)
        (reader.enter_plan if kind == PLAN else _enter_other)(blocks, draft)
        for aside in texts[path].asides:
            draft.leave(aside.origin, aside.text, aside.reason)
        counts = {tab: len(rows) - before[tab] for tab, rows in draft.records.items() if len(rows) > before[tab]}
        found.append(Found(path.name, kind, counts))
    return draft, tuple(found)


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


def _enter_other(blocks: Sequence[ImportedBlock], draft: PlanDraft) -> None:
    """Reads the tables and lines of another paper than a plan.

    Of its letterhead the names are taken; its number and date are those of this paper, kept for review.
    """
    title = next((at for at, block in enumerate(blocks) if isinstance(block, TextLine) and _titled(block)), 0)
    head = PlanDraft()
    letterhead = list(_lines(blocks[:title]))
    read_letterhead(letterhead, head)
    for name in _KEPT:
        if head.form.get(name):
            draft.form.setdefault(name, head.form[name])
    draft.leave_lines(letterhead, HEAD)
    tables, report = Tables(draft), Report(draft)
    for block in blocks[title:]:
        report.read(block) if isinstance(block, TextLine) else tables.read(block)
    report.finish()


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

    draft: PlanDraft
    criterion: str = ""
    part: str = ""
    texts: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by part
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
            self.texts[self.part].append(line.whole)
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
        head, _colon, rest = text.partition(":")
        numbered = text != line.whole  # «2. Điểm mạnh»; without a number only the bare words are a heading
        fits = ((part, one.match(spoken) if numbered else one.fullmatch(plain(head))) for part, one in _PARTS)
        part = next((part for part, fit in fits if fit), "")
        if not part or len(head) > _LONGEST_HEADING:
            return False
        self.part = part
        if part == JUDGEMENT:
            self._level(line)
        elif rest.strip():
            self.texts[part].append(rest.strip())
        return True

    def _level(self, line: TextLine) -> None:
        level = parse_level(re.sub(r"^.*?tự đánh giá\W*", "", recognised(line.text), flags=re.IGNORECASE))
        if level is not None and assess(self.draft, self.criterion, level=level) != level:
            self.draft.leave(line.origin, line.whole, OTHER_LEVEL)

    def finish(self) -> None:
        """Enters what was collected of the criterion."""
        self.draft.leave_lines(self.rest, _UNKNOWN)
        self.rest = []
        if self.criterion:
            parts = (STATE, STRENGTHS, WEAKNESSES, IMPROVEMENT)
            state, strengths, weaknesses, measure = ("\n".join(self.texts[part]) for part in parts)
            assess(self.draft, self.criterion, strengths=strengths, weaknesses=weaknesses)
            if measure:
                self.draft.add("actions", Action(criterion=self.criterion, measure=measure, source="Tự đánh giá"))
            if len(self.texts[STATE]) > 1:
                self.draft.leave(self.origin, state, NO_STATE)
        self.texts.clear()
