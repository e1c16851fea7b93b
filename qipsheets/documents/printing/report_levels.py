"""The criteria's levels in a monitoring report: met at each level, and what stands in the way of the next."""

from collections.abc import Iterator

from qipsheets.documents.printing.report_blocks import CriterionBlock
from qipsheets.documents.printing.report_moved import Look
from qipsheets.documents.printing.report_rows import CriterionRow
from qipsheets.documents.printing.report_words import of_whole, points, status_lines
from qipsheets.documents.printing.views_table import level_words
from qipsheets.documents.printing.views_text import clean
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.levels import TALLIES, counts, levels_met, standing
from qipsheets.plan.states import State

_TITLE = "Mức đạt của các tiêu chí"
_ON_TALLIES = "Tính theo số liệu nhà trường công bố, vì chưa có đủ kết quả của từng tiêu chí."


def criteria(look: Look) -> CriterionBlock:
    """The criteria met at each level, the school's level, and those in the way of the next one with their actions."""
    plan, stands, met = look.plan, standing(look.plan), levels_met(look.plan)
    names = plan.framework.criteria
    rows = tuple(
        CriterionRow(f"{code}. {clean(names[code].name)}", level_words(met.get(code)), tuple(_works(look, code)))
        for code in stands.blocked_by
    )
    return CriterionBlock(_TITLE, tuple(_lead(look)), rows, (_ON_TALLIES,) if stands.source == TALLIES else ())


def _lead(look: Look) -> Iterator[str]:
    stands = standing(look.plan)
    for one in counts(look.plan):
        yield f"Mức {one.level}: {of_whole(one.met, one.total)} tiêu chí đạt."
    if stands.derived is not None:
        level = level_words(stands.derived) if stands.derived else "chưa đạt Mức 1"
        yield f"Mức của trường theo kết quả trên: {level}."
        if stands.blocked_count:
            yield f"Còn {stands.blocked_count} tiêu chí chưa đạt yêu cầu của Mức {stands.next_level}."
        if stands.conditions_missing:
            yield f"Còn thiếu {stands.conditions_missing} điều kiện chung của Mức {stands.next_level}."
    ready = _ready(look)
    if ready:
        yield f"Tiêu chí có mọi hành động đã hoàn thành, cần đánh giá lại mức đạt: {', '.join(ready)}."


def _of(look: Look, code: str) -> list[Progress]:
    return [item for item in look.now if not item.is_step and item.criterion == code]


def _ready(look: Look) -> list[str]:
    """The criteria all of whose actions are done: their level may have risen."""
    told = ((code, _of(look, code)) for code in look.plan.framework.criteria)
    return [code for code, items in told if items and all(item.state is State.DONE for item in items)]


def _works(look: Look, code: str) -> Iterator[str]:
    """What the plan does about a criterion, and how that stands."""
    items = _of(look, code)
    for item in items:
        told = "" if item.percent is None else f", {points(item.percent)}"
        yield f"{item.key}: {' '.join(status_lines(item)).lower()}{told}"
    if not items:
        yield "Chưa có hành động nào trong kế hoạch."
