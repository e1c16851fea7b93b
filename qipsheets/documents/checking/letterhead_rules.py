"""Rules of the letterhead's words: quốc hiệu, tiêu ngữ, superior body and issuer."""

import re
from collections.abc import Iterator, Sequence

from qipsheets.documents.checking.anatomy import Anatomy
from qipsheets.documents.checking.layout_rule import Seen, layout, tenths
from qipsheets.documents.checking.paper import Strip
from qipsheets.documents.checking.recognised import shouted
from qipsheets.documents.printing.text_width import width_mm
from qipsheets.documents.printing.views_letterhead import MOTTO
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import fold, nfc

ERROR = Severity.ERROR
_SHORT = re.compile(r"\b(TH|THCS|THPT|TH&THCS|MN|MG|MNTT|PT|PTCS|PTTH|PTDTBT|PTDTNT|GDTX|GDNN|GD)\b")


def looks(strips: Sequence[Strip], least: float, most: float, *, bold: bool | None = None) -> Iterator[str]:
    """What is wrong with size and weight of an element of the letterhead."""
    shown = [piece for strip in strips for piece in strip.shown]
    sizes = [piece.size for piece in shown if not least <= piece.size <= most]
    if sizes:
        wanted = f"{least:g}" if least == most else _("{least:g} to {most:g}").format(least=least, most=most)
        yield _("it is {size:g} pt instead of {wanted}").format(size=sizes[0], wanted=wanted)
    if bold is True and not all(piece.bold for piece in shown):
        yield _("it is not bold")
    if bold is False and any(piece.bold for piece in shown):
        yield _("it is bold")


def told(name: str, wrong: Sequence[str], at: Strip, hint: str = "") -> Iterator[Seen]:
    """One breach for all that is wrong with an element."""
    if wrong:
        yield Seen(f"{name}: {'; '.join(wrong)}.", at, hint=hint)


def joined(strips: Sequence[Strip]) -> str:
    """The words of an element that goes over several lines."""
    return nfc(" ".join(strip.text for strip in strips))


@layout(
    "LAYOUT-15",
    later("Quốc hiệu is missing or not as the law writes it"),
    ERROR,
    later("«CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM» stands in bold capitals of 12 to 13 pt."),
    later("Write CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, bold, 12 or 13 pt."),
    example="Cộng hòa xã hội chủ nghĩa Việt Nam",
)
def nation(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.nation
    if not strips:
        yield Seen(_("Quốc hiệu is missing."), where=_("letterhead"))
        return
    wrong = list(looks(strips, 12, 13, bold=True))
    if fold(joined(strips)) != fold(MOTTO[0]):
        wrong.insert(0, _("the words are not «{words}»").format(words=MOTTO[0]))
    elif not all(map(shouted, strips)):
        wrong.insert(0, _("it is not in capitals"))
    yield from told("Quốc hiệu", wrong, strips[0])


@layout(
    "LAYOUT-16",
    later("Quốc hiệu goes over two lines"),
    ERROR,
    later("Quốc hiệu stands on one line."),
    later("Make its column wider, or set superior body, issuer and quốc hiệu in 12 pt."),
    example="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT | NAM",
)
def nation_wraps(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.nation
    if len(strips) > 1:
        yield Seen(_("Quốc hiệu is broken over {count} lines.").format(count=len(strips)), strips[1])
    elif strips and strips[0].alone and strips[0].paragraph.room:
        strip, room = strips[0], strips[0].paragraph.room
        need = sum(width_mm(piece.text, piece.size, bold=piece.bold, italic=piece.italic) for piece in strip.shown)
        if need > room:
            message = _("Quốc hiệu needs {need} mm and has {room} mm, so it goes over two lines.")
            yield Seen(message.format(need=tenths(need), room=tenths(room)), strip)


@layout(
    "LAYOUT-17",
    later("Tiêu ngữ is missing or not as the law writes it"),
    ERROR,
    later(
        "«Độc lập - Tự do - Hạnh phúc» stands in bold of 13 to 14 pt, its three parts parted by hyphens with spaces."
    ),
    later("Write «Độc lập - Tự do - Hạnh phúc», bold, 13 or 14 pt, with a hyphen between two spaces."),
    example="Độc lập – Tự do – Hạnh phúc",
)
def motto(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.motto
    if not strips:
        if found.top.nation:
            yield Seen(_("Tiêu ngữ is missing."), found.top.nation[-1])
        return
    wrong = list(looks(strips, 13, 14, bold=True))
    if joined(strips) != MOTTO[1]:
        wrong.insert(0, _("it is not written «{words}»").format(words=MOTTO[1]))
    yield from told("Tiêu ngữ", wrong, strips[0])


@layout(
    "LAYOUT-18",
    later("The superior body is not as the law writes it"),
    ERROR,
    later("The superior body stands above the issuer in capitals of 12 to 13 pt, not bold."),
    later("Write it in capitals, 12 or 13 pt, without bold."),
    example="UBND HUYỆN … in đậm",
)
def superior(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.superior
    if strips:
        wrong = list(looks(strips, 12, 13, bold=False))
        if not all(map(shouted, strips)):
            wrong.insert(0, _("it is not in capitals"))
        yield from told(_("Superior body"), wrong, strips[0])


@layout(
    "LAYOUT-19",
    later("The issuer's name is not as the law writes it"),
    ERROR,
    later("The school's name stands in full, in bold capitals of 12 to 13 pt."),
    later("Write the name as in the decision that founded the school, in bold capitals, 12 or 13 pt."),
    example="TRƯỜNG TH …",
)
def issuer(found: Anatomy) -> Iterator[Seen]:
    strips = found.top.issuer
    if not strips:
        if found.top.nation:
            yield Seen(_("The issuer's name is missing."), where=_("letterhead"))
        return
    wrong = list(looks(strips, 12, 13, bold=True))
    short = _SHORT.search(joined(strips).upper())
    if short:
        wrong.insert(0, _("«{short}» is an abbreviation").format(short=short[0]))
    if not all(map(shouted, strips)):
        wrong.insert(0, _("it is not in capitals"))
    yield from told(_("Issuer"), wrong, strips[0])


CHECKS = (nation, nation_wraps, motto, superior, issuer)
