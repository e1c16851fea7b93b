"""The numbered pieces of a monitoring report: heading, lead, notes, rows of one kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from qipsheets.documents.printing.report_rows import (
    CountRow,
    CriterionRow,
    FundingRow,
    GroupRow,
    Lines,
    MovedRow,
    PostponedRow,
    RecommendationRow,
    SilentRow,
    TargetRow,
    TimelineRow,
    TrendRow,
    WorkRow,
)

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
