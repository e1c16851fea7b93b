"""The action table of a plan: level, standard and criterion rows, and the actions between them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qipsheets.characters import recognised
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing.columns import CellRow, TableColumns, aligned, by_content, by_headings, is_heading
from qipsheets.documents.importing.draft import PARTLY, Draft, end_in, lost, start_in, words
from qipsheets.documents.importing.lines import Grid, TextCell
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.plan.model import Action
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import criteria_in, parse_level, split_owners

_BARE = re.compile(r"(?:tieu chi|tc)\W*(\d{1,2})\W*$")
_CODE = re.compile(r"\d{1,2}\s*\.\s*\d{1,2}")
_SECTION_WORDS = ("mức tiêu chuẩn tiêu chí TC độ đạt các phần nhóm ở I II III IV V A B C D 1 2 3 4",)


def code_of(text: str, standard: str) -> str:
    """The criterion a cell names: «TC1.5» gives 1.5; «Tiêu chí 5» under standard 1 too. Empty for none."""
    codes = criteria_in(recognised(text))
    if codes:
        return codes[0]
    bare = _BARE.match(plain(text))
    return f"{standard}.{bare[1]}" if bare and standard else ""


def criterion_trouble(text: str, standard: str) -> str:
    """Why a criterion's cell needs a person's look; empty where it does not."""
    codes = criteria_in(recognised(text))
    if len(set(codes)) > 1:
        return f"Ô ghi nhiều tiêu chí; công cụ lấy tiêu chí {codes[0]}."
    code = code_of(text, standard)
    if code and standard and code.partition(".")[0] != standard:
        return f"Tiêu chí {code} đứng dưới tiêu chuẩn {standard}."
    return "" if code and is_known_name(text, "", code) else PARTLY


def level_trouble(text: str) -> str:
    """Why a level's cell needs a person's look; empty where it does not."""
    level = parse_level(text)
    if level is None:
        return "Không đọc được mức trong ô này." if re.search(r"\w", text) else ""
    return PARTLY if lost(text, (str(level),), ("Đạt mức độ hiện tại không chưa 1 2 3 4",)) else ""


def is_known_name(text: str, standard: str, criterion: str) -> bool:
    """True where a text says no more than a level or a code and the name a framework gives it."""
    text = _CODE.sub(" ", text)
    kept: Sequence[str] = (*_SECTION_WORDS, standard, criterion)
    if not lost(text, (), kept):
        return True
    for known in map(framework, framework_ids()):
        found = known.criteria.get(criterion)
        if not lost(text, (known.standard_names.get(standard, ""), found.name if found else ""), kept):
            return True
    return False


_UNTIL = re.compile(r"\s*(?:[-–—]\s*)?(?=\b(?:đến|tới)\b)|\s+[-–—]\s+|\s*[;\n]\s*", re.IGNORECASE)
_TIMES_BARE = re.compile(r"\D*(\d{1,2})\D*$")


def span_of(text: str, year: SchoolYear | None) -> tuple[When, When]:
    """Start and end written in one cell: «Từ 9/2020 đến 5/2021»; a single time is both."""
    for cut in _UNTIL.finditer(text):
        first, last = text[: cut.start()].strip(), text[cut.end() :].strip()
        if not first or not last:
            continue
        start, end = start_in(first, year), end_in(last, year)
        if start.day is None and end.day is not None and _TIMES_BARE.match(first):
            # «Từ tháng 9 đến tháng 12/2020»: the year is given once, at the end.
            start = When(first, start_in(f"{first}/{end.day.year}", year).day)
        if start.day and end.day:
            return start, end
    return start_in(text, year), end_in(text, year)


def cell_times(cells: Mapping[str, TextCell], year: SchoolYear | None) -> tuple[When, When]:
    """Start and end of a row: of a cell each, of one cell merged over both, or of the only column for time."""
    start, end, both = cells.get("start"), cells.get("end"), cells.get("time")
    if both is None and start is not None and start is end:
        both = start
    if both is not None and (start is None or start is both):
        return span_of(both.text, year)
    return start_in(start.text, year) if start else When(), end_in(end.text, year) if end else When()


_LEVEL_ROW = re.compile(
    r"(phan |nhom |cac tieu chi )?\W{0,9}([a-z]|[ivx]{1,5}|\d)?\W{0,9}(dat |o )?(?P<level>muc (do )?\d)\b"
)
_STANDARD = re.compile(r"(?:([a-z]|[ivx]+|\d{1,2})\W+)?tieu chuan\W*(?P<code>\d{1,2})\b")
_LONGEST_SECTION = 600  # letters
_NUMBERING = re.compile(r"[\W\dIVXivx]*")
_TELLING = frozenset({"criterion", "level", "measure", "owner", "start", "end", "time", "funding", "goal", "oversight"})
_RUN_ON = frozenset({"measure", "oversight", "content"})


@dataclass
class ActionTable:
    """Reads the grids of the action table one by one; what is in one goes on in the next."""

    draft: Draft
    columns: TableColumns | None = None
    level: int | None = None
    standard: str = ""
    criterion: str = ""
    origin: str = ""
    seen: set[TextCell] = field(default_factory=set)

    def read(self, grid: Grid) -> bool:
        """Takes a grid as (a piece of) the action table; False where it is another table."""
        rows = aligned(grid)
        columns = by_headings(rows)
        if columns is None and self.columns and rows and len(rows[0]) == len(self.columns.roles):
            columns = replace(self.columns, heading_rows=0)
        columns = columns or by_content(rows)
        if columns is None or not _holds_actions(rows, columns):
            return False
        self.columns, self.criterion = columns, ""  # a criterion never goes on from one table to the next
        for number, row in enumerate(rows):
            self.origin = next((cell.origin for cell in row if cell.origin), grid.origin).rpartition(",")[0]
            if number >= columns.heading_rows and any(cell.lines for cell in row):
                self._row(row, columns)
        return True

    def _row(self, row: CellRow, columns: TableColumns) -> None:
        if is_heading([cell.text for cell in row]):
            return  # headings written again at the top of a page
        texts = [text for text in dict.fromkeys(cell.text for cell in row) if not _NUMBERING.fullmatch(text)]
        if len(texts) == 1 and self.enter_section(texts[0]):
            if not is_known_name(texts[0], self.standard, self.criterion):
                self.draft.leave(self.origin, texts[0], "Tên này khác khung tiêu chuẩn; công cụ in theo khung.")
            return
        by_role = {role: cell for role, cell in zip(columns.roles, row, strict=True) if role}
        if not any(by_role[role].lines for role in _TELLING & by_role.keys()):
            for cell in dict.fromkeys(row):
                self._leave(cell, "Hàng này không có nội dung của một hành động.")
        elif self.draft.rows["actions"] and {role for role, cell in by_role.items() if cell.lines} <= _RUN_ON:
            self._append(by_role)
        else:
            self._add(row, by_role, columns)

    def enter_section(self, text: str) -> bool:
        """True for a text that names a level, a standard or a criterion for the rows below it."""
        if len(text) > _LONGEST_SECTION:
            return False
        spoken = plain(text)
        level = _LEVEL_ROW.match(spoken)
        standard = _STANDARD.search(spoken) if level else _STANDARD.match(spoken)
        codes = criteria_in(text) if re.match(r"(tieu chi|tc)\b", spoken) else ()
        if not (standard or level or codes) or len(words(text)) > 40:
            return False
        if level:
            self.level, self.criterion = parse_level(level["level"].replace("muc", "mức").replace("do", "độ")), ""
        if standard:
            self.standard, self.criterion = standard["code"], ""
        self.criterion = codes[0] if codes else self.criterion
        return True

    def _append(self, by_role: Mapping[str, TextCell]) -> None:
        """Takes a row that only goes on with the text of the row above, as where a page ends."""
        last = self.draft.find("actions", Action, key=self.draft.rows["actions"][-1].key) or Action()
        measure, oversight = (by_role.get(role, TextCell()).text for role in ("measure", "oversight"))
        last = replace(last, measure=f"{last.measure}\n{measure}".strip())
        self.draft.put("actions", replace(last, oversight=f"{last.oversight}\n{oversight}".strip()))
        self._leave(by_role.get("content", TextCell()), PARTLY)

    def _add(self, row: CellRow, by_role: Mapping[str, TextCell], columns: TableColumns) -> None:
        texts = {role: cell.text for role, cell in by_role.items()}
        self.criterion = code_of(texts.get("criterion", texts.get("content", "")), self.standard) or self.criterion
        start, end = cell_times(by_role, self.draft.year)
        owner, measure, content = (texts.get(role, "") for role in ("owner", "measure", "content"))
        if measure and content:
            first, _line, rest = content.partition("\n")
            named = bool(code_of(first, self.standard)) and is_known_name(first, self.standard, self.criterion)
            texts["weakness"] = f"{rest if named else content}\n{texts.get('weakness', '')}".strip()
        action = Action(
            criterion=self.criterion,
            part_level=self.level,
            current_level=parse_level(texts.get("level", "")),
            measure=measure or content,
            owner=Owners(owner, split_owners(owner)),
            start=start,
            end=end,
            note=_note(row, columns),
            weakness=texts.get("weakness", ""),
            cause=texts.get("cause", ""),
            goal=texts.get("goal", ""),
            result_indicator=texts.get("indicator", ""),
            funding=texts.get("funding", ""),
            resources=texts.get("resources", ""),
            oversight=texts.get("oversight", ""),
            expected_evidence=texts.get("evidence", ""),
        )
        self.draft.add("actions", action)
        self._doubt(by_role)
        self.seen.update(row)

    def _doubt(self, by_role: Mapping[str, TextCell]) -> None:
        """Keeps what the cells say beyond a number, a code or a level."""
        cell = by_role.get("criterion")
        if cell and not cell.lines and self.criterion:
            reason = f"Ô tiêu chí để trống; công cụ lấy tiêu chí {self.criterion} của hàng trên."
            self.draft.leave(self.origin, "[ô tiêu chí trống]", reason)
        if cell:
            self._leave(cell, criterion_trouble(cell.text, self.standard))
        if "level" in by_role:
            self._leave(by_role["level"], level_trouble(by_role["level"].text))
        tt = by_role.get("tt", TextCell())
        self._leave(tt, "" if _NUMBERING.fullmatch(tt.text) else PARTLY)

    def _leave(self, cell: TextCell, reason: str) -> None:
        if cell.lines and reason and cell not in self.seen:
            self.draft.leave(cell.origin, cell.text, reason)


def _holds_actions(rows: Sequence[CellRow], columns: TableColumns) -> bool:
    """True where each action is for a criterion: a column says which, or rows between them do."""
    return bool({"criterion", "content"} & set(columns.roles)) or any(
        re.match(r"(tieu chi|tc|tieu chuan)\b", plain(cell.text)) for row in rows for cell in row if cell.lines
    )


def _note(row: CellRow, columns: TableColumns) -> str:
    """The note, with the columns the tool does not know, each behind its heading."""
    named = {cell for role, cell in zip(columns.roles, row, strict=True) if role not in ("", "state", "note")}
    parts: dict[str, None] = {}
    for role, title, cell in zip(columns.roles, columns.titles, row, strict=True):
        if cell.lines and cell not in named:
            parts[cell.text if role == "note" or not title else f"{title}: {cell.text}"] = None
    return "\n".join(parts)
