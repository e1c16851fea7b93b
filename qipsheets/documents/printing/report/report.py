"""A monitoring report put together from its parts: a plan, a period and figures become words ready to print."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from qipsheets.documents.printing.letterhead import letterhead
from qipsheets.documents.printing.plan.parts import numeral
from qipsheets.documents.printing.plan.view import DRAFT, Accepted, Blocking, Frame, place_words
from qipsheets.documents.printing.report import head, lists
from qipsheets.documents.printing.report import totals as counted
from qipsheets.documents.printing.report.figures import funding, month_headings, timeline, timeline_note
from qipsheets.documents.printing.report.judgement import judgement, known_recommendations, next_tasks, reviews
from qipsheets.documents.printing.report.lists import PutOff
from qipsheets.documents.printing.report.moved import Look, entries_words, moved, silent, silent_words
from qipsheets.documents.printing.report.results import pressing, results
from qipsheets.documents.printing.report.rows import SilentRow
from qipsheets.documents.printing.report.totals import criteria
from qipsheets.documents.printing.report.view import (
    Annex,
    Block,
    MovedBlock,
    ReportView,
    SilentBlock,
    TimelineBlock,
    WorkBlock,
    numbered,
)
from qipsheets.documents.printing.report.words import NOUNS, lower_first, period_words
from qipsheets.documents.printing.text import clean, paragraphs, place_and_day
from qipsheets.documents.printing.word_layout import marks
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan, Review
from qipsheets.plan.periods import Kind, Period
from qipsheets.plan.totals import Figures

SUBJECT = "Kết quả giám sát việc thực hiện Kế hoạch cải tiến chất lượng giáo dục"
WEEKLY_SUBJECT = "Tổng hợp tuần việc thực hiện Kế hoạch cải tiến chất lượng giáo dục"
ADVICE_HEADING = "Kiến nghị"
_PRESSING = "VIỆC QUÁ HẠN, VIỆC ĐANG CHỜ ĐƠN VỊ NGOÀI"
_RESULTS = "KẾT QUẢ THỰC HIỆN TỪNG HÀNH ĐỘNG, TỪNG BƯỚC"
_NO_ANNEX = Annex()


def report_view(
    plan: Plan,
    period: Period,
    figures: Figures,
    *,
    day: date,
    today: date,
    draft: bool,
    annex: Annex = _NO_ANNEX,
    postponements: Sequence[PutOff] = (),
    state: str = "",
) -> ReportView:
    """The report in words: status as of `day`, reviews and register as known on `today`.

    `state` is the sha256 of the data.
    """
    look, told = Look(plan, period, day), reviews(plan, period, today)
    is_week = period.kind is Kind.WEEK
    work = _work(look, told) | (_pressing(look) if is_week else _results(look))
    sums = _totals(look, figures, () if is_week else postponements, is_week=is_week)
    last = _judgement(look, told) | _tasks(look, told)
    words = _top(plan, period, day, today, state) | work | sums | last | _foot(plan, period) | _annex(annex)
    return ReportView(du_thao=DRAFT if draft else "", ban_day_du="" if is_week else "x", **_headed(words, period))


def _top(plan: Plan, period: Period, day: date, today: date, state: str) -> dict[str, Any]:
    registered = head.issued(plan, period, today)
    when = head.document_day(plan, period, today, registered)
    words = {
        "co_quan_chu_quan": clean(plan.school.superior).upper(),
        "ten_truong": clean(plan.school.name).upper(),
        "so_ky_hieu": head.document_number(plan, registered),
        "dia_danh_ngay": place_and_day(plan.school.place_name, when),
    }
    subject = WEEKLY_SUBJECT if period.kind is Kind.WEEK else SUBJECT
    title = (subject, period_words(period))
    superior, issuer, number, dated = words.values()
    measures = letterhead(superior, issuer, number, dated, title)
    about = f"Báo cáo {lower_first(subject)}, {lower_first(title[1])}"
    told = marks("report", period=period.name, day=day.isoformat(), state=state)
    frame = Frame(measures, about, clean(plan.school.name), when.day or day, told)
    asked = head.addressees(plan, period)
    return {"frame": frame, **words, "trich_yeu": subject, "ky_bao_cao": title[1], "kinh_gui": asked}


def _work(look: Look, told: Sequence[Review]) -> dict[str, Any]:
    """Part I: the team's words, what moved, of whose work nothing was told."""
    prose = [line for one in told for line in (*_lines(one.progress), *_lines(one.causes, "Nguyên nhân: "))]
    changed, quiet, noun = moved(look), silent(look), NOUNS[look.period.kind]
    lead = (f"Trong {noun} có {len(changed)} hành động, bước có chuyển biến.",) if changed else ()
    blocks = (
        Block("Tình hình chung", (*prose, entries_words(look))),
        MovedBlock("Những việc có chuyển biến", lead, changed),
        _silent(f"Người phụ trách không có thông tin trong {noun}", quiet, look),
    )
    return dict(zip(("tinh_hinh", "chuyen_bien", "im_lang"), numbered(blocks), strict=True))


def _silent(title: str, rows: tuple[SilentRow, ...], look: Look) -> SilentBlock:
    if look.period.kind is Kind.WEEK:
        return SilentBlock(title, silent_words(rows))
    return SilentBlock(title, (), rows)


