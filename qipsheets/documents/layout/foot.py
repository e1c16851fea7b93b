"""Rules of the foot: office and name of who signs, kept together, recipients, the archive."""

import re
from collections.abc import Iterator

from qipsheets.documents.docx.paper import PaperTable, Strip
from qipsheets.documents.layout.anatomy import Anatomy, Foot, shouted
from qipsheets.documents.layout.letterhead import SMALL_LETTERS, TITLE, Form
from qipsheets.documents.layout.rule import Seen, layout
from qipsheets.language import Message
from qipsheets.vietnamese import nfc

_ARCHIVE = re.compile(r"- Lưu: VT(, [^,;]+)*\.")
_ITEM = re.compile(r"- \S.*[;.]")


@layout("LAYOUT-31")
def office(found: Anatomy) -> Iterator[Seen]:
    if not found.foot.offices and found.is_official:
        yield Seen(Message("No office stands above a signature."), where=Message("end of the document"))
    for strip in found.foot.offices:
        yield from TITLE.judge(Message("Office"), [strip])


@layout("LAYOUT-32")
def name(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.name is not None:
        initials = all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", nfc(foot.name.text)))
        words = [] if initials or shouted(foot.name) else [Message("it lacks a capital initial")]
        yield from SMALL_LETTERS.judge(Message("Name"), [foot.name], words)
    elif foot.offices:
        yield Seen(Message("No name stands below the office."), foot.offices[-1])


@layout("LAYOUT-33")
def kept_together(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.offices and foot.name is not None and not _held(foot, foot.offices[0], foot.name):
        yield Seen(Message("Office and name may come to stand on two pages."), foot.offices[0])


def _held(foot: Foot, first: Strip, last: Strip) -> bool:
    start, end = first.paragraph.spot, last.paragraph.spot
    if foot.table is not None and start.row == end.row and _row_whole(foot.table, start.row):
        return True
    column = [one for one in foot.paragraphs if (one.spot.table, one.spot.column) == (start.table, start.column)]
    begin = next((at for at, one in enumerate(column) if one is first.paragraph), 0)
    close = next((at for at, one in enumerate(column) if one is last.paragraph), begin)
    return all(one.setting.keep_next for one in column[begin:close])


def _row_whole(table: PaperTable, number: int) -> bool:
    rows = [row for row in table.rows if any(one.spot.row == number for cell in row.cells for one in cell.paragraphs)]
    return bool(rows) and rows[0].whole


@layout("LAYOUT-34")
def recipients(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.heading is not None:
        words = [] if foot.heading.text == "Nơi nhận:" else [Message("it is not written «{words}»", words="Nơi nhận:")]
        yield from Form(12, 12, bold=True, italic=True).judge("Nơi nhận", [foot.heading], more=words)
    elif found.is_official:
        yield Seen(Message("«Nơi nhận:» is missing."), where=Message("end of the document"))
    for strip in foot.recipients if foot.heading is not None else ():
        wrong = _in_recipient(strip, is_last=strip is foot.recipients[-1])
        yield from Form(11, 11, bold=False, italic=False).judge(Message("Recipient"), [strip], more=wrong)


def _in_recipient(strip: Strip, *, is_last: bool) -> Iterator[Message]:
    raw = strip.written.strip()
    if re.match(r"-\s{2,}", raw):
        yield Message("more than one blank stands behind the hyphen")
        raw = re.sub(r"^-\s+", "- ", raw)
    if not _ITEM.fullmatch(raw) or not (is_last or strip.text.endswith(";")):
        yield Message("it is not of the form «- …;»")


@layout("LAYOUT-35")
def archive(found: Anatomy) -> Iterator[Seen]:
    foot = found.foot
    if foot.heading is None:
        return
    if not foot.recipients:
        yield Seen(Message("No recipient is named."), foot.heading)
    elif not _ARCHIVE.fullmatch(nfc(foot.recipients[-1].text)):
        named = (one for one in reversed(foot.recipients) if "lưu" in nfc(one.text).casefold())
        yield Seen(Message("The last line is not «- Lưu: VT.»."), next(named, foot.recipients[-1]))
