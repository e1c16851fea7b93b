"""The rows of a monitoring report's tables, in words."""

from dataclasses import dataclass

Lines = tuple[str, ...]
STANDARD, ACTION, LATE_ACTION, STEP, LATE_STEP = "tieu_chuan", "viec", "viec_tre", "buoc", "buoc_tre"


@dataclass(frozen=True, slots=True)
class MovedRow:
    """An action or step that moved in the period."""

    tt: str
    viec: Lines
    da_lam: Lines
    nguoi_ghi: Lines
    tien_do: str
    trang_thai: str


@dataclass(frozen=True, slots=True)
class SilentRow:
    """An owner of whose work nothing was told in the period."""

    phu_trach: str
    viec: str
    lan_cuoi: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A standard (only `chu`), an action or a step with its results."""

    kieu: str
    chu: str = ""
    tt: str = ""
    tieu_chi: str = ""
    noi_dung: Lines = ("",)
    phu_trach: Lines = ("",)
    han: str = ""
    tinh_trang: Lines = ("",)
    tien_do: str = ""
    minh_chung: Lines = ("",)
    kho_khan: Lines = ("",)
    nguyen_nhan: Lines = ("",)
    kien_nghi: Lines = ("",)


@dataclass(frozen=True, slots=True)
class CountRow:
    """One category: actions, the last period's, the change, steps."""

    tinh_trang: str
    so: str
    ty_le: str
    ky_truoc: str
    tang_giam: str
    buoc: str
    ty_le_buoc: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The totals of one group; a cell is a count and, below it, its share."""

    ten: str
    ke_hoach: str
    hoan_thanh: Lines
    dang: Lines
    chua: Lines
    qua_han: Lines
    cho: Lines
    hoan: Lines
    bo: Lines
    chuyen: Lines
    ty_le: str


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Where the plan stood at the end of a period, with its bar."""

    ky: str
    luot: str
    moi: str
    hoan_thanh: str
    qua_han: str
    binh_quan: str
    o: Lines


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar of twenty cells with its name and its numbers."""

    ten: str
    o: Lines
    so: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """An action over twelve months."""

    ma: str
    viec: str
    o: Lines
    han: str


@dataclass(frozen=True, slots=True)
class PostponedRow:
    """A due date that was moved."""

    viec: str
    so_lan: str
    so_ngay: str
    han_dau: str
    han_nay: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An action or step in a short list: waiting, late, due, carried over."""

    viec: str
    phu_trach: Lines
    han: str
    tinh_trang: Lines
    tien_do: str = ""
    noi_dung: Lines = ("",)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A number to reach."""

    ten: str
    don_vi: str
    hien_co: str
    can_dat: str
    da_dat: str
    ngay_do: str
    ket_qua: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion in the way of the next level, and what is done about it."""

    tieu_chi: str
    muc: str
    viec: Lines


@dataclass(frozen=True, slots=True)
class FundingRow:
    """What a source is to give."""

    nguon: str
    so: str
    so_tien: str
    ghi_chu: str


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation with its addressee, and what became of it."""

    noi_dung: Lines
    gui: str
    ky: str
    tra_loi: Lines
