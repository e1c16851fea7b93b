"""Plans made in a line, for tests of rules and deadlines."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from qipsheets.frameworks.load import framework
from qipsheets.plan.model import Action, Assessment, Observation, Plan, Step, Tally
from qipsheets.plan.organisation import School, SchoolYear
from qipsheets.plan.states import State
from qipsheets.plan.values import Owners, Percent, Place, When
from qipsheets.sheets.columns import CELL_KINDS
from qipsheets.vietnamese import split_owners

YEAR = SchoolYear("2020-2021", date(2020, 9, 1), date(2021, 1, 15), date(2021, 1, 16), date(2021, 5, 31))
TODAY = date(2021, 6, 15)


def plan(framework_id: str = "tt17-2018-primary", **fields: Any) -> Plan:
    """A plan of 15 August 2020 with the fields given."""
    school = fields.pop("school", School(plan_number="97/KH-CX", plan_date=start("15/8/2020")))
    return Plan(school, fields.pop("year", YEAR), fields.pop("framework", framework(framework_id)), **fields)


def start(text: str) -> When:
    """A time as a start."""
    return _when("start", text)


def end(text: str) -> When:
    """A time as an end."""
    return _when("end", text)


def _when(kind: str, text: str) -> When:
    when = CELL_KINDS[kind].read(text, YEAR) if text else When()
    assert isinstance(when, When)
    return when


def owners(text: str) -> Owners:
    """An owners cell."""
    return Owners(text, split_owners(text))


def action(key: str = "HD-001", criterion: str = "1.5", level: int | None = 1, **fields: Any) -> Action:
    """An action from September to May with one owner."""
    known: dict[str, Any] = {
        "measure": "Việc cần làm", "owner": owners("Hiệu trưởng"), "start": start("9/2020"), "end": end("5/2021"),
        "funding": "Không",
    }  # fmt: skip
    known |= fields
    return Action(key=key, criterion=criterion, current_level=level, place=Place("actions", key), **known)


def step(key: str = "BV-001", of: str = "HD-001", due: str = "30/11/2020", state: State | None = None) -> Step:
    """A step of an action."""
    return Step(key=key, action=of, work="Một việc", due=end(due), state=state, place=Place("steps", key))


def observation(
    subject: str, day: date, state: State | None = None, percent: int | None = None, row: int = 2, cause: str = ""
) -> Observation:
    """A line of the log."""
    stated = None if percent is None else Percent(Decimal(percent), str(percent))
    place = Place("observations", f"GS-{row:03d}", "", row)
    return Observation(key=place.key, day=day, subject=subject, state=state, percent=stated, cause=cause, place=place)


def tally(level: int, met: int, not_met: int, total: int, percent: str = "", other: str = "", year: str = "") -> Tally:
    """A line of stated numbers with the percentages as written."""
    return Tally(
        key=f"SL-{level:03d}",
        level=level,
        met=met,
        not_met=not_met,
        total=total,
        percent_met=CELL_KINDS["percent"].read(percent, None) if percent else None,
        percent_not_met=CELL_KINDS["percent"].read(other, None) if other else None,
        result_year=year,
        place=Place("tallies", f"SL-{level:03d}"),
    )


def assessments(
    levels: dict[str, int] | None = None, framework_id: str = "tt17-2018-primary"
) -> tuple[Assessment, ...]:
    """Every criterion at level 1, but for those named."""
    chosen = dict.fromkeys(framework(framework_id).criteria, 1) | (levels or {})
    return tuple(
        Assessment(key=f"DG-{n:03d}", criterion=code, level=level, place=Place("assessments", f"DG-{n:03d}"))
        for n, (code, level) in enumerate(chosen.items(), 1)
    )


def with_verified(which: Plan) -> Plan:
    """The plan under a framework someone compared with the official text."""
    return replace(which, framework=replace(which.framework, verified=True))