def _lines(text: str, before: str = "") -> tuple[str, ...]:
    if not clean(text):
        return ()
    first, *rest = paragraphs(text)
    return (f"{before}{first}", *rest)


def _results(look: Look) -> dict[str, Any]:
    rows = tuple(results(look, known_recommendations(look)))
    advised = any(row.kien_nghi != ("",) for row in rows)
    return {
        "ket_qua": rows,
        "cot_kien_nghi": ADVICE_HEADING if advised else "",
        "khong_hanh_dong": "" if rows else counted.NO_ACTIONS,
    }


def _pressing(look: Look) -> dict[str, Any]:
    rows = pressing(look)
    none = () if rows else ("Không có việc quá hạn hay chờ đơn vị ngoài.",)
    return {
        "can_chu_y": WorkBlock("", none, rows),
    }


def _totals(look: Look, figures: Figures, postponements: Sequence[PutOff], *, is_week: bool) -> dict[str, Any]:
    """Part III: all that is counted. A weekly summary has only the whole."""
    names = (
        *("ket_qua_chung", "theo_muc", "theo_tieu_chuan", "theo_phu_trach", "theo_giai_phap", "dien_bien"),
        *("hai_hoc_ky", "tien_do_thang", "lui_han", "cho_ngoai", "chi_tieu", "moc", "muc_dat", "kinh_phi"),
    )
    blocks: list[Block] = [counted.overall_short(look, figures) if is_week else counted.overall(look, figures)]
    if not is_week:
        blocks += [
            *counted.groups(look, figures),
            counted.trend(look, figures),
            counted.semesters(look, figures),
            TimelineBlock("Tiến độ từng hành động theo tháng", (), timeline(look), timeline_note(look)),
            lists.postponed(look, postponements),
            lists.waiting(look),
            lists.targets(look),
            lists.milestones(look),
            criteria(look),
            funding(look.plan.actions),
        ]
    held = numbered(blocks)
    bars = () if is_week else counted.standard_bars(look, figures)
    return {**dict(zip(names, held, strict=False)), "hinh_tieu_chuan": bars, "thang": month_headings(look)}


def _judgement(look: Look, told: Sequence[Review]) -> dict[str, Any]:
    names = ("danh_gia", "bai_hoc", "kien_nghi", "kien_nghi_cu")
    return dict(zip(names, numbered(judgement(look, told)), strict=True))


def _tasks(look: Look, told: Sequence[Review]) -> dict[str, Any]:
    names = ("trong_tam", "qua_han", "den_han", "chuyen_nam")
    return dict(zip(names, numbered(next_tasks(look, told)), strict=True))


def _headed(words: dict[str, Any], period: Period) -> dict[str, Any]:
    """The parts' headings numbered I., II. without a gap; a part that holds nothing has none."""
    noun, is_week = NOUNS[period.kind].upper(), period.kind is Kind.WEEK
    titles = (
        ("phan_1", f"TÌNH HÌNH THỰC HIỆN TRONG {noun}", ("tinh_hinh",)),
        (
            "phan_2",
            "VIỆC QUÁ HẠN, VIỆC ĐANG CHỜ ĐƠN VỊ NGOÀI" if is_week else "KẾT QUẢ THỰC HIỆN TỪNG HÀNH ĐỘNG, TỪNG BƯỚC",
            ("tinh_hinh",),
        ),
        ("phan_3", "TỔNG HỢP KẾT QUẢ", ("ket_qua_chung",)),
        ("phan_4", "ĐÁNH GIÁ, BÀI HỌC, KIẾN NGHỊ", ("danh_gia", "bai_hoc", "kien_nghi", "kien_nghi_cu")),
        ("phan_5", f"NHIỆM VỤ {noun} TỚI", ("trong_tam", "qua_han", "den_han", "chuyen_nam")),
    )
    number, headings = 0, {}
    for name, title, held in titles:
        filled = any(words[field].is_filled for field in held)
        number += filled
        headings[name] = f"{numeral(number)}. {title}" if filled else ""
    return words | headings


def _foot(plan: Plan, period: Period) -> dict[str, Any]:
    signs = head.signer(plan, period)
    school = clean(plan.school.name)
    name = school if school and not school.isupper() else "nhà trường"
    when = lower_first(period_words(period))
    told = f"Trên đây là báo cáo {lower_first(SUBJECT)} {when} của {name}./."
    if period.kind is Kind.WEEK:
        told = f"Trên đây là {lower_first(WEEKLY_SUBJECT)}, {when.partition(' (')[0]}; kính trình xem xét, chỉ đạo./."
    return {
        "ket_luan": told,
        "noi_nhan": tuple(head.receivers(plan, period)),
        "chuc_vu_ky": signs.office,
        "nguoi_ky": signs.name,
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "phu_luc_can_sua": _found(annex.blocking),
        "phu_luc_xem_lai": _found(annex.standing),
        "phu_luc_bo_qua": tuple(
            Accepted(clean(one.code), clean(one.row) or "mọi dòng", clean(one.reason)) for one in annex.accepted
        ),
        "tieu_de_thay_doi": annex.changed.title,
        "phu_luc_thay_doi": annex.changed.rows,
    }


def _found(findings: Sequence[Finding]) -> tuple[Blocking, ...]:
    return tuple(Blocking(clean(one.code), clean(one.message.text("vi")), clean(place_words(one))) for one in findings)
