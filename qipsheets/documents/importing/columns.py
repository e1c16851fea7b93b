"""What each column of a plan's action table holds, recognised by its headings or, without them, by its cells."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from qipsheets.documents.docx.roles import plain
from qipsheets.documents.importing.lines import Grid, Placed, TextCell
from qipsheets.vietnamese import criteria_in, is_recurring, parse_level, times

CellRow: TypeAlias = tuple[TextCell, ...]  # one cell a column; a cell that spans columns is in each of them
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


def aligned(grid: Grid) -> tuple[CellRow, ...]:
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


def _row(row: Sequence[Placed], starts: Sequence[int]) -> CellRow:
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


def by_headings(rows: Sequence[CellRow]) -> TableColumns | None:
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


def _continues(upper: CellRow, lower: CellRow) -> bool:
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


def by_content(rows: Sequence[CellRow]) -> TableColumns | None:
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
