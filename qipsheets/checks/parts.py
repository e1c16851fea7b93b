"""The parts of the printed plan: none may stand empty under its title."""

from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Found, check
from qipsheets.language import _, later
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Place


@check(
    "PART-01",
    later("A part of the plan is empty"),
    Severity.ERROR,
    later("The official plan would print its title with nothing below."),
    later("Fill in the tab; the form of a plan is shown by «qipsheets init --store mau.xlsx --sample»."),
    example="Phần I. MỤC ĐÍCH, YÊU CẦU không có đoạn nào",
)
def empty_part(plan: Plan, today: date) -> Iterator[Found]:
    purposes = any(row.part.strip().upper().partition(".")[0] == "I" and row.depth != 0 for row in plan.prose)
    for there, tab, field, part in (
        (purposes, "prose", "text", "I. Mục đích, yêu cầu"),
        (bool(plan.bases), "bases", "text", "II. Căn cứ"),
        (bool(plan.actions), "actions", "measure", "III. Nội dung kế hoạch"),
        (bool(plan.duties), "duties", "text", "IV. Tổ chức thực hiện"),
        (bool(plan.recipients), "recipients", "name", "Nơi nhận"),
    ):
        if not there:
            yield Found(Place(tab, "", field), _("The part «{part}» has nothing in it.").format(part=part))


CHECKS = (empty_part,)
