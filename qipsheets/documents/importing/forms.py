"""Tables beside the action table, recognised by their headings: council, schedule, evidence, summary of levels."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from qipsheets.characters import recognised
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing.draft import PARTLY, PlanDraft, end_in, lost_words
from qipsheets.documents.importing.lines import Grid, TextCell
from qipsheets.documents.importing.table import NAMED, ActionTable, AlignedRow, aligned, counts_columns, is_known_name
from qipsheets.plan.model import Assessment, Evidence, LevelFourCondition, Milestone, Review
from qipsheets.plan.organisation import CouncilMember
from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import DAY_PATTERN, criteria_in, parse_level, split_owners, times

OTHER_NAME = "Tên này khác khung tiêu chuẩn; công cụ in theo khung."
OTHER_TABLE = "Bảng này không phải bảng hành động nên chưa có trang để xếp vào."
ABOVE = "Chữ đứng trên hàng tiêu đề của bảng."
_MOST_HEADINGS = 12  # rows above which a table's headings are
_CODES = re.compile(
    r"\[?\s*(?:H\s*\d{1,2}\s*[-–.]\s*\d\s*\.\s*\d{1,2}\s*[-–.]\s*\d{1,3}|MC\s*\.?\s*\d(?:\.\d{1,2}){2,3})\s*\]?"
)
_TICKED = re.compile(r"[x×✓✔☑☒v]|\W*đạt\W*|\W*có\W*", re.IGNORECASE)
_NONE = re.compile(r"[-–—/\s.…]*")
_STANDARD = re.compile(r"(tieu chuan|phan|i{1,3}|iv|v)\b")
_HONORIFIC = re.compile(r"^(ông|bà|ông \(bà\)|đ/c|đồng chí)\s*:?\s+", re.IGNORECASE)
_LEVEL_ALONE = re.compile(r"muc( do)? \d|(chua|khong) dat")
_SEMESTER = re.compile(r"hoc k[iy] (ii|i|1|2)\b")
_USUAL_TIMES = ("Cuối hết kết thúc học kỳ kì I II 1 2 năm học ngày tháng",)
MONITORED = "Việc thực hiện các hoạt động, giải pháp nêu tại mục V"
_CONDITION = re.compile(r"(?:khoản|điều kiện)\s*(\d+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableForm:
    """A kind of table: which heading each column bears, and which columns it must have."""

    headings: Mapping[str, re.Pattern[str]]
    needed: frozenset[str]
    row: Callable[["Tables", Mapping[str, TextCell]], bool]  # takes a row; False where it is none of the form

    def roles_in(self, titles: Sequence[str]) -> tuple[str, ...]:
        """The role of each column, each once, «?» with its number for none; empty where a needed column is missing."""
        if not all(any(map(self.headings[role].search, titles)) for role in self.needed):
            return ()
        roles: list[str] = []
        for at, title in enumerate(titles):
            fitting = (role for role, fits in self.headings.items() if role not in roles and fits.search(title))
            roles.append(next(fitting, f"?{at}"))
        return tuple(roles) if self.needed <= set(roles) else ()


class Tables:
    """Reads the tables of a paper one by one; what a merged or empty cell leaves out is that of the row above."""

    def __init__(self, draft: PlanDraft) -> None:
        self.draft = draft
        self.actions = ActionTable(draft)
        self.criterion = ""
        self.seen: set[TextCell] = set()

    def read(self, grid: Grid) -> None:
        """Reads a table into its tab; one of a kind nobody knows is kept row by row, its cells parted by bars."""
        if self._is_form(grid, _FORMS) or self.actions.read(grid) or self._is_form(grid, (_SCHEDULE,)):
            return
        for row in grid.rows:
            cells = [placed.cell for placed in row if not placed.continued and placed.cell.lines]
            if cells:
                words = " | ".join(cell.text for cell in cells)
                self.draft.leave(cells[0].origin.rpartition(",")[0], words, OTHER_TABLE)

    def _is_form(self, grid: Grid, forms: Sequence[TableForm]) -> bool:
        """Takes a grid as one of these forms, whichever criterion another one named; False for another table."""
        rows = aligned(grid) or tuple(tuple(placed.cell for placed in row) for row in grid.rows)
        self.criterion = ""
        found = _form_of(rows, forms)
        if found is None:
            return False
        form, roles, heading, first = found
        for row in rows[:heading]:
            for cell in dict.fromkeys(row):
                self._leave(cell, ABOVE)
        for row in rows[first:]:
            self._row(form, dict(zip(roles, row, strict=False)), row)
        return True

    def _leave(self, cell: TextCell, reason: str = PARTLY) -> None:
        if cell.lines:
            self.draft.leave(cell.origin, cell.text, reason)

    def _row(self, form: TableForm, cells: Mapping[str, TextCell], row: AlignedRow) -> None:
        filled = list(dict.fromkeys(cell for cell in row if cell.lines))
        if not filled or counts_columns(filled):
            return
        if len(filled) == 1 and len(row) > 1:
            self._heading(filled[0])
            return
        named = {role: cell for role, cell in cells.items() if not role.startswith("?")}
        if not form.row(self, named):
            self.draft.leave(filled[0].origin, " | ".join(cell.text for cell in filled), "Hàng này không đọc được.")
            return
        for cell in cells.values():
            if cell not in named.values() and not cell.text.strip(" .").isdecimal():
                self._leave(cell)

    def _heading(self, cell: TextCell) -> None:
        """Takes a row of one text: a standard, or a criterion for the rows below."""
        codes = criteria_in(cell.text)
        self.criterion = codes[0] if codes else self.criterion
        if codes or _STANDARD.match(plain(cell.text)):
            self._name(cell)
        elif cell not in self.seen:
            self._leave(cell)
        self.seen.add(cell)

    def _name(self, cell: TextCell | None) -> None:
        """Keeps what a cell says of a standard or criterion beyond its number and the name a framework gives it."""
        if cell is None or not cell.lines or cell in self.seen:
            return
        standard, codes = re.search(r"tieu chuan\W{0,3}(\d)", plain(cell.text)), criteria_in(cell.text)
        if not is_known_name(cell.text, standard[1] if standard else "", codes[0] if codes else ""):
            self._leave(cell, OTHER_NAME)
        self.seen.add(cell)

    def council(self, cells: Mapping[str, TextCell]) -> bool:
        """«1 | Trần Thị Lúa | Hiệu trưởng | Chủ tịch»."""
        name, *others = (_text(cells, role) for role in ("name", "position", "role", "group"))
        if name:
            position, council_role, group = others
            self.draft.add("council", CouncilMember("", _HONORIFIC.sub("", name), position, council_role, group))
            self._leave(cells.get("note", TextCell()))
        return bool(name)

    def schedule(self, cells: Mapping[str, TextCell]) -> bool:
        """«Tháng 9/2024 | Thành lập hội đồng | Hiệu trưởng»."""
        name, when, owner = (_text(cells, role) for role in ("work", "when", "owner"))
        if name:
            owners = Owners(owner, split_owners(owner))
            date = end_in(when, self.draft.year)
            self.draft.add("milestones", Milestone(name=name, date=date, owner=owners, note=_text(cells, "note")))
        return bool(name)

    def evidence(self, cells: Mapping[str, TextCell]) -> bool:
        """A code with its document; two documents or two codes in one cell are a row each."""
        codes = [_tight(code) for code in _CODES.findall(recognised(_text(cells, "code")))]
        self._name(cells.get("criterion"))
        own = criteria_in(_text(cells, "criterion"))
        self.criterion = own[0] if own else self.criterion
        titles, references = (_text(cells, role).splitlines() for role in ("title", "reference"))
        if not titles and not codes:
            return False
        several = len(codes) > 1 and len(titles) == len(codes)
        for at, code in enumerate(codes if several else ["".join(codes[:1])]):
            title = titles[at] if several else "\n".join(titles)
            reference = references[at] if several and len(references) == len(codes) else "\n".join(references)
            self._put_evidence(code, title, reference, cells, more=[] if several else codes[1:])
        return True

    def _put_evidence(
        self, code: str, title: str, reference: str, cells: Mapping[str, TextCell], more: Sequence[str]
    ) -> None:
        known = self.draft.find("evidence", Evidence, code=code) if code else None
        if known is not None:  # one document keeps its first code wherever it is used again
            used = f"Dùng lại ở tiêu chí {self.criterion}." if self.criterion else "Ghi lại một lần nữa."
            self.draft.put("evidence", replace(known, note="\n".join(filter(None, (known.note, used)))))
            self.draft.account(cells["title"].origin, title, (known.title,))
            return
        number, day = _number_and_day(reference)
        others = f"Mã khác: {', '.join(more)}" if more else ""
        criterion = f"Tiêu chí {self.criterion}" if self.criterion and not code else ""
        note, place = "\n".join(filter(None, (_text(cells, "note"), others, criterion))), _text(cells, "issuer")
        self.draft.add("evidence", Evidence(code=code, title=title, number=number, date=day, kept_at=place, note=note))

    def summary(self, cells: Mapping[str, TextCell]) -> bool:
        """«Tiêu chí 1.1 | | x | x | -»: the highest level ticked; met at no level is 0."""
        self._name(cells.get("criterion"))
        codes = criteria_in(_text(cells, "criterion"))
        ticks = {role: _text(cells, role) for role in ("0", "1", "2", "3", "4") if role in cells}
        if not codes:
            text = " | ".join(filter(None, (cells["criterion"].text, *ticks.values())))
            return condition(self.draft, text) or bool(_STANDARD.match(plain(text)))
        ticked = (int(role) for role, text in ticks.items() if _TICKED.fullmatch(text))
        level = parse_level(next(iter(ticks.values()), "")) if len(ticks) == 1 else max(ticked, default=None)
        if level is None and len(ticks) > 1 and any(not _NONE.fullmatch(text) for text in ticks.values()):
            return False
        assess(self.draft, codes[0], level=level)
        return True

    def problem(self, cells: Mapping[str, TextCell]) -> bool:
        """«Tiêu chí 1.2 | hiện trạng | điểm yếu | nguyên nhân» of the plan form of 2026."""
        codes = criteria_in(_text(cells, "criterion"))
        if not codes:
            return False
        state = _text(cells, "state").splitlines()
        level = parse_level(state.pop(0)) if state and _LEVEL_ALONE.fullmatch(plain(state[0])) else None
        weak = "\n".join(filter(None, (*state, _text(cells, "weakness"))))
        assess(self.draft, codes[0], level=level, weaknesses=weak, cause=_text(cells, "cause"))
        self._name(cells.get("standard"))
        self._name(cells.get("criterion"))
        return True

    def monitoring(self, cells: Mapping[str, TextCell]) -> bool:
        """«Cuối học kỳ I (15/01/2021) | Việc thực hiện … | Đúng tiến độ | Đẩy nhanh | Vũ An» of the plan form of 2026.

        A row without result or adjustment is a review to come: a milestone, where it is not the form's own.
        """
        when, result, change, author = (_text(cells, role) for role in ("when", "result", "change", "owner"))
        day, year = end_in(when, self.draft.year).day, self.draft.year
        if not (result or change):
            is_own = year is not None and day in (year.semester_1_end, year.end)
            return (is_own and not lost_words(_text(cells, "work"), (), (MONITORED,))) or self.schedule(cells)
        semester = _SEMESTER.search(plain(when))
        period = f"-HK{2 if semester[1] in ('ii', '2') else 1}" if semester else ""
        period = f"{self.draft.form.get('year', '')}{period}"
        self.draft.add("reviews", Review("", period, day, author, judgement=result, next_tasks=change))
        self.draft.account(cells["when"].origin, when, (when,) if day else (), _USUAL_TIMES)
        self.draft.account(cells["when"].origin, _text(cells, "work"), (), (MONITORED,))
        return True


def assess(
    draft: PlanDraft,
    criterion: str,
    level: int | None = None,
    strengths: str = "",
    weaknesses: str = "",
    cause: str = "",
) -> int | None:
    """Enters what is said of a criterion and returns its level: texts are added to, a level that is there is kept."""
    found = draft.find("assessments", Assessment, criterion=criterion) or Assessment(criterion=criterion)
    entered = replace(
        found,
        level=level if found.level is None else found.level,
        strengths=f"{found.strengths}\n{strengths}".strip(),
        weaknesses=f"{found.weaknesses}\n{weaknesses}".strip(),
        cause=f"{found.cause}\n{cause}".strip(),
    )
    draft.put("assessments", entered)
    return entered.level


def condition(draft: PlanDraft, text: str) -> bool:
    """«Khoản 1 | Đạt»: a condition of level 4."""
    found = _CONDITION.match(text.strip())
    if not found:
        return False
    spoken = plain(text)
    met = None if "dat" not in spoken and "x" not in spoken.split() else "khong dat" not in spoken
    name, _bar, note = text.partition(" | ")
    draft.add("level_4", LevelFourCondition(condition=name.strip(), met=met, note=note))
    return True


def _form_of(
    rows: Sequence[AlignedRow], forms: Sequence[TableForm]
) -> tuple[TableForm, tuple[str, ...], int, int] | None:
    """The form whose headings are in the first rows, the role of each column, the first heading and data row."""
    texts = [[cell.text for cell in row] for row in rows[: _MOST_HEADINGS + 3]]
    for first in range(min(_MOST_HEADINGS, len(rows))):
        for last in range(first + 1, first + 4):
            upper = texts[first:last]
            titles = [" / ".join(dict.fromkeys(column)) for column in zip(*upper, strict=False)]
            if any(len(title) > 160 for title in titles):
                break
            spoken = [plain(title) for title in titles]
            for form in forms:
                roles = form.roles_in(spoken)
                if roles and not any(_CODES.search(text) or criteria_in(text) for row in upper for text in row):
                    return form, roles, first, last
    return None


def _text(cells: Mapping[str, TextCell], role: str) -> str:
    return cells.get(role, TextCell()).text.strip()


def _tight(code: str) -> str:
    """«H1-1.1-01» within brackets, as the circular writes it; the newer codes are without."""
    bare = re.sub(r"[\s\[\]]", "", code).replace("–", "-")
    return bare if bare.upper().startswith("MC") else f"[{bare}]"


def _number_and_day(text: str) -> tuple[str, When]:
    """«Số 12/QĐ-HL ngày 5/9/2024» as number and day; what is neither stays with the number."""
    spans = times(text, None)
    day = re.search(rf"(?:ngày\s*)?{DAY_PATTERN}", text, re.IGNORECASE)
    if not (spans and day):
        return (text, When()) if not spans else ("", When(text, spans[0][0]))
    rest = f"{text[: day.start()]} {text[day.end() :]}"
    number = re.sub(r"^\W*số\s*:?\s*", "", rest.strip(" ,;\n-–"), flags=re.IGNORECASE)
    return " ".join(number.split()), When(day[0], spans[0][0])


def _form(name: str, needed: Sequence[str], headings: Mapping[str, str]) -> TableForm:
    """A form of headings.toml, whose rows the method of Tables with its name takes."""
    patterns = {role: re.compile(pattern) for role, pattern in headings.items()}
    patterns["tt"] = re.compile(r"^(s?tt|so tt|so thu tu)")
    return TableForm(patterns, frozenset(needed), getattr(Tables, name))


_ALL = {name: _form(name, **form) for name, form in NAMED["forms"].items()}
_SCHEDULE = _ALL.pop("schedule")  # its headings fit other tables too, so it is looked for last
_FORMS = tuple(_ALL.values())


def is_council_list(text: str) -> bool:
    """True for the title of a list of the council's members."""
    return bool(re.match(r"(danh sach|thanh phan).{0,30}(hoi dong|thanh vien)", plain(text)))


def member_of(text: str) -> CouncilMember | None:
    """The member named in a line: «1. Trần Thị Lúa - Hiệu trưởng - Chủ tịch»."""
    parts = [part.strip(" ;.") for part in re.split(r"\s+[-–]\s+|\s*[,;]\s*", text) if part.strip(" ;.")]
    if 2 <= len(parts) <= 4 and re.fullmatch(r"([^\W\d_]+ ){1,5}[^\W\d_]+", parts[0]) and parts[0][:1].isupper():
        return CouncilMember("", _HONORIFIC.sub("", parts[0]), parts[1], ", ".join(parts[2:]))
    return None
