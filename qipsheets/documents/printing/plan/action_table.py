"""The action table's rows, level by level, standard by standard, ready to print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from qipsheets.documents.printing.text import clean, owner_lines, paragraphs, time_words
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Action, Plan

LEVEL_ROW, STANDARD_ROW, ACTION_ROW = "muc", "tieu_chuan", "viec"
_LAST = 10_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: a level, a standard (only `chu`), or an action."""

    kieu: str  # kind
    chu: str = ""  # words of a level or standard
    tt: str = ""  # number
    tieu_chi: str = ""  # criterion
    muc_hien_tai: str = ""  # current level
    noi_dung: tuple[str, ...] = ("",)  # measure
    phu_trach: tuple[str, ...] = ("",)  # owner
    bat_dau: str = ""  # start
    hoan_thanh: str = ""  # end
    kinh_phi: tuple[str, ...] = ("",)  # funding
    giam_sat: tuple[str, ...] = ("",)  # oversight
    ghi_chu: tuple[str, ...] = ("",)  # note


def table_rows(plan: Plan) -> Iterator[TableRow]:
    """Every action once, numbered through; levels rise, standards and criteria follow the framework's order."""
    number = 0
    for level, in_level in groupby(in_order(plan), key=lambda action: action.part_level):
        if level is not None:
            yield TableRow(LEVEL_ROW, f"MỨC {level}")
        for standard, in_standard in groupby(in_level, key=standard_of):
            if standard:
                yield TableRow(STANDARD_ROW, standard_words(standard, plan.framework))
            for action in in_standard:
                number += 1
                yield _action(number, action)


def in_order(plan: Plan, *, by_level: bool = True) -> list[Action]:
    """The actions by level, then by standard and criterion in the framework's order."""
    codes = (*plan.framework.standard_names, *plan.framework.criteria)
    order = {code: at for at, code in enumerate(codes)}
    return sorted(plan.actions, key=lambda action: _position(action, order)[0 if by_level else 1 :])


def _position(action: Action, order: Mapping[str, int]) -> tuple[int | tuple[int, ...], ...]:
    """Without level or criterion first, so that no heading claims a row it does not hold."""
    level = -1 if action.part_level is None else action.part_level
    numbers = tuple(int(part) if part.isdecimal() else _LAST for part in action.criterion.split("."))
    standard = order.get(standard_of(action), _LAST) if action.criterion else -1
    return level, standard, order.get(action.criterion, _LAST), numbers


def standard_of(action: Action) -> str:
    """The standard an action stands under; "" where it names no criterion."""
    return action.criterion.partition(".")[0]


def standard_words(code: str, framework: Framework) -> str:
    """«Tiêu chuẩn 1: Tổ chức và quản lý nhà trường»."""
    name = clean(framework.standard_names.get(code, ""))
    return f"Tiêu chuẩn {code}: {name}" if name else f"Tiêu chuẩn {clean(code)}"


def _action(number: int, action: Action) -> TableRow:
    return TableRow(
        ACTION_ROW,
        tt=str(number),
        tieu_chi=clean(action.criterion),
        muc_hien_tai=level_words(action.current_level),
        noi_dung=paragraphs(action.measure),
        phu_trach=owner_lines(action.owner),
        bat_dau=time_words(action.start),
        hoan_thanh=time_words(action.end),
        kinh_phi=paragraphs(action.funding),
        giam_sat=paragraphs(action.oversight),
        ghi_chu=paragraphs(action.note),
    )


def level_words(level: int | None) -> str:
    """«Mức 1»; «Không đạt» for 0; nothing where it is unknown."""
    if level is None:
        return ""
    return f"Mức {level}" if level else "Không đạt"
