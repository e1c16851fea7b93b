"""The plan in the form of circular 57/2026: eight parts, ten columns, internal monitoring."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qipsheets.documents.printing import views_content as content
from qipsheets.documents.printing.forms_head import year_words
from qipsheets.documents.printing.forms_tt57_parts import (
    BASES,
    GENERAL,
    MONITORING,
    ORGANISATION,
    PROBLEMS,
    PURPOSES,
    REVIEW,
    TABLE,
    or_open,
    titled,
    tt57_parts,
)
from qipsheets.documents.printing.forms_tt57_rows import Monitoring, Problem, Tt57Row, monitoring, problems, rows
from qipsheets.documents.printing.views import Accepted, Blocking, Frame, inserts, plan_view
from qipsheets.documents.printing.views_changes import NOTHING_CHANGED, ChangedRow, Since
from qipsheets.documents.printing.views_table import level_words
from qipsheets.documents.printing.views_text import (
    BODY,
    PART,
    Paragraph,
    clean,
    label_words,
    labelled,
    owner_lines,
    time_words,
)
from qipsheets.plan.findings import Finding
from qipsheets.plan.levels import standing
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Suppression


@dataclass(frozen=True, slots=True)
class Tt57View:
    """The words of the plan in the TT57 form under the names that a template uses."""

    frame: Frame
    du_thao: str
    co_quan_chu_quan: str
    ten_truong: str
    so_ky_hieu: str
    dia_danh_ngay: str
    trich_yeu: str
    nam_hoc: str
    dau_ke_hoach: tuple[Paragraph, ...]  # parts I to III
    tieu_de_van_de: str  # title of part IV
    loi_van_de: tuple[Paragraph, ...]
    van_de: tuple[Problem, ...]
    tieu_de_hanh_dong: str  # title of part V
    loi_hanh_dong: tuple[Paragraph, ...]
    hanh_dong: tuple[Tt57Row, ...]
    tieu_de_giam_sat: str  # title of part VI
    loi_giam_sat: tuple[Paragraph, ...]
    giam_sat: tuple[Monitoring, ...]
    cuoi_ke_hoach: tuple[Paragraph, ...]  # parts VII and VIII
    noi_nhan: tuple[str, ...]
    chuc_vu_ky: tuple[str, ...]
    nguoi_ky: str
    phu_luc_can_sua: tuple[Blocking, ...]
    phu_luc_ghi_chu: tuple[str, ...]
    phu_luc_bo_qua: tuple[Accepted, ...]
    tieu_de_thay_doi: str = ""
    phu_luc_thay_doi: tuple[ChangedRow, ...] = ()


def tt57_view(
    plan: Plan,
    *,
    draft: bool,
    blocking: Sequence[Finding] = (),
    accepted: Sequence[Suppression] = (),
    state: str = "",
    changed: Since = NOTHING_CHANGED,
) -> Tt57View:
    """The plan in words; letterhead, foot and annexes are those of every plan."""
    shared = plan_view(plan, draft=draft, blocking=blocking, accepted=accepted, state=state, changed=changed)
    parts = tt57_parts(plan.prose, inserts(plan), tuple(content.duties(plan.duties)))
    general = (*parts[GENERAL], *_general(plan))
    review = (*parts[REVIEW], *_milestones(plan))
    kept = {name: getattr(shared, name) for name in _SHARED}
    return Tt57View(
        **kept,
        dau_ke_hoach=(
            *_part(GENERAL, general),
            *_part(BASES, or_open(parts[BASES])),
            *_part(PURPOSES, or_open(parts[PURPOSES])),
        ),
        tieu_de_van_de=titled(PROBLEMS),
        loi_van_de=parts[PROBLEMS],
        van_de=tuple(problems(plan)),
        tieu_de_hanh_dong=titled(TABLE),
        loi_hanh_dong=parts[TABLE],
        hanh_dong=tuple(rows(plan)),
        tieu_de_giam_sat=titled(MONITORING),
        loi_giam_sat=parts[MONITORING],
        giam_sat=tuple(monitoring(plan)),
        cuoi_ke_hoach=(*_part(ORGANISATION, or_open(parts[ORGANISATION])), *_part(REVIEW, or_open(review))),
    )


_SHARED = (
    "frame", "du_thao", "co_quan_chu_quan", "ten_truong", "so_ky_hieu", "dia_danh_ngay", "trich_yeu", "nam_hoc",
    "noi_nhan", "chuc_vu_ky", "nguoi_ky", "phu_luc_can_sua", "phu_luc_ghi_chu", "phu_luc_bo_qua",
    "tieu_de_thay_doi", "phu_luc_thay_doi",
)  # fmt: skip


def _part(name: str, body: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    return (Paragraph(PART, titled(name)), *body)


def _general(plan: Plan) -> Iterator[Paragraph]:
    """What the workbook knows of the school as a whole."""
    school, derived = plan.school, standing(plan).derived
    level = school.declared_level if derived is None else derived
    told = (
        ("Tên trường", clean(school.name)),
        ("Cơ quan chủ quản", clean(school.superior)),
        ("Năm học", year_words(plan).removeprefix("Năm học ")),
        ("Tự đánh giá theo", f"Thông tư số {plan.framework.circular}"),
        ("Kết quả tự đánh giá hiện nay", level_words(level)),
        ("Chuẩn quốc gia hiện có", clean(school.national_standard)),
        ("Hội đồng tự đánh giá", f"{school.council_size} thành viên" if school.council_size else ""),
        ("Trang thông tin điện tử", clean(school.website)),
    )
    for name, words in told:
        if words:
            yield Paragraph(BODY, f"- {name}: {words}{'' if words.endswith('.') else '.'}")


def _milestones(plan: Plan) -> Iterator[Paragraph]:
    """By when what must be reviewed and reported, with who sees to it."""
    for one in plan.milestones:
        owner = ", ".join(owner_lines(one.owner)) if one.owner else ""
        words = f"{clean(one.name).rstrip('.')}: {time_words(one.date)}{f' ({owner})' if owner else ''}."
        yield from labelled(label_words("-"), words)
