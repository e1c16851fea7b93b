"""The rule of the school year: one document spells it in one way."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qipsheets.documents.checking.anatomy import Anatomy
from qipsheets.documents.checking.layout_rule import Seen, grouped, layout
from qipsheets.documents.checking.paper import Paragraph
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.vietnamese import nfc
from qipsheets.vietnamese_text.terms import school_years

_PARTS = re.compile(r"(\d{4})(\s*)([-–—/])(\s*)(\d{2,4})")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_SAME_TO_THE_EYE = str.maketrans("\u2010\u2011", "--")  # hyphens, one of which does not break a line


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a school year is spelt: the mark, the blanks round it, the digits of its second year."""

    mark: str
    before: bool
    behind: bool
    digits: int

    def of(self, year: str) -> str:
        """«2020-2021» in this spelling."""
        last = year[5:][-self.digits :]
        return f"{year[:4]}{' ' * self.before}{self.mark}{' ' * self.behind}{last}"


_PLAIN = Spelling("-", before=False, behind=False, digits=4)


def _told(found: Anatomy) -> Iterator[tuple[Paragraph, str, str, Spelling]]:
    """Each school year with its paragraph, the words, the year meant, and how it is spelt."""
    for paragraph in found.paper.everything():
        text = _ADDRESS.sub(" ", nfc(paragraph.text).translate(_SAME_TO_THE_EYE))
        for slip in school_years(text):
            parts = _PARTS.fullmatch(slip.part) if slip.kind == "year" else None
            if parts is not None:
                spelling = Spelling(parts[3], bool(parts[2]), bool(parts[4]), len(parts[5]))
                yield paragraph, slip.part, slip.wanted, spelling


def _usual(told: list[Spelling]) -> Spelling:
    """The spelling of most places; where two are as many, the plain one, else the one met first."""
    count = Counter(told)
    return max(count, key=lambda one: (count[one], one == _PLAIN))


def _differences(one: Spelling, usual: Spelling) -> Iterator[str]:
    names = {"-": _("a hyphen"), "–": _("an en dash"), "—": _("an em dash"), "/": _("a slash")}
    if one.mark != usual.mark:
        yield _("{mark} instead of {wanted}").format(mark=names[one.mark], wanted=names[usual.mark])
    if one.before != usual.before and one.behind != usual.behind and one.before == one.behind:
        yield _("blanks round the mark") if one.before else _("no blanks round the mark")
    else:
        if one.before != usual.before:
            yield _("a blank before the mark") if one.before else _("no blank before the mark")
        if one.behind != usual.behind:
            yield _("a blank behind the mark") if one.behind else _("no blank behind the mark")
    if one.digits != usual.digits:
        yield _("the second year in {count} digits").format(count=one.digits)


@layout(
    "LAYOUT-43",
    later("The school year is spelt in several ways"),
    Severity.INFO,
    later("One document writes it one way: a reader takes it for the same year, and a search finds every place."),
    later("Write it as in most places; two years with a hyphen and no blanks is the plainest."),
    source="",
    example="Năm học 2020– 2021; năm học 2020-2021; năm học 2020 - 2021",
)
def one_spelling(found: Anatomy) -> Iterator[Seen]:
    told = list(_told(found))
    usual = _usual([spelling for *_rest, spelling in told]) if told else _PLAIN
    odd: list[tuple[str, Paragraph]] = []
    hints: dict[str, str] = {}
    for paragraph, part, year, spelling in told:
        if spelling != usual:
            why = ", ".join(_differences(spelling, usual))
            message = _("«{part}» stands beside «{usual}»: {why}.").format(part=part, usual=usual.of(year), why=why)
            odd.append((message, paragraph))
            hints[message] = _("Write «{text}».").format(text=usual.of(year))
    yield from grouped(odd, hints)


CHECKS = (one_spelling,)
