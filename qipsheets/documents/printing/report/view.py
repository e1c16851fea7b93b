"""A monitoring report's words under the names that a template uses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from qipsheets.documents.printing.plan.changes import NOTHING_CHANGED, ChangedRow, Since
from qipsheets.documents.printing.plan.view import Accepted, Blocking, Frame
from qipsheets.documents.printing.report.rows import (
    BarRow,
    CountRow,
    CriterionRow,
    FundingRow,
    GroupRow,
    Lines,
    MovedRow,
    PostponedRow,
    RecommendationRow,
    ResultRow,
    SilentRow,
    TargetRow,
    TimelineRow,
    TrendRow,
    WorkRow,
)
from qipsheets.plan.findings import Finding
from qipsheets.plan.organisation import Suppression

_Held = TypeVar("_Held", bound="Block")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a part: heading, lead, notes, rows. One without lead and rows is not printed."""

    tieu_de: str = ""  # heading
    dan: Lines = ()  # lead
    dong: tuple[Any, ...] = ()  # rows
    ghi_chu: Lines = ()  # notes on the table

    @property
    def is_filled(self) -> bool:
        """True where there is anything to print."""
        return bool(self.dan or self.dong)


def numbered(blocks: Sequence[Block]) -> tuple[Any, ...]:
    """The blocks that hold anything, numbered 1., 2. without a gap, a single one not at all; the others emptied."""
    filled = [block.is_filled for block in blocks]
    return tuple(
        _titled(block, f"{sum(filled[: at + 1])}. " if sum(filled) > 1 else "") if filled[at] else type(block)()
        for at, block in enumerate(blocks)
    )


def _titled(block: _Held, before: str) -> _Held:
    return replace(block, tieu_de=f"{before}{block.tieu_de}")


@dataclass(frozen=True, slots=True)
class MovedBlock(Block):
    """What moved in the period."""

    dong: tuple[MovedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SilentBlock(Block):
    """Of whose work nothing was told."""

    dong: tuple[SilentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CountBlock(Block):
    """All categories."""

    dong: tuple[CountRow, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupBlock(Block):
    """Totals by group."""

    dong: tuple[GroupRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendBlock(Block):
    """Periods beside each other."""

    dong: tuple[TrendRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineBlock(Block):
    """Actions over months."""

    dong: tuple[TimelineRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PostponedBlock(Block):
    """Due dates that were moved."""

    dong: tuple[PostponedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkBlock(Block):
    """A short list of actions, steps or milestones."""

    dong: tuple[WorkRow, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetBlock(Block):
    """Numbers to reach."""

    dong: tuple[TargetRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionBlock(Block):
    """Criteria in the way of the next level."""

    dong: tuple[CriterionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FundingBlock(Block):
    """Funding by source."""

    dong: tuple[FundingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendationBlock(Block):
    """Recommendations."""

    dong: tuple[RecommendationRow, ...] = ()


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
