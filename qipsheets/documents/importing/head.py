"""The top of a plan: superior body, school, number, motto, place and date, title and school year."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from qipsheets.characters import raw_place, recognised
from qipsheets.documents.docx.roles import SCHOOL_NAME, is_office, plain, role
from qipsheets.documents.importing.draft import PlanDraft, folded_words, lost_words
from qipsheets.documents.importing.lines import LOWER, NUMBER, Grid, TextLine, read_label
from qipsheets.documents.importing.sections import is_basis, read_basis
from qipsheets.documents.printing.letterhead import MOTTO
from qipsheets.plan.organisation import Recipient
from qipsheets.vietnamese import school_years, times

_COLUMNS = re.compile(r"[\t\n]+|[ \u00a0]{4,}")
_OPEN = r"[\s\d.…_]"  # a blank in a form, filled or not
_NUMBER = re.compile(rf"số\s*(?::|(?={_OPEN}*/))\s*(?P<number>{_OPEN}*/[^\s,;]*(?:\s?[-–]\s?\w+)*|\S*)", re.IGNORECASE)
_DATE = re.compile(
    rf"(?P<place>(?:(?!\s{{3}})[^\t\n]){{2,60}}?)\s*,\s*(?P<date>ngày{_OPEN}*tháng{_OPEN}*năm{_OPEN}*)$", re.IGNORECASE
)
_DAY = re.compile(r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}", re.IGNORECASE)
_SUPERIOR = re.compile(r"(ubnd|uy ban|so (giao duc|gd)|phong (giao duc|gd|van hoa)|bo (giao duc|gd)|bo [a-z ]{4,40}$)")
_PLACE_NAME = re.compile(r"(tinh|thanh pho|tp|huyen|quan|thi xa|thi tran|xa|phuong|dac khu)\b")
_BARE_KIND = re.compile(  # the name of a school is on the next line
    r"(truong )?((tieu hoc|th|thcs|thpt|trung hoc( co so)?|mam non|mau giao|pho thong|dan toc|noi tru|ban tru"
    r"|lien cap|va|&|-|tu thuc|cong lap|chuyen)( |$))+|truong"
)
_NO_NAME = re.compile(
    r"\W*(du thao|mau |phu luc|hoi dong|to |chi bo|dang|cong doan|doan|lien doi|ban |mat\b|khan|hoa toc)"
)
_DRAFT = re.compile(r"\W*du thao\W*(lan \d+\W*)?$")
_SPACED = re.compile(r"(?:\w\s+)+\w")
_TITLE = re.compile(r"(du ?thao )?ke ?hoach\b(?! so\b)")
_YEAR_LINE = re.compile(r"\W*(nam hoc|giai doan)\b[\s\d:–—-]*\W*$")
_LONGEST_NAME = 100
_DASHES = " -–—_*.:"
NO_PLACE = "Đứng ở đầu văn bản nhưng không thuộc mục nào của thể thức."
OTHER_MOTTO = "Quốc hiệu, tiêu ngữ viết khác mẫu; công cụ in theo mẫu của Nghị định 30/2020/NĐ-CP."
OPEN_DATE = "Ngày, tháng, năm ban hành chưa điền đủ."
DRAFTED = "Dấu «Dự thảo»; công cụ tự ghi khi in bản dự thảo."
COVER = "Trang bìa; công cụ lấy phần đầu văn bản ở trang sau."


def pieces(line: TextLine) -> Iterator[TextLine]:
    """A line of the letterhead or the signature: columns set with tabs or many spaces, and line breaks, come apart."""
    for text in _COLUMNS.split(line.text):
        if folded_words(text):
            yield TextLine(text.strip(), line.auto, line.origin)


def together(text: str) -> str:
    """«K Ế   H O Ạ C H» as «KẾ HOẠCH»; other texts as they are."""
    if not _SPACED.fullmatch(text.strip()):
        return text
    return " ".join("".join(word.split()) for word in re.split(r"\s{2,}", text.strip()))


def is_plan_title(line: TextLine) -> bool:
    """True for the line «KẾ HOẠCH», where the letterhead ends."""
    text = together(line.text.strip(_DASHES))
    return len(text) < 120 and bool(_TITLE.match(plain(text))) and text[:8] == text[:8].upper()


def read_letterhead(lines: Sequence[TextLine], draft: PlanDraft) -> None:
    """The lines above the title, each by what it says; what is none of the form's parts joins no other."""
    rest = [piece for line in lines for piece in _without_form(line, draft)]
    superior, school = _names([line for line in rest if len(line.text) < _LONGEST_NAME])
    for name, found in (("superior", superior), ("name", school)):
        if found:
            draft.form[name] = " ".join(line.text for line in found)
    for line in rest:
        if line not in (*superior, *school):
            draft.leave(line.origin, line.whole, DRAFTED if _DRAFT.match(plain(line.text)) else NO_PLACE)


