"""The top of a plan: superior body, school, number, motto, place and date, title and school year."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from qipsheets.documents.importing.draft import Draft, lost, plain, words
from qipsheets.documents.importing.labels import LOWER, NUMBER, read_label
from qipsheets.documents.importing.lines import Grid, TextLine
from qipsheets.documents.importing.sections import is_basis, read_basis
from qipsheets.plan.organisation import Recipient
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


def pieces(line: TextLine) -> Iterator[TextLine]:
    """A line of the letterhead or the signature: columns set with tabs or many spaces, and line breaks, come apart."""
    for text in _COLUMNS.split(line.text):
        if words(text):
            yield TextLine(text.strip(), line.auto, line.origin)


def is_title(line: TextLine) -> bool:
    """True for the line «KẾ HOẠCH», where the letterhead ends."""
    text = line.text.strip(_DASHES)
    return len(text) < 120 and bool(_TITLE.match(plain(text))) and text[:8] == text[:8].upper()


def read_letterhead(lines: Sequence[TextLine], draft: Draft) -> None:
    """The lines above the title. What is left over names the superior body and the school, in this order."""
    names: list[TextLine] = []
    for line in lines:
        names.extend(piece for piece in pieces(line) if not _formal(piece, draft))
    _names([line for line in names if len(line.text) < 100], draft)
    for line in names:
        if len(line.text) >= 100:
            draft.leave(line.origin, line.whole, NO_PLACE)


def _formal(line: TextLine, draft: Draft) -> bool:
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


def _names(lines: Sequence[TextLine], draft: Draft) -> None:
    first = next((at for at, line in enumerate(lines) if _SCHOOL.match(plain(line.text))), len(lines) - 1)
    superior, school = lines[: max(first, 0)], lines[max(first, 0) :]
    draft.form.update(
        {
            name: " ".join(line.text for line in found)
            for name, found in (("superior", superior), ("name", school))
            if found
        }
    )


def read_title(lines: Sequence[TextLine], draft: Draft) -> None:
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


def _year(line: TextLine, draft: Draft) -> bool:
    """Takes the line «Năm học 2020-2021»."""
    years = school_years(line.text)
    if not _YEAR_LINE.match(plain(line.text)) or not years or lost(line.text, years, ("năm học",)):
        return False
    draft.form["year"] = years[0]
    return True


_RECEIVERS = re.compile(r"noi nhan\b\W*")
_PURPOSE = re.compile(r"\s*\(\s*(để\s+[^()]*|b/c|t/h|[^()]{1,30})\s*\)\s*[;.,]*$", re.IGNORECASE)
_OFFICE = re.compile(
    r"((tm|kt|tl|tuq|q)\b.*|(pho )?hieu truong|chu tich.*|(pho )?giam doc|thu truong.*|(quyen )?hieu truong)$"
)
_STAMP = re.compile(r"\W*(da ky|ky ten|ky va ghi ro ho ten|ky, .*|dong dau|ky)\b.*")
NOT_SIGNED = "Đứng ở cuối văn bản nhưng không phải nơi nhận hay chữ ký."


def begins_tail(line: TextLine) -> bool:
    """True for the line «Nơi nhận:»."""
    return bool(_RECEIVERS.match(plain(line.text))) and len(line.text) < 160


def is_office(line: TextLine) -> bool:
    """True for a line in capitals that is the office of who signs: «HIỆU TRƯỞNG»."""
    return len(line.text) < 60 and line.text == line.text.upper() and bool(_OFFICE.match(plain(line.text)))


def holds_tail(grid: Grid) -> bool:
    """True for the table of recipients and signature."""
    lines = [line for cell in grid.cells() for line in cell.lines]
    return any(begins_tail(line) for line in lines) or (
        len(lines) <= 8 and any(is_office(piece) for line in lines for piece in pieces(line))
    )


def read_tail_grid(grid: Grid, draft: Draft) -> None:
    """The recipients' cell, and the signature in the last other cell of a column."""
    signed: dict[int, list[TextLine]] = {}
    for row in grid.rows:
        for placed in row:
            lines = () if placed.continued else placed.cell.lines
            if any(begins_tail(line) for line in lines):
                read_tail(lines, draft)
            elif lines:
                signed.setdefault(placed.start, []).extend(lines)
    for start in sorted(signed):
        if start == max(signed):
            sign([piece for line in signed[start] for piece in pieces(line)], draft)
        else:
            for line in signed[start]:
                draft.leave(line.origin, line.whole, NOT_SIGNED)


def read_tail(lines: Sequence[TextLine], draft: Draft) -> None:
    """Recipients, each behind a dash, and the signature among or after them."""
    signature: list[TextLine] = []
    for line in chain.from_iterable(map(pieces, lines)):
        item = read_label(line)
        if begins_tail(line):
            rest = line.text.partition(":")[2].strip(" -–\t")
            if rest:
                _receive(rest, draft)
        elif item.label and item.rank >= NUMBER and item.rank != LOWER:
            _receive(item.text, draft)
        else:
            signature.append(line)
    sign(signature, draft)


def _receive(text: str, draft: Draft) -> None:
    purpose = _PURPOSE.search(text)
    name = text[: purpose.start()] if purpose else text
    draft.add("recipients", Recipient(name=name.strip(" ;,."), purpose=purpose[1].strip() if purpose else ""))


def sign(lines: Sequence[TextLine], draft: Draft) -> None:
    """The office (of several lines: «KT. HIỆU TRƯỞNG», «PHÓ HIỆU TRƯỞNG»), then the name, as written."""
    office: list[str] = []
    for line in lines:
        text = line.text
        if _STAMP.fullmatch(plain(text)):
            continue
        if len(text) > 60 or "signer_name" in draft.form:
            draft.leave(line.origin, line.whole, NOT_SIGNED)
        elif _OFFICE.match(plain(text)) or not (office or "signer_office" in draft.form):
            office.append(text)
        else:
            draft.form["signer_name"] = text
    if office:
        draft.form["signer_office"] = "\n".join(filter(None, (draft.form.get("signer_office"), *office)))
