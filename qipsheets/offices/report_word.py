"""The office's report in Word, by the layout of official documents: three parts on four pages at most, then the annex.

The words go into the template of a school's monitoring report, which has the same parts: letterhead, parts, annex.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from qipsheets.documents.printing.blocks import (
    Cells,
    ReportBlock,
    ReportRow,
    body_text,
    captioned,
    named_table,
    row,
    titled,
)
from qipsheets.documents.printing.letterhead import document_head, marks
from qipsheets.documents.printing.report import ReportView
from qipsheets.documents.printing.word import document_bytes
from qipsheets.documents.wording import (
    day_words,
    level_words,
    listed,
    lower_first,
    number,
    number_words,
    of_whole,
    points,
)
from qipsheets.offices.figures import UNKNOWN, OfficeFigures, SchoolGroup, worst
from qipsheets.offices.tables import (
    REPORT_TITLE,
    TOTAL,
    OfficeTable,
    TableValue,
    cell_label,
    funding_table,
    level_heading,
    levels_of,
    office_tables,
    trend_table,
    worst_table,
)
from qipsheets.plan.organisation import School
from qipsheets.plan.values import When
from qipsheets.settings import shipped

_MOST_UNITS, _MOST_WORST, _MOST_SOURCES, _MOST_DAYS, _MOST_SCHOOLS = 12, 6, 6, 6, 150  # rows of a table
_ELSEWHERE = "Số liệu đầy đủ của {count} dòng ở bảng tính kèm theo; phụ lục nêu {shown} dòng đầu."
_STANDS = {"0": "chưa đạt Mức 1", UNKNOWN: "chưa rõ mức"}
_IN_THE_TEXT = ("worst", "trend", "funding")
_CENTRED = ".ccccccccccccccccc"


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands at the top and foot of the report; what is not given is left open, to be filled in."""

    issuer: str = ""
    superior: str = ""
    place: str = ""
    signer_office: str = ""
    signer: str = ""


def office_report(figures: OfficeFigures, letter: Letter) -> bytes:
    """The Word file. The same figures and letter give the same bytes."""
    period = f"Số liệu đến ngày {day_words(figures.day)}"
    issuer = letter.issuer or figures.unit or "…"
    school = School(
        name=issuer,
        superior=letter.superior,
        place_name=letter.place,
        signer_office=letter.signer_office or "THỦ TRƯỞNG ĐƠN VỊ",
        signer_name=letter.signer,
    )
    shared = document_head(
        school,
        f"Báo cáo {lower_first(REPORT_TITLE)}, {lower_first(period)}",
        (REPORT_TITLE, period),
        number=number_words("", "BC"),
        dated=When(),
        day=figures.day,
        properties=marks("office", day=figures.day),
        draft=False,
        recipients=("- Như trên;", "- Lưu: VT."),
    )
    annex = tuple(_annex(figures))
    view = ReportView(
        head=shared,
        trich_yeu=REPORT_TITLE,
        ky_bao_cao=period,
        kinh_gui=(f"{letter.superior}." if letter.superior else "…",),
        cac_phan=tuple(titled(_parts(figures))),
        ket_luan=f"Trên đây là báo cáo {lower_first(REPORT_TITLE)}, {lower_first(period)} của {issuer}./.",
        tieu_de_phu_luc=f"PHỤ LỤC. SỐ LIỆU CHI TIẾT, ĐẾN NGÀY {day_words(figures.day)}" if annex else "",
        phu_luc=annex,
    )
    return document_bytes(view, shipped("templates") / "report.docx")


def _parts(figures: OfficeFigures) -> list[tuple[str, Iterator[ReportBlock]]]:
    return [
        ("TÌNH HÌNH GỬI SỐ LIỆU", _sending(figures)),
        ("KẾT QUẢ TỰ ĐÁNH GIÁ", _results(figures)),
        ("THỰC HIỆN KẾ HOẠCH CẢI TIẾN", _work(figures)),
        ("VIỆC CẦN LÀM TIẾP", _proposals(figures)),
    ]


def _sending(figures: OfficeFigures) -> Iterator[ReportBlock]:
    whole = figures.whole
    why = "tệp hỏng, chữ ký không đúng hoặc chưa được chia sẻ"
    found = [
        f"đã gửi {of_whole(whole.sent, whole.schools)}",
        f"chưa gửi {number(whole.missing)}" if whole.missing else "",
        f"không nhận được {number(whole.refused)} ({why})" if whole.refused else "",
    ]
    text = f"Danh sách có {number(whole.schools)} trường: {listed(found)}."
    if whole.stale:
        text += f" Trong các trường đã gửi, {number(whole.stale)} trường lâu chưa cập nhật nhật ký giám sát."
    yield from body_text(text)
    units = _few_units(figures.units)
    rows: list[ReportRow | Cells] = [_sending_row(one, one.name or "Chưa ghi") for one in units]
    if rows:
        rows.append(_sum(_sending_row(whole, TOTAL)))
    headings = ("Đơn vị", "Số trường", "Đã gửi", "Chưa gửi", "Không nhận được", "Lâu chưa cập nhật", "Tỉ lệ gửi")
    left = len(figures.units) - len(units)
    note = f"Nêu {len(units)} đơn vị còn nhiều trường chưa gửi nhất; {left} đơn vị khác ở Phụ lục." if left else ""
    yield from named_table("Tình hình gửi số liệu theo đơn vị", headings, rows, _CENTRED, note)


def _few_units(units: Sequence[SchoolGroup]) -> list[SchoolGroup]:
    """The units in their order; of many those that have most schools without data."""
    if len(units) <= _MOST_UNITS:
        return list(units)
    return sorted(units, key=lambda one: (one.sent - one.schools, one.name))[:_MOST_UNITS]


