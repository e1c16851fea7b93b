"""Legal bases as written: complete, with numbers that are well formed and of the kind that is named."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.checks.citations import Citation, citations
from qipsheets.checks.packs import active_pack
from qipsheets.language import _, later
from qipsheets.legal.numbers import is_well_formed, number_key, sign_kind
from qipsheets.legal.references import references, unnumbered
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place
from qipsheets.vietnamese import fold

WARNING = Severity.WARNING
_REPORTS = ("Báo cáo",)
_CITED = (
    *_REPORTS,
    "Quyết định",
    "Kế hoạch",
    "Công văn",
    "Thông tư",
    "Nghị định",
    "Nghị quyết",
    "Chỉ thị",
    "Hướng dẫn",
)


@check(
    "LAW-05",
    later("A basis without number or date"),
    WARNING,
    later("Who wants to read the document must be able to find it."),
    later("Write number and day of the document, or delete the basis."),
    source="30/2020/NĐ-CP",
    example="Kế hoạch của Phòng Giáo dục và Đào tạo, không số, không ngày",
)
def incomplete(plan: Plan, today: date) -> Iterator[Found]:
    for basis in plan.bases:
        inside = references(basis.text) if basis.text else ()
        number = basis.number or (inside[0].written if inside else "")
        day = basis.date.day or (inside[0].day if inside else None)
        name = basis.text or basis.subject or basis.kind
        if not number and day is None:
            yield Found(basis.place.at("number"), _("«{name}» has neither number nor day.").format(name=_short(name)))
        elif not number and basis.kind not in _REPORTS:
            yield Found(basis.place.at("number"), _("«{name}» has no number.").format(name=_short(name)))
        elif day is None:
            yield Found(basis.place.at("date"), _("«{name}» has no day.").format(name=_short(name)))
    for row in plan.prose:
        if not row.label or not row.part.strip().upper().startswith("II.") or row.part.count(".") > 1:
            continue  # no numbered basis, but a sentence of another part
        for kind in unnumbered(row.text):
            if kind in _CITED and not (kind in _REPORTS and "ngày" in row.text.casefold()):
                message = _("«{name}» has neither number nor day.").format(name=_short(row.text))
                yield Found(row.place.at("text"), message, "", kind if kind in row.text else "")


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


@check(
    "LAW-06",
    later("A document's number is not well formed"),
    WARNING,
    later("A number is written number/sign-issuer, without blanks; a circular's has its year too."),
    later("Write the number as the document bears it, for example 98/QĐ-CX or 17/2018/TT-BGDĐT."),
    source="30/2020/NĐ-CP",
    example="17/2018/TTBGDDT → 17/2018/TT-BGDĐT; 97 /KH-CX → 97/KH-CX; 13/2026",
)
def malformed(plan: Plan, today: date) -> Iterator[Found]:
    for cited in citations(plan):
        text = active_pack().register().get(number_key(cited.number or cited.written))
        wanted = text.number if text else cited.number
        if not wanted and cited.written:
            starting = [key for key in active_pack().register().values() if key.number.startswith(f"{cited.written}/")]
            wanted = starting[0].number if len(starting) == 1 else ""
        if cited.written != wanted or not is_well_formed(cited.written):
            yield _unlike(cited, wanted)
    own = [(Place("school", "plan_number", "value"), plan.school.plan_number)]
    own += [(document.place.at("number"), document.number) for document in plan.documents]
    for place, number in own:
        if number and not is_well_formed(number):
            found = references(number)
            yield _unlike(Citation(place, "", number, "", None, ""), found[0].number if found else "")


def _unlike(cited: Citation, wanted: str) -> Found:
    message = _("«{number}» is no well-formed number.").format(number=cited.written)
    good = wanted if wanted and wanted != cited.written else ""
    return Found(cited.place, message, _("Write «{text}».").format(text=good) if good else "", cited.written)


@check(
    "LAW-07",
    later("The kind of document and the sign of its number disagree"),
    WARNING,
    later("QĐ stands for a decision, KH for a plan, TT for a circular; one of the two is wrong."),
    later("Correct the word or the number."),
    source="30/2020/NĐ-CP",
    example="Quyết định số 12/KH-THMT",
)
def other_kind(plan: Plan, today: date) -> Iterator[Found]:
    for cited in citations(plan):
        told = sign_kind(cited.number)
        if cited.kind and told and fold(told) != fold(cited.kind) and not _akin(cited.kind, told):
            message = _("{number} is the number of a «{told}», not of a «{kind}».").format(
                number=cited.written, told=told, kind=cited.kind
            )
            yield Found(cited.place, message, "", cited.written)


def _akin(kind: str, told: str) -> bool:
    """«Luật» and «Nghị quyết» share QH; people call any paper «văn bản» or «công văn hướng dẫn»."""
    return (
        fold(kind) in (fold("Văn bản"), fold("Khác"))
        or "QH" in told
        or fold(kind) == fold("Luật")
        or (fold(kind) == fold("Quy chế") or fold(told) == fold("Công văn"))
    )


CHECKS = (incomplete, malformed, other_kind)
