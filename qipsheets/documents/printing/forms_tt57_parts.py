"""The school's prose in the eight parts of the TT57 form, wherever its own plan had put it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qipsheets.documents.printing.views_parts import Insert, plan_parts
from qipsheets.documents.printing.views_text import BODY, Paragraph, clean
from qipsheets.plan.model import Prose
from qipsheets.vietnamese import fold, without_marks

GENERAL, BASES, PURPOSES, PROBLEMS, TABLE, MONITORING, ORGANISATION, REVIEW = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII",
)  # fmt: skip
TITLES: Mapping[str, str] = {
    GENERAL: "THÔNG TIN CHUNG",
    BASES: "CĂN CỨ XÂY DỰNG KẾ HOẠCH",
    PURPOSES: "MỤC ĐÍCH, YÊU CẦU",
    PROBLEMS: "NHỮNG VẤN ĐỀ CẦN CẢI TIẾN",
    TABLE: "NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG",
    MONITORING: "GIÁM SÁT NỘI BỘ",
    ORGANISATION: "TỔ CHỨC THỰC HIỆN",
    REVIEW: "SƠ KẾT, TỔNG KẾT VÀ BÁO CÁO",
}
_TOLD_BY_TITLE = (
    (GENERAL, re.compile(r"thong tin chung|dac diem|tinh hinh chung|khai quat")),
    (BASES, re.compile(r"can cu|co so (phap ly|xay dung)")),
    (PURPOSES, re.compile(r"muc dich|muc tieu")),
    (PROBLEMS, re.compile(r"van de|thuc trang|diem yeu|ton tai|han che")),
    (MONITORING, re.compile(r"giam sat")),
    (ORGANISATION, re.compile(r"to chuc thuc hien|phan cong")),
    (REVIEW, re.compile(r"so ket|tong ket|che do bao cao|bao cao")),
    (TABLE, re.compile(r"noi dung|bien phap|ke hoach")),
)
_BY_NUMBER = {"I": PURPOSES, "II": BASES, "III": TABLE, "IV": ORGANISATION}  # as the older form counts its parts


def tt57_parts(
    prose: Sequence[Prose], inserts: Sequence[Insert], duties: tuple[Paragraph, ...]
) -> dict[str, tuple[Paragraph, ...]]:
    """The paragraphs of each of the eight parts, without their titles; a part nobody wrote is empty."""
    held = _sorted(prose)
    parts = {name: tuple(_plain_part(rows)) for name, rows in held.items()}
    parts[BASES] = plan_parts(_renamed(held.get(BASES, ()), "II"), inserts, ()).second[1:]
    parts[ORGANISATION] = (*parts.get(ORGANISATION, ()), *duties)
    return {name: parts.get(name, ()) for name in TITLES}


def _sorted(prose: Sequence[Prose]) -> dict[str, list[Prose]]:
    """The rows of each part of the form, in order: by the title of the school's part, else by its number."""
    titles: dict[str, str] = {}
    for row in prose:
        if _is_title(row):
            titles.setdefault(_part(row), without_marks(fold(row.text)))
    held: dict[str, list[Prose]] = {}
    for row in prose:
        if not _is_title(row):
            held.setdefault(_home(_part(row), titles), []).append(row)
    return held


def _home(part: str, titles: Mapping[str, str]) -> str:
    title = titles.get(part)
    if title:
        return next((name for name, pattern in _TOLD_BY_TITLE if pattern.search(title)), ORGANISATION)
    return _BY_NUMBER.get(part, part if part in TITLES else ORGANISATION)


def _part(row: Prose) -> str:
    return clean(row.part).partition(".")[0].upper() or "I"


def _is_title(row: Prose) -> bool:
    return row.depth == 0 and "." not in clean(row.part).rstrip(".")


def _renamed(rows: Sequence[Prose], part: str) -> tuple[Prose, ...]:
    return tuple(replace(row, part=".".join((part, *clean(row.part).split(".")[1:]))) for row in rows)


def _plain_part(rows: Sequence[Prose]) -> Iterator[Paragraph]:
    """The paragraphs of a part; its labels count as in any other."""
    if rows:
        yield from plan_parts(_renamed(rows, "I"), (), ()).first[1:]


def titled(name: str) -> str:
    """«V. NỘI DUNG KẾ HOẠCH …»."""
    return f"{name}. {TITLES[name]}"


def or_open(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs, or dots to be written on where there are none."""
    return tuple(paragraphs) or (Paragraph(BODY, "……"),)
