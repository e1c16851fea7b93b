"""The top of a plan: superior body, school, number, motto, place and date, title and school year."""

import re
from collections.abc import Iterator, Sequence

from qipsheets.documents.reading.plan_bases import is_basis, read_basis
from qipsheets.documents.reading.plan_draft import Draft, lost, plain, words
from qipsheets.documents.reading.plan_labels import read_label
from qipsheets.documents.reading.word_grid import Line
from qipsheets.vietnamese import nfc, school_years, times

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_MOTTO = re.compile(r"cong hoa xa hoi chu nghia|doc lap\W*tu do")
_COLUMNS = re.compile(r"[\t\n]+|[ \u00a0]{4,}")
_NUMBER = re.compile(r"số\s*:\s*(.*)$", re.IGNORECASE)
_PLACE_DATE = re.compile(r"(.+?)\s*,\s*(ngày.*?tháng.*?năm.*)$", re.IGNORECASE)
_SCHOOL = re.compile(r"(truong|nhom tre|lop mam non|trung tam|co so giao duc)\b")
_TITLE = re.compile(r"ke hoach\b(?! so\b)")
_YEAR_LINE = re.compile(r"\W*(nam hoc|giai doan)\b[\s\d:–—-]*\W*$")
_DASHES = " -–—_*.:"
NO_PLACE = "Đứng ở đầu văn bản nhưng không thuộc mục nào của thể thức."


def pieces(line: Line) -> Iterator[Line]:
    """A line of the letterhead or the signature: columns set with tabs or many spaces, and line breaks, come apart."""
    for text in _COLUMNS.split(line.text):
        if words(text):
            yield Line(text.strip(), line.auto, line.origin)


def is_title(line: Line) -> bool:
    """True for the line «KẾ HOẠCH», where the letterhead ends."""
    text = line.text.strip(_DASHES)
    return len(text) < 120 and bool(_TITLE.match(plain(text))) and text[:8] == text[:8].upper()


def read_letterhead(lines: Sequence[Line], draft: Draft) -> None:
    """The lines above the title. What is left over names the superior body and the school, in this order."""
    names: list[Line] = []
    for line in lines:
        names.extend(piece for piece in pieces(line) if not _formal(piece, draft))
    _names([line for line in names if len(line.text) < 100], draft)
    for line in names:
        if len(line.text) >= 100:
            draft.leave(line.origin, line.whole, NO_PLACE)


def _formal(line: Line, draft: Draft) -> bool:
    """Takes the motto, the number, place and date."""
    if _MOTTO.search(plain(line.text)):
        if not any(nfc(line.text).strip() == text for text in MOTTO):
            reason = "Quốc hiệu, tiêu ngữ viết khác mẫu; công cụ in theo mẫu của Nghị định 30/2020/NĐ-CP."
            draft.leave(line.origin, line.whole, reason)
        return True
    number, dated = _NUMBER.match(line.text), _PLACE_DATE.match(line.text)
    if number and "plan_number" not in draft.form:
        draft.form["plan_number"] = number[1].strip()
    elif dated and "plan_date" not in draft.form:
        draft.form["place_name"] = dated[1].strip()
        # An unfilled date («ngày   tháng   năm 2026») is no date.
        draft.form["plan_date"] = dated[2].strip() if times(dated[2], None) else ""
    else:
        return False
    return True


def _names(lines: Sequence[Line], draft: Draft) -> None:
    first = next((at for at, line in enumerate(lines) if _SCHOOL.match(plain(line.text))), len(lines) - 1)
    superior, school = lines[: max(first, 0)], lines[max(first, 0) :]
    draft.form.update(
        {
            name: " ".join(line.text for line in found)
            for name, found in (("superior", superior), ("name", school))
            if found
        }
    )


def read_title(lines: Sequence[Line], draft: Draft) -> None:
    """The lines from «KẾ HOẠCH» to the first part: what it is about, the school year, and bases cited there."""
    subject: list[str] = []
    for line in lines:
        text = re.sub(r"^\s*kế hoạch\b", "", nfc(line.text), flags=re.IGNORECASE) if line is lines[0] else line.text
        text = text.strip(_DASHES + "\t\n\u00a0")
        if not words(text):
            continue
        if _year(line, draft):
            continue
        item = read_label(line)
        if plain(item.text).startswith("can cu") or (item.label and is_basis(item.text)):
            draft.add("bases", read_basis(item.text))
        elif len(text) < 150 and not draft.rows["bases"]:
            subject.append(text)
        else:
            draft.leave(line.origin, line.whole, "Đứng trước phần I nên chưa rõ thuộc phần nào.")
    if subject:
        draft.form["subject"] = " ".join(subject)
        years = school_years(draft.form["subject"])
        if years:
            draft.form.setdefault("year", years[0])


def _year(line: Line, draft: Draft) -> bool:
    """Takes the line «Năm học 2020-2021»."""
    years = school_years(line.text)
    if not _YEAR_LINE.match(plain(line.text)) or not years or lost(line.text, years, ("năm học",)):
        return False
    draft.form["year"] = years[0]
    return True
