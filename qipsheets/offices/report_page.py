"""The office's report as one page for the browser: no server, no other host, tables that can be sorted."""

from base64 import b64encode
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256

from markupsafe import Markup

from qipsheets.documents.wording import day_words, number, points
from qipsheets.offices.figures import OfficeFigures, SchoolGroup, worst
from qipsheets.offices.tables import (
    MOST_WORST,
    REPORT_TITLE,
    TOTAL,
    TableValue,
    cell_label,
    level_heading,
    levels_of,
    office_tables,
)
from qipsheets.plan.values import share
from qipsheets.publishing.figures import DONE, LATE, REST, RUNNING, Figure, FigureMark
from qipsheets.publishing.pages import environment
from qipsheets.settings import shipped

_MOST_BARS = 15
_SENDING = ((DONE, "Đã gửi"), (RUNNING, "Lâu chưa cập nhật"), (LATE, "Không nhận được"), (REST, "Chưa gửi"))


def office_page(figures: OfficeFigures) -> bytes:
    """The page. The same figures give the same bytes."""
    folder = shipped("templates") / "site"
    script = (folder / "sort.js").read_text(encoding="utf-8")
    style = (folder / "style.css").read_text(encoding="utf-8")
    drawings = (_sending(figures.units), _criteria(figures), _trend(figures))
    words = {
        "title": REPORT_TITLE,
        "unit": figures.head or "Tất cả các trường",
        "day": figures.day,
        "as_of": day_words(figures.day),
        "whole": figures.whole,
        "levels": [(level_heading(level), figures.whole.levels[level]) for level in levels_of([figures.whole])],
        "percent_sent": points(figures.whole.percent_sent),
        "percent_done": points(figures.whole.percent_done),
        "drawings": [one for one in drawings if len(one.rows) > 1],
        "tables": [(one, [[_cell(value) for value in row] for row in one.rows]) for one in office_tables(figures)],
        "total": TOTAL,
        "style": Markup(style),  # noqa: S704 - the program's own file
        "script": Markup(script),  # noqa: S704 - the program's own file
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
    }
    return environment().get_template("office.html").render(words).encode()


def _cell(value: TableValue) -> tuple[str, str]:
    """What a cell shows, and what it is sorted by."""
    return cell_label(value), str(value) if isinstance(value, int | Decimal) else ""


def _sending(units: Sequence[SchoolGroup]) -> Figure:
    """A bar for each unit, parted by what its schools have sent; of many units those with most schools without data."""
    chosen = sorted(units, key=lambda one: (one.sent - one.schools, one.name))[:_MOST_BARS]
    marks, rows = [], []
    for one in chosen:
        counts = {DONE: one.sent - one.stale, RUNNING: one.stale, LATE: one.refused, REST: one.missing}
        marks.append(FigureMark(f"{one.name or 'Chưa ghi'}: {one.sent}/{one.schools} đã gửi", counts))
        rows.append((one.name, *map(str, (one.schools, one.sent, one.stale, one.refused, one.missing))))
    about = "Mỗi thanh là một đơn vị; độ dài là số trường, chia theo tình trạng gửi số liệu."
    if len(units) > len(chosen):
        about += f" Nêu {len(chosen)} đơn vị còn nhiều trường chưa có số liệu nhất."
    headings = ("Đơn vị", "Số trường", "Đã gửi", "Lâu chưa cập nhật", "Không nhận được", "Chưa gửi")
    title = "Gửi số liệu theo đơn vị"
    return Figure("gui-so-lieu", title, about, "bars", tuple(marks), _SENDING, headings, tuple(rows))


def _criteria(figures: OfficeFigures) -> Figure:
    """A bar for each of the criteria that fail most: met and not met."""
    marks, rows = [], []
    for one in worst(figures.criteria)[:MOST_WORST]:
        met = one.weak_met
        circular = one.circular.replace("/TT-BGDĐT", "")
        words = f"{one.code}, TT {circular}, Mức {one.weak_level}: {points(one.percent_met)} đạt"
        marks.append(FigureMark(words, {DONE: met, REST: one.assessed - met}))
        rows.append((f"{one.code} {one.name}", one.circular, f"Mức {one.weak_level}", f"{met}/{one.assessed}"))
    return Figure(
        "tieu-chi", "Tiêu chí còn nhiều trường chưa đạt", "Mỗi thanh là một tiêu chí; phần tô đậm là số trường đạt.",
        "bars", tuple(marks), ((DONE, "Đạt"), (REST, "Chưa đạt")), ("Tiêu chí", "Thông tư", "Mức", "Số trường đạt"),
        tuple(rows),
    )  # fmt: skip


def _trend(figures: OfficeFigures) -> Figure:
    """A bar for each day that was collected: done, overdue and other actions."""
    marks, rows = [], []
    for one in figures.trend:
        counts = {DONE: one.done, LATE: one.overdue, REST: one.planned - one.done - one.overdue}
        words = f"{day_words(one.day)}: {points(share(one.done, one.planned))} hoàn thành"
        marks.append(FigureMark(words, counts))
        rows.append((day_words(one.day), *map(number, (one.planned, one.done, one.overdue))))
    return Figure(
        "theo-ngay", "Tiến độ qua các lần thu thập", "Mỗi thanh là một lần thu thập; độ dài là số biện pháp cải tiến.",
        "bars", tuple(marks), ((DONE, "Hoàn thành"), (LATE, "Quá hạn"), (REST, "Còn lại")),
        ("Ngày", "Biện pháp", "Hoàn thành", "Quá hạn"), tuple(rows),
    )  # fmt: skip
