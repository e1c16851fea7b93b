"""A monitoring report's words under the names that a template uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from qipsheets.documents.printing.report_blocks import (
    Block,
    CountBlock,
    CriterionBlock,
    FundingBlock,
    GroupBlock,
    MovedBlock,
    PostponedBlock,
    RecommendationBlock,
    SilentBlock,
    TargetBlock,
    TimelineBlock,
    TrendBlock,
    WorkBlock,
)
from qipsheets.documents.printing.report_rows import BarRow, Lines, ResultRow
from qipsheets.documents.printing.views import Accepted, Blocking, Frame
from qipsheets.documents.printing.views_changes import NOTHING_CHANGED, ChangedRow, Since
from qipsheets.plan.findings import Finding
from qipsheets.plan.organisation import Suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """The words of a report under the names that a template uses; `frame` is for the printer alone.

    A weekly summary has only some of the blocks; the others stay empty and are not printed.
    """

    frame: Frame
    du_thao: str  # «DỰ THẢO», empty on an official report
    co_quan_chu_quan: str  # superior body
    ten_truong: str  # issuer
    so_ky_hieu: str  # number and symbol
    dia_danh_ngay: str  # place and date
    trich_yeu: str  # subject
    ky_bao_cao: str  # period
    kinh_gui: Lines  # addressees
    ban_day_du: str  # not empty but for a weekly summary, which is short
    phan_1: str  # heading of part I: how work went
    tinh_hinh: Block
    chuyen_bien: MovedBlock
    im_lang: SilentBlock
    phan_2: str  # results, or what a weekly summary points at
    khong_hanh_dong: str = ""
    ket_qua: tuple[ResultRow, ...] = ()
    cot_kien_nghi: str = ""  # heading of the column of recommendations, empty where none names an action
    can_chu_y: WorkBlock = WorkBlock()
    phan_3: str  # totals
    ket_qua_chung: CountBlock
    theo_muc: GroupBlock = GroupBlock()
    theo_tieu_chuan: GroupBlock = GroupBlock()
    theo_phu_trach: GroupBlock = GroupBlock()
    theo_giai_phap: GroupBlock = GroupBlock()
    hinh_tieu_chuan: tuple[BarRow, ...]
    dien_bien: TrendBlock = TrendBlock()
    hai_hoc_ky: TrendBlock = TrendBlock()
    tien_do_thang: TimelineBlock = TimelineBlock()
    thang: Lines  # headings of twelve months
    lui_han: PostponedBlock = PostponedBlock()
    cho_ngoai: WorkBlock = WorkBlock()
    chi_tieu: TargetBlock = TargetBlock()
    moc: WorkBlock = WorkBlock()
    muc_dat: CriterionBlock = CriterionBlock()
    kinh_phi: FundingBlock = FundingBlock()
    phan_4: str  # judgement
    danh_gia: Block
    bai_hoc: Block
    kien_nghi: RecommendationBlock
    kien_nghi_cu: RecommendationBlock
    phan_5: str  # next tasks
    trong_tam: Block
    qua_han: WorkBlock
    den_han: WorkBlock
    chuyen_nam: WorkBlock
    ket_luan: str
    noi_nhan: Lines
    chuc_vu_ky: Lines
    nguoi_ky: str
    phu_luc_can_sua: tuple[Blocking, ...]
    phu_luc_xem_lai: tuple[Blocking, ...]
    phu_luc_bo_qua: tuple[Accepted, ...]
    tieu_de_thay_doi: str = ""  # title of the annex of changes since the issued version
    phu_luc_thay_doi: tuple[ChangedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """What stands behind a report: findings that block it or are to be looked at, those the school accepts,
    what changed since an issued version."""

    blocking: Sequence[Finding] = ()
    standing: Sequence[Finding] = ()
    accepted: Sequence[Suppression] = ()
    changed: Since = NOTHING_CHANGED