def is_letterhead(line: TextLine) -> bool:
    """True for a line that names the superior body, the school or the number."""
    spoken = plain(line.text)
    return bool(_SUPERIOR.match(spoken) or SCHOOL_NAME.match(spoken) or _NUMBER.match(recognised(line.text)))


def _without_form(line: TextLine, draft: PlanDraft) -> Iterator[TextLine]:
    """The pieces of a line without the motto, the number, and place and date."""
    for part in re.split(r"[\t\n]+", line.text):
        known = recognised(part)
        number = _NUMBER.search(known) if "plan_number" not in draft.form else None
        if number and not known[: number.start()].strip():
            draft.form["plan_number"] = re.sub(r"^[\s.…_]+(?=/)", "", number["number"].strip())
            part = part[raw_place(part, number.end()) :]
        if _dated(part, line, draft):
            continue
        for piece in pieces(TextLine(part.strip(), line.auto, line.origin)):
            if _dated(piece.text, line, draft):
                continue
            if role(piece.text) not in ("nation", "motto"):
                yield piece
            elif recognised(piece.text).strip() not in MOTTO:
                draft.leave_lines([piece], OTHER_MOTTO)


def _dated(text: str, line: TextLine, draft: PlanDraft) -> bool:
    """Takes place and date, where nothing else is; a date that is not filled in is none, and kept for review."""
    found = _DATE.fullmatch(recognised(text).strip(" .;")) if "place_name" not in draft.form else None
    if not found:
        return False
    filled = bool(_DAY.search(found["date"]) and times(found["date"], None))
    draft.form["place_name"] = found["place"].strip()
    draft.form["plan_date"] = found["date"].strip() if filled else ""
    if not filled:
        draft.leave(line.origin, text.strip(), OPEN_DATE)
    return True


