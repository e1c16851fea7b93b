"""Rules of the page: A4, margins in each section, the page number in the header."""

from collections.abc import Iterator, Sequence

from qipsheets.documents.checking.anatomy import Anatomy
from qipsheets.documents.checking.layout_rule import Seen, layout
from qipsheets.documents.checking.paper import Paragraph, Section
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
A4 = (210.0, 297.0)
MARGINS = (("top", 20.0, 25.0), ("bottom", 20.0, 25.0), ("left", 30.0, 35.0), ("right", 15.0, 20.0))
SIDES = {"top": later("top"), "bottom": later("bottom"), "left": later("left"), "right": later("right")}
_SLACK = 0.6  # mm: Word rounds what people type
_ONE_PAGE = 1800  # letters that fit on one page with its letterhead
_HOLDERS = ("PAGE", "NUMPAGES", "SECTIONPAGES")


def _section(number: int, count: int) -> str:
    return _("section {number}").format(number=number) if count > 1 else _("the whole document")


@layout(
    "LAYOUT-01",
    later("The page is not A4"),
    ERROR,
    later("Official documents are printed on A4 paper, 210 × 297 mm; wide tables may lie across."),
    later("Layout, Size: choose A4."),
    example="Letter 216 × 279 mm",
)
def page_size(found: Anatomy) -> Iterator[Seen]:
    sections = found.paper.sections
    for at, section in enumerate(sections, 1):
        sides = sorted((section.width, section.height))
        if abs(sides[0] - A4[0]) > _SLACK or abs(sides[1] - A4[1]) > _SLACK:
            told = _("The page is {width:.0f} × {height:.0f} mm.").format(width=section.width, height=section.height)
            yield Seen(told, where=_section(at, len(sections)))


@layout(
    "LAYOUT-02",
    later("A margin is out of bounds"),
    ERROR,
    later("Top and bottom are 20 to 25 mm, left 30 to 35 mm for binding, right 15 to 20 mm."),
    later("Layout, Margins: top and bottom 20 mm, left 30 mm, right 15 mm, in every section."),
    example="Lề trái 20 mm",
)
def margins(found: Anatomy) -> Iterator[Seen]:
    sections = found.paper.sections
    for at, section in enumerate(sections, 1):
        wrong = [
            _("{side} {width:.0f} mm").format(side=_(SIDES[side]), width=getattr(section, side))
            for side, least, most in MARGINS
            if not least - _SLACK <= getattr(section, side) <= most + _SLACK
        ]
        if wrong:
            told = _("Margins out of bounds: {margins}.").format(margins=", ".join(wrong))
            yield Seen(told, where=_section(at, len(sections)))


def _numbers(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    return [paragraph for paragraph in paragraphs if "PAGE" in paragraph.fields]


@layout(
    "LAYOUT-03",
    later("The page number is missing or not where it belongs"),
    ERROR,
    later("Pages are numbered in Arabic figures, 13 to 14 pt, centred in the top margin, but for the first page."),
    later("Insert, Page Number, Top of Page, centred; tick «Different First Page» in the first section only."),
    example="Số trang ở chân trang, bên phải",
)
def page_number(found: Anatomy) -> Iterator[Seen]:
    paper = found.paper
    sections = paper.sections
    if not any(_shown(section.headers) or _shown(section.footers) for section in sections):
        if sum(len(paragraph.text) for paragraph in paper.everything()) > _ONE_PAGE:
            yield Seen(_("The pages bear no number."), where=_("the whole document"))
        return
    for at, section in enumerate(sections, 1):
        where = _section(at, len(sections))
        for told in _in_section(section, paper.even_differs):
            yield Seen(told, where=where)
        if at == 1 and not section.first_differs and _numbers(section.headers.get("default", ())):
            yield Seen(_("The first page shows its number."), where=where)
        if section.first_differs and _numbers((*section.headers.get("first", ()), *section.footers.get("first", ()))):
            if at == 1:
                yield Seen(_("The first page shows its number."), where=where)
        elif section.first_differs and at > 1:
            yield Seen(_("The first page of this section hides its number."), where=where)
        if at > 1 and section.number_start:
            yield Seen(
                _("The count of pages begins anew at {number}.").format(number=section.number_start), where=where
            )


def _shown(parts: dict[str, tuple[Paragraph, ...]] | object) -> bool:
    return isinstance(parts, dict) and any(_numbers(paragraphs) for paragraphs in parts.values())


def _in_section(section: Section, even_differs: bool) -> Iterator[str]:
    """What is wrong with the number that a section shows on its usual pages."""
    kinds = ("default", "even") if even_differs else ("default",)
    for kind in kinds:
        numbers = _numbers(section.headers.get(kind, ()))
        if _numbers(section.footers.get(kind, ())):
            yield _("The page number stands at the foot of the page.")
        elif not numbers:
            yield _("These pages bear no number.")
        for paragraph in numbers:
            if paragraph.setting.align != "center" and "\t" not in _raw(paragraph):
                yield _("The page number is not centred.")
            sizes = {piece.size for piece in paragraph.letters if piece.text.strip()}
            if any(not 13 <= size <= 14 for size in sizes):
                yield _("The page number is {size:g} pt.").format(size=max(sizes))
    if section.number_format not in ("", "decimal"):
        yield _("The page number is not in Arabic figures.")


def _raw(paragraph: Paragraph) -> str:
    return "".join(piece.text for piece in paragraph.letters)


CHECKS = (page_size, margins, page_number)
