"""What mails are promised, written anew from docs/mail.md and the issue: knows the cells people see, and nothing of qipsheets.

`Policy.expected` says who must get which digest in a run; `delivered` is told what really left.
"""

import calendar
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

Rows = Sequence[Mapping[str, str]]
Tabs = Mapping[str, Rows]
Keys = Mapping[str, frozenset[str]]  # section -> IDs

LATE, SOON, IDLE, OTHERS, WRONG = "late", "soon", "idle", "others", "wrong"
CLOSED = ("Hoàn thành", "Bỏ", "Không thực hiện", "Chuyển năm sau")
LADDER = (("head", 3), ("team", 7), ("principal", 15))
SEMESTER_1_END, YEAR_END, YEAR_START = date(2025, 1, 17), date(2025, 5, 31), date(2024, 9, 1)


def _span(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


# As the government announced them for these two years.
HOLIDAYS = {
    date(2024, 9, 2), date(2024, 9, 3), date(2025, 1, 1), *_span(date(2025, 1, 25), date(2025, 2, 2)), date(2025, 4, 7),
    date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 2), date(2025, 9, 1), date(2025, 9, 2),
}  # fmt: skip
WORKED = {date(2025, 4, 26)}


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def names(text: str) -> list[str]:
    return [plain(part) for part in text.split(",") if part.strip()]


def day_of(text: str, *, end: bool) -> date | None:
    """«28/02/2025», a Sheet's number for a day, «5/2025» (its first or last day), «HK I»."""
    text = text.strip()
    if re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        month, year = int(match[1]), int(match[2])
        return date(year, month, calendar.monthrange(year, month)[1] if end else 1)
    return {"HK I": SEMESTER_1_END if end else YEAR_START, "HK II": YEAR_END}.get(text)


def day_off(day: date, tabs: Tabs) -> bool:
    """The tab «Lịch nghỉ» first, then the public holidays, then weekends."""
    for first, last, works in _calendar(
        tuple((row["Từ ngày"], row["Đến ngày"], row["Là ngày làm bù"]) for row in tabs["Lịch nghỉ"])
    ):
        if first <= day <= last:
            return not works
    if day in HOLIDAYS:
        return True
    return day.weekday() >= 5 and day not in WORKED


@cache
def _calendar(rows: tuple[tuple[str, str, str], ...]) -> list[tuple[date, date, bool]]:
    found = ((day_of(first, end=False), day_of(last, end=True), works == "Có") for first, last, works in rows)
    return [(first, last or first, works) for first, last, works in found if first]


@dataclass(frozen=True)
class Piece:
    """An action, step or milestone that somebody should hear of."""

    key: str
    kind: str  # LATE, SOON, IDLE
    owners: tuple[str, ...]
    due: date | None
    standard: str


def pieces(tabs: Tabs, today: date) -> Iterable[Piece]:
    log: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in tabs["Nhật ký giám sát"]:
        day = day_of(row["Ngày"], end=False)
        if row["Hành động hoặc bước"] and day and day <= today:
            log[row["Hành động hoặc bước"]].append(row)
    for rows in log.values():
        rows.sort(key=lambda row: day_of(row["Ngày"], end=False) or today)
    for action in tabs["Hành động"]:
        if not action["Biện pháp cải tiến"]:
            continue
        steps = [row for row in tabs["Bước thực hiện"] if row["Hành động"] == action["Mã"]]
        states = [_state(log[step["Mã"]]) or step["Trạng thái"] or "Chưa thực hiện" for step in steps]
        state = _state(log[action["Mã"]]) or _of_steps(states)
        standard, end = action["Tiêu chí"].split(".")[0], day_of(action["Hoàn thành"], end=True)
        yield from _piece(action["Mã"], action["Người phụ trách"], action["Bắt đầu"], end, state, log, standard, today)
        for step, its in zip(steps, states, strict=True):
            due = day_of(step["Hạn"], end=True) if step["Hạn"] else end
            owner = step["Người phụ trách"] or action["Người phụ trách"]
            yield from _piece(step["Mã"], owner, step["Bắt đầu"], due, its, log, standard, today)
    for row in tabs["Mốc thời gian"]:
        due = day_of(row["Hạn"], end=True)
        if due and due < today and row["Trạng thái"] not in CLOSED:
            yield Piece(row["Mã"], LATE, tuple(names(row["Người phụ trách"])), due, "")


def _of_steps(states: Sequence[str]) -> str:
    if not states or set(states) == {"Chưa thực hiện"}:
        return "Chưa thực hiện"
    return "Hoàn thành" if set(states) <= set(CLOSED) and "Hoàn thành" in states else "Đang thực hiện"


def _state(log: Sequence[Mapping[str, str]]) -> str:
    for row in reversed(log):
        if row["Trạng thái"]:
            return row["Trạng thái"]
        if row["Hoàn thành (%)"]:
            return "Hoàn thành" if float(row["Hoàn thành (%)"]) >= 100 else "Đang thực hiện"
    return ""


def _piece(
    key: str, owner: str, start: str, due: date | None, state: str, log: Mapping[str, Sequence[Mapping[str, str]]],
    standard: str, today: date,
) -> Iterable[Piece]:  # fmt: skip
    begins, last = day_of(start, end=False), max((day_of(row["Ngày"], end=False) for row in log[key]), default=None)
    kind = ""
    if state in CLOSED:
        return
    if due and due < today:
        kind = LATE
    elif due and due <= today + timedelta(days=14):
        kind = SOON
    elif state == "Chưa thực hiện":
        kind = IDLE if begins and begins < today else ""
    elif state == "Đang thực hiện" and last and last < today - timedelta(days=45):
        kind = IDLE
    if kind:
        yield Piece(key, kind, tuple(names(owner)), due, standard)


