"""Rules of number and symbol, place and date, the name of the kind and the subject."""

import re
from collections.abc import Iterator
from datetime import date

from qipsheets.documents.docx.paper import Strip, strips
from qipsheets.documents.layout.letterhead import looks, told
from qipsheets.documents.layout.roles import Anatomy, shouted
from qipsheets.documents.layout.rule import Seen, layout
from qipsheets.language import EMPTY, N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import nfc, spell_day

ERROR = Severity.ERROR
_OPEN = r"[\s.…_]*"
_NUMBER = re.compile(rf"Số:\s?(?P<number>\d+|{_OPEN})/(?P<kind>[^\W\d_]+|{_OPEN})(?P<rest>(-[\w&….]+)*)")
_NUMBER_WORD = re.compile(r"^\s*số\s*[:.;]?\s*", re.IGNORECASE)
_SPACED = re.compile(r"\d\s+/|/\s+\w|\w\s+-|-\s+\w|[–—]")
_DAY = re.compile(r"(?P<place>.*\S)\s*,\s*(?P<day>ngày (?P<d>\d{1,2}) tháng (?P<m>\d{1,2}) năm (?P<y>\d{4}))\.?")
_OPEN_DAY = re.compile(r"ngày[\s.…_]*\d*[\s.…_]*tháng[\s.…_]*\d*[\s.…_]*năm[\s.…_]*\d*", re.IGNORECASE)


@layout(
    "LAYOUT-23",
    N_("Number and symbol are not of the form the law asks for"),
    ERROR,
    N_("«Số: 97/KH-CX»: no spaces around / and -, a zero before 1 to 9, and the kind's own abbreviation."),
    N_("Write it as «Số: 07/KH-…»."),
    example="Số: 97 /KH-CX",
)
def number(found: Anatomy) -> Iterator[Seen]:
    strips_ = found.top.number
    if not strips_:
        if found.abbreviation and found.top.nation:
            yield Seen(Message("Number and symbol are missing."), where=Message("letterhead"))
        return
    text = nfc(strips_[0].text)
    good = _mended(text, found.abbreviation)
    hint = Message("Write «{text}».", text=good) if good and good != text else EMPTY
    yield from told(Message("Number and symbol"), list(_in_number(text, found.abbreviation)), strips_[0], hint)


def _tight(text: str) -> str:
    """The number without blanks round its marks, its dashes as hyphens."""
    return re.sub(r"\s*([/–—-])\s*", r"\1", text).replace("–", "-").replace("—", "-")


def _mended(text: str, abbreviation: str) -> str:
    """The number as the law writes it; "" where it has to be asked for."""
    match = _NUMBER.fullmatch(_NUMBER_WORD.sub("Số: ", _tight(text), count=1))
    if match is None or not match["number"].isdigit() or not match["rest"]:
        return ""
    kind = match["kind"].strip(" .…_")
    return f"Số: {match['number'].zfill(2)}/{abbreviation or kind}{match['rest']}" if kind else ""


def _in_number(text: str, abbreviation: str) -> Iterator[Message]:
    if _SPACED.search(text.partition(":")[2]):
        yield Message("there are spaces around / or -")
    match = _NUMBER.fullmatch(_tight(text))
    if match is None:
        yield Message("it is not of the form «Số: 97/KH-CX»")
        return
    if re.fullmatch(r"[1-9]", match["number"]):
        yield Message("a zero is missing before {number}", number=match["number"])
    kind = match["kind"].strip(" .…_")
    if abbreviation and kind and kind != abbreviation:
        yield Message("the symbol says {kind}, a document of this kind bears {wanted}", kind=kind, wanted=abbreviation)


@layout(
    "LAYOUT-24",
    N_("Place and date are not of the form the law asks for"),
    ERROR,
    N_("«Lam Khê, ngày 05 tháng 02 năm 2021» in italics of 13 to 14 pt; a zero before days 1 to 9 and months 1, 2."),
    N_("Write place, comma, ngày, tháng, năm in words, in italics."),
    example="ngày 5 tháng 02 năm 2021",
)
def dated(found: Anatomy) -> Iterator[Seen]:
    if not found.top.dated:
        if found.abbreviation and found.top.nation:
            yield Seen(Message("Place and date are missing."), where=Message("letterhead"))
        return
    strip = found.top.dated[0]
    wrong = [*_in_date(nfc(strip.text)), *looks([strip], 13, 14)]
    if not all(piece.italic for piece in strip.shown):
        wrong.append(Message("it is not in italics"))
    yield from told(Message("Place and date"), wrong, strip)


def _in_date(text: str) -> Iterator[Message]:

    match = _DAY.fullmatch(text)
    if match is None:
        if not (_OPEN_DAY.search(text) and "," in text):
            yield Message("it is not of the form «{example}»", example="Địa danh, ngày 05 tháng 02 năm 2021")
        return
    try:
        wanted = spell_day(date(int(match["y"]), int(match["m"]), int(match["d"])))
    except ValueError:
        yield Message("no calendar has this day")
        return
    if match["day"] != wanted:
        yield Message("it should read «{wanted}»", wanted=wanted)


@layout(
    "LAYOUT-25",
    N_("The name of the kind is not as the law writes it"),
    ERROR,
    N_("KẾ HOẠCH, BÁO CÁO … stand in bold capitals of 13 to 14 pt, centred."),
    N_("Write it in bold capitals, 13 or 14 pt, centred."),
    example="Kế hoạch",
)
def kind(found: Anatomy) -> Iterator[Seen]:
    if found.kind is None:
        if found.top.nation:
            yield Seen(
                Message("No name of a kind (KẾ HOẠCH, BÁO CÁO …) stands below the letterhead."), where=Message("title")
            )
        return
    strip = next(strips(found.kind))
    wrong = [] if shouted(strip) else [Message("it is not in capitals")]
    wrong += looks([strip], 13, 14, bold=True)
    if found.kind.setting.align != "center":
        wrong.append(Message("it is not centred"))
    yield from told(Message("Name of the kind"), wrong, strip)


@layout(
    "LAYOUT-26",
    N_("The subject is not as the law writes it"),
    ERROR,
    N_("The subject stands below the kind in bold small letters of 13 to 14 pt, centred."),
    N_("Write it in small letters, bold, 13 or 14 pt, centred below the kind."),
    example="CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC",
)
def subject(found: Anatomy) -> Iterator[Seen]:
    lines: list[Strip] = [strip for paragraph in found.subject for strip in strips(paragraph)]
    for strip in (one for one in lines if re.search(r"\w", one.text)):
        wrong = [Message("it is in capitals")] if shouted(strip) else []
        wrong += looks([strip], 13, 14, bold=True)
        yield from told(Message("Subject"), wrong, strip)


CHECKS = (number, dated, kind, subject)
