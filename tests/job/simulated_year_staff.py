"""What the staff of the invented school do to the Sheet in a year: the log as days go by, and now and then all else."""

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from tests.conftest import ROOT
from tests.job.simulated_year_policy import LATE, day_of, day_off, pieces
from tests.sheets_server import staff
from tests.sheets_server.book.book import Book

PEOPLE = (
    "Hành động", "Bước thực hiện", "Nhật ký giám sát", "Mốc thời gian", "Nhân sự", "Nhóm công tác", "Lịch nghỉ",
)  # fmt: skip
OWNERS = ("Kế toán", "Phó hiệu trưởng", "Nhân viên Thư viện", "Tổng phụ trách Đội", "Chủ tịch Công đoàn", "Hiệu trưởng")


def tabs_of(book: Book) -> dict[str, list[dict[str, str]]]:
    """The rows of the tabs that the policy looks at, as people see them, by heading."""
    found = {}
    for title in PEOPLE:
        head, *rows = staff.values(book, title)
        found[title] = [
            {name: str(cell) for name, cell in zip(head, [*row, *[""] * len(head)], strict=False)} for row in rows
        ]
    return found


def written_by_people(book: Book, tool: set[int]) -> dict[int, object]:
    """All that stands in people's tabs, to compare before and after a run."""
    return {
        sheet.id: [[cell.get("userEnteredValue") for cell in row] for row in sheet.rows]
        for sheet in book.sheets
        if sheet.id not in tool
    }


class Staff:
    """A seeded staff: the same year each time."""

    def __init__(self, book: Book, seed: int) -> None:
        self.book, self.random = book, random.Random(seed)
        self.done: list[str] = []
        with (ROOT / "templates/sample/observations.csv").open(encoding="utf-8", newline="") as file:
            self.log: Mapping[date, list[dict[str, str]]] = defaultdict(list)
            for row in csv.DictReader(file):
                day = day_of(row["Ngày"], end=False)
                if day and self.random.random() < 0.75:  # the rest is forgotten, so more is late
                    self.log[day].append(row)

    def work(self, day: date) -> None:
        """A day's entries, in the evening after the last run of working hours."""
        for row in self.log.get(day, ()):
            self.observe(day, row["Hành động hoặc bước"], row["Hoàn thành (%)"], row["Trạng thái"], row["Đã làm gì"])
        tabs = tabs_of(self.book)
        if not day_off(day, tabs) and self.random.random() < 0.35:
            act: Callable[[date], str] = self.random.choice(
                (self.postpone, self.postpone, self.complete, self.hand_over, self.sort, self.insert, self.drag)
            )
            self.done.append(f"{day:%d/%m/%Y} {act(day)}")

    def observe(self, day: date, subject: str, percent: str, state: str, words: str) -> None:
        """A line at the end of the log."""
        row = next(
            number
            for number, line in enumerate(tabs_of(self.book)["Nhật ký giám sát"], 1)
            if not line["Ngày"] and not line["Hành động hoặc bước"]
        )
        cells = [f"{day:%d/%m/%Y}", subject, percent or None, state or None, words]
        staff.type_row(self.book, "Nhật ký giám sát", row, cells, 1)

    def postpone(self, day: date) -> str:
        """A late action or step gets a new day; the log stays as it is."""
        key = self._late(day, ("HD", "BV"))
        if not key:
            return "nothing to postpone"
        tab, heading = ("Hành động", "Hoàn thành") if key.startswith("HD") else ("Bước thực hiện", "Hạn")
        new = day + timedelta(days=self.random.choice((-3, 2, 5, 20, 40)))
        self.type(tab, key, heading, f"{new:%d/%m/%Y}")
        return f"{key} is due on {new:%d/%m/%Y} now"

    def complete(self, day: date) -> str:
        """Something late is done at last."""
        key = self._late(day, ("HD", "BV"))
        if not key:
            return "nothing to complete"
        self.observe(day, key, "100", "Hoàn thành", "Đã xong.")
        return f"{key} is done"

    def hand_over(self, day: date) -> str:
        """An action, late if there is a late one, gets another owner."""
        key = self._late(day, ("HD",)) or "HD-012"
        owner = self.random.choice(OWNERS)
        self.type("Hành động", key, "Người phụ trách", owner)
        return f"{key} is {owner}'s now"

    def sort(self, _day: date) -> str:
        """Somebody sorts the actions by whatever column."""
        column = self.random.randint(0, 7)
        staff.sort_rows(self.book, "Hành động", column, descending=self.random.random() < 0.5)
        return f"actions sorted by column {column}"

    def insert(self, _day: date) -> str:
        """An empty row between the others."""
        row = self.random.randint(2, 20)
        staff.insert_row(self.book, "Hành động", row)
        return f"a row inserted before row {row + 1} of the actions"

    def drag(self, _day: date) -> str:
        """A row moves."""
        staff.move_row(self.book, "Bước thực hiện", 12, 3)
        return "a step was moved up"

    def type(self, title: str, key: str, heading: str, text: str) -> None:
        """Types into the row of an ID."""
        head, *rows = staff.values(self.book, title)
        row = next(number for number, line in enumerate(rows, 1) if line and line[0] == key)
        staff.type_cell(self.book, title, row, list(head).index(heading), text)

    def take_off(self, first: date, last: date, why: str, *, working: str = "") -> None:
        """A line in the tab «Lịch nghỉ»."""
        rows = tabs_of(self.book)["Lịch nghỉ"]
        row = next(number for number, line in enumerate(rows, 1) if not line["Từ ngày"])
        cells = [f"{first:%d/%m/%Y}", f"{last:%d/%m/%Y}", why, working or None]
        staff.type_row(self.book, "Lịch nghỉ", row, cells, 1)

    def _late(self, day: date, kinds: tuple[str, ...]) -> str:
        tabs = tabs_of(self.book)
        late = [piece.key for piece in pieces(tabs, day) if piece.kind == LATE and piece.key.startswith(kinds)]
        return self.random.choice(sorted(late)) if late else ""
