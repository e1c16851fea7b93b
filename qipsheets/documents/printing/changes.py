"""The sheets behind a document: what to mend in a draft, and what is printed otherwise than in the issued version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from typing import TypeVar

from qipsheets.documents.changed_words import changed_words
from qipsheets.documents.printing.blocks import PART, TABLE, PlanParagraph, ReportBlock, ReportPart
from qipsheets.documents.printing.letterhead import View
from qipsheets.documents.wording import DASH, clean, day_words, filled, number_words, shortened
from qipsheets.plan.findings import Finding
from qipsheets.plan.organisation import Document

PART_ROW, CHANGE_ROW = "phan", "doi"
_WHOLE = 300  # letters up to which both texts are printed whole; of longer ones only what differs
_TEXT, _RECIPIENTS, _LABEL = "Lời văn", "Nơi nhận", 70
_HEADINGS: Mapping[str, str] = {
    "tieu_chuan": "Tiêu chuẩn", "tieu_chi": "Tiêu chí", "muc_hien_tai": "Mức hiện tại", "noi_dung": "Nội dung",
    "phu_trach": "Người phụ trách", "bat_dau": "Bắt đầu", "hoan_thanh": "Hoàn thành", "kinh_phi": "Kinh phí",
    "giam_sat": "Biện pháp kiểm tra, giám sát", "ghi_chu": "Ghi chú", "hien_trang": "Hiện trạng",
    "diem_yeu": "Điểm yếu", "nguyen_nhan": "Nguyên nhân", "muc_tieu": "Mục tiêu", "hoat_dong": "Hoạt động, giải pháp",
    "chi_so": "Chỉ số đánh giá kết quả", "thoi_gian": "Thời gian", "nguon_luc": "Nguồn lực",
    "minh_chung": "Minh chứng dự kiến", "muc_do": "Mức độ thực hiện", "thoi_diem": "Thời điểm", "ket_qua": "Kết quả",
    "dieu_chinh": "Điều chỉnh", "nguoi_danh_gia": "Người đánh giá",
}  # fmt: skip
_NAMED_BY = ("hoat_dong", "thoi_diem", "noi_dung", "diem_yeu")
_PARTS = (  # the fields of a plan in the order of its pages
    "phan_1", "phan_2", "phan_3", "dau_ke_hoach", "tieu_de_van_de", "van_de", "tieu_de_hanh_dong", "hanh_dong",
    "tieu_de_giam_sat", "giam_sat", "to_chuc", "cuoi_ke_hoach", "cac_phan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToMend:
    """What keeps a draft from being issued: where, and what is wrong there."""

    o_dau: str  # place
    noi_dung: str  # message


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A part of the document (only `chu`), or something in it as it was and as it is."""

    kieu: str
    chu: str = ""
    o_dau: str = ""
    truoc: str = ""
    sau: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedView(View):
    """A plan or report: its subject, and the sheets behind it."""

    trich_yeu: str  # subject
    can_sua: tuple[ToMend, ...] = ()  # the last sheet of a draft
    tieu_de_thay_doi: str = ""  # title of the annex of what changed since the issued version
    thay_doi: tuple[ChangedRow, ...] = ()


_View = TypeVar("_View", bound=IssuedView)


