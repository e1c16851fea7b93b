"""The top and foot of an official document: its words, their measures, and what the file says of itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qipsheets.documents.text_width import line_count, width_mm
from qipsheets.documents.wording import Lines, clean, paragraphs, person_name, place_and_day
from qipsheets.plan.organisation import School
from qipsheets.plan.values import When

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")  # quốc hiệu, tiêu ngữ
TEXT_MM = 165.0
BODY_SIZE, TITLE_SIZE = 13, 14
_GAP_MM = 4.0  # between the columns; a printer's rounding must not wrap the motto
_SLACK_MM = 1.0
_SIZES = (13, 12)  # [Nghị định 30/2020/NĐ-CP]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Measures of the letterhead in millimetres, the size of its capitals in points."""

    size: int
    left: float
    right: float
    superior: float
    issuer: float
    issuer_rule: float
    motto_rule: float
    title_rule: float


def letterhead(superior: str, issuer: str, number: str, dated: str, title: Sequence[str]) -> Letterhead:
    """13 pt where both columns fit on one line, else 12 pt; then only the left column wraps."""
    motto_rule = width_mm(MOTTO[1], BODY_SIZE, bold=True)
    for size in _SIZES:
        names = max(width_mm(superior, size), width_mm(issuer, size, bold=True))
        motto = max(width_mm(MOTTO[0], size, bold=True), motto_rule)
        left = max(names, width_mm(number, BODY_SIZE)) + _SLACK_MM
        right = max(motto, width_mm(dated, BODY_SIZE, italic=True)) + _GAP_MM
        if left + right <= TEXT_MM:
            break
    right = min(right, motto + 2 * _GAP_MM)  # a long place name wraps, the school's name needs the room
    spare = max(TEXT_MM - left - right, 0)
    left = min(left + spare / 2, TEXT_MM - right)
    above, name = even_width(superior, left, size), even_width(issuer, left, size, bold=True)
    rule = 0.4 * min(width_mm(issuer, size, bold=True), name)
    widths = [min(width_mm(line, TITLE_SIZE, bold=True), TEXT_MM) for line in title if line]
    # a third to a half of the title's last line, and near that of its widest
    title_rule = min(0.45 * max(widths), 0.5 * widths[-1]) if widths else 0.0
    return Letterhead(size, left, TEXT_MM - left, above, name, rule, motto_rule, title_rule)


def even_width(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """The narrowest width that needs no more lines: a long name breaks into even lines, no word is left alone."""
    lines, width = line_count(text, room, size, bold=bold), room
    if lines == 1:
        return room
    while width > room / lines and line_count(text, width - 1, size, bold=bold) == lines:
        width -= 1
    return min(width + _SLACK_MM, room)


DRAFT_WORDS = "DỰ THẢO"


class Mark(StrEnum):
    """What a document's file says of itself beside its words."""

    KIND = "qipsheets.kind"
    PERIOD = "qipsheets.period"
    DAY = "qipsheets.day"
    STATE = "qipsheets.state"
    ANNEX = "qipsheets.annex"


def marks(kind: str, *, period: str = "", day: date, state: str = "", annex: bool = False) -> dict[str, str]:
    """The properties by which a file can be found and made again; what is not known is left out.

    `state` is the SHA-256 of the data.
    """
    known = (kind, period, day.isoformat(), state, "1" if annex else "")
    return {name.value: value for name, value in zip(Mark, known, strict=True) if value}


@dataclass(frozen=True, slots=True)
class Frame:
    """What is no word: measures of the letterhead and what the file says of itself."""

    letterhead: Letterhead
    title: str
    author: str
    day: date
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """The words of the letterhead and the foot; all its fields but `frame` are names that a template may use."""

    frame: Frame
    du_thao: str  # «DỰ THẢO», empty on an official document
    co_quan_chu_quan: str  # superior body
    ten_truong: str  # issuer
    so_ky_hieu: str  # number and symbol, empty on lists, which bear none
    dia_danh_ngay: str  # place and date
    noi_nhan: Lines  # recipients
    chuc_vu_ky: Lines  # office of who signs
    nguoi_ky: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A document as finished words: the fields of its head and its own are names that its template may use."""

    head: DocumentHead


def document_head(
    school: School,
    title: str,
    subject: Sequence[str],
    *,
    number: str,
    dated: When,
    day: date,
    properties: Mapping[str, str],
    draft: bool,
    recipients: Iterable[str] = (),
    signer: tuple[Lines, str] | None = None,
) -> DocumentHead:
    """The words of the letterhead and the foot.

    `title` names the file, the lines of the `subject` are over the rule; the `day` is the file's own. The head of
    the school signs unless another `signer` is given, with the lines of the office.
    """
    superior, issuer = clean(school.superior).upper(), clean(school.name).upper()
    when = place_and_day(school.place_name, dated)
    office, name = signer or (tuple(line.upper() for line in paragraphs(school.signer_office)), school.signer_name)
    return DocumentHead(
        frame=Frame(letterhead(superior, issuer, number, when, subject), title, clean(school.name), day, properties),
        du_thao=DRAFT_WORDS if draft else "",
        co_quan_chu_quan=superior,
        ten_truong=issuer,
        so_ky_hieu=number,
        dia_danh_ngay=when,
        noi_nhan=tuple(recipients),
        chuc_vu_ky=office,
        nguoi_ky=person_name(name),
    )
