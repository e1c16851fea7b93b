"""The action table of a plan: what each column holds, level, standard and criterion rows, the actions between them."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from qipsheets.characters import recognised
from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing.draft import PARTLY, PlanDraft, end_in, folded_words, lost_words, start_in
from qipsheets.documents.importing.lines import Grid, Placed, TextCell
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.plan.model import Action
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import criteria_in, is_recurring, parse_level, split_owners, times

AlignedRow: TypeAlias = tuple[TextCell, ...]  # one cell a column; a cell that spans columns is in each of them
USUAL = ("tt", "criterion", "level", "measure", "owner", "start", "end", "funding", "oversight", "note")
NAMED = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
_HEADINGS = tuple((role, re.compile(pattern)) for role, pattern in NAMED["actions"])
_CRITERION = re.compile(r"(tieu chi|tc)?\W*\d{1,2}\s*\.\s*\d{1,2}\b")
_OWNER = re.compile(r"hieu truong|to truong|giao vien|ke toan|nhan vien|bgh|ban giam hieu|cong doan|tong phu trach")
_FUNDING = re.compile(r"khong|kinh phi|ngan sach|nguon|trieu|dong\b|tai tro|xa hoi hoa")


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The role of each column, the heading it bears, and how many rows on top are headings."""

    roles: tuple[str, ...]
    titles: tuple[str, ...]
    heading_rows: int = 0


def aligned(grid: Grid) -> tuple[AlignedRow, ...]:
    """The rows with one cell a column, though the grid of a grown Word table has more lines than columns."""
    full = [row for row in grid.rows if len(row) >= 4]
    if not full:
        return ()
    sizes = Counter(tuple(placed.start for placed in row) for row in full)
    starts = max(sizes, key=lambda found: (sizes[found] * len(found), len(found)))
    widest = max(full, key=len)
    if sizes[starts] == 1 and len(widest) > len(starts):
        starts = tuple(placed.start for placed in widest)
    return tuple(_row(row, starts) for row in grid.rows)


def _row(row: Sequence[Placed], starts: Sequence[int]) -> AlignedRow:
    if len(row) == len(starts):
        return tuple(placed.cell for placed in row)
    found: list[TextCell] = [TextCell()] * len(starts)
    for placed in row:
        covered = [at for at, start in enumerate(starts) if placed.start <= start < placed.start + placed.span]
        if not covered:
            covered = [min(range(len(starts)), key=lambda at: abs(starts[at] - placed.start))]
        for at in covered:
            taken = found[at]
            found[at] = TextCell((*taken.lines, *placed.cell.lines), taken.origin) if taken.lines else placed.cell
    return tuple(found)


def role_of(heading: str) -> str:
    """The role a heading tells, empty for one unknown."""
    text = plain(heading)
    return next((role for role, pattern in _HEADINGS if pattern.search(text)), "") if len(text) < 120 else ""


def by_headings(rows: Sequence[AlignedRow]) -> TableColumns | None:
    """The columns of a table with one or two rows of headings; None where it has none."""
    for first in range(min(3, len(rows))):
        titles = tuple(cell.text for cell in rows[first])
        if not is_heading(titles):
            continue
        last = first + 1
        if last < len(rows) and _continues(rows[first], rows[last]):
            columns = zip(rows[first], rows[last], strict=True)
            titles = tuple(" / ".join(one.text for one in dict.fromkeys(both) if one.lines) for both in columns)
            last += 1
        if last < len(rows) and counts_columns(rows[last]):
            last += 1
        return TableColumns(_single(tuple(map(role_of, titles))), titles, last)
    return None


def is_heading(titles: Sequence[str]) -> bool:
    """True for a row that names at least three roles, the measure among them, and holds no criterion."""
    if any(map(criteria_in, titles)):
        return False
    roles = {role_of(title) for title in dict.fromkeys(titles)} - {""}
    return len(roles) >= 3 and bool(roles & {"measure", "content"}) and not any(times(title, None) for title in titles)


def _continues(upper: AlignedRow, lower: AlignedRow) -> bool:
    """True where a second row of headings is below: its other cells are merged with the first or empty."""
    below = [cell for above, cell in zip(upper, lower, strict=True) if cell is not above and cell.lines]
    return bool(below) and all(len(cell.text) < 60 and role_of(cell.text) for cell in below) and len(below) < len(upper)


def counts_columns(row: Sequence[TextCell]) -> bool:
    """True for a row (1), (2), (3) that numbers the columns."""
    texts = [cell.text.strip("() .") for cell in row]
    return len(texts) > 2 and all(text.isdecimal() for text in texts) and len(set(texts)) == len(texts)