def _names(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of the superior body and of the school; others are neither."""
    superior: list[TextLine] = []
    school: list[TextLine] = []
    others: list[TextLine] = []
    last = others  # whose name the line before was
    for line in lines:
        spoken = plain(line.text)
        if SCHOOL_NAME.match(spoken) and not school:
            last = school
        elif _SUPERIOR.match(spoken) and not school:
            last = superior
        elif not (last and last is not others and _goes_on(last[-1], line)):
            last = others
        last.append(line)
    if not school and superior and others and others[0].text.isupper() and not _NO_NAME.match(plain(others[0].text)):
        school = others[:1]  # a name that does not say what kind of school it is
    return superior, school


def _goes_on(above: TextLine, line: TextLine) -> bool:
    """True for the second line of a name: a place below a body, the name proper below the kind of school."""
    spoken = plain(line.text)
    if _NO_NAME.match(spoken) or not line.text.isupper():
        return False
    ends_open = plain(above.text).endswith((" va", " -", " quan", " huyen", " xa", " tinh", " thanh pho"))
    return bool(ends_open or _BARE_KIND.fullmatch(plain(above.text)) or _PLACE_NAME.match(spoken))


def read_title(lines: Sequence[TextLine], draft: PlanDraft) -> None:
    """The lines from «KẾ HOẠCH» to the first part: what it is about, the school year, and bases cited there."""
    subject: list[str] = []
    for line in lines:
        text = _below_kind(line, draft) if line is lines[0] else line.text
        text = text.strip(_DASHES + "\t\n\u00a0")
        if not folded_words(text):
            continue
        years = school_years(line.text)
        if years and _YEAR_LINE.match(plain(line.text)) and not lost_words(line.text, years, ("năm học",)):
            draft.form["year"] = years[0]
            continue
        item = read_label(line)
        if plain(item.text).startswith("can cu") or (item.label and is_basis(item.text)):
            draft.add("bases", read_basis(item.text))
        elif len(text) < 150 and not draft.records["bases"]:
            subject.append(text)
        else:
            draft.leave(line.origin, line.whole, "Đứng trước phần I nên chưa rõ thuộc phần nào.")
    if subject:
        draft.form["subject"] = " ".join(subject)
        for year in school_years(draft.form["subject"])[:1]:
            draft.form.setdefault("year", year)


def _below_kind(line: TextLine, draft: PlanDraft) -> str:
    """The first line of the title without the name of the kind, without the mark of a draft."""
    text = recognised(together(line.text))
    mark = re.match(r"\s*\W*dự thảo\W*", text, re.IGNORECASE)
    if mark:
        draft.leave(line.origin, mark[0].strip(), DRAFTED)
        text = text[mark.end() :]
    return re.sub(r"^\s*kế\s*hoạch\b", "", text, flags=re.IGNORECASE)


_RECEIVERS = re.compile(r"noi nhan\b\W*")
_PURPOSE = re.compile(r"\s*\(\s*(để\s+[^()]*|b/c|t/h|[^()]{1,30})\s*\)\s*[;.,]*$", re.IGNORECASE)
_STAMP = re.compile(r"\W*(da ky|ky ten|ky va ghi ro ho ten|ky, .*|dong dau|ky)\b.*")
_PERSON = re.compile(r"(?:(?:ThS|TS|NGND|NGƯT)\.?\s+)?(?:[^\W\d_a-z]\w*\s+){1,5}[^\W\d_a-z]\w*")
NOT_SIGNED = "Đứng ở cuối văn bản nhưng không phải nơi nhận hay chữ ký."


def begins_tail(line: TextLine) -> bool:
    """True for the line «Nơi nhận:»."""
    return len(line.text) < 160 and bool(_RECEIVERS.match(plain(line.text)))


def holds_office(line: TextLine) -> bool:
    """True for a line with the office of who signs in capitals: «HIỆU TRƯỞNG»."""
    return any(piece.text == piece.text.upper() and is_office(piece.text) for piece in pieces(line))


def holds_signature(lines: Sequence[TextLine]) -> bool:
    """True where below offices and stamps there is the name of a person."""
    for line in chain.from_iterable(map(pieces, lines)):
        if not (holds_office(line) or _STAMP.fullmatch(plain(line.text))):
            return bool(_PERSON.fullmatch(recognised(line.text)))
    return False


def holds_tail(grid: Grid) -> bool:
    """True for the table of recipients and signature."""
    lines = [line for cell in grid.cells() for line in cell.lines]
    return any(map(begins_tail, lines)) or (len(lines) <= 8 and any(map(holds_office, lines)))


def read_tail_grid(grid: Grid, draft: PlanDraft) -> None:
    """The recipients' cell, and the signature in the last other cell of a column."""
    signed: dict[int, list[TextLine]] = {}
    for row in grid.rows:
        for placed in row:
            lines = () if placed.continued else placed.cell.lines
            if any(begins_tail(line) for line in lines):
                read_tail(lines, draft)
            elif lines:
                signed.setdefault(placed.start, []).extend(lines)
    last = signed.pop(max(signed, default=0), [])
    for line in chain.from_iterable(signed[start] for start in sorted(signed)):
        draft.leave_lines([line], NOT_SIGNED)
    read_signature([piece for line in last for piece in pieces(line)], draft)


def read_tail(lines: Sequence[TextLine], draft: PlanDraft) -> None:
    """Recipients, each behind a dash, and the signature among or after them."""
    signature: list[TextLine] = []
    for line in chain.from_iterable(map(pieces, lines)):
        item = read_label(line)
        if begins_tail(line):
            if rest := line.text.partition(":")[2].strip(" -–\t"):
                _receive(rest, draft)
        elif item.label and item.rank >= NUMBER and item.rank != LOWER:
            _receive(item.text, draft)
        else:
            signature.append(line)
    read_signature(signature, draft)


def _receive(text: str, draft: PlanDraft) -> None:
    purpose = _PURPOSE.search(text)
    name = text[: purpose.start()] if purpose else text
    draft.add("recipients", Recipient(name=name.strip(" ;,."), purpose=purpose[1].strip() if purpose else ""))


def read_signature(lines: Sequence[TextLine], draft: PlanDraft) -> None:
    """The office (of several lines: «KT. HIỆU TRƯỞNG», «PHÓ HIỆU TRƯỞNG»), then the name, as written."""
    office: list[str] = []
    for line in lines:
        text = line.text
        if _STAMP.fullmatch(plain(text)):
            continue
        if len(text) > 60 or "signer_name" in draft.form:
            draft.leave(line.origin, line.whole, NOT_SIGNED)
        elif is_office(text) or not (office or "signer_office" in draft.form):
            office.append(text)
        else:
            draft.form["signer_name"] = text
    if office:
        draft.form["signer_office"] = "\n".join(filter(None, (draft.form.get("signer_office"), *office)))