def digests(tabs: Tabs, wrong: Iterable[tuple[str, str]], today: date) -> dict[str, dict[str, frozenset[str]]]:
    """Address -> section -> IDs. `wrong`: (tab, ID) of what is to be mended."""
    there: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for person in tabs["Nhân sự"]:
        for name in {plain(person["Họ tên"]), *names(person["Chức danh"])} - {""}:
            there[name].append(person)
    result: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    people = {person["Mã"]: person for person in tabs["Nhân sự"]}

    def tell(holders: Iterable[str], section: str, key: str) -> None:
        for name in holders:
            for person in there[name]:
                result[person["Mã"]][section].add(key)

    for piece in pieces(tabs, today):
        tell(piece.owners, piece.kind, piece.key)
        for above in _above(piece, tabs, today) if piece.kind == LATE else ():
            tell(above, OTHERS, piece.key)
    owners = {row["Mã"]: row["Người phụ trách"] for row in tabs["Hành động"]}
    owners |= {row["Mã"]: row["Người phụ trách"] or owners.get(row["Hành động"], "") for row in tabs["Bước thực hiện"]}
    for tab, key in wrong:
        if tab in ("Hành động", "Bước thực hiện"):
            tell(names(owners.get(key, "")), WRONG, key)
    found = {}
    for key, sections in result.items():
        person = people[key]
        sections[OTHERS] -= sections[LATE] | sections[SOON] | sections[IDLE]
        kept = {section: frozenset(keys) for section, keys in sections.items() if keys}
        if kept and person["Thư điện tử"] and person["Không nhận thư nhắc"] != "Có":
            found[person["Thư điện tử"]] = kept
    return found


def _above(piece: Piece, tabs: Tabs, today: date) -> Iterable[list[str]]:
    late = sum(not day_off(day, tabs) for day in _span(piece.due, today) - {piece.due})
    groups = tabs["Nhóm công tác"]
    if late >= 3:
        leads = [row for row in groups if piece.standard and piece.standard in names(row["Tiêu chuẩn phụ trách"])]
        yield [plain(row["Trưởng nhóm"]) for row in leads]
    if late >= 7:
        yield [plain(row["Trưởng nhóm"]) for row in groups if "giám sát" in plain(row["Tên nhóm"])]
    if late >= 15:
        yield ["hiệu trưởng"]


Late = frozenset[tuple[str, str]]  # what was told as late, with its due date


@dataclass
class Policy:
    """Remembers who was told what and when, what waits, and what was made."""

    expected: dict[str, tuple[date, Late]] = field(default_factory=dict)
    waiting: dict[str, tuple[date, Keys, Late]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    trouble: date | None = None  # the day whose mail to the maintainer waits
    troubled: set[date] = field(default_factory=set)
    documents: list[str] = field(default_factory=list)  # official ones that wait, by their addresses
    reported: set[str] = field(default_factory=set)
    backups: set[date] = field(default_factory=set)

    def due(self, tabs: Tabs, wrong: Iterable[tuple[str, str]], moment: datetime) -> dict[str, Keys]:
        """The digests that should leave in a run at a moment of the machine's clock, if a mail server takes them."""
        today = moment.date()
        if day_off(today, tabs) or not time(6, 30) <= moment.time() <= time(19):
            return {}
        dues = {piece.key: str(piece.due) for piece in pieces(tabs, today)}
        for to, keys in digests(tabs, wrong, today).items():
            late = frozenset((key, dues[key]) for key in keys.get(LATE, frozenset()) | keys.get(OTHERS, frozenset()))
            last, known = self.expected.get(to, (None, frozenset()))
            new_week = last is None or last.isocalendar()[:2] < today.isocalendar()[:2]
            news = last is not None and last < today and bool(late - known)
            if (new_week or news) and self.waiting.get(to, (None,))[0] != today:
                self.waiting[to] = (today, keys, late)
                self.why[to] = "weekly" if new_week else "news"
        return {to: keys for to, (day, keys, _late) in self.waiting.items() if day == today}

    def counts_as_told(self, to: str) -> None:
        """A digest reached its address, may have, or was refused for good: none is repeated."""
        day, _keys, late = self.waiting.pop(to)
        self.expected[to] = (day, late)

    def failed(self, day: date) -> None:
        """A run failed: the maintainer hears of it once a day; a mail of an earlier day that waits gives way."""
        if day not in self.troubled:
            self.troubled.add(day)
            self.trouble = day

    def reports_due(self, today: date) -> set[str]:
        """The drafts to be made now: of the last month, of semesters and the year, where they ended within 31 days."""
        due = {name for name, end in _period_ends().items() if end < today <= end + timedelta(days=31)}
        months = sorted(name for name in due if len(name) == 7)
        return due - set(months[:-1]) - self.reported

    def keep_backup(self, today: date) -> set[date]:
        """The days whose backups lie there after a run: 14 days, the last of 8 weeks and of 12 months."""
        self.backups.add(today)
        newest = sorted((day for day in self.backups if day <= today), reverse=True)
        weeks = {day.isocalendar()[:2]: day for day in reversed(newest)}
        months = {(day.year, day.month): day for day in reversed(newest)}
        kept = {*newest[:14], *sorted(weeks.values())[-8:], *sorted(months.values())[-12:]}
        self.backups = kept | {day for day in self.backups if day > today}
        return self.backups


def _period_ends() -> dict[str, date]:
    found = [*((2024, month) for month in range(9, 13)), *((2025, month) for month in range(1, 6))]
    ends = {f"{y}-{m:02d}": date(y, m, calendar.monthrange(y, m)[1]) for y, m in found}
    return ends | {"2024-2025-HK1": SEMESTER_1_END, "2024-2025-HK2": YEAR_END, "2024-2025": YEAR_END}