def _single(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Each role once; «Thời gian» over two unnamed columns is a start and an end."""
    seen: set[str] = set()
    result: list[str] = []
    for role in roles:
        role = "end" if role == "time" and "time" in seen else role
        result.append("" if role in seen else role)
        seen.add(role)
    if "time" in result and "end" in result and result.index("end") == result.index("time") + 1:
        result[result.index("time")] = "start"
    return tuple(result)


def by_content(rows: Sequence[AlignedRow]) -> TableColumns | None:
    """The columns of a table without headings, by what most of their cells look like; None for another table."""
    body = [row for row in rows if len(set(map(id, row))) >= 4 and sum(bool(cell.lines) for cell in row) >= 3]
    if not body:
        return None
    columns = [[row[at].text for row in body if row[at].lines] for at in range(len(body[0]))]
    roles: dict[int, str] = {}
    for role, fits in _LOOKS:
        fitting = [sum(bool(fits(text)) for text in texts) for texts in columns]
        found = [at for at, texts in enumerate(columns) if at not in roles and fitting[at] * 2 > len(texts)]
        for at, name in zip(found, ("start", "end") if role == "start" else (role,), strict=False):
            roles[at] = name if role != "start" or len(found) > 1 else "time"
    if "criterion" not in roles.values():
        return None
    _by_place(columns, roles)
    ordered = tuple(roles.get(at, "") for at in range(len(columns)))
    return TableColumns(ordered, ("",) * len(columns)) if "measure" in ordered else None


def _by_place(columns: Sequence[Sequence[str]], roles: dict[int, str]) -> None:
    """Gives the columns still unknown their role: the usual order, else the longest is the measure."""
    if len(columns) == len(USUAL) and all(USUAL[at] == role for at, role in roles.items()):
        roles.update(enumerate(USUAL))
        return
    rest = [at for at in range(len(columns)) if at not in roles]
    if rest and rest[0] == 0 and all(len(text) < 4 for text in columns[0]):
        roles[rest.pop(0)] = "tt"
    long = max(rest, key=lambda at: sum(map(len, columns[at])), default=None)
    if long is not None and columns[long]:
        roles[long] = "measure"
        rest.remove(long)
    missing = [role for role in ("owner", "funding", "oversight", "note") if role not in roles.values()]
    for at, role in zip(rest, missing, strict=False):
        roles[at] = role


_LOOKS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("criterion", lambda text: _CRITERION.match(plain(text)) and len(text) < 120),
    ("start", lambda text: len(text) < 60 and (times(text, None) or is_recurring(text))),
    ("level", lambda text: len(text) < 30 and parse_level(text) is not None and not text.isdecimal()),
    ("owner", lambda text: len(text) < 90 and _OWNER.match(plain(text))),
    ("funding", lambda text: len(text) < 90 and _FUNDING.match(plain(text))),
)


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
    return PARTLY if lost_words(text, (str(level),), ("Đạt mức độ hiện tại không chưa 1 2 3 4",)) else ""


def is_known_name(text: str, standard: str, criterion: str) -> bool:
    """True where a text says no more than a level or a code and the name a framework gives it."""
    text = _CODE.sub(" ", text)
    kept: Sequence[str] = (*_SECTION_WORDS, standard, criterion)
    if not lost_words(text, (), kept):
        return True
    for known in map(framework, framework_ids()):
        found = known.criteria.get(criterion)
        if not lost_words(text, (known.standard_names.get(standard, ""), found.name if found else ""), kept):
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

    draft: PlanDraft
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

    def _row(self, row: AlignedRow, columns: TableColumns) -> None:
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
        elif self.draft.records["actions"] and {role for role, cell in by_role.items() if cell.lines} <= _RUN_ON:
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
        if not (standard or level or codes) or len(folded_words(text)) > 40:
            return False
        if level:
            self.level, self.criterion = parse_level(level["level"].replace("muc", "mức").replace("do", "độ")), ""
        if standard:
            self.standard, self.criterion = standard["code"], ""
        self.criterion = codes[0] if codes else self.criterion
        return True

    def _append(self, by_role: Mapping[str, TextCell]) -> None:
        """Takes a row that only goes on with the text of the row above, as where a page ends."""
        last = self.draft.of("actions", Action)[-1]
        measure, oversight = (by_role.get(role, TextCell()).text for role in ("measure", "oversight"))
        last = replace(last, measure=f"{last.measure}\n{measure}".strip())
        self.draft.put("actions", replace(last, oversight=f"{last.oversight}\n{oversight}".strip()))
        self._leave(by_role.get("content", TextCell()), PARTLY)

    def _add(self, row: AlignedRow, by_role: Mapping[str, TextCell], columns: TableColumns) -> None:
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


def _holds_actions(rows: Sequence[AlignedRow], columns: TableColumns) -> bool:
    """True where each action is for a criterion: a column says which, or rows between them do."""
    return bool({"criterion", "content"} & set(columns.roles)) or any(
        re.match(r"(tieu chi|tc|tieu chuan)\b", plain(cell.text)) for row in rows for cell in row if cell.lines
    )


def _note(row: AlignedRow, columns: TableColumns) -> str:
    """The note, with the columns the tool does not know, each behind its heading."""
    named = {cell for role, cell in zip(columns.roles, row, strict=True) if role not in ("", "state", "note")}
    parts: dict[str, None] = {}
    for role, title, cell in zip(columns.roles, columns.titles, row, strict=True):
        if cell.lines and cell not in named:
            parts[cell.text if role == "note" or not title else f"{title}: {cell.text}"] = None
    return "\n".join(parts)
