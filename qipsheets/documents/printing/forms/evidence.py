"""The list of evidence (danh mục minh chứng): standard by standard, criterion by criterion, code by code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from qipsheets.documents.printing.forms.head import FormView, Made, head, year_words
from qipsheets.documents.printing.text import clean, paragraphs
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Evidence, Plan

STANDARD_ROW, CRITERION_ROW, EVIDENCE_ROW = "tieu_chuan", "tieu_chi", "minh_chung"
_OTHER = "Minh chứng có mã không thuộc tiêu chí nào của khung"
_NONE = "Chưa có minh chứng."


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A standard or a criterion (only `chu`), or a piece of evidence."""

    kieu: str  # kind
    chu: str = ""  # words of a standard or criterion
    tt: str = ""  # number
    ma: str = ""  # code
    ten: tuple[str, ...] = ("",)  # title
    so_ngay: tuple[str, ...] = ("",)  # number and date
    noi_luu: tuple[str, ...] = ("",)  # where it is kept, and its link
    ghi_chu: tuple[str, ...] = ("",)  # note


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView(FormView):
    """The words of the list of evidence."""

    minh_chung: tuple[EvidenceRow, ...] = ()
    loi_ket: tuple[str, ...] = ()  # the count at the end


def evidence_view(plan: Plan, made: Made) -> EvidenceView:
    """All evidence of the plan; a criterion without any is named too, for it is what is still to be gathered."""
    subject = ("Tự đánh giá và cải tiến chất lượng giáo dục", year_words(plan))
    shared = head(plan, made, name="evidence", kind="DANH MỤC MINH CHỨNG", subject=subject)
    criteria = plan.framework.criteria
    held = {criterion_of(one.code) for one in plan.evidence}
    missing = [code for code in criteria if code not in held]
    lines = [f"Tổng cộng: {len(plan.evidence)} minh chứng cho {len(criteria) - len(missing)}/{len(criteria)} tiêu chí."]
    if missing:
        lines.append(f"Tiêu chí chưa có minh chứng: {', '.join(missing)}.")
    return EvidenceView(**shared, minh_chung=tuple(_rows(plan)), loi_ket=tuple(lines))


def criterion_of(code: str) -> str:
    """The criterion a code names: [H1-1.5-09] and MC.1.4.01 name 1.5 and 1.4; "" for none."""
    match = re.search(r"(\d{1,2}\.\d{1,2})(?=[-.]\d{2}\b)", clean(code))
    return match[1] if match else ""


def _rows(plan: Plan) -> Iterator[EvidenceRow]:
    held: dict[str, list[Evidence]] = {}
    for one in plan.evidence:
        code = criterion_of(one.code)
        held.setdefault(code if code in plan.framework.criteria else "", []).append(one)
    number = 0
    for standard, codes in groupby(plan.framework.criteria, key=lambda code: code.partition(".")[0]):
        yield EvidenceRow(STANDARD_ROW, standard_words(standard, plan.framework))
        for code in codes:
            yield EvidenceRow(CRITERION_ROW, criterion_words(code, plan.framework))
            if code not in held:
                yield EvidenceRow(EVIDENCE_ROW, ten=(_NONE,))
            for one in sorted(held.get(code, ()), key=lambda one: clean(one.code)):
                number += 1
                yield _row(number, one)
    if "" in held:
        yield EvidenceRow(STANDARD_ROW, _OTHER)
        for at, one in enumerate(held[""], number + 1):
            yield _row(at, one)


def standard_words(code: str, framework: Framework) -> str:
    """«Tiêu chuẩn 1: Tổ chức và quản lý nhà trường»."""
    name = clean(framework.standard_names.get(code, ""))
    return f"Tiêu chuẩn {code}: {name}" if name else f"Tiêu chuẩn {code}"


def criterion_words(code: str, framework: Framework) -> str:
    """«Tiêu chí 1.5: Lớp học»."""
    criterion = framework.criteria.get(code)
    return f"Tiêu chí {code}: {clean(criterion.name)}" if criterion else f"Tiêu chí {clean(code)}"


def _row(number: int, one: Evidence) -> EvidenceRow:
    dated = [clean(one.number), clean(one.date.text)]
    kept = [clean(one.kept_at), clean(one.link)]
    return EvidenceRow(
        EVIDENCE_ROW,
        tt=str(number),
        ma=clean(one.code),
        ten=paragraphs(one.title),
        so_ngay=tuple(filter(None, dated)) or ("",),
        noi_luu=tuple(filter(None, kept)) or ("",),
        ghi_chu=paragraphs(one.note),
    )