def to_mend(findings: Sequence[Finding]) -> tuple[ToMend, ...]:
    """The findings as people read them; the caller has put their places in the words of the sheet.

    Of the keys of rows only IDs are printed: those of the school's tab are names of fields.
    """
    rows = []
    for one in findings:
        key = one.place.key if any(map(str.isdigit, one.place.key)) else ""
        words = list(dict.fromkeys(filled(one.place.tab, key, one.place.field)))
        place = ", ".join(words) if len(words) > 1 else f"Trang «{one.place.tab}»"
        rows.append(ToMend(place, clean(one.message.text("vi"))))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph or a row of a table: what it is called, and its words by their headings."""

    label: str
    cells: tuple[tuple[str, str], ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(text for _heading, text in self.cells)


def with_changes(view: _View, before: _View, issued: Document) -> _View:
    """The view with the annex of what is printed otherwise than in the issued version; the same where nothing is."""
    old, new = _parts(before), _parts(view)
    rows: list[ChangedRow] = []
    for title in dict.fromkeys((*new, *old)):
        found = list(_compared(old.get(title, ()), new.get(title, ())))
        if found:
            rows += [ChangedRow(PART_ROW, chu=title), *found]
    if not rows:
        return view
    number = number_words(issued.number).removeprefix("Số: ")
    title = f"PHỤ LỤC. NHỮNG NỘI DUNG THAY ĐỔI SO VỚI VĂN BẢN SỐ {number} NGÀY {day_words(issued.day)}"
    return replace(view, tieu_de_thay_doi=title, thay_doi=tuple(rows))


def _parts(view: IssuedView) -> dict[str, list[_Unit]]:
    """The units of each part by its title."""
    parts: dict[str, list[_Unit]] = {}
    title = ""
    for name in _PARTS:
        for one in _entries(getattr(view, name, ())):
            if isinstance(one, str):
                title = one
            else:
                parts.setdefault(title, []).append(one)
    parts[_RECIPIENTS] = [_Unit(_RECIPIENTS, (("", one),)) for one in view.head.noi_nhan]
    return parts


def _entries(value: str | tuple[object, ...]) -> Iterator[str | _Unit]:
    """The titles and units of a field."""
    for one in (value,) if isinstance(value, str) else value:
        if isinstance(one, str):
            yield one
        elif isinstance(one, PlanParagraph):
            yield one.chu if one.kieu == PART else _Unit(_TEXT, (("", one.chu),))
        elif isinstance(one, ReportPart):
            yield one.ten
            for block in one.khoi:
                yield from _block(block)
        elif is_dataclass(one) and not getattr(one, "chu", ""):
            found = {field.name: getattr(one, field.name) for field in fields(one)}
            cells = tuple((_HEADINGS[name], _joined(text)) for name, text in found.items() if name in _HEADINGS)
            label = next((_joined(found[name]) for name in _NAMED_BY if found.get(name)), "")
            yield _Unit(shortened(label, _LABEL), cells)


def _block(block: ReportBlock) -> Iterator[_Unit]:
    if block.kieu != TABLE:
        yield _Unit(_TEXT, (("", block.chu),))
    for row in block.dong:
        cells = tuple((heading, _joined(cell.dong)) for heading, cell in zip(block.cot, row.o, strict=False))
        yield _Unit(shortened(max((text for _h, text in cells[:2]), key=len, default=""), _LABEL), cells)


def _joined(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else "; ".join(filter(None, text)).replace(".; ", ". ")


def _compared(old: Sequence[_Unit], new: Sequence[_Unit]) -> Iterator[ChangedRow]:
    matcher = SequenceMatcher(None, [one.words for one in old], [one.words for one in new], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        pairs = min(end - start, last - first)
        for before, after in zip(old[start : start + pairs], new[first : first + pairs], strict=True):
            yield from _changed(before, after)
        for gone in old[start + pairs : end]:
            yield _row(gone.label, _whole(gone), "")
        for added in new[first + pairs : last]:
            yield _row(added.label, "", _whole(added))


def _changed(before: _Unit, after: _Unit) -> Iterator[ChangedRow]:
    was = dict(before.cells)
    for heading, text in after.cells:
        if was.get(heading, "") != text:
            place, old = f"{after.label}: {heading}" if heading else after.label, was.get(heading, "")
            is_long = max(len(old), len(text)) > _WHOLE
            for one, other in changed_words(old, text) if is_long else [(old, text)]:
                yield _row(place, one, other)


def _row(place: str, old: str, new: str) -> ChangedRow:
    return ChangedRow(CHANGE_ROW, "", place, old or DASH, new or DASH)


def _whole(one: _Unit) -> str:
    return "; ".join(text for text in one.words if text)