def _sending_row(group: SchoolGroup, name: str) -> tuple[str, ...]:
    counts = (group.schools, group.sent, group.missing, group.refused, group.stale)
    return (name, *map(number, counts), points(group.percent_sent))


def _results(figures: OfficeFigures) -> Iterator[ReportBlock]:
    whole = figures.whole
    if not whole.sent:
        return
    levels = levels_of([whole])
    words = [f"{of_whole(whole.levels[level], whole.sent)} {_STANDS.get(level, f'ở Mức {level}')}" for level in levels]
    degrees = sum(count for degree, count in whole.degrees.items() if degree != UNKNOWN)
    yield from body_text(
        f"Theo kết quả tự đánh giá của {number(whole.sent)} trường đã gửi: {listed(words)}. "
        f"{number(whole.standards)} trường ghi đã đạt chuẩn quốc gia; {number(degrees)} trường có mức đủ để đề nghị "
        "đánh giá ngoài, công nhận đạt chuẩn quốc gia."
    )
    headings = ("Loại trường", "Đã gửi", *map(level_heading, levels))
    kinds = [
        _words((one.name or "Chưa ghi", one.sent, *(one.levels.get(level, 0) for level in levels)))
        for one in figures.kinds
    ]
    yield from named_table("Số trường ở từng mức", headings, kinds, _CENTRED)
    near, other = len(figures.near), len(figures.other_circular)
    yield from body_text(
        f"{near} trường chỉ còn thiếu một tiêu chí để lên mức kế tiếp (danh sách ở Phụ lục)." if near else "",
        f"{other} trường tự đánh giá theo thông tư khác với phần đông trường cùng loại, hoặc theo khung riêng; "
        "mức của các trường này không cùng căn cứ với các trường khác (danh sách ở Phụ lục)."
        if other
        else "",
    )
    rows = [
        (one.circular, f"{one.code} {one.name}", level_words(one.weak_level), f"{one.weak_met}/{one.assessed}",
         points(one.percent_met))
        for one in worst(figures.criteria)[:_MOST_WORST]
    ]  # fmt: skip
    yield from named_table(
        worst_table(figures).title, ("Thông tư", "Tiêu chí", "Mức", "Số trường đạt", "Tỉ lệ"), rows, "..ccc"
    )


def _work(figures: OfficeFigures) -> Iterator[ReportBlock]:
    whole = figures.whole
    done, late = of_whole(whole.done, whole.planned), of_whole(whole.overdue, whole.planned)
    text = f"Các trường có {number(whole.planned)} biện pháp cải tiến: hoàn thành {done}; quá hạn {late}"
    text += f"; hoãn {number(whole.postponed)}." if whole.postponed else "."
    if len(figures.trend) > 1:
        before = figures.trend[-2]
        text += f" Ngày {day_words(before.day)}: hoàn thành {of_whole(before.done, before.planned)},"
        text += f" quá hạn {of_whole(before.overdue, before.planned)}."
    yield from body_text(text if whole.planned else "Chưa có số liệu về biện pháp cải tiến.")
    trend = trend_table(figures)
    yield from named_table(trend.title, trend.headings, map(_words, trend.rows[-_MOST_DAYS:]), _CENTRED)
    funding = funding_table(figures)
    note = "Số tiền là phần các trường có ghi trong kế hoạch."
    yield from named_table(funding.title, funding.headings, map(_words, funding.rows[:_MOST_SOURCES]), ".ccc", note)


def _proposals(figures: OfficeFigures) -> Iterator[ReportBlock]:
    """What follows from the figures alone; judgement is for people to add."""
    whole = figures.whole
    units = [one.name for one in _few_units(figures.units) if one.missing and one.name][:5]
    where = f", nhất là ở {listed(units)}" if units else ""
    lines = (
        (whole.missing, f"trường chưa gửi số liệu, cần gửi{where}."),
        (whole.refused, "trường có số liệu không nhận được, cần sửa theo lý do ghi ở Phụ lục."),
        (whole.stale, "trường lâu chưa cập nhật, cần ghi nhật ký giám sát."),
        (whole.late, "trường có biện pháp quá hạn, cần tập trung hoàn thành hoặc điều chỉnh thời hạn."),
        (len(figures.register_findings), "điểm trong danh sách trường cần sửa (Phụ lục)."),
    )
    yield from body_text(
        *(f"{at}. Có {number(count)} {words}" for at, (count, words) in enumerate((one for one in lines if one[0]), 1))
    )


def _annex(figures: OfficeFigures) -> Iterator[ReportBlock]:
    tables = [table for table in office_tables(figures) if table.key not in _IN_THE_TEXT]
    yield from captioned((block for table in tables for block in _annexed(table)), count(1))


def _annexed(table: OfficeTable) -> Iterator[ReportBlock]:
    shown = table.rows[:_MOST_SCHOOLS]
    note = table.note
    if len(table.rows) > len(shown):
        note = f"{_ELSEWHERE.format(count=len(table.rows), shown=len(shown))} {note}".strip()
    kinds = "".join("." if isinstance(value, str) else "c" for value in table.rows[0])
    rows = [_sum(_words(one)) if one[0] == TOTAL else _words(one) for one in shown]
    yield from named_table(table.title, table.headings, rows, kinds, note)


def _sum(cells: Cells) -> ReportRow:
    """The last row of a table: what is above it added up."""
    return row(*cells, kinds="b" * len(cells))


def _words(cells: Sequence[TableValue]) -> tuple[str, ...]:
    return tuple(map(cell_label, cells))
